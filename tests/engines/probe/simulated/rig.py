"""Hands on the simulated board: a chip with a debugger at it, a host without pyOCD, and with it."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyocd.core.session import Session

from engines.probe.simulated.board import UNIQUE_ID, Board
from engines.probe.simulated.chip import FLASH, FLASH_SIZE, OPTIONS, RAM, RAM_SIZE, Chip
from tests import ROOT

FIRMWARE = ROOT / "assets/firmware"
CODE = RAM + 0x100
STACK = RAM + RAM_SIZE

DFSR, DHCSR, DCRSR, DCRDR, DEMCR = 0xE000ED30, 0xE000EDF0, 0xE000EDF4, 0xE000EDF8, 0xE000EDFC
AIRCR, SYSRESETREQ, VECTRESET = 0xE000ED0C, 0x05FA0004, 0x05FA0001
KEY = 0xA05F0000
DEBUGEN, HALT, STEP = 1, 2, 4
REGRDY, HALTED, LOCKUP, RETIRED, RESET = 1 << 16, 1 << 17, 1 << 19, 1 << 24, 1 << 25
SP, LR, PC, XPSR, MSP, PSP, SPECIAL = 13, 14, 15, 16, 17, 18, 20
HARD_FAULT, CORE_RESET = 1 << 10, 1

FLASH_ACR, KEYR, OPTKEYR = 0x40022000, 0x40022004, 0x40022008
FLASH_SR, FLASH_CR, FLASH_AR, FLASH_OBR = 0x4002200C, 0x40022010, 0x40022014, 0x4002201C
KEYS = (0x45670123, 0xCDEF89AB)
RCC_CR, RCC_CFGR = 0x40021000, 0x40021004

# Thumb, by hand.
BKPT, NOP, UDF, SVC, WFE, WFI, STAY = 0xBE00, 0xBF00, 0xDE00, 0xDF00, 0xBF20, 0xBF30, 0xE7FE
COUNT = (0x3001, 0xE7FD)
"""adds r0, #1, for ever."""
STORE, STORE_HALF, LOAD, LOAD_HALF = 0x6001, 0x8001, 0x6801, 0x8801
"""r1 to where r0 points, or from there."""


def code(*halfwords: int) -> bytes:
    return struct.pack(f"<{len(halfwords)}H", *halfwords)


def program(*halfwords: int) -> bytes:
    """The start of flash: two vectors, then this code."""
    return struct.pack("<II", STACK, FLASH + 9) + code(*halfwords)


def made(flash: bytes = b"", options: bytes = OPTIONS) -> Chip:
    """A chip just powered on with this in its flash."""
    cells = memoryview(bytearray(flash.ljust(FLASH_SIZE, b"\xff")))
    return Chip(cells, memoryview(bytearray(options)), UNIQUE_ID)


LOCKED = b"\x00\xff" + OPTIONS[2:]
"""Option bytes with read protection."""


class Debugger:
    """What a probe does to a core, by its registers alone."""

    def __init__(self, chip: Chip) -> None:
        self.chip = chip

    @property
    def status(self) -> int:
        return self.chip.read(DHCSR, 4)

    def control(self, bits: int) -> None:
        self.chip.write(DHCSR, KEY | DEBUGEN | bits, 4)

    def halt(self) -> None:
        self.control(HALT)

    def step(self) -> None:
        self.control(STEP)

    def resume(self, seconds: float = 0.001) -> None:
        """Let it run for so long, or until it halts."""
        self.control(0)
        self.wait(seconds)

    def wait(self, seconds: float = 0.001) -> None:
        self.chip.advance(self.chip.core.time + seconds)

    def reset(self, halted: bool = True) -> None:
        self.control(HALT)
        self.chip.write(DEMCR, CORE_RESET * halted, 4)
        self.chip.write(AIRCR, SYSRESETREQ, 4)

    def __getitem__(self, number: int) -> int:
        self.chip.write(DCRSR, number, 4)
        return self.chip.read(DCRDR, 4)

    def __setitem__(self, number: int, value: int) -> None:
        self.chip.write(DCRDR, value, 4)
        self.chip.write(DCRSR, 1 << 16 | number, 4)

    def load(self, data: bytes, address: int = CODE) -> None:
        for offset in range(0, len(data), 2):
            self.chip.write(
                address + offset, int.from_bytes(data[offset : offset + 2], "little"), 2
            )

    def start(self, *halfwords: int, r0: int = 0, r1: int = 0) -> None:
        """Halt, and stand before this code in RAM."""
        self.halt()
        self.load(code(*halfwords))
        self[0], self[1], self[SP], self[PC] = r0, r1, STACK, CODE

    def unlock(self) -> None:
        """The flash controller, and its option bytes."""
        for key in KEYS:
            self.chip.write(KEYR, key, 4)
        for key in KEYS:
            self.chip.write(OPTKEYR, key, 4)


class Still:
    """A host that takes no time, and a clock that packets alone move."""

    patience = float("inf")

    def __init__(self) -> None:
        self.time = 0.0

    def enter(self) -> float:
        return self.time

    def leave(self) -> None:
        pass

    def reach(self, moment: float) -> None:
        self.time = max(self.time, moment)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


def ask(board: Board, *packet: int) -> bytes:
    """One command and its answer."""
    board.send(bytes(packet))
    return board.receive()


@contextmanager
def session(board: Board, **options: Any) -> Iterator[Session]:
    """pyOCD at the board, looking only: nothing is halted and nothing unlocked."""
    from engines.probe.simulated.probe import SimulatedProbe

    looking = {"auto_unlock": False, "connect_mode": "attach", "resume_on_disconnect": False}
    quick = {"reset.hold_time": 0.0, "reset.post_delay": 0.0, "hide_programming_progress": True}
    probe = SimulatedProbe.of(board)
    with Session(probe, no_config=True, **{**looking, **quick, **options}) as opened:
        yield opened
