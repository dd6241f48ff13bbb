"""The ROC engine: a watchlist and a chart, and the questions that are asked once."""

import json

import msgspec
import numpy as np
import pytest

from engines import wire
from engines.inbox import Stopped
from engines.paths import ASSETS
from engines.roc import desk, messages
from engines.roc.backtest import backtest
from engines.roc.changes import SETTLED, Changes
from engines.roc.crossings import crossings
from engines.roc.data import load
from engines.roc.formula.errors import FormulaError
from engines.roc.formula.evaluate import evaluate
from engines.roc.messages import (
    Alert,
    Alerted,
    Backtest,
    Bar,
    Chart,
    Charted,
    Done,
    Draw,
    Drawn,
    Evaluate,
    Formula,
    Hit,
    Listed,
    Look,
    Problem,
    Rows,
    Scan,
    Scanned,
    Values,
)
from engines.roc.programs import program
from engines.roc.rules import CHINA, Signals

from .market_files import day_file, kinds, market, only, record, records, talk, walk
from .samples import pingan, roc

PINGAN = str(ASSETS / "market/sz/lday/sz000001.day")


def look(*paths, **fields):
    return Look(paths=tuple(map(str, paths)), **{"once": True, "number": 1} | fields)


def rows(*paths, **fields):
    _done, events = talk(look(*paths, **fields))
    return only(events, Rows)[-1].rows


def symbols(*paths, **fields):
    return [row.symbol for row in rows(*paths, **fields)]


def conversation(*steps):
    """Looks one after another, each once the one before was answered; then the end."""
    waiting = list(steps)

    def then(inbox, event):
        last = Charted if current[-1].chart else Rows
        if isinstance(event, last) and event.look == current[-1].number:
            if waiting:
                current.append(waiting.pop(0))
                inbox.put(current[-1])
            else:
                inbox.stop()

    current = [waiting.pop(0)]
    outcome, events = talk(current[0], then=then)
    assert isinstance(outcome, Stopped), outcome
    return events


# A Look


def test_a_look_is_answered_by_the_list_its_rows_and_the_chart_in_this_order(tmp_path):
    market(tmp_path, 3)
    done, events = talk(look(tmp_path, chart=Chart("sh600001", bars=50)))
    assert done == Done()
    assert kinds(events) == ["Listed", "Rows", "Charted"]
    listed, said, charted = [event for event in events if not isinstance(event, wire.Progress)]
    assert (listed.total, listed.shown, listed.sample) == (3, 3, False)
    assert listed.columns == ("ROC", "MAROC", "EROC")
    assert [row.symbol for row in said.rows] == ["sh600000", "sh600001", "sh600002"]
    assert {listed.look, said.look, charted.look} == {1}
    assert (charted.symbol, charted.first, charted.total) == ("sh600001", 250, 300)
    assert [line.name for line in charted.lines] == ["ROC", "MAROC", "EROC", "ZERO"]


def test_without_paths_the_samples_are_shown_and_said_to_be_samples():
    _done, events = talk(look())
    assert only(events, Listed)[0].sample
    assert "sz000001" in [row.symbol for row in only(events, Rows)[0].rows]


def test_a_row_has_the_values_of_the_newest_bar():
    series = pingan()
    (row,) = rows(PINGAN, trend=30)
    line = roc(series.close)
    assert (row.time, row.last) == ("2021-05-14", 23.32)
    assert row.change == pytest.approx(100 * (23.32 / series.close[-2] - 1), abs=1e-4)
    assert row.values[0] == pytest.approx(line[-1], rel=1e-6)
    assert row.values[1] == pytest.approx(line[-6:].mean(), rel=1e-6)
    assert row.trend == pytest.approx(line[-30:], rel=1e-3)
    ups, downs = crossings(line)
    newest = max(np.flatnonzero(ups)[-1], np.flatnonzero(downs)[-1])
    assert (abs(row.since), row.crossed) == (len(line) - 1 - newest, 1 if ups[newest] else -1)


def test_a_list_that_reads_only_the_end_of_files_says_the_same_as_the_whole_chart():
    (row,) = rows(PINGAN)
    _done, events = talk(look(PINGAN, chart=Chart()))
    values = [line.values[-1] for line in only(events, Charted)[0].lines]
    assert row.values == pytest.approx(values[:3], rel=1e-6)


def test_the_chart_alone_changes_and_the_rows_are_not_told_again(tmp_path):
    market(tmp_path, 3)
    first = look(tmp_path, chart=Chart("sh600000"), once=False)
    events = conversation(
        first, msgspec.structs.replace(first, number=2, chart=Chart("sh600002", bars=20))
    )
    assert kinds(events) == ["Listed", "Rows", "Charted", "Listed", "Charted"]
    assert only(events, Charted)[1].symbol == "sh600002"
    assert len(only(events, Charted)[1].times) == 20


