"""A unit of games as a file: whole and its own, or refused."""

import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engines import whole
from engines.gomoku.rules import Rules
from engines.gomoku.training.samples import Samples
from engines.gomoku.training.units import BROKEN, KERNEL, STALE, Unit, load, save
from engines.whole import NOT_WRITTEN, torn, write
from engines.wire import EngineError
from tests import until
from tests.engines.gomoku.invented import invented
from tests.engines.gomoku.trainings import started

UNIT = Unit(3, 14, 8, 0, "ab" * 32, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "games"
    path.mkdir()
    return path


@pytest.fixture
def samples(rng: random.Random) -> Samples:
    return invented(Rules(6, 4), rng).samples


def refused(path: Path, unit: Unit = UNIT) -> str:
    with pytest.raises(EngineError) as caught:
        load(path, unit)
    assert str(path) in caught.value.failed.why
    return caught.value.failed.what


def test_samples_come_back_exactly(folder: Path, samples: Samples) -> None:
    path = save(folder, UNIT, samples)
    assert [each.name for each in folder.iterdir()] == [path.name]
    for kept, column in zip(load(path, UNIT), samples, strict=True):
        assert kept.dtype == column.dtype
        assert kept.shape == column.shape
        assert kept.tobytes() == column.tobytes()


def test_the_names_of_files_are_in_the_order_of_units() -> None:
    units = [Unit(g, n, 1, 0, KERNEL, 1) for g in (0, 2, 11) for n in (0, 9, 10, 123)]
    assert sorted(unit.name for unit in units) == [unit.name for unit in units]
    assert len({unit.name for unit in units}) == len(units)


def test_no_two_games_have_the_same_random_numbers() -> None:
    units = [Unit(g, n, 1, 0, KERNEL, s) for g in (0, 1, 11) for n in (0, 1, 11) for s in (1, 11)]
    seeds = [unit.random(game) for unit in units for game in (0, 1, 11)]
    assert len(set(seeds)) == len(seeds)


@pytest.mark.parametrize(
    "other",
    [
        {"generation": 2},
        {"number": 15},
        {"games": 9},
        {"size": 1},
        {"weights": "cd" * 32},
        {"weights": KERNEL},
        {"seed": 2},
    ],
)
def test_games_of_another_unit_or_of_stale_weights_are_refused(
    folder: Path, samples: Samples, other: dict[str, object]
) -> None:
    path = save(folder, msgspec.structs.replace(UNIT, **other), samples)
    path.replace(folder / UNIT.name)
    assert refused(folder / UNIT.name) == STALE


def test_a_file_that_is_cut_off_anywhere_is_refused(
    folder: Path, samples: Samples, rng: random.Random, count: Callable[[int], int]
) -> None:
    path = save(folder, UNIT, samples)
    data = path.read_bytes()
    for length in {0, 1, len(data) - 1, *rng.sample(range(len(data)), count(2000))}:
        path.write_bytes(data[:length])
        assert refused(path) == BROKEN


def test_no_damage_goes_unseen(
    folder: Path, samples: Samples, rng: random.Random, count: Callable[[int], int]
) -> None:
    """What comes back in spite of it is what was written: a zip has bytes that mean nothing."""
    path = save(folder, UNIT, samples)
    data = path.read_bytes()
    for _ in range(count(3000)):
        hit = rng.randrange(len(data))
        path.write_bytes(
            data[:hit] + bytes([data[hit] ^ (1 << rng.randrange(8))]) + data[hit + 1 :]
        )
        try:
            found = load(path, UNIT)
        except EngineError as error:
            assert error.failed.what in (BROKEN, STALE)
        else:
            for kept, column in zip(found, samples, strict=True):
                assert kept.tobytes() == column.tobytes()


def foreign(path: Path, samples: Samples) -> None:
    told = np.frombuffer(msgspec.json.encode(UNIT), np.uint8)
    columns = samples._asdict()
    match path.stem:
        case "array":
            with path.open("wb") as file:
                np.save(file, np.zeros(3))
        case "text":
            path.write_text("no games")
        case "unit":
            np.savez(path, **columns)
        case "column":
            np.savez(path, unit=told, **{name: columns[name] for name in list(columns)[1:]})
        case "short":
            np.savez(path, unit=told, **columns | {"left": samples.left[1:]})
        case "pickled":
            objects = np.array([{}] * len(samples), object)
            np.savez(path, unit=told, **columns | {"left": objects})
        case "folder":
            path.mkdir()
        case "missing":
            pass


@pytest.mark.parametrize(
    "name", ["array", "text", "unit", "column", "short", "pickled", "folder", "missing"]
)
def test_foreign_files_are_refused(folder: Path, samples: Samples, name: str) -> None:
    path = folder / f"{name}.npz"
    foreign(path, samples)
    assert refused(path) == BROKEN


# Whole or not at all


def test_what_is_being_written_has_another_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "x"
    path.write_bytes(b"old")
    seen = []

    def spy(_number: int) -> None:
        seen.extend(sorted(each.name for each in folder.iterdir()))
        assert path.read_bytes() == b"old"

    monkeypatch.setattr(whole.os, "fsync", spy)
    write(path, b"new")
    assert path.read_bytes() == b"new"
    (temporary, _) = seen
    assert torn(temporary)
    assert [each.name for each in folder.iterdir()] == ["x"]


def test_other_names_are_not_torn() -> None:
    for name in (UNIT.name, "x.1", ".x", ".x.1a", "lock", "training.json", ".1"):
        assert not torn(name), name


def test_where_it_cannot_be_written_the_old_file_stays_and_nothing_else(folder: Path) -> None:
    path = folder / "x"
    path.write_bytes(b"old")
    limited = f"""if True:
        import resource, signal, sys
        from pathlib import Path
        from engines.whole import write
        from engines.wire import EngineError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        try:
            write(Path({str(path)!r}), b"new" * 100)
        except EngineError as error:
            sys.exit(error.failed.what)
    """
    told = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True)
    assert told.stderr.strip() == NOT_WRITTEN
    assert path.read_bytes() == b"old"
    assert [each.name for each in folder.iterdir()] == ["x"]


