"""The arcade tab: a cabinet, and a game whose pictures come from a child."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from rich._palettes import EIGHT_BIT_PALETTE

from engines import wire
from engines.arcade.added import Added
from engines.arcade.cards import Card, Score
from engines.arcade.cells import Differ, cells
from engines.arcade.game import Setup
from engines.arcade.messages import (
    Beside,
    Frame,
    Key,
    LetGo,
    Like,
    Listed,
    Lobby,
    Mouse,
    Place,
    Play,
    Request,
    Rest,
    Seen,
    Shelf,
    Trouble,
    Watch,
)
from engines.arcade.runs import GLYPHS
from engines.arcade.session import Item, Page
from tests import eventually
from tests.tabs import (
    LARGE,
    SMALL,
    TERMINAL,
    Child,
    console,
    display,
    driver,
    notices,
    press,
    rows,
    screen,
    sees,
    settled,
)
from tui.frame_writer import as_shown
from tui.held_keys import HeldKeys
from tui.tabs.arcade import ArcadeTab
from tui.widgets.cell_frame import CellFrame

CARD = Card(plays=3, ticks=7200, beaten={"1": 1}, scores=(Score(12_480, "1", 1, "latch"),))
SHELF = Shelf(
    (
        Listed("podline", "Podline", "Five lanes.", ("1", "2", "3"), CARD),
        Listed("thornstep", "Thornstep", "Rooms of thorns.", ("1-1", "1-2"), Card(favourite=True)),
        Listed("mine", "Mine", added=Added("mine", "/home/pi/mine.py", author="Ann")),
    ),
    "",
    "no display here",
)
PAGE = Page("Paused", (Item("go on", "Go on"), Item("level", "Level", "2")), 1)
BESIDE = Beside("Podline", (("Score", "120"), ("Garden", "6/6")), None, ("left", "right"))


def frame(points: np.ndarray, differ: Differ, number: int = 1) -> Frame:
    shown = cells(points.astype(np.uint16))
    whole = differ.keys.shape != shown.glyphs.shape
    return Frame(number, shown.glyphs.shape[1], len(shown.glyphs), differ.changes(shown), whole)


@pytest.fixture(autouse=True)
def lobby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Child:
    child = Child(tmp_path, "arcade").says(SHELF)
    monkeypatch.setattr(ArcadeTab, "ARGV", child.argv)
    return child


def asked(child: Child) -> list[wire.Message]:
    import msgspec

    decode = msgspec.json.Decoder(Request).decode
    return [decode(line) for line in child._lines("requests")]


async def heard(child: Child, *wanted: wire.Message) -> None:
    await eventually(lambda: all(each in asked(child) for each in wanted))


# The cabinet


async def test_each_game_is_a_card():
    async with console("arcade") as pilot:
        shown = await sees(pilot, "Podline", "Thornstep", "Mine")
        assert "1 of 3 levels" in shown
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


# A game


async def test_a_game_begins_with_what_was_chosen_and_takes_the_room(lobby):
    async with console("arcade") as pilot:
        await sees(pilot, "Podline")
        lobby.says(BESIDE, frame(np.full((44, 80), 3), Differ()))
        await press(pilot, "enter")
        await sees(pilot, "Score 120")
        await heard(lobby, Play("podline", setup=Setup("podline", "2", 1), place=Place(80, 22)))
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
        await sees(pilot, "1 of 3 levels")
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
        await sees(pilot, "1 of 3 levels")


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
        await sees(pilot, "The game broke down.", "a.py, line 3", "1 of 3 levels")


async def test_a_replay_that_is_asked_for_is_shown_at_once(lobby):
    from tui.app import Zerodeck

    lobby.says(BESIDE)

    def watching(tab, terminal):
        return Zerodeck(tab, terminal, asked=Watch("/x/a.json"))

    async with console("arcade", kind=watching) as pilot:
        await sees(pilot, "Score 120")
        await heard(lobby, Watch("/x/a.json", Place(80, 22)))
        assert Lobby() not in asked(lobby)


# Its pictures


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


# Keys without releases


class Clock:
    """Timers that go off when time is moved on."""

    def __init__(self) -> None:
        self.now, self.timers = 0.0, []

    def after(self, seconds: float, act) -> "Clock.Timer":
        timer = self.Timer(self.now + seconds, act)
        self.timers.append(timer)
        return timer

    def pass_(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [t for t in self.timers if t.at is not None and t.at <= end]:
            first = min(due, key=lambda timer: timer.at)
            self.now, first.at = first.at, None
            first.act()
        self.now = end

    class Timer:
        def __init__(self, at: float, act) -> None:
            self.at, self.act = at, act

        def stop(self) -> None:
            self.at = None


def held() -> tuple[HeldKeys, Clock, list[tuple[str, bool]]]:
    clock, told = Clock(), []
    keys = HeldKeys(lambda key, down: told.append((key, down)), clock.after, lambda: clock.now)
    return keys, clock, told


def test_a_tap_goes_up_again():
    keys, clock, told = held()
    keys.press("space")
    clock.pass_(0.05)
    assert told == [("space", True)]
    clock.pass_(0.05)
    assert told == [("space", True), ("space", False)]


def test_a_key_that_repeats_stays_down_until_it_does_no_more():
    keys, clock, told = held()
    keys.press("space")
    clock.pass_(0.5)  # as long as the first repeat takes
    for _ in range(20):
        keys.press("space")
        clock.pass_(0.08)
    assert told.count(("space", True)) == 2
    clock.pass_(0.2)
    assert told[-1] == ("space", False)


def test_a_direction_stays_until_another_or_the_stop():
    keys, clock, told = held()
    latched, stops = ("left", "right"), ("down",)
    keys.press("right", latched, stops)
    clock.pass_(60)
    assert told == [("right", True)]
    keys.press("space", latched, stops)
    keys.press("left", latched, stops)
    assert told[-2:] == [("right", False), ("left", True)]
    keys.press("down", latched, stops)
    assert ("left", False) in told
    clock.pass_(1)
    assert set(keys.down) == set()


def test_keys_whose_release_is_told_are_down_until_then():
    """Together, as long as it takes; whatever was pressed before releases were told, too."""
    keys, clock, told = held()
    keys.press("space")
    keys.hold("space")
    keys.hold("right")
    clock.pass_(60)
    assert told == [("space", True), ("right", True)]
    keys.release("space")
    keys.release("x")
    assert told[2:] == [("space", False)]
    assert set(keys.down) == {"right"}


def test_all_are_let_go_at_once():
    keys, clock, told = held()
    keys.press("right", ("right",))
    keys.press("a")
    keys.release_all()
    assert not keys.down
    assert told[-2:] == [("right", False), ("a", False)]
    clock.pass_(10)
    assert len(told) == 4
