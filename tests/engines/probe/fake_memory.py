"""Memories that a probe could reach: registers that only stand there, and two flash controllers.

The controllers refuse what the manuals say they refuse, so that a wrong order of accesses shows.
"""

from collections.abc import Mapping

from engines.probe.parts import Fault

CPUIDS = {
    "Cortex-M0": 0x410C_C200,
    "Cortex-M0+": 0x410C_C601,
    "Cortex-M3": 0x411F_C231,
    "Cortex-M4": 0x410F_C241,
    "Cortex-M7": 0x411F_C271,
    "Cortex-M23": 0x411C_D200,
    "Cortex-M33": 0x410F_D214,
}


class FakeMemory:
    """Words at addresses, and a Fault everywhere else. A write changes nothing, but is counted."""

    def __init__(self, words: Mapping[int, int]) -> None:
        self.words = dict(words)
        self.reads: list[int] = []
        self.writes = 0

    def read32(self, address: int) -> int:
        self.reads.append(address)
        if address not in self.words:
            raise Fault(f"0x{address:08X}")
        return self.words[address]

    def read16(self, address: int) -> int:
        return self.read32(address & ~3) >> 8 * (address & 2) & 0xFFFF

    def write32(self, address: int, value: int) -> None:
        self.writes += 1

    def write16(self, address: int, value: int) -> None:
        self.writes += 1