def test_the_window_alone_moves_and_files_are_not_read_again(tmp_path):
    market(tmp_path, 9)
    first = look(tmp_path, count=3, chart=Chart("sh600000"), once=False)
    second = msgspec.structs.replace(first, number=2, first=3)

    def then(inbox, event):
        if isinstance(event, Charted):
            inbox.put(second)
            inbox.put(msgspec.structs.replace(second, number=3, once=True))

    _done, events = talk(first, then=then)
    assert kinds(events) == ["Listed", "Rows", "Charted", "Listed", "Rows"]
    assert [row.symbol for row in only(events, Rows)[1].rows] == [
        "sh600003", "sh600004", "sh600005",
    ]  # fmt: skip
    begun = [event for event in only(events, wire.Progress) if event.done == 0]
    assert len(begun) == 1


def test_a_window_beyond_the_end_is_empty(tmp_path):
    market(tmp_path, 3)
    assert rows(tmp_path, first=50) == ()
    assert len(rows(tmp_path, first=2)) == 1
    assert rows(tmp_path, count=0) == ()


def test_an_empty_folder_and_a_missing_file_are_problems_and_an_empty_list(tmp_path):
    (tmp_path / "empty").mkdir()
    done, events = talk(look(tmp_path / "empty", tmp_path / "no.day", chart=Chart()))
    assert done == Done()
    assert all(problem.where in ("file", "chart") for problem in only(events, Problem))
    assert len(only(events, Problem)) == 3
    assert only(events, Listed)[0].total == 0


def test_a_broken_file_is_told_and_the_others_are_read(tmp_path):
    market(tmp_path, 2)
    (tmp_path / "bad.csv").write_text("nothing,of,use\n1,2,3\n")
    _done, events = talk(look(tmp_path))
    (problem,) = only(events, Problem)
    assert problem.path.endswith("bad.csv")
    assert problem.lost and problem.look == 1
    assert only(events, Listed)[0].total == 2


def test_of_many_broken_files_a_hundred_are_told_and_the_rest_counted(tmp_path):
    for number in range(120):
        (tmp_path / f"bad{number}.csv").write_text("nothing,of,use\n1,2,3\n")
    _done, events = talk(look(tmp_path))
    problems = only(events, Problem)
    assert len(problems) == 101
    assert problems[-1].why == "20 more problems"


def test_a_newer_look_goes_on_with_the_files_that_were_read_for_the_one_before(tmp_path):
    market(tmp_path, 600, bars=30)
    asked = []

    def then(inbox, event):
        if isinstance(event, wire.Progress) and event.done and not asked:
            asked.append(event)
            inbox.put(look(tmp_path, number=2, first=5, count=2))

    done, events = talk(look(tmp_path, once=False), then=then)
    assert done == Done()
    assert [event.look for event in only(events, Listed)] == [2]
    assert [event.done for event in only(events, wire.Progress)] == [0, 256, 512]


# What is wrong with a formula


BAD = "ROC:100*(CLOSE-REF(CLOSE,12))/REF(CLOSE,12);\nX:NOSUCH(ROC);"


def test_a_bad_formula_is_a_problem_with_its_place_and_the_last_good_one_stays(tmp_path):
    market(tmp_path, 2)
    good = look(tmp_path, once=False)
    bad = msgspec.structs.replace(good, number=2, formula=Formula(source=BAD), count=1)
    events = conversation(good, bad)
    (problem,) = only(events, Problem)
    assert (problem.where, problem.line, problem.column, problem.look) == ("formula", 2, 3, 2)
    assert problem.why.endswith("^")
    first, second = only(events, Rows)
    assert second.rows[0].values == first.rows[0].values
    assert only(events, Listed)[1].columns == ("ROC", "MAROC", "EROC")


def test_where_no_formula_was_good_yet_prices_are_shown_all_the_same(tmp_path):
    market(tmp_path, 2)
    done, events = talk(look(tmp_path, formula=Formula(source=BAD), chart=Chart()))
    assert done == Done()
    row = only(events, Rows)[0].rows[0]
    assert row.last and row.values == row.trend == ()
    assert only(events, Charted)[0].lines == ()


@pytest.mark.parametrize("where", ["where", "sort", "alert"])
def test_a_bad_condition_is_a_problem_at_its_own_place(tmp_path, where):
    market(tmp_path, 2)
    source = "ROC>0 AND\nNOSUCH>1"
    fields = {"alerts": (Alert("a", source),)} if where == "alert" else {where: source}
    done, events = talk(look(tmp_path, **fields))
    assert done == Done()
    (problem,) = only(events, Problem)
    assert (problem.where, problem.line, problem.column) == (where, 2, 1)
    assert "NOSUCH>1\n" in problem.why
    assert len(only(events, Rows)[0].rows) == 2


