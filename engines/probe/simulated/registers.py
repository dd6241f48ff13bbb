"""Registers that a debugger reaches a Cortex-M3 by (ARMv7-M ARM, C1.6; AIRCR: B3.2.6)."""

from unicorn import arm_const as arm

THUMB = 1 << 24
GENERAL = [getattr(arm, f"UC_ARM_REG_R{number}") for number in range(13)]
REGISTERS = {
    **dict(enumerate(GENERAL)),
    13: arm.UC_ARM_REG_SP,
    14: arm.UC_ARM_REG_LR,
    15: arm.UC_ARM_REG_PC,
    16: arm.UC_ARM_REG_XPSR,
    17: arm.UC_ARM_REG_MSP,
    18: arm.UC_ARM_REG_PSP,
}
"""By the number that DCRSR.REGSEL selects them with (C1.6.3); the special four apart."""

PC, XPSR, SPECIAL = 15, 16, 20
SPECIAL_BYTES = (
    arm.UC_ARM_REG_PRIMASK,
    arm.UC_ARM_REG_BASEPRI,
    arm.UC_ARM_REG_FAULTMASK,
    arm.UC_ARM_REG_CONTROL,
)
WRITABLE_PSR = 0xFF00_FC00
"""xPSR without the number of the exception."""


class Halting:
    """DHCSR (C1.6.2)."""

    C_DEBUGEN = 1 << 0
    C_HALT = 1 << 1
    C_STEP = 1 << 2
    C_MASKINTS = 1 << 3
    S_REGRDY = 1 << 16
    S_HALT = 1 << 17
    S_LOCKUP = 1 << 19
    S_RETIRE_ST = 1 << 24
    S_RESET_ST = 1 << 25


CONTROLS = 0xF
DEBUG_KEY = 0xA05F


class Cause:
    """DFSR (C1.6.1): why the core halted."""

    HALTED = 1 << 0
    BKPT = 1 << 1
    VCATCH = 1 << 3


class Register:
    """Of the system control space, by its offset in the private peripheral bus."""

    CPUID = 0xED00
    AIRCR = 0xED0C
    DFSR = 0xED30
    DHCSR = 0xEDF0
    DCRSR = 0xEDF4
    DCRDR = 0xEDF8
    DEMCR = 0xEDFC


SYSTEM_CONTROL = 0xE000
"""From here on a reset of the system sets registers back; the others are the debugger's."""

VC_CORERESET, VC_HARDERR = 1 << 0, 1 << 10
RESET_KEY, RESET_READ = 0x05FA, 0xFA05_0000
VECTRESET, SYSRESETREQ = 1 << 0, 1 << 2
