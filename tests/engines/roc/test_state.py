"""What the ROC tab folds of what the engine tells."""

from functools import reduce

from engines import wire
from engines.roc.messages import (
    Alerted,
    Bar,
    Charted,
    Done,
    Drawn,
    Hit,
    Line,
    Listed,
    Problem,
    Row,
    Rows,
    Scanned,
)
from engines.roc.state import KEPT, State, step

from .market_files import market, talk
from .test_engine import look


def row(symbol, last=1.0):
    return Row(symbol, "", "2024-01-01", last, None, (), ())


def chart(look=1, bars=3):
    prices = tuple(float(bar) for bar in range(bars))
    times = tuple(f"2024-01-0{bar + 1}" for bar in range(bars))
    lines = (Line("ROC", prices),)
    return Charted(look, "a", "", "stock", "day", 10, 10 + bars, times, *[prices] * 5, lines)


def bar(at, close=9.0, look=1, symbol="a"):
    return Bar(look, symbol, at, "2024-01-09", 1, 1, 1, close, 1, (7.0,))


def fold(*events, state=None):
    return reduce(step, events, state or State())


def test_a_real_answer_is_folded(tmp_path):
    market(tmp_path, 3)
    done, events = talk(look(tmp_path))
    state = fold(wire.hello("roc"), *events, done)
    assert state.listed.total == len(state.rows) == 3
    assert (state.progress, state.last) == (None, Done())


def test_rows_replace_those_before_and_a_part_changes_some():
    state = fold(Rows(1, 4, (row("a"), row("b"), row("c"))))
    assert (state.first, [each.symbol for each in state.rows]) == (4, ["a", "b", "c"])
    state = step(state, Rows(1, 5, (row("b", 2.0),), part=True))
    assert (state.first, [each.last for each in state.rows]) == (4, [1.0, 2.0, 1.0])
    assert step(state, Rows(1, 6, (row("x"), row("y")), part=True)) == state
    assert step(state, Rows(1, 3, (row("x"),), part=True)) == state
    assert len(step(state, Rows(2, 0, ())).rows) == 0


def test_a_bar_changes_the_newest_or_comes_after_it():
    state = fold(chart(), bar(12))
    assert state.chart.close == (0.0, 1.0, 9.0)
    assert state.chart.lines[0].values == (0.0, 1.0, 7.0)
    assert (len(state.chart.times), state.chart.total) == (3, 13)
    state = step(state, bar(13, 8.0))
    assert state.chart.close == (0.0, 1.0, 9.0, 8.0)
    assert (len(state.chart.times), state.chart.total) == (4, 14)


def test_a_bar_of_another_chart_changes_nothing():
    state = fold(chart())
    for other in (bar(12, look=2), bar(12, symbol="b"), bar(14), bar(9)):
        assert step(state, other) == state
    assert step(State(), bar(12)) == State()


def test_what_was_wrong_with_files_holds_as_long_as_they_are_shown():
    file, formula = Problem("broken", look=3), Problem("bad", where="formula", look=3)
    listed = Listed(3, 1, 1, (), "", loaded=3)
    state = fold(file, formula, listed)
    assert state.problems == (file, formula)
    assert step(state, Listed(4, 1, 1, (), "", loaded=3)).problems == (file,)
    assert step(state, Listed(5, 1, 1, (), "", loaded=5)).problems == ()


def test_a_scan_begins_its_own_list_of_hits():
    hits = [Hit(symbol, "", "", 0, 1.0, ()) for symbol in "abc"]
    state = fold(*hits[:2], Scanned(9, 2, ()))
    assert state.hits == tuple(hits[:2])
    state = step(state, hits[2])
    assert (state.hits, state.scanned) == ((hits[2],), None)
    assert fold(*hits, Scanned(9, 3, ()), Scanned(9, 0, ())).hits == ()


def test_alerts_and_problems_are_kept_but_not_for_ever():
    told = [Alerted(str(number), "a", "", "", 1.0) for number in range(KEPT + 5)]
    wrong = [Problem(str(number)) for number in range(KEPT + 5)]
    state = fold(*told, *wrong)
    assert state.alerts == tuple(told[5:])
    assert state.problems == tuple(wrong[5:])


def test_the_end_is_known_and_progress_is_over():
    state = fold(wire.Progress("Reading", 1, 2))
    assert state.progress
    for last in (Done(), wire.Failed("x"), wire.Cancelled()):
        assert step(state, last) == State(last=last)
    assert fold(Drawn("x.svg")).drawn == Drawn("x.svg")
