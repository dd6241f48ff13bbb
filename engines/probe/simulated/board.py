"""The whole board on the desk: chip, probe and cable, with the faults that a desk has."""

import fcntl
import mmap
from collections import deque
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from engines import paths, wire
from engines.probe.messages import Cable
from engines.probe.simulated.chip import FLASH_SIZE, OPTIONS, Chip, Flip
from engines.probe.simulated.clock import Clock
from engines.probe.simulated.cmsis_dap import Firmware
from engines.probe.simulated.dap import Dap
from engines.probe.simulated.fpec import Times

SERIAL = "51a7ed0000f103c0"
UNIQUE_ID = bytes.fromhex("51a7ed0000f103c051a7ed00")
VENDOR, PRODUCT = "zerodeck", "simulated CMSIS-DAP"

TIMEOUT = 1.0
"""Seconds that the host waits for an answer (the PyUSB backends wait 10)."""


class Unplugged(Exception):
    """There is no device at the end of the cable."""


class Silence(Exception):
    """No answer within the time that the host waits."""


class Board:
    """`cells` are flash and option bytes; see `desk` for a board that outlives a process.

    A host claims it, as a USB interface, and speaks to it until it lets go or the cable does.
    """

    def __init__(
        self,
        clock: Clock,
        cable: Cable = Cable(),  # noqa: B008 - frozen
        times: Times = Times(),  # noqa: B008 - frozen
        cells: memoryview | None = None,
    ) -> None:
        if cells is None:
            cells = memoryview(bytearray(b"\xff" * FLASH_SIZE + OPTIONS))
        self.clock, self.cable = clock, cable
        self.chip = Chip(cells[:FLASH_SIZE], cells[FLASH_SIZE:], UNIQUE_ID, times)
        self.chip.flips = [Flip(*flip) for flip in cable.flips]
        self.chip.core.time = clock.enter()
        clock.leave()
        self.packets = 0
        self.back_at: float | None = None
        """When an unplugged cable will be plugged in again."""
        self.lock: IO[bytes] | None = None
        """Held as long as the board is; see `desk`."""
        self.mapping: mmap.mmap | None = None
        """What the cells are a part of, where they are a file's."""
        self._claimed = False
        self._plug_in()

    def _plug_in(self) -> None:
        names = {1: VENDOR, 2: PRODUCT, 3: SERIAL, 4: "2.1.0" if self.cable.bulk else "1.3.0"}
        if self.cable.named:
            names |= {5: "STMicroelectronics", 6: "STM32F103RC", 7: "zerodeck", 8: "simulated"}
        self.firmware = Firmware(Dap(self.chip), self.cable.packet_size, names)
        self._link_free = 0.0
        self._answers: deque[tuple[float, bytes | None]] = deque()

    # The desk

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Put it back: another process may have it. It stays unplugged here."""
        self._claimed, self.back_at = False, float("inf")
        if self.lock:
            # The mapping has the file open, too: closing alone would not unlock it.
            fcntl.flock(self.lock, fcntl.LOCK_UN)
            self.lock.close()
            self.lock = None
            self.chip.close()
            if self.mapping:
                with suppress(BufferError):  # somebody still looks at the cells
                    self.mapping.close()

    # The cable

    @property
    def plugged(self) -> bool:
        """Whether the host's bus has it, asked by the host."""
        now = self.clock.enter()
        try:
            return self._plugged(now)
        finally:
            self.clock.leave()

    def _plugged(self, now: float) -> bool:
        if self.back_at is not None and now >= self.back_at:
            self.back_at = None
            self.chip.core.time = max(self.chip.core.time, now)
            self.chip.power_on()
            self._plug_in()
        return self.back_at is None

    def claim(self) -> None:
        """Raises Unplugged."""
        if not self.plugged:
            raise Unplugged
        self._claimed = True
        self._answers.clear()

    def release(self) -> None:
        self._claimed = False

    def send(self, packet: bytes) -> None:
        """Take a packet; it is carried out one latency after it, or after the one before it.

        Raises Unplugged.
        """
        now = self.clock.enter()
        try:
            self._must_be_plugged(now)
            self.packets += 1
            if self.packets == self.cable.unplug:
                self.back_at, self._claimed = now + self.cable.away, False
                raise Unplugged
            begin = max(now, self._link_free)
            self.chip.advance(begin + self.cable.latency, self.clock.patience)
            busy, ran = self.firmware.busy, self.chip.core.time
            answer = self.firmware.answer(packet)
            # The packet's way and the work on the wire overlap, one packet with the next; where
            # the chip let the wire wait, it ran on meanwhile.
            done = begin + max(self.cable.latency, self.firmware.busy - busy)
            self._link_free = done + self.chip.core.time - ran
            if answer is not None:
                lost = self.packets in self.cable.lost
                self._answers.append((self._link_free, None if lost else answer))
        finally:
            self.clock.leave()

    def receive(self) -> bytes:
        """The oldest answer, padded to a packet. Raises Unplugged, Silence if it never comes."""
        now = self.clock.enter()
        try:
            self._must_be_plugged(now)
            moment, answer = self._answers.popleft() if self._answers else (now, None)
            if answer is None:
                self.clock.reach(now + TIMEOUT)
                raise Silence
            self.clock.reach(moment)
            return answer.ljust(self.cable.packet_size, b"\0")
        finally:
            self.clock.leave()

    def _must_be_plugged(self, now: float) -> None:
        if not self._claimed or not self._plugged(now):
            self._claimed = False
            raise Unplugged


def desk(clock: Clock, cable: Cable, folder: Path | None = None) -> Board:
    """The board that keeps its flash between runs, in the state folder, until it is closed.

    Raises EngineError where another process has it: a probe, too, can be opened only once.
    """
    try:
        folder = paths.private(folder or paths.private(paths.state()) / "simulated")
        with ExitStack() as closing:
            file = closing.enter_context((folder / "cells").open("a+b"))
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mapping = kept(file)
            closing.pop_all()
    except BlockingIOError:
        raise wire.EngineError(
            "This probe is used by another program.", PRODUCT, "zerodeck jobs list"
        ) from None
    except OSError as error:
        raise wire.EngineError("The simulated board cannot be kept.", str(error)) from error
    board = Board(clock, cable, cells=memoryview(mapping))
    board.lock, board.mapping = file, mapping
    return board


def kept(file: IO[bytes]) -> mmap.mmap:
    """The cells in the file. A new one, or one that was only begun, is a chip as delivered."""
    delivered = b"\xff" * FLASH_SIZE + OPTIONS
    if file.seek(0, 2) != len(delivered):
        file.truncate(0)
        file.write(delivered)
        file.flush()
    return mmap.mmap(file.fileno(), 0)
