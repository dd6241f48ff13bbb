"""Read protection: whether a part has it, and for some parts how to put it on and take it off.

Taking it off erases the flash; that is what it is for. It changes at the next power-on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal, NamedTuple

import msgspec

from engines.marking import N_
from engines.probe.parts import Fault, Memory, Part
from engines.wire import EngineError

Options = Callable[[dict[int, int]], dict[int, int]]
"""Takes half-words by address before they are erased; returns those that shall be written again."""

Wait = Callable[[float], None]
"""Sleeps so many seconds. It should not raise: the option bytes may be half written."""
Closed = Callable[[], bool]

OFF = "not read-protected"
ON = "read-protected: nobody reads the flash, and unlocking erases it"
FOR_EVER = "read-protected for ever: level 2 cannot be undone"
HALF = "TrustZone level 0.5: the secure part is closed"
UNKNOWN = "not known"

LOCKED = "locked: read-protected from the next power-on"
UNLOCKED = "unlocked, and erased: readable from the next power-on"


class Protection(msgspec.Struct, frozen=True):
    """RDP `level`, None where it is not known, and a constant sentence about it."""

    level: Literal[0, 1, 2] | None
    text: str


# Reading


class Rdp(NamedTuple):
    """Where the RDP byte of an option register is."""

    address: int
    shift: int = 0


OBR = 0x4002_201C
OPTCR = 0x4002_3C14

BYTES = {
    "STM32F2": Rdp(OPTCR, 8),  # PM0059
    "STM32F4": Rdp(OPTCR, 8),  # RM0090
    "STM32F7": Rdp(OPTCR, 8),  # RM0385
    "STM32H7": Rdp(0x5200_201C, 8),  # FLASH_OPTSR_CUR: RM0433
    "STM32L0": Rdp(OBR),  # FLASH_OPTR: RM0367
    "STM32L1": Rdp(0x4002_3C1C),  # FLASH_OBR: RM0038
    "STM32C0": Rdp(0x4002_2020),  # FLASH_OPTR: RM0490
    "STM32G0": Rdp(0x4002_2020),  # RM0444
    "STM32G4": Rdp(0x4002_2020),  # RM0440
    "STM32L4": Rdp(0x4002_2020),  # RM0351
    "STM32U0": Rdp(0x4002_2020),  # RM0503
    "STM32WB": Rdp(0x5800_4020),  # RM0434
    "STM32WL": Rdp(0x5800_4020),  # RM0453
    "STM32L5": Rdp(0x4002_2040),  # RM0438
    "STM32U3": Rdp(0x4002_2040),  # RM0487
    "STM32U5": Rdp(0x4002_2040),  # RM0456
    "STM32WBA": Rdp(0x4002_2040),  # RM0493
}
"""Families that show the byte itself. The H5 and H7RS have product states instead of it."""

LEVELS = {0xAA: Protection(0, OFF), 0xCC: Protection(2, FOR_EVER), 0x55: Protection(None, HALF)}
"""Every other byte is level 1. 0x55 is a level of its own only where there is TrustZone."""

TRUSTZONE = ("STM32L5", "STM32U3", "STM32U5", "STM32WBA")


def state(memory: Memory, part: Part) -> Protection:
    """What holds now: a change waits for the next power-on. Never "off" unless the part says so."""
    if part.family in ("STM32F0", "STM32F1", "STM32F3"):
        return by_bits(word(memory, OBR), two=part.family != "STM32F1")
    if part.family not in BYTES:
        return Protection(None, UNKNOWN)
    register = BYTES[part.family]
    value = word(memory, register.address)
    if value is None:
        return Protection(None, UNKNOWN)
    byte = value >> register.shift & 0xFF
    if byte == 0x55 and part.family not in TRUSTZONE:
        return Protection(1, ON)
    return LEVELS.get(byte, Protection(1, ON))


def by_bits(obr: int | None, two: bool) -> Protection:
    """RDPRT in FLASH_OBR: bit 1 (PM0075 3.7), with bit 2 for level 2 on F0, F3 (RM0091, RM0316)."""
    if obr is None:
        return Protection(None, UNKNOWN)
    if two and obr & 4:
        return Protection(2, FOR_EVER)
    return Protection(1, ON) if obr & 2 else Protection(0, OFF)


def word(memory: Memory, address: int) -> int | None:
    """A register that is all zeros or all ones is one that was not read."""
    try:
        value = memory.read32(address)
    except Fault:
        return None
    return None if value in (0, 0xFFFF_FFFF) else value


# Changing

INFO = "zerodeck probe info"
RESET = "zerodeck probe reset"

POLL = 0.005
"""Seconds between two looks at a controller that is busy."""


def lock(memory: Memory, part: Part, wait: Wait) -> Protection:
    """Put the protection on. The flash and the other option bytes stay as they are.

    The core shall be halted and run from its internal oscillator, as it does after a reset.
    Raises EngineError: not an STM32F1, a level that is not known, a controller that refuses.
    """
    if part.family != "STM32F1":
        raise EngineError(
            "How to lock this part is not known.", N_("{part} is no STM32F1").format(part=part.name)
        )
    if locked(memory, part):
        return state(memory, part)
    with answering():
        rewrite(memory, part, F1_LOCKED, wait, lambda options: options)
    return Protection(1, LOCKED)


def unlock(
    memory: Memory, part: Part, wait: Wait, keep: Options = lambda options: options
) -> Protection:
    """Take the protection off, which ERASES THE WHOLE FLASH; the other option bytes stay.

    A part that is not protected is left alone. The core shall be halted, as for `lock`. Who may be
    interrupted lets `keep` remember what they were.
    Raises EngineError: level 2, a level or a way that is not known, a controller that refuses.
    """
    if part.family not in ("STM32F1", "STM32F2", "STM32F4"):
        why = N_("{part} is no STM32F1, F2 or F4").format(part=part.name)
        raise EngineError("How to unlock this part is not known.", why)
    if not locked(memory, part):
        return state(memory, part)
    with answering():
        if part.family == "STM32F1":
            rewrite(memory, part, F1_UNLOCKED, wait, keep)
        else:
            regress(memory, wait)
    return Protection(0, UNLOCKED)


def locked(memory: Memory, part: Part) -> bool:
    """Whether it is at level 1. Raises EngineError where that is not known, or is for ever."""
    now = state(memory, part)
    if now.level == 2:
        raise EngineError(
            "This part is locked for ever.", N_("read protection level 2 is permanent")
        )
    if now.level is None:
        what = "Whether this part is read-protected is not known, so it is left as it is."
        raise EngineError(what, f"{part.name}: {now.text}", INFO)
    return now.level == 1


@contextmanager
def answering() -> Iterator[None]:
    try:
        yield
    except Fault as error:
        what = "The part stopped answering while its option bytes were written."
        raise EngineError(what, str(error), INFO) from error


def open_with(memory: Memory, register: int, keys: Sequence[int], closed: Closed) -> None:
    """Write the keys where they are still wanted: an open lock takes any key for a wrong one."""
    if closed():
        for key in keys:
            memory.write32(register, key)
    if closed():
        what = "The flash controller stays locked: after a wrong key it does, until a reset."
        raise EngineError(what, f"key register 0x{register:08X}", RESET)


def settled(memory: Memory, status: int, busy: int, seconds: float, wait: Wait) -> int:
    """The status once it is not busy. Raises EngineError when the time is over."""
    for _ in range(round(seconds / POLL)):
        if not (flags := memory.read32(status)) & busy:
            return flags
        wait(POLL)
    raise EngineError(
        "The flash controller stays busy.",
        N_("for over {seconds} s").format(seconds=f"{seconds:g}"),
        INFO,
    )


# The STM32F1: PM0075 2.3 and 2.4. Cross-checked with OpenOCD, stm32f1x.c

KEYR, OPTKEYR, SR, CR = 0x4002_2004, 0x4002_2008, 0x4002_200C, 0x4002_2010
KEYS = (0x4567_0123, 0xCDEF_89AB)
SR2 = 0x4002_204C
"""Of the second bank of an XL-density part, which is erased at the same time (PM0068)."""

BSY, PGERR, WRPRTERR, EOP = 1 << 0, 1 << 2, 1 << 4, 1 << 5
OPTPG, OPTER, STRT, LOCK, OPTWRE = 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 9

RDP = 0x1FFF_F800
OTHERS = range(RDP + 2, RDP + 16, 2)
"""USER, Data0, Data1, WRP0 to WRP3: each a byte and its complement."""
ERASED = 0xFFFF
F1_UNLOCKED = 0x5AA5
F1_LOCKED = 0xFF00
"""Any byte but 0xA5 locks; 0x00 cannot be mistaken for an erased one."""

F1_SECONDS = 1.0
"""An erase, of a page or of all, takes 40 ms at most: tERASE and tME, STM32F103xC datasheet."""


def rewrite(memory: Memory, part: Part, rdp: int, wait: Wait, keep: Options) -> None:
    """Erase the option bytes and write them again, with another RDP.

    Once they are erased, whatever stops this leaves the part read-protected, and the other option
    bytes erased until `keep` gives them back.
    """
    statuses = (SR, SR2) if part.dev_id == 0x430 else (SR,)
    # RDP last: without it the part stays protected, and whoever unlocks it again writes the rest.
    wanted = keep({address: whole(memory.read16(address)) for address in OTHERS}) | {RDP: rdp}
    finish(memory, statuses, wait)
    open_with(memory, KEYR, KEYS, lambda: bool(memory.read32(CR) & LOCK))
    open_with(memory, OPTKEYR, KEYS, lambda: not memory.read32(CR) & OPTWRE)
    try:
        memory.write32(CR, OPTWRE | OPTER)
        memory.write32(CR, OPTWRE | OPTER | STRT)
        blame(finish(memory, statuses, wait))
        memory.write32(CR, OPTWRE | OPTPG)
        for address, value in wanted.items():
            if value != ERASED:
                memory.write16(address, value & 0xFF)  # the complement comes by itself
                blame(finish(memory, statuses, wait))
    finally:
        with suppress(Fault):
            memory.write32(CR, LOCK)
    for address, value in wanted.items():
        if (found := memory.read16(address)) != value:
            words = N_("0x{found} at 0x{address}, and not 0x{value}")
            why = words.format(found=f"{found:04X}", address=f"{address:08X}", value=f"{value:04X}")
            raise EngineError("The option bytes are not as they were written.", why, INFO)


def whole(value: int) -> int:
    """The half-word; ERASED without its right complement, which the part reads it as then."""
    return value if (value ^ value >> 8) & 0xFF == 0xFF else ERASED


def finish(memory: Memory, statuses: Iterable[int], wait: Wait) -> int:
    """The flags once nothing is busy; they are cleared."""
    flags = 0
    for status in statuses:
        flags |= settled(memory, status, BSY, F1_SECONDS, wait)
        memory.write32(status, PGERR | WRPRTERR | EOP)
    return flags


def blame(flags: int) -> None:
    if flags & WRPRTERR:
        raise EngineError("The flash controller refuses: write-protected.", "WRPRTERR", INFO)
    if flags & PGERR:
        raise EngineError("The flash controller refuses: not erased before.", "PGERR", INFO)


# The STM32F2 and F4: PM0059 2.6.2 and 2.6.3, RM0090. Cross-checked with OpenOCD, stm32f2x.c

F4_OPTKEYR, F4_SR = 0x4002_3C08, 0x4002_3C0C
F4_KEYS = (0x0819_2A3B, 0x4C5D_6E7F)
F4_BSY, F4_ERRORS = 1 << 16, 0xF2
OPTLOCK, OPTSTRT, WDG_SW = 1 << 0, 1 << 1, 1 << 5
F4_RDP, F4_UNLOCKED = 0xFF00, 0xAA00

F4_SECONDS = 40.0
"""2 MiB, eight bits at a time, take up to 32 s: STM32F429xx datasheet, mass erase."""


def regress(memory: Memory, wait: Wait) -> None:
    """From level 1 to level 0. What else is in the option register is written as it was."""
    settled(memory, F4_SR, F4_BSY, F4_SECONDS, wait)
    options = memory.read32(OPTCR) & ~(OPTLOCK | OPTSTRT | F4_RDP) | F4_UNLOCKED
    if not options & WDG_SW:
        # Black Magic Debug, stm32f4.c: it resets the part in the middle of the erase.
        why = N_("the option bit WDG_SW is 0: its firmware has to set it first")
        raise EngineError("The hardware watchdog would break the unlocking off.", why)
    open_with(memory, F4_OPTKEYR, F4_KEYS, lambda: bool(memory.read32(OPTCR) & OPTLOCK))
    memory.write32(F4_SR, F4_ERRORS)
    try:
        memory.write32(OPTCR, options)
        memory.write32(OPTCR, options | OPTSTRT)
        flags = settled(memory, F4_SR, F4_BSY, F4_SECONDS, wait)
    finally:
        with suppress(Fault):
            memory.write32(OPTCR, options | OPTLOCK)
    if flags & F4_ERRORS:
        raise EngineError("The flash controller refuses.", f"FLASH_SR is 0x{flags:08X}", INFO)
