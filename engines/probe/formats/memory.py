"""What the records of a file add up to."""

from array import array
from collections.abc import Callable
from itertools import pairwise

from engines.marking import N_
from engines.probe.formats.source import Source
from engines.probe.image import SPACE, Segment
from engines.wire import EngineError

MOST_RECORDS = 1 << 21
"""32 MiB in the usual records of 16 bytes. One that writes fewer a record, out of order, would take
80 bytes of memory each to sort."""


class Memory:
    """Bytes written record by record, each with its place in the file: a line or an offset.

    A record costs 12 bytes beside its own, and a gap between addresses nothing.
    """

    def __init__(self, source: Source, place: Callable[[int], str]) -> None:
        self._source = source
        self._place = place
        self._data = bytearray()
        self._addresses = array("I")
        self._offsets = array("I", [0])
        self._places = array("I")

    def write(self, address: int, data: bytes, place: int) -> None:
        """Raises EngineError where a byte would lie beyond the last address."""
        if address + len(data) > SPACE:
            words = N_("{number} bytes from {address} on end beyond 0xFFFFFFFF")
            why = words.format(number=f"{len(data):,}", address=f"0x{address:X}")
            raise self._source.damaged(self._place(place), why)
        if len(self._places) == MOST_RECORDS:
            raise self._source.damaged(
                self._place(place), N_("over {most} records").format(most=f"{MOST_RECORDS:,}")
            )
        if data:
            self._data += data
            self._addresses.append(address)
            self._offsets.append(len(self._data))
            self._places.append(place)

    def segments(self, end: int) -> tuple[Segment, ...]:
        """Everything written, in the order of addresses. `end` is the place of the file's end.

        Raises EngineError where there is nothing, and where two records contradict each other.
        """
        if not self._places:
            nothing = N_("no data up to here")
            why = f"{self._source.path}, {self._place(end)}: {nothing}"
            raise EngineError("There is nothing to flash in the file.", why)
        runs: list[tuple[int, bytearray]] = []
        start, run = 0, bytearray()
        for index in self._rising():
            address, data = self._addresses[index], self._record(index)
            behind = start + len(run)
            if not runs or address > behind:
                start, run = address, bytearray(data)
                runs.append((start, run))
                continue
            before = run[address - start : address - start + len(data)]
            if before != data[: len(before)]:
                raise self._contradiction(index, before)
            run += data[len(before) :]
        return tuple(Segment(start, bytes(run)) for start, run in runs)

    def _rising(self) -> range | list[int]:
        """The records by address, those of one address as they stand in the file."""
        records = range(len(self._places))
        if all(one <= other for one, other in pairwise(self._addresses)):
            return records
        return sorted(records, key=self._addresses.__getitem__)

    def _record(self, index: int) -> memoryview:
        return memoryview(self._data)[self._offsets[index] : self._offsets[index + 1]]

    def _contradiction(self, index: int, before: bytearray) -> EngineError:
        """The error for a record that says something else than `before`, which was known there."""
        data = self._record(index)
        step = next(i for i, byte in enumerate(before) if byte != data[i])
        address = self._addresses[index] + step
        other = next(i for i in self._rising() if self._holds(i, address))
        one, two = sorted((self._places[other], self._places[index]))
        why = f"{self._source.path}: {self._place(one)} and {self._place(two)} at 0x{address:08X}"
        return EngineError("The file says two different things of one address.", why)

    def _holds(self, index: int, address: int) -> bool:
        start = self._addresses[index]
        return start <= address < start + self._offsets[index + 1] - self._offsets[index]
