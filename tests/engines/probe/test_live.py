"""The conversation of a tab with the engine, on the simulated board and an injected bus."""

import os
import pty
import re
import struct
import threading
import tty
from contextlib import suppress

import msgspec
import pytest

from engines import wire
from engines.inbox import Inbox, Stopped
from engines.probe import symbols
from engines.probe.engine import serve
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
from tests.engines.probe.rig import write
from tests.engines.probe.usb_tree import DAPLINK, Tree

COUNT = (ROOT / "assets/firmware/count.elf").read_bytes()
LOOK = Look(Wanted(SIMULATED, cable=Cable(latency=0.0)), hertz=30)


class Conversation:
    """The engine in a thread of this process; what it says, in a list."""

    def __init__(self, root, *requests):
        self.inbox, self.said, self.end = Inbox(requests), [], None
        self.thread = threading.Thread(target=self._serve, args=(root,))
        self.thread.start()

    def _serve(self, root):
        try:
            serve(self.inbox, self.said.append, root)
        except Stopped:
            self.end = "stopped"
        except wire.EngineError as error:
            self.end = error

    def ask(self, request):
        del self.said[:]
        self.inbox.put(request)

    def hears(self, kind, where=lambda event: True):
        """The first event of this kind, and like that."""

        def found():
            return [event for event in list(self.said) if isinstance(event, kind) and where(event)]

        return until(found)[0]

    def stop(self):
        self.inbox.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def talk(tmp_path):
    conversations = []

    def begin(*requests, root=tmp_path):
        conversations.append(Conversation(root, *requests))
        return conversations[-1]

    yield begin
    for each in conversations:
        each.stop()


@pytest.fixture
def counting(tmp_path):
    """The board runs the firmware that counts."""
    write(tmp_path / "count.elf", COUNT, base=None)


def printed(engine):
    return "".join(event.text for event in list(engine.said) if isinstance(event, Printed))


def halted(event):
    return event.state == "halted"


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


@pytest.mark.parametrize("request_", [Halt(), Step(), Listen()])
def test_without_a_connection_nothing_can_be_asked(talk, request_):
    engine = talk(Watch())
    engine.ask(request_)
    assert engine.hears(Refused).what == "No probe is connected."


def test_a_probe_that_goes_away_is_told_and_the_talk_goes_on(talk, counting):
    cable = Cable(latency=0.0, unplug=120, away=0.2)
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


# The probe's own UART


@pytest.fixture
def serial_port():
    """The chip's end of a serial line, and the name of ours."""
    chip, ours = pty.openpty()
    tty.setraw(ours)
    yield chip, os.ttyname(ours)
    for end in (chip, ours):
        with suppress(OSError):
            os.close(end)


def test_a_serial_port_is_heard_and_answered_without_a_connection(talk, serial_port):
    chip, name = serial_port
    engine = talk(Watch())
    engine.ask(Listen(tty=name))
    engine.ask(Say("hello"))
    assert until(lambda: os.read(chip, 100)) == b"hello\r\n"
    os.write(chip, "tick 1 \u00e9\r\n".encode())
    assert engine.hears(Printed).text == "tick 1 \u00e9\r\n"
    engine.ask(Listen(on=False))
    engine.ask(Say("again"))
    assert engine.hears(Refused).what == "Nobody listens to the program yet."


def test_a_character_may_come_in_two_pieces(talk, serial_port):
    chip, name = serial_port
    engine = talk(Watch())
    engine.ask(Listen(tty=name))
    engine.ask(Say("there?"))
    until(lambda: os.read(chip, 100))
    first, second = "\u96f6".encode()[:1], "\u96f6".encode()[1:]
    os.write(chip, b"a" + first)
    until(lambda: printed(engine) == "a")
    os.write(chip, second)
    until(lambda: printed(engine) == "a\u96f6")


def test_a_serial_port_that_is_not_there_is_refused(talk):
    engine = talk(Watch())
    engine.ask(Listen(tty="/dev/ttyACM99"))
    assert engine.hears(Refused).what == "The serial port cannot be opened."


def test_a_serial_port_that_goes_away_is_told_once(talk, serial_port):
    chip, name = serial_port
    engine = talk(Watch())
    engine.ask(Listen(tty=name))
    engine.ask(Say("there?"))
    until(lambda: os.read(chip, 100))
    os.close(chip)
    assert engine.hears(Refused).what == "The serial port is gone."
