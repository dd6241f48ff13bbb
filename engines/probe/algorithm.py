"""pyOCD's flash algorithm on the target, called with as few packets as it takes.

On a slow link a call costs more than its work: what pyOCD asks before and after each call, the
final comparison answers for all of them.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from engines import wire
from engines.marking import N_

DHCSR, DCRSR, DCRDR = 0xE000_EDF0, 0xE000_EDF4, 0xE000_EDF8
WRITE = 1 << 16
RUN = 0xA05F_0009
"""DHCSR: the key, C_DEBUGEN, C_MASKINTS, and no C_HALT (ARMv7-M ARM C1.6.2)."""
HALTED = 1 << 17
LOCKUP = 1 << 19
LR, PC = 14, 15

LONGEST = 30.0
"""Seconds that a call may take; the mass erase of a large STM32F4 takes 16."""

BEAT = 0.1
"""Seconds between two signs of life while a call takes its time."""

FIRST_WRITTEN = (0xD206_4288, 0x401A_C83C, 0x402A_4022, 0xD0F7_3201, 0x4770_3810)
"""first_written.s: from r0 up to r1, the first 16 bytes that are not all ones (Thumb, any core)."""


class HostClock(Protocol):
    def now(self) -> float:
        """Seconds, monotonic."""

    def sleep(self, seconds: float) -> None: ...


class Algorithm:
    """For one flash region of a pyocd target; the core has to be halted.

    `beat` is called now and then during long calls, while cells are being written.
    """

    def __init__(
        self, target: Any, region: Any, clock: HostClock, beat: Callable[[], None] = lambda: None
    ) -> None:
        self.target, self.region, self.clock, self.beat = target, region, clock, beat
        self.flash = region.flash
        self.flash.region = region
        self.code = self.flash.flash_algo
        self.buffers = len(self.flash.page_buffers)
        self._called = 0.0

    # What it does

    def prepare(self, operation: str) -> None:
        """ "ERASE", "PROGRAM" or "VERIFY"; loads the code where that has not been done."""
        self.flash.init(self.flash.Operation[operation])

    def be_loaded(self) -> None:
        """For code that only returns to it: whatever it is prepared for will do."""
        if getattr(self.target.session.context_state, "current_flash_algo", None) is not self.flash:
            self.prepare("VERIFY")

    def erase_all(self) -> None:
        self.run("The flash could not be erased.", self.code["pc_eraseAll"])

    def erase_sector(self, address: int) -> None:
        self.run("The flash could not be erased.", self.code["pc_erase_sector"], address)

    def load(self, buffer: int, address: int, data: bytes) -> None:
        self.flash.load_page_buffer(buffer, address, data)

    def program(self, buffer: int, address: int, size: int) -> None:
        """Start it; `wait` says when it is done, so that the next buffer is loaded meanwhile."""
        source = self.flash.page_buffers[buffer]
        self.call(self.code["pc_program_page"], address, size, source)

    def crcs(self, blocks: Sequence[tuple[int, int]]) -> list[int]:
        """CRC-32 of (address, size) blocks, computed by the chip. Sizes are powers of two."""
        from pyocd.flash.flash import _ANALYZER_CODE

        self.be_loaded()
        # Each time: on some parts a page buffer lies in the same place.
        self.target.write_memory_block32(self.code["analyzer_address"], _ANALYZER_CODE)
        # The analyzer is told a block as its size's logarithm and its number, 16 bits of it.
        words = [size.bit_length() - 1 | address // size << 16 for address, size in blocks]
        table = self.flash.page_buffers[0]
        room = self.region.page_size // 4
        found: list[int] = []
        for start in range(0, len(words), room):
            part = words[start : start + room]
            self.target.write_memory_block32(table, [word & 0xFFFF_FFFF for word in part])
            self.call(self.code["analyzer_address"] | 1, table, len(part))
            self.wait()
            found += self.target.read_memory_block32(table, len(part))
        return found

    def first_written(self, start: int, end: int) -> int:
        """The first address from `start` whose 16 bytes are not all ones; `end` without one."""
        self.be_loaded()
        code = self.flash.page_buffers[0]
        self.target.write_memory_block32(code, FIRST_WRITTEN)
        self.call(code | 1, start, end)
        self.wait()
        return int(self.target.read_core_register("r0"))

    # Calling

    def run(self, failure: str, function: int, *arguments: int) -> None:
        """Call, wait, and ask for the result. Raises EngineError with `failure`."""
        self.call(function, *arguments)
        self.wait()
        result = self.target.read_core_register("r0")
        if result:
            why = N_("the algorithm says {result}").format(result=result)
            if arguments:
                words = N_("the algorithm says {result} at {address}")
                why = words.format(result=result, address=f"{arguments[0]:#010x}")
            raise wire.EngineError(failure, why)

    def call(self, function: int, *arguments: int) -> None:
        registers = {**dict(enumerate(arguments)), LR: self.code["load_address"] | 1, PC: function}
        for number, value in registers.items():
            self.target.write32(DCRDR, value)
            self.target.write32(DCRSR, WRITE | number)
        self.target.write32(DHCSR, RUN)
        self.target.flush()
        self._called = self.clock.now()

    def wait(self, seconds: float = 0.0) -> float:
        """Until the call is over, expected `seconds` after its beginning; how long it took.

        Raises EngineError where the code goes astray.
        """
        early = seconds - (self.clock.now() - self._called) - 0.002
        if early > 0:
            self.clock.sleep(min(early, BEAT))
        heard = self.clock.now()
        while not (status := self.target.read32(DHCSR)) & HALTED:
            now = self.clock.now()
            if status & LOCKUP or now - self._called > LONGEST:
                self.target.halt()
                why = N_("it ran longer than {seconds} s").format(seconds=f"{LONGEST:.0f}")
                if status & LOCKUP:
                    why = N_("it ran into a fault")
                raise wire.EngineError("The flash algorithm did not come back.", why)
            if now - heard > BEAT:
                heard = now
                self.beat()
        return self.clock.now() - self._called
