"""A picture as the cells of a terminal, and what has changed of them since the last one.

A cell shows two points, one above the other, as a half block in two colors; or four, of which it
keeps the two colors that there are most of; or one, as a space. Colors are numbers: of a terminal's
256 or 16, or five bits each of red, green and blue.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from engines.arcade.runs import UPPER, Blocks

Pixels = npt.NDArray[np.uint16]
"""Of shape (rows, columns): a color for each point."""
GAP = 2
"""So many cells that have not changed are sent along between two that have: going past them costs a
terminal as many bytes."""


class Cells(NamedTuple):
    """Each of shape (rows, columns)."""

    glyphs: npt.NDArray[np.uint8]
    front: Pixels
    behind: Pixels

    @property
    def keys(self) -> npt.NDArray[np.uint64]:
        """A number for each cell; equal ones look the same."""
        return (
            self.glyphs.astype(np.uint64) << np.uint64(32)
            | self.front.astype(np.uint64) << np.uint64(16)
            | self.behind
        )


def cells(points: Pixels, blocks: Blocks = "half") -> Cells:
    """`points` has twice as many rows as there are cells; for quadrants, columns too; for full
    cells, as many."""
    if blocks == "full":
        nothing = np.zeros(points.shape, np.uint8)
        return Cells(nothing, nothing.astype(np.uint16), points)
    return halves(points) if blocks == "half" else quadrants(points)


def halves(points: Pixels) -> Cells:
    upper, lower = points[0::2], points[1::2]
    two = upper != lower
    return Cells((two * np.uint8(UPPER)).astype(np.uint8), np.where(two, upper, 0), lower)


def quadrants(points: Pixels) -> Cells:
    """Of three or four colors, those that lose become the one of the two that stands beside them,
    or else the one behind."""
    four = np.stack(
        [points[0::2, 0::2], points[0::2, 1::2], points[1::2, 0::2], points[1::2, 1::2]]
    )
    often = (four[:, None] == four[None]).sum(axis=1)
    behind = np.take_along_axis(four, often.argmax(axis=0)[None], axis=0)[0]
    left = np.where(four == behind, 0, often)
    front = np.take_along_axis(four, left.argmax(axis=0)[None], axis=0)[0]
    set_ = four == front
    glyphs = (set_ * np.array([8, 4, 2, 1], np.uint8)[:, None, None]).sum(axis=0, dtype=np.uint8)
    one = front == behind
    return Cells(np.where(one, 0, glyphs).astype(np.uint8), np.where(one, 0, front), behind)


class Differ:
    """It remembers what was shown last."""

    def __init__(self) -> None:
        self.keys: npt.NDArray[np.uint64] = np.empty((0, 0), np.uint64)

    def forget(self) -> None:
        """What is shown next is all new."""
        self.keys = np.empty((0, 0), np.uint64)

    def changes(self, shown: Cells) -> bytes:
        """Runs (runs.RUN), from above and from the left; all of a picture of another size."""
        keys, old = shown.keys, self.keys
        self.keys = keys
        changed = keys != old if keys.shape == old.shape else np.ones(keys.shape, bool)
        if not changed.any():
            return b""
        return runs(shown, keys, bridged(changed))


def bridged(changed: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """With gaps of up to GAP cells closed."""
    closed = changed.copy()
    for gap in range(1, GAP + 1):
        both = changed[:, : -gap - 1] & changed[:, gap + 1 :]
        for inside in range(1, gap + 1):
            closed[:, inside : inside + both.shape[1]] |= both
    return closed


def runs(shown: Cells, keys: npt.NDArray[np.uint64], changed: npt.NDArray[np.bool_]) -> bytes:
    """Each run is of cells that look the same."""
    rows, columns = np.nonzero(changed)
    flat = rows * keys.shape[1] + columns
    here = keys[rows, columns]
    first = np.ones(len(flat), bool)
    first[1:] = (np.diff(flat) != 1) | (rows[1:] != rows[:-1]) | (here[1:] != here[:-1])
    starts = np.flatnonzero(first)
    lengths = np.diff(np.append(starts, len(flat)))
    at = rows[starts], columns[starts]
    found = np.empty(len(starts), RUNS)
    found["row"], found["column"], found["count"] = *at, lengths
    found["glyph"], found["front"], found["behind"] = (part[at] for part in shown)
    return found.tobytes()


RUNS = np.dtype(
    [
        ("row", "u1"),
        ("column", "<u2"),
        ("count", "<u2"),
        ("glyph", "u1"),
        ("front", "<u2"),
        ("behind", "<u2"),
    ]
)