WRITER = """if True:
    import sys
    from pathlib import Path
    import numpy as np
    from engines import whole
    from engines.gomoku.training.samples import Samples
    from engines.gomoku.training.units import Unit, save
    unit = Unit(3, 14, 8, 0, "ab" * 32, 1)
    def drawn(turn):
        rng, count = np.random.default_rng(turn), 40000
        return Samples(
            rng.integers(0, 255, (count, 2, 5), np.uint8),
            rng.integers(0, 255, (count, 6, 5), np.uint8),
            rng.integers(0, 255, (count, 36), np.uint8),
            np.ones(count, bool),
            np.full(count, turn, np.int16),
            np.ones(count, np.int8),
            np.ones(count, np.float16),
            np.ones(count, np.uint8),
            np.ones(count, bool),
        )
    folder = Path(sys.argv[1])
    both = [save(folder, unit, drawn(turn)).read_bytes() for turn in (0, 1)]
    while True:
        for data in both:
            whole.write(folder / unit.name, data)
"""


def test_a_writer_that_is_killed_leaves_a_whole_file(
    folder: Path, rng: random.Random, count: Callable[[int], int]
) -> None:
    path, left = folder / UNIT.name, 0
    for _ in range(count(100)):
        path.unlink(missing_ok=True)
        with started(sys.executable, "-c", WRITER, str(folder)) as writer:
            until(path.exists)
            with pytest.raises(subprocess.TimeoutExpired):
                writer.wait(rng.uniform(0, 0.2))
        samples = load(path, UNIT)
        assert len(set(samples.reply.tolist())) == 1
        assert len(samples) == 40000
        for each in folder.iterdir():
            if each != path:
                assert torn(each.name)
                assert re.fullmatch(r"\..+\.npz\.\d+", each.name)
                left += 1
                each.unlink()
    print(f"{left} times in the middle of a file")
