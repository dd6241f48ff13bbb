"""Games of a network against itself, many in step: the network is asked about all of them at
once."""

from collections.abc import Callable, Iterator
from random import Random

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.matches.openings import drawn
from engines.gomoku.mcts.guided import Guided, Wanted, advance, chosen, planted
from engines.gomoku.mcts.gumbel import Gumbel
from engines.gomoku.mcts.proofs import Proofs, proofs
from engines.gomoku.mcts.sight import Net
from engines.gomoku.mcts.tree import Floats, Tree
from engines.gomoku.policy_value_net.planes import planes
from engines.gomoku.rules import Rules
from engines.gomoku.training.config import SelfPlay
from engines.gomoku.training.samples import (
    SCALE,
    Bytes,
    Patterns,
    Position,
    Samples,
    joined,
    patterns,
    seen,
    told,
)
from engines.gomoku.training.units import Unit

NOISE, SHARE = 10.0, 0.25
"""Dirichlet's, over the legal moves together (so its alpha is less where they are more), and how
much of the prior it takes the place of."""
PROOF = 20
"""A position that is to be played in is searched for a win by this many times the nodes of
others."""
MOST = 4096
"""Nodes of a tree."""
TRIED = 8
"""Openings that the network is asked about: the first fair one is played, else the fairest."""
FAIR = 0.6
"""The most that one may be worth to either side."""

Watch = Callable[[Board, Floats, float], None]
"""Shown the first game of a unit after each move: what was expected before it, and the winrate now,
of who is to move."""


def play(
    unit: Unit,
    rules: Rules,
    asked: SelfPlay,
    net: Net,
    pause: Callable[[], None] = lambda: None,
    watch: Watch = lambda *_: None,
) -> Samples:
    """All games of the unit. `pause` is called often; it may raise."""
    packed = patterns(rules)
    games = [
        SelfPlayed(rules, asked, net, packed, unit.random(number)) for number in range(unit.games)
    ]
    first, turn = games[0], 0
    left = [game for game in games if not game.over]
    while left:
        pause()
        advance([Wanted(game.guided, 1) for game in left], net, turn)
        turn += 1
        for game in left:
            moves = len(game.board.moves)
            game.move()
            if game is first and len(game.board.moves) > moves:
                watch(game.board, game.shown, 1 - game.winrate)
        left = [game for game in left if not game.over]
    return joined([game.samples() for game in games if game.positions])


