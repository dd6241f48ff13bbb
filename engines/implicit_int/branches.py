"""Conditional groups that cut through declarations.

Mostly the branches of a group are whole declarations or statements, and may be read one after the
other. Where they are not (two heads of a function and one body), the source is read several times,
each time with other branches.
"""

from array import array
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import accumulate, repeat

from engines.implicit_int.lexer import Tokens

MOST = 4
"""Readings of one source."""
DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}

ENDS = {",": (",", "}"), "{": (",", ";", "}")}
"""How whole things end behind such a token. Behind a comma a semicolon ends what began before."""


class Group:
    def __init__(self, start: int) -> None:
        self.edges = [start]
        self.complete = False

    @property
    def branches(self) -> list[tuple[int, int]]:
        """From and to which token each goes; without an `#else` the last one is empty."""
        found = list(zip(self.edges, self.edges[1:], strict=False))
        return found if self.complete else [*found, (self.edges[-1], self.edges[-1])]


def groups(events: list[tuple[int, str]]) -> Iterator[Group]:
    opened: list[Group] = []
    for place, word in events:
        if word == "if":
            opened.append(Group(place))
        elif opened:
            opened[-1].edges.append(place)
            opened[-1].complete |= word == "else"
            if word == "endif":
                yield opened.pop()


def readings(tokens: Tokens) -> Iterator[Tokens]:
    """The tokens as they are, or once for each choice among branches that cut."""
    cut: list[Group] = []
    if tokens.branches:
        depths = array("i", accumulate(map(DEPTH.get, tokens.texts, repeat(0)), initial=0))
        cut = [group for group in groups(tokens.branches) if cuts(group, tokens.texts, depths)]
    if not cut:
        yield tokens
    for turn in range(min(MOST, max((len(group.branches) for group in cut), default=0))):
        yield chosen(tokens, cut, turn)


def cuts(group: Group, texts: list[str], depths: Sequence[int]) -> bool:
    """Whether some branch is not a sequence of whole things, one after another."""
    before = texts[group.edges[0] - 1] if group.edges[0] else ";"
    if before not in (";", "{", "}", ","):
        return True
    ends = ENDS.get(before, (";", "}"))
    return any(
        depths[start] != depths[end] or texts[end - 1] not in ends or texts[start] in (")", "}")
        for start, end in group.branches
        if start < end
    )


def chosen(tokens: Tokens, cut: list[Group], turn: int) -> Tokens:
    left_out: list[tuple[int, int]] = []
    for group in cut:
        branches = group.branches
        keep = min(turn, len(branches) - 1)
        left_out += [branch for number, branch in enumerate(branches) if number != keep]
    reading = copy(tokens)
    reading.texts, reading.starts = [], array("I")
    place = 0
    for start, end in sorted(left_out):
        reading.texts += tokens.texts[place:start]
        reading.starts.extend(tokens.starts[place:start])
        place = max(place, end)
    reading.texts += tokens.texts[place:]
    reading.starts.extend(tokens.starts[place:])
    return reading
