"""The Probe tab: what its keys ask of the engine and of jobs, and what it shows of the answers."""

import functools
import re
from dataclasses import replace
from functools import reduce
from pathlib import Path

import msgspec
import pytest
from textual.events import MouseScrollDown, MouseScrollUp
from textual.widgets import Input

from engines import jobs, link, paths, wire
from engines.locks import resource_lock
from engines.probe.messages import (
    Connected,
    Erase,
    Erased,
    Field,
    Flash,
    Flashed,
    Halt,
    Leave,
    Left,
    Listen,
    Look,
    Pace,
    Peripheral,
    Phased,
    Plugged,
    Printed,
    Probes,
    Refused,
    Register,
    Request,
    Reset,
    Result,
    Resume,
    Say,
    ShowMemory,
    ShowPeripheral,
    Standing,
    Step,
    Verified,
    Verify,
    Waiting,
    Wanted,
    Watch,
)
from engines.probe.state import Flashing, State, flash_step, step
from tests import eventually
from tests.snapshots.probe_states import (
    BEGUN,
    BOARD,
    DAPLINK,
    LOCKED,
    STATES,
    STLINK,
    TARGET,
    halted,
    running,
)
from tests.snapshots.states import around
from tests.tabs import (
    LARGE,
    SMALL,
    TERMINAL,
    Child,
    ascii_words,
    console,
    driver,
    notices,
    press,
    python,
    rows,
    screen,
    sees,
    settled,
    type_in,
)
from tests.tabs.test_language import NAMES, Wide
from tests.test_imports import COMPUTING, loaded
from tui import file_watch, i18n, recent, settings
from tui.app import Zerodeck
from tui.ascii import AsciiFilter
from tui.runs import plain
from tui.settings import Settings
from tui.tabs import probe_connecting, probe_words, probe_working
from tui.tabs.probe import ProbeTab
from tui.widgets.code_view import CodeView
from tui.widgets.flash_progress import FlashProgress
from tui.widgets.memory_view import MemoryView, parse_address
from tui.widgets.peripheral_view import PeripheralView
from tui.widgets.program_console import Tail, wrapped
from tui.widgets.registers import Registers
from tui.widgets.table import Table

COUNT = paths.ASSETS / "firmware" / "count.elf"

ANSWER = """
echo $$ >>"$1.pids"; cat "$1.events"
while IFS= read -r line; do
    kind=${line#*\\"type\\":\\"}; kind=${kind%%\\"*}
    [ -e "$1.$kind" ] && cat "$1.$kind"
    printf '%s\\n' "$line" >>"$1.requests"
done
"""
"""Answers each kind of request as it was told to."""

JOB = 'read -r request; cat "$1.events"; read -r more; cat "$1.end"'
"""A job that goes on until it is sent something."""

decoded = msgspec.json.Decoder(Request).decode


class Probe(Child):
    """An engine whose answers are laid down beforehand, by the name of the request."""

    def __init__(self, folder: Path, script: str = ANSWER) -> None:
        super().__init__(folder, "probe", script)

    @property
    def requests(self):
        return [decoded(line) for line in self._lines("requests")]

    def answers(self, kind, *events):
        self._file(kind.__name__).write_bytes(b"".join(map(wire.encode, events)))
        return self

    def asked(self, kind):
        return [request for request in self.requests if isinstance(request, kind)]


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """Two probes are plugged in, and connecting works."""
    child = Probe(tmp_path)
    child.says(Probes((DAPLINK, STLINK)))
    child.answers(Look, Connected(DAPLINK, TARGET), running())
    child.answers(Leave, Left())
    child.answers(Halt, halted())
    monkeypatch.setattr(ProbeTab, "ARGV", child.argv)
    return child


@pytest.fixture
def silent(tmp_path, monkeypatch):
    """The engine says nothing: the states know."""
    monkeypatch.setattr(ProbeTab, "ARGV", Child(tmp_path, "probe").argv)


@pytest.fixture
def job_child(tmp_path, monkeypatch):
    """What jobs of the probe engine say."""
    (tmp_path / "job").mkdir()
    child = Probe(tmp_path / "job", JOB).says(*BEGUN, Phased("program", 32))
    end(child, wire.Cancelled())
    monkeypatch.setattr(link, "child", lambda *_: child.argv)
    return child


def end(child, *events):
    """How the job goes on once it is sent something."""
    child._file("end").write_bytes(b"".join(map(wire.encode, events)))


async def ask(child, kind):
    """The first request of the kind, once it was sent."""
    await eventually(lambda: child.asked(kind))
    return child.asked(kind)[0]


async def connected(pilot):
    await sees(pilot, "Enter connects")
    await press(pilot, "enter")
    await sees(pilot, "STM32F103RC")
    await settled(pilot)


async def begun(kind, number=1):
    """What the newest of so many jobs was asked."""
    await eventually(lambda: len(jobs.every()) == number)
    request = decoded(jobs.every()[-1].record.request)
    assert isinstance(request, kind)
    return request


async def pick(pilot, key, file):
    """Choose the file in the picker that the key opens."""
    await press(pilot, key)
    pilot.app.screen.query_one(Input).value = str(file)
    await settled(pilot)
    await press(pilot, "enter")


RESULT = Result("STM32F103RC", 65536, 32, 32, 32, "sectors", {}, 3.31, 2.7, "CRC")


# Which probes


async def test_opening_the_tab_watches_and_shows_what_is_plugged_in(engine):
    async with console("probe") as pilot:
        await sees(pilot, "DAPLink CMSIS-DAP", "ready", "blocked", "Enter connects")
        assert await ask(engine, Watch) == Watch(demo=False)
        assert not engine.asked(Look)


async def test_without_a_probe_it_says_what_to_do(engine):
    engine.says(Probes(()))
    async with console("probe") as pilot:
        shown = await sees(pilot, "No debug probe is plugged in.")
        assert "d shows a simulated board" in shown
        assert not pilot.app.tab.query_one(Table).display or "probes" not in shown


async def test_the_simulated_board_is_shown_on_request_alone(engine):
    engine.says(Probes(()))
    async with console("probe") as pilot:
        await ask(engine, Watch)
        engine.answers(Watch, Probes((BOARD,)))
        await press(pilot, "d")
        await eventually(lambda: engine.asked(Watch)[1:] == [Watch(demo=True)])
        await sees(pilot, "▸ simulated board")
        await eventually(lambda: "d simulated" not in rows(pilot)[-1])


