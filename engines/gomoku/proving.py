"""Who wins by force: who is to move, or else the other one if it were his turn."""

import ctypes
from typing import NamedTuple

from engines.gomoku.board import Board
from engines.gomoku.kernel.native import Kernel, Progress, backend
from engines.gomoku.kernel.position import Position
from engines.gomoku.kernel.root import NAMES, Found, Root
from engines.gomoku.kernel.tree import Tree
from engines.gomoku.levels import LONGEST_REACH, reach
from engines.gomoku.player import Stop
from engines.gomoku.rules import EMPTY, other
from engines.gomoku.search import attended, settled
from engines.gomoku.stones import Stones

NODES = 50_000
"""For each of the two kinds of proof, of each color."""


class Proved(NamedTuple):
    """The fields of a Proof, but its game."""

    kind: str = ""
    color: int = EMPTY
    to_move: bool = True
    moves: tuple[int, ...] = ()


def prove(board: Board, stop: Stop) -> Proved:
    """Nobody has won. Where rows are longer than the search knows, nothing is proved."""
    if reach(board.rules) > LONGEST_REACH:
        return Proved()
    for color in (board.turn, other(board.turn)):
        found, moves = (in_c if backend()[0] == "C" else in_python)(board, color, stop)
        if moves:
            return Proved(NAMES[found], color, color == board.turn, played_out(board, color, moves))
        if stop():
            break
    return Proved()


def in_c(board: Board, color: int, stop: Stop) -> tuple[int, list[int]]:
    """By what this color wins if it is to move, and the moves of both."""
    thinker, progress, halt = Kernel(board.rules, board.moves), Progress(), ctypes.c_int(0)
    attended(lambda: thinker.prove(color, NODES, NODES, progress, halt), halt, stop)
    known = settled(progress)
    line = known.lines[0]
    return known.found, line.moves[: line.length] if known.count else []


def in_python(board: Board, color: int, stop: Stop) -> tuple[int, list[int]]:
    """The same."""
    told = [Found(0, 0, 0, 0, ())]
    position = Position(board.rules, board.moves)
    position.turn = color
    Root(Tree(position, stop=stop), told.append).proved(NODES, NODES)
    return told[-1].found, list(told[-1].moves)


def played_out(board: Board, color: int, line: list[int]) -> tuple[int, ...]:
    """The moves of a win, and those after them until the row stands: a proof ends where nothing
    helps any more. Whoever is to move then takes a point that would win next."""
    stones = Stones(board.rules, board.moves)
    stones.color = color
    moves: list[int] = []
    while True:
        rest = line[len(moves) : len(moves) + 1] or winning(stones, color)
        if not rest:
            return tuple(moves)
        won = stones.color == color and rest[0] in stones.fives[color]
        stones.play(rest[0])
        moves.append(rest[0])
        if won:
            return tuple(moves)


def winning(stones: Stones, color: int) -> list[int]:
    """Where a stone of this color wins at once or cannot be answered, if who is to move may play
    there too; at least the first of them."""
    if fives := sorted(stones.fives[color]):
        return [point for point in fives if stones.allowed(point)]
    turn = stones.color
    for point, cell in enumerate(stones.cells[:-1]):
        if cell != EMPTY or not stones.allowed(point):
            continue
        stones.color = color
        move = stones.play(point)
        unanswered = bool(stones.fives[color]) and not stones.answers()
        stones.undo(move)
        stones.color = turn
        if unanswered:
            return [point]
    return []
