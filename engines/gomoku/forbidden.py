"""Where black may not play in renju, straight from the rule's words, on plain cells.

The terms are those of the International Rules of Renju (RIF, 1996, amended 1998), sections 3
and 9. Nothing here is looked up in a table: a search that uses tables is checked against this.

- five: an unbroken row of exactly five black stones. It wins, whatever else the stone makes.
- overline: an unbroken row of six or more.
- four: four stones to which one more makes five.
- straight four: an unbroken four that two different stones make five.
- three: three stones to which one more, that makes no five, makes a straight four. Between threes
  that meet, a three counts only if black might play that one more: if it is not itself forbidden.
"""

from collections.abc import Iterator

from engines.gomoku.lines import REACH, Cells, View, fenced, places, readers
from engines.gomoku.rules import BLACK, EMPTY

OVERLINE, FOUR_FOUR, THREE_THREE = "overline", "four-four", "three-three"


def forbidden(cells: Cells, size: int) -> frozenset[int]:
    """The empty points where black may not play."""
    board = fenced(cells)
    return frozenset(point for point in near(cells, size) if judged(board, size, point))


def reason(cells: Cells, size: int, point: int) -> str:
    """Why black may not play on this empty point: one of the three words, or ""."""
    return judged(fenced(cells), size, point)


def near(cells: Cells, size: int) -> Iterator[int]:
    """The empty points with black stones close enough to be rows with them, in two directions
    or, where more stand in one, in that one alone."""
    board, views = fenced(cells), readers(size)
    for point in range(size * size):
        if board[point] == EMPTY:
            counts = [read(board).count(BLACK) for read in views[point]]
            if max(counts) >= 4 or sum(count >= 2 for count in counts) >= 2:
                yield point


def judged(board: Cells, size: int, point: int) -> str:
    """As `reason`, on fenced cells, which are left as they were."""
    board[point] = BLACK
    try:
        views = [read(board) for read in readers(size)[point]]
        lengths = [length(view) for view in views]
        if 5 in lengths:
            return ""
        if max(lengths) > 5:
            return OVERLINE
        if sum(len(fours(view)) for view in views) >= 2:
            return FOUR_FOUR
        if threes(board, size, point, views) >= 2:
            return THREE_THREE
        return ""
    finally:
        board[point] = EMPTY


def length(view: View) -> int:
    """How many stones stand in the unbroken row through the middle."""
    first = last = REACH
    while first > 0 and view[first - 1] == BLACK:
        first -= 1
    while last < 2 * REACH and view[last + 1] == BLACK:
        last += 1
    return last - first + 1


def fours(view: View) -> set[View]:
    """The fours that the stone in the middle belongs to, each as the places of its four stones.

    A straight four is one; X.XXX.X are two.
    """
    if view.count(BLACK) < 4:
        return set()
    found = set()
    for first in range(REACH - 4, REACH + 1):
        five = view[first : first + 5]
        exact = view[first - 1] != BLACK and view[first + 5] != BLACK
        if exact and five.count(BLACK) == 4 and EMPTY in five:
            found.add(tuple(first + k for k in range(5) if five[k] == BLACK))
    return found


def threes(board: Cells, size: int, point: int, views: list[View]) -> int:
    """In how many directions the stone on `point` makes a three. (There is one at most in each:
    beside a three is nothing that another could be made of.)"""
    number = 0
    for view, points in zip(views, places(size)[point], strict=True):
        number += any(allowed(board, size, points[place]) for place in straight_fours(view))
    return number


def straight_fours(view: View) -> list[int]:
    """The places where one more stone makes a straight four with the one in the middle."""
    if view.count(BLACK) < 3:
        return []
    found = []
    for first in range(REACH - 3, REACH + 1):
        four, ends = view[first : first + 4], (view[first - 1], view[first + 4])
        exact = view[first - 2] != BLACK and view[first + 5] != BLACK
        if exact and ends == (EMPTY, EMPTY) and four.count(BLACK) == 3 and EMPTY in four:
            found.append(first + four.index(EMPTY))
    return found


def allowed(board: Cells, size: int, point: int) -> bool:
    """Whether a stone here, which makes a straight four, makes no five and is not forbidden."""
    return not makes_five(board, size, point) and not judged(board, size, point)


def makes_five(board: Cells, size: int, point: int) -> bool:
    board[point] = BLACK
    try:
        return any(length(read(board)) == 5 for read in readers(size)[point])
    finally:
        board[point] = EMPTY
