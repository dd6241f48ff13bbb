"""Let a chip run faster than it starts, as long as we work in it: it compares and writes quicker.

Only its own oscillator is used, and no line of the family is driven beyond its data sheet. The
next reset undoes it.
"""

from typing import Protocol

RCC_CR, RCC_CFGR, FLASH_ACR = 0x4002_1000, 0x4002_1004, 0x4002_2000
HSION, PLLON, PLLRDY = 1 << 0, 1 << 24, 1 << 25
ONE_WAIT_STATE = 0x11
TIMES_9, APB1_HALVED = 7 << 18, 4 << 8
SWITCH_PLL, SWITCHED = 2 << 0, 2 << 2

F10X = {0x410, 0x412, 0x414, 0x430}
"""DBGMCU ids of the lines with this clock tree: not the connectivity line, not the value lines."""

LOOKS = 20


class Memory(Protocol):
    def read32(self, address: int) -> int: ...
    def write32(self, address: int, value: int) -> None: ...


def boost(memory: Memory, dev_id: int) -> bool:
    """36 MHz on an STM32F101, F102 or F103 just reset (RM0008 7.3, 3.3.3); False elsewhere.

    The slowest of them, the F101, is made for 36 MHz. The flash controller keeps its oscillator.
    """
    if dev_id not in F10X:
        return False
    memory.write32(FLASH_ACR, ONE_WAIT_STATE)
    memory.write32(RCC_CFGR, TIMES_9 | APB1_HALVED)
    memory.write32(RCC_CR, memory.read32(RCC_CR) | HSION | PLLON)
    if not any(memory.read32(RCC_CR) & PLLRDY for _ in range(LOOKS)):
        return False
    memory.write32(RCC_CFGR, TIMES_9 | APB1_HALVED | SWITCH_PLL)
    return any(memory.read32(RCC_CFGR) & SWITCHED for _ in range(LOOKS))
