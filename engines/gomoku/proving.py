"""Who wins by force: who is to move, or else the other one if it were his turn."""

from engines.gomoku.board import Board
from engines.gomoku.levels import LONGEST_REACH, reach
from engines.gomoku.player import Stop
from engines.gomoku.position import Position
from engines.gomoku.proofs import Proofs
from engines.gomoku.root import LONGEST_FOURS, LONGEST_THREATS
from engines.gomoku.shapes import Shape
from engines.gomoku.tree import Tree, other
from engines.gomoku.vcf import Vcf
from engines.gomoku.vct import Vct

FOURS, THREATS = 20_000, 20_000
"""Nodes for each of the two kinds of proof."""

Proved = tuple[str, int, bool, tuple[int, ...]]
"""The fields of a Proof, but its game."""


def prove(board: Board, stop: Stop) -> Proved:
    """Nobody has won. Where rows are longer than the search knows, nothing is proved."""
    if reach(board.rules) > LONGEST_REACH:
        return "", 0, True, ()
    for color in (board.turn, other(board.turn)):
        kind, moves = forced(board, color, stop)
        if moves:
            return kind, color, color == board.turn, moves
        if stop():
            break
    return "", 0, True, ()


def forced(board: Board, color: int, stop: Stop) -> tuple[str, tuple[int, ...]]:
    """How this color wins if it is to move: the kind of the win, and the moves of both."""
    position = Position(board.rules, board.moves)
    position.turn = color
    tree, proofs = Tree(position, stop=stop), Proofs()
    vcf = Vcf(tree, proofs)
    kind = ""
    if plies := vcf.within(LONGEST_FOURS, FOURS, 0):
        kind = "five" if plies == 1 else "vcf"
    elif Vct(tree, proofs, vcf).within(LONGEST_THREATS, THREATS, 0):
        kind = "vct"
    return (kind, played_out(position, tree.lines[0])) if kind else ("", ())


def played_out(position: Position, line: list[int]) -> tuple[int, ...]:
    """The moves of a win, and those after them until the row stands: a search ends where nothing
    helps any more. Whoever is to move takes the first point that wins next."""
    winner, moves = position.turn, list(line)
    for move in line:
        position.play(move)
    while not position.winner:
        wins = position.points(winner, Shape.FIVE) or position.points(winner, Shape.WINNING)
        found = [point for point in wins if not position.forbidden(position.turn, point)]
        if not found:
            break
        moves.append(found[0])
        position.play(found[0])
    return tuple(moves)
