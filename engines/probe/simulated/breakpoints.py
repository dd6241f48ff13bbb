"""The flash patch unit, version 1, as far as it breaks and does not patch (ARMv7-M ARM C1.11)."""

from collections.abc import Callable
from typing import Any

import unicorn

BASE = 0x2000
"""Of its registers, from the start of the private peripheral bus."""
CTRL, COMPARATOR = 0x0, 0x8
CODE, LITERALS = 6, 2
KEY, ENABLE = 1 << 1, 1 << 0
IN_CODE = 0x1FFF_FFFC
"""Only code below 0x2000_0000 can be broken into."""


class Breakpoints:
    """`hit` is called before the instruction; `changed` where the code has to be seen anew."""

    def __init__(
        self, engine: unicorn.Uc, hit: Callable[[], None], changed: Callable[[], None]
    ) -> None:
        self.engine, self.hit, self.changed = engine, hit, changed
        self._hooks: dict[int, int] = {}
        self.reset()

    def reset(self) -> None:
        """At power-on; the system's reset leaves it alone."""
        self.on = False
        self.comparators = [0] * (CODE + LITERALS)
        self._arm()

    def read(self, offset: int) -> int:
        if offset == CTRL:
            return LITERALS << 8 | CODE << 4 | self.on
        index = (offset - COMPARATOR) // 4
        return self.comparators[index] if 0 <= index < len(self.comparators) else 0

    def write(self, offset: int, value: int) -> None:
        index = (offset - COMPARATOR) // 4
        if offset == CTRL and value & KEY:
            self.on = bool(value & ENABLE)
        elif 0 <= index < len(self.comparators):
            self.comparators[index] = value
        self._arm()

    @property
    def addresses(self) -> set[int]:
        """A comparator is a word's lower or upper halfword, or both."""
        return {
            (comparator & IN_CODE) + 2 * half
            for comparator in (self.comparators[:CODE] if self.on else ())
            for half in (0, 1)
            if comparator & ENABLE and comparator >> 30 + half & 1
        }

    def _arm(self) -> None:
        wanted = self.addresses
        for address in self._hooks.keys() - wanted:
            self.engine.hook_del(self._hooks.pop(address))
        for address in wanted - self._hooks.keys():
            self._hooks[address] = self.engine.hook_add(
                unicorn.UC_HOOK_CODE, self._reached, begin=address, end=address
            )
        self.changed()

    def _reached(self, engine: Any, address: int, size: int, data: Any) -> None:
        self.hit()
