"""The pictures of a game, as they are written."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from rich._palettes import EIGHT_BIT_PALETTE

from engines.arcade.cells import Differ, cells
from engines.arcade.messages import (
    Mouse,
    Seen,
)
from engines.arcade.runs import GLYPHS
from tests import eventually
from tests.tabs import (
    LARGE,
    SMALL,
    TERMINAL,
    console,
    display,
    driver,
    press,
    sees,
    settled,
)
from tests.tabs.arcade_lobby import BESIDE, asked, frame, heard
from tui.frame_writer import as_shown
from tui.widgets.cell_frame import CellFrame

pytestmark = pytest.mark.usefixtures("lobby")


def drawn(rng: Random, before: np.ndarray | None, width: int, height: int) -> np.ndarray:
    """Another picture, or the last one with changes."""
    if before is None or before.shape != (height, width) or rng.random() < 0.1:
        before = np.full((height, width), rng.randint(16, 255))
    after = before.copy()
    for _ in range(rng.randint(0, 8)):
        y, x = rng.randrange(height), rng.randrange(width)
        after[y : y + rng.randint(1, 8), x : x + rng.randint(1, 8)] = rng.randint(16, 255)
    return after


@pytest.mark.some(1)
@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 50)], ids=str)
async def test_what_is_written_past_the_compositor_is_the_picture(
    size: tuple[int, int], lobby, rng: Random, count: Callable[[int], int]
):
    async with console("arcade", size, recorded=True) as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        picture, differ, points = pilot.app.tab.query_one(CellFrame), Differ(), None
        for number in range(1, count(1000) + 1):
            width, height = picture.size if points is None else points.shape[1::-1]
            if number % 7 == 1:
                width, height = rng.randint(2, picture.size[0]), 2 * rng.randint(1, picture.size[1])
            points = drawn(rng, points, width, height - height % 2)
            if covered := rng.random() < 0.1:
                pilot.app.notify("x")  # in the lower right corner
                await eventually(lambda: not picture.bare)
            frames = [frame(points, differ, number)]
            if rng.random() < 0.3:
                points = drawn(rng, points, *points.shape[1::-1])
                frames.append(frame(points, differ, number))
            picture.show(tuple(frames))
            if covered:
                pilot.app.clear_notifications()
                await eventually(lambda: picture.bare)
            right = wanted(points)
            await eventually(lambda right=right: seen(pilot, picture) == right)
            pilot.app.screen.refresh()  # and whoever paints it anew finds it so
            await settled(pilot)
            await eventually(lambda right=right: seen(pilot, picture) == right)


Look = tuple[str, str, str]
"""Of a cell: its character, the color in front (of an empty one none), and behind."""


def seen(pilot, picture: CellFrame) -> list[list[Look]]:
    """What stands in the terminal where the picture is."""
    left, top = picture.corner
    x, y = picture.region.x + left, picture.region.y + top
    written = display(driver(pilot).screen)[y : y + len(picture.cells)]
    return [
        [(cell[0], "" if cell[0] == " " else cell[1], cell[2]) for cell in row]
        for row in (row[x : x + picture.columns] for row in written)
    ]


def wanted(points: np.ndarray) -> list[list[Look]]:
    shown = cells(points.astype(np.uint16))
    return [
        [(GLYPHS[g], color(f) if g else "", color(b)) for g, f, b in zip(*row, strict=True)]
        for row in zip(*shown, strict=True)
    ]


@cache
def color(number: int) -> str:
    return "".join(f"{part:02x}" for part in EIGHT_BIT_PALETTE[as_shown(number)])


@pytest.mark.parametrize("kind", ["16", "none", "ascii"])
async def test_a_terminal_is_sent_nothing_that_it_cannot_show(kind: str, lobby, monkeypatch):
    """Also by what is written past the compositor, which knows no filters."""
    if kind == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    changes = {"unicode": False} if kind == "ascii" else {"colors": kind}
    async with console("arcade", terminal=replace(TERMINAL, **changes), recorded=True) as pilot:
        await sees(pilot, "Podline")
        differ, points = Differ(), np.arange(160).reshape(8, 20) % 16
        lobby.says(BESIDE, frame(points, differ))
        await press(pilot, "enter")
        await heard(lobby, Seen(1))
        written = driver(pilot).written
        tell = pilot.app.tab.query_one(CellFrame).show
        tell((frame(points[::-1], differ, 2),))
        await eventually(lambda: driver(pilot).written > written)
        await settled(pilot)
        cells = [cell for row in display(driver(pilot).screen) for cell in row]
        if kind == "ascii":
            assert all(cell[0].isascii() for cell in cells)
        if kind == "none":
            assert {cell[1:3] for cell in cells} == {("default", "default")}
        if kind == "16":
            assert any("▀" in cell[0] for cell in cells)


async def test_the_mouse_points_into_the_picture(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE, frame(np.full((20, 40), 17), Differ()))
        await press(pilot, "enter")
        await heard(lobby, Seen(1))
        left, top = pilot.app.tab.query_one(CellFrame).corner
        await pilot.mouse_down("#picture", offset=(left + 3, top + 2))
        await pilot.mouse_up("#picture", offset=(left + 3, top + 2))
        await heard(lobby, Mouse(3, 2, 1, True), Mouse(3, 2, 1, False))
        before = len(asked(lobby))
        await pilot.mouse_down("#picture", offset=(0, 0))  # beside it
        await settled(pilot)
        assert not [each for each in asked(lobby)[before:] if isinstance(each, Mouse)]
