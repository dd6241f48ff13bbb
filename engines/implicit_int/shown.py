"""A source as one reads it: what a line looks like, and where in it something stands."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

from engines.implicit_int.finding import Finding
from engines.implicit_int.messages import Findings, Lines, Place
from engines.wire import printable

MOST_LINES = 20_000
"""What a console is sent; a longer source is shown up to there."""

LONGEST = 1000
"""Characters of a line that are shown."""

LINES_A_PART, FINDINGS_A_PART = 100, 500
"""So many at once fit into a line of the wire, whatever they hold."""

TAB = 8


def split(source: bytes) -> list[bytes]:
    """Lines as scans count them, without a byte order mark and the ends of DOS."""
    lines = source.removeprefix(BOM_UTF8).split(b"\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix(b"\r") for line in lines]


def shown(line: bytes) -> str:
    """Tabs are spaces; what is no UTF-8, and what would command a terminal, are escapes."""
    text = line.decode(errors="backslashreplace").expandtabs(TAB)
    return printable(text).replace("\n", " ")


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def parts(lines: list[bytes]) -> Iterator[Lines]:
    for first in range(0, min(len(lines), MOST_LINES), LINES_A_PART):
        some = lines[first : min(first + LINES_A_PART, MOST_LINES)]
        yield Lines(tuple(cut(shown(line)) for line in some))


def place(lines: list[bytes], finding: Finding) -> Place:
    """Where it stands in its line as it is shown, and over how many characters."""
    line = lines[finding.line - 1] if finding.line <= len(lines) else b""
    begin = len(shown(line[: finding.column - 1]))
    return Place(begin, max(1, len(finding.name)))


def placed(lines: list[bytes], findings: Iterable[Finding]) -> Iterator[Findings]:
    """Always at least one, of which the last says that it is."""
    every = [it for it in findings if it.line <= MOST_LINES]
    for first in range(0, max(1, len(every)), FINDINGS_A_PART):
        some = tuple(every[first : first + FINDINGS_A_PART])
        places = tuple(place(lines, it) for it in some)
        yield Findings(some, places, first + FINDINGS_A_PART >= len(every))
