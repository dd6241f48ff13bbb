"""Intel HEX: Hexadecimal Object File Format Specification, revision A, Intel 1988."""

from typing import NamedTuple

from engines.marking import N_
from engines.probe.formats.memory import Memory
from engines.probe.formats.source import Source, line
from engines.probe.image import SPACE, Image

DATA, END, SEGMENT, START_SEGMENT, LINEAR, START_LINEAR = range(6)

LENGTHS = {END: 0, SEGMENT: 2, START_SEGMENT: 4, LINEAR: 2, START_LINEAR: 4}
"""The bytes in a record of each type but DATA, which may have any number."""

SEGMENT_SIZE = 1 << 16


class Record(NamedTuple):
    type: int
    address: int
    data: bytes

    @property
    def number(self) -> int:
        return int.from_bytes(self.data, "big")


def read(source: Source) -> Image:
    """Raises EngineError that names the line."""
    memory = Memory(source, line)
    number = 1
    origin, base, window = 0, 0, SEGMENT_SIZE
    entry = None
    lines = source.lines()
    for number, text in lines:
        record = parse(source, number, text)
        if record.type == DATA:
            # Addresses go round: within the segment, or within all that 32 bits address.
            address = base + record.address
            memory.write(origin + address, record.data[: window - address], number)
            memory.write(origin, record.data[window - address :], number)
        elif record.type == SEGMENT:
            origin, base, window = record.number << 4, 0, SEGMENT_SIZE
        elif record.type == LINEAR:
            origin, base, window = 0, record.number << 16, SPACE
        elif record.type == START_SEGMENT:
            entry = (record.number >> 16 << 4) + (record.number & 0xFFFF)
        elif record.type == START_LINEAR:
            entry = record.number
        else:
            break
    else:
        why = N_("no end record (:00000001FF) up to here, so the file may be cut off")
        raise source.damaged(line(number), why)
    for behind, _ in lines:
        raise source.damaged(line(behind), "something stands behind the end record")
    return Image(memory.segments(number), "hex", source.path, entry)


def parse(source: Source, number: int, text: bytes) -> Record:
    """A line as its record, once length and checksum are proved."""
    if not text.startswith(b":"):
        raise source.damaged(line(number), "a record begins with a colon")
    data = source.digits(number, text[1:])
    if len(data) < 5:
        raise source.damaged(line(number), "too short for a record")
    if len(data) != 5 + data[0]:
        words = N_("{said} data bytes are announced, and {number} are there")
        why = words.format(said=data[0], number=len(data) - 5)
        raise source.damaged(line(number), why)
    if sum(data) & 0xFF:
        right = -sum(data[:-1]) & 0xFF
        why = N_("the checksum is {found}, not {right}")
        raise source.damaged(
            line(number), why.format(found=f"{data[-1]:02X}", right=f"{right:02X}")
        )
    record = Record(data[3], data[1] << 8 | data[2], data[4:-1])
    if record.type > START_LINEAR:
        why = N_("the record type {type} is not known").format(type=f"{record.type:02X}")
        raise source.damaged(line(number), why)
    if len(record.data) != LENGTHS.get(record.type, len(record.data)):
        words = N_("a record of type {type} has {number} data bytes")
        why = words.format(type=f"{record.type:02X}", number=LENGTHS[record.type])
        raise source.damaged(line(number), why)
    return record
