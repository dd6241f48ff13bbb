"""Work outlives whoever started it: the console is killed in every way, at random moments."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engines import jobs, locks, wire
from tests import until
from tests.bridge.sleeper.messages import Done

CONSOLE = [sys.executable, "-m", "tests.bridge.console"]
TO, PAUSE = 60, 0.005


class Console:
    """A console in a terminal of its own, which it leads a session on, as a login shell would."""

    def __init__(self, *arguments: object) -> None:
        self.terminal, inner = os.openpty()
        self.process = subprocess.Popen(
            [*CONSOLE, *map(str, arguments)],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            preexec_fn=log_in,
        )
        os.close(inner)

    def close(self) -> None:
        os.close(self.terminal)
        self.terminal = -1

    def ended(self) -> bool:
        return self.process.poll() is not None

    def clean(self) -> None:
        if self.terminal >= 0:
            self.close()
        self.process.kill()
        self.process.wait()


def log_in() -> None:
    """What login does: the session gets its terminal, and a hang-up ends whoever it reaches."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may run under nohup


WAYS: dict[str, Callable[[Console], None]] = {
    "SIGHUP": lambda console: console.process.send_signal(signal.SIGHUP),
    "SIGTERM": lambda console: console.process.send_signal(signal.SIGTERM),
    "SIGKILL": lambda console: console.process.kill(),
    "its process group killed": lambda console: os.killpg(console.process.pid, signal.SIGKILL),
    "its terminal closed": Console.close,
}


def test_no_job_is_lost_however_and_whenever_its_console_ends(tmp_path, count, rng) -> None:
    """In each round every way once; then a new console shows all the results."""
    lost = []
    for number in range(count(100)):
        folder = tmp_path / str(number)
        folder.mkdir()
        works = {way: folder / way for way in WAYS}
        consoles = {way: Console("start", f"{number} {way}", TO, PAUSE, works[way]) for way in WAYS}
        try:
            for way in WAYS:
                until(lambda title=f"{number} {way}": working(title), 60)
            moments = sorted((rng.uniform(0, TO * PAUSE), way) for way in WAYS)
            begin = time.monotonic()
            for moment, way in moments:
                time.sleep(max(0.0, begin + moment - time.monotonic()))  # the moment is the test
                WAYS[way](consoles[way])
            for console in consoles.values():
                until(console.ended)
        finally:
            for console in consoles.values():
                console.clean()
        results = shown()
        for way, work in works.items():
            result = results.pop(f"{number} {way}", "no such job")
            whole = work.read_text() == "(\n)\n" * TO
            if result != str(Done(TO)) or not whole:
                lost.append((number, way, moments, result))
        assert not results
        jobs.prune()
    assert not lost
    print(f"{count(100)} rounds of {len(WAYS)}: none lost")


def working(title: str) -> bool:
    """Whether that job has said something."""
    return any(
        job.record.title == title and isinstance(job.status().progress, wire.Progress)
        for job in jobs.every()
    )


def shown() -> dict[str, str]:
    """What a new console shows of all the jobs: how each one ended, once it has."""
    console = subprocess.run([*CONSOLE, "show"], capture_output=True, check=True, timeout=60)
    results: dict[str, str] = json.loads(console.stdout)
    return results


def test_a_starter_killed_at_any_line_leaves_nothing_that_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either nothing shows, or a job that did its work, or one that says it never did."""
    command = [sys.executable, "-m", "tests.bridge.starter", str(tmp_path / "states")]
    steps = int(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout)
    assert steps > 30
    seen = set()
    for number in range(steps + 1):
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "states" / str(number)))
        seen.add(what_is_left())
    assert seen == {"nothing", "lost", "done"}


def what_is_left() -> str:
    left = jobs.every()
    assert len(left) <= 1
    for job in left:
        until(lambda job=job: not job.running)
    locks.resource_lock("a thing").close()
    ends = [job.status().last for job in left]
    for hidden in jobs.home().glob(".*"):
        os.utime(hidden, (0, 0))
    assert jobs.prune() == [job.id for job in left]
    assert list(jobs.home().iterdir()) == []
    if not ends:
        return "nothing"
    if isinstance(ends[0], wire.Done):
        return "done"
    assert isinstance(ends[0], wire.Failed)
    assert ends[0].what == "The job ended without a word."
    return "lost"
