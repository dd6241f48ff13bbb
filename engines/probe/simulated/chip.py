"""An STM32F103RC: memories, flash controller, core, reset; and the bus that a probe reads it by."""

import ctypes
import struct
import time
from functools import partial
from typing import Any, NamedTuple

import unicorn
from unicorn.arm_const import UC_CPU_ARM_CORTEX_M3

from engines.probe.simulated import fpec, rcc
from engines.probe.simulated.bus import BusFault, Device
from engines.probe.simulated.core import Core
from engines.probe.simulated.fpec import Fpec, Times
from engines.probe.simulated.rcc import Rcc
from engines.probe.simulated.rom_table import fixed_words

FLASH, FLASH_SIZE = 0x0800_0000, 256 << 10
RAM, RAM_SIZE = 0x2000_0000, 48 << 10
PERIPHERALS, PERIPHERALS_SIZE = 0x4000_0000, 0x2_4000
SYSTEM, SYSTEM_SIZE = 0x1FFF_F000, 0x1000
"""The boot loader (blank here), the factory's words and the option bytes."""
PRIVATE, PRIVATE_SIZE = 0xE000_0000, 0x10_0000
BLOCK = 0x1000

SIZE_REGISTER = 0x1FFF_F7E0
UNIQUE_ID = 0x1FFF_F7E8
OPTIONS = bytes([0xA5, 0x5A] + [0xFF, 0x00] * 7)
"""Option bytes as delivered: nothing protected."""

POWERED = b"\xa5"
"""What fills the RAM at power-on: anything, so nothing that makes sense."""

SLICE = 1e-3
"""Seconds that the chip runs between two looks at how long the host has been at it."""

ALLOWED, FORBIDDEN = unicorn.UC_PROT_ALL, unicorn.UC_PROT_NONE


class Flip(NamedTuple):
    """A fault to come: the bit turns over once its byte has been programmed and the core halts."""

    address: int
    bit: int


