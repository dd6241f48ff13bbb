"""A chip's peripherals by the names of its maker, from the SVD description where there is one."""

from typing import Any

from engines import wire
from engines.probe.messages import Field, Register

NONE = "There is no description of this part's registers."


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
        raise wire.EngineError("There is no such peripheral.", f"{name}; there are {known}")
    peripheral = found[0]
    rows = sorted(peripheral.registers or (), key=lambda register: register.address_offset)
    return tuple(read(target, peripheral.base_address, register) for register in rows)


def read(target: Any, base: int, register: Any) -> Register:
    address = base + int(register.address_offset)
    if register.access == "write-only" or getattr(register, "read_action", None):
        return Register(register.name, address, None)
    value = int(target.read_memory(address, int(register.size or 32)))
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
