"""One process that does nothing but read the device and count.

It runs in a fork of the engine: it starts in milliseconds, shares the engine's pages, and nothing
else wants its interpreter lock in the middle of a read.
"""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from io import FileIO
from itertools import repeat
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, PAGESIZE, mmap
from typing import Any, NoReturn

from engines import wire
from engines.devzero.tally import Count, Tally
from engines.marking import N_

STORE_NS = 2_000_000
"""CPU time between two stores: often enough for 30 samples a second and for the watch on the
parent, and so rare that storing costs under 0.2 %."""

MOST_VECTORS = 1000  # the kernel takes 1,024
MOST_BATCHED = 16 << 20
"""Bytes of one batched call: more makes it no faster, only longer."""


def work(device: FileIO, block: int, batched: bool, tally: Tally, parent: int) -> NoReturn:
    """Read until killed, until the parent is gone, or until a read comes back wrong."""
    try:
        detach(device.fileno())
        buffer = touched(block)
        if batched:
            buffers = [buffer] * vectors(block)
            pump(partial(os.readv, device.fileno()), buffers, block * len(buffers), tally, parent)
        else:
            pump(device.readinto, buffer, block, tally, parent)
    except wire.EngineError as error:
        tally.fail(error.failed)
    except BaseException as error:
        why = f"{type(error).__name__}: {error}"
        tally.fail(wire.Failed("A reader broke down.", why))
    finally:
        # Nothing of the parent's may run here a second time: no atexit, no flush of its buffers.
        os._exit(1)


def detach(device: int) -> None:
    """Let go of all that the fork inherited. A wire held open here would never come to its end."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.closerange(0, device)
    os.closerange(device + 1, os.sysconf("SC_OPEN_MAX"))


def touched(size: int) -> mmap:
    """Memory of our own, every page of it present: no page fault is measured as a read."""
    buffer = mmap(-1, size, flags=MAP_PRIVATE | MAP_ANONYMOUS)
    buffer[::PAGESIZE] = bytes(-(-size // PAGESIZE))
    return buffer


def vectors(block: int) -> int:
    """How many blocks one batched call fills."""
    return max(1, min(MOST_VECTORS, MOST_BATCHED // block))


def pump(read: Callable[[Any], Any], into: Any, size: int, tally: Tally, parent: int) -> None:
    """Call read(into), which shall return `size`, for ever; count what it does return.

    Ends when the process `parent` is no longer the parent. Raises EngineError on a short read.
    """
    total, turns = 0, 1
    cpu = time.thread_time_ns()
    tally.begin(Count(0, cpu, time.monotonic_ns()))
    while os.getppid() == parent:
        got = 0
        # The measured loop: a plain `for` over a bound method beats sum(map(...)) and any check
        # per call. A sum that is right means that every read was: none can return too much.
        for _ in repeat(None, turns):
            got += read(into)
        if got != turns * size:
            raise short(got, turns * size)
        total += got
        before, cpu = cpu, time.thread_time_ns()
        tally.store(Count(total, cpu, time.monotonic_ns()))
        turns = min(2 * turns, max(1, turns * STORE_NS // max(1, cpu - before)))


def short(got: int, wanted: int) -> wire.EngineError:
    what = "A read of the zero device came back short."
    return wire.EngineError(
        what,
        N_("{got} of {wanted} bytes").format(got=f"{got:,}", wanted=f"{wanted:,}"),
        "ls -l /dev/zero",
    )
