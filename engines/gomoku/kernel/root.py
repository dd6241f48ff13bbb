"""A whole search: what can be proved at once, and else alpha-beta, deeper and deeper."""

from collections.abc import Callable
from typing import NamedTuple

from engines.gomoku.kernel.alphabeta import AlphaBeta, Move, log
from engines.gomoku.kernel.failures import Failures
from engines.gomoku.kernel.tree import PROVED, WIN, Tree
from engines.gomoku.kernel.vcf import Vcf
from engines.gomoku.kernel.vct import Vct
from engines.gomoku.player import MOST_LINES
from engines.gomoku.rules import other
from engines.gomoku.worth.shapes import Shape

FIVE, VCF, VCT, SEARCH, ONLY = range(1, 6)
NAMES = {FIVE: "five", VCF: "vcf", VCT: "vct", SEARCH: "search", ONLY: "only"}
"""By what a move was found."""

ENDLESS = 32_000
"""More than any score."""
LONGEST_FOURS, LONGEST_THREATS = 60, 24
DEEPEST = 60
WIDTH = 50
"""How far from its last worth a move's worth is looked for first."""


class Found(NamedTuple):
    """What a search knows, whenever it knows more. `line` is 0 for the best one."""

    line: int
    depth: int
    score: int
    found: int
    moves: tuple[int, ...]


class Root:
    def __init__(self, tree: Tree, tell: Callable[[Found], None]) -> None:
        self.tree, self.position, self.tell = tree, tree.position, tell
        failures = Failures()
        self.vcf = Vcf(tree, failures)
        self.vct = Vct(tree, failures, self.vcf)
        self.alphabeta = AlphaBeta(tree, self.vcf)

    def search(self, nodes: int, lines: int = 1, depth: int = 0, fours: int = 0) -> None:
        """`nodes` and `depth`: 0 is no limit. `fours` are more nodes, for a VCF alone; with 0 it is
        given a part of the others. Nobody has won, and a move is left."""
        tree, budget = self.tree, proof_nodes(nodes, self.tree.seconds)
        tree.allow(0 if fours else nodes)
        plies = self.fours(fours or budget)
        if fours:
            tree.allow(nodes)
        if not plies and not self.threatened:
            plies = self.threats(budget // 4)
        if plies:
            return
        moves = self.safe([point for _score, point in self.moves()], budget)
        if moves:
            tree.lines[0] = [moves[0]]
            self.report(0, 0, 0, ONLY if len(moves) == 1 else SEARCH)
            tree.until(1)
            self.deepen(moves, lines, depth or DEEPEST)

    def report(self, index: int, depth: int, score: int, found: int) -> None:
        self.tell(Found(index, depth, score, found, tuple(self.tree.lines[0])))

    def proved(self, fours: int, threats: int) -> int:
        """Plies to a forced win, 0 where none was found: by fours within so many nodes, else with
        threes too; 0 of them is not to look."""
        return self.fours(fours) or (self.threats(threats) if threats else 0)

    def fours(self, nodes: int) -> int:
        self.tree.until(1 / 8)
        plies = self.vcf.within(LONGEST_FOURS, nodes, 0)
        if plies:
            self.report(0, plies, WIN - plies, FIVE if plies == 1 else VCF)
        return plies

    def threats(self, nodes: int) -> int:
        self.tree.until(1 / 4)
        plies = self.vct.within(LONGEST_THREATS, nodes, 0)
        if plies:
            self.report(0, plies, WIN - plies, VCT)
        return plies

    @property
    def threatened(self) -> list[int]:
        """Where the other would win at once."""
        return self.position.points(other(self.position.turn), Shape.FIVE)

    def moves(self) -> list[Move]:
        """The most promising first: what stops a five, else those worth a try, else any."""
        position, tried = self.position, self.alphabeta
        if self.threatened:
            me, points = position.turn, tried.allowed(self.threatened)
            found = [(position.cells[point].scores[me - 1], point) for point in points]
        else:
            found = tried.moves(0)
        return sorted(found or tried.anywhere(), key=lambda move: -move[0])

    def safe(self, moves: list[int], nodes: int) -> list[int]:
        """Without those after which the other has a VCF, unless that is all of them. They share
        `nodes` evenly."""
        if len(moves) < 2:
            return moves
        self.tree.until(1 / 2)
        found = []
        for point in moves:
            self.position.play(point)
            if self.tree.aborted or not self.vcf.within(LONGEST_FOURS, nodes // len(moves), 1):
                found.append(point)
            self.position.undo()
        return found or moves

    def deepen(self, moves: list[int], lines: int, deepest: int) -> None:
        """Each depth in turn, and at each the best moves one after another."""
        lines = min(max(lines, 1), MOST_LINES, len(moves))
        last = [0] * lines
        for depth in range(1, deepest + 1):
            for index in range(lines):
                score = self.aspire(moves, index, depth, last[index])
                if self.tree.aborted:
                    return
                last[index] = score
                self.report(index, depth, score, SEARCH)
            if all(abs(score) >= PROVED for score in last):
                return

    def aspire(self, moves: list[int], index: int, depth: int, last: int) -> int:
        """The worth of the best of the moves from `index` on, looked for around its last worth."""
        width, alpha, beta = WIDTH, -ENDLESS, ENDLESS
        if depth > 3 and abs(last) < PROVED:
            alpha, beta = last - width, last + width
        while True:
            score = self.best(moves, index, depth, alpha, beta)
            width *= 3
            if self.tree.aborted or alpha < score < beta:
                return score
            if score <= alpha:
                alpha = -ENDLESS if width > 1000 else score - width
            else:
                beta = ENDLESS if width > 1000 else score + width

    def best(self, moves: list[int], index: int, depth: int, alpha: int, beta: int) -> int:
        """The worth of the best of the moves from `index` on, which comes to stand there."""
        best = -ENDLESS
        for at in range(index, len(moves)):
            point, first = moves[at], at == index
            reduce = reduction(depth, at - index) if self.alphabeta.quiet(point) else 0
            score = self.alphabeta.try_one(point, depth - 1, reduce, first, alpha, beta, 0)
            if self.tree.aborted:
                return best
            if score <= best:
                continue
            best = score
            if score > alpha or first:
                moves.insert(index, moves.pop(at))
                self.tree.add(0, point)
            if score > alpha:
                alpha = score
                if score < beta:
                    self.report(index, depth, score, SEARCH)
            if score >= beta:
                break
        return best


def proof_nodes(nodes: int, seconds: float) -> int:
    """An eighth of the nodes; where only the clock limits, of those of a slow machine."""
    if nodes:
        return nodes // 8
    return int(seconds * 25_000) if 0 < seconds < 8 else 200_000


def reduction(depth: int, tried: int) -> int:
    """By how much less deep a quiet move is looked at first."""
    if depth < 3 or tried < 4:
        return 0
    return min(log(depth) * log(tried) // 3, depth - 2)
