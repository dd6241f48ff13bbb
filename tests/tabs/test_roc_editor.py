"""The formula's editor: what is wrong, what its words mean, what is saved and what is not."""

import pytest
from textual.events import Paste
from textual.widgets import Input, TextArea

from engines.roc.formula import library
from engines.roc.formula.program import compile
from engines.roc.messages import Formula
from tests import eventually
from tests.tabs import LARGE, SMALL, Child, notices, press, rows, screen, sees, settled
from tests.tabs.roc_market import chart, market
from tests.tabs.test_roc import asked, fill, newest, tell, watching
from tui import roc_book
from tui.runs import plain
from tui.screens import formula as editor
from tui.screens.formula_words import called, completion, parameters_row, signature, verdict
from tui.tabs import roc_looking
from tui.tabs.roc import RocTab
from tui.widgets.price_chart import PriceChart
from tui.widgets.too_small import SMALLEST

MINE = "{PARAM N 2 60 5}\nMTM:C-REF(C,N);\n"


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    played = Child(tmp_path, "roc").says(*market(), chart())
    monkeypatch.setattr(RocTab, "ARGV", played.argv)
    monkeypatch.setattr(roc_looking, "SOON", 0.001)
    monkeypatch.setattr(editor, "REST", 0.001)
    return played


async def opened(pilot):
    await press(pilot, "e")
    await eventually(lambda: pilot.app.screen.query(TextArea))
    await settled(pilot)


async def writes(pilot, text):
    pilot.app.screen.query_one(TextArea).text = text
    await eventually(lambda: pilot.app.screen.source == text)
    await settled(pilot)


async def test_e_shows_the_source_and_what_is_known_of_it():
    async with watching() as pilot:
        await opened(pilot)
        assert rows(pilot)[0].startswith(" ROC")
        assert rows(pilot)[0].endswith("● saved")
        assert "ROC:100*(CLOSE-REF(CLOSE,N))/REF(CLOSE,N);" in screen(pilot)
        assert "✓ 4 lines  ROC MAROC EROC ZERO  looks back" in screen(pilot)
        assert "N 12 (2 … 120)" in screen(pilot)
        assert "^s save" in rows(pilot)[-1]


async def test_an_error_has_its_place_and_a_caret_below_it(engine):
    async with watching() as pilot:
        await opened(pilot)
        before = len(asked(engine))
        await writes(pilot, "A:MA(C,5);\nB:MA(C;\n")
        assert "2:" in screen(pilot)
        assert "^" in screen(pilot)
        assert rows(pilot)[0].endswith("✗ wrong")
        assert len(asked(engine)) == before, "what is wrong is not asked for"


async def test_what_is_right_is_drawn_at_once(engine):
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, MINE)
        look = await newest(engine, lambda each: each.formula.source == MINE)
        tell(pilot, chart(look=look.number))
        await settled(pilot)
        assert pilot.app.screen.query_one(PriceChart).chart.look == look.number
        assert "─ ROC -2.48" in screen(pilot)
        assert rows(pilot)[0].endswith("▲ not saved")


async def test_esc_leaves_what_is_not_saved_only_when_pressed_twice(engine):
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, MINE)
        await newest(engine, lambda each: each.formula.source == MINE)
        await press(pilot, "escape")
        assert "Esc once more leaves" in screen(pilot)
        await press(pilot, "escape")
        await settled(pilot)
        assert pilot.app.screen is pilot.app.frame
        look = await newest(engine, lambda each: not each.formula.source)
        assert look.formula == Formula("ROC")


async def test_it_is_saved_as_an_own_formula_and_used(engine):
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, MINE)
        await press(pilot, "ctrl+s")
        await fill(pilot, name="roc")
        assert "A formula of that name is shipped" in screen(pilot)
        await fill(pilot, name="a/b")
        assert "no / and no dot" in screen(pilot)
        await fill(pilot, name="mine")
        await press(pilot, "enter")
        await settled(pilot)
        assert (roc_book.formulas() / "MINE.tdx").read_text() == MINE
        assert "MINE" in library.FORMULAS
        await newest(engine, lambda each: each.formula == Formula("MINE"))
        assert roc_book.load()[0].formula == "MINE"
        await opened(pilot)
        await writes(pilot, MINE + "X:C;\n")
        await press(pilot, "ctrl+s", "enter")
        await settled(pilot)
        assert (roc_book.formulas() / "MINE.tdx").read_text() == MINE + "X:C;\n"


async def test_another_one_of_mine_is_replaced_only_when_its_name_is_typed():
    roc_book.formulas().mkdir(parents=True)
    other = roc_book.formulas() / "other.tdx"
    other.write_text("X:C;")
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, MINE)
        await press(pilot, "ctrl+s")
        await fill(pilot, name="other")
        await press(pilot, "enter")
        assert "It will be replaced." in screen(pilot)
        assert other.read_text() == "X:C;"
        await press(pilot, "escape", "ctrl+s")
        await fill(pilot, name="other")
        await press(pilot, "enter")
        pilot.app.screen.query_one(Input).value = "OTHER"
        await press(pilot, "enter")
        await settled(pilot)
        assert other.read_text() == MINE, "in its own file, whatever its capitals"


