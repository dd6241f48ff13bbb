"""A Cortex-M3 in Unicorn, with the debug registers that a probe drives it by (ARMv7-M ARM, C1).

The core has no clock of its own: it runs until a given moment of its chip's time, one cycle for
each halfword of code and one more a branch. Exceptions are not taken: a fault is a lockup where it
happens, or a halt if its vector is caught. Waiting for an interrupt is no wait.
"""

from collections.abc import Callable
from typing import Any

import unicorn
from unicorn import arm_const as arm

from engines.probe.simulated import breakpoints
from engines.probe.simulated.breakpoints import Breakpoints
from engines.probe.simulated.registers import (
    CONTROLS,
    DEBUG_KEY,
    GENERAL,
    PC,
    REGISTERS,
    RESET_KEY,
    RESET_READ,
    SPECIAL,
    SPECIAL_BYTES,
    SYSRESETREQ,
    SYSTEM_CONTROL,
    THUMB,
    VC_CORERESET,
    VC_HARDERR,
    VECTRESET,
    WRITABLE_PSR,
    XPSR,
    Cause,
    Halting,
    Register,
)

FOREVER = 0xFFFF_FFFE
"""An address that no program reaches, for emu_start's `until`."""

BREAKPOINT_EXCEPTION = 7
"""QEMU's EXCP_BKPT, which is what Unicorn's interrupt hook is told."""

WFE = b"\x20\xbf"


