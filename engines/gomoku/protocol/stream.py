"""Lines of a protocol out of a stream that may hold anything."""

from collections.abc import Callable, Iterator

from engines.wire import printable

READ = 1 << 16
LONGEST = 8192
"""Bytes of a line that are kept; a folder's path may be long. The rest of it is dropped."""


def lines(read: Callable[[int], bytes]) -> Iterator[str]:
    """Those that are not empty, stripped, as they come; ended by LF, CR or both.

    They may be shown: what would command a terminal is escaped. `read` returns what there is, at
    most so many bytes, and nothing at the end.
    """
    rest = b""
    while data := read(READ):
        *whole, rest = (rest + data).replace(b"\r", b"\n").split(b"\n")
        yield from filter(None, map(text, whole))
        rest = rest[:LONGEST]
    yield from filter(None, [text(rest)])


def text(line: bytes) -> str:
    return printable(line[:LONGEST].decode("ascii", "replace").strip())
