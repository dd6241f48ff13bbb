"""A game in the arcade tab, whose pictures come from a child."""

import secrets

import msgspec
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
from tests.tabs.arcade_lobby import BESIDE, PAGE, SHELF, asked, frame, heard, tell
from tui.arcade_settings import ArcadeSettings
from tui.key_parser import KeyAgain, KeyUp
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
        assert rows(pilot)[0].startswith(" Score 120   Garden 6/6")
        assert pilot.app.tab.query_one(CellFrame).size == (80, 22)


async def test_keys_are_the_games_while_it_is_played(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "q", "1", "right", "space")
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
        tell(pilot, LetGo())
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


async def test_what_opens_over_a_game_lets_it_rest(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(msgspec.structs.replace(BESIDE, how="Up and down.", deeds=("fire", "plant")))
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "question_mark")
        await heard(lobby, Rest())
        shown = await sees(pilot, "Up and down.", "fire")
        assert "difficulty" not in shown
        assert pilot.app.screen is not pilot.app.frame


async def test_how_quick_it_is_can_be_read(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        player = pilot.app.tab.player
        await press(pilot, "f2")
        player.drawn = [29, 14_200]
        player.count()
        await sees(pilot, "29 a second, 14.2 kB/s")
        await press(pilot, "f2")
        await eventually(lambda: "a second" not in screen(pilot))


async def test_with_releases_a_key_is_down_until_it_is_let_go(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        pilot.app.key_releases.told = True
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        play = next(each for each in asked(lobby) if isinstance(each, Play))
        assert play.how == "release"
        await press(pilot, "right", "space")
        pilot.app.tab.post_message(KeyAgain("right", None))
        tell(pilot, LetGo())  # whoever holds a key knows what he does
        await settled(pilot)
        keys = [each for each in asked(lobby) if isinstance(each, Key)]
        assert keys == [Key("right", True), Key("space", True)]
        pilot.app.tab.post_message(KeyUp("right"))
        await heard(lobby, Key("right", False))
        assert Key("space", False) not in asked(lobby)


async def test_who_wants_no_latch_has_none(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        pilot.app.tab.settings = ArcadeSettings(heard="hold")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "right")
        await heard(lobby, Key("right", True), Key("right", False))
