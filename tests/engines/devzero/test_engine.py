import os
import signal
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from engines import wire
from engines.devzero.engine import FIRST, memory_available, serve
from engines.devzero.messages import Done, Read, Reading, Sample
from engines.inbox import Inbox, Stopped

from .conftest import children


def samples(events: list[wire.Message]) -> list[Sample]:
    return [event for event in events if isinstance(event, Sample)]


def run(
    *reads: Read,
    do: Callable[[Inbox[Read], wire.Message], None] = lambda inbox, event: None,
    **options,
) -> tuple[Done | Exception, list[wire.Message]]:
    """What serve came to, and what it said; `do` sees every event and the inbox."""
    inbox: Inbox[Read] = Inbox(reads)
    events: list[wire.Message] = []

    def emit(event: wire.Message) -> None:
        events.append(event)
        do(inbox, event)

    try:
        return serve(inbox, emit, **options), events
    except (wire.EngineError, Stopped) as error:
        return error, events


@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_is_a_reading_its_samples_and_done(workers, batched, no_child_left):
    read = Read(block=64 << 10, workers=workers, batched=batched, hertz=20, seconds=0.5)
    done, (reading, *rest) = run(read)
    assert reading == Reading(read)
    assert samples(rest) == rest
    assert 3 <= len(rest) <= 10
    assert done == Done(read, rest[-1].run)
    assert done.summary.bytes > 1 << 20
    assert done.summary.seconds == pytest.approx(0.5, abs=0.2)
    assert no_child_left()


def test_the_figures_of_a_run_agree_with_each_other():
    done, events = run(Read(hertz=20, seconds=0.5))
    rates = [sample.rate for sample in samples(events)]
    run_ = done.summary
    assert run_.peak == run_.p99 == max(rates)
    assert run_.p5 == min(rates)
    assert run_.p50 in rates
    assert run_.mean == pytest.approx(run_.bytes / run_.seconds)
    assert run_.cpu_rate == pytest.approx(1024e9 / run_.cpu_ns_per_kib)
    assert run_.mean == pytest.approx(run_.cpu_rate * run_.share, rel=0.01)


def test_samples_are_evenly_spaced_and_never_a_sliver():
    _, events = run(Read(hertz=30, seconds=0.42))
    times = [0.0] + [sample.seconds for sample in samples(events)]
    assert min(new - old for old, new in pairwise(times)) >= 1 / 30 / 4


def test_the_slowest_meter_shows_something_at_once():
    done, events = run(Read(hertz=0.1, seconds=1.0))
    first = samples(events)[0]
    assert first.seconds < FIRST + 0.2
    assert len(samples(events)) == 2
    assert done.summary.seconds == pytest.approx(1.0, abs=0.2)


def test_the_shortest_run_still_measures():
    done, events = run(Read(seconds=0.000001))
    assert len(samples(events)) == 1
    assert done.summary.bytes > 0
    assert 0.025 <= done.summary.seconds < 1


def test_a_newer_read_replaces_the_running_one(no_child_left):
    newer = Read(block=4096, workers=2, hertz=20, seconds=0.2)

    def ask(inbox, event):
        if isinstance(event, Sample) and not asked:
            asked.append(event)
            inbox.put(newer)

    asked = []
    done, events = run(Read(block=1 << 20, hertz=20), do=ask)
    assert done.read == newer
    readings = [index for index, event in enumerate(events) if isinstance(event, Reading)]
    assert [events[index].read.block for index in readings] == [1 << 20, 4096]
    # From the second Reading on, the run counts from nothing.
    assert samples(events[readings[1] :])[0].seconds < asked[0].seconds + 0.2
    assert no_child_left()


def test_of_many_requests_only_the_newest_starts():
    reads = [Read(block=512 << power, hertz=20, seconds=0.1) for power in range(8)]
    done, events = run(*reads)
    assert done.read == reads[-1]
    assert [event.read for event in events if isinstance(event, Reading)] == [reads[-1]]


def test_stopping_ends_the_workers(no_child_left):
    outcome, _ = run(Read(), do=lambda inbox, event: inbox.stop())
    assert isinstance(outcome, Stopped)
    assert no_child_left()


@pytest.mark.parametrize("hertz", [0.1, 20])
def test_a_killed_worker_ends_the_run_and_is_no_rate(hertz, no_child_left):
    before = set(children())

    def kill(inbox, event):
        if isinstance(event, Sample):
            if killed:
                inbox.stop()  # a rate all the same: the test fails below
                return
            killed.append(time.monotonic())
            os.kill(min(set(children()) - before), signal.SIGKILL)

    killed: list[float] = []
    outcome, events = run(Read(workers=2, hertz=hertz), do=kill)
    assert outcome.failed.what == "A reader was killed."
    assert len(samples(events)) == 1
    assert time.monotonic() - killed[0] < 5, "it was noticed only with the next sample"
    assert no_child_left()


def test_a_reader_that_blocks_gets_one_long_sample_and_no_burst():
    gate, taken = threading.Event(), []

    def block(inbox, event):
        begun = time.monotonic()
        if isinstance(event, Sample) and not gate.is_set():
            gate.wait(0.3)
            gate.set()
        taken.append((begun, time.monotonic()))

    _, events = run(Read(hertz=30, seconds=0.6), do=block)
    first, second, *_ = samples(events)
    assert second.seconds - first.seconds >= 0.29
    waits = [begun - ended for (_, ended), (begun, _) in pairwise(taken[1:-1])]
    assert min(waits) >= 0.5 / 30 - 0.001


def test_buffers_that_do_not_fit_are_refused_with_a_size_that_does():
    read = Read(block=4 << 20, workers=4, seconds=0.01)
    outcome, events = run(read, available=lambda: 4 * (4 << 20) * 16 - 16)
    assert outcome.failed.what == "The buffers would not fit into memory."
    assert outcome.failed.fix == "zerodeck devzero read --block 2048K --workers 4"
    assert events == [Reading(read)]
    fitting = Read(block=2048 << 10, workers=4, seconds=0.01)
    done, _ = run(fitting, available=lambda: 4 * (4 << 20) * 16 - 16)
    assert isinstance(done, Done)


def test_buffers_that_just_fit_are_taken():
    done, _ = run(Read(block=1 << 20, seconds=0.01), available=lambda: 16 << 20)
    assert isinstance(done, Done)


def test_available_memory_is_the_kernels_figure():
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert 0 < memory_available() <= total


@pytest.mark.parametrize("name", ["/dev/null", "file"])
def test_a_wrong_device_is_refused(name, tmp_path, no_child_left):
    path = tmp_path / name
    if not path.exists():
        path.write_bytes(bytes(1 << 20))
    outcome, events = run(Read(), device=Path(path))
    assert outcome.failed.what == "This is not the zero device."
    assert samples(events) == []
    assert no_child_left()
