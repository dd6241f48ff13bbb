"""The engine as the console meets it: a child, a wire, and signals."""

import os
import re
import select
import signal
import subprocess
import sys
from functools import reduce
from pathlib import Path

import pytest

from engines import wire
from engines.devzero.messages import Done, Read, Reading, Sample
from engines.devzero.state import State, step
from engines.events import Events
from engines.link import Link

from .conftest import children, gone_within

KIB_OF_CHILD = 16 << 10


def link(tmp_path: Path, read: Read) -> Link:
    return Link("devzero", read, log=tmp_path / "log" / "devzero.log")


def memory(pid: int, field: str) -> int:
    """KiB by /proc/PID/smaps_rollup."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kib) for kib in re.findall(rf"^{field}:\s+(\d+)", rollup, re.M))


async def test_a_whole_run_crosses_the_wire(tmp_path):
    read, events = Read(hertz=20, seconds=0.4), []
    async with link(tmp_path, read) as child:
        async for batch in child:
            events += batch
    hello, reading, *rest, done = events
    assert hello == wire.hello("devzero")
    assert reading == Reading(read)
    assert rest and all(isinstance(event, Sample) for event in rest)
    assert done == Done(read, rest[-1].run)
    assert reduce(step, events, State()).last == done


async def test_the_block_changes_while_it_runs(tmp_path):
    state, newer = State(), Read(block=4096, hertz=20, seconds=0.2)
    asked = False
    async with link(tmp_path, Read(hertz=20)) as child:
        async for batch in child:
            state = reduce(step, batch, state)
            if state.sample and not asked:
                asked = True
                child.send(newer)
    assert state.read == newer
    assert isinstance(state.last, Done)
    assert state.last.read == newer


async def test_leaving_ends_child_and_workers(tmp_path, no_child_left, pidfd):
    async with link(tmp_path, Read(workers=2)) as child:
        async for batch in child:
            if any(isinstance(event, Sample) for event in batch):
                break
        pidfds = [pidfd(pid) for pid in children(child._child.pid)]
        assert len(pidfds) == 2
    assert gone_within(0, pidfds)
    assert no_child_left()


async def test_a_killed_worker_reaches_the_console_as_a_failure(tmp_path):
    events = []
    async with link(tmp_path, Read()) as child:
        async for batch in child:
            events += batch
            if any(isinstance(event, Sample) for event in batch):
                for worker in children(child._child.pid):
                    os.kill(worker, signal.SIGKILL)
    assert events[-1] == wire.Failed("A reader was killed.", "SIGKILL", "sudo dmesg | tail")
    assert sum(isinstance(event, Sample) for event in events) == 1


@pytest.fixture
def engine():
    """A served engine without a Link around it, so that it can be killed alone."""
    argv = [sys.executable, "-P", "-m", "engines.serve", "devzero"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        yield child
        child.kill()


def first_sample(engine: subprocess.Popen, read: Read) -> list[int]:
    """Ask, wait for the first sample, and say who works."""
    engine.stdin.write(wire.encode(read))
    engine.stdin.flush()
    events = Events("devzero")
    while data := os.read(engine.stdout.fileno(), 1 << 16):
        if any(isinstance(event, Sample) for event in events.feed(data)):
            return children(engine.pid)
    pytest.fail("it ended without a sample")


@pytest.mark.parametrize("read", [Read(workers=2), Read(block=4096, workers=2, batched=True)])
def test_workers_do_not_survive_an_engine_that_is_killed(engine, pidfd, read):
    pidfds = [pidfd(pid) for pid in first_sample(engine, read)]
    assert len(pidfds) == 2
    engine.kill()
    engine.wait()
    assert gone_within(0.5, pidfds)  # in 1 ms on a quiet machine


def test_the_wire_ends_with_the_engine_not_with_its_workers(engine):
    workers = first_sample(engine, Read())
    os.kill(workers[0], signal.SIGSTOP)
    try:
        engine.kill()
        while select.select([engine.stdout], [], [], 5)[0]:
            if not os.read(engine.stdout.fileno(), 65536):
                return
        pytest.fail("somebody still holds the wire")
    finally:
        os.kill(workers[0], signal.SIGKILL)


def test_the_child_stays_within_its_memory(engine):
    block, spare = 4 << 10, 3 << 10
    (worker,) = first_sample(engine, Read(block=block << 10))
    assert memory(engine.pid, "Rss") <= KIB_OF_CHILD
    private = memory(worker, "Private_Dirty") + memory(worker, "Private_Clean")
    assert block <= private <= block + spare


def test_sigterm_cancels_and_leaves_nobody(engine, pidfd):
    pidfds = [pidfd(pid) for pid in first_sample(engine, Read(workers=2))]
    engine.send_signal(signal.SIGTERM)
    assert b'"Cancelled"' in engine.stdout.read().splitlines()[-1]
    assert engine.wait() == 0
    assert gone_within(0, pidfds)
