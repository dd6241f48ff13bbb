"""New weights against those accepted last: many games in step, until a test has told who is
stronger, or nobody could."""

from collections import Counter
from collections.abc import Callable
from itertools import islice
from random import Random
from typing import NamedTuple

import numpy as np

from engines.gomoku.board import Board
from engines.gomoku.matches.openings import drawn
from engines.gomoku.matches.score import Hypotheses, score
from engines.gomoku.mcts.guided import Guided, Wanted, advance, chosen, planted
from engines.gomoku.mcts.sight import Net
from engines.gomoku.messages import Score
from engines.gomoku.policy_value_net.planes import planes
from engines.gomoku.rules import Rules, other
from engines.gomoku.training.config import Config, Gate
from engines.gomoku.training.selfplay import MOST
from engines.gomoku.training.shares import size_of

STONES = 6
"""Of an opening."""
TRIED, CONTESTED = 8, 0.5
"""Openings that a network is asked about; what it should be worth to either side. Where nobody
stands better, small boards end in draws, and nothing is told."""
TOGETHER = 16
"""Pairs of games; then the test is asked. Those of one size are played in step."""


class Verdict(NamedTuple):
    """From the new weights' side."""

    score: Score
    accepted: bool


class Pairing(NamedTuple):
    """A game of a gate: the color that the new weights have."""

    board: Board
    color: int


def judged(
    config: Config,
    generation: int,
    new: Net,
    old: Net,
    pause: Callable[[], None] = lambda: None,
    tell: Callable[[Score], None] = lambda _: None,
) -> Verdict:
    """Each size of board as often as its share says, each opening with both colors."""
    gate, results = config.gate, [0, 0, 0]
    rng = Random(f"{config.seed} {generation} gate")  # noqa: S311 - a seed repeats it
    hypotheses = Hypotheses(*gate.elo)
    while (played := sum(results) // 2) < gate.games // 2:
        numbers = range(played, min(played + TOGETHER, gate.games // 2))
        sizes = Counter(size_of(config.game, number) for number in numbers)
        for size, pairs in sorted(sizes.items()):
            rules = config.game.rules(size)
            for outcome in outcomes(rules, gate, rng, (new, old), pairs, pause):
                results[1 - outcome] += 1
        standing = score(*results)
        tell(standing)
        if verdict := hypotheses.accepted(standing):
            return Verdict(standing, verdict == "high")
    return Verdict(standing, standing.points > 0.5)


def outcomes(
    rules: Rules,
    gate: Gate,
    rng: Random,
    nets: tuple[Net, Net],
    pairs: int,
    pause: Callable[[], None],
) -> list[int]:
    """1, 0 or -1 for each game, from the first network's side."""
    games = []
    for number in range(pairs):
        board = opening(rules, rng, nets[number % 2])
        games += [Pairing(board.copy(), color) for color in (board.turn, other(board.turn))]
    left = [game for game in games if not game.board.over]
    while left:
        for color, net in zip((True, False), nets, strict=True):
            moved(gate, [g.board for g in left if (g.board.turn == g.color) == color], net, pause)
            left = [game for game in left if not game.board.over]
    return [outcome(game) for game in games]


def opening(rules: Rules, rng: Random, net: Net) -> Board:
    """One that either may win or hold, as the network sees it."""
    boards = list(islice(drawn(rules, STONES, rng), TRIED))
    shown = np.stack([planes(each.cells, each.turn, rules.size) for each in boards])
    return boards[int(np.abs(np.abs(net(shown).values) - CONTESTED).argmin())]


def moved(gate: Gate, boards: list[Board], net: Net, pause: Callable[[], None]) -> None:
    """One move on each of these boards."""
    thought = [(board, Guided(board, planted(board, MOST))) for board in boards]
    left, turn = [each for _board, each in thought], 0
    while left:
        pause()
        advance([Wanted(each, 1) for each in left], net, turn)
        turn += 1
        left = [
            each for each in left if not each.tree.solved and each.tree.root.visits < gate.playouts
        ]
    for board, each in thought:
        board.play(chosen(each.tree))


def outcome(game: Pairing) -> int:
    if not game.board.winner:
        return 0
    return 1 if game.board.winner == game.color else -1