def test_the_last_good_condition_stays_until_there_is_none(tmp_path):
    market(tmp_path, 6)
    good = look(tmp_path, where="SYMBOL_COUNT:=1; CLOSE>0 AND 0", once=False)
    replace = msgspec.structs.replace
    events = conversation(
        good, replace(good, number=2, where="(", count=5), replace(good, number=3, where="")
    )
    assert [listed.shown for listed in only(events, Listed)] == [0, 0, 6]


def test_a_line_that_the_formula_does_not_have_is_a_problem(tmp_path):
    market(tmp_path, 1)
    done, events = talk(look(tmp_path, signals=Signals(against="NOSUCH")))
    assert done == Done()
    assert "MAROC" in only(events, Problem)[0].why


def test_a_formula_that_repaints_is_shown_and_said_to_repaint(tmp_path):
    market(tmp_path, 2)
    formula = Formula(source="X:REFX(CLOSE,1);Y:CLOSE;")
    done, events = talk(look(tmp_path, formula=formula, alerts=(Alert("a", "X>0"),)))
    assert done == Done()
    assert only(events, Listed)[0].repaints == ("REFX",)
    (problem,) = only(events, Problem)
    assert problem.where == "alert" and "REFX" in problem.why


def test_an_alert_about_a_line_that_does_not_repaint_is_watched(tmp_path):
    market(tmp_path, 2)
    formula = Formula(source="X:REFX(CLOSE,1);Y:CLOSE;")
    _done, events = talk(look(tmp_path, formula=formula, alerts=(Alert("a", "Y>0"),)))
    assert only(events, Problem) == []


# Order


@pytest.fixture
def prices(tmp_path):
    """Five symbols that have closed at 3, 1, 2, 2, 1."""
    folder = tmp_path / "prices"
    for symbol, last in zip("abcde", (3.0, 1.0, 2.0, 2.0, 1.0), strict=True):
        day_file(folder, f"sh60000{symbol}".replace(symbol, str(ord(symbol) - 97)), [1.5, last])
    return folder


def order(*paths, **fields):
    return [int(symbol[-1]) for symbol in symbols(*paths, **fields)]


def test_rows_are_sorted_and_equal_ones_stay_as_they_came(prices):
    assert order(prices, sort="last") == [1, 4, 2, 3, 0]
    assert order(prices, sort="last", descending=True) == [0, 2, 3, 1, 4]
    assert order(prices, sort="symbol", descending=True) == [4, 3, 2, 1, 0]
    assert order(prices, sort="change") == [1, 4, 2, 3, 0]
    assert order(prices, sort="0-CLOSE") == [0, 2, 3, 1, 4]


def test_what_has_no_value_comes_last_in_both_directions(prices):
    unknown = "IF(CLOSE=2,DRAWNULL,CLOSE)"
    assert order(prices, sort=unknown) == [1, 4, 0, 2, 3]
    assert order(prices, sort=unknown, descending=True) == [0, 1, 4, 2, 3]


def test_the_youngest_crossings_come_first(tmp_path):
    for number, ago in enumerate((4, 1, 7)):
        closes = [20.0 - 0.1 * bar for bar in range(60)]
        closes[-ago - 1 :] = [30.0] * (ago + 1)
        day_file(tmp_path, f"sh60000{number}", closes)
    found = rows(tmp_path, sort="since")
    assert [(row.symbol[-1], row.since, row.crossed) for row in found] == [
        ("1", 1, 1), ("0", 4, 1), ("2", 7, 1),
    ]  # fmt: skip


def test_a_condition_and_a_group_choose_rows(prices):
    assert order(prices, where="CLOSE<2") == [1, 4]
    assert order(prices, where="CLOSE<2", symbols=("SH600004", "sh600000")) == [4]
    assert order(prices, symbols=("nonesuch",)) == []
    assert order(prices, where="DRAWNULL") == []


def test_a_condition_may_name_the_lines_of_the_formula(tmp_path):
    market(tmp_path, 40)
    found = rows(tmp_path, where="ROC>0 AND ROC>MAROC")
    every = rows(tmp_path)
    assert found and found == tuple(
        row for row in every if row.values[0] > 0 and row.values[0] > row.values[1]
    )


# Replay


def test_what_a_formula_writes_moves_no_cursor_and_can_be_sent(tmp_path):
    day_file(tmp_path, "sh600000", walk(1))
    source = "DRAWTEXT(C>0,C,'\x1b[2J\udc80');ROC:C"
    _done, events = talk(look(tmp_path, chart=Chart(bars=20), formula=Formula(source=source)))
    texts = {sign.text for sign in only(events, Charted)[0].signs if sign.kind == "text"}
    assert texts == {"\\x1b[2J\\udc80"}


