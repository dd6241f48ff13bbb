"""Which networks there are, and which of them plays what."""

import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.gomoku.policy_value_net import shelf
from engines.gomoku.policy_value_net.importing import kept
from engines.gomoku.policy_value_net.original import NO_MODEL, imported
from engines.gomoku.policy_value_net.shelf import NO_NET, NO_SUCH, NOBODY, NOT_LEARNT, SEVERAL
from engines.gomoku.policy_value_net.weights import load
from engines.gomoku.rules import Rules
from engines.gomoku.training.config import read as read_config
from engines.wire import EngineError
from tests.engines.gomoku import original
from tests.engines.gomoku.random_nets import drawn, given, put

NINE = Rules(9)


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of those that are shipped; none is, at first."""
    folder = tmp_path / "shipped"
    monkeypatch.setattr(shelf, "SHIPPED", folder)
    return folder


def trained(name: str, *generations: int) -> Path:
    """The folder of a training that has accepted the last of these."""
    folder = shelf.trainings() / name
    for generation in generations:
        weights = drawn(name, generation, generation=generation)
        put(folder / "weights", weights, f"{weights.header.sha256[:16]}.npz")
        told = {"accepted": weights.header.sha256, "generations": [{"steps": 9, "accepted": True}]}
        (folder / "training.json").write_text(json.dumps(told))
    return folder


def test_nothing_is_there_at_first() -> None:
    assert shelf.networks() == ()


def test_what_a_header_says_is_read_as_whoever_loads_the_weights_reads_it(tmp_path: Path) -> None:
    weights = drawn("small", sizes=(8, 9), row=4, kind="standard", history=({"what": "games"},))
    path = put(tmp_path, weights)
    found, header = shelf.read(path), weights.header
    for field in ("name", "family", "kind", "row", "sizes", "generation", "sha256"):
        assert getattr(found, field) == getattr(header, field)
    assert found.architecture == shelf.Shape(8, 1)
    assert found.path == str(path)
    assert tuple(shelf.history(path)) == ({"what": "games"},)
    assert found.title == f"small {header.sha256[:8]}"


def test_ours_play_on_boards_between_those_they_have_learnt_on(tmp_path: Path) -> None:
    found = shelf.read(put(tmp_path, drawn("small", sizes=(7, 10), row=4)))
    assert [size for size in range(6, 21) if found.knows(Rules(size, 4))] == [7, 8, 9, 10]
    assert not found.knows(Rules(8, 4, "standard")) and not found.knows(Rules(8, 5))
    assert not shelf.Network(row=4).knows(Rules(8, 4))


def test_an_imported_network_plays_on_its_one_board() -> None:
    found = shelf.Network(family="original", row=5, sizes=(8,))
    assert [size for size in range(6, 21) if found.knows(Rules(size))] == [8]


def test_a_console_reads_them_without_numpy(tmp_path: Path) -> None:
    path = put(tmp_path, drawn())
    code = (
        "import sys; from pathlib import Path; from engines.gomoku.policy_value_net import shelf\n"
        f"assert shelf.read(Path({str(path)!r})).name == 'tiny'\n"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_shipped_ones_stand_first_and_a_copy_is_no_other(shipped: Path) -> None:
    same = drawn("small", 3)
    put(shipped, same)
    for weights in (same, drawn("mine", 4)):
        put(shelf.own(), weights)
    trained("late", 5, 6)
    found = shelf.networks()
    assert [each.name for each in found] == ["small", "mine", "late"]
    assert [shelf.is_shipped(each) for each in found] == [True, False, False]
    assert found[2].generation == 6


def test_files_that_hold_none_are_passed_over(shipped: Path) -> None:
    put(shipped, drawn())
    (shipped / "a.npz").write_bytes(b"nothing")
    (shipped / "b.npz").mkdir()
    with zipfile.ZipFile(shipped / "c.npz", "w") as file:
        file.writestr("header.npy", b"{}")
    taught = '"generations": [{"steps": 9, "accepted": true}]'
    for name, told in (("x", "{"), ("y", "{}"), ("z", f'{{"accepted": "00", {taught}}}')):
        (shelf.trainings() / name).mkdir(parents=True)
        (shelf.trainings() / name / "training.json").write_text(told)
    assert [each.name for each in shelf.networks()] == ["tiny"]


def test_a_network_that_was_never_taught_has_learnt_nothing() -> None:
    """What a training from nothing begins with plays until another is accepted."""
    folder = trained("mine", 1)
    told = json.loads((folder / "training.json").read_text())
    for generations in ([{"accepted": True}], [{"accepted": True}, {"steps": 9}]):
        (folder / "training.json").write_text(json.dumps(told | {"generations": generations}))
        assert shelf.networks() == ()
    taught = [{"accepted": True}, {"steps": 9, "accepted": True}]
    (folder / "training.json").write_text(json.dumps(told | {"generations": taught}))
    assert len(shelf.networks()) == 1


@pytest.mark.parametrize("reads", [shelf.read, load, imported, read_config])
def test_a_device_or_a_pipe_is_refused_at_once(
    tmp_path: Path, reads: Callable[[Path], object]
) -> None:
    """The one never ends, the other waits for somebody."""
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/zero"), tmp_path / "pipe", tmp_path):
        with pytest.raises(EngineError, match="no regular file"):
            reads(path)


def test_no_damage_raises_anything_else(
    tmp_path: Path, rng: random.Random, count: Callable[[int], int]
) -> None:
    whole = put(tmp_path, drawn()).read_bytes()
    broken = tmp_path / "broken.npz"
    for _ in range(count(5000)):
        data = bytearray(whole)
        for _hit in range(rng.randint(1, 4)):
            data[rng.choice((rng.randrange(400), -rng.randrange(1, 900)))] = rng.randrange(256)
        broken.write_bytes(data[: rng.choice((len(data), len(data), rng.randrange(len(data))))])
        try:
            shelf.read(broken)
        except EngineError as error:
            assert error.failed.what == NO_NET


def test_a_name_that_would_command_a_terminal_is_left_away(tmp_path: Path) -> None:
    assert shelf.read(put(tmp_path, drawn("\x1b[2J"), "x.npz")).name == ""


# Who plays


def test_a_shipped_network_plays_before_ones_own_and_who_knows_the_fewest_boards(
    shipped: Path,
) -> None:
    put(shelf.own(), drawn("mine", 1))
    assert shelf.chosen(NINE).name == "mine"
    put(shipped, drawn("many", 2, sizes=(8, 9, 10)))
    assert shelf.chosen(NINE).name == "many"
    put(shipped, drawn("nine", 3))
    assert shelf.chosen(NINE).name == "nine"
    assert shelf.chosen(Rules(8)).name == "many"


@pytest.mark.parametrize(
    "rules", [Rules(10), Rules(9, 4), Rules(9, 5, "standard"), Rules(9, 5, "renju")]
)
def test_where_none_has_learnt_the_game_it_is_said_which_have_learnt_what(rules: Rules) -> None:
    with pytest.raises(EngineError) as caught:
        shelf.chosen(rules)
    assert caught.value.failed.what == NOBODY
    assert caught.value.failed.why.endswith("; none is here")
    weights = given()
    with pytest.raises(EngineError) as caught:
        shelf.chosen(rules)
    assert caught.value.failed.why.startswith(
        f"{rules.kind}, {rules.row} in a row, on {rules.size}"
    )
    assert f"{weights.name}: freestyle, 5 in a row, on 9 lines" in caught.value.failed.why
    for wanted in ("tiny", weights.header.sha256[:8]):
        with pytest.raises(EngineError) as caught:
            shelf.chosen(rules, wanted)
        assert caught.value.failed.what == NOT_LEARNT


def test_a_network_is_wanted_by_its_name_by_its_hash_or_by_its_file(tmp_path: Path) -> None:
    first, second = given("one", 1).header, given("two", 2).header
    elsewhere = put(tmp_path, drawn("three", 3))
    assert shelf.chosen(NINE, "two").sha256 == second.sha256
    assert shelf.chosen(NINE, first.sha256[:6]).name == "one"
    assert shelf.chosen(NINE, str(elsewhere)).name == "three"
    for wanted in ("three", "zz"):
        with pytest.raises(EngineError) as caught:
            shelf.chosen(NINE, wanted)
        assert caught.value.failed.what == NO_SUCH
    with pytest.raises(EngineError) as caught:
        shelf.chosen(NINE, "/nowhere/x.npz")
    assert caught.value.failed.what == NO_NET


def test_of_two_with_one_name_neither_is_meant() -> None:
    given("one", 1), given("one", 2)
    with pytest.raises(EngineError, match=r"one [0-9a-f]{8}, one [0-9a-f]{8}") as refused:
        shelf.chosen(NINE, "one")
    assert refused.value.failed.what == SEVERAL


def test_a_shipped_one_keeps_its_name_beside_ones_own_training_of_it(shipped: Path) -> None:
    ours = put(shipped, drawn("one", 1))
    trained("one", 2)
    assert shelf.named("one").path == str(ours)


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_file_that_would_fill_the_memory_is_refused_and_passed_over(
    tmp_path: Path, way: int
) -> None:
    """What is packed so may become a million times as large, whatever is asked for."""
    good = given("good", 1).header
    bad = shelf.own() / "bad.npz"
    fair = put(tmp_path, drawn("bad", 2))
    with zipfile.ZipFile(fair) as old, zipfile.ZipFile(bad, "w", way) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    for reads in (shelf.read, load):
        with pytest.raises(EngineError, match="packed") as refused:
            reads(bad)
        assert refused.value.failed.what == NO_NET
    assert [each.sha256 for each in shelf.networks()] == [good.sha256]


# From elsewhere


def test_a_network_from_elsewhere_is_kept_whole(tmp_path: Path) -> None:
    weights = drawn()
    path = kept(put(tmp_path, weights))
    assert path.parent == shelf.own()
    assert load(path).header == weights.header
    assert kept(path) == path
    assert [each.name for each in shelf.networks()] == ["tiny"]


def test_a_model_of_the_original_project_is_one_of_the_users_own(tmp_path: Path) -> None:
    model = tmp_path / "best_policy_8_8_5.model"
    model.write_bytes(original.pickled(original.drawn(8, 1)))
    kept(model)
    (found,) = shelf.networks()
    assert (found.name, found.family, found.sizes, found.row) == ("original-8", "original", (8,), 5)
    assert shelf.chosen(Rules(8)) == found


@pytest.mark.parametrize(("name", "what"), [("x.npz", NO_NET), ("x.model", NO_MODEL)])
def test_what_is_no_network_is_not_kept(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / name).write_bytes(b"none")
    for path in (tmp_path / name, tmp_path / "missing" / name):
        with pytest.raises(EngineError) as caught:
            kept(path)
        assert caught.value.failed.what == what
    assert shelf.networks() == ()