async def test_with_demo_the_board_is_asked_for_at_once(engine):
    demo = functools.partial(Zerodeck, demo=True)
    async with console("probe", kind=demo):
        assert await ask(engine, Watch) == Watch(demo=True)


async def test_a_probe_that_may_not_be_opened_says_why_and_y_copies_the_fix(engine):
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        await press(pilot, "down")
        shown = screen(pilot)
        assert "You are not in the group" in shown
        assert "▸ ST-LINK/V2" in shown
        await press(pilot, "y")
        assert pilot.app.clipboard == STLINK.fix
        assert "f flash" not in rows(pilot)[-1]


async def test_the_cursor_stays_with_its_probe_whatever_is_plugged_in(engine):
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        await press(pilot, "down")
        tab = pilot.app.tab
        tab.state = step(tab.state, Probes((STLINK, DAPLINK)))
        await settled(pilot)
        assert tab.subject == STLINK
        assert "▸ ST-LINK/V2" in screen(pilot)
        tab.state = step(tab.state, Probes((DAPLINK,)))
        await settled(pilot)
        assert tab.subject == DAPLINK


async def test_one_that_is_plugged_in_again_can_be_connected_again(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        tab = pilot.app.tab
        gone = Refused("The probe went away.", "it is not on the bus", "zerodeck probe list")
        tab.state = reduce(step, [Left(), gone, Probes(())], tab.state)
        assert "The probe went away." in await sees(pilot, "✗")
        tab.state = step(tab.state, Probes((DAPLINK,)))
        await press(pilot, "enter")
        await eventually(lambda: len(engine.asked(Look)) == 2)


# The chip


async def test_enter_connects_to_the_probe_under_the_cursor(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        assert await ask(engine, Look) == Look(Wanted(DAPLINK.probe))
        head, way = rows(pilot)[2:4]
        assert "256 KiB flash, 48 KiB RAM" in head
        assert "running" in head
        assert head.endswith("● ok")
        assert "SWD 4.00 MHz" in way
        assert "read protection off" in way


async def test_as_much_memory_is_asked_for_as_there_is_room(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        room = pilot.app.tab.query_one(MemoryView).capacity
        await eventually(lambda: engine.asked(ShowMemory)[-1] == ShowMemory(size=room))
        await press(pilot, "h")  # the program takes some of the rows
        await sees(pilot, "ldr")
        await eventually(lambda: 0 < engine.asked(ShowMemory)[-1].size < room)


async def test_keys_ask_what_they_say(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "h")
        await sees(pilot, "halted at 0x080001a4 main+0x1c")
        await press(pilot, "s", "r", "R", "g")
        await eventually(lambda: engine.asked(Resume))
        kinds = [type(each) for each in engine.requests if not isinstance(each, ShowMemory)]
        assert kinds == [Watch, Look, Halt, Step, Reset, Reset, Resume]
        assert [each.halt for each in engine.asked(Reset)] == [False, True]


async def test_only_keys_that_do_something_are_offered(engine):
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        assert "h halt" not in rows(pilot)[-1]
        assert "Enter connect" in rows(pilot)[-1]
        await press(pilot, "h", "s", "g", "r", "e", "m", "t", "w", "i")
        assert not pilot.app.screen.is_modal
        await connected(pilot)
        assert "h halt" in rows(pilot)[-1]
        assert "s step" not in rows(pilot)[-1]
        assert "Enter" not in rows(pilot)[-1]
        await press(pilot, "h")
        await sees(pilot, "s step")
        assert "h halt" not in rows(pilot)[-1]
        assert [type(each) for each in engine.requests if isinstance(each, Step | Resume)] == []


async def test_escape_leaves_the_chip(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "escape")
        await ask(engine, Leave)
        await sees(pilot, "Enter connects")


async def test_a_refusal_is_told_and_over_with_the_next_key(engine):
    engine.answers(Reset, Refused("The probe could not do that.", "because", "try this"))
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "r")
        shown = await sees(pilot, "The probe could not do that.")
        assert "$ try this" in shown
        await press(pilot, "h")
        await sees(pilot, "halted")
        assert "could not" not in screen(pilot)


async def test_connecting_in_vain_says_why_and_enter_tries_again(engine):
    engine.answers(Look, Refused("The chip does not answer.", "is it powered?"))
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        for number in (1, 2):
            await press(pilot, "enter")
            await eventually(lambda number=number: len(engine.asked(Look)) == number)
            await sees(pilot, "The chip does not answer.")
            assert not pilot.app.tab.looking
        assert "Enter tries again" in screen(pilot)


async def test_memory_moves_to_a_typed_address_and_by_pages(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "h")
        await sees(pilot, "ldr")
        for typed, address in (
            ("flash", 0x0800_0000),
            ("0x20000100", 0x2000_0100),
            ("sp", 0x2000_BFE0),
        ):
            await press(pilot, "m")
            pilot.app.screen.query_one(Input).value = typed
            await press(pilot, "enter")
            await eventually(lambda a=address: engine.asked(ShowMemory)[-1].address == a)
        view = pilot.app.tab.query_one(MemoryView)
        await press(pilot, "pagedown")
        wanted = address + view.capacity
        await eventually(lambda: engine.asked(ShowMemory)[-1].address == wanted)


async def test_what_is_no_address_is_not_taken(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        asked = len(engine.requests)
        await press(pilot, "m", *"xyz", "enter")
        assert "An address is written like" in screen(pilot)
        await press(pilot, "escape")
        assert len(engine.requests) == asked


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("20000000", 0x2000_0000),
        ("0xE000ED00", 0xE000_ED00),
        (" SP ", 7),
        ("0", 0),
        ("ffffffff", 0xFFFF_FFFF),
    ],
)
def test_an_address_is_hex_or_a_name(typed, address):
    assert parse_address(typed, {"sp": 7}) == address


@pytest.mark.parametrize("typed", ["", "-1", "100000000", "0x", "main"])
def test_other_addresses_are_refused(typed):
    with pytest.raises(ValueError, match="0x20000000"):
        parse_address(typed, {})


# What goes wrong with the engine


async def test_a_dead_engine_says_so_and_enter_starts_another(engine):
    engine.says(wire.Failed("The engine broke down.", "why", "tail log"))
    async with console("probe") as pilot:
        shown = await sees(pilot, "The engine broke down.")
        assert "failed" in rows(pilot)[2]
        assert "$ tail log" in shown
        await eventually(lambda: pilot.app.tab.link is None)
        engine.says(Probes((DAPLINK,)))
        await press(pilot, "enter")
        await sees(pilot, "ready")
        assert "broke down" not in screen(pilot)


async def test_a_hidden_tab_keeps_its_engine_for_a_while(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "2", "1")
        await settled(pilot)
        assert len(engine.starts) == 1
        assert pilot.app.tab.linger is None
        assert "running" in screen(pilot)


async def test_after_that_it_ends_the_engine_and_connects_again_when_it_is_shown(
    engine, monkeypatch
):
    monkeypatch.setattr(probe_connecting, "KEEP", 0.01)
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "2")
        await eventually(lambda: not engine.alive)
        await press(pilot, "1")
        await eventually(lambda: len(engine.asked(Look)) == 2)
        await sees(pilot, "running")
        assert len(engine.starts) == 2


