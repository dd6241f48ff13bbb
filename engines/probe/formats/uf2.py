"""UF2: blocks of 512 bytes, each with its address. https://github.com/microsoft/uf2"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from engines.marking import N_
from engines.probe.formats.memory import Memory
from engines.probe.formats.source import Source, offset
from engines.probe.image import Image
from engines.wire import EngineError

SIZE = 512
HEADER = struct.Struct("<8I")
ROOM = SIZE - HEADER.size - 4

MAGIC = struct.pack("<2I", 0x0A324655, 0x9E5D5157)
END_MAGIC = struct.pack("<I", 0x0AB16F30)

NOT_MAIN_FLASH = 0x0000_0001
FILE_CONTAINER = 0x0000_1000
FAMILY = 0x0000_2000

ABSOLUTE = 0xE48BFF57
"""The family of a block that picotool puts before firmware for an RP2350, for its erratum
RP2350-E10. It calls itself the first of two, is all 0xEF, and is not for the flash."""

FAMILIES = {
    0x16573617: "ATmega32",
    0x1851780A: "SAML21",
    0x1B57745F: "nRF52",
    0x1C5F21B0: "ESP32",
    0x1E1F432D: "STM32L1",
    0x202E3A91: "STM32L0",
    0x21460FF0: "STM32WL",
    0x2ABC77EC: "LPC55",
    0x300F5633: "STM32G0",
    0x31D228C6: "GD32F350",
    0x04240BDF: "STM32L5",
    0x4C71240A: "STM32G4",
    0x4FB2D5BD: "MIMXRT10",
    0x53B80F00: "STM32F7",
    0x55114460: "SAMD51",
    0x57755A57: "STM32F4",
    0x5D1A0A2E: "STM32F2",
    0x5EE21072: "STM32F1",
    0x621E937A: "nRF52833",
    0x647824B6: "STM32F0",
    0x68ED2B88: "SAMD21",
    0x6B846188: "STM32F3",
    0x6D0922FA: "STM32F407",
    0x6DB66082: "STM32H7",
    0x70D16653: "STM32WB",
    0x7EAB61ED: "ESP8266",
    0x7F83E793: "K32L2",
    0x8FB060FE: "STM32F407",
    0xADA52840: "nRF52840",
    0xBFDD4EEE: "ESP32-S2",
    0xC47E5767: "ESP32-S3",
    0xD42BA06C: "ESP32-C3",
    0x2B88D29C: "ESP32-C2",
    0x332726F6: "ESP32-H2",
    0x540DDF62: "ESP32-C6",
    0x3D308E94: "ESP32-P4",
    0xF71C0343: "ESP32-C5",
    0x77D850C4: "ESP32-C61",
    0x00FF6919: "STM32L4",
    0x9AF03E33: "GD32VF103",
    0x9517422F: "RZ/A1LU",
    0x2DC309C5: "STM32F411",
    0x06D1097B: "STM32F411",
    0x72721D4E: "nRF52832",
    0x6F752678: "nRF52832",
    0xA0C97B8E: "AT32F415",
    0x699B62EC: "CH32V",
    0xE48BFF56: "RP2040",
    0xE48BFF59: "RP2350",  # Arm, secure
    0xE48BFF5A: "RP2350 RISC-V",
    0xE48BFF5B: "RP2350",  # Arm, not secure
}
"""What a family id means, in words that stand in the names of its parts.

From utils/uf2families.json of microsoft/uf2; those of the RP2350 from boot/uf2.h of pico-sdk.
"""


class Block(NamedTuple):
    place: int
    flags: int
    address: int
    data: bytes
    number: int
    total: int
    family: int | None

    @property
    def flashed(self) -> bool:
        """False for comments, and for the files of a container."""
        return not self.flags & (NOT_MAIN_FLASH | FILE_CONTAINER)


def read(source: Source) -> Image:
    """Raises EngineError that names the offset."""
    memory = Memory(source, offset)
    family = None
    for block in one_family(source, numbered(source, firmware(source))):
        family = block.family
        if block.flashed:
            memory.write(block.address, block.data, block.place + HEADER.size)
    return Image(memory.segments(source.size), "uf2", source.path, family=family)


def firmware(source: Source) -> Iterator[Block]:
    """The blocks as they stand in the file, without those that only a boot ROM looks at."""
    for place in range(0, source.size, SIZE):
        block = parse(source, place)
        if not (
            (block.family, block.number, block.total) == (ABSOLUTE, 0, 2)
            and block.data.count(0xEF) == len(block.data)
        ):
            yield block


def numbered(source: Source, blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks. Raises EngineError unless they number themselves from 0 to the last."""
    total, seen = 0, set[int]()
    for block in blocks:
        total = total or block.total
        if block.total != total or block.number >= total:
            words = N_("block {number} of {all}, in a file of {total} blocks")
            why = words.format(number=block.number, all=block.total, total=total)
            raise source.damaged(offset(block.place), why)
        if block.number in seen:
            why = N_("block {number} comes twice").format(number=block.number)
            raise source.damaged(offset(block.place), why)
        seen.add(block.number)
        yield block
    if len(seen) < total:
        missing = next(number for number in range(total) if number not in seen)
        why = N_("block {number} of {total} is missing").format(number=missing, total=total)
        raise source.damaged(offset(source.size), why)


def one_family(source: Source, blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks. Raises EngineError where they are meant for different parts."""
    first = None
    for block in blocks:
        first = first or block
        if block.family != first.family:
            why = (
                f"{source.path}: {family_name(first.family)} at {offset(first.place)}, "
                f"{family_name(block.family)} at {offset(block.place)}"
            )
            raise EngineError("The file holds firmware for more than one part.", why)
        yield block


def parse(source: Source, place: int) -> Block:
    if source.size - place < SIZE:
        words = N_("the last block has {size} of {full} bytes")
        why = words.format(size=source.size - place, full=SIZE)
        raise source.damaged(offset(place), why)
    block = source.read(place, SIZE)
    if not block.startswith(MAGIC):
        raise source.damaged(offset(place), N_("a block does not begin with the UF2 magic numbers"))
    if not block.endswith(END_MAGIC):
        why = N_("a block does not end with its magic number")
        raise source.damaged(offset(place + SIZE - 4), why)
    _, _, flags, address, length, number, total, family = HEADER.unpack_from(block)
    if length > ROOM:
        words = N_("{number} bytes in a block that holds {room}")
        why = words.format(number=f"{length:,}", room=ROOM)
        raise source.damaged(offset(place + 16), why)
    data = block[HEADER.size : HEADER.size + length]
    return Block(place, flags, address, data, number, total, family if flags & FAMILY else None)


def family_name(family: int | None) -> str:
    """A word for a UF2 family; its number where it is not in the table."""
    if family is None:
        return "no family"
    return FAMILIES.get(family, f"family 0x{family:08X}")
