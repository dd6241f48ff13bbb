"""The conversation of a tab with the engine, on the simulated board and an injected bus."""

import re
import struct
import weakref

import msgspec
import pytest

from engines.probe import symbols
from engines.probe.messages import (
    SIMULATED,
    Cable,
    Connected,
    Halt,
    Leave,
    Left,
    Listen,
    Look,
    Peripheral,
    Printed,
    Probes,
    Refused,
    Reset,
    Resume,
    Say,
    ShowMemory,
    ShowPeripheral,
    Standing,
    Step,
    Wanted,
    Watch,
)
from tests import ROOT, until
from tests.engines.probe.conversation import LOOK, halted, printed
from tests.engines.probe.usb_tree import DAPLINK, Tree


def answered(text):
    """What the firmware that counts has said that it was told, its parts put together."""
    return "".join(re.findall(r"you said (.*)\r\n", text))


def test_without_a_probe_the_list_is_empty_and_the_simulated_board_comes_on_request(talk):
    engine = talk(Watch())
    assert engine.hears(Probes).probes == ()
    engine.ask(Watch(demo=True))
    assert [probe.probe for probe in engine.hears(Probes).probes] == [SIMULATED]


def test_looking_neither_stops_nor_resets_the_program(talk, counting):
    engine = talk(LOOK)
    target = engine.hears(Connected).target
    assert (target.target, target.flash, target.ram) == ("stm32f103rc", 256 << 10, 48 << 10)
    assert target.protection == 0
    assert engine.hears(Standing).state == "running"


