"""A chip's peripherals by the names of its maker, from the SVD description where there is one."""

import re
from typing import Any

from engines import wire
from engines.marking import N_
from engines.probe.messages import Field, Register

NONE = "There is no description of this part's registers."

TAKEN = re.compile(
    # What a receiver, converter or generator has: reading takes it, and the flag that said so.
    r"((UART|UUART|I2C|UI2C|SPI|USPI|USCI|SC|EADC|EADCx)_)?(DAT|RXDAT)\d*"
    r"|(DR|RDR|DATA|D|DL|RXD|RXDR|RXDATA|RXDATASTAT|RBR|RHR|CDR|GDR|MRDR|SRDR|POPR)\d*"
    r"|UARTDR|MSTDAT|SLVDAT|Q?SPIx?_RX|DOUTR?|(DFSDM\w+)?[RJ]DATAR"
    # The end of a queue, which moves on.
    r"|(FIFO|RFIFO|OFIFO|RXFIFO|I2Sx?_RXFIFO|RESFIFO)\d*"
    r"|FIFORD(48H)?|FIFO_?DATA|FIFOREAD|FIFOPOP|(\w+_)?GRXSTSP(_\w+)?"
)
"""Registers that change by being read, as their makers call them.

Few descriptions say so, and none of pyOCD's for an STM32. The capture of a timer is not among
them: it is the duty of a PWM as well, and reading only clears a flag where it is a capture.
"""

KEPT = re.compile(r"(CM7_)?GPIO|CRC|BKP|(LP)?DAC|RTC|TSI|OCOTP|TPIU")
"""Peripherals where such a name is plain memory."""

TAKEN_IN = {
    "I2C": re.compile(r"SR2"),  # after SR1 it clears ADDR, and the transfer goes on
    "ADC": re.compile(r"R[AB]?\d*"),  # of a Kinetis: the result, and that it is there
    "SAI": re.compile(r"[AB]DR"),
    "RTC": re.compile(r"SSR"),  # locks the calendar until DR is read, which comes before it here
    "ART": re.compile(r"IIR|LSR|MSR"),  # flags of a 16550, cleared by being read
    "CAN": re.compile(r"PSR|ECR"),  # the same in Bosch's M_CAN
}
"""And those that only some do, by a part of their peripherals' names."""


def postpone(target: Any) -> None:
    """Keep pyOCD from parsing the description when it connects: on a Pi that takes seconds."""
    target.load_svd = lambda: None


def names(target: Any) -> list[str]:
    """All peripherals, in alphabetical order. Raises EngineError without a description."""
    return sorted(each.name for each in device(target).peripherals)


def registers(target: Any, name: str) -> tuple[Register, ...]:
    """The registers of one peripheral with their values.

    What changes by being read (a data register of a UART) or cannot be read has no value.
    Raises EngineError for a name that is not there.
    """
    found = [each for each in device(target).peripherals if each.name.upper() == name.upper()]
    if not found:
        known = ", ".join(names(target))
        raise wire.EngineError(
            "There is no such peripheral.",
            N_("{name}; there are {known}").format(name=name, known=known),
        )
    peripheral = found[0]
    try:
        rows = sorted(peripheral.registers or (), key=lambda register: register.address_offset)
    except TypeError as error:  # pyOCD stumbles over what a few of them say
        raise wire.EngineError("The description of this peripheral is damaged.", name) from error
    # One address may have two names: what is read there is the same.
    untouched = {row.address_offset for row in rows if changes(peripheral.name, row)}
    base = peripheral.base_address
    return tuple(read(target, base, row, row.address_offset not in untouched) for row in rows)


def changes(peripheral: str, register: Any) -> bool:
    """Whether reading it does something, as its description says or its name."""
    if register.access == "write-only":
        return False
    if any(each.read_action for each in (register, *(register.fields or ()))):
        return True
    own = (names for kind, names in TAKEN_IN.items() if kind in peripheral)
    if any(names.fullmatch(register.name) for names in own):
        return True
    return not KEPT.match(peripheral) and bool(TAKEN.fullmatch(register.name))


def read(target: Any, base: int, register: Any, may_be_read: bool) -> Register:
    from pyocd.core.exceptions import TransferFaultError

    address = base + int(register.address_offset)
    if not may_be_read or register.access == "write-only":
        return Register(register.name, address, None)
    try:
        value = int(target.read_memory(address, int(register.size or 32)))
    except TransferFaultError:  # its clock is off, or it is not there in this part
        return Register(register.name, address, None)
    fields = sorted(register.fields or (), key=lambda field: -field.bit_offset)
    return Register(register.name, address, value, tuple(part(field, value) for field in fields))


def part(field: Any, value: int) -> Field:
    return Field(field.name, value >> field.bit_offset & (1 << field.bit_width) - 1)


def device(target: Any) -> Any:
    if target.svd_device is None:
        type(target).load_svd(target)
    found = target.svd_device
    if found is None:
        raise wire.EngineError(NONE, target.part_number, "zerodeck probe info --pack FILE.pack")
    return found
