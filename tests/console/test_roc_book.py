"""What the user keeps for the ROC tab: what is read, what is wrong, what is written."""

import os
import tomllib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.roc.messages import Alert, Formula
from engines.roc.rules import Signals
from tui import hand_file, roc_book
from tui.roc_book import Alarm, Book

ALARM = Alarm(
    name='回头 "quoted"',
    source="CROSS(ROC,0)",
    symbols=("sz000001",),
    cooldown=5,
    hook=("say", "{symbol} up"),
)
FULL = Book(
    paths=("/data/vipdoc", "/data/it's.csv"),
    formula="MACD",
    parameters={"MACD": {"N": 9.0}, "my own": {"M": 1e-7}},
    period="week",
    group="自选",
    groups={"自选": ("sz000001", "sh600519"), "": (), "odd.key": ("a",)},
    alerts=(ALARM, Alarm(name="off", source="C>0", on=False)),
    signals=Signals(band=0.5, quiet=3, divergences=("regular", "hidden")),
    follow=True,
    candles=True,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "zerodeck" / "roc.toml"


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_without_a_file_all_is_default(path):
    assert roc_book.load(path) == (Book(), [])


@pytest.mark.parametrize("book", [Book(), FULL], ids=["default", "full"])
def test_what_was_saved_is_loaded(path, book):
    roc_book.save(book, path)
    assert roc_book.load(path) == (book, [])
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["roc.toml"]


def test_it_stands_where_xdg_says(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    roc_book.save(FULL)
    assert (tmp_path / "zerodeck" / "roc.toml").exists()
    assert roc_book.formulas() == tmp_path / "zerodeck" / "formulas"


@pytest.mark.parametrize("name", [field.name for field in msgspec.structs.fields(Book)])
@pytest.mark.parametrize("value", ["7", "nan", "[7]", '"x\\u0000"', "2025-01-01", "{ band = -1 }"])
def test_a_bad_value_costs_only_itself(path, name, value):
    other = "period" if name != "period" else "formula"
    text = {"period": "week", "formula": "KDJ"}[other]
    write(path, f'{other} = "{text}"\n{name} = {value}\n')
    book, problems = roc_book.load(path)
    assert getattr(book, other) == text
    assert problems or getattr(book, name) is not None
    assert all(str(path) in problem and name in problem for problem in problems)


def test_a_bad_alert_and_a_bad_group_cost_only_themselves(path):
    write(
        path,
        '[groups]\ngood = ["a"]\nbad = 7\n'
        '[[alerts]]\nname = "one"\nsource = "C>0"\n'
        '[[alerts]]\nname = ""\nsource = "C>0"\n'
        '[[alerts]]\nname = "two"\nsource = "C>0"\ncooldown = -1\n',
    )
    book, problems = roc_book.load(path)
    assert book.groups == {"good": ("a",)}
    assert [each.name for each in book.alerts] == ["one"]
    assert len(problems) == 3


@pytest.mark.parametrize("text", ["paths = [", "\0", "[[[", "a" * 10000])
def test_what_is_no_toml_is_told_and_set_aside_when_something_is_saved(path, text):
    write(path, text)
    book, problems = roc_book.load(path)
    assert (book, len(problems)) == (Book(), 1)
    roc_book.save(FULL, path)
    assert roc_book.load(path) == (FULL, [])
    assert path.with_suffix(".toml.broken").read_text() == text


def test_a_file_that_may_not_be_read_is_told(path):
    path.mkdir(parents=True)
    book, problems = roc_book.load(path)
    assert (book, len(problems)) == (Book(), 1)


def test_what_is_half_wrong_is_set_aside_too(path):
    write(path, 'formula = 7\nperiod = "week"\n')
    roc_book.save(roc_book.load(path)[0], path)
    assert roc_book.load(path) == (Book(period="week"), [])
    assert path.with_suffix(".toml.broken").exists()


def test_keys_of_a_newer_version_stay(path):
    write(path, 'newer = 1\n[table]\nx = "y"\n')
    roc_book.save(FULL, path)
    kept = tomllib.loads(path.read_text())
    assert (kept["newer"], kept["table"]) == (1, {"x": "y"})
    assert roc_book.load(path) == (FULL, [])


def test_a_link_into_somebodys_dotfiles_stays_a_link(path, tmp_path):
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    path.parent.mkdir()
    path.symlink_to(real)
    roc_book.save(FULL, path)
    assert path.is_symlink()
    assert roc_book.load(real) == (FULL, [])


names = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=20)


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "large"])
def test_what_is_no_file_to_edit_is_told_and_left_alone(tmp_path, kind):
    path = tmp_path / "roc.toml"
    match kind:
        case "device":
            path.symlink_to("/dev/zero")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "large":
            path.write_text("# " + "a" * hand_file.LARGEST)
    book, problems = roc_book.load(path)
    assert book == Book()
    assert len(problems) == 1
    if kind != "large":
        with pytest.raises(OSError, match="no regular file"):
            roc_book.save(Book(candles=True), path)
        assert not path.with_suffix(".toml.broken").exists()
        assert not path.is_file()


@given(
    groups=st.dictionaries(names, st.lists(names, max_size=3).map(tuple), max_size=3),
    alerts=st.lists(
        st.builds(
            Alarm,
            name=names.filter(str.strip),
            source=names,
            hook=st.lists(names, max_size=3).map(tuple),
            cooldown=st.integers(0, 100_000),
            on=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    paths=st.lists(names, max_size=3).map(tuple),
)
def test_whatever_is_in_it_comes_back(tmp_path_factory, groups, alerts, paths):
    path = tmp_path_factory.mktemp("book") / "roc.toml"
    book = Book(paths=paths, groups=groups, alerts=alerts)
    roc_book.save(book, path)
    assert roc_book.load(path) == (book, [])


def test_what_is_asked_for_is_the_chosen_formula_group_and_the_alerts_that_are_on():
    assert FULL.chosen() == Formula("MACD", parameters={"N": 9.0})
    assert FULL.symbols() == ("sz000001", "sh600519")
    assert Book(group="gone").symbols() == ()
    assert FULL.on() == (
        Alert('回头 "quoted"', "CROSS(ROC,0)", ("sz000001",), 5, ("say", "{symbol} up")),
    )
