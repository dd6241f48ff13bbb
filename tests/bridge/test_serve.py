import fcntl
import os
import re
import resource
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engines import wire
from tests import until
from tests.bridge import SERVE
from tests.bridge.sleeper.messages import Count, Counting, Done, Event

HELLO = wire.encode(wire.hello("sleeper"))


class Talk:
    """A served child on plain pipes, its standard error in a file."""

    def __init__(self, log: Path, argv: list[str], **more: Any) -> None:
        self.log = log
        with log.open("ab") as stderr:
            self.child = subprocess.Popen(
                argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, **more
            )
        assert self.child.stdin
        assert self.child.stdout
        self.stdin, self.stdout = self.child.stdin, self.child.stdout

    def say(self, *words: wire.Message | bytes) -> None:
        for word in words:
            self.stdin.write(word if isinstance(word, bytes) else wire.encode(word))
        self.stdin.flush()

    def hear(self) -> wire.Message:
        return msgspec.json.decode(self.stdout.readline(), type=Event)

    def rest(self) -> list[wire.Message]:
        """All that it says until it ends."""
        return [msgspec.json.decode(line, type=Event) for line in self.stdout]

    def hear_until(self, kind: type[wire.Message]) -> wire.Message:
        while not isinstance(event := self.hear(), kind):
            pass
        return event


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Any]:
    @contextmanager
    def start(argv: list[str] = SERVE, **more: Any) -> Iterator[Talk]:
        talk = Talk(tmp_path / "the log", argv, **more)
        with talk.child:
            try:
                yield talk
                talk.stdout.close()
                until(lambda: talk.child.poll() is not None)
            finally:
                talk.child.kill()

    return start


def the_only_last(events: list[wire.Message]) -> wire.Message:
    """Exactly one last event, and it is the last."""
    assert not any(isinstance(event, wire.LAST) for event in events[:-1]), events
    assert isinstance(events[-1], wire.LAST), events
    return events[-1]


def test_hello_comes_first_then_the_work_then_one_end(talk) -> None:
    with talk() as child:
        child.say(Count(to=3))
        events = child.rest()
    assert events[0] == wire.hello("sleeper")
    assert events[1] == Counting(3, 0)
    assert [event.done for event in events if isinstance(event, wire.Progress)] == [1, 2, 3]
    assert the_only_last(events) == Done(3)
    assert child.child.returncode == 0
    assert child.log.read_text() == ""


def test_a_newer_request_replaces_the_one_before(talk) -> None:
    with talk() as child:
        child.say(Count(to=1_000_000))
        child.hear_until(wire.Progress)
        child.say(Count(to=2))
        assert the_only_last(child.rest()) == Done(2)


def test_eof_ends_the_work(talk) -> None:
    with talk() as child:
        child.say(Count(to=1_000_000))
        child.hear_until(wire.Progress)
        child.stdin.close()
        assert the_only_last(child.rest()) == wire.Cancelled()


def test_cancel_ends_the_work(talk) -> None:
    with talk() as child:
        child.say(Count(to=1_000_000))
        child.hear_until(wire.Progress)
        child.say(wire.Cancel())
        assert the_only_last(child.rest()) == wire.Cancelled()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("pause", [0, 1000], ids=["working", "waiting"])
def test_a_signal_stops_it_where_that_is_safe(talk, tmp_path: Path, number, pause: float) -> None:
    with talk() as child:
        child.say(Count(to=1_000_000, pause=pause))
        child.hear_until(wire.Progress)
        child.child.send_signal(number)
        assert the_only_last(child.rest()) == wire.Cancelled()


def test_a_signal_does_not_cut_a_piece_of_work(talk, tmp_path: Path, count, rng) -> None:
    for number in range(count(100)):
        work = tmp_path / f"work {number}"
        with talk() as child:
            child.say(Count(to=1_000_000, pause=0.01, work=str(work)))
            for _ in range(rng.randint(1, 5)):
                child.hear_until(wire.Progress)
            until(lambda work=work: work.read_text().endswith("(\n"))
            child.child.terminate()
            assert the_only_last(child.rest()) == wire.Cancelled()
        assert re.fullmatch(r"(\(\n\)\n)+", work.read_text())


