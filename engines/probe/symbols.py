"""The functions of a program by their addresses, from the symbol table of its ELF file."""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from engines.probe import formats
from engines.probe.formats import elf
from engines.probe.formats.source import Source, opened
from engines.probe.image import Image
from engines.wire import N_, EngineError

NOT_SEEN = N_("The chip is not seen to hold this program, so no place has a name.")
SAMPLES, SAMPLE = 8, 32
"""Stretches of the program that are compared, and their bytes: all of it would take seconds."""

TABLE = 2
SYMBOL = struct.Struct("<3I2BH")
FUNCTION = 2
LARGEST = 16 << 20
"""Bytes of a table; that of the Linux kernel is smaller."""


class Function(NamedTuple):
    """`size` is 0 where nobody has said it, as in assembler."""

    start: int
    size: int
    name: str


class Symbols:
    def __init__(self, functions: Iterable[Function]) -> None:
        self.functions = sorted(set(functions))

    def place(self, address: int) -> str:
        """Like "main+0x1c"; "" outside of every function."""
        before = bisect_right(self.functions, address, key=lambda function: function.start)
        if not before:
            return ""
        start, size, name = self.functions[before - 1]
        if size and address >= start + size:
            return ""
        return f"{name}+{address - start:#x}" if address > start else name


def named(target: Any, path: str) -> tuple[Symbols, str]:
    """The names of the program that a pyocd target holds; or none, and a constant sentence why."""
    if not path:
        return Symbols(()), ""
    try:
        image, symbols = formats.read(path, kind="elf"), read(path)
    except EngineError as error:
        return Symbols(()), error.failed.what
    return (symbols, "") if held(target, image) else (Symbols(()), NOT_SEEN)


def held(target: Any, image: Image) -> bool:
    """Whether the chip has the same bytes, as far as a few stretches of them tell."""
    from pyocd.core.exceptions import TransferFaultError

    try:
        for address in samples(image):
            size = min(SAMPLE, image.end - address)
            found = bytes(target.read_memory_block8(address, size))
            if any(
                image.holds(address + at) and found[at] != byte
                for at, byte in enumerate(image.cells(address, size))
            ):
                return False
    except TransferFaultError:
        return False
    return True


def samples(image: Image) -> Iterator[int]:
    """Addresses in the image, evenly spread over its bytes; the first is its beginning."""
    step = max(SAMPLE, image.size // SAMPLES)
    skip = 0
    for segment in image.segments:
        yield from range(segment.address + skip, segment.end, step)
        skip = (skip - len(segment.data)) % step


def read(path: str) -> Symbols:
    """None where the file has no table, or a damaged one: a program runs without it.

    Raises EngineError for what is no ELF file for these cores.
    """
    with opened(path) as source:
        elf.prove_arm(source)
        header = elf.Header(*elf.HEADER.unpack(source.read(0, elf.HEADER.size)))
        sections = list(elf.table_of_sections(source, header))
        return Symbols(functions(source, sections))


def functions(source: Source, sections: list[elf.Section]) -> Iterator[Function]:
    for section in sections:
        if section.type != TABLE or section.link >= len(sections):
            continue
        table, names = content(source, section), content(source, sections[section.link])
        whole = len(table) - len(table) % SYMBOL.size
        for at, value, size, info, _, _ in SYMBOL.iter_unpack(table[:whole]):
            if info & 0xF == FUNCTION and (name := text(names, at)):
                yield Function(value & ~1, size, name)  # bit 0 says Thumb: AAELF32 5.5.3


def content(source: Source, section: elf.Section) -> bytes:
    if section.size > LARGEST or section.offset + section.size > source.size:
        return b""
    return source.read(section.offset, section.size)


def text(names: bytes, at: int) -> str:
    return names[at : names.find(b"\0", at)].decode(errors="replace") if at < len(names) else ""
