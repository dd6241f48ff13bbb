"""Which part is behind a probe that names no board: read from its registers, nothing is written."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from engines.probe import memory_map
from engines.probe.memory_map import Region
from engines.probe.stm32 import (
    APB,
    H5_CORE,
    H7,
    KIB,
    PPB,
    PPB_V8,
    ROWS,
    SRAM,
    Family,
    Line,
    whole,
)
from engines.wire import N_

CPUID = 0xE000_ED00
"""Of every Cortex-M, at any time (Armv7-M ARM B3.2.3): which core this is."""

CORES = {
    0xC20: "Cortex-M0",
    0xC60: "Cortex-M0+",
    0xC21: "Cortex-M1",
    0xC23: "Cortex-M3",
    0xC24: "Cortex-M4",
    0xC27: "Cortex-M7",
    0xD20: "Cortex-M23",
    0xD21: "Cortex-M33",
    0xD22: "Cortex-M55",
    0xD23: "Cortex-M85",
}
"""By CPUID bits 15:4."""

CHIP_ID = 0x4000_0000
"""SYSINFO_CHIP_ID of the RP2040 (datasheet 2.20.2) and RP2350. On an STM32 this is TIM2_CR1."""

WHERE = {
    "Cortex-M0": (APB,),
    "Cortex-M0+": (CHIP_ID, APB),
    "Cortex-M3": (PPB,),
    "Cortex-M4": (PPB, H7),
    "Cortex-M7": (PPB, H7),
    "Cortex-M23": (APB,),
    "Cortex-M33": (PPB_V8, H5_CORE, CHIP_ID),
}
"""Where the identity of a part with this core may be read, the least risky place first."""

ANYWHERE = (PPB, PPB_V8, CHIP_ID, APB, H5_CORE, H7)
"""For a core that does not name itself: debug registers first, the system bus after them."""

ROM_TABLE = 0xE00F_F000
"""The CoreSight ROM table; its peripheral ID names ST and DEV_ID (RM0008, debug support)."""

ST = 0x020
MAKERS = {0x43B: "Arm", 0x751: "GigaDevice"}
"""JEP106 codes that ROM tables of STM32F103 clones show: bluepillplus of Black Magic Debug."""

GD32 = {0x1303: "GD32F1x0", 0x1704: "GD32F3x0", 0x1906: "GD32VF103", 0x1909: "GD32E23x"}
"""Revisions that no STM32 with DEV_ID 0x410 has: OpenOCD, stm32f1x.c."""

LETTERS = {
    8: "3",
    16: "4",
    32: "6",
    64: "8",
    128: "B",
    192: "Z",
    256: "C",
    320: "C",
    384: "D",
    512: "E",
    640: "Y",
    768: "F",
    1024: "G",
    1536: "H",
    2048: "I",
    4096: "J",
}
"""How ST writes KiB of flash in a part number: the sizes that there are."""

SIZE_BLANK = N_("The part does not say how much flash it has; this is the most of its line.")
SIZE_ODD = N_("The part names a flash size that its line does not have; this is the most it has.")
MAY_HAVE_MORE = N_("Many of these parts have 128 KiB of flash, but only 64 are promised.")
ANOTHER_CORE = N_("The core is not this line's: it may be a clone, and its flash another.")
ANOTHER_MAKER = N_("The ROM table is not ST's: it may be a clone.")
ROM_ONLY = N_("DBGMCU_IDCODE is blank; the part is named by its ROM table.")
BANKS_UNKNOWN = N_("The option register cannot be read; the sectors are those of a new part.")
EXTERNAL = N_(
    "The flash is a chip of its own: its size is not known, only how much can be addressed."
)


class Fault(Exception):
    """The bus answered an access with an error."""


class Memory(Protocol):
    """What is behind a probe. Any access raises Fault where the bus gives an error."""

    def read32(self, address: int) -> int: ...
    def read16(self, address: int) -> int: ...
    def write32(self, address: int, value: int) -> None: ...
    def write16(self, address: int, value: int) -> None: ...


class Part(memory_map.Part, frozen=True):
    """A part as precisely as its registers tell.

    `name` has an x for what they do not: "STM32F10xxC". `line` is the same in words, `family` like
    "STM32F1", "RP2040", or "" for a Cortex-M of which only the core is known: it has no `flash`.
    `target` is pyOCD's builtin target, `pack` the CMSIS pack that knows it otherwise; "" is none.
    `clone` says "or a clone" with its reason. `guess`: the sizes or sectors are not what it said
    itself; `notes`, constant sentences, tell why. `uid` is the address of its unique ID, or 0.
    """

    line: str = ""
    family: str = ""
    dev_id: int = 0
    revision: str = ""
    target: str = ""
    pack: str = ""
    clone: str = ""
    guess: bool = False
    notes: tuple[str, ...] = ()
    uid: int = 0

    @property
    def flash_size(self) -> int:
        return sum(region.length for region in self.flash)


PICO = {
    0x0000_2927: Part(
        "RP2040",
        (Region(0x1000_0000, 16 << 20, 4 * KIB),),
        (Region(SRAM, 264 * KIB),),
        "Cortex-M0+",
        vectors=0x1000_0100,
        line="Raspberry Pi RP2040",
        family="RP2040",
        target="rp2040",
        guess=True,
        notes=(EXTERNAL,),
    ),
    0x0000_4927: Part(
        "RP2350",
        (Region(0x1000_0000, 16 << 20, 4 * KIB),),
        (Region(SRAM, 520 * KIB),),
        "Cortex-M33",
        line="Raspberry Pi RP2350",
        family="RP2350",
        target="rp2350",
        guess=True,
        notes=(EXTERNAL,),
    ),
}
"""By CHIP_ID without its revision: part number and Raspberry Pi's JEP106 code.