def test_a_hang_up_is_ignored(talk) -> None:
    with talk() as child:
        child.say(Count(to=20))
        child.hear_until(wire.Progress)
        child.child.send_signal(signal.SIGHUP)
        assert the_only_last(child.rest()) == Done(20)


def test_a_request_that_is_no_request_is_refused(talk) -> None:
    for line, why in [
        (b'{"type":"Count","to":-1}\n', "to is 0 or more"),
        (b'{"type":"Count","to":"many"}\n', "Expected `int`"),
        (b'{"type":"Erase"}\n', "Erase"),
        (b"{}\n", "type"),
        (b"\xff\n", "malformed"),
        (b'{"type":"Count","fault":"\xff"}\n', "utf-8"),
        (b'{"type":"Count","fault":"broken check"}\n', "a check that is wrong"),
        (b'{"x":' + b"[" * 100_000 + b"\n", "recursion"),
    ]:
        with talk() as child:
            child.say(line)
            last = the_only_last(child.rest())
            assert isinstance(last, wire.Failed)
            assert last.what == "The request was refused.", line
            assert why in last.why


def test_a_refused_request_ends_work_that_was_going_on(talk) -> None:
    with talk() as child:
        child.say(Count(to=1_000_000))
        child.hear_until(wire.Progress)
        child.say(b'{"type":"Count","to":-1}\n')
        last = the_only_last(child.rest())
        assert isinstance(last, wire.Failed)
        assert last.what == "The request was refused."


def test_a_request_line_without_end_is_refused(talk) -> None:
    with talk() as child:
        child.say(b"x" * ((1 << 20) + 1))
        last = the_only_last(child.rest())
        assert isinstance(last, wire.Failed)
        assert last.what == "A line was too long to be a message."


def test_what_a_library_prints_does_not_reach_the_wire(talk) -> None:
    with talk() as child:
        child.say(Count(fault="prints"))
        assert the_only_last(child.rest()) == Done(3)
    log = child.log.read_text()
    for printed in ("a library prints", "so does a C library", "and a program", "half a line"):
        assert printed in log


def test_an_engine_error_travels_field_by_field(talk) -> None:
    with talk() as child:
        child.say(Count(fault="fails"))
        last = the_only_last(child.rest())
    assert last == wire.Failed("It cannot go on.", "the reason", "the remedy")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("raises", "RuntimeError: something with a traceback"),
        ("exits", "SystemExit: a library thinks it may end the process"),
    ],
)
def test_a_breakdown_names_the_log_and_only_the_log_has_the_traceback(talk, fault, why) -> None:
    with talk() as child:
        child.say(Count(fault=fault))
        events = child.rest()
    last = the_only_last(events)
    assert last == wire.Failed("The engine broke down.", why, f"tail '{child.log}'")
    assert "Traceback" not in str(events)
    assert "Traceback" in child.log.read_text()


@pytest.mark.parametrize("fault", ["strange name", "cannot be sent", "strange end"])
def test_a_name_that_is_no_text_still_becomes_one_clear_end(talk, fault: str) -> None:
    with talk() as child:
        child.say(Count(fault=fault))
        last = the_only_last(child.rest())
    assert isinstance(last, wire.Failed)
    assert last.why == "no file \\udc80"


def test_an_unknown_engine_is_an_end_with_its_name(talk) -> None:
    for name in ("surprise", "os", ""):
        with talk([sys.executable, "-m", "engines.serve", name]) as child:
            assert child.hear() == wire.hello(name)
            assert child.hear() == wire.Failed("There is no such engine.", name, "zerodeck --help")
            assert child.stdout.readline() == b""


def test_a_thread_that_never_ends_does_not_keep_the_child(talk) -> None:
    with talk() as child:
        child.say(Count(fault="thread"))
        assert the_only_last(child.rest()) == Done(3)
        assert child.child.wait(20) == 0


