"""The live read meter: requests in, samples out."""

import time
from collections.abc import Callable
from math import inf
from pathlib import Path

from engines import wire
from engines.devzero.messages import Done, Read, Reading, Sample, Summary
from engines.devzero.rates import Meter, Span
from engines.devzero.reader import Reader
from engines.devzero.zero_file import ZERO
from engines.inbox import Inbox
from engines.memory import free

Emit = Callable[[wire.Message], None]

FIRST = 0.25
"""Seconds to the first sample at most: nobody waits 10 s to see that something works."""

LOOK = 0.25
"""Seconds between two looks after the workers at most: a dead one is no zombie for long."""

BEGIN = 0.002
"""Seconds between two looks while the workers begin; they take 1 ms, or 20 with a long buffer."""

MEMORY_PART = 16
"""The buffers may take one sixteenth of the memory that is free: about 20 MiB on a Zero 2 W."""


def memory_available() -> int | None:
    """Bytes that can be had without swapping; None where nobody tells."""
    return free.look().resident


def serve(
    inbox: Inbox[Read],
    emit: Emit,
    device: Path = ZERO,
    available: Callable[[], int | None] = memory_available,
) -> Done:
    """Answer each Read by a Reading and its Samples, until a newer one comes or its time is over.

    Raises EngineError: no zero device, no memory for the buffers, a read that came back short.
    """
    asked: Read | Done | None = None
    while not isinstance(asked, Done):
        read = newest(inbox, asked)
        emit(Reading(read))
        refuse_large(read, available())
        with Reader(read.block, read.workers, read.batched, device) as reader:
            asked = measure(reader, read, inbox, emit)
    return asked


def newest(inbox: Inbox[Read], read: Read | None) -> Read:
    """The last of all that wait: a key held down asks faster than workers start."""
    while read is None:
        read = inbox.wait()
    while newer := inbox.wait(0):
        read = newer
    return read


def refuse_large(read: Read, available: int | None) -> None:
    """Raises EngineError where the buffers would push something else out of memory."""
    if available is None:
        return
    limit = available // MEMORY_PART
    if read.block * read.workers <= limit:
        return
    fitting = 1 << (max(1024, limit // read.workers).bit_length() - 1)
    workers = f" --workers {read.workers}" if read.workers > 1 else ""
    raise wire.EngineError(
        "The buffers would not fit into memory.",
        f"{read.workers} x {read.block >> 10:,} KiB, and {limit >> 10:,} KiB may be taken",
        f"zerodeck devzero read --block {fitting >> 10}K{workers}",
    )


def measure(reader: Reader, read: Read, inbox: Inbox[Read], emit: Emit) -> Read | Done:
    """Emit samples until the time is over (Done) or something else is asked for (that)."""
    while (starts := reader.starts()) is None:
        if newer := inbox.wait(BEGIN):
            return newer
        reader.check()
    period = 1 / read.hertz
    end = time.monotonic() + (read.seconds or inf)
    due = min(end, time.monotonic() + min(period, FIRST))
    shortest = min(period, FIRST) / 4
    meter = Meter(starts, int(shortest * 1e9), time.monotonic_ns())
    while True:
        if newer := pause(inbox, reader, due):
            return newer
        if span := meter.take(reader.counts(), time.monotonic_ns()):
            emit(sample(span, meter))
        now = time.monotonic()
        if now >= end and meter.run.wall_ns:
            return Done(read, summary(meter))
        # In step with the period; after a delay no burst of samples to make up for it.
        due = max(due + period, now + period / 2) if span else now + shortest
        if now < end < due + period / 2:
            due = end  # one last sample, not a whole one and a sliver


def pause(inbox: Inbox[Read], reader: Reader, until: float) -> Read | None:
    """Wait, but look after the workers. A newer request ends the wait."""
    while True:
        left = max(0.0, until - time.monotonic())
        if newer := inbox.wait(min(left, LOOK)):
            return newer
        reader.check()
        if left <= LOOK:
            return None


def sample(span: Span, meter: Meter) -> Sample:
    return Sample(meter.run.seconds, span.rate, span.share, span.contended, summary(meter))


def summary(meter: Meter) -> Summary:
    window = meter.window
    return Summary(
        seconds=meter.run.seconds,
        bytes=meter.run.bytes,
        mean=window.total.rate,
        p5=window.percentile(5),
        p50=window.percentile(50),
        p95=window.percentile(95),
        p99=window.percentile(99),
        peak=window.percentile(100),
        cpu_ns_per_kib=window.total.cpu_ns_per_kib,
        cpu_rate=window.total.cpu_rate,
        share=window.total.share,
        contended=window.total.contended,
    )