# RTT


async def test_t_listens_and_what_is_typed_is_said(engine):
    engine.answers(Listen, Printed("tick 1\r\ntick 2\r\n"))
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "t")
        await sees(pilot, "tick 2")
        assert engine.asked(Listen) == [Listen(True)]
        assert "i: type a line to the program" in screen(pilot)
        await press(pilot, "i")
        assert "Enter sends, Esc leaves" in screen(pilot)
        await press(pilot, *"halt 1", "enter")
        assert await ask(engine, Say) == Say("halt 1")
        assert not engine.asked(Halt)
        await press(pilot, "escape")
        assert "i: type a line to the program" in screen(pilot)
        await press(pilot, "t")
        await eventually(lambda: engine.asked(Listen) == [Listen(True), Listen(False)])
        assert "rtt ──" not in screen(pilot)


async def test_who_listened_goes_on_listening_after_connecting_again(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "t", "escape")
        await ask(engine, Leave)
        await eventually(lambda: pilot.app.tab.state.connected is None)
        await press(pilot, "enter")
        await eventually(lambda: len(engine.asked(Listen)) == 2)


async def test_u_listens_to_the_probes_own_serial_port_without_a_connection(engine):
    engine.answers(Listen, Printed("hello from the pins\n"))
    async with console("probe") as pilot:
        await sees(pilot, "u uart")
        await press(pilot, "u")
        shown = await sees(pilot, "hello from the pins")
        assert "ttyACM0  115,200 baud" in shown
        assert engine.asked(Listen) == [Listen(tty="/dev/ttyACM0")]
        await press(pilot, "u")
        await eventually(lambda: engine.asked(Listen)[1:] == [Listen(False)])
        await press(pilot, "down")
        await eventually(lambda: "u uart" not in rows(pilot)[-1])


async def test_page_up_looks_back_and_stays_there_while_more_is_printed(engine):
    text = "".join(f"tick {number}\n" for number in range(100))
    async with console("probe") as pilot:
        await connected(pilot)
        tab = pilot.app.tab
        tab.state = step(tab.state, Printed(text))
        await press(pilot, "t", "pageup")
        seen = [line for line in rows(pilot) if "tick" in line]
        assert "tick 99" not in "".join(seen)
        tab.state = step(tab.state, Printed("tick 100\ntick 101\n"))
        await settled(pilot)
        assert [line for line in rows(pilot) if "tick" in line] == seen
        await press(pilot, "pagedown", "pagedown")
        assert "tick 101" in screen(pilot)


def ticks(pilot):
    return [line.split()[-1] for line in rows(pilot) if "tick " in line]


async def printing(pilot, lines=100):
    """A chip whose program has printed more than fits, and the console for it."""
    await connected(pilot)
    tab = pilot.app.tab
    tab.state = step(tab.state, Printed("".join(f"tick {number}\n" for number in range(lines))))
    await press(pilot, "t")
    assert ticks(pilot)[-1] == "99"


async def test_with_the_console_open_the_pages_are_its_own_however_much_else_is_shown(engine):
    async with console("probe", size=LARGE) as pilot:
        await printing(pilot)
        view = pilot.app.tab.query_one(MemoryView)
        assert view.display
        asked = pilot.app.tab.memory
        await press(pilot, "pageup")
        assert ticks(pilot)[-1] != "99"
        assert pilot.app.tab.memory == asked
        await press(pilot, "end")
        assert ticks(pilot)[-1] == "99"


async def wheel(pilot, widget, kind, clicks=1):
    """The mouse wheel over it."""
    for _ in range(clicks):
        await pilot._post_mouse_events([kind], widget, offset=(2, 2), button=0)
    await settled(pilot)


async def test_the_wheel_turns_the_console_by_rows_and_no_further_than_there_are(engine):
    async with console("probe") as pilot:
        await printing(pilot)
        await wheel(pilot, Tail, MouseScrollUp)
        assert ticks(pilot)[-1] == "96"
        await wheel(pilot, Tail, MouseScrollUp, 40)
        assert ticks(pilot)[0] == "0"
        rows_there = len(ticks(pilot))
        await wheel(pilot, Tail, MouseScrollDown)
        assert len(ticks(pilot)) == rows_there
        await wheel(pilot, Tail, MouseScrollDown, 40)
        assert ticks(pilot)[-1] == "99"


async def test_the_wheel_turns_memory_from_what_was_asked_last_within_32_bits(engine):
    async with console("probe") as pilot:
        await connected(pilot)
        tab = pilot.app.tab
        await wheel(pilot, MemoryView, MouseScrollDown, 2)
        assert tab.memory.address == 0x2000_0000 + 6 * 8
        tab.look_at(address=0)
        await wheel(pilot, MemoryView, MouseScrollUp)
        assert tab.memory.address == 0
        tab.look_at(address=0xFFFF_FFF0)
        await wheel(pilot, MemoryView, MouseScrollDown)
        assert tab.memory.address == 2**32 - tab.memory.size


async def test_a_chip_that_is_connected_anew_has_its_console_at_the_end(engine):
    async with console("probe") as pilot:
        await printing(pilot)
        await press(pilot, "pageup", "escape")
        await eventually(lambda: pilot.app.tab.state.connected is None)
        assert ticks(pilot)[-1] != "99"
        await press(pilot, "enter")
        await eventually(lambda: ticks(pilot)[-1:] == ["99"])


async def test_what_was_printed_is_saved(engine, tmp_path):
    async with console("probe") as pilot:
        await connected(pilot)
        tab = pilot.app.tab
        tab.state = step(tab.state, Printed("tick 1\n"))
        await settled(pilot)
        await press(pilot, "w")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "said.txt")
        await settled(pilot)
        await press(pilot, "enter")
        assert (tmp_path / "said.txt").read_text() == "tick 1\n"