@pytest.mark.parametrize("fault", ["flood", ""], ids=["flooding", "counting"])
def test_a_reader_that_has_gone_ends_the_child(talk, fault: str) -> None:
    with talk() as child:
        child.say(Count(to=1_000_000, fault=fault))
        child.hear_until(wire.Progress)
        child.stdout.close()
        assert child.child.wait(20) == 0
    assert child.log.read_text() == ""


def test_a_reader_that_was_never_there_ends_the_child_without_a_traceback(tmp_path: Path) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with (tmp_path / "log").open("wb") as log:
        child = subprocess.Popen(SERVE, stdin=subprocess.PIPE, stdout=writes, stderr=log)
    os.close(writes)
    with child:
        assert child.wait(20) == 0
    assert (tmp_path / "log").read_text() == ""


def test_a_writer_that_never_reads_slows_the_child_and_loses_nothing(talk) -> None:
    """A Link's emit blocks with its reader: what does not fit into the pipe waits."""
    with talk() as child:
        child.say(Count(fault="flood"))
        flooded = child.hear_until(wire.Progress)
        until(lambda: state(child.child.pid) == "S")
        child.child.terminate()
        events = child.rest()
    progress = [event.done for event in [flooded, *events] if isinstance(event, wire.Progress)]
    assert progress == list(range(1, len(progress) + 1))
    assert the_only_last(events) == wire.Cancelled()


def test_a_signal_in_the_middle_of_a_long_line_does_not_cut_it(talk) -> None:
    with talk() as child:
        child.say(Count(to=0, fault="long end"))
        until(lambda: unread(child.stdout.fileno()) > 60_000)
        child.child.terminate()
        until(lambda: delivered(child.child.pid))
        assert the_only_last(child.rest()) == Done(0, "x" * 200_000)


def unread(pipe: int) -> int:
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def delivered(process: int) -> bool:
    """No signal waits for it."""
    status = Path(f"/proc/{process}/status").read_text()
    return re.findall(r"(?:SigPnd|ShdPnd):\s*(\d+)", status) == ["0" * 16] * 2


def state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]


def test_the_child_imports_nothing_heavy(talk) -> None:
    with talk() as child:
        child.say(Count(to=0, fault="modules"))
        modules = {event.text for event in child.rest() if isinstance(event, wire.Log)}
    assert "engines.inbox" in modules
    assert not modules & {"asyncio", "textual", "rich", "typer", "numpy", "subprocess.asyncio"}


def test_a_bare_child_takes_16_mib_at_most(talk) -> None:
    with talk() as child:
        child.say(Count(to=1_000_000, pause=1))
        child.hear_until(wire.Progress)
        status = Path(f"/proc/{child.child.pid}/status").read_text()
        child.say(wire.Cancel())
        assert the_only_last(child.rest()) == wire.Cancelled()
    kib = int(re.search(r"VmRSS:\s+(\d+)", status)[1])
    print(f"{kib / 1024:.1f} MiB")
    assert kib <= 16 << 10


@pytest.mark.parametrize("full", ["within a line", "between lines"])
def test_a_full_disk_costs_events_and_log_lines_but_not_the_work(tmp_path: Path, full: str) -> None:
    """RLIMIT_FSIZE stands for the full disk: files cannot grow past it."""
    events, work = tmp_path / "events.jsonl", tmp_path / "work"
    request = Count(to=100, pause=0, fault="full log", work=str(work))
    if full == "between lines":  # there is room for just the Hello
        frame = len(wire.encode(wire.Log("")))
        events.write_bytes(wire.encode(wire.Log("x" * (4096 - len(HELLO) - frame))))
    with events.open("ab") as sink, (tmp_path / "log").open("ab") as log:
        child = subprocess.Popen(
            SERVE,
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=log,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
        )
    with child:
        assert child.stdin
        child.stdin.write(wire.encode(request))
        child.stdin.flush()
        assert child.wait(20) == 0
    assert work.read_text() == "(\n)\n" * 100
    data = events.read_bytes()
    assert 4000 < len(data) <= 4096
    assert data.endswith(b"\n")
    for line in data.splitlines():
        msgspec.json.decode(line, type=Event)
