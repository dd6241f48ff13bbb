"""How a game begins, rests and ends where several things come at once."""

import msgspec
import pytest

from engines.arcade.messages import Key, Play, Rest, Trouble, Watch
from tests import eventually
from tests.tabs import (
    console,
    drawn,
    notices,
    press,
    screen,
    sees,
    settled,
)
from tests.tabs.arcade_lobby import BESIDE, PAGE, SHELF, asked, heard, tell
from tui.app import Zerodeck
from tui.key_parser import KeyAgain, KeyUp
from tui.tabs import arcade

pytestmark = pytest.mark.usefixtures("lobby")


def plays(lobby) -> list[Play]:
    return [each for each in asked(lobby) if isinstance(each, Play)]


async def test_a_game_that_does_not_start_can_be_left(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says()
        await press(pilot, "enter")
        await sees(pilot, "starting")
        await press(pilot, "escape")
        await sees(pilot, "Paused")
        lobby.says(SHELF)
        await press(pilot, "escape")
        await sees(pilot, "1 of 3", "Gomoku")


async def test_a_game_that_is_left_before_it_is_asked_for_is_not_begun(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        tab = pilot.app.tab
        tab.start(Play("podline"))
        tab.player.leave()
        await settled(pilot)
        await eventually(lambda: len(lobby.starts) == 2)
        await sees(pilot, "1 of 3")
        assert not plays(lobby)


async def test_who_paused_before_the_game_was_there_finds_it_paused(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        tab = pilot.app.tab
        tab.start(Play("podline"))
        tab.rest()
        await sees(pilot, "Score 120", "Paused")
        await heard(lobby, Rest())


async def test_a_tab_that_is_left_at_once_starts_nothing():
    async with console("devzero") as pilot:
        await pilot.app.action_open("arcade")
        await pilot.app.action_open("devzero")
        await drawn(pilot)
        assert not [each for each in pilot.app.workers if each.node.id == "arcade"]


async def test_what_was_asked_for_waits_until_its_tab_is_seen(lobby, monkeypatch):
    monkeypatch.setattr(arcade, "ANSWERS", 0.01)

    def watching(tab, terminal):
        return Zerodeck(tab, terminal, asked=Watch("/x/a.json"))

    lobby.says(BESIDE)
    async with console("devzero", kind=watching) as pilot:
        await pilot.app.action_open("arcade")
        pilot.app.tab.shown()
        await pilot.app.action_open("devzero")
        await drawn(pilot)
        assert not asked(lobby)
        await pilot.app.action_open("arcade")
        await sees(pilot, "replay 1x")


async def test_how_keys_are_heard_is_settled_as_the_game_begins(lobby):
    """A terminal that says so later does not make it another game."""
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        assert plays(lobby)[0].how == "latch"
        pilot.app.key_releases.told = True
        await press(pilot, "right")
        pilot.app.tab.post_message(KeyUp("right"))
        await press(pilot, "left")
        pilot.app.tab.post_message(KeyAgain("space", " "))
        await heard(lobby, Key("space", True), Key("space", False))
        keys = [each for each in asked(lobby) if isinstance(each, Key)]
        assert keys[:3] == [Key("right", True), Key("right", False), Key("left", True)]
        assert Key("left", False) not in keys


async def test_no_direction_stays_on_a_page(lobby):
    """Else the next run has it from the start, and a press of it is none."""
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "right")
        tell(pilot, msgspec.structs.replace(BESIDE, page=PAGE, latched=()))
        await heard(lobby, Key("right", False))
        await press(pilot, "left")
        await heard(lobby, Key("left", False))
        tell(pilot, BESIDE)
        await press(pilot, "right")
        tell(pilot, msgspec.structs.replace(BESIDE, facts=(("Score", "130"),)))
        await sees(pilot, "Score 130")
        assert asked(lobby)[-1] == Key("right", True)


async def test_a_trouble_says_what_mends_it(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        tell(pilot, Trouble("The games need Pygame Zero, and it is not here.", "why", "pip x"))
        await eventually(lambda: any("pip x" in each for each in notices(pilot)))


async def test_a_window_has_no_runs_and_no_favourites(lobby):
    shelf = msgspec.structs.replace(SHELF, display="x11")
    lobby.says(shelf)
    async with console("arcade") as pilot:
        await sees(pilot, "w opens the game")
        await press(pilot, "w")
        await sees(pilot, "r closes that")
        shown = screen(pilot)
        assert "favourite" not in shown
        assert "replays" not in shown
