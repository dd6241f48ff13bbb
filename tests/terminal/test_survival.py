"""A job outlives the console that started it, however that ends; nothing else does."""

import os
import re
import signal
import time

import msgspec
import pytest

from engines import jobs
from tests import until
from tests.bridge.sleeper.messages import Count
from tests.conftest import children
from tests.terminal import METER, launched

TO, PAUSE = 60, 0.02
WHOLE = "(\n)\n" * TO

WAYS = {
    "SIGHUP": lambda terminal: terminal.send_signal(signal.SIGHUP),
    "SIGTERM": lambda terminal: terminal.send_signal(signal.SIGTERM),
    "SIGKILL": lambda terminal: terminal.send_signal(signal.SIGKILL),
    "group killed": lambda terminal: os.killpg(terminal.pid, signal.SIGKILL),
    "closed": lambda terminal: terminal.close(),
}


def asked(title, work, to=TO):
    """The launcher's words for a job that writes into the file `work`."""
    request = msgspec.json.encode(Count(to=to, pause=PAUSE, work=str(work))).decode()
    return ["--job", f"{title}={request}"]


def working(title):
    return any(job.record.title == title and job.status().progress for job in jobs.every())


def counted(title, tmp_path, **options):
    return asked(title, tmp_path / title, **options)


def no_console_is_left(tmp_path):
    """No console, no engine of one, no worker: only jobs."""
    mark = f"HOME={tmp_path / 'home'}\0".encode()
    until(lambda: not [name for name in children(mark).values() if "sleeper" not in name], 2.0)


def test_no_job_is_lost_however_and_whenever_its_console_ends(opened, tmp_path, count, rng):
    """From before the first picture to after the job's end: every way in turn."""
    moments, lost = max(len(WAYS), count(100)), []
    for first in range(0, moments, len(WAYS)):
        consoles = {way: opened(*launched(*counted(way, tmp_path))) for way in WAYS}
        for way in WAYS:
            until(lambda way=way: working(way))
        begin = time.monotonic()
        plan = sorted((rng.uniform(0, 1.25 * TO * PAUSE), way) for way in WAYS)
        for moment, way in plan:
            while (left := begin + moment - time.monotonic()) > 0:
                for console in consoles.values():
                    console.read(min(left, 0.005))
            WAYS[way](consoles[way])
        ends = {way: console.end() for way, console in consoles.items()}
        no_console_is_left(tmp_path)
        for sign in (signal.SIGTERM, signal.SIGHUP):
            assert as_it_was(consoles[sign.name], ends[sign.name], sign)
        until(lambda: not any(job.running for job in jobs.every()))
        works = {way: (tmp_path / way).read_text() == WHOLE for way in WAYS}
        shown = what_the_next_one_shows(opened)
        lost += [(first, way, plan) for way in WAYS if not works[way] or way not in shown]
        for way in WAYS:
            (tmp_path / way).unlink()
    print(f"{moments} consoles ended: {len(lost)} jobs lost")
    assert not lost


def as_it_was(terminal, end, sign):
    """Restored; or not yet taken when the signal came."""
    if end == -sign:
        return not terminal.modes.get(1049)
    return end == 128 + sign and terminal.restored()


def what_the_next_one_shows(opened):
    """The titles of the jobs that it says are done; it forgets them."""
    console = opened().shows("2 /dev/zero", "done", "j shows")
    console.press("j")
    console.shows("how it stands", *WAYS)
    rows = [row for row in console.rows if "done" in row]
    console.press("x")
    console.shows("No jobs.")
    console.press("\x1b")
    console.shows("2 /dev/zero")
    console.press("q")
    assert console.end() == 0
    return " ".join(rows)


def test_quitting_asks_nothing_and_the_job_goes_on(opened, tmp_path):
    console = opened(*launched(*counted("counting", tmp_path, to=200)))
    console.shows("counting", "goes on if you leave")
    console.press("q")
    assert console.end() == 0
    assert jobs.every()[0].running
    following = opened().shows("counting", "goes on if you leave")
    following.shows("done").hides("goes on if you leave")
    assert (tmp_path / "counting").read_text() == "(\n)\n" * 200


def test_a_bell_rings_and_a_notice_tells_when_a_job_ends(opened, tmp_path):
    console = opened(*launched(*counted("counting", tmp_path)))
    console.shows("counting", "goes on if you leave")
    assert b"\a" not in without_titles(console.output)
    console.shows("done")
    console.until(lambda: b"\a" in without_titles(console.output))


def without_titles(output):
    """OSC sequences may end with the same byte."""
    return re.sub(rb"\x1b\][^\x07\x1b]*\x07", b"", output)


def test_two_consoles_watch_one_job_at_once_and_leaving_one_harms_neither(opened, tmp_path):
    first = opened(*launched(*counted("counting", tmp_path, to=150)))
    second = opened(*launched())
    for console in first, second:
        console.shows("counting", "goes on if you leave")
        console.press("j")
        console.shows("how it stands")
    for console in first, second:
        rows = console.rows[3:]
        console.until(lambda console=console, rows=rows: console.rows[3:] != rows)
    first.press("\x1b")
    first.shows("2 /dev/zero")
    first.press("q")
    assert first.end() == 0
    second.shows("done")
    assert (tmp_path / "counting").read_text() == "(\n)\n" * 150


@pytest.mark.some(2)
@pytest.mark.parametrize("way", WAYS)
def test_of_a_console_that_ends_no_engine_and_no_worker_is_left(opened, tmp_path, way):
    """With eight workers."""
    console = opened().shows(METER)
    console.press("wwwwwww")
    console.shows("8 workers", METER)
    WAYS[way](console)
    console.end()
    no_console_is_left(tmp_path)
