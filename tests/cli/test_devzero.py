"""`zerodeck devzero read`: a measurement without a screen."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests import until
from tests.cli import started, zerodeck

QUICK = ("devzero", "read", "--seconds", "0.3", "--hertz", "10")


def test_json_is_an_event_a_line_from_hello_to_done():
    done = zerodeck(*QUICK, "--json", "--block", "64K", "--workers", "2")
    assert (done.returncode, done.stderr) == (0, "")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["Hello", "Reading"]
    assert kinds[-1] == "Done"
    assert set(kinds[2:-1]) == {"Sample"}
    assert events[1]["read"] == {
        "type": "Read",
        "block": 65536,
        "workers": 2,
        "batched": False,
        "hertz": 10.0,
        "seconds": 0.3,
    }
    summary = events[-1]["summary"]
    assert summary["seconds"] > 0  # from the first sample on, which a busy machine brings late
    assert summary["mean"] * summary["seconds"] == pytest.approx(summary["bytes"], rel=0.01)
    assert 0 < summary["p5"] <= summary["p50"] <= summary["p95"] <= summary["peak"]


@pytest.mark.parametrize("options", [[], ["--plain"], ["--plain", "--json"]])
def test_by_default_it_speaks_words(options):
    done = zerodeck(*QUICK, *options)
    assert (done.returncode, done.stderr) == (0, "")
    first, *_, last = done.stdout.splitlines()
    assert first == "per call, 256 KiB, workers: 1"
    assert "{" not in done.stdout
    for word in ("mean", "p50", "peak"):
        assert word in done.stdout
    assert "ns/KiB" in last


def test_batched_reads_have_a_name_of_their_own():
    assert zerodeck(*QUICK, "--batched").stdout.startswith("batched, blocks of 256 KiB")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--block", "0", "512 bytes to 64 MiB"),
        ("--block", "511", "512 bytes to 64 MiB"),
        ("--block", "65M", "512 bytes to 64 MiB"),
        ("--block", "64X", "A size is written like"),
        ("--block", "-1", "A size is written like"),
        ("--block", "", "A size is written like"),
        ("--block", "١٢٣K", "A size is written like"),
        ("--workers", "0", "1 to 8"),
        ("--workers", "9", "1 to 8"),
        ("--workers", "many", "not a valid"),
        ("--seconds", "0", "above 0"),
        ("--seconds", "-1", "above 0"),
        ("--seconds", "nan", "above 0"),
        ("--seconds", "inf", "86400"),
        ("--hertz", "0", "0.1 to 30"),
        ("--hertz", "nan", "0.1 to 30"),
        ("--hertz", "1e9", "0.1 to 30"),
    ],
)
def test_a_bad_value_is_refused_in_words(option, value, words):
    done = zerodeck("devzero", "read", option, value)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_it_with_cancelled(sign):
    process = started("devzero", "read", "--json", "--hertz", "10")
    kinds = []
    for line in process.stdout:
        kinds.append(json.loads(line)["type"])
        if kinds[-2:] == ["Sample", "Sample"]:
            process.send_signal(sign)
    assert kinds[-1] == "Cancelled"
    assert process.wait(10) == 130
    assert process.stderr.read() == ""


def test_ctrl_c_leaves_a_summary_in_words():
    process = started("devzero", "read", "--hertz", "10")
    lines = []
    for line in process.stdout:
        lines.append(line)
        if len(lines) == 3:
            process.send_signal(signal.SIGINT)
    assert "mean" in "".join(lines)
    assert process.wait(10) == 130
    assert process.stderr.read() == ""


def test_ctrl_c_in_a_terminal_reaches_it_once():
    """The whole foreground group gets the signal; the engine is in a session of its own."""
    process = started("devzero", "read", "--json", "--hertz", "10", start_new_session=True)
    kinds = []
    for line in process.stdout:
        kinds.append(json.loads(line)["type"])
        if kinds[-1] == "Sample" and len(kinds) == 4:
            os.killpg(process.pid, signal.SIGINT)
    assert kinds[-1] == "Cancelled"
    assert process.wait(10) == 130


@pytest.mark.parametrize("options", [["--json"], ["--plain"]])
def test_a_reader_that_leaves_ends_it_in_silence(options):
    """As `head -1` does."""
    process = started("devzero", "read", "--hertz", "30", *options)
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(10) == 0
    assert process.stderr.read() == ""


@pytest.mark.parametrize("home", ["/dev/null", "/proc/nowhere"])
def test_where_no_log_can_be_kept_it_measures_or_says_why(home):
    done = zerodeck(*QUICK, "--json", XDG_STATE_HOME=home)
    if done.returncode:
        assert home in done.stderr
    else:
        assert '"Done"' in done.stdout.splitlines()[-1]


def test_a_killed_engine_is_told_in_words():
    process = started("devzero", "read", "--json", "--hertz", "10")
    process.stdout.readline()
    engine = until(lambda: children(process.pid))[0]
    os.killpg(engine, signal.SIGKILL)
    *_, last = process.stdout.read().splitlines()
    failed = json.loads(last)
    assert failed["type"] == "Failed"
    assert "SIGKILL" in failed["why"]
    assert process.wait(10) == 1


def children(number):
    """The engine starts from the main thread."""
    return list(map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split()))
