"""kill -9 of whoever trains, plays or writes, at any point: nothing torn is used, nothing is lost
but the games in flight, and what comes of it is bit for bit what would have come of it."""

import os
import random
import signal
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import msgspec
import pytest

from engines.gomoku.training.config import Config
from engines.gomoku.training.run import Run
from engines.gomoku.training.units import load, save
from engines.whole import torn
from tests import until
from tests.engines.gomoku.trainings import TINY, command, games, started, trained

torch = pytest.importorskip("torch", reason="torch is not installed (extra: torch)")

from engines.gomoku.training.playing import Playing  # noqa: E402 - it needs torch
from tests.engines.gomoku.test_crew import actors  # noqa: E402

TWO = msgspec.structs.replace(TINY, actors=2)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """The weights and the games of a training that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole") / "tiny"
    return trained(folder), games(folder)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def tidied(folder: Path) -> None:
    """Nothing lies there that was half written, and one learner."""
    assert [path.name for path in files(folder) if torn(path.name)] == []
    assert len(list(folder.glob("learner-*.pt"))) == 1


# At each thing that is done to a file


class Killed(BaseException):
    """Nothing that was to come after it is done."""


class Writer:
    """The process dies at the nth thing that it does to a file: while it writes one, before or
    after it takes its place, or before or after an old one goes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, rng: random.Random) -> None:
        self.rng, self.left = rng, -1
        fsync, replace, unlink = os.fsync, Path.replace, Path.unlink

        def synced(number: int) -> None:
            fsync(number)
            if self.last():
                os.ftruncate(number, rng.randint(0, os.fstat(number).st_size))
                raise Killed

        def replaced(path: Path, to: Path) -> Path:
            self.at(lambda: replace(path, to))
            return to

        def unlinked(path: Path, missing_ok: bool = False) -> None:
            self.at(lambda: unlink(path, missing_ok))

        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(Path, "replace", replaced)
        monkeypatch.setattr(Path, "unlink", unlinked)

    def last(self) -> bool:
        self.left -= 1
        return self.left == 0

    def at(self, act: Callable[[], object]) -> None:
        last, done = self.last(), self.rng.random() < 0.5
        if not last or done:
            act()
        if last:
            raise Killed


@pytest.mark.some(2, of="killed trainings")
def test_killed_at_whatever_it_does_to_a_file_it_goes_on_bit_for_bit(
    whole: tuple[str, dict[str, str]],
    tmp_path: Path,
    rng: random.Random,
    count: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    writer = Writer(monkeypatch, rng)
    for turn in range(count(100) // 3):
        folder, kills = tmp_path / f"{turn}", 0
        while True:
            writer.left = rng.randint(1, 14)
            try:
                sha256 = trained(folder)
                break
            except Killed:
                kills += 1
        writer.left = -1
        print(f"killed {kills} times")
        trained(folder)
        assert (sha256, games(folder)) == whole
        tidied(folder)


# The processes themselves


def killed(folder: Path, config: Config, lines: int, seconds: float, actor: bool = False) -> bool:
    """Train until so many events were told, and so many seconds more; then kill it, or one of its
    actors if there is one just then, which it survives. Whether it came to its end."""
    with started(*command(folder, config), stdout=-1) as process:
        assert process.stdout
        told = b"".join(process.stdout.readline() for _ in range(lines))
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        if not actor:
            process.kill()
        elif playing := actors(folder):
            os.kill(playing[0], signal.SIGKILL)
        told += process.stdout.read()
    until(lambda: not actors(folder))
    return b'"type":"Done"' in told


@pytest.mark.some(2, of="killed trainings")
def test_the_process_is_killed_at_random_times_and_goes_on_bit_for_bit(
    whole: tuple[str, dict[str, str]],
    tmp_path: Path,
    rng: random.Random,
    count: Callable[[int], int],
) -> None:
    folder, kills = tmp_path / "x", 0
    for _ in range(count(100)):
        before = whole_ones(folder)
        if killed(folder, TINY, rng.randint(0, 4), rng.uniform(0, 1)):
            assert (trained(folder), games(folder)) == whole
            folder = tmp_path / f"{kills}"
        else:
            kills += 1
            assert before <= whole_ones(folder)  # nothing is lost that was whole
    print(f"killed {kills} times")
    assert (trained(folder), games(folder)) == whole
    tidied(folder)


def whole_ones(folder: Path) -> set[str]:
    return {path.name for path in files(folder) if path.suffix == ".npz" and not torn(path.name)}


@pytest.mark.some(2, of="killed trainings")
def test_with_two_actors_it_is_killed_and_the_games_and_weights_are_the_same(
    whole: tuple[str, dict[str, str]],
    tmp_path: Path,
    rng: random.Random,
    count: Callable[[int], int],
) -> None:
    """And, where there are many turns, one of its actors too."""
    for turn in range(count(100) // 3):
        folder = tmp_path / f"{turn}"
        killed(folder, TWO, rng.randint(1, 3), rng.uniform(0, 3))
        if turn:
            assert killed(folder, TWO, rng.randint(1, 3), rng.uniform(0, 3), actor=True)
        assert (trained(folder, TWO), games(folder)) == whole
        tidied(folder)


def test_a_file_that_comes_late_from_an_actor_of_before_is_the_same_file(
    whole: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    """Whoever was killed, an actor of his may write his unit once more: the games are the same."""
    folder = tmp_path / "x"
    trained(folder)
    with closing(Run(folder, TINY)) as run:
        unit = run.standing.generations[1].units[1]
        before = load(run.games(unit), unit)
        save(folder / "games", unit, Playing(TINY, "cpu").play(unit, run.weights(unit.weights)))
        for one, two in zip(before, load(run.games(unit), unit), strict=True):
            assert one.tobytes() == two.tobytes()
    assert (trained(folder), games(folder)) == whole
