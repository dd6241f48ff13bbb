"""A whole training, from nothing or the kernel's games to its last gate, however it goes on."""

import random
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from engines import wire
from engines.gomoku.kernel.native import backend
from engines.gomoku.messages import (
    Gated,
    Learnt,
    Pause,
    Phase,
    Request,
    Resume,
    SelfPlayed,
    Train,
    Watched,
)
from engines.gomoku.policy_value_net.weights import load
from engines.gomoku.training.config import Config, Game, Imitation
from engines.gomoku.training.run import OTHER, TAKEN, Run
from engines.inbox import Inbox, Stopped
from engines.wire import EngineError
from tests.engines.gomoku.trainings import TAUGHT, TINY, games, made

torch = pytest.importorskip("torch", reason="torch is not installed (extra: torch)")

from engines.gomoku.training import imitation, trainer  # noqa: E402 - they need torch
from engines.gomoku.training import train as module  # noqa: E402
from engines.gomoku.training.cluster import NO_RAY  # noqa: E402
from engines.gomoku.training.imitation import NO_KERNEL  # noqa: E402
from engines.gomoku.training.lessons import Lessons  # noqa: E402
from engines.gomoku.training.train import NO_CUDA, train  # noqa: E402

built = pytest.mark.skipif(backend()[0] != "C", reason="the kernel was not built here")


PHASES = ["selfplay", "learning", "gate"]


class Whole(NamedTuple):
    """A training that nobody disturbed; `weights` as `made`."""

    folder: Path
    weights: str
    events: list[wire.Message]
    looks: int
    """How often it looked whether anything was asked."""


class Looked(Inbox[Request]):
    """It is asked something when the training looks for the nth time, and stopped when it does so
    for the nth time in a phase."""

    def __init__(
        self, asked: dict[int, Request] | None = None, stop: tuple[str, int] = ("", 0)
    ) -> None:
        super().__init__()
        self.asked, self.stops = asked or {}, stop
        self.looks, self.phase, self.within = 0, "", 0

    @property
    def waiting(self) -> bool:
        self.looks += 1
        self.within += 1
        if (self.phase, self.within) == self.stops:
            self.stop()
        if request := self.asked.get(self.looks):
            self.put(request)
            self.put(Resume())
        return super().waiting


def trained(folder: Path, config: Config, inbox: Looked | None = None) -> Whole:
    events: list[wire.Message] = []
    asked = inbox or Looked()

    def emit(event: wire.Message) -> None:
        events.append(event)
        if isinstance(event, Phase) and event.what != "rest":
            asked.phase, asked.within = event.what, 0

    train(Train(str(folder), config), asked, emit)
    return Whole(folder, made(folder), events, asked.looks)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """From nothing."""
    return trained(tmp_path_factory.mktemp("whole") / "tiny", TINY)


def phases(whole: Whole) -> list[tuple[str, int]]:
    return [(each.what, each.generation) for each in whole.events if isinstance(each, Phase)]


# What it does


def test_generation_after_generation_plays_learns_and_is_judged(whole: Whole) -> None:
    assert phases(whole) == [
        ("selfplay", 1),
        ("learning", 1),
        ("gate", 1),
        ("selfplay", 2),
        ("learning", 2),
        ("gate", 2),
    ]
    told = [each for each in whole.events if isinstance(each, SelfPlayed)]
    assert [(each.generation, each.games, each.of) for each in told] == [
        (generation, games, 8) for generation in (1, 2) for games in (4, 8)
    ]
    assert [each.generation for each in whole.events if isinstance(each, Gated)] == [1, 2]
    last = {each.generation: each for each in whole.events if isinstance(each, Learnt)}
    assert {number: each.step for number, each in last.items()} == {
        number: last[number].steps for number in (1, 2)
    }
    assert any(isinstance(each, Watched) for each in whole.events)


@built
def test_with_imitation_the_kernels_games_are_learnt_first(tmp_path: Path) -> None:
    taught = trained(tmp_path / "taught", TAUGHT)
    assert phases(taught)[:3] == [("imitation", 0), ("learning", 0), ("selfplay", 1)]
    header = load(next((tmp_path / "taught" / "weights").glob("*.npz"))).header
    assert header.name == "tiny"
    names = games(taught.folder)
    assert [name for name in names if name.startswith("00000-")] == [
        "00000-00000.npz",
        "00000-00001.npz",
    ]


