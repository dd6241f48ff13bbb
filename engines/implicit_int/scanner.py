"""Finds omitted types: `scan` reads a source without a compiler, and never fails."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec.structs import replace

from engines.implicit_int.branches import readings
from engines.implicit_int.cousins import cousins
from engines.implicit_int.declarations import Reader
from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.lexer import MARK, Header, Tokens, tokens
from engines.implicit_int.omissions import Omissions
from engines.implicit_int.standards import INFERRING, SAME
from engines.implicit_int.telling import Found

Look = tuple[Sequence[int], list[Found]]
"""Where the tokens of a reading stand, and what was found among them."""


def unread(name: str) -> None:
    """For a source that has nothing beside it."""


def scan(source: bytes, standard: str = "gnu99", header: Header = unread) -> list[Finding]:
    """Omissions of `int` and their cousins, in the order of the source. Of the standard it matters
    only whether it is C23: what was left out before is left out in all others. What headers say of
    macros and types is known as far as `header` gives them."""
    text = source.decode("latin-1")
    inferring = SAME.get(standard, standard) in INFERRING
    found = merged([look(reading, inferring) for reading in readings(tokens(text, header))])
    return list(placed(text, found))


def look(reading: Tokens, inferring: bool) -> Look:
    omissions = Omissions(Reader(reading), inferring)
    omissions.run()
    found = [*omissions.telling.found, *cousins(omissions)]
    return reading.starts, [
        it if it.offset not in reading.called and means(it, reading) else replace(it, edits=())
        for it in found
    ]


def means(it: Found, reading: Tokens) -> bool:
    """Whether what its edits put down means what it says: none of it is a macro."""
    return not any(word in edit.text for word in reading.renamed for edit in it.edits)


def merged(looks: list[Look]) -> list[Found]:
    """Of several readings. What one of them finds and another one reads otherwise is doubtful."""
    if len(looks) == 1:
        return looks[0][1]
    first: dict[tuple[int, str, str], Found] = {}
    for _, found in looks:
        for it in found:
            first.setdefault((it.offset, it.kind, it.name), it)
    for starts, found in looks:
        seen = {(it.offset, it.kind in OMISSIONS) for it in found}
        for key, it in first.items():
            if (it.offset, it.kind in OMISSIONS) not in seen and holds(starts, it.offset):
                first[key] = replace(it, certain=False, edits=())
    return list(first.values())


def holds(starts: Sequence[int], offset: int) -> bool:
    place = bisect_left(starts, offset)
    return place < len(starts) and starts[place] == offset


def placed(text: str, found: list[Found]) -> Iterator[Finding]:
    """In order, with lines and columns, which are only counted where something was found. Takes
    what was found, so that it is not there twice."""
    found.sort(key=attrgetter("kind"))
    found.sort(key=attrgetter("offset"))
    found.reverse()
    begins = array("I", [0])
    if found:
        begins.extend(match.end() for match in re.finditer("\n", text))
    mark = len(MARK) if text.startswith(MARK) else 0
    while found:
        it = found.pop()
        line = bisect_right(begins, it.offset)
        column = it.offset - begins[line - 1] + 1 - (mark if line == 1 else 0)
        yield Finding(
            kind=it.kind,
            name=readable(it.name),
            line=line,
            column=column,
            offset=it.offset,
            certainty="certain" if it.certain else "maybe",
            edits=it.edits if it.certain else (),
            function=readable(it.function),
            beside=it.beside,
        )


def readable(name: str) -> str:
    return name if name.isascii() else name.encode("latin-1").decode("utf-8", "replace")
