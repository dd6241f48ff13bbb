"""The debug port and its one access port, as SWD sees them (ADIv5.2 B2, C2)."""

from engines.probe.simulated.bus import BusFault
from engines.probe.simulated.chip import Chip
from engines.probe.simulated.rom_table import ROM_TABLE

DPIDR = 0x1BA0_1477
AHB_AP = 0x1477_0011
WINDOW = 0x1000
"""Bytes within which the transfer address counts up: 4 KiB in this access port."""


class Fault(Exception):
    """The port refuses: this or an earlier transfer failed, and nobody has cleared that."""


class Port:
    """Registers of the debug port, by A[3:2]; some mean another when written."""

    IDENTIFICATION_OR_ABORT = 0x0
    CONTROL = 0x4
    RESEND_OR_SELECT = 0x8
    READ_BUFFER = 0xC


class Access:
    """Registers of the memory access port."""

    CSW = 0x00
    TAR = 0x04
    DRW = 0x0C
    BD0 = 0x10
    BD3 = 0x1C
    CFG = 0xF4
    BASE = 0xF8
    IDR = 0xFC


class Control:
    """CTRL/STAT."""

    STICKYORUN = 1 << 1
    STICKYCMP = 1 << 4
    STICKYERR = 1 << 5
    WDATAERR = 1 << 7
    CDBGPWRUPREQ = 1 << 28
    CSYSPWRUPREQ = 1 << 30


STICKY = Control.STICKYORUN | Control.STICKYCMP | Control.STICKYERR | Control.WDATAERR
POWER = Control.CDBGPWRUPREQ | Control.CSYSPWRUPREQ
CLEARS = {1: Control.STICKYCMP, 2: Control.STICKYERR, 3: Control.WDATAERR, 4: Control.STICKYORUN}
"""Which flag each bit of ABORT clears."""

ALWAYS = {
    (True, Port.IDENTIFICATION_OR_ABORT),
    (True, Port.CONTROL),
    (False, Port.IDENTIFICATION_OR_ABORT),
}
"""(reading, register) that is answered even while a flag is up (ADIv5.2 B4.2)."""

SIZES = {0: 1, 1: 2, 2: 4}
"""Bytes, by CSW.Size; a reserved size becomes a word."""

SIZE, INCREMENT, SINGLE = 0x07, 0x30, 0x10
CSW_KEPT, CSW_FIXED = 0x2200_0000, 0x0100_0040
"""Bits of CSW that are kept as written (who asks, and for data), and those that read so."""


class Dap:
    def __init__(self, chip: Chip) -> None:
        self.chip = chip
        self.select = self.tar = self.last = 0
        self.csw = 2
        self.control = 0

    def transfer(self, access: bool, read: bool, register: int, value: int = 0) -> int:
        """One SWD transfer to register 0, 4, 8 or 0xC of a port; what was read, or 0.

        Raises Fault.
        """
        if self.control & STICKY and (access or (read, register) not in ALWAYS):
            raise Fault
        if not access:
            return self._read_port(register) if read else self._write_port(register, value)
        if self.control & POWER != POWER:
            self.control |= Control.STICKYERR
            raise Fault
        if self.select >> 24:
            return 0  # no such access port: it reads as zero
        number = self.select & 0xF0 | register
        try:
            if not read:
                return self._write_access(number, value)
            self.last = self._read_access(number)
            return self.last
        except BusFault:
            self.control |= Control.STICKYERR
            raise Fault from None

    def _read_port(self, register: int) -> int:
        match register:
            case Port.IDENTIFICATION_OR_ABORT:
                return DPIDR
            case Port.CONTROL:
                # The bank with the turnaround's length reads as zero; power is up at once.
                acknowledged = (self.control & POWER) << 1
                return 0 if self.select & 0xF else self.control | acknowledged
        return self.last

    def _write_port(self, register: int, value: int) -> int:
        match register:
            case Port.IDENTIFICATION_OR_ABORT:
                for bit, flag in CLEARS.items():
                    if value >> bit & 1:
                        self.control &= ~flag
            case Port.CONTROL if not self.select & 0xF:
                self.control = self.control & STICKY | value & POWER
            case Port.RESEND_OR_SELECT:
                self.select = value
        return 0

    def _read_access(self, number: int) -> int:
        match number:
            case Access.CSW:
                return self.csw | CSW_FIXED
            case Access.TAR:
                return self.tar
            case Access.DRW:
                size = SIZES[self.csw & SIZE]
                value = self.chip.read(self.tar, size) << 8 * (self.tar & 3 & -size)
                self._count(size)
                return value
            case Access.BASE:
                return ROM_TABLE | 3
            case Access.IDR:
                return AHB_AP
        if Access.BD0 <= number <= Access.BD3:
            return self.chip.read((self.tar & ~15) + number - Access.BD0, 4)
        return 0

    def _write_access(self, number: int, value: int) -> int:
        match number:
            case Access.CSW:
                size = value & SIZE if value & SIZE in SIZES else 2
                # Packed transfers are not there: they read back as no increment.
                counting = SINGLE if value & INCREMENT == SINGLE else 0
                self.csw = value & CSW_KEPT | counting | size
            case Access.TAR:
                self.tar = value
            case Access.DRW:
                size = SIZES[self.csw & SIZE]
                lane = value >> 8 * (self.tar & 3 & -size) & (1 << 8 * size) - 1
                self.chip.write(self.tar, lane, size)
                self._count(size)
            case _ if Access.BD0 <= number <= Access.BD3:
                self.chip.write((self.tar & ~15) + number - Access.BD0, value, 4)
        return 0

    def _count(self, size: int) -> None:
        if self.csw & INCREMENT:
            self.tar = self.tar & -WINDOW | (self.tar + size) & WINDOW - 1