async def test_what_is_wrong_is_not_saved():
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, "A:")
        await press(pilot, "ctrl+s")
        assert any("What is wrong is not saved." in notice for notice in notices(pilot))
        await writes(pilot, "")
        assert rows(pilot)[0].endswith("✗ wrong")


async def test_where_nothing_can_be_written_it_says_so_and_keeps_the_text(tmp_path):
    roc_book.formulas().parent.mkdir(parents=True)
    roc_book.formulas().write_text("a file, no folder")
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, MINE)
        await press(pilot, "ctrl+s")
        await fill(pilot, name="mine")
        await press(pilot, "enter")
        await eventually(lambda: any("Not saved" in notice for notice in notices(pilot)))
        assert pilot.app.screen.query_one(TextArea).text == MINE


async def test_what_is_pasted_takes_the_place_of_all_that_was_selected():
    async with watching() as pilot:
        await opened(pilot)
        await press(pilot, "ctrl+a")
        pilot.app.post_message(Paste("MINE:MA(C,5);"))
        await settled(pilot)
        assert pilot.app.screen.text == "MINE:MA(C,5);"


async def test_tab_completes_a_name_and_stays_in_the_text():
    async with watching() as pilot:
        await opened(pilot)
        area = pilot.app.screen.query_one(TextArea)
        await press(pilot, "ctrl+a", "backspace", *"X:BARSLASTC", "tab", *"C>O)", "tab")
        assert area.text == "X:BARSLASTCOUNT(C>O)    "
        assert area.has_focus


async def test_F2_changes_parameters_within_their_bounds(engine):
    async with watching() as pilot:
        await opened(pilot)
        await press(pilot, "f2")
        await fill(pilot, N="500")
        assert "N is 2 to 120." in screen(pilot)
        await fill(pilot, N="x")
        assert "A number is written like" in screen(pilot)
        await fill(pilot, N="20")
        await press(pilot, "enter")
        await newest(engine, lambda each: each.formula.parameters == {"N": 20.0})
        assert "N 20 (2 … 120)" in screen(pilot)
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert roc_book.load()[0].parameters == {"ROC": {"N": 20.0}}
        await newest(engine, lambda each: each.formula == Formula("ROC", parameters={"N": 20.0}))


async def test_a_formula_without_parameters_says_how_to_make_one():
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, "X:C;")
        await press(pilot, "f2")
        assert any("{PARAM N 2 120 12}" in notice for notice in notices(pilot))


async def test_the_function_at_the_cursor_is_explained():
    async with watching() as pilot:
        await opened(pilot)
        await writes(pilot, "X:EMA(C,5)")
        area = pilot.app.screen.query_one(TextArea)
        area.cursor_location = (0, 6)
        await sees(pilot, "EMA(X,N)  exponential mean")


@pytest.mark.parametrize("size", [SMALLEST, SMALL, LARGE])
async def test_letters_are_text_and_all_has_room(size):
    async with watching(size) as pilot:
        await opened(pilot)
        await writes(pilot, "")
        await press(pilot, "q", "1", "left_square_bracket", "comma", "f3", "tab")
        assert pilot.app.screen.query_one(TextArea).text.startswith("q1[,")
        assert "Esc back" in screen(pilot)
        assert pilot.app.is_running


@pytest.mark.parametrize(
    ("before", "starts"),
    [
        ("X:EMA(", " EMA(X,N)"),
        ("X:EMA(MA(C,5),", " EMA(X,N)"),
        ("X:(C+MA(C", " C close"),
        ("X:(C+MA(", " MA(X,N)"),
        ("X:EXPMA(", " EMA(X,N)"),
        ("X:BARSLA", " Tab BARSLAST"),
        ("X:HHV", " HHV(X,N)"),
        ("{EMA(} ", ""),
        ("'EMA(' ", ""),
        ("X:=1;", ""),
        ("", ""),
    ],
)
def test_the_signature_is_of_the_innermost_function(before, starts):
    found = plain(signature(before, 78))
    assert found.startswith(starts) if starts else found == ""


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("", ("", "    ")),
        ("A:=1;", ("", "    ")),
        ("A:=sticklin", ("sticklin", "STICKLINE(")),
        ("A:=DRAWI", ("DRAWI", "DRAWICON(")),
        ("A:=CLOS", ("CLOS", "CLOSE")),
        ("A:=TROUGHB", ("TROUGHB", "TROUGHBARS(")),
        ("A:=BARSL", ("BARSL", "BARSLAST")),
        ("A:=MA", ("MA", "MA")),
        ("买点", ("买点", "买点")),
    ],
)
def test_as_much_is_completed_as_is_certain(before, found):
    assert completion(before) == found


def test_calls_that_are_closed_are_over():
    assert called("MA(C,REF(C,1)") == "MA"
    assert called("MA(C,REF(C,1))") == ""
    assert called("))))(") == ""


def test_a_verdict_names_what_repaints_and_all_bars():
    program = compile("X:ZIG(C,5);")
    text = plain(verdict(program, None, 200)[0])
    assert "repaints: ZIG" in text
    assert verdict(None, None, 80) == []
    assert parameters_row((), {}, 80) == []
