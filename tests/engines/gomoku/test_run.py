"""A training's folder: its own, or refused untouched; what is on disk is what was written."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from engines.gomoku.policy_value_net.weights import NO_NET
from engines.gomoku.training.config import Config
from engines.gomoku.training.run import BROKEN, NOT_EMPTY, OTHER, TAKEN, Run
from engines.gomoku.training.units import KERNEL, Unit
from engines.paths import DEVICES
from engines.wire import EngineError
from tests.engines.gomoku.random_nets import drawn

MINE = Config(name="mine")
UNIT = Unit(0, 0, 1, 0, KERNEL, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "training"


def looks(folder: Path) -> dict[str, object]:
    """All that could be told of what is there, and when it was touched."""
    paths = [folder, *folder.rglob("*")]
    return {
        str(path): (
            path.stat().st_mtime_ns,
            path.stat().st_mode,
            path.read_bytes() if path.is_file() else None,
        )
        for path in paths
        if path.exists()
    }


def refused(folder: Path, config: Config = MINE) -> EngineError:
    """It is, and nothing was touched."""
    before = looks(folder)
    with pytest.raises(EngineError) as caught:
        Run(folder, config)
    assert looks(folder) == before
    return caught.value


def begun(folder: Path, config: Config = MINE) -> None:
    Run(folder, config).close()


def test_a_new_folder_is_made_for_its_owner_alone(folder: Path) -> None:
    begun(folder / "deep")
    assert (folder / "deep").stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in (folder / "deep").iterdir()) == [
        "games",
        "lock",
        "training.json",
        "weights",
    ]


def test_an_empty_folder_is_taken(folder: Path) -> None:
    folder.mkdir()
    begun(folder)


def test_it_goes_on_as_it_stood(folder: Path) -> None:
    with closing(Run(folder, MINE)) as run:
        run.now(generation=3, doing="gate", accepted="ab", seconds=1.5)
        standing = run.standing
    with closing(Run(folder, MINE)) as run:
        assert run.standing == standing


@pytest.mark.parametrize("other", [Config(name="other"), Config(name="mine", seed=2)])
@pytest.mark.parametrize("doing", ["games", "done"])
def test_a_folder_of_another_training_is_refused_from_its_first_moment(
    folder: Path, other: Config, doing: str
) -> None:
    with closing(Run(folder, other)) as run:
        if doing == "done":
            run.now(doing="done")
    for name in ("games/.00001-00001.npz.77", ".training.json.77", "learner-000000009-ab.pt"):
        (folder / name).write_bytes(b"theirs")
    error = refused(folder)
    assert error.failed.what == OTHER
    assert error.failed.why == str(folder)
    assert error.failed.fix


@pytest.mark.parametrize(
    "name", ["notes.txt", "lock.txt", "games/00000-00000.npz", ".bashrc", "training.json.1", ".x.1"]
)
def test_a_folder_with_other_files_is_refused(folder: Path, name: str) -> None:
    for each in (name, "lock"):  # a file called lock makes no training of it
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        (folder / each).write_text("theirs")
    assert refused(folder).failed.what == NOT_EMPTY


@pytest.mark.parametrize("text", ["", "{", "[]", '{"config": {}, "generation": "x"}', "\xff"])
def test_a_folder_whose_training_cannot_be_read_is_refused(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "training.json").write_bytes(text.encode("latin-1"))
    error = refused(folder)
    assert error.failed.what == BROKEN
    assert "training.json" in error.failed.why


def test_what_is_no_folder_is_refused(folder: Path) -> None:
    folder.write_text("theirs")
    assert refused(folder).failed.what == BROKEN
    assert refused(folder / "below").failed.what == BROKEN
    assert refused(DEVICES / "zerodeck-training").failed.what == BROKEN


HOLDER = """if True:
    import sys
    from pathlib import Path
    from engines.gomoku.training.config import Config
    from engines.gomoku.training.run import Run
    run = Run(Path(sys.argv[1]), Config(name="mine"))
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that trains there."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_folder_where_another_process_trains_is_refused(
    folder: Path, holder: subprocess.Popen[bytes]
) -> None:
    (folder / "games" / ".00000-00000.npz.77").write_bytes(b"being written")
    assert refused(folder).failed.what == TAKEN
    assert refused(folder, Config(name="other")).failed.what == OTHER
    holder.kill()
    holder.wait()
    begun(folder)


def test_a_training_that_was_refused_holds_nothing(folder: Path) -> None:
    begun(folder, Config(name="other"))
    for _ in range(2):
        assert refused(folder).failed.what == OTHER
    begun(folder, Config(name="other"))


