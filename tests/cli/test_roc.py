"""`zerodeck roc`: the indicator, the watchlist and the signals without a screen."""

import json
import os
import shutil
import signal
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from engines.paths import ASSETS
from engines.roc.data.load import read
from engines.roc.doubts import DOUBTS
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.library import FORMULAS
from engines.roc.formula.program import compile
from tests.cli import ROOT, ZERODECK, started, zerodeck
from tests.engines.roc.market_files import day_file, market, records, walk

PINGAN = str(ASSETS / "market/sz/lday/sz000001.day")
BAD = "ROC:100*(CLOSE-REF(CLOSE,12))/REF(CLOSE,12);\nX:NOSUCH(ROC);\n"


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.tdx"
    path.write_text(BAD)
    return str(path)


@pytest.fixture
def formula(tmp_path):
    """What a user of 通达信 would paste."""
    path = tmp_path / "mine.tdx"
    path.write_text(
        "A1:=AMO/VOL/100；ROC:100*(A1-REF(A1,N))/REF(A1,N);\nMAROC:MA(ROC,6);EROC:EMA(ROC,9);"
        "ZERO:0,COLORFFFFFF,POINTDOT;{PARAM N 2 120 12}\n"
    )
    return str(path)


# eval


@pytest.mark.parametrize("name", ["ROC", "ROC-A1", "KDJ", "MACD"])
def test_eval_is_one_document_with_every_digit(name):
    done = zerodeck("roc", "eval", "--formula", name, "--data", PINGAN, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == ["dates", "lines", "warnings"]
    (series,) = read(PINGAN).series
    expected = evaluate(compile(FORMULAS[name]), series.columns(), series.times).lines
    assert list(found["lines"]) == list(expected)
    for line, values in expected.items():
        told = np.array(found["lines"][line], float)
        assert np.array_equal(told, values, equal_nan=True), line
    assert len(found["dates"]) == 4995
    assert (found["dates"][0], found["dates"][-1]) == ("2000-02-14", "2021-05-14")
    assert "NaN" not in done.stdout


def test_eval_takes_a_file_of_a_formula_and_its_parameters(formula):
    asked = ("roc", "eval", "--formula", formula, "--data", PINGAN, "--json")
    found = json.loads(zerodeck(*asked).stdout)
    assert found["lines"]["ROC"][:12] == [None] * 12
    other = json.loads(zerodeck(*asked, "--param", "N=30").stdout)
    assert other["lines"]["ROC"][:30] == [None] * 30
    assert other["lines"]["ROC"][30] is not None
    (series,) = read(PINGAN).series
    average = series.amount / series.volume / 100
    expected = 100 * (average[30:] - average[:-30]) / average[:-30]
    assert np.allclose(other["lines"]["ROC"][30:], expected, rtol=1e-12)


def test_eval_gathers_bars_and_stops_at_a_time():
    asked = ("roc", "eval", "--data", PINGAN, "--period", "month", "--until", "2020-06-15")
    found = json.loads(zerodeck(*asked, "--json").stdout)
    assert found["dates"][-2:] == ["2020-05-29", "2020-06-15"]


def test_eval_in_words_is_a_table_of_the_last_bars():
    done = zerodeck("roc", "eval", "--data", PINGAN, "--last", "5")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["ROC", "MAROC", "EROC", "ZERO"]
    assert len(lines) == 6
    assert lines[-1].startswith("2021-05-14")


def test_eval_warns_where_the_average_is_no_price():
    index = next((ASSETS / "market").rglob("sh000001*"), None)
    assert index is not None
    asked = ("roc", "eval", "--data", str(index), "--json", "--formula")
    assert json.loads(zerodeck(*asked, "ROC-A1").stdout)["warnings"]
    assert json.loads(zerodeck(*asked, "ROC").stdout)["warnings"] == []


# show


def test_show_is_a_table_with_a_trend_around_zero(tmp_path):
    market(tmp_path, 3)
    done = zerodeck("roc", "show", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    head, *lines = done.stdout.splitlines()
    assert head.split() == [
        "symbol", "name", "time", "last", "change", "ROC", "MAROC", "EROC", "trend", "since",
        "signal",
    ]  # fmt: skip
    assert [line.split()[0] for line in lines[:3]] == ["sh600000", "sh600001", "sh600002"]
    assert set("▁▂▃▄▅▆▇█▔▀") & set(done.stdout)
    plain = zerodeck("--ascii", "roc", "show", str(tmp_path)).stdout
    assert plain.isascii()


def test_show_sorts_and_filters(tmp_path):
    for number, last in enumerate((3.0, 1.0, 2.0)):
        day_file(tmp_path, f"sh60000{number}", [1.5, last])
    asked = ("roc", "show", str(tmp_path), "--sort", "last", "--descending", "--json")
    found = json.loads(zerodeck(*asked).stdout)
    assert [row["last"] for row in found["rows"]] == [3.0, 2.0, 1.0]
    found = json.loads(zerodeck(*asked, "--where", "CLOSE<3", "--sort", "0-CLOSE").stdout)
    assert [row["last"] for row in found["rows"]] == [1.0, 2.0]
    assert (found["total"], found["shown"]) == (3, 2)


def test_show_says_which_rows_come_next(tmp_path):
    market(tmp_path, 5, bars=30)
    done = zerodeck("roc", "show", str(tmp_path), "--count", "2", "--first", "1")
    assert "2 of 5 rows; --first 3" in done.stdout


def test_show_without_files_says_that_it_is_a_sample():
    assert "sample" in zerodeck("roc", "show").stdout


def test_show_tells_what_is_wrong_with_a_file_and_lists_the_others(tmp_path):
    market(tmp_path, 1)
    (tmp_path / "bad.csv").write_text("nothing,of,use\n1,2,3\n")
    done = zerodeck("roc", "show", str(tmp_path))
    assert done.returncode == 0
    assert "bad.csv" in done.stderr
    assert "sh600000" in done.stdout


def test_show_fails_where_there_is_nothing_to_show(tmp_path):
    done = zerodeck("roc", "show", str(tmp_path / "no.day"))
    assert done.returncode == 1
    assert "no.day" in done.stderr


def test_show_follows_a_file_and_an_alert_is_told(tmp_path):
    path = day_file(tmp_path, "sh600000", [10.0] * 30)
    process = started(
        "roc", "show", str(path), "--follow", "0.05", "--alert", "high=CLOSE>11", "--json"
    )
    for line in process.stdout:
        event = json.loads(line)
        if event["type"] == "Rows" and not event["part"]:
            path.write_bytes(records([*[10.0] * 30, 12.0]))
        if event["type"] == "Alerted":
            break
    assert (event["alert"], event["price"]) == ("high", 12.0)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert process.stderr.read() == ""


# scan, backtest, chart


def test_scan_tells_hits(tmp_path):
    closes = [20.0 - 0.1 * bar for bar in range(60)]
    day_file(tmp_path, "sh600000", [*closes[:-3], 30.0, 30.0, 30.0])
    day_file(tmp_path, "sh600001", closes)
    done = zerodeck("roc", "scan", str(tmp_path), "--within", "5")
    assert (done.returncode, done.stderr) == (0, "")
    hit, end = done.stdout.splitlines()
    assert hit.startswith("sh600000  2024-02-27  2 bars ago  buy  30")
    assert end.startswith("1 of 2 symbols")
    asked = ("roc", "scan", str(tmp_path), "--where", "CROSS(ROC,0)", "--within", "3", "--json")
    events = [json.loads(line) for line in zerodeck(*asked).stdout.splitlines()]
    assert [event["type"] for event in events] == ["Hello", "Hit", "Scanned", "Done"]
    assert zerodeck("roc", "scan", str(tmp_path / "no.day")).returncode == 1


def test_backtest_tells_growth_and_trades():
    done = zerodeck("roc", "backtest", PINGAN, "--trades", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ended at   1.746x   buy and hold 1.145x" in done.stdout
    assert "drawdown   67.5 %" in done.stdout
    assert len(done.stdout[done.stdout.index("bought") :].splitlines()) == 4
    asked = ("roc", "backtest", PINGAN, "--rules", "china", "--cash", "50000", "--json")
    found = json.loads(zerodeck(*asked).stdout)
    assert (found["rules"]["cash"], found["rules"]["lot"]) == (50_000, 100)
    assert all(trade["shares"] % 100 == 0 for trade in found["trades"])
    assert found["costs"] > 0


def test_backtest_takes_conditions():
    asked = ("roc", "backtest", PINGAN, "--json")
    crossed = ("--buy", "CROSS(ROC,0)", "--sell", "CROSS(0,ROC)")
    assert zerodeck(*asked, *crossed).stdout == zerodeck(*asked).stdout
    never = json.loads(zerodeck(*asked, "--buy", "CLOSE<0", "--sell", "CLOSE<0").stdout)
    assert (never["trades"], never["growth"]) == ([], 1.0)


def test_chart_is_a_picture_in_a_new_file(tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed (extra: plot)")
    file = tmp_path / "chart.svg"
    asked = ("roc", "chart", PINGAN, "--out", str(file), "--formula", "MACD")
    done = zerodeck(*asked)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{file}\n", "")
    assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 - we drew it
    assert zerodeck(*asked).returncode == 1
    png = tmp_path / "chart.png"
    assert zerodeck("roc", "chart", PINGAN, "--out", str(png)).returncode == 0
    assert png.read_bytes().startswith(b"\x89PNG")


# formulas, check


def test_formulas_lists_and_prints():
    done = zerodeck("roc", "formulas")
    assert {"ROC", "ROC-A1", "MACD"} <= {line.split()[0] for line in done.stdout.splitlines()}
    assert zerodeck("roc", "formulas", "roc").stdout.strip() == FORMULAS["ROC"].strip()
    assert json.loads(zerodeck("roc", "formulas", "--json").stdout)["KDJ"] == FORMULAS["KDJ"]
    assert zerodeck("roc", "formulas", "nonesuch").returncode == 1


def test_check_points_at_what_is_wrong(bad, formula):
    done = zerodeck("roc", "check", formula)
    assert (done.returncode, done.stderr) == (0, "")
    assert "ROC, MAROC, EROC, ZERO" in done.stdout
    done = zerodeck("roc", "check", formula, bad)
    assert done.returncode == 1
    assert "2:3" in done.stderr
    assert "  X:NOSUCH(ROC);\n    ^" in done.stderr


@pytest.mark.parametrize(
    "asked",
    [
        ("show",),
        ("eval", "--json"),
        ("scan", "--json"),
        ("backtest",),
        ("stream",),
        ("chart", "--out", "/nonexistent/a.svg"),
    ],
    ids=lambda asked: asked[0],
)
def test_a_bad_formula_is_said_with_its_place_before_anything_is_read(asked, bad):
    done = zerodeck("roc", *asked, "--formula", bad)
    assert (done.returncode, done.stdout) == (1, "")
    assert "2:3" in done.stderr
    assert done.stderr.endswith("^\n")


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (("show", "--where", "ROC>"), 1, "1:5"),
        (("show", "--sort", "NOSUCH"), 1, "1:1"),
        (("show", "--alert", "nothing"), 2, "--alert"),
        (("show", "--alert", "a=ROC>0", "--hook", "'"), 2, "--hook"),
        (("show", "--follow", "0.001"), 2, "follow"),
        (("show", "--period", "hour"), 2, "--period"),
        (("show", "--until", "yesterday"), 1, "2021-05-14"),
        (("eval", "--formula", "NONESUCH"), 1, "roc formulas"),
        (("eval", "--formula", "/nonexistent.tdx"), 1, "nonexistent"),
        (("eval", "--param", "N"), 2, "--param"),
        (("eval", "--param", "N=1e9"), 1, "N"),
        (("eval", "--data", "/nonexistent.day", "--json"), 1, "nonexistent"),
        (("eval", "--symbol", "nonesuch"), 1, "nonesuch"),
        (("eval", "--band", "-1"), 2, "band"),
        (("scan", "--within", "0"), 2, "--within"),
        (("backtest", "--cash", "0"), 2, "cash"),
        (("backtest", "--buy", "REFX(CLOSE,1)>CLOSE"), 1, "REFX"),
        (("stream", "--bar", "-1"), 2, "bar"),
        (("stream", "--alert", "a=ZIG(3,5)>0"), 1, "ZIG"),
        (("chart", "--out", "chart.gif"), 1, ".svg"),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_refused_in_words(asked, status, said):
    done = zerodeck("roc", *asked)
    assert done.returncode == status
    assert said in " ".join((done.stderr + done.stdout).replace("│", " ").split())


# stream


@pytest.fixture
def stream():
    """A stream whose input stays open."""
    pipe = subprocess.PIPE
    running = []

    def start(*options):
        process = subprocess.Popen(
            [*ZERODECK, "roc", "stream", *options],
            cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe,
        )  # fmt: skip
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout, process.stderr)):
            pipe.close()


def line(at, close):
    return json.dumps({"time": 1_700_000_000 + 60 * at, "close": close}).encode() + b"\n"


def test_a_line_in_is_a_line_out_while_the_input_stays_open(stream):
    process = stream()
    assert json.loads(process.stdout.readline())["type"] == "Hello"
    closes = walk(2, 40)
    for at, close in enumerate(closes):
        os.write(process.stdin.fileno(), line(at, close))
        event = json.loads(process.stdout.readline())
        assert (event["type"], event["price"]) == ("Signal", close)
    expected = 100 * (closes[-1] - closes[-13]) / closes[-13]
    assert event["values"]["ROC"] == pytest.approx(expected, rel=1e-12)
    process.stdin.close()
    assert json.loads(process.stdout.readline())["type"] == "Done"
    assert process.wait(10) == 0
    assert process.stderr.read() == b""


def test_broken_lines_are_told_and_the_stream_goes_on(stream):
    process = stream()
    out, err = process.communicate(line(0, 10.0) + b"nonsense\n\xff\xfe\n" + line(1, 11.0))
    events = [json.loads(each) for each in out.splitlines()]
    assert [event["type"] for event in events] == [
        "Hello", "Signal", "Problem", "Problem", "Signal", "Done",
    ]  # fmt: skip
    assert [event["line"] for event in events if event["type"] == "Problem"] == [2, 3]
    assert (process.returncode, err) == (0, b"")


def test_a_long_input_is_not_sent_faster_than_it_is_read(stream):
    data = b"".join(line(at, 10 + at % 7) for at in range(40_000))
    assert len(data) > 1 << 20
    out, err = stream("--signals").communicate(data)
    assert err == b""
    assert json.loads(out.splitlines()[-1])["type"] == "Done"
    assert out.count(b'"Signal"') > 1000


def test_signals_in_words_with_history_and_alerts(stream, tmp_path):
    path = day_file(tmp_path, "sh600000", [10.0] * 30)
    process = stream(
        "--history", str(path), "--alert", "high=CLOSE>11", "--signals", "--plain"
    )  # fmt: skip
    text = b'{"date":"2024-03-01","close":12}\n{"date":"2024-03-02","close":9}\n'
    out, err = process.communicate(text)
    first, second, third = out.decode().splitlines()
    assert first.startswith("2024-03-01  sh600000  12  buy  ROC 20.00")
    assert second.startswith("2024-03-01  sh600000  12  high")
    assert third.startswith("2024-03-02  sh600000  9  sell")
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_stream_that_is_stopped_says_so(stream, sign):
    process = stream()
    process.stdout.readline()
    process.send_signal(sign)
    assert json.loads(process.stdout.readline())["type"] == "Cancelled"
    assert process.wait(10) == 130


def test_a_reader_who_leaves_ends_the_stream(stream):
    head = shutil.which("head")
    assert head
    process = stream()
    first = subprocess.Popen([head, "-n", "1"], stdin=process.stdout, stdout=subprocess.DEVNULL)
    process.stdout.close()
    first.wait(10)
    for at in range(3):
        os.write(process.stdin.fileno(), line(at, 10.0))
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout = None


def test_help_is_there_for_every_command():
    for words in (
        (),
        *[
            (name,)
            for name in ("show", "eval", "scan", "backtest", "stream", "chart", "formulas", "check")
        ],
    ):
        done = zerodeck("roc", *words, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_formula_that_wants_turnover_says_that_there_is_none(tmp_path):
    file = tmp_path / "GOOG.csv"
    rows = (f"2024-01-{day:02},{day},{day},{day},{day},100\n" for day in range(1, 29))
    file.write_text("date,open,high,low,close,volume\n" + "".join(rows))
    done = zerodeck("roc", "eval", "--formula", "ROC-A1", "--data", file, "--json")
    document = json.loads(done.stdout)
    assert set(document["lines"]["ROC"]) == {None}
    assert DOUBTS["lacking"] in document["warnings"]
    assert DOUBTS["short"] not in document["warnings"]


def test_no_chart_is_made_below_dev():
    done = zerodeck("roc", "chart", PINGAN, "--out", "/dev/zerodeck.svg")
    assert done.returncode == 1
    assert "below /dev" in done.stderr
    assert not Path("/dev/zerodeck.svg").exists()
