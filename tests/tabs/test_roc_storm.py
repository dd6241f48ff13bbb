"""The ROC tab over its own engine, under keys, clicks and sizes that nobody would think of."""

import os
import signal
from contextlib import suppress

import pytest
from textual.app import App

from engines.paths import ASSETS
from tests import eventually
from tests.tabs import click_somewhere, console, settled
from tests.tabs.test_roc_real import begun
from tui import roc_book
from tui.roc_book import Alarm, Book
from tui.screens.help import HelpScreen
from tui.tabs.engine_tab import EngineTab

STOCK = ASSETS / "market" / "sz" / "lday" / "sz000001.day"

KEYS = (
    *("enter", "escape", "space", "tab", "backspace", "delete", "left", "right", "up", "down"),
    *("shift+left", "shift+right", "pageup", "pagedown", "home", "end"),
    *"sSfmbarRoepgxdcFvV?j",
    *("slash", "exclamation_mark", "plus", "minus", "left_square_bracket", "right_square_bracket"),
    *("ctrl+a", "ctrl+s", "f2", "f3"),
    *("1", "2", "3", "4", "4", "4", "C", ">", "0", "(", ")", "comma_is_no_key"),
)
"""Without those that quit, that change settings, and that run any command."""
SIZES = ((80, 24), (120, 40), (60, 18), (20, 5), (200, 50), (1, 1), (79, 23))
WHAT = ("key",) * 12 + ("click", "resize", "rest", "kill")


@pytest.fixture
def storm(tmp_path, monkeypatch):
    """Exports go where nothing is, and alerts have something to say."""
    monkeypatch.chdir(tmp_path)
    roc_book.save(Book(alerts=(Alarm(name="up", source="C>REF(C,1)"),), groups={"a": ("SYN001",)}))


async def stroke(pilot, rng):
    """One thing that a wild hand does, and its name."""
    what = rng.choice(WHAT)
    if what == "key":
        what = rng.choice(KEYS)
        await pilot.press(what)
    elif what == "click":
        what = await click_somewhere(pilot, rng)
    elif what == "resize":
        size = rng.choice(SIZES)
        what = f"resize {size}"
        await pilot.resize_terminal(*size)
    elif what == "kill":
        kill(pilot.app)
    else:
        await settled(pilot)
    return what


def kill(app: App):
    """The engine of the tab in front, if it has one."""
    tab = getattr(app, "tab", None)
    if isinstance(tab, EngineTab) and tab.link:
        with suppress(ProcessLookupError):  # it was killed a moment ago
            os.kill(tab.link._child.pid, signal.SIGKILL)


async def calmed(pilot):
    """Back in the watchlist: Esc leads there from anywhere."""
    await pilot.resize_terminal(120, 40)
    for _ in range(30):
        await settled(pilot)
        if len(pilot.app.screen_stack) == 1:
            break
        await pilot.press("escape")
    await pilot.press("4")
    await settled(pilot)
    tab = pilot.app.tab
    for _ in range(4):
        await pilot.press("escape")
    await settled(pilot)
    assert (tab.view, tab.until, tab.window.cursor) == ("list", "", None)
    return tab


@pytest.mark.some(3, of="storms")
async def test_whatever_is_pressed_the_console_answers(storm, lasting, rng, count):
    done = []
    async with console("roc") as pilot:
        await begun(pilot)
        try:
            for _ in range(count(10_000)):
                done.append(await stroke(pilot, rng))
            assert not pilot.app._exit
            tab = await calmed(pilot)
            await pilot.press("R")
            # A Look that only changes the chart brings no rows, but each is answered by a list.
            await eventually(lambda: tab.state.listed and tab.state.listed.look >= tab.number)
            await settled(pilot)
            await pilot.press("question_mark")
            await eventually(lambda: isinstance(pilot.app.screen, HelpScreen))
            await pilot.press("escape")
            await eventually(lambda: len(pilot.app.screen_stack) == 1)
        except BaseException:
            print("after", done[-40:])
            raise