def test_a_replay_of_very_many_files_reads_that_of_the_chart_alone(tmp_path, monkeypatch):
    """Each bar of it reads them again. Afterwards all are back."""
    monkeypatch.setattr(desk, "MOST_REPLAYED", 3)
    market(tmp_path, 4)
    chart = Chart("sh600002", bars=50)
    untils = ("", "2024-07-21", "2024-07-22", "")
    looks = [
        look(tmp_path, number=number, until=until, chart=chart, once=False)
        for number, until in enumerate(untils, 1)
    ]
    events = conversation(*looks)
    assert [listed.total for listed in only(events, Listed)] == [4, 1, 1, 4]
    assert [desk.ALONE in listed.warnings for listed in only(events, Listed)] == [0, 1, 1, 0]
    assert {charted.symbol for charted in only(events, Charted)} == {"sh600002"}
    assert [drawn.times[-1] for drawn in only(events, Charted)][1:3] == list(untils[1:3])


@pytest.mark.parametrize("period", ["", "week", "month"])
def test_bars_after_a_time_have_not_happened_yet(tmp_path, period):
    closes = walk(7)
    whole = day_file(tmp_path / "whole", "sh600000", closes)
    past = day_file(tmp_path / "past", "sh600000", closes[:203])
    asked = {"chart": Chart("sh600000", bars=2000), "period": period}
    until = "2024-07-21"  # 203 days from January 1 on, and in the middle of nothing
    _done, events = talk(look(whole, until=until, **asked))
    _done, expected = talk(look(past, **asked))
    assert only(events, Rows) == only(expected, Rows)
    assert only(events, Charted) == only(expected, Charted)
    assert only(events, Rows)[0].rows[0].time == "2024-07-21"


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("2021-06-02", "2021-06-02 15:00"),
        ("2021-06-02 10:00", "2021-06-02 10:00"),
        ("2021-06-02 10:01:30", "2021-06-02 10:00"),
    ],
)
def test_a_day_is_meant_to_its_end_and_a_minute_to_its_bar(tmp_path, until, last):
    file = tmp_path / "sh600000.csv"
    days, hours = ("2021-06-01", "2021-06-02", "2021-06-03"), ("10:00", "10:05", "15:00")
    lines = [f"{day} {hour},10.0" for day in days for hour in hours]
    file.write_text("\n".join(["datetime,close", *lines, ""]))
    _done, events = talk(Evaluate(paths=(str(file),), until=until))
    assert only(events, Values)[-1].dates[-1] == last


def test_a_time_that_is_none_is_refused_and_the_conversation_goes_on(tmp_path):
    market(tmp_path, 1)

    def then(inbox, event):
        if isinstance(event, Problem):
            inbox.put(look(tmp_path, number=2))

    done, events = talk(look(tmp_path, until="yesterday", once=False), then=then)
    assert done == Done()
    assert "2021-05-14" in only(events, Problem)[0].what
    assert only(events, Listed)[0].look == 2


# Files that change


class Growing:
    """Appends to a file each time something was told; stops when all was told."""

    def __init__(self, path, additions, awaited):
        self.path, self.additions, self.awaited = path, list(additions), awaited

    def __call__(self, inbox, event):
        if not isinstance(event, (*self.awaited, Charted)):
            return
        if not self.additions:
            inbox.stop()
            return
        add = self.additions.pop(0)
        add(self.path)


def appended(*closes, first):
    def add(path):
        with path.open("ab") as file:
            file.write(b"".join(record(first, close) for close in closes))

    return add


def rewritten(close, day):
    def write(path):
        data = path.read_bytes()[:-32]
        path.write_bytes(data + record(day, close))

    return write


def test_what_goes_wrong_with_a_followed_file_is_told_once_and_its_bars_stay(tmp_path):
    from datetime import date, timedelta

    path = day_file(tmp_path, "sh600000", walk(3))
    after = date(2024, 1, 1) + timedelta(300)
    steps = [
        lambda file: file.write_bytes(b"no bar"),
        lambda file: file.unlink(),
        lambda file: file.write_bytes(records([*walk(3), 25.0])),
        appended(26.0, first=after + timedelta(1)),
    ]
    asked = look(tmp_path, once=False, follow=0.05, chart=Chart("sh600000", bars=30))
    _outcome, events = talk(asked, then=Growing(path, steps, (Problem, Bar)))
    wrong = only(events, Problem)
    assert [problem.path for problem in wrong] == [str(path)] * 2
    assert (wrong[0].lost, wrong[1].what) == (True, desk.GONE)
    assert [bar.close for bar in only(events, Bar)] == [25.0, 26.0]


