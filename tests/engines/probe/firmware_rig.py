"""The demo firmware on a bare chip: a core, flash and RAM, and the debugger's end of its terminal.

Less than the simulated board on purpose, so that the firmware is tested without it: no probe, no
flash controller, no clock; the system and peripheral registers are plain memory.
"""

import ctypes
import mmap
from pathlib import Path
from struct import Struct

from elftools.elf.elffile import ELFFile
from unicorn import (
    UC_ARCH_ARM,
    UC_HOOK_MEM_WRITE,
    UC_MODE_MCLASS,
    UC_MODE_THUMB,
    UC_PROT_ALL,
    UC_PROT_EXEC,
    UC_PROT_READ,
    Uc,
)
from unicorn.arm_const import (
    UC_ARM_REG_LR,
    UC_ARM_REG_PC,
    UC_ARM_REG_SP,
    UC_CPU_ARM_CORTEX_M3,
)

from tests import ROOT

FIRMWARE = ROOT / "assets/firmware"

FLASH, FLASH_SIZE = 0x08000000, 256 << 10
RAM, RAM_SIZE = 0x20000000, 48 << 10
PERIPHERALS, PERIPHERALS_SIZE = 0x40000000, 192 << 10
SYSTEM, SYSTEM_SIZE = 0xE0000000, 1 << 20
AIRCR, SYSTEM_RESET = 0xE000ED0C, 0x05FA0004

NOWHERE = 0xFFFFFFFE
SLICE = 200_000
"""Instructions that the simulated board runs between two looks at it."""


def image(elf: Path) -> bytes:
    """What the file puts into flash, from its start."""
    with elf.open("rb") as file:
        kept = [s for s in ELFFile(file).iter_segments("PT_LOAD") if s["p_filesz"]]
        flash = bytearray(b"\xff" * max(s["p_paddr"] + s["p_filesz"] - FLASH for s in kept))
        for segment in kept:
            start = segment["p_paddr"] - FLASH
            assert start >= 0
            flash[start : start + segment["p_filesz"]] = segment.data()
        return bytes(flash)


def symbols(elf: Path) -> dict[str, int]:
    """The address of each name, without the Thumb bit."""
    with elf.open("rb") as file:
        table = ELFFile(file).get_section_by_name(".symtab")
        return {s.name: s["st_value"] & ~1 for s in table.iter_symbols() if s.name}


class Chip:
    """An STM32F103RC with this in its flash and, as at any power-up, anything in its RAM."""

    def __init__(self, flash: bytes, ram: bytes = b"\xa5" * RAM_SIZE) -> None:
        self._core = Uc(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS)
        self._core.ctl_set_cpu_model(UC_CPU_ARM_CORTEX_M3)
        self._flash = mmap.mmap(-1, FLASH_SIZE)
        self._flash[:] = flash.ljust(FLASH_SIZE, b"\xff")
        host = ctypes.addressof(ctypes.c_char.from_buffer(self._flash))
        for address in (FLASH, 0):
            self._core.mem_map_ptr(address, FLASH_SIZE, UC_PROT_READ | UC_PROT_EXEC, host)
        self._core.mem_map(RAM, RAM_SIZE, UC_PROT_ALL)
        self._core.mem_map(PERIPHERALS, PERIPHERALS_SIZE)
        self._core.mem_map(SYSTEM, SYSTEM_SIZE)
        self._core.hook_add(UC_HOOK_MEM_WRITE, self._system_reset, begin=AIRCR, end=AIRCR + 3)
        self.write(RAM, ram)
        self.reset()

    def reset(self) -> None:
        """What the pin does: RAM keeps its contents."""
        self._asked_for_reset = False
        self._core.reg_write(UC_ARM_REG_SP, self.word(0))
        self._core.reg_write(UC_ARM_REG_LR, 0xFFFFFFFF)
        self._core.reg_write(UC_ARM_REG_PC, self.word(4))

    def run(self, instructions: int = SLICE) -> None:
        """A reset that the firmware asks for ends the slice."""
        self._core.emu_start(self.pc | 1, NOWHERE, count=instructions)
        if self._asked_for_reset:
            self.reset()

    @property
    def pc(self) -> int:
        return self._core.reg_read(UC_ARM_REG_PC)

    def read(self, address: int, size: int) -> bytes:
        return bytes(self._core.mem_read(address, size))

    def write(self, address: int, data: bytes) -> None:
        self._core.mem_write(address, data)

    def word(self, address: int) -> int:
        return int.from_bytes(self.read(address, 4), "little")

    def _system_reset(self, core: Uc, _: int, __: int, ___: int, value: int, ____: object) -> None:
        if value & 0xFFFFFFFF == SYSTEM_RESET:
            self._asked_for_reset = True
            core.emu_stop()


ID = b"SEGGER RTT".ljust(16, b"\0")
BLOCK = Struct("<16s2I")
CHANNEL = Struct("<6I")
WRITE, READ = 12, 16
"""Where in a channel its two offsets are."""


def found(chip: Chip) -> int | None:
    """Where the control block is, as a debugger finds it; None where there is none."""
    at = chip.read(RAM, RAM_SIZE).find(ID)
    return None if at < 0 else RAM + at


class Terminal:
    """The debugger's end of channel 0, by the layout in SEGGER's UM08001."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        block = found(chip)
        assert block is not None
        _, ups, downs = BLOCK.unpack(chip.read(block, BLOCK.size))
        assert (ups, downs) == (1, 1)
        self._up = block + BLOCK.size
        self._down = self._up + CHANNEL.size

    def waiting(self) -> bytes:
        """What the firmware has offered and nobody has read."""
        _, ring, size, write, read, _ = self._channel(self._up)
        data = self._chip.read(ring, size)
        return data[read:write] if read <= write else data[read:] + data[:write]

    def read(self) -> bytes:
        data = self.waiting()
        write = self._channel(self._up)[3]
        self._chip.write(self._up + READ, write.to_bytes(4, "little"))
        return data

    def write(self, data: bytes) -> int:
        """How many of the bytes there was room for."""
        _, ring, size, write, read, _ = self._channel(self._down)
        taken = data[: (read - write - 1) % size]
        for byte in taken:
            self._chip.write(ring + write, bytes([byte]))
            write = (write + 1) % size
        self._chip.write(self._down + WRITE, write.to_bytes(4, "little"))
        return len(taken)

    def name(self) -> bytes:
        return self._chip.read(self._channel(self._up)[0], 16).split(b"\0")[0]

    def _channel(self, at: int) -> tuple[int, ...]:
        return CHANNEL.unpack(self._chip.read(at, CHANNEL.size))
