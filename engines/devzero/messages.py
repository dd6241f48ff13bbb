"""What the /dev/zero engine is asked, and what it tells."""

import msgspec

from engines import wire
from engines.marking import N_

SMALLEST_BLOCK = 512
LARGEST_BLOCK = 64 << 20
MOST_WORKERS = 8


class Read(wire.Message, frozen=True):
    """Read /dev/zero and measure, until stopped or for `seconds`. A newer Read replaces this one.

    `block` is in bytes. Per call, one read(2) fills one block; `batched`, one readv(2) fills many
    blocks of the same buffer, so its "block" means something else and its rates are named apart.
    """

    block: int = 256 << 10
    workers: int = 1
    batched: bool = False
    hertz: float = 10.0
    seconds: float | None = None

    def __post_init__(self) -> None:
        if not SMALLEST_BLOCK <= self.block <= LARGEST_BLOCK:
            raise ValueError(N_("block is 512 bytes to 64 MiB"))
        if not 1 <= self.workers <= MOST_WORKERS:
            raise ValueError(N_("workers are 1 to 8"))
        if not 0.1 <= self.hertz <= 30:
            raise ValueError(N_("hertz is 0.1 to 30"))
        if self.seconds is not None and not 0 < self.seconds <= 86400:
            raise ValueError(N_("seconds are above 0, to 86400"))


class Summary(msgspec.Struct, frozen=True):
    """A run so far. Rates in bytes per second of wall time, over the latest 4,096 samples.

    `cpu_rate` is bytes per second of the readers' CPU time; `cpu_ns_per_kib` the same turned round.
    `share` is the CPU time the readers got per second that they wanted, 1.0 on a quiet machine.
    """

    seconds: float
    bytes: int
    mean: float
    p5: float
    p50: float
    p95: float
    p99: float
    peak: float
    cpu_ns_per_kib: float | None
    cpu_rate: float | None
    share: float
    contended: bool


class Reading(wire.Message, frozen=True):
    """A measurement begins; everything after it answers `read`."""

    read: Read


class Sample(wire.Message, frozen=True):
    """The time since the sample before, and the run up to now.

    `seconds` since the run began, by the monotonic clock, when the counters were read.
    """

    seconds: float
    rate: float
    share: float
    contended: bool
    run: Summary


class Done(wire.Done, frozen=True):
    """The `seconds` that were asked for are over."""

    read: Read
    summary: Summary


Request = Read | wire.Cancel
Event = Reading | Sample | Done | wire.Common
