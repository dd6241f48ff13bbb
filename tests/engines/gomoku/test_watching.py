"""What is shown of games of self-play: not too often, by one actor alone, whatever else is told."""

import itertools
import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engines import wire
from engines.gomoku.board import Board
from engines.gomoku.messages import Game, Watched
from engines.gomoku.policy_value_net.weights import Weights
from engines.gomoku.rules import Rules
from engines.gomoku.training.watching import SHOWN, WATCHED, Watching
from tests.engines.gomoku.random_nets import drawn
from tests.engines.gomoku.trainings import TINY, holding, units

torch = pytest.importorskip("torch", reason="torch is not installed (extra: torch)")

from engines.gomoku.training.crew import READ, Alone, Processes  # noqa: E402 - it needs torch
from engines.gomoku.training.playing import repeatable  # noqa: E402

SIX = Rules(6, 4)


def test_a_game_is_shown_at_once_and_then_not_too_often(rng: random.Random) -> None:
    shown: list[Watched] = []
    now = [0.0]
    watch = Watching(shown.append, lambda: now[0])
    times = []
    for _ in range(200):
        before = len(shown)
        watch(Board(SIX, ()), np.ones(36, np.float32), 0.5)
        if len(shown) > before:
            times.append(now[0])
        now[0] += rng.uniform(0, 1)
    assert times[0] == 0
    assert all(SHOWN <= two - one < SHOWN + 1 for one, two in itertools.pairwise(times))
    assert len(times) > 10


def test_what_is_expected_is_told_beside_the_largest() -> None:
    shown: list[Watched] = []
    policy = np.zeros(36, np.float32)
    policy[[7, 8, 9]] = 0.5, 0.125, 0.001
    Watching(shown.append)(Board(SIX, (1, 2)), policy, 0.12345)
    assert shown == [Watched(Game(SIX, (1, 2)), ((7, 1.0), (8, 0.25)), 0.123)]


# Several processes


@pytest.fixture(autouse=True)
def repeating() -> Iterator[None]:
    with repeatable(1):
        yield


@pytest.fixture
def weights() -> Weights:
    return drawn(sizes=(6,), row=4)


@pytest.fixture
def folder(tmp_path: Path, weights: Weights) -> Path:
    return holding(weights, tmp_path / "training")


def test_an_actor_shows_the_games_that_it_plays(folder: Path, weights: Weights) -> None:
    shown: list[Watched] = []
    with closing(Processes(TINY, "cpu", folder, 1, lambda: None, shown.append)) as crew:
        assert len(list(crew.play(units(weights, 2), weights))) == 2
    assert shown
    for each in shown:
        Board(each.game.rules, each.game.moves)  # it raises where a move is not legal
        assert each.game.rules == SIX
        assert max(part for _point, part in each.policy) == 1


SMALL = Watched(Game(Rules(20), (1, 2, 3)))
LARGE = Watched(Game(Rules(20), tuple(range(0, 400, 3))), tuple((at, 0.123) for at in range(400)))

TALKER = """if True:
    import os, sys
    told = open(sys.argv[1] + "/told", "rb").read() if sys.argv[2:] == ["watched"] else b""
    for line in sys.stdin:
        os.write(1, told + b'{"type":"Done"}\\n')
"""
"""It has played already, and shows the same at each unit in one piece."""


def talkers(
    folder: Path, weights: Weights, actors: int, says: list[Watched]
) -> tuple[Processes, list[Watched]]:
    shown: list[Watched] = []
    with closing(Alone(TINY, "cpu", folder / "games", lambda: None, lambda *_: None)) as alone:
        list(alone.play(units(weights, 6), weights))
    (folder / "told").write_bytes(b"".join(wire.encode(each) for each in says))
    crew = Processes(TINY, "cpu", folder, actors, lambda: None, shown.append)
    crew.command = [sys.executable, "-c", TALKER, str(folder)]
    return crew, shown


@pytest.mark.parametrize("says", [[], [SMALL], [SMALL, SMALL], [LARGE], [SMALL, LARGE, SMALL]])
def test_lines_are_told_apart_however_they_arrive(
    folder: Path, weights: Weights, says: list[Watched]
) -> None:
    """Several are read at once, and a large one in parts."""
    assert len(wire.encode(LARGE)) > READ > 2 * len(wire.encode(SMALL))
    crew, shown = talkers(folder, weights, 1, says)
    with closing(crew):
        told = list(crew.play(units(weights, 6), weights))
    assert told == units(weights, 6)
    assert shown == says * 6


def watched(crew: Processes) -> list[int]:
    """Those actors that were told that they are."""
    numbers = [child.process.pid for child in crew.children]
    words = {each: Path(f"/proc/{each}/cmdline").read_bytes().split(b"\0") for each in numbers}
    return [each for each in numbers if words[each][-2:-1] == [WATCHED.encode()]]


def test_one_actor_is_watched_and_another_once_it_is_lost(folder: Path, weights: Weights) -> None:
    crew, shown = talkers(folder, weights, 3, [SMALL])
    with closing(crew):
        list(crew.play(units(weights, 6), weights))
        assert len(crew.children) == 3
        (first,) = watched(crew)
        os.kill(first, signal.SIGKILL)
        for _turn in range(3):
            list(crew.play(units(weights, 6), weights))
        assert len(crew.children) == 3
        (second,) = watched(crew)
        assert second != first
    assert 0 < len(shown) < 24
