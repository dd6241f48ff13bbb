"""Who is there: the words of the private bus that never change (ADIv5 C, D; RM0008 31.6)."""

from typing import NamedTuple

IDCODE = 0xE004_2000
HIGH_DENSITY = 0x1003_6414
"""DBGMCU_IDCODE: high density, revision Y (RM0008 31.6.1)."""


class Component(NamedTuple):
    """What the ROM table points to, by its identification registers (ADIv5 C)."""

    base: int
    cidr: int
    pidr: int


COMPONENTS = (
    Component(0xE000_E000, 0xB105_E00D, 0x4_000B_B000),  # system control space
    Component(0xE000_1000, 0xB105_E00D, 0x4_003B_B002),  # DWT
    Component(0xE000_2000, 0xB105_E00D, 0x4_002B_B003),  # FPB
    Component(0xE000_0000, 0xB105_E00D, 0x4_003B_B001),  # ITM
    Component(0xE00F_F000, 0xB105_100D, 0x0_000A_0414),  # the ROM table itself: ST, high density
)
ROM_TABLE = COMPONENTS[-1].base


def fixed_words() -> dict[int, int]:
    """By their addresses."""
    words = {IDCODE: HIGH_DENSITY}
    for base, cidr, pidr in COMPONENTS:
        for index in range(4):
            words[base + 0xFF0 + 4 * index] = cidr >> 8 * index & 0xFF
            words[base + 0xFE0 + 4 * index] = pidr >> 8 * index & 0xFF
            words[base + 0xFD0 + 4 * index] = pidr >> 8 * (index + 4) & 0xFF
    for index, component in enumerate(COMPONENTS[:-1]):
        words[ROM_TABLE + 4 * index] = component.base - ROM_TABLE & 0xFFFF_FFFF | 3
    words[ROM_TABLE + 4 * (len(COMPONENTS) - 1)] = 0
    words[ROM_TABLE + 0xFCC] = 1  # MEMTYPE: system memory is on this bus
    words[0xE000_1000] = 0x4000_0000  # DWT_CTRL: four comparators
    return words
