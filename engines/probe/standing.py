"""How a core stands at this moment: its state, and where it halted."""

from typing import Any

from engines.probe.messages import ShowMemory, Standing
from engines.probe.symbols import Symbols

NAMES = (*(f"r{number}" for number in range(13)), "sp", "lr", "pc", "xpsr")
INSTRUCTIONS = 8
"""How many are shown from the program counter on."""


def standing(target: Any, shown: ShowMemory, symbols: Symbols) -> Standing:
    from pyocd.core.target import Target

    state = target.get_state()
    memory = read(target, shown)
    fault, text = memory is None, (memory or b"").hex()
    if state != Target.State.HALTED:
        return Standing(state.name.lower(), address=shown.address, memory=text, fault=fault)
    values = target.read_core_registers_raw(list(NAMES))
    registers = tuple(zip(NAMES, (int(value) for value in values), strict=True))
    pc, capstone = dict(registers)["pc"], disassembler()
    return Standing(
        "halted",
        registers,
        symbols.place(pc),
        disassembly(target, pc, capstone) if capstone else (),
        shown.address,
        text,
        fault,
        capstone is not None,
    )


def read(target: Any, shown: ShowMemory) -> bytes | None:
    """The bytes there; None where the chip has nothing, or lets nobody look."""
    from pyocd.core.exceptions import TransferFaultError

    if not shown.size:
        return b""
    try:
        return bytes(target.read_memory_block8(shown.address, shown.size))
    except TransferFaultError:
        return None


def disassembler() -> Any:
    """The module capstone; None where it is not installed."""
    try:
        import capstone
    except ImportError:
        return None
    return capstone


def disassembly(target: Any, pc: int, capstone: Any) -> tuple[str, ...]:
    """The next instructions; none where nothing can be read, or what is there is no code."""
    from pyocd.core.exceptions import TransferError

    try:
        code = bytes(target.read_memory_block8(pc & ~1, 4 * INSTRUCTIONS))
    except TransferError:
        return ()
    machine = capstone.Cs(capstone.CS_ARCH_ARM, capstone.CS_MODE_THUMB | capstone.CS_MODE_MCLASS)
    lines = machine.disasm_lite(code, pc & ~1, INSTRUCTIONS)
    return tuple(f"{address:08x}  {name:6} {operands}" for address, _, name, operands in lines)