def test_somebody_who_begins_at_the_same_moment_is_not_overrun(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engines.gomoku.training import run as module

    locked = module.locked

    def late(folder: Path) -> object:
        monkeypatch.setattr(module, "locked", locked)
        begun(folder, Config(name="other"))
        return locked(folder)

    monkeypatch.setattr(module, "locked", late)
    with pytest.raises(EngineError) as caught:
        Run(folder, MINE)
    assert caught.value.failed.what == OTHER
    begun(folder, Config(name="other"))


@pytest.mark.parametrize("left", [[], ["lock"], ["lock", ".training.json.77"]])
def test_one_that_was_killed_as_it_began_begins_again(folder: Path, left: list[str]) -> None:
    folder.mkdir()
    for name in left:
        (folder / name).touch()
    begun(folder)
    assert not (folder / ".training.json.77").exists()


def test_what_was_being_written_goes_and_all_else_stays(folder: Path) -> None:
    with closing(Run(folder, MINE)) as run:
        run.keep_learner(1, b"one")
        learner = run.standing.learner
    torn = (
        ".training.json.1",
        ".learner-000000002-00.pt.12",
        "games/.00000-00001.npz.123",
        "weights/.ab.npz.9",
        "learner-000000000-00.pt",
    )
    kept = ("games/00000-00000.npz", "weights/ab.npz", "notes.txt", learner)
    for name in (*torn, *kept[:3]):
        (folder / name).write_bytes(b"x")
    begun(folder)
    assert [name for name in torn if (folder / name).exists()] == []
    assert [name for name in kept if not (folder / name).exists()] == []


# What was written


def test_the_learner_is_what_was_written_last_and_there_is_no_other(folder: Path) -> None:
    with closing(Run(folder, MINE)) as run:
        assert run.learner() is None
        for data in (b"one", b"two", b"two"):
            run.keep_learner(7, data)
            assert run.learner() == data
            assert len(list(folder.glob("learner-*.pt"))) == 1
    with closing(Run(folder, MINE)) as run:
        assert run.learner() == b"two"


def test_a_learner_that_is_referred_to_is_never_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after one of as many steps was written, before that was written down."""
    with closing(Run(folder, MINE)) as run:
        run.keep_learner(7, b"one")
        monkeypatch.setattr(run, "now", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run.keep_learner(7, b"two")
    with closing(Run(folder, MINE)) as run:
        assert run.learner() == b"one"
        assert len(list(folder.glob("learner-*.pt"))) == 1


@pytest.mark.parametrize("damage", [b"", b"thre", b"three ", b"Three", None])
def test_a_learner_that_is_not_what_was_written_is_refused(
    folder: Path, damage: bytes | None
) -> None:
    with closing(Run(folder, MINE)) as run:
        run.keep_learner(7, b"three")
        path = folder / run.standing.learner
        path.unlink() if damage is None else path.write_bytes(damage)
        with pytest.raises(EngineError) as caught:
            run.learner()
    assert caught.value.failed.what == BROKEN
    assert str(path) in caught.value.failed.why


def test_weights_are_asked_for_by_their_hash(folder: Path) -> None:
    one, two = drawn(seed=1), drawn(seed=2)
    with closing(Run(folder, MINE)) as run:
        assert run.keep(one) == one.header.sha256
        assert run.weights(one.header.sha256).header == one.header
        with pytest.raises(EngineError) as caught:
            run.weights(two.header.sha256)
        assert caught.value.failed.what == NO_NET
        run.weights_path(one.header.sha256).replace(run.weights_path(two.header.sha256))
        with pytest.raises(EngineError) as caught:
            run.weights(two.header.sha256)
        assert caught.value.failed.what == BROKEN


def test_a_unit_without_its_whole_file_was_not_played(folder: Path) -> None:
    with closing(Run(folder, MINE)) as run:
        assert run.played(UNIT) is None
        run.games(UNIT).write_bytes(b"PK")
        assert run.played(UNIT) is None
        with pytest.raises(EngineError):
            run.taken(UNIT)


def test_how_it_stands_can_be_read_by_others(folder: Path) -> None:
    with closing(Run(folder, MINE)) as run:
        run.now(generation=2, accepted="ab", doing="games")
    told = json.loads((folder / "training.json").read_text())
    assert (told["generation"], told["accepted"], told["doing"]) == (2, "ab", "games")
    assert msgspec.convert(told["config"], Config) == MINE
