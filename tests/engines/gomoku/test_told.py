"""What a console knows of a training: the latest of each kind, and curves without an end."""

import random
import subprocess
import sys
from collections.abc import Callable
from functools import reduce

import msgspec
import pytest

from engines import wire
from engines.gomoku.messages import (
    Done,
    Game,
    Gated,
    Learnt,
    Phase,
    Score,
    SelfPlayed,
    Watched,
)
from engines.gomoku.training.told import GATES, MOST, Curve, Training, step

SCORE = Score(80, 45, 10, 25, 0.625, 0.51, 0.72)


def learnt(generation: int, at: int, steps: int = 100, policy: float = 2.0) -> Learnt:
    return Learnt(generation, at, steps, policy, 0.5, 0.9, 0.2, 0.05, 0.4)


def told(*events: wire.Message, before: Training | None = None) -> Training:
    return reduce(step, events, before or Training())


def test_it_is_light() -> None:
    code = "import sys; import engines.gomoku.training.told; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_latest_of_each_kind_is_known() -> None:
    events = [
        Phase("selfplay", 1, 3),
        SelfPlayed(1, 64, 512),
        SelfPlayed(1, 128, 512),
        Watched(Game()),
        wire.Progress("games", 128, 512),
        Done(weights="/x"),
    ]
    found = told(*events, wire.Log("a word"))
    assert (found.phase, found.played, found.watched) == (events[0], events[2], events[3])
    assert (found.progress, found.last) == (events[4], events[5])


@pytest.mark.parametrize("last", [Done(), wire.Cancelled(), wire.Failed("The end.")])
def test_every_end_is_known(last: wire.Message) -> None:
    assert told(last).last == last


def test_a_training_rests_in_the_middle_of_what_it_does() -> None:
    busy = told(Phase("learning", 2, 3), wire.Progress("steps", 5, 10))
    resting = told(Phase("rest", 2, 3), before=busy)
    assert resting.resting
    assert resting.phase == busy.phase
    again = told(Phase("learning", 2, 3), before=resting)
    assert again == busy
    assert told(Phase("gate", 2, 3), before=again).progress is None
    assert not told(wire.Cancelled(), before=resting).resting


def test_steps_are_counted_over_all_generations() -> None:
    found = told(learnt(0, 50), learnt(0, 100), learnt(1, 20, 40), learnt(1, 40, 40), learnt(2, 9))
    assert [point[0] for point in found.losses.drawn] == [50, 100, 120, 140, 149]
    assert found.learnt == learnt(2, 9)


def test_gates_are_counted_and_the_newest_remembered() -> None:
    gates = [Gated(number, SCORE, number % 3 == 0) for number in range(2 * GATES)]
    found = told(*gates)
    assert found.judged == tuple(gates[-GATES:])
    assert (found.gates, found.accepted) == (2 * GATES, len(range(0, 2 * GATES, 3)))


def test_a_curve_stays_small_and_is_the_mean_of_what_was_told(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    curve, values = Curve(), []
    for number in range(max(5 * MOST, count(100_000))):
        values.append((float(number), rng.gauss(0, 1)))
        curve = curve.added(values[-1])
        assert len(curve.drawn) <= MOST
    drawn = curve.drawn
    for at, point in enumerate(drawn):
        those = values[at * curve.every : (at + 1) * curve.every]
        for place in (0, 1):
            assert point[place] == pytest.approx(sum(each[place] for each in those) / len(those))
    assert len(drawn) > MOST // 2 - 1
    assert curve.every * len(drawn) >= len(values)


def test_a_long_training_is_as_large_as_a_short_one() -> None:
    events: list[wire.Message] = []
    for generation in range(60):
        events += [Phase("learning", generation, 60)]
        events += [learnt(generation, at) for at in range(1, 101)]
        events += [Gated(generation, SCORE, True), Watched(Game(moves=(112,)))]
    found = told(*events)
    assert len(msgspec.json.encode(found)) < 40_000