class Chip:
    """`flash` and `options` are the cells: they outlive the power. Times are in seconds."""

    def __init__(
        self,
        flash: memoryview,
        options: memoryview,
        unique_id: bytes,
        times: Times = Times(),  # noqa: B008 - frozen
    ) -> None:
        self.cells, self.options, self.unique_id = flash, options, unique_id
        self.reset_held = False
        self.flips: list[Flip] = []
        self._due: list[Flip] = []
        self._unsettled: dict[int, bytes] = {}
        self._reset_asked: bool | None = None
        """Whether by the whole system, or by the core for itself; None without a request."""
        # With UC_MODE_MCLASS it would be a Cortex-M33, whatever model is set.
        self.engine = unicorn.Uc(unicorn.UC_ARCH_ARM, unicorn.UC_MODE_THUMB)
        self.engine.ctl_set_cpu_model(UC_CPU_ARM_CORTEX_M3)
        self.core = Core(self.engine, self._ask_reset)
        self.fpec = Fpec(flash, options, times, self.core.refresh)
        self.rcc = Rcc()
        self.fixed = fixed_words()
        self.controller = Device(fpec.BASE, BLOCK, self._fpec_read, self._fpec_write)
        self.devices = (
            self.controller,
            Device(rcc.BASE, BLOCK, self.rcc.read, self._rcc_write),
            Device(PRIVATE, PRIVATE_SIZE, self._private_read, self.core.write),
        )
        self._map()
        self.power_on()

    def _map(self) -> None:
        write = unicorn.UC_HOOK_MEM_WRITE
        self._host = (ctypes.c_char * FLASH_SIZE).from_buffer(self.cells)
        for start in (FLASH, 0):  # what boots is seen at 0, too (RM0008 3.4)
            host = ctypes.addressof(self._host)  # Unicorn keeps the address alone
            self.engine.mem_map_ptr(start, FLASH_SIZE, ALLOWED, host)
            self.engine.hook_add(write, self._store, begin=start, end=start + FLASH_SIZE - 1)
        self._open = True
        self.engine.mem_map(RAM, RAM_SIZE)
        self.engine.mem_map(SYSTEM, SYSTEM_SIZE)
        self.engine.hook_add(write, self._store, begin=SYSTEM, end=SYSTEM + SYSTEM_SIZE - 1)
        for device in self.devices:
            load, save = partial(self._load, device), partial(self._save, device)
            self.engine.mmio_map(device.base, device.size, load, None, save, None)
        # The other peripherals do nothing but keep what is written.
        after = fpec.BASE + BLOCK
        self.engine.mem_map(PERIPHERALS, rcc.BASE - PERIPHERALS)
        self.engine.mem_map(after, PERIPHERALS + PERIPHERALS_SIZE - after)

    def close(self) -> None:
        """Let go of the cells, which may be a file's. It cannot run any more."""
        for start in (FLASH, 0):
            self.engine.mem_unmap(start, FLASH_SIZE)
        del self._host
        self.cells.release()
        self.options.release()

    # Power, reset, time

    def power_on(self) -> None:
        self.engine.mem_write(RAM, POWERED * RAM_SIZE)
        self.core.refresh()
        self.engine.mem_write(SYSTEM, b"\xff" * SYSTEM_SIZE)
        self.engine.mem_write(SIZE_REGISTER, struct.pack("<H", FLASH_SIZE >> 10))
        self.engine.mem_write(UNIQUE_ID, self.unique_id)
        self.core.power_on()
        self.fpec.watched = self.reset_held = False
        self.reset()

    def reset(self, system: bool = True) -> None:
        """Of the whole system, or of the core alone."""
        self._settle()
        self._reset_asked = None
        if system:
            self.fpec.reset()
            self.rcc.reset()
            self._clock()
            self.engine.mem_write(fpec.OPTION_BYTES, bytes(self.options))
            self._guard()
        vectors = self.cells[:8] if self._open else b"\xff" * 8
        self.core.reset(*struct.unpack("<II", vectors))

    def _ask_reset(self, system: bool) -> None:
        """It takes place when the emulation has ended."""
        self._reset_asked = system
        self.core.leave()

    def hold_reset(self, held: bool) -> None:
        """The nRST pin."""
        if held != self.reset_held:
            self.reset()
        self.reset_held = held

    def advance(self, moment: float, patience: float = float("inf")) -> None:
        """Run to this moment. What takes the host longer than `patience` seconds is left out."""
        core, begin = self.core, time.perf_counter()
        while core.time < moment:
            if self.reset_held or not core.running:
                core.time = moment
            core.run(min(moment, core.time + SLICE))
            self._settle()
            if self._reset_asked is not None:
                self.reset(self._reset_asked)
            if time.perf_counter() - begin > patience:
                core.time = moment
        if core.halted:
            self._strike()

    def _strike(self) -> None:
        """Let the faults happen that are due: after the algorithm's own check."""
        for flip in self._due:
            self.cells[flip.address - FLASH] ^= 1 << flip.bit
            self.core.refresh()
        self._due.clear()

    def _clock(self) -> None:
        """The core at the speed that was set; with a flash that cannot follow it goes astray."""
        self.core.cycle = 1 / self.rcc.hertz
        if self.rcc.wait_states > self.fpec.wait_states:
            self.core.fault()

    def _guard(self) -> None:
        """Read protection: where there is a debugger, nobody sees the flash (PM0075 2.4.1)."""
        if self._open == self.fpec.closed:
            self._open = not self.fpec.closed
            for start in (FLASH, 0):
                rights = ALLOWED if self._open else FORBIDDEN
                self.engine.mem_protect(start, FLASH_SIZE, rights)
            self.core.refresh()

    # Registers

    def _fpec_read(self, offset: int) -> int:
        return self.fpec.read(offset, self.core.time)

    def _fpec_write(self, offset: int, value: int) -> None:
        self.fpec.write(offset, value, self.core.time)
        if offset == fpec.Register.ACR:
            self._clock()

    def _rcc_write(self, offset: int, value: int) -> None:
        self.rcc.write(offset, value)
        self._clock()

    def _private_read(self, offset: int) -> int:
        word = self.fixed.get(PRIVATE + offset)
        return self.core.read(offset) if word is None else word

    # What running code does

    def _load(self, device: Device, engine: Any, offset: int, size: int, data: Any) -> int:
        self._settle()
        if device is self.controller and offset & ~3 == fpec.Register.SR:
            # Whoever asks whether it is busy, goes on asking until it is not.
            self.core.stall(self.fpec.busy_until)
        return device.load(offset, size)

    def _save(
        self, device: Device, engine: Any, offset: int, size: int, value: int, data: Any
    ) -> None:
        self._settle()
        try:
            device.store(offset, value, size)
        except BusFault:
            self.core.fault()

    def _store(
        self, engine: Any, access: int, address: int, size: int, value: int, data: Any
    ) -> None:
        """Running code writes to cells. Unicorn will store the bytes: the right ones come later."""
        self._settle()
        value &= (1 << 8 * size) - 1
        self.core.time = max(self.core.time, self.fpec.busy_until)  # the bus waits
        try:
            self._program(address, value, size)
        except BusFault:
            self.core.fault()
        right = self._content(address, size)
        if right != value.to_bytes(size, "little"):
            self._unsettled[address] = right
        self.core.refresh()

    def _settle(self) -> None:
        """Put the right bytes where Unicorn has stored what was written."""
        while self._unsettled:
            self._put(*self._unsettled.popitem())

    # Cells

    def _program(self, address: int, value: int, size: int) -> None:
        """Raises BusFault."""
        now = self.core.time
        if address >= SYSTEM:
            self.fpec.program_option(address - fpec.OPTION_BYTES, value, size, now)
            return
        offset = address & (FLASH_SIZE - 1)
        self.fpec.program(offset, value, size, now)
        for flip in self.flips[:]:
            if 0 <= flip.address - FLASH - offset < size:
                self.flips.remove(flip)
                self._due.append(flip)

    def _content(self, address: int, size: int) -> bytes:
        """What is there to be seen, after cells have changed."""
        if in_flash(address):
            offset = address & (FLASH_SIZE - 1)
            return bytes(self.cells[offset : offset + size])
        if 0 <= (offset := address - fpec.OPTION_BYTES) < len(self.options):
            return bytes(self.options[offset : offset + size])
        return bytes(self.engine.mem_read(address, size))

    def _put(self, address: int, data: bytes) -> None:
        """Option bytes are shown in memory that is Unicorn's; the flash is the cells themselves."""
        if in_flash(address):
            offset = address & (FLASH_SIZE - 1)
            self.cells[offset : offset + len(data)] = data
        else:
            self.engine.mem_write(address, data)
        self.core.refresh()

    # What the probe does

    def read(self, address: int, size: int) -> int:
        """Of the bus, `size` bytes 1, 2 or 4. Raises BusFault."""
        if device := self._device(address):
            return device.load(address - device.base, size)
        if in_flash(address):
            if self.fpec.protected:
                raise BusFault
            self.advance(self.fpec.busy_until)
        try:
            return int.from_bytes(self.engine.mem_read(address, size), "little")
        except unicorn.UcError:
            raise BusFault from None

    def write(self, address: int, value: int, size: int) -> None:
        """Raises BusFault."""
        if device := self._device(address):
            device.store(address - device.base, value, size)
            self._debugged()
        elif in_flash(address) or 0 <= address - SYSTEM < SYSTEM_SIZE:
            self.advance(self.fpec.busy_until)
            self._program(address, value, size)
            self._put(address, self._content(address, size))
        else:
            try:
                self.engine.mem_write(address, value.to_bytes(size, "little"))
            except unicorn.UcError:
                raise BusFault from None
            self.core.refresh()  # Unicorn goes on with what it has translated here before

    def _device(self, address: int) -> Device | None:
        found = (each for each in self.devices if 0 <= address - each.base < each.size)
        return next(found, None)

    def _debugged(self) -> None:
        """What a debugger's write to a register may have brought about."""
        if self._reset_asked is not None:
            self.reset(self._reset_asked)
        if self.core.debugged and not self.fpec.watched:
            self.fpec.watched = True
            self._guard()


def in_flash(address: int) -> bool:
    return address < FLASH_SIZE or 0 <= address - FLASH < FLASH_SIZE