def test_a_bar_that_comes_is_a_small_message_and_one_row(tmp_path):
    from datetime import date, timedelta

    closes = walk(3)
    market(tmp_path, 5)
    path = day_file(tmp_path, "sh600000", closes)
    after = date(2024, 1, 1) + timedelta(310)
    grow = Growing(path, [appended(25.0, first=after), rewritten(26.0, after)], (Bar,))
    asked = look(tmp_path, once=False, follow=0.05, chart=Chart("sh600000", bars=30))
    outcome, events = talk(asked, then=grow)
    assert isinstance(outcome, Stopped)
    first, second = only(events, Bar)
    assert (first.bar, first.close, first.time) == (300, 25.0, "2024-11-06")
    assert (second.bar, second.close) == (300, 26.0)
    assert len(wire.encode(second)) < 400
    line = roc(np.array([*closes, 26.0]))
    assert second.values[0] == pytest.approx(line[-1], rel=1e-12)
    day, tick = only(events, Rows)[1:]
    assert [row.doubts for row in day.rows] == [(), *[("stale",)] * 4]  # 11 days on, for one
    assert (tick.part, tick.first, [row.last for row in tick.rows]) == (True, 0, [26.0])


def test_a_bar_that_brings_a_signal_is_a_new_chart_with_its_sign(tmp_path):
    from datetime import date, timedelta

    path = day_file(tmp_path, "sh600000", [20.0 - 0.1 * bar for bar in range(60)])
    after = date(2024, 1, 1) + timedelta(60)
    grow = Growing(path, [appended(30.0, first=after)], (Bar,))
    _outcome, events = talk(look(path, once=False, follow=0.05, chart=Chart(bars=20)), then=grow)
    before, now = only(events, Charted)
    assert [sign.kind for sign in before.signs] == []
    assert [(sign.kind, sign.bar) for sign in now.signs if sign.kind != "exrights"] == [("buy", 60)]
    assert only(events, Rows)[-1].rows[0].signal == "buy"


def test_a_view_of_older_bars_hears_nothing_of_new_ones(tmp_path):
    from datetime import date, timedelta

    path = day_file(tmp_path, "sh600000", walk(3))
    after = date(2024, 1, 1) + timedelta(300)

    def then(inbox, event):
        if isinstance(event, Charted):
            appended(walk(3)[-1], first=after)(path)
        if isinstance(event, Rows) and event.part:
            inbox.put(look(path, number=2))

    asked = look(path, once=False, follow=0.05, chart=Chart(first=10, bars=50))
    _outcome, events = talk(asked, then=then)
    assert len(only(events, Charted)) == 1
    assert only(events, Bar) == []


def test_a_history_that_changes_is_a_new_chart(tmp_path):
    path = day_file(tmp_path, "sh600000", walk(3))

    def other(path):
        path.write_bytes(records(walk(4)))

    grow = Growing(path, [other], ())
    outcome, events = talk(look(path, once=False, follow=0.05, chart=Chart()), then=grow)
    assert isinstance(outcome, Stopped)
    assert [chart.close[-1] for chart in only(events, Charted)] == [walk(3)[-1], walk(4)[-1]]


