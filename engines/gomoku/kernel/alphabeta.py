"""Alpha-beta over the moves worth a try, with the proof searches at its root and at its leaves.

This is the specification: engines/gomoku/kernel/kernel.c does the same, faster, node for node.
"""

from engines.gomoku.kernel.defences import defences, fours
from engines.gomoku.kernel.transpositions import (
    EXACT,
    LOWER,
    UPPER,
    Entry,
    Transpositions,
    from_here,
    from_root,
)
from engines.gomoku.kernel.tree import DEEPEST, HIGHEST, PROVED, WIN, Tree
from engines.gomoku.kernel.vcf import Vcf
from engines.gomoku.rules import other
from engines.gomoku.worth.shapes import Shape

FOURS, FOUR_NODES = 10, 4
"""Of a proof by fours within the tree: how many fours, and how many nodes for each ply and leaf."""
MARGIN = 60
"""How far above what is asked for an evaluation must be, for each ply left, to be believed."""

Move = tuple[int, int]
"""A score by which moves are ordered, and the point."""


class AlphaBeta:
    """`killers[ply]`: the last two moves that cut there; `history`: how often each did, a color."""

    def __init__(self, tree: Tree, vcf: Vcf) -> None:
        self.tree, self.position, self.vcf = tree, tree.position, vcf
        self.known = Transpositions()
        self.killers = [(-1, -1)] * (DEEPEST + 2)
        self.history = [[0] * self.position.rules.points for _ in range(3)]

    def evaluation(self) -> int:
        """To who is to move."""
        return max(-HIGHEST, min(HIGHEST, self.position.score(self.position.turn)))

    def search(self, depth: int, alpha: int, beta: int, ply: int) -> int:
        """What the position is worth to who is to move: at most `alpha`, at least `beta`, or
        between them just that. `depth` are the plies left, `ply` those made since the root."""
        self.tree.lines[ply] = []
        decided = self.decided(ply)
        if decided is not None:
            return decided
        position, tree = self.position, self.tree
        theirs = position.shapes(other(position.turn))
        if position.full or tree.aborted:
            return 0
        if ply >= DEEPEST - 8:
            return self.evaluation()
        forced = theirs.find(Shape.FIVE)
        if forced >= 0:
            score = self.after(forced, depth, alpha, beta, ply)
            tree.add(ply, forced)
            return score
        alpha, beta = max(alpha, -WIN + ply + 4), min(beta, WIN - ply - 5)
        if alpha >= beta:
            return alpha
        return self.deeper(max(depth, 0), alpha, beta, ply)

    def decided(self, ply: int) -> int | None:
        """What the position is worth where the next moves are told by shapes alone."""
        position, tree = self.position, self.tree
        me = position.turn
        five = position.shapes(me).find(Shape.FIVE)
        if five >= 0:
            return WIN - ply - tree.only(ply, five, 1)
        threats = position.points(other(me), Shape.FIVE)
        if threats:
            if len(threats) == 1 and not position.forbidden(me, threats[0]):
                return None
            return 0 if tree.stuck(me) else -WIN + ply + 2
        win = tree.winning(me)
        return WIN - ply - tree.only(ply, win, 3) if win >= 0 else None

    def after(self, point: int, depth: int, alpha: int, beta: int, ply: int) -> int:
        """What a move is worth to who makes it."""
        self.tree.make(point)
        score = -self.search(depth, -beta, -alpha, ply + 1)
        self.tree.undo()
        return score

    def deeper(self, depth: int, alpha: int, beta: int, ply: int) -> int:
        """As `search`, where nothing is decided and nothing forced."""
        position, tree, key = self.position, self.tree, self.position.hash
        exact = beta - alpha > 1
        known = self.known.find(key)
        if known and known.depth >= depth and not exact:
            score = from_root(known.score, ply)
            if (
                known.bound == EXACT
                or (known.bound == LOWER and score >= beta)
                or (known.bound == UPPER and score <= alpha)
            ):
                return score
        value = self.evaluation()
        if not known if depth else self.promising():
            plies = self.vcf.within(FOURS, FOUR_NODES + 3 * FOUR_NODES * depth, ply)
            if plies:
                score = WIN - ply - plies
                self.store(key, 60, EXACT, score, tree.lines[ply][0], ply)
                return score
            tree.lines[ply] = []
        if depth == 0:
            self.store(key, 0, EXACT, value, -1, ply)
            return value
        quiet = not position.points(other(position.turn), Shape.WINNING)
        enough = value - MARGIN * depth >= beta and beta < PROVED
        if not exact and depth <= 3 and quiet and enough:
            return value
        return self.try_all(depth, alpha, beta, ply, known.move if known else -1)

    def promising(self) -> bool:
        """Whether fours alone may well win: there are more than one line's two."""
        shapes = self.position.shapes(self.position.turn)
        return Shape.FOUR_THREE in shapes or shapes.count(Shape.FOUR) > 2

    def store(self, key: int, depth: int, bound: int, score: int, move: int, ply: int) -> None:
        self.known.store(key, Entry(depth, bound, from_here(score, ply), move))

    def try_all(self, depth: int, alpha: int, beta: int, ply: int, hint: int) -> int:
        """The best of the moves, or the first that is good enough."""
        tree, exact = self.tree, beta - alpha > 1
        position, me = tree.position, tree.position.turn
        key, threatened = position.hash, bool(position.points(other(me), Shape.WINNING))
        best, best_move, bound, tried = -WIN + ply + 4, -1, UPPER, 0
        points = self.ordered(ply, hint)
        if not points:
            return 0 if tree.stuck(me) else best
        for point in points:
            quiet = not threatened and position.shapes(me)[point] < Shape.THREE
            if quiet and tried >= most_moves(depth) and best > -PROVED:
                continue
            reduce = reduction(depth, tried, exact) if quiet else 0
            score = self.try_one(point, depth - 1, reduce, not tried, alpha, beta, ply)
            tried += 1
            if tree.aborted:
                return 0
            if score <= best and tried > 1:
                continue
            best, best_move = score, point
            if score > alpha:
                alpha, bound = score, EXACT
                tree.add(ply, point)
            if score >= beta:
                bound = LOWER
                self.good(point, depth, ply)
                break
        self.store(key, depth, bound, best, best_move, ply)
        return best

    def try_one(
        self, point: int, depth: int, reduce: int, first: bool, alpha: int, beta: int, ply: int
    ) -> int:
        """What a move is worth. All but the first are only asked whether they are better, those
        that promise little at a lesser depth; what is better is searched again."""
        tree = self.tree
        score, full = 0, True
        tree.make(point)
        if not first:
            score = -self.search(depth - reduce, -alpha - 1, -alpha, ply + 1)
            if reduce and score > alpha:
                score = -self.search(depth, -alpha - 1, -alpha, ply + 1)
            full = alpha < score < beta
        if full:
            score = -self.search(depth, -beta, -alpha, ply + 1)
        tree.undo()
        return score

    def quiet(self, point: int) -> bool:
        """Whether neither color would make a three or more here."""
        position = self.position
        return position.black[point] < Shape.THREE and position.white[point] < Shape.THREE

    def ordered(self, ply: int, hint: int) -> list[int]:
        """The moves worth a try, the most promising first; of equals, in the order of points."""
        moves = self.moves(ply)
        moves.sort(key=lambda move: (move[1] != hint and (1, -move[0])) or (0, 0))
        return [point for _score, point in moves]

    def moves(self, ply: int) -> list[Move]:
        """Where the other threatens, what stops him and fours; else every point that has something
        of either color on its lines; where all of these are barred, any. In the order of points."""
        position, me = self.position, self.position.turn
        cells, history, (killer, second) = position.cells, self.history[me], self.killers[ply]
        stops = defences(position, other(me))
        if stops is None:
            points = [point for point, cell in enumerate(cells) if cell.scores[0]]
        else:
            points = sorted(stops | fours(position, me))
            if not points:
                return []
        return [
            (
                cells[point].scores[me - 1]
                + quotient(history[point], 24)
                + (40 if point == killer else 30 if point == second else 0),
                point,
            )
            for point in self.allowed(points)
        ] or self.anywhere()

    def anywhere(self) -> list[Move]:
        cells, me = self.position.cells, self.position.turn
        points = self.allowed(self.position.empty())
        return [(cells[point].scores[me - 1], point) for point in points]

    def allowed(self, points: list[int]) -> list[int]:
        position, me = self.position, self.position.turn
        return [point for point in points if not position.forbidden(me, point)]

    def good(self, point: int, depth: int, ply: int) -> None:
        """A move that cut is tried earlier from now on."""
        history, weight = self.history[self.position.turn], min(depth * depth, 512)
        history[point] += weight * 16 - quotient(history[point] * weight, 512)
        if self.killers[ply][0] != point:
            self.killers[ply] = point, self.killers[ply][0]


def most_moves(depth: int) -> int:
    """How many moves are tried before the quiet ones left are taken to be no better."""
    return 14 if depth <= 1 else 18 if depth == 2 else 14 + 6 * depth


def reduction(depth: int, tried: int, exact: bool) -> int:
    """By how much less deep a quiet move is looked at first."""
    if depth < 2 or not tried:
        return 0
    found = 1 + log(depth) * log(tried) // 2
    return min(found - exact, depth - 1)


def log(number: int) -> int:
    """Of base 2, rounded down."""
    return number.bit_length() - 1


def quotient(number: int, divisor: int) -> int:
    """Rounded towards 0."""
    return number // divisor if number >= 0 else -(-number // divisor)