def test_a_program_cannot_drive_our_terminal():
    assert wrapped("\x1b[31mred\x1b[0m\x07 \x1b]0;title\x07ok\n", 20) == ["red· ok"]
    assert wrapped("a\x1b", 20) == ["a"]
    assert wrapped("one\r\ntwo\rthree", 20) == ["one", "two·three"]


def test_long_lines_are_folded_and_wide_characters_kept_whole():
    assert wrapped("abcdef", 4) == ["abcd", "ef"]
    assert wrapped("内内内", 4) == ["内内", "内"]
    assert wrapped("x", 0) == []


# Flashing


# Peripherals


RCC = Peripheral(
    "RCC",
    (
        Register("CR", 0x4002_1000, 0x83, (Field("HSITRIM", 0x10), Field("PLLON", 0))),
        Register("DR", 0x4002_1004, None),
    ),
)


async def test_a_peripheral_is_chosen_by_its_name_and_read_again_after_each_order(engine):
    engine.answers(ShowPeripheral, Peripheral("", names=("ADC1", "GPIOA", "RCC")), RCC)
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "p")
        await sees(pilot, "Which peripheral?")
        assert "GPIOA" in screen(pilot)
        await type_in(pilot, "rc")
        assert "GPIOA" not in screen(pilot)
        await press(pilot, "enter")
        shown = await sees(pilot, "peripheral RCC")
        assert "40021000 CR         00000083" in shown
        assert "HSITRIM=10" in shown
        assert "PLLON" not in shown  # what is 0 says little
        assert "DR         reading changes it" in shown
        asked = len(engine.asked(ShowPeripheral))
        await press(pilot, "h")
        await eventually(lambda: len(engine.asked(ShowPeripheral)) == asked + 1)
        assert engine.asked(ShowPeripheral)[-1] == ShowPeripheral("RCC")
        await press(pilot, "p")
        assert "peripheral RCC" not in screen(pilot)


async def test_a_long_peripheral_is_turned_by_keys_and_by_the_wheel(engine):
    many = tuple(Register(f"R{number}", 0x4002_1000 + number, number) for number in range(60))
    engine.answers(ShowPeripheral, Peripheral("", names=("RCC",)), Peripheral("RCC", many))
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "p", "enter")
        await sees(pilot, "40021000 R0 ")
        pilot.app.clear_notifications()
        await press(pilot, "pagedown")
        assert "R0 " not in screen(pilot)
        await press(pilot, *["pagedown"] * 9)
        assert "R59 " in screen(pilot)
        await wheel(pilot, PeripheralView, MouseScrollUp)
        assert "R59 " not in screen(pilot)
        assert "R56 " in screen(pilot)
        await press(pilot, *["pageup"] * 9)
        assert "R0 " in screen(pilot)


async def test_a_peripheral_goes_before_what_is_printed_where_there_is_no_room_for_both(engine):
    engine.answers(ShowPeripheral, Peripheral("", names=("RCC",)), RCC)
    for size, both in ((SMALL, False), (LARGE, True)):
        async with console("probe", size=size) as pilot:
            await connected(pilot)
            await press(pilot, "t")
            await sees(pilot, "nothing printed yet")
            await press(pilot, "p")
            await sees(pilot, "Which peripheral?")
            await press(pilot, "enter")
            shown = await sees(pilot, "peripheral RCC")
            assert ("nothing printed yet" in shown) is both
            await press(pilot, "p")
            await sees(pilot, "nothing printed yet")


async def test_without_a_description_that_is_said_and_nothing_to_choose(engine):
    engine.answers(ShowPeripheral, Refused("There is no description of this part's registers."))
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "p")
        await sees(pilot, "There is no description")
        assert not pilot.app.screen.is_modal


def test_the_value_that_changed_is_strong():
    view = PeripheralView()
    view.view("rcc", RCC)
    view.view("rcc", msgspec.structs.replace(RCC, registers=(Register("CR", 0x4002_1000, 3),)))
    assert ("00000003", "strong") in view.draw(40, 5)[1]


# Connecting otherwise


async def filled(pilot, **values):
    await press(pilot, "o")
    await sees(pilot, "Connect how?")
    for name, value in values.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = value
    await press(pilot, "enter")


async def test_a_remote_probe_is_listed_and_connected_in_the_way_that_was_typed(engine):
    lent = Plugged("lab:5555", "remote", "pyOCD server")
    async with console("probe") as pilot:
        await sees(pilot, "Enter connects")
        engine.answers(Watch, Probes((DAPLINK, lent)))
        engine.answers(Look, Connected(lent, TARGET), running())
        await filled(pilot, probe="remote:lab", target="stm32f103rc", clock="500k")
        look = await ask(engine, Look)
        assert look.wanted == Wanted("lab:5555", "stm32f103rc", clock=500_000)
        assert engine.asked(Watch)[-1].remotes == ("lab:5555",)
        await sees(pilot, "STM32F103RC")


async def test_what_was_typed_for_a_local_probe_counts_for_its_jobs_too(
    engine, job_child, tmp_path
):
    (tmp_path / "my.pack").write_bytes(b"pack")
    file = tmp_path / "fw.bin"
    file.write_bytes(b"x")
    end(job_child, wire.Cancelled())
    async with console("probe") as pilot:
        await sees(pilot, "Enter connects")
        await filled(pilot, pack=str(tmp_path / "my.pack"))
        wanted = (await ask(engine, Look)).wanted
        assert wanted == Wanted(DAPLINK.probe, pack=str(tmp_path / "my.pack"))
        await sees(pilot, "STM32F103RC")
        await pick(pilot, "f", file)
        assert (await begun(Flash)).wanted == wanted
        await press(pilot, "c")
        await sees(pilot, "cancelled")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"probe": "two words"}, "no address of a remote probe"),
        ({"pack": "/nowhere.pack"}, "There is no such file."),
        ({"clock": "fast"}, "A clock is written like"),
        ({"clock": "1"}, "clock is 1 kHz to 50 MHz"),
    ],
)
async def test_what_makes_no_sense_is_told_at_once_and_nothing_is_asked(engine, values, problem):
    async with console("probe") as pilot:
        await sees(pilot, "Enter connects")
        await filled(pilot, **values)
        await sees(pilot, problem)
        await press(pilot, "escape")
        assert engine.asked(Look) == []


async def test_an_engine_that_has_loaded_pyocd_goes_when_nobody_needs_it(engine, monkeypatch):
    monkeypatch.setattr(probe_connecting, "KEEP", 0.2)
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "escape")
        await eventually(lambda: len(engine.starts) == 2)
        await sees(pilot, "Enter connects")
        await eventually(lambda: engine.alive == engine.starts[1:])
        assert len(engine.asked(Look)) == 1