class SelfPlayed:
    """One game. `shown` and `winrate` are of the position before the last move, of who made it."""

    def __init__(
        self, rules: Rules, asked: SelfPlay, net: Net, packed: Patterns, random: str
    ) -> None:
        self.asked, self.packed = asked, packed
        self.rng = Random(random)  # noqa: S311 - a seed repeats it
        self.noise = np.random.default_rng(self.rng.getrandbits(64))
        self.board = opening(rules, self.rng, asked.opening, net)
        self.first = len(self.board.moves)
        self.positions: list[Position] = []
        self.shown, self.winrate = np.zeros(rules.points, np.float32), 0.5
        self.tree: Tree | None = None
        self.begin()

    @property
    def over(self) -> bool:
        return self.board.over

    def begin(self) -> None:
        """The next position; those that are won by force are played at once."""
        while not self.over:
            self.full = self.rng.random() < self.asked.full
            self.playouts = self.asked.playouts if self.full else self.asked.fast
            self.gumbel: Gumbel | None = None
            self.prepared = False
            proving = self.proofs()
            won = proving.won([], self.asked.fours * PROOF).moves if proving else ()
            if not won:
                self.tree = self.tree or planted(self.board, MOST)
                self.guided = Guided(self.board, self.tree, proving, self.asked.fours)
                if self.tree.nodes:
                    self.prepare()
                return
            self.shown = np.zeros(self.board.rules.points, np.float32)
            self.shown[won[0]] = 1.0
            self.put(won[0], self.shown, True, 1.0)

    def proofs(self) -> Proofs | None:
        return proofs(self.board.rules, self.board.moves) if self.asked.fours else None

    def prepare(self) -> None:
        """The root was judged: noise, and how the playouts are shared."""
        assert self.tree
        self.prepared = True
        points = self.board.rules.points
        if self.asked.root == "gumbel":
            noise = self.noise.gumbel(size=points).astype(np.float32) if self.full else None
            self.gumbel = Gumbel(self.tree, self.playouts, noise)
            self.guided.first = self.gumbel.moves()
        elif self.full:
            disturb(self.tree, self.noise)

    def move(self) -> None:
        """Called after each playout: plays once there were enough of them."""
        tree = self.tree
        assert tree
        if not self.prepared:
            self.prepare()
            return
        if not tree.solved and tree.root.visits < self.playouts:
            return
        policy = self.gumbel.policy() if self.gumbel else visited(tree)
        if tree.root.plies:
            policy = np.zeros_like(policy)
            policy[tree.root.won] = 1.0
        point = self.gumbel.chosen if self.gumbel else chosen(tree)
        if len(self.board.moves) - self.first < self.asked.random and not tree.root.plies:
            point = self.rng.choices(range(len(policy)), policy.tolist())[0]
        self.shown, thought = tree.root.row.prior, worth(tree)
        self.put(point, policy, self.full or bool(tree.root.plies), thought)
        self.begin()

    def put(self, point: int, policy: Floats, learn: bool, thought: float) -> None:
        self.winrate = (1 + thought) / 2
        self.positions.append(seen(self.board, self.packed, shares(policy), learn, thought))
        kept = self.tree if self.asked.root == "noise" else None  # Gumbel's begins with nothing
        self.tree = kept.rooted([point]) if kept else None
        self.board.play(point)

    def samples(self) -> Samples:
        return told(self.positions, self.board.moves[self.first :], self.board.winner)


def opening(rules: Rules, rng: Random, most: int, net: Net) -> Board:
    """Up to `most` stones, after which the network thinks that either may win."""
    stones = rng.randint(0, most)
    boards: Iterator[Board] = drawn(rules, stones, rng)
    if not stones:
        return next(boards)
    tried = [next(boards) for _ in range(TRIED)]
    shown = np.stack([planes(each.cells, each.turn, rules.size) for each in tried])
    clear = np.abs(net(shown).values).tolist()
    fair = [board for board, each in zip(tried, clear, strict=True) if each < FAIR]
    return fair[0] if fair else tried[clear.index(min(clear))]


def disturb(tree: Tree, rng: np.random.Generator) -> None:
    """Dirichlet's noise on the root's prior."""
    row = tree.root.row
    legal = np.flatnonzero(row.pull > 0)
    noise = rng.dirichlet(np.full(len(legal), NOISE / len(legal))).astype(np.float32)
    row.pull[legal] += SHARE * (noise / row.tried[legal] - row.pull[legal])


def visited(tree: Tree) -> Floats:
    """The share of each move, but for those that were found to lose; where all that were tried do,
    of the others by how likely they are."""
    row = tree.root.row
    left = ~np.isneginf(row.worth)
    shares: Floats = tree.visits() * left
    if not shares.any():
        shares = row.prior * left
    found: Floats = shares / max(1e-9, float(shares.sum()))
    return found


def worth(tree: Tree) -> float:
    """What the search thinks of its root, for who is to move."""
    root = tree.root
    if root.plies:
        return 1.0 if root.plies % 2 else -1.0
    visits = tree.visits()
    known = np.maximum(root.row.worth, -1.0)
    return float((visits * known).sum() + root.value) / (float(visits.sum()) + 1)


def shares(policy: Floats) -> Bytes:
    """Of the largest, as Samples keeps them."""
    found: Bytes = np.rint(policy * (SCALE / max(float(policy.max()), 1e-9))).astype(np.uint8)
    return found
