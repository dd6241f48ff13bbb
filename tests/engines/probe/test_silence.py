"""A chip that loses its power, and its probe does not: it is silent, and comes back by itself."""

import pytest
from pyocd.core import exceptions

from engines import wire
from engines.probe import live
from engines.probe.connect import connected
from engines.probe.messages import (
    Cable,
    Connected,
    Halt,
    Left,
    Listen,
    Printed,
    Refused,
    ShowMemory,
    Standing,
    Wanted,
)
from engines.probe.session import Lost, translated
from engines.probe.simulated.board import Board
from engines.probe.simulated.cmsis_dap import Command
from engines.probe.simulated.dap import Dap
from engines.probe.simulated.probe import SimulatedProbe
from engines.probe.state import State, step
from tests import until
from tests.engines.probe.conversation import LOOK, halted, printed
from tests.engines.probe.simulated.rig import Still

NO_ANSWER = {
    Command.TRANSFER: bytes([Command.TRANSFER, 0, 7]),
    Command.TRANSFER_BLOCK: bytes([Command.TRANSFER_BLOCK, 0, 0, 7]),
}
"""Nobody pulls the wire down, so all three bits of the acknowledgement are ones."""


class Supply:
    """The board's own. What it does happens at the next packet, in the thread of the engine."""

    def __init__(self, board):
        self.board, self.on, self.was = board, True, True
        self.answer = board.firmware.answer
        board.firmware.answer = self.packet

    def blink(self):
        self.was = False

    def packet(self, packet):
        if self.on and not self.was:
            self.board.chip.power_on()
            self.board.firmware.dap = Dap(self.board.chip)
        self.was = self.on
        right = self.answer(packet)
        return right if self.on else NO_ANSWER.get(packet[0], right)


@pytest.fixture
def engine(talk, boards, monkeypatch):
    """At a blank chip: it has nothing to run, which a host simulates in no time."""
    monkeypatch.setattr(live, "RETRY", 0.05)
    return talk(LOOK)


@pytest.fixture
def supply(boards, engine):
    engine.hears(Standing)
    return Supply(boards[-1])


def silent(event):
    return event.state == "silent"


def count(engine, kind):
    return [type(event) for event in list(engine.said)].count(kind)


def test_a_chip_whose_power_was_off_for_a_moment_is_there_as_before(engine, supply):
    engine.ask(Halt())
    engine.hears(Standing, halted)
    supply.blink()
    engine.hears(Standing, lambda event: not halted(event))
    assert count(engine, Refused) == count(engine, Connected) == count(engine, Left) == 0
    engine.ask(Halt())
    engine.hears(Standing, halted)


def test_a_chip_without_power_is_silent_told_once_and_comes_back(engine, supply):
    engine.ask(ShowMemory(0x0800_0000, 4))
    supply.on = False
    engine.hears(Standing, silent)
    packets = supply.board.packets
    until(lambda: supply.board.packets > packets + 20)  # it is tried again and again
    assert engine.hears(Refused).what == "The chip does not answer."
    assert count(engine, Refused) == 1
    assert engine.said[-1] == engine.hears(Refused)
    engine.ask(Halt())
    assert engine.hears(Refused).what == "The chip does not answer."
    del engine.said[:]
    supply.on = True
    assert engine.hears(Standing).memory == "ff" * 4
    assert count(engine, Refused) == count(engine, Connected) == count(engine, Left) == 0


def test_its_program_is_heard_again(counting, engine, supply):
    engine.ask(Listen())
    engine.hears(Printed)
    del engine.said[:]
    supply.blink()
    until(lambda: "tick 1\r\n" in printed(engine))


def test_another_chip_on_the_same_wires_is_told(engine, supply, monkeypatch):
    del engine.said[:]
    supply.on = False
    engine.hears(Standing, silent)
    fixed = supply.board.chip.fixed
    monkeypatch.setitem(fixed, 0xE004_2000, 0x1003_6418)  # a connectivity line STM32F105
    supply.on = True
    assert engine.hears(Connected).target.name.startswith("STM32F105")


@pytest.mark.parametrize("named", [True, False], ids=["board", "no board"])
def test_without_power_from_the_beginning_the_chip_does_not_answer(named):
    """Also where it has to be found out what it is, by sequences that not every probe knows."""
    board = Board(Still(), Cable(named=named))
    Supply(board).on = False
    with (
        pytest.raises(wire.EngineError, match="The chip does not answer") as caught,
        connected(SimulatedProbe.of(board), Wanted()),
    ):
        pass
    assert "No ACK" in caught.value.failed.why


def test_a_probe_that_fails_while_it_connects_is_lost_though_pyocd_says_otherwise():
    with pytest.raises(Lost, match="unplugged"), translated():
        try:
            raise exceptions.ProbeError("unplugged")
        except exceptions.Error as error:
            raise exceptions.Error("Target not detected") from error


def test_what_was_refused_in_the_silence_is_past_when_it_ends():
    refused = Refused("The chip does not answer.")
    state = State()
    for event in (Standing("running"), Standing("silent"), refused):
        state = step(state, event)
    assert step(state, Standing("silent")).refused == refused
    assert step(state, Standing("running")).refused is None
    assert step(step(State(), refused), Standing("running")).refused == refused