async def test_only_an_engine_that_is_of_no_use_has_its_days_counted(engine):
    async with console("probe") as pilot:
        await sees(pilot, "Enter connects")
        assert pilot.app.tab.cooling is None
        await connected(pilot)
        assert pilot.app.tab.cooling is None
        await press(pilot, "escape")
        await eventually(lambda: pilot.app.tab.cooling)
        await press(pilot, "enter")
        await eventually(lambda: len(engine.asked(Look)) == 2)
        assert pilot.app.tab.cooling is None


# Files, and what is lost


async def test_a_flash_waits_until_the_engine_has_let_go(engine, job_child, tmp_path):
    file = tmp_path / "blink.elf"
    file.write_bytes(b"elf")
    async with console("probe") as pilot:
        await connected(pilot)
        await pick(pilot, "f", file)
        await sees(pilot, "program  ▸ 32 pages")
        (job,) = jobs.every()
        assert decoded(job.record.request) == Flash(str(file), Wanted(DAPLINK.probe))
        assert job.record.resources == (f"probe:{DAPLINK.probe}",)
        assert job.record.title == "flash blink.elf"
        assert [type(each) for each in engine.requests][-1] is Leave
        assert recent.load().files["firmware"] == (file,)
        assert "in use" in screen(pilot)
        assert "Enter" not in rows(pilot)[-1]
        # Its end is shown, and the chip again.
        end(job_child, Phased("program", 32, 1.9), Flashed(RESULT))
        job.cancel()
        await sees(pilot, "✓ flashed, compared")
        await eventually(lambda: len(engine.asked(Look)) == 2)
        await sees(pilot, "● ok")
        await press(pilot, "escape")
        assert "flashed" not in screen(pilot)
        assert pilot.app.tab.state.connected


async def test_a_flash_while_connecting_waits_for_that_first(engine, job_child, tmp_path):
    (tmp_path / "blink.elf").write_bytes(b"elf")
    engine.answers(Look)
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        await press(pilot, "enter")
        await ask(engine, Look)
        tab = pilot.app.tab
        tab.begin(Flash("blink.elf"), "flash blink.elf", DAPLINK.probe)
        await settled(pilot)
        assert not engine.asked(Leave)
        assert not jobs.every()
        tab.state = step(tab.state, Connected(DAPLINK, TARGET))
        await ask(engine, Leave)
        await eventually(jobs.every)


async def test_without_a_connection_a_job_starts_at_once(engine, job_child, tmp_path):
    (tmp_path / "blink.elf").write_bytes(b"elf")
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        await pick(pilot, "v", tmp_path / "blink.elf")
        (job,) = await eventually(jobs.every)
        assert isinstance(decoded(job.record.request), Verify)
        assert not engine.asked(Leave)


async def test_c_cancels_the_job(engine, job_child, tmp_path):
    (tmp_path / "blink.elf").write_bytes(b"elf")
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        await pick(pilot, "f", tmp_path / "blink.elf")
        await sees(pilot, "c cancel job")
        await press(pilot, "c")
        await sees(pilot, "▲ cancelled")
        assert any("safe point" in notice for notice in notices(pilot))


async def test_a_job_that_was_begun_elsewhere_is_followed_but_not_taken_over(engine, job_child):
    name = f"probe:{DAPLINK.probe}"
    job = jobs.start("probe", Flash("/x/count.elf"), title="flash count.elf", resources=(name,))
    async with console("probe") as pilot:
        await sees(pilot, "program  ▸ 32 pages")
        assert "flash count.elf" in rows(pilot)[2]
        end(job_child, Flashed(RESULT))
        job.cancel()
        await sees(pilot, "✓ flashed")
        await settled(pilot)
        assert not engine.asked(Look)


async def test_another_probes_job_leaves_the_connected_chip_in_front(engine, job_child):
    async with console("probe") as pilot:
        await connected(pilot)
        job = jobs.start("probe", Flash("/x"), title="flash x", resources=("probe:another",))
        pilot.app.job_bar.look()
        pilot.app.tab.find_job()
        await settled(pilot)
        assert "STM32F103RC" in rows(pilot)[2]
        assert "flash x" in rows(pilot)[-3]
        await press(pilot, "escape")
        await eventually(lambda: pilot.app.tab.state.connected is None)
        pilot.app.tab.find_job()
        await sees(pilot, "program  ▸ 32 pages")
        job.cancel()


async def test_how_a_job_ended_while_nobody_looked_is_shown(engine, job_child):
    end(job_child, Flashed(RESULT))
    job = jobs.start("probe", Flash("/x/count.elf"), title="flash count.elf")
    job.cancel()
    await eventually(lambda: not job.running)
    async with console("probe") as pilot:
        await sees(pilot, "✓ flashed, compared")
        await press(pilot, "escape")
        await settled(pilot)
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        assert "✓ flashed" not in screen(pilot)


async def test_a_shown_end_leaves_the_bar_and_has_been_seen(engine, job_child):
    end(job_child, Flashed(RESULT))
    job = jobs.start("probe", Flash("/x/count.elf"), title="flash count.elf")
    job.cancel()
    await eventually(lambda: not job.running)
    async with console("probe") as pilot:
        await sees(pilot, "✓ flashed, compared")
        await eventually(lambda: not pilot.app.job_bar.display)
        assert job.seen
        assert "✓ flashed" in screen(pilot)


@pytest.mark.parametrize(("later", "shown"), [(DAPLINK.probe, False), (STLINK.probe, True)])
async def test_an_end_that_a_later_job_on_the_same_probe_made_old_is_not_shown(
    engine, job_child, later, shown
):
    """Which was watched to its end elsewhere, and so has been seen."""
    end(job_child, Flashed(RESULT))
    for title, probe in (("flash old.elf", DAPLINK.probe), ("flash new.elf", later)):
        job = jobs.start("probe", Flash("/x"), title=title, resources=(f"probe:{probe}",))
        job.cancel()
        await eventually(lambda job=job: not job.running)
    job.see()
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        await settled(pilot)
        assert ("✓ flashed" in screen(pilot)) == shown
        assert ("flash old.elf" in rows(pilot)[-3]) != shown


