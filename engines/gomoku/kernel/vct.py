"""Victory by continuous threats: a win by fours and by threes, which leave the other few answers.

The attacker is to move. In this order:
1. He has a FIVE: won in 1. The other has two or more: no. He has one: the attacker takes it, and
   goes on if that threatens. He has a WINNING point where he may play: won in 3.
2. What is known to have failed with as many moves left: no. A VCF within few nodes.
3. No moves are left: no. Each FOUR_THREE, FOUR, THREES and THREE, each kind in the order of points;
   where the other has WINNING points, of THREES and THREE only those that stop all of them.

The defender after it: he wins with a FIVE or a WINNING point of his own; he must take a FIVE; else,
if the attacker threatens, each point that stops all threats is tried, and each FOUR of his own. The
attack must win against all of them, and the longest counts; where there is none, it is won in 4. A
move that threatens nothing fails.
"""

from engines.gomoku.kernel.defences import defences, fours
from engines.gomoku.kernel.failures import KEYS, THREATS, Failures
from engines.gomoku.kernel.tree import DEEPEST, Tree
from engines.gomoku.kernel.vcf import Vcf
from engines.gomoku.rules import other
from engines.gomoku.worth.shapes import Shape

VCF_NODES, VCF_FOURS = 128, 12


class Vct:
    def __init__(self, tree: Tree, failures: Failures, vcf: Vcf) -> None:
        self.tree, self.position, self.failures, self.vcf = tree, tree.position, failures, vcf

    def within(self, left: int, nodes: int, ply: int) -> int:
        """As `search`, deeper and deeper, with so many nodes more."""

        def deepen() -> int:
            plies = 0
            for most in range(1, left + 1):
                if plies or self.tree.spent:
                    break
                plies = self.search(most, ply)
            return plies

        return self.tree.within(nodes, deepen)

    def search(self, left: int, ply: int) -> int:
        """Plies to the five; 0 where no more than `left` moves that threaten win."""
        position, tree = self.position, self.tree
        me = position.turn
        five = position.shapes(me).find(Shape.FIVE)
        if five >= 0:
            return tree.only(ply, five, 1)
        theirs = position.points(other(me), Shape.FIVE)
        if theirs:
            if len(theirs) > 1 or left <= 0 or ply >= DEEPEST - 8:
                return 0
            return self.attempt(theirs[0], left, ply)
        win = tree.winning(me)
        if win >= 0:
            return tree.only(ply, win, 3)
        key = position.hash ^ KEYS[THREATS][me - 1]
        if ply >= DEEPEST - 8 or self.failures.failed(key, left):
            return 0
        plies = self.vcf.within(VCF_FOURS, VCF_NODES, ply)
        if plies or tree.spent:
            return plies
        if left > 0:
            for point in self.attacks():
                if tree.spent:
                    return 0
                if plies := self.attempt(point, left, ply):
                    return plies
        if not tree.spent:
            self.failures.remember(key, left)
        return 0

    def attacks(self) -> list[int]:
        """The moves that threaten, in the order in which they are tried."""
        position = self.position
        me = position.turn
        stops = defences(position, other(me))
        forcing = position.points(me, Shape.FOUR_THREE) + position.points(me, Shape.FOUR)
        threes = position.points(me, Shape.THREES) + position.points(me, Shape.THREE)
        return forcing + [point for point in threes if stops is None or point in stops]

    def attempt(self, point: int, left: int, ply: int) -> int:
        if self.position.forbidden(self.position.turn, point):
            return 0
        self.tree.make(point)
        plies = self.answer(left - 1, ply + 1)
        self.tree.undo()
        if not plies:
            return 0
        self.tree.add(ply, point)
        return plies + 1

    def answer(self, left: int, ply: int) -> int:
        """Plies to the five, where the defender is to move."""
        position, tree = self.position, self.tree
        me = position.turn
        if position.shapes(me).find(Shape.FIVE) >= 0:
            return 0
        threats = position.points(other(me), Shape.FIVE)
        if threats:
            if len(threats) > 1 or position.forbidden(me, threats[0]):
                tree.lines[ply] = []
                return 0 if tree.stuck(me) else 2
            plies = self.after(threats[0], left, ply)
            if plies:
                tree.add(ply, threats[0])
            return plies
        if tree.winning(me) >= 0:
            return 0
        stops = defences(position, other(me))
        if stops is None:
            return 0
        longest = 0 if tree.stuck(me) else 4
        tree.lines[ply] = []
        for point in sorted(stops | fours(position, me)):
            if tree.spent:
                return 0
            if position.forbidden(me, point):
                continue
            plies = self.after(point, left, ply)
            if not plies:
                return 0
            if plies >= longest:
                longest = plies
                tree.add(ply, point)
        return longest

    def after(self, point: int, left: int, ply: int) -> int:
        """Plies to the five, if the defender plays here."""
        self.tree.make(point)
        plies = self.search(left, ply + 1)
        self.tree.undo()
        return plies and plies + 1
