"""Formulas by name: shipped ones give what others compute, own ones are looked for at use."""

import numpy as np
import pytest

from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.library import FORMULAS, SHIPPED, about, signatures
from engines.roc.formula.program import compile
from tests.engines.roc.formula.bars import chance


@pytest.mark.parametrize("name", list(FORMULAS))
def test_a_shipped_formula_says_what_it_is_and_compiles_without_a_warning(name):
    assert len(about(FORMULAS[name])) > 10
    program = compile(FORMULAS[name])
    assert (program.warnings, program.repaints) == ((), ())
    lines = evaluate(program, chance(0.9, 400)).lines
    assert all(np.isfinite(values[-1]) for values in lines.values())


def test_there_are_enough():
    assert len(FORMULAS) == len({*FORMULAS}) == len([*SHIPPED.glob("*.tdx")]) >= 20


def test_names_are_the_same_in_any_case():
    assert FORMULAS["macd"] == FORMULAS["MACD"]
    assert "macd" in FORMULAS
    assert "NOSUCH" not in FORMULAS


@pytest.fixture
def own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "zerodeck" / "formulas"
    folder.mkdir(parents=True)
    return folder


def test_own_formulas_come_after_the_shipped_ones(own):
    shipped = [*FORMULAS]
    (own / "mine.tdx").write_text("X:C;")
    assert [*FORMULAS] == [*shipped, "MINE"]
    assert FORMULAS["Mine"] == "X:C;"
    assert FORMULAS.problems() == []


def test_own_formulas_may_be_written_as_通达信_writes_them(own):
    (own / "均线.tdx").write_bytes("均线:MA(C,5);".encode("gbk"))
    assert FORMULAS["均线"] == "均线:MA(C,5);"
    (own / "b.tdx").write_bytes(b"\xef\xbb\xbfX:C;")
    assert FORMULAS["B"] == "X:C;"


def test_a_broken_own_formula_is_reported_and_nothing_else_is(own):
    (own / "bad.tdx").write_text("X:REFF(C,1);")
    (own / "good.tdx").write_text("X:C;")
    (own / "note.txt").write_text("no formula")
    (own / "bytes.tdx").write_bytes(b"\xff\xff\xff")
    (own / "folder.tdx").mkdir()
    (own / "gone.tdx").symlink_to(own / "nowhere")
    found = {path.name: error.failed for path, error in FORMULAS.problems()}
    assert set(found) == {"bad.tdx", "bytes.tdx", "folder.tdx", "gone.tdx"}
    assert "1:3: REFF; did you mean REF?" in found["bad.tdx"].why
    assert "neither UTF-8 nor GBK" in found["bytes.tdx"].why
    assert FORMULAS["GOOD"] == "X:C;"


def test_an_own_formula_does_not_take_the_name_of_a_shipped_one(own):
    shipped = FORMULAS["MACD"]
    (own / "macd.tdx").write_text("X:C;")
    assert FORMULAS["MACD"] == shipped
    assert [*FORMULAS].count("MACD") == 1
    [(path, error)] = FORMULAS.problems()
    assert (path.name, error.failed.why) == ("macd.tdx", "MACD")


def test_a_file_that_is_no_formula_by_its_size_is_not_read_whole(own):
    (own / "large.tdx").write_bytes(b" " * (1 << 20))
    [(_path, error)] = FORMULAS.problems()
    assert "too long" in error.failed.what


def test_an_editor_is_told_how_functions_are_written():
    found = signatures()
    assert found["EMA"] == "EMA(X,N)"
    assert found["EXPMA"] == "EXPMA(X,N)"
    assert found["ISUP"] == "ISUP"


def test_a_name_that_no_screen_can_show_is_escaped(own):
    (own / "a\x1b[2J\udcff.tdx").write_text("X:C;")
    (name,) = (name for name in FORMULAS if "2J" in name)
    assert name.isprintable()
    assert FORMULAS[name] == "X:C;"
