"""The flash controller of the STM32F10x (PM0075): keys, programming, erasing, option bytes."""

from collections.abc import Callable
from typing import NamedTuple

from engines.probe.simulated.bus import BusFault

BASE = 0x40022000
OPTION_BYTES = 0x1FFFF800
PAGE = 2048
ERASED = 0xFFFF
RDP_OFF = 0x5AA5
"""The RDP option byte 0xA5 with its complement; anything else is read protection (PM0075 2.4.1)."""

KEYS = [0x45670123, 0xCDEF89AB]


class Register:
    """By its offset."""

    ACR = 0x00
    KEYR = 0x04
    OPTKEYR = 0x08
    SR = 0x0C
    CR = 0x10
    AR = 0x14
    OBR = 0x1C
    WRPR = 0x20


class Status:
    """FLASH_SR."""

    BSY = 1 << 0
    PGERR = 1 << 2
    WRPRTERR = 1 << 4
    EOP = 1 << 5


class Control:
    """FLASH_CR."""

    PG = 1 << 0
    PER = 1 << 1
    MER = 1 << 2
    OPTPG = 1 << 4
    OPTER = 1 << 5
    STRT = 1 << 6
    LOCK = 1 << 7
    OPTWRE = 1 << 9


KEPT = Control.PG | Control.PER | Control.MER | Control.OPTPG | Control.OPTER
CLEARED_BY_ONE = Status.PGERR | Status.WRPRTERR | Status.EOP


class Option:
    """The option bytes, by their order; a complement follows each."""

    RDP = 0
    USER = 1
    DATA0 = 2
    DATA1 = 3
    WRP0 = 4


GUARDED = 2
"""So many pages are write-protected wherever the read protection is on (PM0075 2.4.1)."""


class Times(NamedTuple):
    """Seconds, typical (STM32F103xC datasheet, table 32: tprog, tERASE, tME)."""

    halfword: float = 52.5e-6
    page_erase: float = 30e-3
    mass_erase: float = 30e-3