def test_its_weights_tell_how_they_came_to_be(whole: Whole) -> None:
    with_run = Run(whole.folder, TINY)
    try:
        standing = with_run.standing
        header = with_run.weights(standing.accepted).header
    finally:
        with_run.close()
    assert standing.doing == "done"
    assert whole.weights.endswith(header.sha256)
    assert (header.name, header.row, header.sizes) == ("tiny", 4, (6,))
    first, *told = header.history
    assert msgspec.convert(first["config"], Config) == TINY
    assert [each["generation"] for each in told] == [0, 1, 2]
    assert [each["games"] for each in told] == [0, 8, 8]
    assert all(each["steps"] > 0 for each in told[1:])
    scores = [each.score.points for each in whole.events if isinstance(each, Gated)]
    assert [each["points"] for each in told[1:]] == pytest.approx(scores, abs=1e-3)
    accepted = [each.accepted for each in whole.events if isinstance(each, Gated)]
    assert [each["accepted"] for each in told] == [True, *accepted]


def test_the_same_training_makes_the_same_weights_and_another_seed_does_not(
    whole: Whole, tmp_path: Path
) -> None:
    assert trained(tmp_path / "again", TINY).weights == whole.weights
    assert games(tmp_path / "again") == games(whole.folder)
    other = trained(tmp_path / "other", msgspec.structs.replace(TINY, seed=2))
    assert other.weights != whole.weights


def test_what_is_done_is_not_done_again(whole: Whole) -> None:
    again = trained(whole.folder, TINY)
    assert again.weights == whole.weights
    assert again.events == []


# How it goes on


def test_stopped_anywhere_it_goes_on_bit_for_bit(
    whole: Whole, tmp_path: Path, rng: random.Random, count: Callable[[int], int]
) -> None:
    for turn in range(count(50) // 3):
        folder, phase = tmp_path / f"{turn}", rng.choice(PHASES)
        stopped = []
        while True:
            phase = PHASES[PHASES.index(phase) - 1]
            inbox = Looked(stop=(phase, rng.randint(1, 12)))
            try:
                again = trained(folder, TINY, inbox)
                break
            except Stopped:
                stopped.append(phase)
        print("stopped", *stopped)
        assert again.weights == whole.weights
        assert games(folder) == games(whole.folder)


@pytest.mark.parametrize("step", [1, 2, 5])
def test_stopped_while_it_learns_it_goes_on_at_that_step(
    whole: Whole, tmp_path: Path, step: int
) -> None:
    with pytest.raises(Stopped):
        trained(tmp_path / "x", TINY, Looked(stop=("learning", step)))
    again = trained(tmp_path / "x", TINY)
    assert again.weights == whole.weights


def test_the_process_calculates_afterwards_as_before(tmp_path: Path) -> None:
    """Without subnormal numbers, as is learnt, a user's own results would be others."""

    def calculates() -> tuple[float, int, bool]:
        sure = torch.are_deterministic_algorithms_enabled()
        return sys.float_info.min / 2, torch.get_num_threads(), sure

    def seen(_: wire.Message) -> None:
        during.add(calculates())

    before, during = calculates(), set[tuple[float, int, bool]]()
    assert before[0] > 0
    train(Train(str(tmp_path / "x"), TINY), Inbox(), seen)
    assert during == {(0.0, 1, True)}
    assert calculates() == before


@pytest.mark.parametrize("wrong", ["torn", "stale", "gone"])
def test_games_that_are_not_whole_or_not_its_own_are_played_again(
    whole: Whole, tmp_path: Path, wrong: str
) -> None:
    folder = tmp_path / "x"
    inbox: Inbox[Request] = Inbox()

    def emit(event: wire.Message) -> None:
        if isinstance(event, SelfPlayed):  # of the first unit
            inbox.stop()

    with pytest.raises(Stopped):
        train(Train(str(folder), TINY), inbox, emit)
    (path,) = (folder / "games").iterdir()
    if wrong == "torn":
        path.write_bytes(path.read_bytes()[:-1])
    elif wrong == "stale":
        path.write_bytes((whole.folder / "games" / "00002-00000.npz").read_bytes())
    else:
        path.unlink()
    assert trained(folder, TINY).weights == whole.weights
    assert games(folder) == games(whole.folder)


def test_it_rests_where_it_is_told_to_and_goes_on_bit_for_bit(
    whole: Whole, tmp_path: Path, rng: random.Random
) -> None:
    pauses: dict[int, Request | None] = {rng.randint(1, whole.looks): Pause() for _ in range(5)}
    again = trained(tmp_path / "x", TINY, Looked(pauses))
    assert again.weights == whole.weights
    told = phases(again)
    rests = [number for number, (phase, _) in enumerate(told) if phase == "rest"]
    assert len(rests) == len(pauses)
    for number in rests:
        assert told[number + 1] == told[number - 1]  # what it did before
    left = [each for number, each in enumerate(told) if not {number, number - 1} & set(rests)]
    assert left == phases(whole)


def test_while_it_rests_nothing_is_done_and_it_may_be_stopped(tmp_path: Path) -> None:
    class Resting(Looked):
        """What comes of a rest that nobody ends but by stopping."""

        def wait(self, seconds: float | None = None) -> Request | None:
            if seconds is None:
                self.stop()
            return super().wait(seconds)

        def put(self, request: Request) -> None:
            if not isinstance(request, Resume):
                super().put(request)

    events: list[wire.Message] = []
    with pytest.raises(Stopped):
        train(Train(str(tmp_path / "x"), TINY), Resting({9: Pause()}), events.append)
    assert isinstance(events[-1], Phase)
    assert events[-1].what == "rest"


def test_seconds_until_it_is_stopped_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 1
        return now

    monkeypatch.setattr(trainer.time, "monotonic", clock)
    with pytest.raises(Stopped):
        trained(tmp_path / "x", TINY, Looked(stop=("selfplay", 12)))
    with closing(Run(tmp_path / "x", TINY)) as run:
        assert run.standing.doing == "games"
        assert run.standing.seconds > 3


def test_what_was_learnt_on_a_gpu_is_gone_on_with_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Run(tmp_path / "x", TINY)) as run:
        with monkeypatch.context() as patch:
            patch.setattr(torch.serialization, "location_tag", lambda _: "cuda:0")
            begun = Lessons(run, "cpu").begin()
        again = Lessons(run, "cpu").learner()
    for name, array in begun.slow.arrays().items():
        assert (again.slow.arrays()[name] == array).all()


