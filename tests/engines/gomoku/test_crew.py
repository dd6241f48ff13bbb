"""Whoever plays the games of a generation, they are the same; and nobody of them is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pytest

from engines import wire
from engines.gomoku.policy_value_net.weights import NO_NET, Weights
from engines.gomoku.training.config import SelfPlay
from engines.gomoku.training.units import STALE, Unit
from engines.inbox import Stopped
from engines.wire import EngineError
from tests import until
from tests.engines.gomoku.random_nets import drawn
from tests.engines.gomoku.trainings import TINY, games, holding, started, units

torch = pytest.importorskip("torch", reason="torch is not installed (extra: torch)")

from engines.gomoku.training.crew import (  # noqa: E402 - it needs torch
    LOST,
    PATIENCE,
    Alone,
    Leases,
    Processes,
)
from engines.gomoku.training.playing import Playing, repeatable  # noqa: E402


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


def alone(folder: Path) -> Alone:
    return Alone(TINY, "cpu", folder / "games", lambda: None, lambda *_: None)


def processes(
    folder: Path, actors: int, pause: Callable[[], None] = lambda: None, **changes: object
) -> Processes:
    config = msgspec.structs.replace(TINY, **changes)
    return Processes(config, "cpu", folder, actors, pause)


def actors(folder: Path) -> list[int]:
    """The processes that play for this training."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"engines.gomoku.training.actor" in words and str(folder).encode() in words:
                found.append(int(process.name))
    return found


ENDLESS = SelfPlay(playouts=10**5, fast=10**5, fours=0)
"""A unit of such games takes hours."""


# For one frozen generation of weights


@pytest.fixture
def once(folder: Path, weights: Weights) -> dict[str, str]:
    """The games that one process plays; then their files are gone."""
    with closing(alone(folder)) as crew:
        assert list(crew.play(units(weights, 5), weights)) == units(weights, 5)
    found = games(folder)
    assert len(set(found.values())) == 5
    for path in (folder / "games").iterdir():
        path.unlink()
    return found


def test_two_actors_play_the_same_games_and_a_unit_is_told_of_once_its_file_is_whole(
    folder: Path, weights: Weights, once: dict[str, str]
) -> None:
    told = []
    with closing(processes(folder, 2)) as crew:
        for unit in crew.play(units(weights, 5), weights):
            assert games(folder)[unit.name] == once[unit.name]
            told.append(unit.number)
        assert len(actors(folder)) == 2
    assert sorted(told) == list(range(5))
    assert games(folder) == once
    assert actors(folder) == []


def test_an_actor_that_is_killed_is_replaced_and_its_unit_played(
    folder: Path, weights: Weights, once: dict[str, str]
) -> None:
    with closing(processes(folder, 1)) as crew:
        told = []
        for unit in crew.play(units(weights, 5), weights):
            told.append(unit.number)
            if len(told) == 1:
                os.kill(*actors(folder), signal.SIGKILL)
    assert sorted(told) == list(range(5))
    assert games(folder) == once


# Ends


def test_who_is_stopped_leaves_no_actor_behind(folder: Path, weights: Weights) -> None:
    def pause() -> None:
        if len(actors(folder)) == 2:
            raise Stopped

    crew = processes(folder, 2, pause, selfplay=ENDLESS)
    with closing(crew), pytest.raises(Stopped):
        list(crew.play(units(weights, 2), weights))
    assert actors(folder) == []
    assert games(folder) == {}


def test_an_actor_ends_in_the_middle_of_its_games_when_nobody_asks_any_more(
    folder: Path, weights: Weights
) -> None:
    command = processes(folder, 1, selfplay=ENDLESS).command
    with started(*command, stdin=subprocess.PIPE) as actor:
        assert actor.stdin
        actor.stdin.write(msgspec.json.encode(units(weights, 1)[0]) + b"\n")
        actor.stdin.flush()
        until(lambda: ready(actor.pid), 60)
        before = spent(actor.pid)
        until(lambda: spent(actor.pid) > before + 50)  # it is in the middle of its games
        actor.stdin.close()
        assert actor.wait(20) == 0
    assert games(folder) == {}


MASTER = """if True:
    import sys
    from pathlib import Path
    import msgspec
    from engines.gomoku.policy_value_net.weights import load
    from tests.engines.gomoku.test_crew import ENDLESS, processes, units
    folder = Path(sys.argv[1])
    (path,) = (folder / "weights").iterdir()
    weights = load(path)
    list(processes(folder, 1, selfplay=ENDLESS).play(units(weights, 1), weights))
"""


