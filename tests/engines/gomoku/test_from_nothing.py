"""Whether a network that nobody taught learns the game. It takes a quarter of an hour."""

import resource
from itertools import count as numbers
from pathlib import Path
from random import Random

import pytest

from engines.gomoku.board import Board
from engines.gomoku.matches.openings import opening
from engines.gomoku.mcts_alphazero import AlphaZero
from engines.gomoku.mcts_pure import PureMCTS
from engines.gomoku.messages import Train
from engines.gomoku.player import Limits, Player
from engines.gomoku.policy_value_net.nets import net
from engines.gomoku.policy_value_net.weights import load
from engines.gomoku.rules import BLACK, WHITE, Rules
from engines.gomoku.training import config
from engines.inbox import Inbox

RULES = Rules(6, row=4)
TINY = Path("assets/gomoku/training/tiny.toml")
PAIRS, STONES = 50, (0, 1, 2)
"""Of games, from openings of so many stones in turn."""
SECONDS = 1800
"""Of CPU time: a quarter of an hour on two cores."""


def spent() -> float:
    """Seconds that the processor has worked for us."""
    whose = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(sum(resource.getrusage(each)[:2]) for each in whose)


def points(board: Board, ours: Player, color: int, other: Player) -> float:
    while not board.over:
        mover = ours if board.turn == color else other
        board.play(mover.choose(board, Limits()).move)
    return 0.5 if not board.winner else float(board.winner == color)


def test_from_nothing_it_learns_to_win_against_a_search_that_knows_the_rules_alone(
    request: pytest.FixtureRequest, tmp_path: Path, rng: Random
) -> None:
    """Alone, without a look for threats: 400 playouts against 1000."""
    if not request.config.getoption("--full"):
        pytest.skip("a training of some ten minutes: only with --full, as in make soak")
    pytest.importorskip("torch", reason="torch is not installed (extra: torch)")
    from engines.gomoku.training.train import train

    begin = spent()
    done = train(Train(str(tmp_path / "tiny"), config.read(TINY)), Inbox(), lambda _: None)
    took = spent() - begin
    learnt, seeds = net(load(Path(done.weights))), numbers(rng.randint(0, 10**6))
    found = []
    for number in range(PAIRS):
        moves = opening(RULES, STONES[number % len(STONES)], rng)
        for color in (BLACK, WHITE):
            ours = AlphaZero(learnt, 400, threats=False)
            other = PureMCTS(1000, seed=next(seeds))
            found.append(points(Board(RULES, moves), ours, color, other))
    share = sum(found) / len(found)
    print(f"from nothing: {share:.3f} of {len(found)} points, {took:.0f} CPU seconds of training")
    assert share >= 0.8
    # A promise of the configuration itself, and CPU time, of which it takes about a third.
    assert took <= SECONDS
