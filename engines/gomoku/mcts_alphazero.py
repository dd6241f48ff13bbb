"""A network's player: Monte-Carlo tree search guided by it, with or without proofs of wins by
force."""

import time
from typing import TYPE_CHECKING

import numpy as np

from engines.gomoku.mcts.guided import Guided, Wanted, advance, chosen, planted
from engines.gomoku.mcts.proofs import Won, proofs
from engines.gomoku.mcts.sight import Net
from engines.gomoku.mcts.tree import ROW, Tree
from engines.gomoku.player import MOST_LINES, TELL, Analysis, Limits, Line, Stop, Tell

if TYPE_CHECKING:
    from engines.gomoku.board import Board

BATCH = 1000
"""Points of all positions that the network is asked about at once: with more, what it works on no
longer fits into the processor's nearest memory."""
LEAST, GUESSED = 4, 8
"""So many positions at least, once the root was visited GUESSED times as often: they are chosen
before those beside them are judged."""
ROOM = 20 << 20
"""Bytes of a tree. Where they are used up, its last positions are judged again and again."""

FOURS, THREATS = 20_000, 400_000
"""Nodes for a proof from the position itself, at most; it may take PROOF for each playout."""
PROOF = 1_000
LEAF_FOURS, LEAF_THREATS = 60, 300
"""Nodes for a proof from each position of the tree."""


class AlphaZero:
    """Between two moves of one game it keeps what it knows of the positions after them."""

    def __init__(self, net: Net, playouts: int, *, threats: bool = True, name: str = "") -> None:
        """`threats`: whether it looks for wins by force beside what the network tells."""
        self.net, self.playouts, self.threats = net, playouts, threats
        self.name = name or f"{'zero' if threats else 'net'}:{playouts}"
        self.tree: Tree | None = None
        self.moves: list[int] = []

    def choose(
        self,
        board: "Board",
        limits: Limits,
        *,
        stop: Stop = lambda: False,
        tell: Tell = lambda _: None,
    ) -> Analysis:
        begin = told = time.monotonic()

        def late() -> bool:
            return limits.seconds is not None and time.monotonic() - begin >= limits.seconds

        proving = (
            proofs(board.rules, board.moves, lambda: late() or stop()) if self.threats else None
        )
        wanted = self.playouts if limits.nodes is None else limits.nodes
        most = min(THREATS, PROOF * wanted)
        if proving and (won := proving.won([], min(FOURS, most), most)).plies:
            return proved(won, time.monotonic() - begin)
        tree = self.planted(board)
        guided = Guided(board, tree, proving, LEAF_FOURS, LEAF_THREATS)
        batch = max(LEAST, BATCH // board.rules.points)
        capped, turn = False, 0
        while not tree.nodes or (not tree.solved and tree.root.visits < wanted):
            visits = tree.root.visits if tree.nodes else 0
            count = min(batch, 1 + visits // GUESSED, max(1, wanted - visits))
            advance([Wanted(guided, count)], self.net, turn)
            turn += 1
            if time.monotonic() - told >= TELL and tree.root.visits:
                told = time.monotonic()
                tell(analysis(tree, limits.lines, told - begin))
            capped = late()
            if (capped or stop()) and tree.root.visits:
                break
        capped = capped and tree.root.visits < wanted
        return analysis(tree, limits.lines, time.monotonic() - begin, capped)

    def planted(self, board: "Board") -> Tree:
        """What is known of this position, if it comes after the last one; else nothing is."""
        tree, since = None, len(self.moves)
        if self.tree and self.tree.rules == board.rules and board.moves[:since] == self.moves:
            tree = self.tree.rooted(board.moves[since:])
        tree = tree or planted(board, ROOM // (ROW * board.rules.points))
        self.tree, self.moves = tree, board.moves[:]
        return tree


def proved(won: Won, seconds: float) -> Analysis:
    lines = (Line(won.moves, 1.0, won.plies),)
    return Analysis(lines, won.found, won.plies, 0, seconds, backend="numpy")


def analysis(tree: Tree, lines: int, seconds: float, capped: bool = False) -> Analysis:
    visits, best = tree.visits(), chosen(tree)
    order = sorted(
        (int(move) for move in np.flatnonzero(visits) if move != best),
        key=lambda move: (move in tree.root.lost, -visits[move]),
    )
    shown = [best, *order][: min(lines, MOST_LINES)]
    most = max(1.0, float(visits.max()))
    return Analysis(
        tuple(line(tree, move) for move in shown),
        found="playouts",
        depth=max(len(tree.line(move)) for move in shown),
        nodes=tree.root.visits,
        seconds=seconds,
        capped=capped,
        backend="numpy",
        heat=tuple((int(move), float(visits[move] / most)) for move in np.flatnonzero(visits > 0)),
    )


def line(tree: Tree, move: int) -> Line:
    """Its winrate, and what is proved of it."""
    root = tree.root
    moves, worth = tuple(tree.line(move)), float(root.row.worth[move])
    if root.plies and root.won == move:
        return Line(moves, 1.0, root.plies) if root.plies % 2 else Line(moves, 0.0, -root.plies)
    if move in root.lost:
        return Line(moves, 0.0, -root.lost[move])
    return Line(moves, (1 + worth) / 2)
