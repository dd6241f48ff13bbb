"""What a fix would change, as `diff -u` writes it."""

import os
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from engines.implicit_int.finding import OMISSIONS, Edit, Finding, Kind
from engines.implicit_int.fixing import applied, edits

CONTEXT = 3


class Change(NamedTuple):
    """Lines from `first` up to `last`, and what they become."""

    first: int
    last: int
    after: list[bytes]


def unified(
    source: bytes,
    findings: Iterable[Finding],
    name: str = "source.c",
    kinds: Collection[Kind] = OMISSIONS,
) -> bytes:
    """What `fixed` would change, as `diff -u` writes it and `patch -p0` takes it. What changes is
    known: nothing is compared."""
    lines = split(source)
    found = list(changes(source, lines, edits(findings, kinds)))
    if not found:
        return b""
    title = quoted(name)
    pieces, longer = [b"--- %s\n+++ %s\n" % (title, title)], 0
    for group in near(found):
        pieces += hunk(lines, group, longer)
        longer += sum(len(it.after) - (it.last - it.first) for it in group)
    return b"".join(pieces)


def split(text: bytes) -> list[bytes]:
    """Lines with their ends, which are line feeds alone."""
    lines = [line + b"\n" for line in text.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def changes(source: bytes, lines: Sequence[bytes], edits: Sequence[Edit]) -> Iterator[Change]:
    starts = [0, *accumulate(map(len, lines))]

    def line(offset: int) -> int:
        return min(bisect_right(starts, offset), len(lines)) - 1

    place = 0
    while place < len(edits):
        first, end = line(edits[place].offset), place
        last = first
        while end < len(edits) and line(edits[end].offset) <= last:
            last = max(last, line(edits[end].offset + edits[end].length))
            end += 1
        pieces = applied(source, edits[place:end], starts[first], starts[last + 1])
        after = split(b"".join(pieces))
        while after[-1:] == [lines[last]]:
            after.pop()
            last -= 1
        yield Change(first, last + 1, after)
        place = end


def near(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Those whose context would touch, together."""
    group: list[Change] = []
    for it in changes:
        if group and it.first - group[-1].last > 2 * CONTEXT:
            yield group
            group = []
        group.append(it)
    yield group


def hunk(lines: Sequence[bytes], group: Sequence[Change], longer: int) -> Iterator[bytes]:
    place = max(0, group[0].first - CONTEXT)
    end = min(len(lines), group[-1].last + CONTEXT)
    more = sum(len(it.after) - (it.last - it.first) for it in group)
    before, after = span(place, end), span(place + longer, end + longer + more)
    yield f"@@ -{before} +{after} @@\n".encode()
    for it in group:
        yield from marked(b" ", lines[place : it.first])
        yield from marked(b"-", lines[it.first : it.last])
        yield from marked(b"+", it.after)
        place = it.last
    yield from marked(b" ", lines[place:end])


def span(start: int, end: int) -> str:
    return f"{start + 1}" if end == start + 1 else f"{start + 1},{end - start}"


def marked(sign: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield sign + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def quoted(name: str) -> bytes:
    """As patch reads a name: what would end it is escaped, and a tab ends one with spaces."""
    text = os.fsencode(name)
    if any(byte < 32 or byte in b'"\\\x7f' for byte in text):
        plain = (chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:03o}" for b in text)
        return b'"%s"' % "".join(plain).encode()
    return text + b"\t" * (b" " in text)