async def test_a_probe_that_another_uses_is_told_with_the_command_to_look(engine, tmp_path):
    (tmp_path / "blink.elf").write_bytes(b"elf")
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        with resource_lock(f"probe:{DAPLINK.probe}"):
            await pick(pilot, "f", tmp_path / "blink.elf")
            await sees(pilot, "Another job is using this.")
        assert "zerodeck jobs list" in screen(pilot)
        await press(pilot, "escape")
        assert "Another job" not in screen(pilot)


async def test_an_engine_that_does_not_let_go_is_ended(engine, job_child, tmp_path, monkeypatch):
    (tmp_path / "blink.elf").write_bytes(b"elf")
    monkeypatch.setattr(probe_connecting, "PATIENCE", 0.05)
    engine.answers(Leave)
    async with console("probe") as pilot:
        await connected(pilot)
        await pick(pilot, "f", tmp_path / "blink.elf")
        await eventually(lambda: not engine.alive)
        await eventually(jobs.every)


async def test_unplugged_the_job_waits_and_says_what_to_do(engine):
    async with console("probe") as pilot:
        tab = pilot.app.tab
        tab.work = "flash blink.elf"
        tab.told = reduce(flash_step, [*BEGUN, Waiting("gone", 0.0)], Flashing())
        await settled(pilot)
        shown = screen(pilot)
        assert "unplugged: plug it in again" in shown
        assert rows(pilot)[2].endswith("▲ unplugged")


async def test_again_flashes_the_same_file(engine, job_child, tmp_path):
    file = tmp_path / "fw.bin"
    file.write_bytes(b"x")
    end(job_child, wire.Cancelled())
    async with console("probe") as pilot:
        await sees(pilot, "Enter connects")
        assert "a again" not in rows(pilot)[-1]
        await pick(pilot, "f", file)
        await begun(Flash)
        await press(pilot, "c")
        await sees(pilot, "a again")
        await press(pilot, "a")
        await begun(Flash, 2)
        first, second = (job.record.request for job in jobs.every())
        assert first == second
        await press(pilot, "c")
        await sees(pilot, "a again")


async def test_a_watched_file_is_flashed_when_it_changes_and_after_the_job_that_runs(
    engine, job_child, tmp_path, monkeypatch
):
    monkeypatch.setattr(probe_working, "LOOK", 0.05)
    monkeypatch.setattr(file_watch, "QUIET", 0.1)
    file = tmp_path / "fw.bin"
    file.write_bytes(b"x")
    end(job_child, wire.Cancelled())
    async with console("probe") as pilot:
        await sees(pilot, "Enter connects")
        await pick(pilot, "f", file)
        await begun(Flash)
        await press(pilot, "A")
        await sees(pilot, "fw.bin is flashed whenever it changes")
        file.write_bytes(b"xy")
        await press(pilot, "c")
        await begun(Flash, 2)
        await press(pilot, "c")
        await sees(pilot, "a again")
        await press(pilot, "A")
        assert "whenever it changes" not in screen(pilot)
        assert pilot.app.tab.watched is None


async def test_what_is_flashed_names_the_places_in_it(engine, job_child):
    end(job_child, Flashed(RESULT))
    async with console("probe") as pilot:
        await connected(pilot)
        assert engine.asked(Look)[0].program == ""
        await pick(pilot, "f", COUNT)
        await begun(Flash)
        await press(pilot, "c")
        await eventually(lambda: len(engine.asked(Look)) == 2)
        assert engine.asked(Look)[1].program == str(COUNT)


async def test_the_result_of_a_job_makes_room_for_the_chip(engine, job_child, tmp_path):
    file = tmp_path / "fw.bin"
    file.write_bytes(b"x")
    end(job_child, Flashed(RESULT))
    async with console("probe") as pilot:
        await connected(pilot)
        await pick(pilot, "f", file)
        await begun(Flash)
        await press(pilot, "c")
        await sees(pilot, "flashed, compared")
        assert not any("fw.bin" in notice for notice in notices(pilot))  # it stands there already
        await press(pilot, "h")
        await sees(pilot, "ldr")
        assert "flashed, compared" not in screen(pilot)


async def test_a_failed_job_says_why_and_y_copies_the_fix(engine):
    async with console("probe") as pilot:
        await sees(pilot, "ready")
        tab = pilot.app.tab
        tab.work = "flash blink.elf"
        tab.told = flash_step(Flashing(), wire.Failed("It broke.", "why", "mend it"))
        await sees(pilot, "It broke.")
        await press(pilot, "y")
        assert pilot.app.clipboard == "mend it"


# What is lost is asked for


async def test_erasing_wants_the_name_typed(engine, job_child):
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "e", *"STM32", "enter")
        assert pilot.app.screen.is_modal
        await press(pilot, "escape")
        assert not jobs.every()
        await press(pilot, "e", *"STM32F103RC", "enter")
        (job,) = await eventually(jobs.every)
        assert decoded(job.record.request) == Erase("STM32F103RC", Wanted(DAPLINK.probe))


async def test_a_wrong_name_is_told_and_pyocds_name_will_do_in_capitals_or_not(engine, job_child):
    part = msgspec.structs.replace(TARGET, name="STM32F10xxC")
    engine.answers(Look, Connected(DAPLINK, part), running())
    async with console("probe") as pilot:
        await sees(pilot, "Enter connects")
        await press(pilot, "enter")
        await sees(pilot, "STM32F10xxC")
        await press(pilot, "e")
        assert pilot.app.screen.query_one(Input).placeholder == ""
        await press(pilot, *"cortex_m", "enter")
        assert "That is not its name: cortex_m" in screen(pilot)
        await press(pilot, *"Stm32f103RC", "enter")
        assert (await begun(Erase)).confirm == "STM32F10xxC"
        await press(pilot, "c")


@pytest.mark.parametrize(
    ("name", "target", "names"),
    [
        ("STM32F10xxC", "stm32f103rc", ("STM32F10xxC", "stm32f103rc")),
        ("STM32F10xxC", "cortex_m", ("STM32F10xxC",)),
        ("", "k64f", ("k64f",)),
        ("", "cortex_m", ("cortex_m",)),
    ],
)
def test_the_names_of_a_part_are_its_own_not_that_of_every_unknown_one(name, target, names):
    part = msgspec.structs.replace(TARGET, name=name, target=target)
    assert probe_words.names(part) == names


