"""The arcade's cabinet: cards, what is chosen, and how it is played meanwhile."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from engines import wire
from engines.arcade.cells import Differ
from engines.arcade.game import Setup
from engines.arcade.messages import (
    Kept,
    Like,
    Options,
    Place,
    Play,
    Preview,
    Rest,
    Runs,
    Seen,
    Speed,
    Trouble,
    Watch,
)
from tests import eventually
from tests.tabs import LARGE, console, notices, press, screen, sees, settled
from tests.tabs.arcade_lobby import BESIDE, KEPT, SHELF, asked, frame, heard, tell
from tui import arcade_settings
from tui.arcade_settings import ArcadeSettings
from tui.tabs import arcade_cabinet
from tui.widgets.cell_frame import CellFrame

pytestmark = pytest.mark.usefixtures("lobby")


async def test_each_game_is_a_card():
    async with console("arcade") as pilot:
        shown = await sees(pilot, "Podline", "Thornstep", "Mine")
        assert "1 of 3" in shown
        assert "best 12,480" in shown
        assert "3 runs" in shown
        assert "★ Thornstep" in shown
        assert "added by you" in shown
        assert "no display here" in shown


async def test_what_is_chosen_is_told_above():
    async with console("arcade") as pilot:
        await sees(pilot, "Five lanes.")
        assert "level 2, normal" in screen(pilot)  # the first that is not beaten
        await press(pilot, "l", "d")
        assert "level 3, hard" in screen(pilot)
        await press(pilot, "right")
        assert "Rooms of thorns." in screen(pilot)
        await press(pilot, "right", "right", "right")
        assert "by Ann" in screen(pilot)
        assert "runs as its author wrote it" in screen(pilot)


async def test_a_favourite_is_asked_for(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "f")
        await heard(lobby, Like("podline", True))


async def test_in_a_narrow_terminal_the_cards_stand_below_each_other():
    async with console("arcade", (60, 24)) as pilot:
        await sees(pilot, "Podline", "Thornstep")
        await press(pilot, "down")
        assert "by Ann" in screen(pilot)


async def test_an_engine_that_fails_says_so(lobby):
    lobby.says(wire.Failed("It broke.", "why", "mend it"))
    async with console("arcade") as pilot:
        await sees(pilot, "It broke.", "$ mend it")
        lobby.says(SHELF)
        await press(pilot, "r")
        await sees(pilot, "Podline")
        assert "It broke." not in screen(pilot)


# What is told and shown of the one that is chosen


async def test_the_chosen_game_plays_itself(lobby, monkeypatch):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby_asked = Preview("podline", Place(40, 11, "quadrant", "256", 10))
        await heard(lobby, lobby_asked)
        tell(pilot, frame(np.full((22, 40), 17), Differ(), 1))
        preview = pilot.app.tab.query_one("#preview", CellFrame)
        assert (preview.columns, len(preview.cells)) == (40, 11)
        await heard(lobby, Seen(1))
        await press(pilot, "down")
        await heard(lobby, Preview("thornstep", Place(40, 11, "quadrant", "256", 10)))
        await press(pilot, "down")  # somebody's own: nothing is known of how it is played
        await heard(lobby, Rest())
        assert not preview.display


async def test_a_preview_rests_until_somebody_is_there(lobby, monkeypatch):
    monkeypatch.setattr(arcade_cabinet, "AWAKE", 0.01)
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        cabinet = pilot.app.tab.cabinet
        await eventually(lambda: cabinet.shown)
        cabinet.awake()
        await heard(lobby, Rest())
        before = len(asked(lobby))
        await press(pilot, "d")
        await eventually(lambda: Rest(False) in asked(lobby)[before:])


async def test_there_is_none_where_there_is_no_room_or_no_wish(lobby):
    async with console("arcade", (60, 24)) as pilot:
        await sees(pilot, "Podline")
        assert pilot.app.tab.cabinet.preview() is None
        assert not pilot.app.tab.query_one("#preview").region
    async with console("arcade") as pilot:
        tab = pilot.app.tab
        tab.take(ArcadeSettings(previews=False))
        await sees(pilot, "Podline")
        assert tab.cabinet.preview() is None


async def test_a_preview_that_cannot_be_is_told_once_and_the_cabinet_stays(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        tell(pilot, Trouble("The games need Pygame Zero, and it is not here.", "no pgzero"))
        await eventually(lambda: any("no pgzero" in each for each in notices(pilot)))
        assert "1 of 3" in screen(pilot)


async def test_figures_and_scores_are_read(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "s")
        shown = await sees(pilot, "12,480", "Deaths 7", "0:08.50")
        assert "2:00" in shown  # all that was played
        await press(pilot, "escape", "down", "s")
        await sees(pilot, "Nothing was played yet.")


async def test_a_replay_is_chosen_and_shown(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "v")
        await heard(lobby, Runs("podline"))
        tell(pilot, KEPT)
        shown = await sees(pilot, "2026-11-26 18:30", "2026-11-25 09:00")
        assert "won" in shown
        assert "given up" in shown
        lobby.says(BESIDE)
        await press(pilot, "down", "enter")
        await heard(lobby, Watch("/x/b.json", Place(80, 22)))
        shown = await sees(pilot, "replay 1x")
        await press(pilot, "right", "right", "left")
        await heard(lobby, Speed(2), Speed(4))
        await sees(pilot, "replay 2x")
        await press(pilot, "space")
        await heard(lobby, Rest())
        await press(pilot, "space")
        await heard(lobby, Rest(False))


async def test_without_a_replay_that_is_said(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "v")
        tell(pilot, Kept("podline"))
        await eventually(lambda: any("No run of five seconds" in each for each in notices(pilot)))


async def test_the_luck_is_chosen_and_another_one_each_time_else(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        tab = pilot.app.tab
        assert tab.setup(tab.game).seed != tab.setup(tab.game).seed
        await press(pilot, "n", *"12x")
        await sees(pilot, "A seed is a whole number")
        await press(pilot, "backspace", "3", "enter")
        await sees(pilot, "level 2, normal, seed 123")
        assert tab.setup(tab.game) == Setup("podline", "2", 1, 123)
        await press(pilot, "n", "backspace", "backspace", "backspace", "enter")
        await eventually(lambda: "seed 123" not in screen(pilot))


async def test_one_room_alone_is_practised_where_levels_lead_on(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "p")  # each of its levels is that already
        assert pilot.app.tab.setup(pilot.app.tab.game).level == "2"
        await press(pilot, "down", "p")
        await sees(pilot, "practice: 1-1 alone")
        assert pilot.app.tab.setup(pilot.app.tab.game).level == "only 1-1"


# How one likes to play


async def test_what_one_likes_is_kept_and_asked_for(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "o")
        await sees(pilot, "keys of a plain terminal", "pictures a second")
        await press(pilot, "right", "down", "right", "down", "right", "down", "down", "right")
        await sees(pilot, "quadrant", "20")
        await press(pilot, "escape")
        liked = ArcadeSettings("hold", "quadrant", 20, True, False)
        assert pilot.app.tab.settings == liked
        assert arcade_settings.load() == (liked, [])
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        play = next(each for each in asked(lobby) if isinstance(each, Play))
        assert play.place == Place(80, 22, "quadrant", "256", 20)
        assert play.options == Options(ghost=False)
        assert play.how == "hold"


async def test_a_button_gets_another_key_but_not_one_that_is_taken(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "o", *["up"] * 2, "enter")
        await sees(pilot, "press the new key")
        await press(pilot, "x")
        await eventually(lambda: any("x is taken" in each for each in notices(pilot)))
        await press(pilot, "enter", "f9")
        await eventually(lambda: any("none for a game" in each for each in notices(pilot)))
        await press(pilot, "enter", "v")
        assert pilot.app.tab.settings.keys == {"a": ("v",)}
        await press(pilot, "escape")
        lobby.says(msgspec.structs.replace(BESIDE, deeds=("fire", "plant")))
        await press(pilot, "enter")
        await sees(pilot, "v fire", "x plant")
        await press(pilot, "escape", "escape", "o", *["up"] * 2, "backspace")
        assert pilot.app.tab.settings.keys == {}


async def test_a_broken_settings_file_is_told_and_set_aside(lobby):
    path = arcade_settings.file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('heard = "latch"\npictures = 7\nnewer = 3\n[keys]\nz = ["a"]\n')
    settings, wrong = arcade_settings.load()
    assert settings == ArcadeSettings()
    assert [each.split(": ")[1].split()[0] for each in wrong] == ["pictures", "keys"]
    async with console("arcade") as pilot:
        await eventually(lambda: any("pictures" in each for each in notices(pilot)))
        pilot.app.tab.take(ArcadeSettings(keys={"a": ("v",)}))
    assert arcade_settings.load() == (ArcadeSettings(keys={"a": ("v",)}), [])
    assert "newer = 3" in path.read_text()
    assert "pictures = 7" in path.with_name("arcade.toml.broken").read_text()


async def test_previews_that_are_not_wanted_any_more_end(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        tab = pilot.app.tab
        await eventually(lambda: tab.cabinet.shown)
        tab.take(ArcadeSettings(previews=False))
        await heard(lobby, Rest())
        assert not tab.query_one("#preview", CellFrame).display


async def test_a_preview_that_begins_without_a_key_rests_too(lobby, monkeypatch):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        cabinet = pilot.app.tab.cabinet
        await eventually(lambda: cabinet.shown)
        cabinet.forget()
        cabinet.sleeping.stop()
        cabinet.sleep()  # as while a replay was seen
        monkeypatch.setattr(arcade_cabinet, "AWAKE", 0.01)
        cabinet.settle()
        await heard(lobby, Rest())


async def test_a_preview_is_made_of_what_the_settings_allow(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await heard(lobby, Preview("podline", Place(40, 11, "quadrant", "256", 10)))
        pilot.app.change(replace(pilot.app.settings, glyphs="ascii"))
        await heard(lobby, Preview("podline", Place(40, 11, "full", "256", 10)))


async def test_a_game_is_still_chosen_when_there_are_fewer():
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "right", "right")
        tell(pilot, msgspec.structs.replace(SHELF, games=SHELF.games[:2]))
        await sees(pilot, "Rooms of thorns.")


async def test_replays_are_listed_each_time_they_are_asked_for(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        for _time in range(2):
            await press(pilot, "v")
            tell(pilot, msgspec.structs.replace(KEPT))
            await sees(pilot, "2026-11-26 18:30")
            await press(pilot, "escape")


async def test_a_list_of_replays_opens_over_nothing_else(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "v", "question_mark")
        tell(pilot, KEPT)
        await settled(pilot)
        assert len(pilot.app.screen_stack) == 2
        assert "2026-11-26 18:30" not in screen(pilot)


async def test_keys_that_do_nothing_for_a_game_are_not_told(lobby):
    async with console("arcade", LARGE) as pilot:
        shown = await sees(pilot, "l level", "d difficulty", "v replays", "s scores")
        await press(pilot, "right", "right")
        shown = await sees(pilot, "by Ann")
        for words in ("level", "difficulty", "replays", "scores", "seed"):
            assert f" {words}" not in shown.splitlines()[-1]


async def test_a_button_without_a_key_is_refused(lobby):
    path = arcade_settings.file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[keys]\na = []\n")
    settings, wrong = arcade_settings.load()
    assert settings == ArcadeSettings()
    assert "keys" in wrong[0]
