"""A tree of positions, walked by what a network expects of each move and by what came of it.

D. Silver et al. (2017): from each position the move of the largest Q + U is followed, U = c P
sqrt(visits of the position) / (1 + visits of the move); a new position is judged by the network,
and its value goes back up the path. Added are:

- virtual loss: a path that waits for the network counts as lost, so several different ones can
  wait at once;
- a position that was judged before, come to by other moves, is not judged again;
- proofs (M. Winands et al., 2008, MCTS-Solver): a position that is over, or known to be won by
  force, is exact. A move to a lost one wins; one to a won one is never followed again; where all
  moves are such, the position is lost.
"""

from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engines.gomoku.bitboard import bits, finder
from engines.gomoku.forbidden import forbidden
from engines.gomoku.rules import BLACK, WHITE, Rules, other

Floats = npt.NDArray[np.float32]
Path = list[tuple[int, int]]
"""Nodes, and the moves made from them."""

EXPLORATION = 1.6
"""c."""
UNTRIED = 0.25
"""By how much less than its position a move is taken to be worth, before it is tried."""

NEW, ENDED, DRAWN, WAITING = 0, -1, -2, -3
"""In place of a node: where a move was not followed yet; leads to a row, or to a draw; waits for
the network."""

BLOCK = 64
"""Nodes that memory is taken for at once."""
ROW = 4 * 4
"""Bytes of a node for each point of the board."""


class Leaf(NamedTuple):
    """A position that is new. `paths` lead to it: more than one where others came before it was
    judged. `stones` are bits, of who is to move there and of the other."""

    paths: list[Path]
    stones: tuple[int, int]

    @property
    def moves(self) -> list[int]:
        return [move for _node, move in self.paths[0]]


if TYPE_CHECKING:
    Numbers = memoryview[float]
    Cells = tuple[Numbers, Numbers, Numbers, memoryview[int]]


class Row(NamedTuple):
    """What is known of the moves of a position, each of shape (points,).

    pull   what the network expects of it, divided by `tried`
    tried  one more than the visits
    worth  the mean result for who moves; minus infinity where no move is, or where it is proved to
    lose
    below  the node that the move leads to, or one of the words above
    cells  the same memory of all four: a single number is read there in a third of the time
    """

    pull: Floats
    tried: Floats
    worth: Floats
    below: npt.NDArray[np.int32]
    cells: "Cells"

    @property
    def prior(self) -> Floats:
        """What the network expects."""
        found: Floats = self.pull * self.tried
        return found


class Node:
    """A position. `plies`: to the end of what is proved, 0 where nothing is; odd where who is to
    move wins, else even. `won` is the move that wins, or of those that lose the one that lasts
    longest. `left` are the moves that are not proved to lose; `lost` the plies of those that are.
    """

    __slots__ = ("left", "lost", "plies", "row", "stones", "value", "visits", "won")

    def __init__(self, row: Row, stones: tuple[int, int], value: float, left: int) -> None:
        self.row, self.stones, self.value, self.left = row, stones, value, left
        self.visits = self.plies = 0
        self.lost: dict[int, int] = {}
        self.won = -1

    @property
    def expected(self) -> int:
        """The most visited move; of those visited as often, the likeliest."""
        row = self.row
        return int(np.where(np.isneginf(row.worth), 0.0, row.tried + row.prior).argmax())