RP2040 datasheet 2.20.2 and 2.2.1, RP2350 datasheet, SYSINFO and address map.
"""


def identify(memory: Memory) -> Part | None:
    """The part, or what can be said of it; None where not even a core answers.

    Reads only, and no place that changes by being read. The core need not be halted.
    """
    cpuid = word(memory, CPUID) or 0
    core = CORES.get(cpuid >> 4 & 0xFFF, "")
    dev_id = 0
    for address in WHERE.get(core, ANYWHERE):
        idcode = word(memory, address) or 0
        if address == CHIP_ID:
            if pico := PICO.get(idcode & 0x0FFF_FFFF):
                return msgspec.structs.replace(pico, revision=str(idcode >> 28))
        elif row := ROWS.get((address, genuine(idcode & 0xFFF, core))):
            return doubted(known(memory, *row, core, idcode), memory, row[0], core, idcode)
        else:
            dev_id = dev_id or idcode & 0xFFF
    if row := row_by_rom(memory, core):
        return noted(known(memory, *row, core), ROM_ONLY, guess=True)
    return Part(core, (), core=core, dev_id=dev_id) if core else None


def genuine(dev_id: int, core: str) -> int:
    """The first STM32F405s call themselves an STM32F2: ES0182, on DBGMCU_IDCODE of revision A."""
    return 0x413 if dev_id == 0x411 and core == "Cortex-M4" else dev_id


def known(memory: Memory, family: Family, line: Line, core: str, idcode: int = 0) -> Part:
    """The part of this line, with the size and the sectors that it says it has."""
    kib, doubt = flash_kib(memory, line.size_at or family.size_at, line)
    options = read(memory.read32, line.options) if line.options else None
    flash, factory = line.layout(kib, options), line.layout(kib, None)
    part = Part(
        name=line.stem if doubt else f"{line.stem}x{LETTERS[kib]}",
        flash=flash,
        ram=ram(line, kib),
        core=core or family.cores[0],
        line=line.words,
        family=family.name,
        dev_id=line.dev_id,
        revision=revision(line, idcode),
        target=line.targets.get(kib, "") if flash == factory else "",  # as pyOCD's maps are
        pack=family.pack,
        uid=line.uid or family.uid,
    )
    if doubt:
        part = noted(part, doubt, guess=True)
    if line.options and options is None:
        part = noted(part, BANKS_UNKNOWN, guess=True)
    return part


def flash_kib(memory: Memory, address: int, line: Line) -> tuple[int, str]:
    """KiB of flash, and why that is doubtful, or "".

    Early parts leave the register blank, and some F103s show 0xFFFF while they run at full speed.
    """
    kib = read(memory.read16, address)
    if line.dev_id == 0x436 and kib in (0, 1):  # a code there: RM0038 30.1.1
        kib = 256 if kib else 384
    if line.dev_id == 0x429 and kib:  # only its low byte counts: RM0038 30.1.1
        kib = 0xFFFF if kib == 0xFFFF else kib & 0xFF
    if not kib or kib == 0xFFFF:
        return line.largest, SIZE_BLANK
    right = kib in LETTERS and kib <= line.largest and whole(line.layout(kib, None))
    return (kib, "") if right else (line.largest, SIZE_ODD)


def ram(line: Line, kib: int) -> tuple[Region, ...]:
    main = next(size for upto, size in line.sram if kib <= upto)
    return tuple(Region(start, size * KIB) for start, size in ((SRAM, main), *line.more))


def revision(line: Line, idcode: int) -> str:
    """A letter where it is known, else REV_ID in hexadecimal."""
    number = idcode >> 16
    if idcode & 0xFFF != line.dev_id:
        return "A" if idcode else ""  # of an STM32F405 that calls itself F2 this is wrong as well
    return line.revisions.get(number, f"0x{number:04X}")


def doubted(part: Part, memory: Memory, family: Family, core: str, idcode: int) -> Part:
    """The same part, with what speaks for a clone, or as the clone that it is known to be."""
    if (family.name, part.dev_id) == ("STM32F1", 0x410) and (name := GD32.get(idcode >> 16)):
        line = f"GigaDevice {name}"
        return msgspec.structs.replace(
            part, name=name, line=line, family="GD32", target="", pack=""
        )
    if core and core not in family.cores:
        words = N_("or a clone: it has a {core}, an {family} a {usual}")
        clone = words.format(core=core, family=family.name, usual=family.cores[0])
        part = msgspec.structs.replace(part, clone=clone, target="")
        return noted(part, ANOTHER_CORE, guess=True)
    if family.name != "STM32F1":
        return part
    if (designer := designed(memory)) and designer != ST:
        maker = MAKERS.get(designer, f"JEP106 code 0x{designer:03X}")
        clone = N_("or a clone: its ROM table says {maker}, not ST").format(maker=maker)
        part = noted(msgspec.structs.replace(part, clone=clone), ANOTHER_MAKER)
    if part.dev_id == 0x410 and part.flash_size == 64 * KIB:
        part = noted(part, MAY_HAVE_MORE)
    return part


def designed(memory: Memory) -> int | None:
    """Who made the ROM table: JEP106 continuation code and identity. None where it is blank."""
    table = peripheral_id(memory)
    return None if table is None else table >> 24 & 0xF00 | table >> 12 & 0x7F


def row_by_rom(memory: Memory, core: str) -> tuple[Family, Line] | None:
    """The line whose DEV_ID is the part number of ST's ROM table, with this core."""
    if designed(memory) != ST:
        return None
    dev_id = (peripheral_id(memory) or 0) & 0xFFF
    rows = (row for (_, number), row in ROWS.items() if number == dev_id)
    return next((row for row in rows if core in row[0].cores), None)


def peripheral_id(memory: Memory) -> int | None:
    """PIDR4 and PIDR3 to 0 as one number: Arm IHI 0029, "Peripheral identification registers"."""
    number = 0
    for offset in (0xFD0, 0xFEC, 0xFE8, 0xFE4, 0xFE0):
        register = read(memory.read32, ROM_TABLE + offset)
        if register is None:
            return None
        number = number << 8 | register & 0xFF
    return number if number not in (0, 0xFF_FFFF_FFFF) else None


def noted(part: Part, note: str, guess: bool = False) -> Part:
    guess = guess or part.guess
    return msgspec.structs.replace(part, notes=(*part.notes, note), guess=guess)


def word(memory: Memory, address: int) -> int | None:
    """What stands there; None where nothing does."""
    value = read(memory.read32, address)
    return None if value in (0, 0xFFFF_FFFF) else value


def read(how: Callable[[int], int], address: int) -> int | None:
    try:
        return how(address)
    except Fault:
        return None
