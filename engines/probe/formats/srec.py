"""Motorola S-records: M68000 Family Programmer's Reference Manual (M68000PM/AD), appendix C."""

from typing import NamedTuple

from engines.marking import N_
from engines.probe.formats.memory import Memory
from engines.probe.formats.source import Source, line
from engines.probe.image import Image

WIDTHS = {0: 2, 1: 2, 2: 3, 3: 4, 5: 2, 6: 3, 7: 4, 8: 3, 9: 2}
"""The bytes of the address, by type; 4 is reserved."""

HEADER = 0
DATA = (1, 2, 3)
COUNT = (5, 6)


class Record(NamedTuple):
    """In a count record, `address` is the count; in an end record, where the program starts."""

    type: int
    address: int
    data: bytes


def read(source: Source) -> Image:
    """Raises EngineError that names the line."""
    memory = Memory(source, line)
    number = 1
    seen = counted = 0
    lines = source.lines()
    for number, text in lines:
        record = parse(source, number, text)
        if record.type in DATA:
            memory.write(record.address, record.data, number)
            seen += 1
        elif record.type in COUNT:
            # Some writers count from the start, some from the count before.
            if record.address not in (seen, seen - counted):
                words = N_("{said} data records are announced, and {number} are there")
                why = words.format(said=f"{record.address:,}", number=f"{seen:,}")
                raise source.damaged(line(number), why)
            counted = seen
        elif record.type != HEADER:
            break
        elif seen:
            # The type is outside of the checksum: this may have been data.
            raise source.damaged(line(number), "a header behind the first data")
    else:
        why = N_("no end record (S7, S8 or S9) up to here, so the file may be cut off")
        raise source.damaged(line(number), why)
    for behind, _ in lines:
        raise source.damaged(line(behind), "something stands behind the end record")
    entry = record.address or None  # 0 is what is written where there is none
    return Image(memory.segments(number), "srec", source.path, entry)


def parse(source: Source, number: int, text: bytes) -> Record:
    """A line as its record, once length and checksum are proved."""
    type_ = text[1] - ord("0") if len(text) > 1 and text[:1] in b"Ss" else -1
    if type_ not in WIDTHS:
        raise source.damaged(line(number), "a record begins with S and 0 to 3 or 5 to 9")
    data = source.digits(number, text[2:])
    width = WIDTHS[type_]
    if len(data) < width + 2:
        raise source.damaged(line(number), "too short for a record of its type")
    if len(data) != 1 + data[0]:
        words = N_("{said} bytes are announced, and {number} are there")
        why = words.format(said=data[0], number=len(data) - 1)
        raise source.damaged(line(number), why)
    if sum(data) & 0xFF != 0xFF:
        right = ~sum(data[:-1]) & 0xFF
        why = N_("the checksum is {found}, not {right}")
        raise source.damaged(
            line(number), why.format(found=f"{data[-1]:02X}", right=f"{right:02X}")
        )
    record = Record(type_, int.from_bytes(data[1 : 1 + width], "big"), data[1 + width : -1])
    if record.data and type_ not in (HEADER, *DATA):
        raise source.damaged(line(number), N_("an S{type} record has no data").format(type=type_))
    return record
