"""What alpha-beta remembers of positions: how deep they were searched, and what came of it.

Two entries a bucket: the deeper one stays in the first, what does not fit there goes to the second.
"""

from array import array
from typing import NamedTuple

from engines.gomoku.kernel.tree import PROVED

BITS = 18
ENDLESS = 1 << 15
"""More than any score."""

UPPER, LOWER, EXACT = 1, 2, 3
"""The score is at most, at least, or just what is stored."""


class Entry(NamedTuple):
    depth: int
    bound: int
    score: int
    """From the position on: a win is counted from there."""
    move: int
    """-1 for none."""


class Transpositions:
    """2 ** bits buckets. Entries are packed into numbers, as objects would take ten times the
    memory; 0 is an empty one."""

    def __init__(self, bits: int = BITS) -> None:
        self.mask = (1 << bits) - 1
        self.keys, self.entries = (array("Q", [0]) * (2 << bits) for _ in range(2))

    def find(self, key: int) -> Entry | None:
        first = 2 * (key & self.mask)
        for at in (first, first + 1):
            if self.keys[at] == key and self.entries[at]:
                return unpacked(self.entries[at])
        return None

    def store(self, key: int, entry: Entry) -> None:
        at = 2 * (key & self.mask)
        held = self.entries[at]
        if held and self.keys[at] != key:
            if unpacked(held).depth > entry.depth:
                at += 1
            else:
                self.keys[at + 1], self.entries[at + 1] = self.keys[at], held
        self.keys[at], self.entries[at] = key, packed(entry)


def packed(entry: Entry) -> int:
    score, move = entry.score + ENDLESS, entry.move + 1
    return score << 32 | move << 16 | entry.depth << 8 | entry.bound


def unpacked(number: int) -> Entry:
    depth, move, score = number >> 8 & 255, number >> 16 & 0xFFFF, number >> 32
    return Entry(depth, number & 255, score - ENDLESS, move - 1)


def from_here(score: int, ply: int) -> int:
    """A win as it is counted from the position, given how it is counted from the root."""
    if abs(score) < PROVED:
        return score
    return score + ply if score > 0 else score - ply


def from_root(score: int, ply: int) -> int:
    """And back."""
    if abs(score) < PROVED:
        return score
    return score - ply if score > 0 else score + ply
