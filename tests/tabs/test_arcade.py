"""A game in the arcade tab, whose pictures come from a child."""

import secrets

import numpy as np
import pytest

from engines import wire
from engines.arcade.cells import Differ
from engines.arcade.game import Setup
from engines.arcade.messages import (
    Beside,
    Key,
    LetGo,
    Lobby,
    Place,
    Play,
    Rest,
    Seen,
    Trouble,
    Watch,
)
from tests import eventually
from tests.tabs import (
    LARGE,
    console,
    notices,
    press,
    rows,
    screen,
    sees,
    settled,
)
from tests.tabs.arcade_lobby import BESIDE, PAGE, SHELF, asked, frame, heard
from tui.widgets.cell_frame import CellFrame

pytestmark = pytest.mark.usefixtures("lobby")


async def test_a_game_begins_with_what_was_chosen_and_takes_the_room(lobby, monkeypatch):
    monkeypatch.setattr(secrets, "randbits", lambda bits: bits + 1)
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE, frame(np.full((44, 80), 3), Differ()))
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await heard(lobby, Play("podline", setup=Setup("podline", "2", 1, 33), place=Place(80, 22)))
        await heard(lobby, Seen(1))
        assert "Gomoku" not in screen(pilot)
        assert "load" not in screen(pilot)
        assert rows(pilot)[0].startswith(" Podline   Score 120   Garden 6/6")
        assert pilot.app.tab.query_one(CellFrame).size == (80, 22)


async def test_keys_are_the_games_while_it_is_played(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "q", "1", "right", "space", "question_mark")
        await heard(lobby, Key("q", True), Key("1", True), Key("right", True), Key("space", True))
        await heard(lobby, Key("space", False))
        assert Key("right", False) not in asked(lobby)  # it stays until another direction
        await press(pilot, "left")
        await heard(lobby, Key("right", False), Key("left", True))
        assert pilot.app.tab.id == "arcade"


async def test_who_has_died_does_not_walk_on(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "right")
        assert Key("right", False) not in asked(lobby)
        pilot.app.tab.state = pilot.app.tab.step(pilot.app.tab.state, LetGo())
        await heard(lobby, Key("right", False))


async def test_its_page_stands_over_the_picture(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(frame(np.full((44, 80), 3), Differ()), Beside("Podline", page=PAGE))
        await press(pilot, "enter")
        shown = await sees(pilot, "Paused", "Go on")
        assert "< 2 >" in shown
        await press(pilot, "up")
        await heard(lobby, Key("up", True))


async def test_escape_pauses_and_then_leaves(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "escape")
        await heard(lobby, Rest())
        assert "Paused" in screen(pilot)
        lobby.says(SHELF)
        await press(pilot, "escape")
        await sees(pilot, "1 of 3")
        assert "Gomoku" in screen(pilot)


async def test_a_game_without_pages_is_paused_with_one_of_ours(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(Beside("Mine"))
        await press(pilot, "enter")
        await sees(pilot, "Mine")
        await press(pilot, "escape", "enter")
        await heard(lobby, Rest(), Rest(False))
        assert "Paused" not in screen(pilot)
        lobby.says(SHELF)
        await press(pilot, "escape", "down", "enter")
        await sees(pilot, "1 of 3")


async def test_it_rests_without_focus_behind_another_tab_and_in_another_size(lobby):
    async with console("arcade", LARGE) as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        pilot.app.app_focus = False
        await heard(lobby, Rest())
        pilot.app.app_focus = True
        await press(pilot, "enter")
        before = len(asked(lobby))
        await pilot.app.action_open("devzero")
        await settled(pilot)
        await eventually(lambda: Rest() in asked(lobby)[before:])
        assert "Gomoku" in screen(pilot)
        await pilot.app.action_open("arcade")
        await sees(pilot, "Score 120")
        assert lobby.alive  # the same child
        assert len(lobby.starts) == 2
        await press(pilot, "enter")
        await pilot.resize_terminal(100, 30)
        await heard(lobby, Place(100, 28))


async def test_trouble_is_told_and_the_game_goes_on(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE, Trouble("This could not be kept.", "disk full"))
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await eventually(lambda: any("disk full" in each for each in notices(pilot)))


async def test_a_game_that_breaks_down_says_so_in_the_cabinet(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE, wire.Failed("The game broke down.", "a.py, line 3"))
        await press(pilot, "enter")
        await sees(pilot, "The game broke down.", "a.py, line 3", "1 of 3")


async def test_a_replay_that_is_asked_for_is_shown_at_once(lobby):
    from tui.app import Zerodeck

    lobby.says(BESIDE)

    def watching(tab, terminal):
        return Zerodeck(tab, terminal, asked=Watch("/x/a.json"))

    async with console("arcade", kind=watching) as pilot:
        await sees(pilot, "Score 120")
        await heard(lobby, Watch("/x/a.json", Place(80, 22)))
        assert Lobby() not in asked(lobby)