def test_halt_step_and_run(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(Halt())
    first = dict(engine.hears(Standing, halted).registers)
    assert 0x0800_0000 <= first["pc"] < 0x0800_1000
    assert len(engine.hears(Standing, halted).code) > 3
    engine.ask(Step())
    assert dict(engine.hears(Standing, halted).registers)["pc"] != first["pc"]
    engine.ask(Resume())
    engine.hears(Standing, lambda event: event.state == "running")
    engine.ask(Reset(halt=True))
    stack, entry = struct.unpack("<II", (ROOT / "assets/firmware/count.bin").read_bytes()[:8])
    begun = dict(engine.hears(Standing, halted).registers)
    assert (begun["sp"], begun["pc"]) == (stack, entry & ~1)


def test_memory_comes_with_every_status(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(ShowMemory(0x0800_0000, 16))
    shown = engine.hears(Standing, lambda event: event.memory)
    assert (shown.address, len(bytes.fromhex(shown.memory))) == (0x0800_0000, 16)


def test_a_place_without_memory_hides_nothing_else(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(ShowMemory(0x9000_0000, 16))
    there = engine.hears(Standing, lambda event: event.fault)
    assert (there.state, there.address, there.memory) == ("running", 0x9000_0000, "")
    engine.ask(Halt())
    assert engine.hears(Standing, halted).registers
    engine.ask(ShowMemory(0x0800_0000, 16))
    assert not engine.hears(Standing, lambda event: event.memory).fault


def test_places_have_the_names_of_the_program_that_the_chip_holds(talk, counting, tmp_path):
    engine = talk(msgspec.structs.replace(LOOK, program=str(tmp_path / "count.elf")))
    assert engine.hears(Connected).target.notes == ()
    engine.ask(Reset(halt=True))
    assert engine.hears(Standing, halted).place == "Reset_Handler"
    engine.ask(Step())
    engine.hears(Standing, lambda event: event.place.startswith("Reset_Handler+0x"))


@pytest.mark.parametrize(
    ("program", "note"),
    [
        ("blink.elf", symbols.NOT_SEEN),
        ("count.hex", "The file is damaged."),
        ("none.elf", "There is no such file."),
    ],
)
def test_another_program_names_nothing_and_a_note_says_so(talk, counting, program, note):
    file = ROOT / "assets/firmware" / program
    engine = talk(msgspec.structs.replace(LOOK, program=str(file)))
    assert engine.hears(Connected).target.notes == (note,)
    engine.ask(Halt())
    assert engine.hears(Standing, halted).place == ""


def test_what_the_program_prints_and_what_it_is_told(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(Listen())
    engine.hears(Printed, lambda event: "tick" in event.text)
    engine.ask(Say("hello"))
    until(lambda: "you said hello" in printed(engine))


def test_a_line_that_is_longer_than_the_programs_ring_arrives_whole(talk, counting):
    """The ring has 64 bytes, and the program answers after so many."""
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(Listen())
    engine.hears(Printed)
    engine.ask(Say("0123456789" * 15))
    until(lambda: answered(printed(engine)) == "0123456789" * 15)


def test_a_line_waits_for_the_one_before_it(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(Listen())
    engine.hears(Printed)
    engine.ask(Halt())
    engine.hears(Standing, halted)
    engine.ask(Say("x" * 100))
    engine.ask(Say("y"))
    assert engine.hears(Refused).what == "The program has not read the last line yet."
    engine.ask(Resume())
    until(lambda: answered(printed(engine)) == "x" * 100)


def test_the_program_goes_on_printing_after_a_reset(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(Listen())
    engine.hears(Printed)
    engine.ask(Reset())
    until(lambda: "tick 1\r\n" in printed(engine))


def test_the_probe_is_free_for_others_once_it_was_left(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    other = talk(LOOK)
    assert other.hears(Refused).what
    engine.ask(Leave())
    engine.hears(Left)
    other.ask(LOOK)
    other.hears(Connected)


def test_nothing_of_a_board_is_left_once_the_probe_was_left(talk, counting, boards):
    engine = talk(LOOK)
    engine.hears(Connected)
    cells = weakref.ref(boards.pop().chip.engine)
    engine.ask(Leave())
    engine.hears(Left)
    assert cells() is None


@pytest.mark.parametrize("request_", [Halt(), Step(), Listen()])
def test_without_a_connection_nothing_can_be_asked(talk, request_):
    engine = talk(Watch())
    engine.ask(request_)
    assert engine.hears(Refused).what == "No probe is connected."


def test_a_probe_that_goes_away_is_told_and_the_talk_goes_on(talk, counting):
    cable = Cable(latency=0.0, unplug=75, away=0.2)
    engine = talk(Look(Wanted(SIMULATED, cable=cable), hertz=30))
    engine.hears(Connected)
    engine.hears(Left)
    assert engine.hears(Refused).what == "The probe went away."
    engine.ask(LOOK)
    engine.hears(Connected)


def test_peripherals_are_shown_by_their_makers_names(talk, counting):
    engine = talk(LOOK)
    engine.hears(Connected)
    engine.ask(ShowPeripheral())
    assert {"RCC", "GPIOC", "FLASH"} <= set(engine.hears(Peripheral).names)
    engine.ask(ShowPeripheral("rcc"))
    rows = {row.name: row for row in engine.hears(Peripheral).registers}
    assert rows["CR"].address == 0x4002_1000
    assert {"HSION": 1, "HSIRDY": 1}.items() <= {f.name: f.value for f in rows["CR"].fields}.items()
    engine.ask(ShowPeripheral("NONE"))
    assert engine.hears(Refused).what == "There is no such peripheral."


# The list, on an injected bus


def test_a_probe_that_is_plugged_in_is_listed_and_one_that_is_pulled_is_not(
    talk, tmp_path, monkeypatch
):
    def deaf():
        raise OSError("no uevents: the tree is looked at instead")

    monkeypatch.setattr("engines.probe.hotplug.kernel", deaf)
    tree = Tree(tmp_path)
    engine = talk(Watch())
    assert engine.hears(Probes).probes == ()
    tree.plug(DAPLINK)
    found = engine.hears(Probes, lambda event: event.probes)
    assert found.probes[0].kind == "CMSIS-DAP v2"
    del engine.said[:]
    tree.unplug("1-1")
    engine.hears(Probes, lambda event: not event.probes)