async def test_sectors_are_erased_after_their_addresses_and_the_name(engine, job_child):
    end(job_child, Erased("STM32F103RC", "1 sectors"))
    async with console("probe") as pilot:
        await connected(pilot)
        await press(pilot, "E")
        await type_in(pilot, "0x0803f800 4k")
        await press(pilot, "enter")
        shown = await sees(pilot, "Erase a part of STM32F103RC?")
        assert "0x0803f800 … 0x080407ff" in shown
        await type_in(pilot, "STM32F103RC")
        await press(pilot, "enter")
        erase = await begun(Erase)
        assert (erase.start, erase.length, erase.confirm) == (0x0803_F800, 4096, "STM32F103RC")
        await press(pilot, "c")
        await sees(pilot, "erased")


async def test_a_locked_part_is_flashed_only_after_its_name_was_typed(engine, job_child, tmp_path):
    (tmp_path / "blink.elf").write_bytes(b"elf")
    engine.answers(Look, Connected(DAPLINK, LOCKED), running())
    async with console("probe") as pilot:
        await connected(pilot)
        shown = await sees(pilot, "This part is read-protected.")
        assert "▲ locked" in shown
        await pick(pilot, "f", tmp_path / "blink.elf")
        assert "Unlock and flash STM32F103RC?" in screen(pilot)
        await press(pilot, "escape")
        await settled(pilot)
        assert not jobs.every()
        await pick(pilot, "f", tmp_path / "blink.elf")
        await press(pilot, *"STM32F103RC", "enter")
        (job,) = await eventually(jobs.every)
        assert decoded(job.record.request).confirm == "STM32F103RC"


async def test_escape_puts_the_words_about_the_lock_aside_then_leaves(engine):
    engine.answers(Look, Connected(DAPLINK, LOCKED), running())
    async with console("probe") as pilot:
        await connected(pilot)
        await sees(pilot, "Nobody can read its flash")
        await press(pilot, "escape")
        assert "Nobody can read" not in screen(pilot)
        assert pilot.app.tab.state.connected
        await press(pilot, "escape")
        await ask(engine, Leave)


async def test_in_a_narrow_terminal_progress_keeps_its_figures_and_registers_their_columns(silent):
    async with console("probe", size=(60, 20)) as pilot:
        with around("probe-flashing"):
            await STATES["probe-flashing"](pilot)
            assert any("61 % 1.1 s left" in row for row in rows(pilot))
        pilot.app.tab.put_away()
        await STATES["probe-halted"](pilot)
        assert "r0   00000001   r9   00000000" in screen(pilot)
        assert "pc   080001a4" in screen(pilot)


async def test_a_core_in_lockup_is_explained(silent):
    async with console("probe") as pilot:
        await STATES["probe-halted"](pilot)
        assert "fault" not in screen(pilot)
        tab = pilot.app.tab
        tab.state = step(tab.state, Standing("lockup"))
        assert "a fault within a fault, as on an erased chip" in await sees(pilot, " lockup: ")
        tab.state = step(tab.state, running())
        await settled(pilot)
        assert "fault" not in screen(pilot)


# In words


def told(*events):
    return reduce(flash_step, events, Flashing())


def known(*events):
    return reduce(step, events, State())


def chip(*events):
    return known(Probes((DAPLINK,)), *events)


@pytest.mark.parametrize(
    ("state", "job", "looking", "role"),
    [
        (State(), Flashing(), False, "muted"),
        (known(Probes(())), Flashing(), False, "muted"),
        (known(Probes((DAPLINK,))), Flashing(), True, "muted"),
        (chip(Connected(DAPLINK, TARGET), running()), Flashing(), False, "good"),
        (chip(Connected(DAPLINK, TARGET), Standing("lockup")), Flashing(), False, "danger"),
        (chip(Connected(DAPLINK, TARGET), Standing("silent")), Flashing(), False, "danger"),
        (chip(Connected(DAPLINK, LOCKED), running()), Flashing(), False, "attention"),
        (known(wire.Failed("x")), Flashing(), False, "danger"),
    ],
)
def test_health_is_one_thing_with_one_meaning(state, job, looking, role):
    word, found = probe_words.health(state, job, "", looking)
    assert found == role
    assert word


def test_a_job_that_runs_is_the_health():
    assert probe_words.health(State(), told(*BEGUN), "flash x", False)[1] == "good"
    waiting = told(*BEGUN, Waiting("gone", 0.0))
    assert probe_words.health(State(), waiting, "flash x", False)[1] == "attention"


def test_protection_that_nobody_knows_is_not_off():
    unknown = msgspec.structs.replace(TARGET, protection=None)
    assert "read protection n/a" in plain(probe_words.link(DAPLINK, unknown))


def test_a_long_serial_number_shows_its_ends():
    assert probe_words.serial(DAPLINK) == "02400000…9902"
    assert probe_words.serial(STLINK) == STLINK.serial
    assert probe_words.serial(BOARD) == ""


RIGHT = 41
"""Cells of the right half of 80 columns."""


def flashed(**fields):
    return Flashed(msgspec.structs.replace(RESULT, **fields))


def lines(widget, width=40, height=20):
    return [plain(row).rstrip() for row in widget.draw(width, height)]


def shown(*events, title="flash blink.elf", width=40):
    widget = FlashProgress()
    widget.job, widget.title, widget.state = "7f3a", title, told(*events)
    return "\n".join(lines(widget, width))


def test_a_phase_that_ended_has_its_seconds_and_those_to_come_a_dot():
    text = shown(*BEGUN, Phased("program", 32), Pace(61.0, 1.1, 24_000.0, 2.7, 38_100.0))
    assert "erase    ✓ 32 pages, by sector  0.96 s" in text
    assert "program  ▸ 32 pages" in text
    assert "24.0 kB/s of 38.1 kB/s   at best 2.7 s" in text
    assert "verify   ·" in text
    assert "61 %" in text
    assert "1.1 s left" in text


def test_what_was_not_begun_when_it_ended_is_not_shown():
    result = msgspec.structs.replace(RESULT, erased=0, programmed=0)
    text = shown(*BEGUN[:3], Flashed(result))
    assert "✓ unchanged: nothing to write" in text
    assert "verify" not in text


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (Verified("x", ()), "✓ the chip holds this file"),
        (Verified("x", (0x0800_0800,)), "✗ 1 page differs\n   0x08000800"),
        (
            Verified("x", tuple(range(0, 5 * 2048, 2048))),
            "✗ 5 pages differ\n   0x00000000 0x00000800",
        ),
        (Erased("x", "chip"), "✓ erased  whole chip"),
        (wire.Cancelled(), "▲ cancelled"),
        (wire.Done(), "✓ done"),
    ],
)
def test_each_end_has_its_words(last, words):
    assert words in shown(last, title="verify blink.elf")


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (wire.Cancelled(), "it may be half written: flash again"),
        (Erased("x", "unlocked, which erases the chip"), "unlocked, which erases all"),
        (flashed(programmed=100, pages=100, floor=8.4), "wrote 100 of 100 pages at best 8.4 s"),
        (flashed(programmed=1, pages=1), "wrote 1 of 1 page "),
        (flashed(programmed=512, pages=512, floor=99.0), "wrote 512 of 512 pages"),
    ],
)
def test_every_word_about_the_end_fits_into_the_right_half_of_80_columns(last, words):
    text = shown(*BEGUN, last, width=RIGHT)
    assert words in " ".join(text.split())
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= RIGHT


