"""The pictures of a game, as they are written."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
import pytest
from rich._palettes import EIGHT_BIT_PALETTE

from engines.arcade.cells import Differ
from engines.arcade.messages import (
    Beside,
    Mouse,
    Seen,
)
from engines.arcade.runs import GLYPHS, Colors
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
from tests.tabs.arcade_lobby import BESIDE, PAGE, How, asked, frame, heard, made
from tui.frame_writer import as_shown, style
from tui.pictures import how as how_there
from tui.terminal import Terminal
from tui.widgets.cell_frame import CellFrame

pytestmark = pytest.mark.usefixtures("lobby")

MODES: tuple[How, ...] = (
    ("half", "256"),
    ("quadrant", "256"),
    ("full", "256"),
    ("quadrant", "none"),
    ("full", "none"),
)
POINTS = {"half": (1, 2), "quadrant": (2, 2), "full": (1, 1)}
"""Of a cell: side by side, and one above the other."""


def a_terminal(how: How, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """In which pictures are made so."""
    blocks, colors = how
    if colors == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    return replace(TERMINAL, unicode=blocks != "full", colors=colors)


def drawn(rng: Random, before: np.ndarray | None, width: int, height: int) -> np.ndarray:
    """Another picture, or the last one with changes."""
    if before is None or before.shape != (height, width) or rng.random() < 0.1:
        before = np.full((height, width), rng.randint(16, 255))
    after = before.copy()
    for _ in range(rng.randint(0, 8)):
        y, x = rng.randrange(height), rng.randrange(width)
        after[y : y + rng.randint(1, 8), x : x + rng.randint(1, 8)] = rng.randint(16, 255)
    return after


@pytest.mark.some(3)
@pytest.mark.parametrize("how", MODES, ids=" ".join)
@pytest.mark.parametrize("size", [SMALL, LARGE, (200, 50)], ids=str)
async def test_what_is_written_past_the_compositor_is_the_picture(
    size: tuple[int, int],
    how: How,
    lobby,
    rng: Random,
    count: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
):
    terminal = a_terminal(how, monkeypatch)
    async with console("arcade", size, terminal=terminal, recorded=True) as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE)
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        picture, differ, points = pilot.app.tab.query_one(CellFrame), Differ(), None
        wide, high = POINTS[how[0]]
        for number in range(1, count(1000) + 1):
            if number % 7 == 1:
                columns, rows = (rng.randint(2, most) for most in picture.size)
            points = drawn(rng, points, wide * columns, high * rows)
            if covered := rng.random() < 0.1:
                pilot.app.notify("x")  # in the lower right corner
                await eventually(lambda: not picture.bare)
            frames = [frame(points, differ, number, how)]
            if rng.random() < 0.3:
                points = drawn(rng, points, *points.shape[1::-1])
                frames.append(frame(points, differ, number, how))
            picture.show(tuple(frames))
            if covered:
                pilot.app.clear_notifications()
                await eventually(lambda: picture.bare)
            right = wanted(points, how)
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


def wanted(points: np.ndarray, how: How) -> list[list[Look]]:
    depth = how[1]
    return [
        [
            (GLYPHS[g], color(f, depth) if g else "", color(b, depth))
            for g, f, b in zip(*row, strict=True)
        ]
        for row in zip(*made(points, how), strict=True)
    ]


@cache
def color(number: int, depth: Colors) -> str:
    if depth == "none":
        return "default"
    return "".join(f"{part:02x}" for part in EIGHT_BIT_PALETTE[as_shown(number)])


@pytest.mark.some(2)
@pytest.mark.parametrize("how", [("half", "16"), ("full", "16"), *MODES[2:]], ids=" ".join)
async def test_a_terminal_is_sent_nothing_that_it_cannot_show(how: How, lobby, monkeypatch):
    """Also by what is written past the compositor, which knows no filters."""
    blocks, colors = how
    async with console("arcade", terminal=a_terminal(how, monkeypatch), recorded=True) as pilot:
        await sees(pilot, "Podline")
        differ, points = Differ(), np.arange(160).reshape(8, 20) * 11 % 256
        points = points % 16 if colors == "16" else points
        lobby.says(BESIDE, frame(points, differ, 1, how))
        await press(pilot, "enter")
        await heard(lobby, Seen(1))
        before = driver(pilot).written
        pilot.app.tab.query_one(CellFrame).show((frame(points[::-1], differ, 2, how),))
        await eventually(lambda: driver(pilot).written > before)
        await settled(pilot)
        there = [cell for row in display(driver(pilot).screen) for cell in row]
        if blocks == "full":
            assert all(cell[0].isascii() for cell in there)
        else:
            assert any(cell[0] in GLYPHS[1:16] for cell in there)
        assert (colors == "none") == ({cell[1:3] for cell in there} == {("default", "default")})


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


def test_without_colors_a_cell_has_no_ground_that_a_light_screen_would_show_reversed():
    look = style(0, 0, "none")
    assert (look.color, look.bgcolor) == (None, None)


@pytest.mark.parametrize("colors", ["truecolor", "256", "16", "none"])
@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize("quadrant", [True, False])
def test_a_terminal_gets_pictures_of_what_it_has(colors: str, ascii: bool, quadrant: bool):
    blocks, depth = how_there(colors, ascii, quadrant)
    assert (blocks == "full") == ascii
    assert (depth == "none") == (colors == "none")
    assert (depth == "16") == (colors == "16")
    if not ascii:
        assert blocks == ("quadrant" if quadrant or colors == "none" else "half")


async def test_changes_of_a_picture_that_was_cleared_are_none():
    """Of one that is no longer shown, and whose last changes were on their way."""
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        picture, differ = pilot.app.tab.query_one("#preview", CellFrame), Differ()
        first = frame(np.full((22, 40), 3), differ, 1)
        second = frame(np.full((22, 40), 5), differ, 2)
        picture.show((second,))
        assert not picture.cells
        picture.show((second, first))
        assert picture.cells[0][0] == (0, 0, 3)


async def test_a_page_stays_whole_while_the_picture_behind_it_changes(lobby, rng: Random):
    async with console("arcade", recorded=True) as pilot:
        await sees(pilot, "Podline")
        lobby.says(Beside("Podline", page=PAGE))
        await press(pilot, "enter")
        await sees(pilot, "Go on")
        picture, differ, points = pilot.app.tab.query_one(CellFrame), Differ(), None
        for number in range(1, 20):
            points = drawn(rng, points, 80, 44)
            picture.show((frame(points, differ, number),))
            await settled(pilot)
            shown = ["".join(cell[0] for cell in row) for row in display(driver(pilot).screen)]
            box = [row[20:60].strip() for row in shown if row[20:60].isascii()]
            assert "Paused" in box
            assert "Go on" in box