class FakeFpec:
    """The flash controller and the memories of an STM32F103 (PM0075), seen by a debugger.

    Every operation is busy for `polls` looks at the status. `options` are the half-words as they
    are in the cells; what they mean now was loaded at the last power-on, or reset for all but RDP.
    """

    KEYS = (0x45670123, 0xCDEF89AB)
    KEYR, OPTKEYR, SR, CR = 0x40022004, 0x40022008, 0x4002200C, 0x40022010
    OBR, SR2 = 0x4002201C, 0x4002204C
    BSY, PGERR, WRPRTERR, EOP = 1, 4, 16, 32
    PG, MER, OPTPG, OPTER, STRT, LOCK, OPTWRE = 1, 4, 16, 32, 64, 128, 512
    OPTIONS, FLASH = 0x1FFFF800, 0x08000000
    UNPROTECTED = 0x5AA5

    def __init__(self, protected: bool = False, polls: int = 0, flash_size: int = 4096) -> None:
        self.polls = polls
        self.flash = bytearray(range(256)) * (flash_size // 256)
        self.options = [0xFF00 if protected else self.UNPROTECTED, *[0x00FF] * 7]
        self.order: list[str] = []
        self.power_on()

    def power_on(self) -> None:
        self.protected = self.options[0] != self.UNPROTECTED
        self.reset()

    def reset(self) -> None:
        """By the reset pin: once on, the protection stays until the power goes (PM0075 2.4.1)."""
        self.protected = self.protected or self.options[0] != self.UNPROTECTED
        self.loaded = [option & 0xFF for option in self.options]
        self.control, self.flags, self.busy = self.LOCK, 0, 0
        self.keys: dict[int, list[int]] = {self.KEYR: [], self.OPTKEYR: []}
        self.jammed = False

    @property
    def erased(self) -> bool:
        return self.flash.count(0xFF) == len(self.flash)

    # Reading

    def read32(self, address: int) -> int:
        match address:
            case self.SR | self.SR2:
                self.busy, was_busy = max(0, self.busy - 1), self.busy > 0
                return self.flags | (self.BSY if was_busy else 0)
            case self.CR:
                return self.control
            case self.OBR:
                user, low, high = self.loaded[1:4]
                return high << 18 | low << 10 | user << 2 | self.protected << 1
        return self.read16(address) | self.read16(address + 2) << 16

    def read16(self, address: int) -> int:
        if 0 <= address - self.OPTIONS < 16:
            return self.options[(address - self.OPTIONS) // 2]
        offset = address - self.FLASH
        if not 0 <= offset < len(self.flash) or self.protected:
            raise Fault(f"0x{address:08X}")
        return int.from_bytes(self.flash[offset : offset + 2], "little")

    # Writing

    def write32(self, address: int, value: int) -> None:
        match address:
            case self.KEYR | self.OPTKEYR:
                self._key(address, value)
            case self.SR | self.SR2:
                self.flags &= ~(value & (self.PGERR | self.WRPRTERR | self.EOP))
            case self.CR:
                if not self.busy:
                    self._command(value)
            case _:
                raise Fault(f"0x{address:08X}: half-words only")

    def _key(self, register: int, key: int) -> None:
        """A wrong key, or a right one where no key is wanted, locks until the next reset."""
        given = [*self.keys[register], key]
        wanted = self.control & self.LOCK if register == self.KEYR else not self.LOCK & self.control
        if self.jammed or not wanted or given != list(self.KEYS[: len(given)]):
            self.jammed = True
            raise Fault("wrong key")
        self.keys[register] = given
        if len(given) == 2:
            self.keys[register] = []
            if register == self.KEYR:
                self.control &= ~self.LOCK
            else:
                self.control |= self.OPTWRE

    def _command(self, value: int) -> None:
        if self.control & self.LOCK:
            return
        if value & self.LOCK:
            self.control = self.LOCK
            return
        enabled = self.control & value & self.OPTWRE  # it can be cleared by hand, not set
        self.control = value & (self.PG | self.MER | self.OPTPG | self.OPTER) | enabled
        if value & self.STRT and self.control & self.OPTER and enabled:
            self.options = [0xFFFF] * 8
            self._work("options erased")

    def write16(self, address: int, value: int) -> None:
        place = (address - self.OPTIONS) // 2
        if 0 <= place < 8:
            self._program_option(place, value)
        elif 0 <= address - self.FLASH < len(self.flash):
            self._program(address - self.FLASH, value)
        else:
            raise Fault(f"0x{address:08X}")

    def _program_option(self, place: int, value: int) -> None:
        enabled = self.control & self.OPTPG and self.control & self.OPTWRE
        if not enabled or self.busy:
            return
        if self.options[place] != 0xFFFF:
            self.flags |= self.PGERR
            return
        low = value & 0xFF
        if place == 0 and low == 0xA5 and self.protected:
            self.flash[:] = b"\xff" * len(self.flash)
            self.order.append("flash erased")
        self.options[place] = low | (low ^ 0xFF) << 8
        self._work(f"option {place} written")

    def _program(self, offset: int, value: int) -> None:
        if not self.control & self.PG or self.busy:
            return
        if self.protected:
            self.flags |= self.WRPRTERR
        elif self.flash[offset : offset + 2] != b"\xff\xff" and value:
            self.flags |= self.PGERR
        else:
            self.flash[offset : offset + 2] = value.to_bytes(2, "little")
            self._work("flash written")

    def _work(self, what: str) -> None:
        self.flags |= self.EOP
        self.busy = self.polls
        self.order.append(what)


class FakeOptcr:
    """The option register of an STM32F4 (PM0059 2.6) and a flash that it guards."""

    KEYS = (0x08192A3B, 0x4C5D6E7F)
    OPTKEYR, SR, OPTCR = 0x40023C08, 0x40023C0C, 0x40023C14
    BSY, OPTLOCK, OPTSTRT = 1 << 16, 1, 2

    def __init__(self, rdp: int, polls: int = 0, options: int = 0x0FFF_00EC) -> None:
        self.polls, self.busy, self.flags = polls, 0, 0
        self.flash = bytearray(range(256))
        self.cells = options | rdp << 8
        self.register = self.cells | self.OPTLOCK
        self.given: list[int] = []
        self.jammed = False

    @property
    def erased(self) -> bool:
        return self.flash.count(0xFF) == len(self.flash)

    def read32(self, address: int) -> int:
        match address:
            case self.OPTCR:
                return self.register
            case self.SR:
                self.busy, was_busy = max(0, self.busy - 1), self.busy > 0
                return self.flags | (self.BSY if was_busy else 0)
        raise Fault(f"0x{address:08X}")

    def write32(self, address: int, value: int) -> None:
        match address:
            case self.OPTKEYR:
                self._key(value)
            case self.SR:
                self.flags &= ~value
            case self.OPTCR if not self.register & self.OPTLOCK and not self.busy:
                self.register = value & ~self.OPTSTRT
                if value & self.OPTSTRT:
                    self._start()

    def _key(self, key: int) -> None:
        self.given.append(key)
        if (
            self.jammed
            or not self.register & self.OPTLOCK
            or self.given != list(self.KEYS)[: len(self.given)]
        ):
            self.jammed = True
            raise Fault("wrong key")
        if len(self.given) == 2:
            self.given.clear()
            self.register &= ~self.OPTLOCK

    def _start(self) -> None:
        old, new = self.cells >> 8 & 0xFF, self.register >> 8 & 0xFF
        if old == 0xCC:
            return
        if old != 0xAA and new == 0xAA:
            self.flash[:] = b"\xff" * len(self.flash)
        self.cells = self.register & ~self.OPTLOCK
        self.busy = self.polls

    def read16(self, address: int) -> int:
        return self.read32(address & ~3) >> 8 * (address & 2) & 0xFFFF

    def write16(self, address: int, value: int) -> None:
        raise Fault(f"0x{address:08X}: words only")
