"""Many symbols: what is kept of them, in how much memory, and in a child of its own."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engines import wire
from engines.events import Events
from engines.link import Link
from engines.paths import ASSETS
from engines.roc.changes import Changes
from engines.roc.formula.evaluate import evaluate
from engines.roc.listing import visible
from engines.roc.market import MOST_BARS, WIDTH, Market, Wanted, wanted
from engines.roc.messages import (
    Chart,
    Charted,
    Done,
    Evaluate,
    Feed,
    Formula,
    Look,
    Rows,
    Scan,
    Scanned,
    Signal,
    Stream,
)
from engines.roc.programs import condition, program
from engines.roc.rules import Signals
from tests.engines.devzero.conftest import no_child_left  # noqa: F401

from .market_files import day_file, market, only, records, walk

PINGAN = str(ASSETS / "market/sz/lday/sz000001.day")
MB_OF_CHILD = 60


def loaded(*paths, programs=(), bars=1, **fields):
    made = [program(Formula()), *programs]
    held = Market(wanted(tuple(map(str, paths)), "", "", made, bars)._replace(**fields))
    for _step in held.load():
        pass
    return held


# What is kept


def test_only_what_programs_read_is_kept_and_no_farther_back_than_they_look(tmp_path):
    market(tmp_path, 3)
    held = loaded(tmp_path, bars=60)
    (block,) = held.blocks
    assert list(block.columns) == ["close"]
    warmup = program(Formula()).warmup
    assert block.columns["close"].shape == (60 + warmup, WIDTH)
    assert block.columns["close"].dtype == np.float32


def test_a_formula_of_all_bars_has_a_bound():
    needed = wanted((), "", "", [program(Formula("ROC-NN"))], 60)
    assert needed.depth == 60 + MOST_BARS


def test_what_is_there_covers_what_asks_for_less():
    there = Wanted(("a",), "week", "", frozenset({"close", "high"}), 100, timed=True)
    assert there.covers(there._replace(fields=frozenset({"high"}), depth=50, timed=False))
    for more in (
        {"paths": ("b",)},
        {"period": "month"},
        {"until": "2024-01-01"},
        {"fields": frozenset({"low"})},
        {"depth": 101},
    ):
        assert not there.covers(there._replace(**more))
    assert not there._replace(timed=False).covers(there)


def test_columns_are_right_aligned_and_short_ones_end_at_the_same_row(tmp_path):
    day_file(tmp_path, "sh600000", [1.0, 2.0, 3.0])
    day_file(tmp_path, "sh600001", [7.0])
    day_file(tmp_path, "sh600002", np.arange(1.0, 500.0))
    held = loaded(tmp_path, bars=4, depth=4)
    columns, times = next(held.parts(None))
    np.testing.assert_array_equal(
        columns["close"],
        [[np.nan, np.nan, 496], [1, np.nan, 497], [2, np.nan, 498], [3, 7, 499]],
    )
    assert times is None


def test_symbols_of_several_blocks_keep_their_order(tmp_path):
    market(tmp_path, WIDTH + 40, bars=20)
    held = loaded(tmp_path)
    assert [block.count for block in held.blocks] == [WIDTH, 40]
    last = held.newest_values(condition(Formula(), "CLOSE"))
    assert last.tolist() == [np.float32(member.last) for member in held.members]
    which = [WIDTH + 3, 5, WIDTH - 1, 0]
    assert held.newest_values(condition(Formula(), "CLOSE"), which).tolist() == [
        last[at] for at in which
    ]
    assert held.newest_values(condition(Formula(), "CLOSE"), []).tolist() == []


def test_a_formula_that_asks_for_the_time_is_given_it(tmp_path):
    day_file(tmp_path, "sh600000", [1.0, 2.0, 3.0])
    day_file(tmp_path, "sh600001", [1.0] * 40)
    held = loaded(tmp_path, programs=[condition(Formula(), "MONTH*100+DAY")])
    assert held.newest_values(condition(Formula(), "MONTH*100+DAY")).tolist() == [103, 209]


def test_the_values_of_the_tail_are_those_of_all_bars(tmp_path, rng):
    files = market(tmp_path, 20, bars=900)
    made = program(Formula())
    held = loaded(tmp_path, bars=visible(60, Signals()))
    columns, times = next(held.parts(None))
    lines = evaluate(made, columns, times).lines
    for _round in range(5):
        at = rng.randrange(20)
        whole = evaluate(made, {"close": np.array(walk(at, 900))}).lines
        for name, line in lines.items():
            np.testing.assert_allclose(line[-60:, at], whole[name][-60:], atol=2e-4)
    assert len(files) == len(held)


def test_an_update_takes_what_is_new_and_says_whether_anything_is(tmp_path):
    path = day_file(tmp_path, "sh600000", [1.0, 2.0])
    day_file(tmp_path, "sh600001", [1.0])
    held = loaded(tmp_path)
    assert not held.update(0)
    path.write_bytes(records([1.0, 2.0, 3.0, 4.5]))
    assert held.update(0)
    member = held.members[0]
    assert (member.last, member.change, member.bars) == (4.5, 50.0, 4)
    assert held.newest_values(condition(Formula(), "CLOSE")).tolist() == [4.5, 1.0]
    assert held.series(0).close.tolist() == [1.0, 2.0, 3.0, 4.5]
    path.write_bytes(records([1.0, 2.0, 3.0, 4.6]))
    assert held.update(0) and member.bars == 4
    path.write_bytes(records([1.0]))
    assert held.update(0) and member.bars == 1
    columns, _times = next(held.parts(None))
    assert np.flatnonzero(~np.isnan(columns["close"][:, 0])).tolist() == [held.wanted.depth - 1]
    path.write_bytes(b"")
    assert not held.update(0)


# In a child


@pytest.fixture
def child():
    argv = [sys.executable, "-P", "-m", "engines.serve", "roc"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def ask(process, request, last):
    """What it says up to an answer of that kind."""
    process.stdin.write(wire.encode(request))
    process.stdin.flush()
    events, found = Events("roc"), []
    while data := process.stdout.read1(1 << 16):
        found += events.feed(data)
        if any(isinstance(event, (last, wire.Failed)) for event in found):
            return found
    pytest.fail("it ended")


def resident(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000


def test_five_thousand_symbols_fit_into_60_mb(tmp_path, child):
    data = [records(walk(number, 250)) for number in range(20)]
    for number in range(5000):
        (tmp_path / f"sh{600_000 + number}.day").write_bytes(data[number % 20])
    look = Look(paths=(str(tmp_path),), chart=Chart(), where="ROC>-1000", sort="EROC")
    found = ask(child, look, Charted)
    assert only(found, Rows)[0].rows[0].symbol
    assert resident(child.pid) <= MB_OF_CHILD


async def test_a_conversation_crosses_the_wire(tmp_path, no_child_left):  # noqa: F811
    market(tmp_path / "market", 3)
    paths, seen = (str(tmp_path / "market"),), []
    async with Link("roc", Look(paths=paths, number=1), log=tmp_path / "log" / "roc.log") as link:
        async for batch in link:
            seen += batch
            if only(batch, Rows):
                link.send(Scan(paths=paths, within=200))
            if only(batch, Scanned):
                break
    assert only(seen, Scanned)[0].found == 3
    assert no_child_left()


async def test_an_evaluation_crosses_the_wire_and_is_done(tmp_path):
    seen = []
    async with Link("roc", Evaluate(paths=(PINGAN,)), log=tmp_path / "roc.log") as link:
        async for batch in link:
            seen += batch
    assert isinstance(seen[-1], Done)


async def test_a_stream_crosses_the_wire(tmp_path):
    seen = []
    async with Link("roc", Stream(every=True), log=tmp_path / "roc.log") as link:
        link.send(Feed('{"time": 1700000000, "close": 10}\n'))
        async for batch in link:
            seen += batch
            if only(batch, Signal):
                link.send(Feed(last=True))
    assert [signal.price for signal in only(seen, Signal)] == [10.0]
    assert isinstance(seen[-1], Done)


async def test_a_bad_formula_reaches_the_reader_as_a_failure(tmp_path):
    request = Evaluate(paths=(PINGAN,), formula=Formula(source="X:("))
    async with Link("roc", request, log=tmp_path / "roc.log") as link:
        seen = [event async for batch in link for event in batch]
    assert isinstance(seen[-1], wire.Failed)
    assert seen[-1].why.startswith("1:")


def test_a_file_that_grows_while_it_is_read_is_read_once_it_rests(tmp_path):
    """Half a price would start an alert."""
    path = tmp_path / "sh600000.csv"
    path.write_text("date,close\n2024-01-01,10\n2024-01-02,11\n")
    market = Market(Wanted((str(path),), depth=5))
    list(market.load())
    changes = Changes([str(path)], now=lambda: 1 << 62)
    path.write_text("date,close\n2024-01-01,10\n2024-01-02,11\n2024-01-03,12\n")
    assert changes.look() == [str(path)]
    with path.open("a") as file:
        file.write("2024-01-04,1")
    assert not market.update(0, lambda: changes.steady(str(path)))
    assert market.members[0].last == 11
    with path.open("a") as file:
        file.write("3\n")
    assert changes.look() == [str(path)]
    assert market.update(0, lambda: changes.steady(str(path)))
    assert market.members[0].last == 13
