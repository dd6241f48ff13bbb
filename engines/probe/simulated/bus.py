"""What hangs on the chip's bus, and the answer of what does not."""

from collections.abc import Callable
from typing import NamedTuple


class BusFault(Exception):
    """Nobody answers at this address, or may not."""


class Device(NamedTuple):
    """Registers of 32 bits each: `read` and `write` are told the offset of a whole one."""

    base: int
    size: int
    read: Callable[[int], int]
    write: Callable[[int, int], None]

    def load(self, offset: int, size: int) -> int:
        """`size` bytes, 1, 2 or 4. Raises BusFault."""
        return self.read(offset & ~3) >> 8 * (offset & 3) & (1 << 8 * size) - 1

    def store(self, offset: int, value: int, size: int) -> None:
        """Raises BusFault."""
        word, shift, mask = offset & ~3, 8 * (offset & 3), (1 << 8 * size) - 1
        if size < 4:
            value = self.read(word) & ~(mask << shift) | (value & mask) << shift
        self.write(word, value & 0xFFFF_FFFF)