def spent(process: int) -> int:
    """Its ticks of CPU time."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_actors_that_are_told_to_rest_stand_still_in_the_middle_of_their_games(
    folder: Path, weights: Weights
) -> None:
    def still() -> bool:
        before = spent(actor)
        time.sleep(0.3)  # no other way tells that nothing happens
        return spent(actor) == before

    def pause() -> None:
        nonlocal actor
        actor = crew.children[0].process.pid
        until(lambda: ready(actor))
        crew.rest(True)
        until(still)
        crew.rest(False)
        until(lambda: not still())
        raise Stopped

    actor = 0
    crew = processes(folder, 1, pause, selfplay=ENDLESS)
    with closing(crew), pytest.raises(Stopped):
        list(crew.play(units(weights, 1), weights))


def test_actors_end_with_whoever_is_killed(folder: Path) -> None:
    with started(sys.executable, "-c", MASTER, str(folder)) as master:
        until(lambda: [actor for actor in actors(folder) if ready(actor)], 60)
        master.kill()
    until(lambda: not actors(folder))
    assert games(folder) == {}


def ready(actor: int) -> bool:
    with suppress(OSError):
        return "libtorch_cpu" in Path(f"/proc/{actor}/maps").read_text()
    return False


# What goes wrong


def test_why_an_actor_cannot_play_is_said(folder: Path) -> None:
    crew = processes(folder, 1)
    missing = Unit(1, 0, 1, 0, "ab" * 32, 1)
    with closing(crew), pytest.raises(EngineError) as caught:
        list(crew.play([missing], None))
    assert caught.value.failed.what == NO_NET
    assert "abab" in caught.value.failed.why


def test_other_weights_than_those_asked_for_are_refused(folder: Path, weights: Weights) -> None:
    (unit,) = units(weights, 1)
    other = drawn(seed=2, sizes=(6,), row=4)
    for given in (other, None):
        with pytest.raises(EngineError) as caught:
            Playing(TINY, "cpu").play(unit, given)
        assert caught.value.failed.what == STALE


def faked(folder: Path, program: str, number: int = 1) -> Processes:
    crew = processes(folder, number)
    crew.command = [sys.executable, "-c", program, str(folder)]
    return crew


def test_actors_that_are_lost_again_and_again_end_it(folder: Path, weights: Weights) -> None:
    crew = faked(folder, "import sys; sys.stdin.readline(); sys.exit(7)", 2)
    with closing(crew), pytest.raises(EngineError) as caught:
        list(crew.play(units(weights, 3), weights))
    assert caught.value.failed.what == LOST
    assert "7" in caught.value.failed.why


LIAR = f"""if True:
    import os, sys
    for line in sys.stdin:
        os.write(1, {wire.encode(wire.Done())!r})
"""


def test_an_actor_that_says_done_without_a_file_is_not_believed(
    folder: Path, weights: Weights
) -> None:
    crew = faked(folder, LIAR)
    with closing(crew), pytest.raises(EngineError, match=r"00001-00000\.npz"):
        list(crew.play(units(weights, 1), weights))


def test_a_file_of_stale_weights_is_not_taken(folder: Path, weights: Weights) -> None:
    (unit,) = units(weights, 1)
    stale = drawn(seed=2, sizes=(6,), row=4)
    with closing(alone(folder)) as crew:
        list(crew.play(units(stale, 1), stale))
    liar = faked(folder, LIAR)
    with closing(liar), pytest.raises(EngineError) as caught:
        list(liar.play([unit], weights))
    assert caught.value.failed.what == STALE


# Leases


def test_units_are_leased_in_their_order_and_again_when_lost(weights: Weights) -> None:
    one, two, three = units(weights, 3)
    leases = Leases([one, two, three])
    assert [leases.taken(), leases.taken()] == [one, two]
    leases.lost(one, "")
    assert leases.taken() == one
    leases.done(one)
    assert leases.taken() == three
    leases.done(two)
    assert not leases.waiting
    assert list(leases.left) == [three]


def test_patience_is_for_each_unit(weights: Weights) -> None:
    one, two = units(weights, 2)
    leases = Leases([one, two])
    for _ in range(PATIENCE - 1):
        for unit in (one, two):
            leases.lost(unit, "")
    with pytest.raises(EngineError, match="why it was"):
        leases.lost(two, "why it was")
