"""The lines of a text file in whatever encoding it has."""

import codecs
import os
from collections.abc import Iterator

from engines.roc.data.regular import LARGEST
from engines.wire import N_, EngineError

PIECE = 1 << 18
LONGEST = 1 << 16
"""Characters in a line."""

BROKEN = "\ufffd"
"""What stands where bytes are no characters."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
TRIED = ("utf-8", "gb18030")
"""GBK and GB 2312 are parts of the second."""

FOREIGN = (
    (b"PK\x03\x04", N_("This is a workbook or an archive, no text.")),
    (b"\xd0\xcf\x11\xe0", N_("This is a workbook or an archive, no text.")),
    (b"\x1f\x8b", N_("This is a workbook or an archive, no text.")),
    (b"PAR1", N_("This is Parquet, but its name does not say so.")),
)


def encodings(head: bytes, path: str) -> tuple[str, ...]:
    """What to try, by how the file begins. Raises EngineError where that is no text."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return (encoding,)
    for mark, what in FOREIGN:
        if head.startswith(mark):
            raise EngineError(what, path, "save it as CSV")
    if b"\0" in head:
        pairs = head[: len(head) // 2 * 2]
        for encoding, high in (("utf-16-le", pairs[1::2]), ("utf-16-be", pairs[::2])):
            if high.count(0) * 2 > len(high):
                return (encoding,)
        raise EngineError(
            N_("This is no text."), N_("{path} has bytes that are 0").format(path=path)
        )
    return TRIED


def lines(file: int, encoding: str, errors: str = "strict") -> Iterator[list[str]]:
    """All lines, 256 KiB of them at a time; they end in \\n, \\r\\n or \\r.

    Raises UnicodeDecodeError, and EngineError for a line that is none.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    rest, start = "", 0
    while True:
        data = os.pread(file, min(PIECE, LARGEST - start), start)
        start += len(data)
        text = rest + decoder.decode(data, final=not data)
        # A \r at the end may be half of an \r\n that is cut.
        held = "\r" if data and text.endswith("\r") else ""
        text = text.removesuffix(held) if held else text
        *whole, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest += held
        if len(rest) > LONGEST or max(map(len, whole), default=0) > LONGEST:
            why = N_("over {number} characters").format(number=f"{LONGEST:,}")
            raise EngineError(N_("A line is too long for a table of bars."), why)
        if not data:
            yield [*whole, rest] if rest else whole
            return
        yield whole