class Tree:
    """Node 0 is the root, once it has been judged as the first leaf."""

    def __init__(
        self,
        rules: Rules,
        stones: tuple[int, int],
        turn: int,
        most: int,
        untried: float = UNTRIED,
        exploration: float = EXPLORATION,
    ) -> None:
        """`stones` are those of who is to move and of the other, as bits. It grows to `most`
        nodes."""
        self.rules, self.stones, self.turn, self.most = rules, stones, turn, most
        self.untried, self.exploration = untried, exploration
        self.bit = bits(rules.size)
        self.full = sum(self.bit)
        self.holds = {
            color: finder(rules.size, rules.row, rules.exact(color)) for color in (BLACK, WHITE)
        }
        self.nodes: list[Node] = []
        self.free: list[Row] = []
        self.known: dict[tuple[int, int], int] = {}
        """The nodes by their stones, the last one of each."""
        self.waiting: dict[tuple[int, int], Leaf] = {}
        self.playouts = 0
        self.score = np.empty(rules.points, np.float32)

    @property
    def root(self) -> Node:
        return self.nodes[0]

    @property
    def solved(self) -> bool:
        return bool(self.nodes and self.root.plies)

    def descend(self, first: int | None = None) -> Leaf | None:
        """One playout, to a position that is new: `judge` must be told of it. None where it ended
        at one that is known, or that waits already. `first` is the move from the root; one that is
        proved to lose is not followed. The root is not solved."""
        self.playouts += 1
        mine, theirs = self.stones
        if not self.nodes:
            return Leaf([[]], (mine, theirs))
        if first in self.root.lost:
            first = None
        path: Path = []
        at, nodes, bit = 0, self.nodes, self.bit
        below = 0
        while below > 0 or not path:
            node = nodes[at]
            pull, tried, worth, belows = node.row.cells
            move = self.select(node) if first is None or path else first
            count = tried[move]
            worth[move] += (-1.0 - worth[move]) / count
            tried[move] = count + 1.0
            pull[move] *= count / (count + 1.0)
            node.visits += 1
            path.append((at, move))
            mine, theirs = theirs, mine | bit[move]
            at = below = belows[move]
        if below == NEW:
            return self.arrived(path, (mine, theirs))
        if below == WAITING:
            self.waiting[path[-1]].paths.append(path)
        else:
            self.back(path, 0.0 if below == DRAWN else -1.0)
        return None

    def select(self, node: Node) -> int:
        score = self.score
        np.multiply(node.row.pull, self.exploration * sqrt(node.visits + 1), out=score)
        np.add(score, node.row.worth, out=score)
        return int(score.argmax())

    def arrived(self, path: Path, stones: tuple[int, int]) -> Leaf | None:
        """At a position that nobody has come to by these moves: it may be over."""
        at, move = path[-1]
        below = self.nodes[at].row.below
        if self.holds[self.turn if len(path) % 2 else other(self.turn)](stones[1]):
            below[move] = ENDED
            self.back(path, -1.0)
            self.prove(path, 0)
            return None
        if stones[0] | stones[1] == self.full:
            below[move] = DRAWN
            self.back(path, 0.0)
            return None
        if stones in self.known:
            self.arrived_again(path, self.known[stones])
            return None
        below[move] = WAITING
        leaf = self.waiting[at, move] = Leaf([path], stones)
        return leaf

    def arrived_again(self, path: Path, number: int) -> None:
        """At a position that other moves have come to: what was told or proved of it holds."""
        known, (at, move) = self.nodes[number], path[-1]
        below = self.nodes[at].row.below
        if known.plies:
            below[move] = number
            self.back(path, 1.0 if known.plies % 2 else -1.0)
            self.prove(path, known.plies)
            return
        if len(self.nodes) < self.most:
            walls = np.where(np.isneginf(known.row.worth), -np.inf, 0.0).astype(np.float32)
            walls[list(known.lost)] = 0.0
            left = known.left + len(known.lost)
            below[move] = self.grown(known.stones, known.row.prior, walls, left, known.value)
        self.back(path, known.value)

    def judge(self, leaf: Leaf, prior: Floats, walls: Floats, value: float) -> None:
        """The network's word on it. `prior` adds up to 1 over the free points; `walls` is 0 on
        these, and minus infinity on stones."""
        left = self.rules.points - (leaf.stones[0] | leaf.stones[1]).bit_count()
        if self.rules.kind == "renju" and self.color(leaf) == BLACK:
            prior, walls, left = self.allowed(leaf, prior, walls)
        if not left:
            self.place(leaf, DRAWN)
            value = 0.0
        elif len(self.nodes) < self.most:
            self.place(leaf, self.grown(leaf.stones, prior, walls, left, value))
        else:
            self.place(leaf, NEW)
        for path in leaf.paths:
            self.back(path, value)

    def judge_won(self, leaf: Leaf, plies: int) -> None:
        """A proof: who is to move there wins in so many plies. It is not the root."""
        self.place(leaf, NEW)
        for path in leaf.paths:
            self.back(path, 1.0)
        self.prove(leaf.paths[0], plies)

    def place(self, leaf: Leaf, below: int) -> None:
        if path := leaf.paths[0]:
            at, move = path[-1]
            del self.waiting[at, move]
            self.nodes[at].row.below[move] = below

    def grown(
        self, stones: tuple[int, int], prior: Floats, walls: Floats, left: int, value: float
    ) -> int:
        """The number of a new node."""
        row = self.row()
        np.copyto(row.pull, prior)
        np.add(walls, max(-1.0, value - self.untried), out=row.worth)
        number = self.known[stones] = len(self.nodes)
        self.nodes.append(Node(row, stones, value, left))
        return number

    def row(self) -> Row:
        """Memory for one more, of a position where nothing was tried."""
        if not self.free:
            shape = BLOCK, self.rules.points
            pull, worth = (np.empty(shape, np.float32) for _ in range(2))
            tried, below = np.ones(shape, np.float32), np.zeros(shape, np.int32)
            for each in zip(pull, tried, worth, below, strict=True):
                parts: Any = each
                self.free.append(Row(*each, tuple(map(memoryview, parts))))  # type: ignore[arg-type] # four
        return self.free.pop()

    def color(self, leaf: Leaf) -> int:
        """Who is to move there."""
        return self.turn if len(leaf.paths[0]) % 2 == 0 else other(self.turn)

    def allowed(self, leaf: Leaf, prior: Floats, walls: Floats) -> tuple[Floats, Floats, int]:
        """The same without what renju forbids, and how many moves are left."""
        size, (mine, theirs) = self.rules.size, leaf.stones
        cells = unpacked(mine, size) * BLACK + unpacked(theirs, size) * WHITE
        refused = list(forbidden(bytearray(cells.astype(np.uint8)), size))
        prior, walls = prior.copy(), walls.copy()
        prior[refused], walls[refused] = 0.0, -np.inf
        total = prior.sum()
        left = int(np.isfinite(walls).sum())
        return (prior / total if total > 0 else prior), walls, left

    def back(self, path: Path, value: float) -> None:
        """What a playout came to, for who is to move at its end, in place of its virtual loss."""
        for at, move in reversed(path):
            value = -value
            _pull, tried, worth, _below = self.nodes[at].row.cells
            worth[move] += (value + 1.0) / (tried[move] - 1.0)

    def prove(self, path: Path, plies: int) -> None:
        """The position at the end of the path is proved: as Node.plies, and 0 where a row
        stands."""
        for at, move in reversed(path):
            node = self.nodes[at]
            if node.plies:
                return
            if plies % 2 == 0:
                node.plies, node.won = plies + 1, move
            else:
                node.row.worth[move] = -np.inf
                node.left -= 1
                node.lost[move] = plies + 1
                if node.left:
                    return
                node.plies, node.won = max((each, move) for move, each in node.lost.items())
            plies = node.plies

    def rooted(self, moves: list[int]) -> "Tree | None":
        """Another tree of what is known after these moves; None where that is nothing."""
        if not self.nodes:
            return None
        at, stones, turn = 0, self.stones, self.turn
        for move in moves:
            at = int(self.nodes[at].row.below[move])
            if at <= 0:
                return None
            stones, turn = (stones[1], stones[0] | self.bit[move]), other(turn)
        tree = Tree(self.rules, stones, turn, self.most, self.untried, self.exploration)
        tree.copy(self, at)
        return tree

    def copy(self, tree: "Tree", at: int) -> None:
        """All nodes of another tree from that one on; what waits there does not come along."""
        kept, numbers = [at], {at: 0}
        for number in kept:
            below = tree.nodes[number].row.below
            for each in below[below > 0].tolist():
                if each not in numbers:  # one that is proved may be come to by several moves
                    numbers[each] = len(kept)
                    kept.append(each)
        for number in kept:
            old = tree.nodes[number]
            row = self.row()
            for mine, theirs in zip(row[:4], old.row[:4], strict=True):
                np.copyto(mine, theirs)
            row.below[row.below == WAITING] = NEW
            follows = np.flatnonzero(row.below > 0)
            row.below[follows] = [numbers[each] for each in row.below[follows].tolist()]
            node = Node(row, old.stones, old.value, old.left)
            self.known[old.stones] = len(self.nodes)
            node.visits, node.plies, node.won = old.visits, old.plies, old.won
            node.lost = dict(old.lost)
            self.nodes.append(node)
        self.playouts = self.root.visits

    def line(self, move: int) -> list[int]:
        """The move from the root, and after it what is expected: proved moves, else the most
        visited."""
        moves, at = [move], int(self.root.row.below[move])
        while at > 0 and self.nodes[at].visits:
            node = self.nodes[at]
            moves.append(node.won if node.plies else node.expected)
            at = int(node.row.below[moves[-1]])
        return moves

    def visits(self) -> Floats:
        """Of the moves from the root."""
        found: Floats = self.root.row.tried - 1.0
        return found


def packed(cells: bytes | bytearray, color: int, bit: list[int]) -> int:
    """The stones of a color as bits."""
    return sum(each for each, cell in zip(bit, cells, strict=True) if cell == color)


def unpacked(stones: int, size: int) -> npt.NDArray[np.bool_]:
    """By point, whether its bit is set: each line of the board has one bit more than points."""
    length = size * (size + 1)
    data = np.frombuffer(stones.to_bytes(-(-length // 8), "little"), np.uint8)
    lines = np.unpackbits(data, count=length, bitorder="little").reshape(size, size + 1)
    found: npt.NDArray[np.bool_] = lines[:, :size].astype(bool).ravel()
    return found
