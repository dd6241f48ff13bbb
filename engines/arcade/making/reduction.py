"""Drawings made smaller. All frames of one are reduced alike, so that what stands still in them
stays where it is."""

from collections import Counter
from collections.abc import Mapping, Sequence

from engines.arcade.making.drawing import Picture
from engines.arcade.making.palette import NOTHING

DETAIL = 8
"""What is at most one of so many points."""
DEAREST = 5
"""How much a point of a line counts at most: a few specks are not worth an outline."""


def rarity(frames: list[Picture]) -> dict[str, int]:
    """One of how many points has each letter: eyes are rare in a drawing, and what surrounds them
    is not."""
    often = Counter(letter for frame in frames for row in frame for letter in row)
    return {letter: often.total() // count for letter, count in often.items()}


def to_4(frames: list[Picture]) -> list[Picture]:
    """A point for each block of 2x2: the most frequent color where half of the block is drawn, of
    equals the rarer one in the drawing. A detail counts twice: an eye is one point of four. Of an
    odd width or height the last blocks are cut off."""
    rare = rarity(frames)
    return [half(frame, rare) for frame in frames]


def half(frame: Picture, rare: Mapping[str, int]) -> Picture:
    pairs = [frame[y : y + 2] for y in range(0, len(frame), 2)]
    across = range(0, len(frame[0]), 2)
    return tuple(
        "".join(main("".join(row[x : x + 2] for row in pair), rare) for x in across)
        for pair in pairs
    )


def main(block: str, rare: Mapping[str, int]) -> str:
    drawn = [letter for letter in block if letter != NOTHING]
    if 2 * len(drawn) < len(block):
        return NOTHING

    def votes(letter: str) -> tuple[int, int, str]:
        return block.count(letter) * (1 + (rare[letter] >= DETAIL)), rare[letter], letter

    return max(drawn, key=votes)


def to_6(frames: list[Picture]) -> list[Picture]:
    """Three of each four rows, and of each four columns: without those that lose least. Of a width
    or height that four do not divide, the rest stays whole."""
    rare = rarity(frames)
    columns = kept(["".join(line) for line in zip(*sum(frames, ()), strict=True)], rare)
    rows = kept(["".join(line) for line in zip(*frames, strict=True)], rare)
    return [tuple("".join(frame[y][x] for x in columns) for y in rows) for frame in frames]


def kept(lines: Sequence[str], rare: Mapping[str, int]) -> list[int]:
    """The places of those that stay."""
    places: list[int] = []
    for first in range(0, len(lines), 4):
        group = lines[first : first + 4]
        gone = least(group, rare, 2 * first + 4 <= len(lines)) if len(group) == 4 else None
        places += [first + place for place in range(len(group)) if place != gone]
    return places


def least(group: Sequence[str], rare: Mapping[str, int], first_half: bool) -> int:
    """Which line of four tells least that the one beside it does not; of equals an inner one, so
    that what is symmetric stays so."""
    order = (2, 1, 3, 0) if first_half else (1, 2, 0, 3)

    def told(place: int) -> tuple[int, int]:
        beside = [other for other in (place - 1, place + 1) if 0 <= other < 4]
        return min(unlike(group[place], group[other], rare) for other in beside)

    return min(order, key=told)


def unlike(line: str, other: str, rare: Mapping[str, int]) -> tuple[int, int]:
    """First what lies beside it counts as much: the skin between two eyes keeps them apart. Of
    equals what is its own."""
    pairs = [(a, b) for a, b in zip(line, other, strict=True) if a != b]
    seen = sum(min(max(rare[a], rare[b]), DEAREST) for a, b in pairs)
    return seen, sum(rare[a] for a, _ in pairs)
