"""A game as a file keeps it."""

import msgspec

from engines.gomoku.rules import Rules
from engines.wire import N_, EngineError

LARGEST = 1 << 20
"""Bytes of a file that is read; the longest game is a hundredth of it."""

TOO_LARGE = N_("This file is too large to be one game.")


class Record(msgspec.Struct, frozen=True):
    """`comments` are pairs of a number of moves and what is said of the position after them.

    `result` is as SGF has it: "B+", "W+", "0" for a draw, and perhaps more after the "+".
    `milliseconds` are what the first moves took, as far as they are known. Whether each move is
    legal, the board says that they are played on; here they are only distinct points of it.
    """

    rules: Rules = Rules()
    moves: tuple[int, ...] = ()
    black: str = ""
    white: str = ""
    result: str = ""
    date: str = ""
    comments: tuple[tuple[int, str], ...] = ()
    milliseconds: tuple[int, ...] = ()


def check_length(source: bytes | str) -> None:
    if len(source) > LARGEST:
        why = N_("{number} bytes, at most {most}")
        raise EngineError(TOO_LARGE, why.format(number=f"{len(source):,}", most=f"{LARGEST:,}"))
