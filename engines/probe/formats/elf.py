"""ELF for 32-bit Arm: System V ABI, edition 4.1, chapters 4 and 5; its Arm supplement, AAELF32."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from engines.marking import N_
from engines.probe.formats.attributes import architecture
from engines.probe.formats.memory import Memory
from engines.probe.formats.source import LARGEST, Source, offset
from engines.probe.image import Image
from engines.wire import EngineError

MAGIC = b"\x7fELF"

BITS = {1: "32-bit", 2: "64-bit"}
ORDERS = {1: "little-endian", 2: "big-endian"}
ARM = 40
MACHINES = {
    3: "x86",
    8: "MIPS",
    20: "PowerPC",
    ARM: "Arm",
    62: "x86-64",
    83: "AVR",
    94: "Xtensa",
    105: "MSP430",
    183: "64-bit Arm",
    243: "RISC-V",
}

EXECUTABLE = 2
TYPES = {1: "an object file that is not linked yet", 3: "a shared library", 4: "a core dump"}

LOAD = 1
NO_BITS = 8
ALLOCATED = 2
ATTRIBUTES = 0x7000_0003
LONGEST_ATTRIBUTES = 1 << 16

HEADER = struct.Struct("<16x2H4x3I6x4H2x")
PROGRAM = struct.Struct("<2I4x2I12x")
SECTION = struct.Struct("<4x2I4x3I12x")


class Header(NamedTuple):
    type: int
    machine: int
    entry: int
    programs_at: int
    sections_at: int
    program_size: int
    programs: int
    section_size: int
    sections: int


class Program(NamedTuple):
    """A segment. `address` is the physical one, where it is kept; `size` is what the file has."""

    type: int
    offset: int
    address: int
    size: int

    @property
    def end(self) -> int:
        return self.offset + self.size


class Section(NamedTuple):
    type: int
    flags: int
    offset: int
    size: int
    link: int
    """The number of another section: for symbols, that of their names."""


def read(source: Source) -> Image:
    """Raises EngineError that names the offset."""
    prove_arm(source)
    header = Header(*HEADER.unpack(source.read(0, HEADER.size)))
    prove_linked(source, header)
    programs = list(loaded(source, header))
    if (size := sum(program.size for program in programs)) > LARGEST:
        raise source.too_large(size)
    sections = list(table_of_sections(source, header))
    memory = Memory(source, offset)
    for program in programs:
        start = first_byte(source, program, sections)
        address = program.address + start - program.offset
        memory.write(address, source.read(start, program.end - start), start)
    return Image(
        memory.segments(source.size),
        "elf",
        source.path,
        entry=header.entry or None,  # 0 is what is written where there is none
        architecture=built_for(source, sections),
    )


def prove_arm(source: Source) -> None:
    """Raises EngineError unless the file says that it is for a 32-bit little-endian Arm."""
    if source.size < HEADER.size:
        raise source.damaged(offset(source.size), "the file ends within its header")
    start = source.read(0, HEADER.size)
    if not start.startswith(MAGIC):
        raise source.damaged(offset(0), N_("no ELF magic number"))
    bits, order = BITS.get(start[4]), ORDERS.get(start[5])
    if bits is None or order is None:
        raise source.damaged(offset(4), N_("neither a 32-bit nor a 64-bit ELF header"))
    machine = int.from_bytes(start[18:20], "little" if start[5] == 1 else "big")
    if (start[4], start[5], machine) != (1, 1, ARM):
        name = MACHINES.get(machine, f"machine {machine}")
        words = N_("a {bits} {order} program for {machine}")
        told = words.format(bits=bits, order=order, machine=name)
        why = f"{source.path}, {offset(4)}: {told}"
        raise EngineError("This ELF file is not for a 32-bit little-endian Arm.", why)


def prove_linked(source: Source, header: Header) -> None:
    if header.type != EXECUTABLE:
        name = TYPES.get(header.type, f"of type {header.type}")
        why = f"{source.path}, {offset(16)}: {name}"
        raise EngineError("This ELF file is not a program that is ready to run.", why)


def loaded(source: Source, header: Header) -> Iterator[Program]:
    """The segments with something in the file; .bss and its like have nothing there."""
    if header.program_size != PROGRAM.size:
        words = N_("program headers of {size} bytes, not {right}")
        why = words.format(size=header.program_size, right=PROGRAM.size)
        raise source.damaged(offset(42), why)
    if header.programs_at + header.programs * PROGRAM.size > source.size:
        raise source.damaged(offset(source.size), N_("the file ends within its program headers"))
    table = source.read(header.programs_at, header.programs * PROGRAM.size)
    for index, program in enumerate(map(Program._make, PROGRAM.iter_unpack(table))):
        if program.type == LOAD and program.size:
            if program.end > source.size:
                words = N_("a segment goes on to offset {number}, and the file ends before")
                why = words.format(number=f"0x{program.end:X}")
                raise source.damaged(offset(header.programs_at + index * PROGRAM.size), why)
            yield program


def table_of_sections(source: Source, header: Header) -> Iterator[Section]:
    """The sections; none where the table is missing or wrong, for a program runs without it."""
    size = header.sections * SECTION.size
    if header.section_size == SECTION.size and header.sections_at + size <= source.size:
        yield from map(Section._make, SECTION.iter_unpack(source.read(header.sections_at, size)))


def first_byte(source: Source, program: Program, sections: list[Section]) -> int:
    """The offset at which a segment's own content begins.

    Linkers put the file's headers into the first segment where its page has room for them: an
    application at 0x08004000 then has a segment from 0x08000000 on, which would overwrite the
    bootloader with them. https://github.com/raspberrypi/pico-sdk/issues/573
    """
    if program.offset >= HEADER.size:
        return program.offset
    if not sections:
        why = N_(
            "a segment begins with the file's own headers, and no section table says where they end"
        )
        raise source.damaged(offset(program.offset), why)
    starts = (
        section.offset
        for section in sections
        if section.flags & ALLOCATED and section.type != NO_BITS and section.size
    )
    inside = (start for start in starts if program.offset <= start < program.end)
    return min(inside, default=program.end)


def built_for(source: Source, sections: list[Section]) -> str | None:
    """The architecture in the build attributes; None where there are none that can be read."""
    for section in sections:
        whole = section.offset + section.size <= source.size
        if section.type == ATTRIBUTES and whole and section.size <= LONGEST_ATTRIBUTES:
            return architecture(source.read(section.offset, section.size))
    return None
