"""The memory's screen, and what a tab shows where there is not enough."""

import os
import shlex
import threading

from engines import jobs, link
from engines.memory.free import Free
from engines.memory.parts import Part
from tests import eventually
from tests.cli import zerodeck
from tests.snapshots.memory_states import FREE, MEBI, PARTS
from tests.tabs import Child, console, driver, press, rows, screen, sees, settled
from tests.tabs.gomoku_game import READY, playing
from tui.memory_rows import Seen
from tui.screens import memory
from tui.screens.memory import MemoryScreen
from tui.tabs.devzero import DevZeroTab
from tui.tabs.gomoku import GomokuTab

ROC = Part(931, "roc", "roc", promised=55 * MEBI, used=31 * MEBI, peak=41 * MEBI)


class Told:
    """What the screen sees when it looks."""

    def __init__(self, *parts):
        self.parts, self.looks = parts, 0

    def __call__(self):
        self.looks += 1
        return Seen(FREE, self.parts, 90 * MEBI, {})


def line(pilot, words):
    return next((row for row in rows(pilot) if words in row), "")


async def opened(pilot, told):
    shown = MemoryScreen(told)
    pilot.app.push_screen(shown)
    await sees(pilot, "zerodeck has")
    await settled(pilot)
    return shown


async def test_the_palette_opens_it_and_escape_leads_back():
    async with console() as pilot:
        await press(pilot, "ctrl+p", *"memory")
        await sees(pilot, "▸ Memory")
        await press(pilot, "enter")
        await sees(pilot, "MiB are left for another engine")
        assert f" {os.getpid()} " not in screen(pilot)  # a test is no console
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, MemoryScreen)


async def test_each_look_shows_what_has_changed_and_what_is_gone():
    told = Told(*PARTS)
    async with console() as pilot:
        shown = await opened(pilot, told)
        assert line(pilot, "ROC").split()[-3:] == ["31", "41", "55"]
        told.parts = (PARTS[0], ROC._replace(used=38 * MEBI))
        await shown.look()
        await settled(pilot)
        assert line(pilot, "ROC").split()[-3:] == ["38", "41", "55"]
        assert "Probe" not in screen(pilot).partition("MiB are left")[2]
        assert told.looks == 2


async def test_while_nothing_changes_nothing_is_written():
    told = Told(*PARTS)
    async with console(recorded=True) as pilot:
        shown = await opened(pilot, told)
        before = driver(pilot).written
        for by in range(5):
            told.parts = (*PARTS[:4], PARTS[4]._replace(used=29 * MEBI + by))  # less than is shown
            await shown.look()
            await settled(pilot)
        assert driver(pilot).written == before
        told.parts = PARTS[:4]
        await shown.look()
        await settled(pilot)
        assert driver(pilot).written > before


async def test_more_parts_than_rows_are_reached_by_the_cursor():
    many = [ROC._replace(pid=100 + number) for number in range(40)]
    async with console() as pilot:
        await opened(pilot, Told(*many))
        assert " 139 " not in screen(pilot)
        await press(pilot, "end")
        assert "▸" in line(pilot, " 139 ")
        assert "Esc back" in rows(pilot)[-1]


async def test_where_nothing_is_told_it_says_so():
    async with console() as pilot:
        await opened(pilot, lambda: Seen(Free(), (), None, {}))
        assert "How much is left cannot be told." in screen(pilot)
        await press(pilot, "down", "end")


async def test_a_look_that_takes_longer_than_the_time_between_two_is_shown(monkeypatch):
    """And never are there two at once."""
    monkeypatch.setattr(memory, "PERIOD", 0.01)
    ticks, told, now, most = threading.Semaphore(0), Told(*PARTS), [], []

    def slow():
        now.append(1)
        most.append(len(now))
        for _ in range(5):
            ticks.acquire(timeout=5)
        now.pop()
        return told()

    async with console() as pilot:
        pilot.app.set_interval(memory.PERIOD, ticks.release)
        pilot.app.push_screen(MemoryScreen(slow))
        await sees(pilot, "zerodeck has")
        await eventually(lambda: told.looks > 3)
    assert set(most) == {1}


async def test_what_others_typed_stays_in_its_row():
    forged = PARTS[0]._replace(command="zerodeck \x1b[2J\nforged")
    async with console() as pilot:
        await opened(pilot, Told(forged))
        assert r"zerodeck \x1b[2J forged" in line(pilot, "forged")


async def test_a_variable_that_is_no_number_is_said_and_the_console_goes_on(monkeypatch):
    monkeypatch.setattr(DevZeroTab, "ARGV", None)
    monkeypatch.setenv("ZERODECK_MEMORY", "512M")
    words = ("ZERODECK_MEMORY is a number of MiB.", "512M", "$ export ZERODECK_MEMORY=400")
    async with console("devzero") as pilot:
        await sees(pilot, *words)
        pilot.app.push_screen(MemoryScreen())
        await eventually(lambda: isinstance(pilot.app.screen, MemoryScreen))
        await sees(pilot, "MiB", *words)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, MemoryScreen)


# A child that there is no memory for


async def test_a_tab_shows_why_its_engine_is_refused_and_r_tries_again(monkeypatch):
    monkeypatch.setattr(DevZeroTab, "ARGV", None)
    monkeypatch.setenv("ZERODECK_MEMORY", "0")
    async with console("devzero") as pilot:
        shown = await sees(pilot, "There is not enough memory for this.", "$ zerodeck memory")
        assert "it needs about 22 MiB, 0 MiB are left" in shown
        monkeypatch.setenv("ZERODECK_MEMORY", "99999")
        await press(pilot, "r")
        await eventually(lambda: "not enough" not in screen(pilot))
        await eventually(lambda: pilot.app.tab.link)


async def test_a_training_is_refused_with_a_command_that_works(tmp_path, monkeypatch):
    """In the tab; no job is left, and what it says to type shows what there is."""
    monkeypatch.setattr(GomokuTab, "ARGV", Child(tmp_path, "gomoku").says(READY).argv)
    monkeypatch.setenv("ZERODECK_MEMORY", "100")
    async with playing() as pilot:
        await press(pilot, "T", "enter", "enter")
        shown = await sees(pilot, "There is not enough memory for this.", "$ zerodeck memory")
        assert "it needs about 360 MiB" in shown
        assert jobs.every() == []
        await press(pilot, "y")
    program, *words = shlex.split(pilot.app.clipboard)
    assert program == "zerodeck"
    assert "zerodeck has" in zerodeck(*words).stdout


async def test_an_engine_that_the_kernel_ends_says_why(tmp_path, monkeypatch):
    count = iter([3])
    monkeypatch.setattr(link, "oom_kills", lambda: next(count, 4))
    child = Child(tmp_path, "devzero", 'cat "$1.events"; kill -KILL $$')
    monkeypatch.setattr(DevZeroTab, "ARGV", child.argv)
    async with console("devzero") as pilot:
        await sees(pilot, "killed by the kernel, probably for want of memory", "zerodeck memory")
