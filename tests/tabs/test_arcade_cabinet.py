"""The arcade's cabinet: cards, what is chosen, and how it is played meanwhile."""

import pytest

from engines import wire
from engines.arcade.messages import (
    Like,
)
from tests.tabs import (
    console,
    press,
    screen,
    sees,
)
from tests.tabs.arcade_lobby import SHELF, heard

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