class Core:
    """`reset_asked` is called with whether the whole system shall be reset, or the core alone."""

    CPUID = 0x411FC231
    """Cortex-M3 r1p1, as in the STM32F103xC."""

    def __init__(self, engine: unicorn.Uc, reset_asked: Callable[[bool], None]) -> None:
        self.engine, self.reset_asked = engine, reset_asked
        self.cycle = 0.0
        """Seconds; the chip sets it."""
        self.time = 0.0
        self.limit = 0.0
        """Until when the running emulation may go on."""
        self.stepping = False
        self.stale = True
        """Flash has changed: translated code may be wrong."""
        self.breakpoints = Breakpoints(engine, self._break, self.refresh)
        self.power_on()
        engine.hook_add(unicorn.UC_HOOK_BLOCK, self._block)
        engine.hook_add(unicorn.UC_HOOK_INTR, self._exception)

    def power_on(self) -> None:
        """Nobody debugs."""
        self.controls = 0
        self.lockup = False
        self.cause = 0
        self.catch = 0
        self.data = 0
        self.retired = self.was_reset = False
        self.stored: dict[int, int] = {}
        self.breakpoints.reset()

    def reset(self, stack: int, entry: int) -> None:
        """Begin anew with these two words of the vector table (B1.5.5). Debugging goes on."""
        for register in (*GENERAL, *SPECIAL_BYTES):
            self.engine.reg_write(register, 0)
        self.engine.reg_write(arm.UC_ARM_REG_LR, 0xFFFF_FFFF)
        self.engine.reg_write(arm.UC_ARM_REG_MSP, stack & ~3)
        self.engine.reg_write(arm.UC_ARM_REG_XPSR, (entry & 1) * THUMB)
        self.engine.reg_write(arm.UC_ARM_REG_PC, entry)
        self.controls &= ~(Halting.C_HALT | Halting.C_STEP)  # Cortex-M3 TRM 10.2.1
        self.lockup = False
        self.was_reset = True
        self.stored = {at: word for at, word in self.stored.items() if at < SYSTEM_CONTROL}
        if self.debugged and self.catch & VC_CORERESET:
            self.halt(Cause.VCATCH)

    # Running

    @property
    def debugged(self) -> bool:
        return bool(self.controls & Halting.C_DEBUGEN)

    @property
    def halted(self) -> bool:
        return bool(self.controls & Halting.C_HALT)

    @property
    def running(self) -> bool:
        return not self.halted and not self.lockup

    def halt(self, cause: int) -> None:
        self.controls |= Halting.C_HALT
        self.cause |= cause
        self.engine.emu_stop()

    def fault(self) -> None:
        """The running code did what cannot be done."""
        if self.debugged and self.catch & VC_HARDERR:
            self.halt(Cause.VCATCH)
        else:
            self.lockup = True
            self.engine.emu_stop()

    def leave(self) -> None:
        """Let `run` return before its time."""
        self.limit = self.time
        self.engine.emu_stop()

    def run(self, until: float) -> None:
        """Let the chip's time come to `until`, running meanwhile where the core runs."""
        self.limit = until
        while self.time < self.limit and self.running:
            self._emulate()
        self.time = max(self.time, self.limit)

    def stall(self, moment: float) -> None:
        """The running code waits for something that is done at `moment`; a step does not.

        Beyond the end of this run, the access that waits is tried again in the next one.
        """
        if self.stepping:
            return
        if moment > self.limit:
            self.engine.emu_stop()
        self.time = max(self.time, min(moment, self.limit))

    def step(self) -> None:
        """One instruction; an IT block counts as one."""
        self.limit = float("inf")
        self.stepping = True
        self.refresh()  # Unicorn counts nothing in code that it has translated for a run,
        self._emulate(count=1)
        self.refresh()  # and a run in code translated for counting is slow
        self.stepping = False
        if not self.halted:
            self.halt(Cause.HALTED)

    def refresh(self) -> None:
        """Before it runs on, the core looks at its code anew."""
        self.stale = True

    def _emulate(self, count: int = 0) -> None:
        if self.stale:
            self.engine.ctl_flush_tb()
            self.stale = False
        self.retired = True
        try:
            self.engine.emu_start(self._next(), FOREVER, count=count)
        except unicorn.UcError:
            if not self._waited():
                self.fault()

    def _next(self) -> int:
        """Where the program goes on, with its lowest bit set for Thumb code."""
        thumb = self.engine.reg_read(arm.UC_ARM_REG_XPSR) & THUMB
        return int(self.engine.reg_read(arm.UC_ARM_REG_PC)) | bool(thumb)

    def _waited(self) -> bool:
        """Whether it was a WFE that Unicorn stumbled over, having passed it."""
        before = (self.engine.reg_read(arm.UC_ARM_REG_PC) & ~1) - len(WFE)
        try:
            return bytes(self.engine.mem_read(before, len(WFE))) == WFE
        except unicorn.UcError:
            return False

    def _block(self, engine: Any, address: int, size: int, data: Any) -> None:
        if self.time >= self.limit:
            engine.emu_stop()  # before the block, which will be met again
        else:
            self.time += (size // 2 + 1) * self.cycle

    def _exception(self, engine: Any, number: int, data: Any) -> None:
        if number == BREAKPOINT_EXCEPTION and self.debugged:
            self._break()
        else:
            self.fault()

    def _break(self) -> None:
        self.halt(Cause.BKPT)

    # Registers of the core

    def read_register(self, number: int) -> int:
        if number == SPECIAL:
            parts = (self.engine.reg_read(register) & 0xFF for register in SPECIAL_BYTES)
            return int.from_bytes(bytes(parts), "little")
        return int(self.engine.reg_read(REGISTERS[number])) if number in REGISTERS else 0

    def write_register(self, number: int, value: int) -> None:
        if number == SPECIAL:
            for register, part in zip(SPECIAL_BYTES, value.to_bytes(4, "little"), strict=True):
                self.engine.reg_write(register, part)
        elif number == XPSR:
            self.engine.reg_write(arm.UC_ARM_REG_XPSR, value & WRITABLE_PSR)
        elif number == PC:
            self.engine.reg_write(arm.UC_ARM_REG_PC, value & ~1 | self._next() & 1)
        elif number in REGISTERS:
            self.engine.reg_write(REGISTERS[number], value)

    # Registers of the private peripheral bus

    def read(self, offset: int) -> int:
        match offset:
            case Register.CPUID:
                return self.CPUID
            case Register.DHCSR:
                return self._status()
            case Register.DCRDR:
                return self.data
            case Register.DEMCR:
                return self.catch
            case Register.DFSR:
                return self.cause
            case Register.AIRCR:
                return RESET_READ
        if 0 <= offset - breakpoints.BASE < 0x1000:
            return self.breakpoints.read(offset - breakpoints.BASE)
        return self.stored.get(offset, 0)

    def _status(self) -> int:
        status = self.controls | Halting.S_REGRDY
        for flag, up in (
            (Halting.S_HALT, self.halted),
            (Halting.S_LOCKUP, self.lockup),
            (Halting.S_RETIRE_ST, self.retired),
            (Halting.S_RESET_ST, self.was_reset),
        ):
            status |= flag if up else 0
        self.retired = self.was_reset = False
        return status

    def write(self, offset: int, value: int) -> None:
        match offset:
            case Register.DHCSR:
                if value >> 16 == DEBUG_KEY:
                    self._control(value & CONTROLS)
            case Register.DCRSR:
                if value >> 16 & 1:
                    self.write_register(value & 0x1F, self.data)
                else:
                    self.data = self.read_register(value & 0x1F)
            case Register.DCRDR:
                self.data = value
            case Register.DEMCR:
                self.catch = value
            case Register.DFSR:
                self.cause &= ~(value & 0x1F)
            case Register.AIRCR:
                if value >> 16 == RESET_KEY and value & (SYSRESETREQ | VECTRESET):
                    self.reset_asked(bool(value & SYSRESETREQ))
            case _ if 0 <= offset - breakpoints.BASE < 0x1000:
                self.breakpoints.write(offset - breakpoints.BASE, value)
            case _:
                self.stored[offset] = value

    def _control(self, asked: int) -> None:
        before, self.controls = self.controls, asked
        if not asked & Halting.C_DEBUGEN:
            self.controls = 0
        elif asked & Halting.C_HALT:
            if not before & Halting.C_HALT:
                self.halt(Cause.HALTED)
            self.lockup = False  # debug state ends it (B1.5.15)
        elif asked & Halting.C_STEP and before & Halting.C_HALT:
            self.step()
