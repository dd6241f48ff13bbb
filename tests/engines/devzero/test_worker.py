import os
import resource

import pytest

from engines.devzero.tally import Count, Tally
from engines.devzero.worker import MOST_BATCHED, MOST_VECTORS, pump, touched, vectors
from engines.devzero.zero_file import open_zero
from engines.wire import EngineError


class Recorded:
    """A tally that remembers everything stored."""

    def __init__(self):
        self.counts: list[Count] = []

    begin = store = lambda self, count: self.counts.append(count)


class Script:
    """A read that returns `size` for a number of calls, and then something else."""

    def __init__(self, size: int, calls: int, then: int):
        self.size, self.left, self.then = size, calls, then

    def __call__(self, into: object) -> int:
        self.left -= 1
        return self.size if self.left >= 0 else self.then


@pytest.mark.parametrize("wrong", [0, 4095, 1])
def test_a_short_read_is_an_error_and_never_counted(wrong):
    tally = Recorded()
    with pytest.raises(EngineError, match="came back short"):
        pump(Script(4096, 1000, wrong), None, 4096, tally, os.getppid())
    assert tally.counts[-1].bytes <= 1000 * 4096
    assert all(count.bytes % 4096 == 0 for count in tally.counts)


def test_one_short_read_among_good_ones_is_noticed():
    calls = iter([4096] * 7 + [4095] + [4096] * 10**6)
    tally = Recorded()
    with pytest.raises(EngineError, match="came back short"):
        pump(lambda _: next(calls), None, 4096, tally, os.getppid())
    assert tally.counts[-1].bytes <= 7 * 4096


def test_counts_only_grow_and_cpu_never_passes_the_clock():
    tally = Recorded()
    with pytest.raises(EngineError):
        pump(Script(512, 50_000, 0), None, 512, tally, os.getppid())
    counts = tally.counts
    assert len(counts) > 3
    assert counts == sorted(counts)
    assert [count.wall_ns for count in counts] == sorted(count.wall_ns for count in counts)
    first, last = counts[0], counts[-1]
    assert last.cpu_ns - first.cpu_ns <= last.wall_ns - first.wall_ns + 50_000


def test_a_worker_whose_parent_has_gone_reads_no_more():
    tally = Recorded()
    pump(Script(4096, 0, 0), None, 4096, tally, parent=-1)
    assert len(tally.counts) == 1


def test_the_buffer_is_present_before_the_first_read():
    size = 8 << 20
    buffer = touched(size)
    with open_zero() as device:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        assert device.readinto(buffer) == size
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    assert faults < 64


@pytest.mark.parametrize("block", [512, 4096, 65536, 1 << 20, 64 << 20])
def test_a_batched_call_stays_within_what_the_kernel_takes(block):
    assert 1 <= vectors(block) <= MOST_VECTORS <= os.sysconf("SC_IOV_MAX")
    assert vectors(block) * block <= max(block, MOST_BATCHED)


def test_a_tally_takes_what_pump_stores():
    from mmap import mmap

    tally = Tally(mmap(-1, 4096), 0)
    with pytest.raises(EngineError):
        pump(Script(512, 1000, 0), None, 512, tally, os.getppid())
    assert tally.start.bytes == 0
    assert tally.latest.bytes % 512 == 0
