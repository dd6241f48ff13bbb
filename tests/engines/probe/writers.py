"""Writers of the formats that the engine reads. `segments` are (address, bytes)."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

from hypothesis import strategies as st

from engines.probe.formats import read
from engines.probe.image import Image, Kind

Segments = Sequence[tuple[int, bytes]]

# -- text ------------------------------------------------------------------------------------------


def hex_record(type_: int, address: int, data: bytes) -> str:
    body = bytes([len(data), address >> 8, address & 0xFF, type_]) + data
    return ":" + (body + bytes([-sum(body) & 0xFF])).hex().upper()


HEX_END = ":00000001FF"


def hex_lines(segments: Segments, *, entry: int | None = None, width: int = 16) -> list[str]:
    """With linear addresses; a record never crosses 64 KiB."""
    lines, upper = [], 0
    for address, data in chunks(segments, width, 1 << 16):
        if address >> 16 != upper:
            upper = address >> 16
            lines.append(hex_record(4, 0, upper.to_bytes(2, "big")))
        lines.append(hex_record(0, address & 0xFFFF, data))
    if entry is not None:
        lines.append(hex_record(5, 0, entry.to_bytes(4, "big")))
    return [*lines, HEX_END]


def srecord(type_: int, address: int, data: bytes = b"") -> str:
    width = {0: 2, 1: 2, 2: 3, 3: 4, 5: 2, 6: 3, 7: 4, 8: 3, 9: 2}[type_]
    body = bytes([width + len(data) + 1]) + address.to_bytes(width, "big") + data
    return f"S{type_}" + (body + bytes([~sum(body) & 0xFF])).hex().upper()


def srec_lines(
    segments: Segments, *, entry: int = 0, width: int = 16, type_: int = 3, count: bool = True
) -> list[str]:
    records = [srecord(type_, address, data) for address, data in chunks(segments, width)]
    counted = [srecord(5 if len(records) < 1 << 16 else 6, len(records))] if count else []
    return [srecord(0, 0, b"header"), *records, *counted, srecord(10 - type_, entry)]


def chunks(segments: Segments, width: int, page: int = 1 << 32) -> Iterable[tuple[int, bytes]]:
    for address, data in segments:
        position = 0
        while position < len(data):
            size = min(width, page - (address + position) % page)
            yield address + position, data[position : position + size]
            position += size


def text(lines: Iterable[str], end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


# -- UF2 -------------------------------------------------------------------------------------------


def uf2_block(
    address: int,
    data: bytes,
    number: int = 0,
    total: int = 1,
    family: int | None = None,
    flags: int = 0,
) -> bytes:
    flags |= 0 if family is None else 0x2000
    head = (0x0A324655, 0x9E5D5157, flags, address, len(data), number, total, family or 0)
    return struct.pack("<8I476sI", *head, data, 0x0AB16F30)


def uf2(segments: Segments, *, family: int | None = None, width: int = 256) -> bytes:
    pieces = list(chunks(segments, width))
    return b"".join(
        uf2_block(address, data, number, len(pieces), family)
        for number, (address, data) in enumerate(pieces)
    )


# -- ELF -------------------------------------------------------------------------------------------

LOAD, NOTE = 1, 4
PROGRAM_BITS, NO_BITS, ATTRIBUTES = 1, 8, 0x70000003


def elf(
    segments: Segments,
    *,
    entry: int = 0,
    virtual: int = 0,
    attributes: bytes = b"",
    leading: int = 0,
    bss: bool = True,
    kind: int = 2,
    machine: int = 40,
) -> bytes:
    """An executable: header, program headers, contents, build attributes, section headers.

    `virtual` is added to physical addresses for the virtual ones. With `leading`, the first segment
    begins with the file's headers and zeros, `leading` bytes of them, below its own address.
    """
    count = len(segments) + bss
    at = max(52 + 32 * count, leading)
    programs, sections, body = b"", bytes(40), bytes(at - 52 - 32 * count)
    for index, (address, data) in enumerate(segments):
        before = leading if index == 0 else 0
        place, physical, size = at - before, address - before, len(data) + before
        where = (physical + virtual) % (1 << 32)
        programs += struct.pack("<8I", LOAD, place, where, physical, size, size, 5, 4)
        sections += struct.pack("<10I", 0, PROGRAM_BITS, 2, where, at, len(data), 0, 0, 4, 0)
        body += data
        at += len(data)
    if bss:
        programs += struct.pack("<8I", LOAD, at, 0x20000000, 0x20000000, 0, 64, 6, 4)
        sections += struct.pack("<10I", 0, NO_BITS, 3, 0x20000000, 0, 64, 0, 0, 4, 0)
    if attributes:
        sections += struct.pack("<10I", 0, ATTRIBUTES, 0, 0, at, len(attributes), 0, 0, 1, 0)
        body += attributes
        at += len(attributes)
    names = (0, 0)
    sizes = (52, 32, count, 40, len(sections) // 40)
    head = struct.pack(
        "<16s2H5I6H",
        b"\x7fELF\x01\x01\x01".ljust(16, b"\0"),
        kind,
        machine,
        1,
        entry,
        52,
        at,
        0x05000200,
        *sizes,
        names[0],
    )
    return head + programs + body + sections


def build_attributes(*pairs: bytes) -> bytes:
    """A section of public attributes for the whole file, from tags and values as they are."""
    body = b"".join(pairs)
    scope = b"\x01" + (len(body) + 5).to_bytes(4, "little") + body
    vendor = b"aeabi\0" + scope
    return b"A" + (len(vendor) + 4).to_bytes(4, "little") + vendor


# -- what tests do with them -----------------------------------------------------------------------


def load(folder: Path, content: bytes | list[str], name: str, **options: object) -> Image:
    """What the engine makes of a file of this content and name."""
    path = folder / name
    path.write_bytes(text(content) if isinstance(content, list) else content)
    return read(path, **options)


def laid_out(image: Image) -> list[tuple[int, bytes]]:
    return [tuple(segment) for segment in image.segments]


def write(kind: Kind, segments: Segments) -> bytes:
    """A file of this kind with these segments; a .bin has the bytes of the first."""
    match kind:
        case "bin":
            return segments[0][1]
        case "hex":
            return text(hex_lines(segments, entry=0x0800_0101))
        case "srec":
            return text(srec_lines(segments, entry=0x0800_0101))
        case "elf":
            return elf(segments, entry=0x0800_0101, attributes=build_attributes(b"\x06\x0d"))
        case "uf2":
            return uf2(segments, family=0x5EE21072)


def separated(span: int = 1 << 32, most: int = 600) -> st.SearchStrategy[list[tuple[int, bytes]]]:
    """Up to five segments with gaps between them, below address `span`."""

    def place(pieces: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        segments, at = [], 0
        for gap, data in pieces:
            address = at + gap
            segments.append((address, data))
            at = address + len(data) + 1
        return segments

    gap = st.one_of(st.integers(0, 300), st.integers(0, span // 6), st.just((1 << 16) - 8))
    piece = st.tuples(gap, st.binary(min_size=1, max_size=most))
    rows = st.lists(piece, min_size=1, max_size=5).map(place)
    return rows.filter(lambda row: row[-1][0] + len(row[-1][1]) <= span)
