"""How a halted core is told: why there may be no instructions is told with it."""

import sys

import pytest
from pyocd.core.exceptions import TransferFaultError
from pyocd.core.target import Target

from engines.probe.messages import ShowMemory
from engines.probe.standing import NAMES, standing
from engines.probe.symbols import Symbols

NOP = b"\x00\xbf"


class Halted:
    def __init__(self, code):
        self.code = code

    def get_state(self):
        return Target.State.HALTED

    def read_core_registers_raw(self, names):
        return [0x0800_0101 if name == "pc" else 0 for name in names]

    def read_memory_block8(self, address, size):
        if self.code is None:
            raise TransferFaultError(address)
        return list((self.code * size)[:size])


def told(code):
    return standing(Halted(code), ShowMemory(size=0), Symbols(()))


def test_the_next_instructions_are_told():
    shown = told(NOP)
    assert shown.code[0].split() == ["08000100", "nop"]
    assert shown.disassembler
    assert [name for name, _ in shown.registers] == list(NAMES)


@pytest.mark.parametrize("code", [None, b"\xff"], ids=["unreadable", "blank"])
def test_where_there_is_no_code_the_disassembler_is_not_to_blame(code):
    shown = told(code)
    assert (shown.code, shown.disassembler) == ((), True)


def test_without_capstone_it_is(monkeypatch):
    monkeypatch.setitem(sys.modules, "capstone", None)
    shown = told(NOP)
    assert (shown.code, shown.disassembler) == ((), False)