def test_seconds_of_rest_are_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0

    class Slow(Looked):
        def wait(self, seconds: float | None = None) -> Request | None:
            nonlocal now
            now += 500 if seconds is None else 0
            return super().wait(seconds)

    def clock() -> float:
        nonlocal now
        now += 1e-3
        return now

    monkeypatch.setattr(trainer.time, "monotonic", clock)
    trained(tmp_path / "x", TINY, Slow({3: Pause(), 30: Pause()}))
    assert now > 2000
    run = Run(tmp_path / "x", TINY)
    run.close()
    assert 0 < run.standing.seconds < now - 1999


# What is refused before anything is touched


def test_a_gpu_that_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.torch.cuda, "is_available", lambda: False)
    with pytest.raises(EngineError) as caught:
        trained(tmp_path / "x", msgspec.structs.replace(TINY, device="cuda"))
    assert caught.value.failed.what == NO_CUDA
    assert not (tmp_path / "x").exists()


def test_a_game_that_cannot_be_searched_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        trained(tmp_path / "x", msgspec.structs.replace(TINY, game=Game((9,), row=9)))
    assert not (tmp_path / "x").exists()


def test_without_the_kernel_its_games_are_refused_unless_they_are_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "x"
    monkeypatch.setattr(imitation, "backend", lambda: ("Python", "no compiler"))
    with pytest.raises(EngineError) as caught:
        trained(folder, TAUGHT)
    assert caught.value.failed.what == NO_KERNEL
    assert not folder.exists()
    with closing(Run(folder, TAUGHT)) as run:
        run.now(doing="learning")
    assert not module.begins(folder, TAUGHT)
    with closing(Run(folder, TAUGHT)) as run:
        run.now(doing="games", generation=1)
    assert not module.begins(folder, TAUGHT)
    assert module.begins(tmp_path / "y", TAUGHT)


def test_without_ray_a_cluster_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(EngineError) as caught:
        train(Train(str(tmp_path / "x"), TINY, cluster=""), Looked(), print)
    assert caught.value.failed.what == NO_RAY
    assert not (tmp_path / "x").exists()


def test_another_training_is_refused_and_the_first_goes_on(whole: Whole, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    with pytest.raises(Stopped):
        trained(folder, TINY, Looked(stop=("gate", 1)))
    before = games(folder)
    with pytest.raises(EngineError) as caught:
        trained(folder, msgspec.structs.replace(TINY, imitation=Imitation(nodes=21)))
    assert caught.value.failed.what == OTHER
    with Run(folder, TINY).lock, pytest.raises(EngineError) as caught:
        trained(folder, TINY)
    assert caught.value.failed.what == TAKEN
    assert games(folder) == before
    assert trained(folder, TINY).weights == whole.weights
