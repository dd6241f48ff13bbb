"""What a worker has counted, in memory that it shares with the sampler."""

import mmap
from struct import Struct
from typing import NamedTuple
from zlib import crc32

import msgspec

from engines import wire

_RECORD = Struct("qqqq")
_COUNT = Struct("qqq")
_FAILURE = 3 * _RECORD.size
_decode = msgspec.json.Decoder(wire.Failed).decode

SIZE = 1024
"""Bytes that one tally takes: three records, and the rest for words of failure."""


class Count(NamedTuple):
    """What one worker has done, all of it from one moment."""

    bytes: int
    cpu_ns: int
    wall_ns: int


class Tally:
    """One worker's place: the count it began with, its latest two, and why it failed.

    Nothing is locked, and no order of stores is relied on (ARM has none): each record ends with a
    checksum, and one that does not hold was caught half-written. As two records take turns, the
    other one is then whole, even if the worker lost its core in the middle of a store.
    """

    def __init__(self, memory: mmap.mmap, index: int) -> None:
        self._memory = memory
        self._at = index * SIZE
        self._turn = 0

    def begin(self, count: Count) -> None:
        self._put(0, count)
        self.store(count)

    def store(self, count: Count) -> None:
        self._turn = self._turn % 2 + 1
        self._put(self._turn, count)

    def fail(self, failed: wire.Failed) -> None:
        # Cut so that it fits even if every character needs an escape.
        said = wire.Failed(failed.what, failed.why[:120], failed.fix)
        line = wire.encode(said)[: SIZE - _FAILURE]
        self._memory[self._at + _FAILURE : self._at + _FAILURE + len(line)] = line

    @property
    def start(self) -> Count | None:
        """The count it began with; None before that."""
        return self._get(0)

    @property
    def latest(self) -> Count | None:
        """The newest whole count; None where there is none yet (or, very rarely, just now)."""
        whole = [count for count in (self._get(1), self._get(2)) if count]
        return max(whole, key=lambda count: count.wall_ns, default=None)

    @property
    def failed(self) -> wire.Failed | None:
        """Why the worker ended; None where it could not say."""
        line = self._memory[self._at + _FAILURE : self._at + SIZE].rstrip(b"\0")
        try:
            return _decode(line) if line else None
        except msgspec.MsgspecError:
            return None

    def _put(self, place: int, count: Count) -> None:
        _RECORD.pack_into(self._memory, self._at + place * _RECORD.size, *count, check(count))

    def _get(self, place: int) -> Count | None:
        *fields, sum_ = _RECORD.unpack_from(self._memory, self._at + place * _RECORD.size)
        count = Count(*fields)
        return count if check(count) == sum_ else None


def check(count: Count) -> int:
    """Its checksum; never 0, which is what fresh memory holds."""
    return crc32(_COUNT.pack(*count)) + 1