class Fpec:
    """`flash` and `options` are changed as the cells would be; `busy_until` says when it is done.

    Every method is told the time in seconds. A new operation waits for the one before it.
    `changed` is called where cells are erased.
    """

    def __init__(
        self,
        flash: memoryview,
        options: memoryview,
        times: Times = Times(),  # noqa: B008 - frozen
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.flash, self.options, self.times, self.changed = flash, options, times, changed
        self.watched = False
        """A debugger has been there since power-on: what read protection is against."""
        self.reset()

    def reset(self) -> None:
        """Everything but the cells; the option bytes are loaded, and hold until the next reset."""
        self.busy_until = 0.0
        self.control = Control.LOCK
        self.access = 0x30
        self.status = 0
        self.address = 0
        self._keys: list[int] = []
        self._option_keys: list[int] = []
        self.protected = int.from_bytes(self.options[0:2], "little") != RDP_OFF
        options = [self._option(number) for number in range(8)]
        self.write_protection = int.from_bytes(options[Option.WRP0 :], "little")
        self.option_register = (
            self._broken_option()
            | self.protected << 1
            | (options[Option.USER] | 0xF8) << 2
            | options[Option.DATA0] << 10
            | options[Option.DATA1] << 18
        )

    def _option(self, number: int) -> int:
        """An option byte without its right complement counts as erased (PM0075 2.5)."""
        byte, complement = self.options[2 * number : 2 * number + 2]
        return byte if byte ^ complement == 0xFF else 0xFF

    def _broken_option(self) -> bool:
        pairs = zip(self.options[::2], self.options[1::2], strict=True)
        return any(a ^ b != 0xFF and (a, b) != (0xFF, 0xFF) for a, b in pairs)

    @property
    def closed(self) -> bool:
        """Whether nobody may read or change the flash."""
        return self.protected and self.watched

    @property
    def wait_states(self) -> int:
        return self.access & 7

    # Registers

    def read(self, offset: int, now: float) -> int:
        match offset:
            case Register.ACR:
                return self.access
            case Register.SR:
                busy = now < self.busy_until
                return self.status & ~Status.EOP | Status.BSY if busy else self.status
            case Register.CR:
                return self.control
            case Register.OBR:
                return self.option_register
            case Register.WRPR:
                return self.write_protection
        return 0

    def write(self, offset: int, value: int, now: float) -> None:
        """Raises BusFault at a wrong key."""
        match offset:
            case Register.ACR:
                self.access = value & 0x3F
            case Register.KEYR:
                self._unlock(value)
            case Register.OPTKEYR:
                self._unlock_options(value)
            case Register.SR:
                self.status &= ~(value & CLEARED_BY_ONE)
            case Register.CR:
                self._command(value, now)
            case Register.AR:
                self.address = value

    def _unlock(self, key: int) -> None:
        """Two keys in their order; after a wrong one nothing unlocks until the next reset."""
        if not self.control & Control.LOCK:
            return
        self._keys.append(key)
        if self._keys != KEYS[: len(self._keys)]:
            raise BusFault
        if self._keys == KEYS:
            self.control &= ~Control.LOCK
            self._keys.clear()

    def _unlock_options(self, key: int) -> None:
        self._option_keys = [*self._option_keys, key][-2:]
        if self._option_keys == KEYS and not self.control & Control.LOCK:
            self.control |= Control.OPTWRE

    def _command(self, value: int, now: float) -> None:
        if self.control & Control.LOCK:
            return
        # OPTWRE is set by keys alone; it is cleared by writing a zero.
        self.control = value & KEPT | self.control & Control.OPTWRE & value
        if value & Control.LOCK:
            self.control = Control.LOCK
        elif value & Control.STRT:
            self._start(now)

    def _start(self, now: float) -> None:
        if self.control & Control.MER:
            self._erase(0, len(self.flash), self.times.mass_erase, now)
        elif self.control & Control.PER:
            page = (self.address & (len(self.flash) - 1)) // PAGE * PAGE
            self._erase(page, PAGE, self.times.page_erase, now)
        elif self.control & Control.OPTER and self.control & Control.OPTWRE:
            self.options[:] = b"\xff" * len(self.options)
            self._done(self.times.page_erase, now)

    def _erase(self, start: int, size: int, seconds: float, now: float) -> None:
        if any(self._forbidden(page) for page in range(start // PAGE, (start + size) // PAGE)):
            self.status |= Status.WRPRTERR
        else:
            self._blank(start, size)
            self._done(seconds, now)

    def _blank(self, start: int, size: int) -> None:
        self.flash[start : start + size] = b"\xff" * size
        self.changed()

    def _forbidden(self, page: int) -> bool:
        """A WRP bit is two pages; the last one is all that are left (PM0075 table 8)."""
        guarded = self.protected and page < GUARDED
        return self.closed or guarded or not self.write_protection >> min(page // 2, 31) & 1

    def _done(self, seconds: float, now: float) -> None:
        self.status |= Status.EOP
        self.busy_until = max(now, self.busy_until) + seconds

    # Cells

    def program(self, offset: int, value: int, size: int, now: float) -> None:
        """A write of `size` bytes to the flash array at `offset`. Raises BusFault."""
        if not self.control & Control.PG or size != 2:
            raise BusFault
        if self._forbidden(offset // PAGE):
            self.status |= Status.WRPRTERR
        elif value and int.from_bytes(self.flash[offset : offset + 2], "little") != ERASED:
            self.status |= Status.PGERR
        else:
            self.flash[offset : offset + 2] = value.to_bytes(2, "little")
            self._done(self.times.halfword, now)

    def program_option(self, offset: int, value: int, size: int, now: float) -> None:
        """A write to the option bytes. The controller adds the complement (PM0075 2.4.2).

        Raises BusFault.
        """
        ready = self.control & Control.OPTPG and self.control & Control.OPTWRE
        if not ready or size != 2 or not 0 <= offset < len(self.options):
            raise BusFault
        if int.from_bytes(self.options[offset : offset + 2], "little") != ERASED:
            self.status |= Status.PGERR
            return
        byte = value & 0xFF
        if offset == 2 * Option.RDP and self.protected and byte == RDP_OFF & 0xFF:
            # Taking the protection away takes the content away first (PM0075 2.4.1).
            self._blank(0, len(self.flash))
            self._done(self.times.mass_erase, now)
        self.options[offset : offset + 2] = bytes([byte, byte ^ 0xFF])
        self._done(self.times.halfword, now)
