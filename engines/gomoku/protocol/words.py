"""What the words of a manager of games mean: numbers, points and positions."""

import re
from itertools import zip_longest

from engines.gomoku.board import Board
from engines.gomoku.rules import Rules

NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
STONE = re.compile(r"\s*([0-9]{1,4})\s*,\s*([0-9]{1,4})\s*(?:,\s*([0-9]{1,4})\s*)?")


class Refused(Exception):
    """What cannot be done; its words follow ERROR."""


def stone(text: str, size: int) -> tuple[int, int]:
    """A point, and the third number, 0 where there is none."""
    found = STONE.fullmatch(text)
    if not found:
        raise Refused("a point is two numbers, like 7,7")
    x, y, field = int(found[1]), int(found[2]), int(found[3] or 0)
    if x >= size or y >= size:
        raise Refused(f"{x},{y} is outside the board")
    return y * size + x, field


def position(rules: Rules, stones: list[tuple[int, int]]) -> Board:
    """The board with stones of 1, ours, and 2, the other's; we are to move.

    Each color's are set in the order given. Whether one was forbidden is not asked: it lies there.
    """
    ours = [point for point, field in stones if field == 1]
    theirs = [point for point, field in stones if field == 2]
    if len(ours) + len(theirs) < len(stones):
        raise Refused("a stone is x,y,1 or x,y,2")
    if len({*ours, *theirs}) < len(stones):
        raise Refused("two stones are on one point")
    if len(theirs) - len(ours) not in (0, 1):
        raise Refused("by the number of stones it is not our turn")
    black, white = (theirs, ours) if len(theirs) > len(ours) else (ours, theirs)
    board = laid(
        rules, [each for pair in zip_longest(black, white) for each in pair][: len(stones)]
    )
    if board.winner:
        raise Refused("the game is over")
    return board


def laid(rules: Rules, moves: list[int]) -> Board:
    """The board with these stones, in turns. Nothing is asked before all of them lie there: where
    exactly five win, the first five of an overline were no row."""
    board = Board(rules)
    for point in moves:
        board.put(point)
    for point in moves:
        if row := board.won_by(point):
            board.winner, board.row = board.cells[point], row
    return board


def number(text: str) -> int:
    if not NUMBER.fullmatch(text.strip()):
        raise Refused("a number is missing")
    return int(text)
