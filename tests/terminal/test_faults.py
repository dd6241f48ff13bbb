"""The meter's engine dies, lies or floods: the real console says so, and obeys its keys."""

import os
import signal
import statistics
import sys
import time
from pathlib import Path

import pytest

from tests import until
from tests.terminal import METER, family, launched

GONE = "The engine stopped without a word."


def rogue(mode):
    return launched("--child", f"{sys.executable} -m tests.terminal.rogue {mode}")


def helps(terminal):
    """Seconds from its key to the first byte of help, and until it stands; closed again."""
    begin = time.perf_counter()
    terminal.press("?")
    terminal.read(10.0)
    first = time.perf_counter() - begin
    terminal.shows("all commands")
    whole = time.perf_counter() - begin
    terminal.press("\x1b")
    terminal.hides("all commands")
    return first, whole


def test_a_killed_engine_is_reported_and_restarted_by_a_key(opened, meter):
    terminal = opened().shows(METER)
    left = family(meter(terminal))
    assert len(left) >= 2  # it and its worker
    os.kill(left[0], signal.SIGKILL)
    terminal.shows(GONE, "killed by SIGKILL", "failed")
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), 2.0)
    helps(terminal)
    terminal.press("r")
    terminal.shows(METER).hides(GONE)


def test_a_killed_worker_is_reported(opened, meter):
    terminal = opened().shows(METER)
    _engine, worker = family(meter(terminal))
    os.kill(worker, signal.SIGKILL)
    terminal.shows("A reader was killed.", "SIGKILL")


def test_under_a_stopped_engine_every_key_works_and_nothing_is_left(opened, meter):
    terminal = opened().shows(METER)
    left = family(meter(terminal))
    for pid in left:
        os.kill(pid, signal.SIGSTOP)
    helps(terminal)
    terminal.press("w")
    terminal.shows("2 workers")
    terminal.press("q")
    assert terminal.end() == 0
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), 2.0)


def test_a_stopped_engine_goes_on_when_it_is_continued(opened, meter):
    terminal = opened().shows(METER)
    left = family(meter(terminal))
    for pid in left:
        os.kill(pid, signal.SIGSTOP)
    helps(terminal)
    rows = terminal.rows[2:5]
    for pid in left:
        os.kill(pid, signal.SIGCONT)
    terminal.until(lambda: terminal.rows[2:5] != rows)


@pytest.mark.some(3)
@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("garbage", "The engine sent something that is no message."),
        ("bad_utf8", "The engine sent something that is no message."),
        ("deep_nest", "The engine sent something that is no message."),
        ("unknown_tag", "The engine sent something that is no message."),
        ("long_line", "A line was too long to be a message."),
        ("endless_line", "A line was too long to be a message."),
        ("mid_line", GONE),
        ("closes", GONE),
        ("leaves", "exit code 3"),
        ("wrong_wire", "The engine is of another version."),
    ],
)
def test_what_breaks_the_rules_is_a_clear_error(opened, mode, words):
    terminal = opened(*rogue(mode)).shows(words, "failed")
    helps(terminal)
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored()


@pytest.mark.parametrize("mode", ["deaf", "silent", "stubborn"])
def test_an_engine_that_does_not_listen_holds_nobody_up(opened, mode, count):
    terminal = opened(*rogue(mode)).shows("reading 256 KiB", "starting")
    terminal.press("w" + "+-" * count(5000))
    terminal.shows("2 workers")
    helps(terminal)
    terminal.press("q")
    assert terminal.end() == 0


@pytest.mark.some(1)
@pytest.mark.parametrize("words", ["", "samples"], ids=["others", "samples"])
def test_keys_are_obeyed_in_a_flood_of_events(opened, words):
    """As many events as the pipe takes: far over 10^5 a second."""
    terminal = opened(*rogue(f"flood {words}")).shows("? help")
    if words:
        terminal.shows(METER)
    times = [helps(terminal) for _ in range(15)]
    first, whole = map(statistics.median, zip(*times, strict=True))
    print(f"flood of {words or 'others'}: {first * 1e3:.0f} ms to the first byte of help,", end=" ")
    print(f"{whole * 1e3:.0f} ms until it stands, at most {max(times)[1] * 1e3:.0f}")
    assert whole < 0.5
    terminal.press("q")
    assert terminal.end() == 0
