"""A source as one reads it: what a line looks like, and where in it something stands."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import suppress

from engines.implicit_int.finding import Finding
from engines.implicit_int.messages import Findings, Lines, Place
from engines.wire import printable

MOST_LINES = 20_000
"""What a console is sent; a longer source is shown up to there."""

LONGEST = 1000
"""Characters of a line that are shown."""

MOST_BYTES = 4 * LONGEST
"""They are not more."""

LINES_A_PART, FINDINGS_A_PART = 100, 500
"""So many at once fit into a line of the wire, whatever they hold."""

TAB = 8


def split(source: bytes) -> list[bytes]:
    """Lines as scans count them, without a byte order mark and the ends of DOS."""
    lines = source.removeprefix(BOM_UTF8).split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix(b"\r") for line in lines]


def encoding(source: bytes) -> str:
    """UTF-8, or else the one of old Chinese sources where all of it can be read by that: other
    letters seldom come in pairs."""
    for name in ("utf-8", "gb2312"):
        with suppress(UnicodeDecodeError):
            source.decode(name)
            return name
    return "utf-8"


def shown(line: bytes, encoding: str = "utf-8") -> str:
    """Tabs are spaces; what is no text, and what would command a terminal, are escapes."""
    text = line.decode(encoding, "backslashreplace").expandtabs(TAB)
    return printable(text).replace("\n", " ")


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def parts(lines: list[bytes], encoding: str = "utf-8") -> Iterator[Lines]:
    for first in range(0, min(len(lines), MOST_LINES), LINES_A_PART):
        some = lines[first : min(first + LINES_A_PART, MOST_LINES)]
        yield Lines(tuple(cut(shown(line, encoding)) for line in some))


def place(lines: list[bytes], finding: Finding, encoding: str) -> Place:
    """Where it stands in its line as it is shown, and over how many characters; of what is cut off
    it is enough that it stands there."""
    line = lines[finding.line - 1] if finding.line <= len(lines) else b""
    begin = len(shown(line[: min(finding.column - 1, MOST_BYTES)], encoding))
    return Place(begin, max(1, len(finding.name)))


def placed(
    lines: list[bytes], findings: Iterable[Finding], encoding: str = "utf-8"
) -> Iterator[Findings]:
    """Always at least one, of which the last says that it is."""
    every = [it for it in findings if it.line <= MOST_LINES]
    for first in range(0, max(1, len(every)), FINDINGS_A_PART):
        some = tuple(every[first : first + FINDINGS_A_PART])
        places = tuple(place(lines, it, encoding) for it in some)
        yield Findings(some, places, first + FINDINGS_A_PART >= len(every))