def test_what_happened_on_the_way_is_told_at_the_end():
    text = shown(Flashed(msgspec.structs.replace(RESULT, unplugged=2, faulty=(0x0800_0400,))))
    assert "unplugged 2 times, and went on" in text
    assert "1 page had to be written twice" in text
    assert "0x08000400" in text


def test_the_register_that_changed_is_strong():
    widget = Registers()
    widget.show(halted(r3=1).registers)
    widget.show(())
    widget.show(halted(r3=2).registers)
    strong = [text for row in widget.draw(38, 12) for text, role in row if role == "strong"]
    assert strong == ["00000002"]
    widget.show(halted(r3=2).registers)
    assert [text for row in widget.draw(38, 12) for text, role in row if role == "strong"] == strong


def test_the_byte_that_changed_is_strong_unless_the_address_did():
    widget = MemoryView()
    widget.show(0, "00010203")
    widget.show(0, "00017f03")
    assert [t for row in widget.draw(41, 8) for t, role in row if role == "strong"] == [" 7f"]
    widget.show(4, "aabbccdd")
    assert not [t for row in widget.draw(41, 8) for t, role in row if role == "strong"]


def test_a_short_last_row_of_memory_keeps_its_letters_in_their_column():
    widget = MemoryView()
    widget.show(0x2000_0000, b"Hello, zero".hex())
    first, last = lines(widget, 41)[1:]
    assert first == " 20000000  4865 6c6c 6f2c 207a  Hello, z"
    assert (last[:18], last.index("ero")) == (" 20000008  6572 6f", first.index("Hello"))


def test_without_capstone_one_line_says_what_is_lost():
    view = CodeView()
    view.show((), "", disassembler=False)
    assert lines(view, 40)[1:] == [
        " No instructions without capstone:",
        " $ pip install capstone",
    ]


def test_where_no_code_is_nothing_is_said_of_capstone():
    view = CodeView()
    view.show((), "")
    assert lines(view, 40)[1:] == [" No code can be read here."]


# Beside other tabs


@pytest.mark.parametrize("state", STATES)
async def test_it_can_be_drawn_with_ascii(state, silent):
    async with console("probe", terminal=replace(TERMINAL, unicode=False)) as pilot:
        with around(state):
            await STATES[state](pilot)
            assert AsciiFilter().plain(screen(pilot)).replace("°", "").isascii()


@pytest.mark.parametrize("state", STATES)
async def test_every_word_is_translated(state, silent, monkeypatch):
    """But for names, and for what an engine says in its own words."""
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    settings.save(replace(Settings(), language="zh_CN"))
    async with console("probe", size=LARGE) as pilot:
        with around(state):
            await STATES[state](pilot)
            words = ascii_words(" ".join(map(without_ascii_column, rows(pilot))))
            assert words - NAMES - OWN == set()
    i18n.use("en")


OWN = {
    *("ARM", "DAPLink", "CMSIS", "DAP", "STMicroelectronics", "LINK", "Link", "STM", "RAM", "SWD"),
    *("MHz", "KiB", "ttyACM", "main", "FFF", "sudo", "usermod", "plugdev", "USER", "CRC", "blink"),
    *("elf", "flash", "pages", "differ", "compared", "tick", "xpsr", "probe"),
    *("ldr", "adds", "str", "cmp", "bne", "bfe", "CFF", "Probe", "Enter"),
    *("SRAMEN", "IOPCEN", "FLITFEN"),
}


def without_ascii_column(row):
    return re.sub(r"( (?:[0-9a-f]{4} ?)+ ).*", r"\1", row)


def test_every_key_of_the_tab_can_be_changed():
    described = [binding for binding in ProbeTab.BINDINGS if binding.description]
    assert all(binding.id.startswith("probe.") for binding in described)


def test_the_tab_computes_nothing():
    modules = loaded("import tui.tabs.probe")
    assert "textual" in modules
    assert not modules & COMPUTING


async def test_a_chip_at_rest_sends_nothing(engine):
    async with console("probe", recorded=True) as pilot:
        await connected(pilot)
        tab = pilot.app.tab
        await settled(pilot)
        before = driver(pilot).written
        for _ in range(5):
            tab.state = step(tab.state, Printed(""))
            tab.state = step(tab.state, running())
            await settled(pilot)
        assert driver(pilot).written == before


async def test_a_step_sends_little(engine):
    async with console("probe", size=LARGE, recorded=True) as pilot:
        await connected(pilot)
        tab = pilot.app.tab
        tab.state = step(tab.state, halted())
        await settled(pilot)
        before = driver(pilot).written
        tab.state = step(tab.state, halted(r3=1, pc=0x0800_01A6))
        await settled(pilot)
        assert 0 < driver(pilot).written - before < 1000


# And with the real engine


@pytest.fixture
def board(monkeypatch):
    """The board that is not there."""
    pytest.importorskip("unicorn")
    monkeypatch.setattr(ProbeTab, "ARGV", python("engines.serve", "probe"))


async def test_the_simulated_board_is_flashed_stepped_and_heard(board):
    async with console("probe") as pilot:
        tab = pilot.app.tab
        await sees(pilot, "No debug probe is plugged in.")
        await press(pilot, "d")
        await sees(pilot, "▸ simulated board")
        await pick(pilot, "f", COUNT)
        await eventually(lambda: isinstance(tab.told.last, Flashed), 60)
        await sees(pilot, "✓ flashed, compared")
        await eventually(lambda: tab.state.connected, 60)
        await press(pilot, "h")
        await eventually(lambda: tab.state.standing and tab.state.standing.registers)
        before = tab.state.standing
        await press(pilot, "s")
        await eventually(lambda: tab.state.standing.registers not in ((), before.registers))
        await press(pilot, "g", "t")
        await sees(pilot, "tick")
        await press(pilot, "i", *"hello", "enter", "escape")
        await sees(pilot, "you said hello")
        assert [job.running for job in jobs.every()] == [False]
