"""What the arcade says of keys: those of a game, of a replay, and of a program that has none."""

import msgspec
import pytest

from engines import wire
from engines.arcade.game import Setup
from engines.arcade.games import OURS
from engines.arcade.messages import Beside, Key, Listed, Play, Shelf, Watch
from tests import eventually
from tests.tabs import console, notices, press, screen, sees
from tests.tabs.arcade_lobby import BESIDE, PAGE, SHELF, asked
from tui.app import Zerodeck
from tui.arcade_settings import ArcadeSettings
from tui.commands import commands

pytestmark = pytest.mark.usefixtures("lobby")

HOW = "{a} jumps; {b} hops."


async def test_how_it_is_played_is_told_with_the_keys_that_were_chosen(lobby):
    game = Listed("thorn", "Thorn", "Rooms.", ("1",), how=HOW)
    lobby.says(Shelf((game,)))
    async with console("arcade") as pilot:
        await sees(pilot, "Space jumps; x hops.")
        pilot.app.tab.take(ArcadeSettings(keys={"a": ("v",)}))
        await sees(pilot, "v jumps; x hops.")


@pytest.mark.parametrize("name", OURS)
def test_no_game_of_ours_tells_of_buttons_that_no_keyboard_has(name: str) -> None:
    assert OURS[name].how.count("{a}") == OURS[name].how.count("{b}") == 1


async def test_in_a_replay_the_keys_that_make_it_quicker_are_told(lobby):
    from tui.app import Zerodeck

    lobby.says(BESIDE)
    async with console("arcade", kind=lambda *to: Zerodeck(*to, asked=Watch("/x/a.json"))) as pilot:
        await sees(pilot, "replay 1x")
        assert "← → slower, faster" in screen(pilot).splitlines()[-1]
        await press(pilot, "question_mark")
        await sees(pilot, "slower, faster", "Esc closes")


async def test_a_program_that_was_added_has_no_buttons_to_tell_of(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(msgspec.structs.replace(BESIDE, deeds=("fire", "plant")))
        await press(pilot, "enter")
        await sees(pilot, "Space fire", "x plant")
        pilot.app.tab.state = msgspec.structs.replace(pilot.app.tab.state, beside=Beside("Mine"))
        await eventually(lambda: "Space" not in screen(pilot))
        await sees(pilot, "Mine", "move", "F2")
        assert "x " not in screen(pilot).splitlines()[-1]


async def test_in_a_game_ctrl_c_tells_the_way_out_of_it(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "ctrl+c")
        assert notices(pilot) == ["Esc pauses, Esc again leaves; then q quits."]


async def test_on_a_page_each_arrow_is_a_line_however_quick_they_come(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(Beside("Podline", page=PAGE))
        await press(pilot, "enter")
        await sees(pilot, "Paused")
        for _press in range(3):
            pilot.app.tab.player.press("down", False, "latch")
        await eventually(lambda: asked(lobby).count(Key("down", True)) == 3)


async def test_the_palette_offers_no_key_that_only_a_game_hears(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        titles = [each.title for each in commands(pilot.app, pilot.app.screen)]
        assert "pictures (f2)" in titles
        assert not any(title.startswith(("move", "A (", "fire", "pause")) for title in titles)


async def test_the_cabinets_help_lists_no_keys_of_a_game(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        await press(pilot, "question_mark")
        shown = await sees(pilot, "difficulty")
        assert "pause" not in shown
        assert "space" not in shown


async def test_where_a_direction_stays_down_is_a_stop(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(msgspec.structs.replace(BESIDE, how="Run.", stops=("down", "s")))
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await press(pilot, "question_mark")
        await sees(pilot, "stop")


async def test_what_the_command_line_has_begun_stays_chosen(lobby):
    begun = Play("thornstep", setup=Setup("thornstep", "1-2", 3))
    lobby.says(BESIDE)

    def playing(tab, terminal):
        return Zerodeck(tab, terminal, asked=begun)

    async with console("arcade", kind=playing) as pilot:
        await sees(pilot, "Score 120")
        lobby.says(SHELF)
        await press(pilot, "escape", "escape")
        await sees(pilot, "Rooms of thorns.", "level 1-2, cruel")


async def test_what_broke_down_is_forgotten_with_the_next_game(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE, wire.Failed("The game broke down.", "a.py, line 3"))
        await press(pilot, "enter")
        await sees(pilot, "The game broke down.")
        lobby.says(SHELF)
        await press(pilot, "down")
        await eventually(lambda: "broke down" not in screen(pilot))
