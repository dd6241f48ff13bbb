"""RTT's control block, as the program keeps it in RAM: where its rings of bytes are.

SEGGER's UM08001, "How RTT works"; the demo firmware's rtt.c has the same with reasons.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from engines.probe.memory_map import Region

ID = b"SEGGER RTT".ljust(16, b"\0")
HEADER, DESCRIPTOR = struct.Struct("<16s2I"), struct.Struct("<6I")
"""The ID, and how many rings there are to us and from us; then of each ring its name, its bytes,
how many they are, the offsets of its writer and its reader, flags."""

WRITE, READ = 12, 16
"""Where in a descriptor the two offsets are."""

MOST_RINGS = 16
"""SEGGER's own has three of each; a count beyond this is no count."""

CHUNK = 1024
"""Bytes of RAM that are searched at a time."""


class Ring(NamedTuple):
    """As it was when it was read; `address` is its descriptor's. One byte is always left unused."""

    address: int
    buffer: int
    size: int
    write: int
    read: int

    @property
    def waiting(self) -> int:
        """Bytes that are there to be read."""
        return (self.write - self.read) % self.size

    @property
    def free(self) -> int:
        return (self.read - self.write - 1) % self.size

    def sane(self, ram: Iterable[Region]) -> bool:
        inside = any(
            region.start <= self.buffer and self.buffer + self.size <= region.end for region in ram
        )
        return inside and self.write < self.size and self.read < self.size

    def pieces(self, begin: int, count: int) -> list[tuple[int, int]]:
        """Where `count` bytes from offset `begin` on are, each as (address, length)."""
        first = min(count, self.size - begin)
        found = [(self.buffer + begin, first), (self.buffer, count - first)]
        return [(address, length) for address, length in found if length]


class ControlBlock(NamedTuple):
    """Its first ring to us, and the descriptor of the first one from us, 0 where there is none."""

    up: Ring
    down: int


def block_at(target: Any, address: int, ram: tuple[Region, ...]) -> ControlBlock | None:
    """None where none stands, or one that is only half written, or leads out of RAM."""
    size = HEADER.size + DESCRIPTOR.size
    if address % 4 or not any(r.start <= address and address + size <= r.end for r in ram):
        return None
    data = bytes(target.read_memory_block8(address, size))
    name, ups, downs = HEADER.unpack_from(data)
    up = Ring(address + HEADER.size, *DESCRIPTOR.unpack_from(data, HEADER.size)[1:5])
    if name != ID or not 0 < ups <= MOST_RINGS or downs > MOST_RINGS or not up.sane(ram):
        return None
    return ControlBlock(up, address + HEADER.size + ups * DESCRIPTOR.size if downs else 0)


def ring_at(target: Any, address: int) -> Ring:
    data = bytes(target.read_memory_block8(address, DESCRIPTOR.size))
    return Ring(address, *DESCRIPTOR.unpack(data)[1:5])


def take(target: Any, ring: Ring, most: int) -> bytes:
    """Up to so many of the bytes that wait, and tell the program that they were read."""
    count = min(ring.waiting, most)
    data = b"".join(
        bytes(target.read_memory_block8(*piece)) for piece in ring.pieces(ring.read, count)
    )
    target.write32(ring.address + READ, (ring.read + count) % ring.size)
    return data


def put(target: Any, ring: Ring, data: bytes) -> int:
    """How many of the bytes there was room for. They are in memory before they are offered."""
    count, done = min(ring.free, len(data)), 0
    for address, length in ring.pieces(ring.write, count):
        target.write_memory_block8(address, data[done : done + length])
        done += length
    target.write32(ring.address + WRITE, (ring.write + count) % ring.size)
    return count


def search(target: Any, ram: Iterable[Region]) -> Iterator[int | None]:
    """Every address in RAM where the ID stands; and None after each chunk that was read."""
    from pyocd.core.exceptions import TransferFaultError

    for region in ram:
        before = b""
        for address in range(region.start, region.end, CHUNK):
            size = min(CHUNK, region.end - address)
            try:
                data = before + bytes(target.read_memory_block8(address, size))
            except TransferFaultError:  # a part may have less than the largest of its line
                before = b""
                yield None
                continue
            start, at = address - len(before), data.find(ID)
            while at >= 0:
                yield start + at
                at = data.find(ID, at + 1)
            before = data[1 - len(ID) :]
            yield None
