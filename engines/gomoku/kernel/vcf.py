"""Victory by continuous fours: a win that leaves the other one answer to each move.

The attacker is to move. In this order:
1. He has a FIVE: won in 1.
2. The other has two FIVEs or more: no. He has one: that point is the only move. It wins in 3 if it
   is WINNING; it is tried if it makes one four; else no.
3. He has a WINNING point where he may play: won in 3.
4. No fours are left, or it is known that as many or more failed: no.
5. Each FOUR_THREE, then each FOUR, in the order of points. The four leaves one FIVE, which the
   other must take; where he may not (renju), it is won in 3. The first that wins is taken.

A search that runs out of nodes remembers nothing.
"""

from engines.gomoku.kernel.failures import FOURS, KEYS, Failures
from engines.gomoku.kernel.tree import DEEPEST, Tree
from engines.gomoku.rules import other
from engines.gomoku.worth.shapes import Shape

NONE, FOUR = -1, -2
FOURS_MADE = (Shape.FOUR, Shape.FOUR_THREE, Shape.WINNING)


class Vcf:
    def __init__(self, tree: Tree, failures: Failures) -> None:
        self.tree, self.position, self.failures = tree, tree.position, failures

    def within(self, left: int, nodes: int, ply: int) -> int:
        """As `search`, with so many nodes more."""
        return self.tree.within(nodes, lambda: self.search(left, ply))

    def search(self, left: int, ply: int) -> int:
        """Plies to the five, an odd number; 0 where no more than `left` fours win."""
        position, tree = self.position, self.tree
        me = position.turn
        five = position.shapes(me).find(Shape.FIVE)
        if five >= 0:
            return tree.only(ply, five, 1)
        block = position.shapes(other(me)).find(Shape.FIVE)
        win = self.blocking(block) if block >= 0 else tree.winning(me)
        if win >= 0:
            return tree.only(ply, win, 3)
        if block < 0:
            fours = position.points(me, Shape.FOUR_THREE) + position.points(me, Shape.FOUR)
        else:
            fours = [block] if win == FOUR else []
        if not fours or left <= 0 or ply >= DEEPEST - 4:
            return 0
        key = position.hash ^ KEYS[FOURS][me - 1]
        if self.failures.failed(key, left):
            return 0
        for point in fours:
            if tree.spent and block < 0:
                return 0
            if plies := self.four(point, left, ply):
                return plies
        if not tree.spent:
            self.failures.remember(key, left)
        return 0

    def blocking(self, block: int) -> int:
        """What stopping the other's five makes: the point itself where it wins, or FOUR or NONE."""
        position, me = self.position, self.position.turn
        several = position.shapes(other(me)).find(Shape.FIVE, block + 1) >= 0
        shape = position.shape(me, block)
        if several or shape not in FOURS_MADE or position.forbidden(me, block):
            return NONE
        return block if shape == Shape.WINNING else FOUR

    def four(self, point: int, left: int, ply: int) -> int:
        position, tree = self.position, self.tree
        color = position.turn
        if position.forbidden(color, point):
            return 0
        tree.make(point)
        block = position.shapes(color).find(Shape.FIVE)
        if position.forbidden(other(color), block):
            plies = 0 if tree.stuck(other(color)) else 1
            tree.lines[ply + 1] = []
        else:
            tree.make(block)
            plies = self.search(left - 1, ply + 2)
            tree.undo()
            if plies:
                tree.add(ply + 1, block)
        tree.undo()
        if not plies:
            return 0
        tree.add(ply, point)
        return plies + 2