def test_half_a_line_waits_for_its_end(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("date,close\n2024-01-01,10\n2024-01-02,11\n")

    seen = Changes([str(path)], now=lambda: 1 << 62)
    with path.open("a") as file:
        file.write("2024-01-03,1")
        file.flush()
        assert seen.look() == []
        file.write("2.5\n")
    assert seen.look() == [str(path)]
    assert seen.look() == []


def test_a_last_line_without_an_end_is_one_once_it_stays(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("date,close\n2024-01-01,10\n")
    seen = Changes([str(path)], now=lambda: 1 << 62)
    path.write_text("date,close\n2024-01-01,10\n2024-01-02,11")
    assert [seen.look(), seen.look(), seen.look()] == [[], [str(path)], []]


def test_a_file_that_was_written_just_now_is_looked_at_again(tmp_path):
    path = day_file(tmp_path, "sh600000", [10.0])
    written = path.stat().st_mtime_ns
    clock = iter([written + 1, written + 2, written + SETTLED, written + SETTLED])
    seen = Changes([str(path)], now=lambda: next(clock))
    assert [seen.look(), seen.look(), seen.look()] == [[str(path)], [str(path)], []]


def test_a_file_that_goes_and_comes_back_is_a_change(tmp_path):
    path = day_file(tmp_path, "sh600000", [10.0])
    seen = Changes([str(path)], now=lambda: 1 << 62)
    path.unlink()
    assert seen.look() == []
    day_file(tmp_path, "sh600000", [11.0])
    assert seen.look() == [str(path)]


def test_the_order_follows_what_comes(prices):
    from datetime import date

    path = prices / "sh600001.day"

    def then(inbox, event):
        if isinstance(event, Rows):
            if event.rows[0].last == 9.0:
                inbox.stop()
            else:
                appended(9.0, first=date(2024, 1, 3))(path)

    asked = look(prices, once=False, follow=0.05, sort="last", descending=True, count=3)
    _outcome, events = talk(asked, then=then)
    assert [row.symbol[-1] for row in only(events, Rows)[-1].rows] == ["1", "0", "2"]


def test_alerts_are_told_as_they_become_true_and_not_again_within_their_cool_down(tmp_path):
    from datetime import date, timedelta

    told = tmp_path / "told"
    path = day_file(tmp_path / "market", "sh600000", [10.0] * 30)
    hook = ("sh", "-c", 'printf "%s %s %s|" "$1" "$2" "$3" >> ' + str(told), "sh", "{symbol}",
            "{price}", "{alert}")  # fmt: skip
    alert = Alert("above", "CLOSE>11", cooldown=2, hook=hook)
    begin = date(2024, 1, 1) + timedelta(30)
    closes = [12.0, 10.0, 12.5, 10.0, 13.0]
    additions = [appended(close, first=begin + timedelta(at)) for at, close in enumerate(closes)]
    asked = look(path, once=False, follow=0.05, chart=Chart(), alerts=(alert,))
    outcome, events = talk(asked, then=Growing(path, additions, (Bar,)))
    assert isinstance(outcome, Stopped)
    found = only(events, Alerted)
    assert [(each.alert, each.price, each.hooked) for each in found] == [
        ("above", 12.0, "started"), ("above", 13.0, "started"),
    ]  # fmt: skip
    assert [each.time for each in found] == ["2024-01-31", "2024-02-04"]
    assert sorted(told.read_text().split("|")) == [
        "", "sh600000 12 above", "sh600000 13 above",
    ]  # fmt: skip


def test_what_was_true_before_one_looked_is_told_without_its_hook(tmp_path):
    ran = tmp_path / "ran"
    path = day_file(tmp_path / "market", "sh600000", [10.0, 12.0])
    alert = Alert("above", "CLOSE>11", hook=("touch", str(ran)))
    _done, events = talk(look(path, alerts=(alert,)))
    assert [each.hooked for each in only(events, Alerted)] == [""]
    assert not ran.exists()


def test_what_was_told_is_not_told_again_when_files_are_read_anew(tmp_path):
    path = day_file(tmp_path / "market", "sh600000", [*walk(3), 10.0, 99.0])
    alert = Alert("above", "CLOSE>98")
    first = look(path, alerts=(alert,), once=False)
    second = msgspec.structs.replace(first, number=2, formula=Formula("MACD"))
    both = (alert, Alert("new", "CLOSE>97"))
    third = msgspec.structs.replace(second, number=3, alerts=both, once=True)

    def then(inbox, event):
        match event:
            case Alerted(alert="above"):
                inbox.put(second)
            case Rows(look=2):
                inbox.put(Scan(paths=(str(path),)))  # which waits for the answer's end
            case Scanned():
                inbox.put(third)

    done, events = talk(first, then=then)
    assert done == Done()
    assert [each.alert for each in only(events, Alerted)] == ["above", "new"]


# Scan, backtest, picture, values


def test_a_scan_finds_what_is_known_to_be_there(tmp_path):
    for number, ago in enumerate((0, 3, 9)):
        closes = [20.0 - 0.1 * bar for bar in range(60)]
        closes[-ago - 1 :] = [30.0] * (ago + 1)
        day_file(tmp_path, f"sh60000{number}", closes)
    done, events = talk(Scan(paths=(str(tmp_path),), within=4))
    assert done == Done()
    hits = only(events, Hit)
    assert [(hit.symbol, hit.ago, hit.sign) for hit in hits] == [
        ("sh600000", 0, "buy"), ("sh600001", 3, "buy"),
    ]  # fmt: skip
    assert [hit.time for hit in hits] == ["2024-02-29", "2024-02-26"]
    assert only(events, Scanned) == [Scanned(3, 2, ("ROC", "MAROC", "EROC"))]
    _done, events = talk(Scan(paths=(str(tmp_path),), where="CROSS(ROC,0)", within=60))
    assert [(hit.ago, hit.sign) for hit in only(events, Hit)] == [(0, ""), (3, ""), (9, "")]


def test_a_scan_sees_as_far_back_as_it_is_asked_to(tmp_path):
    closes = walk(5, 600)
    day_file(tmp_path, "sh600000", closes)
    peak = int(np.argmax(closes))
    where = f"CLOSE>={max(closes)}"
    found = {}
    for within in (600 - peak - 1, 600 - peak):
        if within:
            asked = {"formula": Formula(source="X:CLOSE;"), "where": where, "within": within}
            _done, events = talk(Scan(paths=(str(tmp_path),), **asked))
            found[within] = [hit.ago for hit in only(events, Hit)]
    assert found[600 - peak] == [600 - peak - 1]
    assert found.get(600 - peak - 1, []) == []


def test_a_scan_and_a_backtest_are_answered_beside_a_look(tmp_path):
    market(tmp_path, 3)
    paths = (str(tmp_path),)

    def then(inbox, event):
        match event:
            case Rows(look=1):
                inbox.put(Scan(paths=paths, where="("))
                inbox.put(Backtest(paths=paths, symbol="sh600001"))
            case Problem(where="scan"):
                inbox.put(Scan(paths=paths))
                inbox.put(Scan(paths=paths, within=100))  # in the place of the one before
                inbox.put(Backtest(paths=paths, symbol="nonesuch"))
                inbox.put(look(tmp_path, number=2, first=1, once=False))
            case Problem(where="backtest"):
                inbox.stop()

    outcome, events = talk(look(tmp_path, once=False), then=then)
    assert isinstance(outcome, Stopped)
    assert [scanned.found for scanned in only(events, Scanned)] == [3]
    assert only(events, messages.Tested)[0].symbol == "sh600001"
    assert [problem.where for problem in only(events, Problem)] == ["scan", "backtest"]
    assert [event.look for event in only(events, Rows)] == [1, 2]


def test_a_backtest_is_that_of_the_arrays(tmp_path):
    series = pingan()
    up, down = crossings(roc(series.close))
    expected = backtest(series, up, down)
    done, events = talk(Backtest(paths=(PINGAN,)))
    assert done == Done()
    (found,) = only(events, messages.Tested)
    assert found.growth == pytest.approx(expected.equity[-1] / 100_000, rel=1e-12)
    assert len(found.trades) == len(expected.trades)
    assert len(found.equity) == len(found.times) == 500
    assert (found.times[0], found.times[-1]) == ("2000-02-14", "2021-05-14")
    first = expected.trades[0]
    assert found.trades[0].price == first.price
    assert found.trades[0].bought == str(series.times[first.bought])[:10]


def test_a_backtest_with_conditions_and_rules(tmp_path):
    asked = Backtest(paths=(PINGAN,), buy="CROSS(ROC,MAROC)", sell="CROSS(MAROC,ROC)", rules=CHINA)
    _done, events = talk(asked)
    (found,) = only(events, messages.Tested)
    series = pingan()
    line = roc(series.close)
    mean = np.convolve(line, np.ones(6) / 6, "valid")
    distance = line - np.append(np.full(5, np.nan), mean)
    expected = backtest(series, *crossings(distance), CHINA)
    assert len(found.trades) == len(expected.trades)
    assert found.costs == pytest.approx(expected.costs, rel=1e-9)


@pytest.mark.parametrize(
    "request_",
    [
        Backtest(formula=Formula(source="X:REFX(CLOSE,1)/CLOSE-1;")),
        Backtest(buy="REFX(CLOSE,1)>CLOSE", sell="CLOSE<0"),
    ],
    ids=["formula", "condition"],
)
def test_a_backtest_on_what_repaints_is_refused_by_name(request_):
    error, events = talk(request_)
    assert isinstance(error, wire.EngineError)
    assert "REFX" in error.failed.why
    assert events == []


def test_every_value_of_a_formula_travels_to_the_last_bit():
    done, events = talk(Evaluate(paths=(PINGAN,), formula=Formula("ROC-A1")))
    assert done == Done()
    pieces = only(events, Values)
    assert [piece.first for piece in pieces] == [0, 2000, 4000]
    made, (series,) = program(Formula("ROC-A1")), load.read(PINGAN).series
    expected = evaluate(made, series.columns(), series.times).lines
    for name, line in expected.items():
        told = [
            value
            for piece in pieces
            for value in msgspec.json.decode(wire.encode(piece))["lines"][name]
        ]
        assert len(told) == len(line)
        for value, exact in zip(told, line.tolist(), strict=True):
            assert (value is None) if exact != exact else value == exact
    assert pieces[0].lines["ROC"][:12] == (None,) * 12


def test_pieces_of_many_lines_fit_into_a_line_of_the_bridge():
    lines = "".join(f"L{number}:CLOSE/{number + 3};" for number in range(120))
    _done, events = talk(Evaluate(paths=(PINGAN,), formula=Formula(source=lines)))
    pieces = only(events, Values)
    assert max(len(wire.encode(piece)) for piece in pieces) < wire.LONGEST_LINE
    assert [piece.first for piece in pieces] == [
        sum(len(each.dates) for each in pieces[:at]) for at in range(len(pieces))
    ]
    assert sum(len(piece.dates) for piece in pieces) == 4995


def test_a_chart_of_many_lines_is_cut_to_what_fits():
    lines = "".join(f"L{number}:CLOSE/{number + 3};" for number in range(120))
    asked = look(PINGAN, formula=Formula(source=lines), chart=Chart(bars=2000), count=1)
    _done, events = talk(asked)
    (chart,) = only(events, Charted)
    assert len(wire.encode(chart)) < wire.LONGEST_LINE
    assert chart.first + len(chart.times) == chart.total == 4995
    assert chart.warnings


def test_rows_are_cut_to_what_fits(tmp_path):
    market(tmp_path, 500, bars=260)
    _done, events = talk(look(tmp_path, count=500, trend=240))
    (said,) = only(events, Rows)
    assert len(wire.encode(said)) < wire.LONGEST_LINE
    assert len(said.rows) == 500


def test_a_formula_of_thousands_of_lines_fits_too(tmp_path):
    path = day_file(tmp_path, "sh600000", walk(1))
    lines = "".join(f"L{number}:CLOSE/{number + 3};" for number in range(2000))
    asked = look(path, formula=Formula(source=lines), chart=Chart(), count=500)
    done, events = talk(asked)
    assert done == Done()
    assert max(len(wire.encode(event)) for event in events) < wire.LONGEST_LINE
    assert len(only(events, Listed)[0].columns) == len(only(events, Rows)[0].rows[0].values) == 60
    assert len(only(events, Charted)[0].lines) == 2000
    done, events = talk(Evaluate(paths=(str(path),), formula=Formula(source=lines)))
    assert max(len(wire.encode(event)) for event in events) < wire.LONGEST_LINE
    assert sum(len(piece.dates) for piece in only(events, Values)) == 300


def test_a_chart_has_its_signs_and_marks(tmp_path):
    source = (
        "ROC:100*(CLOSE-REF(CLOSE,12))/REF(CLOSE,12);"
        "DRAWTEXT(CROSS(ROC,0),LOW,'up');DRAWICON(CROSS(0,ROC),HIGH,2);"
        "STICKLINE(ROC>20,OPEN,CLOSE,1,0);DRAWNUMBER(ROC>20,HIGH,ROC);"
    )
    asked = look(PINGAN, formula=Formula(source=source), chart=Chart(first=1000, bars=500))
    _done, events = talk(asked)
    (chart,) = only(events, Charted)
    series = pingan()
    up, _down = crossings(roc(series.close))
    signs = {kind: [sign for sign in chart.signs if sign.kind == kind] for kind in
             ("buy", "sell", "text", "icon", "stick", "number", "top", "bottom")}  # fmt: skip
    assert [sign.bar for sign in signs["buy"]] == (np.flatnonzero(up[1000:1500]) + 1000).tolist()
    assert [sign.bar for sign in signs["icon"]] == [sign.bar for sign in signs["sell"]]
    assert {sign.text for sign in signs["text"]} == {"up"}
    assert signs["text"][0].level == series.low[signs["text"][0].bar]
    assert {sign.text for sign in signs["icon"]} == {"2"}
    stick = signs["stick"][0]
    assert (stick.level, float(stick.text)) == (series.open[stick.bar], series.close[stick.bar])
    assert chart.links and {link.kind for link in chart.links} == {"regular"}
    assert json.loads(wire.encode(chart))


def test_a_picture_is_drawn_into_a_file_that_was_not_there(tmp_path):
    pytest.importorskip("matplotlib")
    file = tmp_path / "chart.svg"
    asked = Draw(paths=(PINGAN,), path=str(file))
    done, events = talk(asked)
    assert (done, only(events, Drawn)) == (Done(), [Drawn(str(file))])
    before = file.read_bytes()
    assert before.startswith(b"<?xml")
    error, _events = talk(asked)
    assert "there already" in error.failed.why
    assert file.read_bytes() == before


def test_a_picture_of_another_kind_is_refused_before_anything_is_read(tmp_path):
    error, events = talk(Draw(paths=(PINGAN,), path=str(tmp_path / "chart.gif")))
    assert ".svg" in error.failed.why
    assert events == []


@pytest.mark.parametrize("kind", [Evaluate, Scan, Backtest])
def test_a_bad_formula_fails_where_it_is_all_that_was_asked(kind):
    error, events = talk(kind(formula=Formula(source=BAD)))
    assert isinstance(error, FormulaError)
    assert error.failed.why.startswith("2:3")
    assert events == []


def test_a_symbol_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    market(tmp_path, 3)
    error, _events = talk(Evaluate(paths=(str(tmp_path),), symbol="nonesuch"))
    assert "sh600000" in error.failed.why


def test_of_many_files_the_one_that_is_called_like_the_symbol_is_read(tmp_path):
    market(tmp_path, 3)
    (tmp_path / "a.csv").write_text("nothing,of,use\n1,2,3\n")
    done, events = talk(Evaluate(paths=(str(tmp_path),), symbol="SH600002"))
    assert done == Done()
    assert kinds(events) == ["Values"]


def test_a_scan_stops_where_it_is_stopped(tmp_path):
    market(tmp_path, 20)
    paths = (str(tmp_path),)
    (tmp_path / "bad.csv").write_text("nothing,of,use\n1,2,3\n")
    outcome, events = talk(Scan(paths=paths), then=lambda inbox, event: inbox.stop())
    assert isinstance(outcome, Stopped)
    assert len(events) == 1
