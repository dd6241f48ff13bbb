"""What a canvas sends: the cells that changed, and always so that the screen is right."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pyte
from rich.cells import cell_len
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen

from tests import eventually
from tests.tabs import console, display, driver, settled
from tui.runs import ROLES, cells, plain, row_at
from tui.widgets.canvas import Canvas

SIZE = (60, 18)


class Slate(Canvas):
    """Shows the rows it is given, and notes which regions it asks to be painted."""

    DEFAULT_CSS = "Slate { height: 1fr; }"

    def __init__(self):
        super().__init__()
        self.given = []
        self.asked = []

    def draw(self, width, height):
        return self.given

    def show(self, given):
        self.given, self.asked = given, []
        self.repaint()

    def refresh(self, *regions, **options):
        self.asked += regions
        return super().refresh(*regions, **options)


@asynccontextmanager
async def slate(size=SIZE, **options) -> AsyncIterator[tuple[Pilot[None], Slate]]:
    """A slate as large as the terminal, over the real console: its theme, its way to repaint."""
    made = Slate()

    class Only(Screen[None]):
        def compose(self):
            yield made

    async with console(size=size, **options) as pilot:
        await pilot.app.push_screen(Only())
        await settled(pilot)
        yield pilot, made


def any_row(rng):
    return [
        ("".join(rng.choices("ab─█ 内存，", k=rng.randrange(6))), rng.choice(ROLES))
        for _ in range(rng.randrange(5))
    ]


def changed(rng, rows):
    """The rows after one of the things that happen to rows."""
    rows = [*rows]
    what = rng.randrange(5)
    if what == 0 or not rows:
        return [any_row(rng) for _ in range(rng.randrange(SIZE[1] + 2))]
    at = rng.randrange(len(rows))
    if what == 1:
        rows[at] = any_row(rng)
    elif what == 2:
        del rows[at]
    elif rows[at]:
        run = rng.randrange(len(rows[at]))
        text, role = rows[at][run]
        if what == 3:
            role = rng.choice(ROLES)
        else:
            text = text[::-1]
        rows[at] = [*rows[at][:run], (text, role), *rows[at][run + 1 :]]
    return rows


def shown(text, columns):
    """A row as pyte has it: "" in the second cell of a wide character."""
    found = [char for char, _role in cells([(text, "")])][:columns]
    if len(found) == columns and found and cell_len(found[-1]) == 2:
        found[-1] = " "  # half a character does not show
    return [*found, *[" "] * (columns - len(found))]


async def test_after_any_changes_the_screen_is_what_a_full_repaint_would_give(rng, count):
    async with slate(recorded=True) as (pilot, canvas):
        terminal = driver(pilot)
        for _ in range(count(2500)):
            canvas.show(changed(rng, canvas.given))
            await pilot.pause()
            partly = display(terminal.screen)
            for y in range(SIZE[1]):
                wanted = shown(plain(row_at(canvas.given, y)), SIZE[0])
                assert [cell[0] for cell in partly[y]] == wanted, canvas.given
            terminal.screen = pyte.Screen(*SIZE)
            terminal.stream = pyte.Stream(terminal.screen)
            canvas._forget(canvas.given)
            pilot.app.screen.refresh(layout=True)
            await pilot.pause()
            assert partly == display(terminal.screen), canvas.given


async def test_wide_characters_that_a_notice_half_covered_are_whole_once_it_is_gone():
    """One row begins them at even cells, the next at odd ones: its edges halve some in either."""
    lines = [" " * (y % 2) + ("任务在继续按查看" * 4)[:29] for y in range(SIZE[1])]
    async with slate(recorded=True) as (pilot, canvas):
        canvas.show([[(line, "text")] for line in lines])
        pilot.app.notify("a notice", timeout=60)
        await eventually(lambda: any("a notice" in row for row in rows(pilot)))
        assert rows(pilot) != lines
        pilot.app.clear_notifications()
        await eventually(lambda: not any("a notice" in row for row in rows(pilot)))
        await settled(pilot)
        assert rows(pilot) == lines


def rows(pilot):
    """As a terminal has them."""
    screen = driver(pilot).screen
    cells = [[screen.buffer[y][x].data for x in range(screen.columns)] for y in range(screen.lines)]
    return ["".join(row).rstrip() for row in cells]


async def test_only_the_cells_that_changed_are_asked_for():
    async with slate() as (pilot, canvas):
        canvas.show([[("abcdef", "text")], [("ghijkl", "muted")]])
        await settled(pilot)
        canvas.show([[("abXYef", "text")], [("ghijkl", "muted")]])
        assert canvas.asked == [Region(2, 0, 2, 1)]
        canvas.show([[("abXY", "text"), ("ef", "good")], [("ghijkl", "muted")], [("m", "text")]])
        assert canvas.asked == [Region(4, 0, 2, 1), Region(0, 2, 1, 1)]
        canvas.show([[("abXY", "text"), ("ef", "good")]])
        assert canvas.asked == [Region(0, 1, 6, 1), Region(0, 2, 1, 1)]


async def test_what_is_equal_asks_for_nothing_and_writes_nothing():
    async with slate(recorded=True) as (pilot, canvas):
        canvas.show([[("abc", "text")]])
        await settled(pilot)
        before = driver(pilot).written
        canvas.show([[("abc", "text")]])
        assert canvas.asked == []
        await settled(pilot)
        assert driver(pilot).written == before


async def test_a_cell_at_the_right_end_costs_less_than_its_row():
    async with slate((200, 20), recorded=True) as (pilot, canvas):
        canvas.show([[("a" * 199, "text")]])
        await settled(pilot)
        before = driver(pilot).written
        canvas.show([[("a" * 198 + "b", "text")]])
        await settled(pilot)
        assert 0 < driver(pilot).written - before < 100


async def test_what_is_shown_before_there_is_a_size_is_drawn_with_it():
    early = Slate()
    early.show([[("early", "text")]])  # not mounted: nothing to paint yet

    class Late(Screen[None]):
        def compose(self):
            yield early

    async with console() as pilot:
        await pilot.app.push_screen(Late())
        await settled(pilot)
        assert early.render_line(0).text.rstrip() == "early"


async def test_after_a_resize_everything_is_drawn_for_the_new_size():
    async with slate() as (pilot, canvas):
        canvas.draw = lambda width, height: [[("─" * width, "rule")]] * height
        canvas.repaint()
        await pilot.resize_terminal(90, 20)
        await settled(pilot)
        assert canvas.words() == "\n".join(["─" * 90] * 20)
        assert [canvas.render_line(y).text for y in range(20)] == ["─" * 90] * 20


async def test_a_new_theme_recolours_what_stands():
    async with slate(recorded=True) as (pilot, canvas):
        canvas.show([[("good", "good")]])
        await settled(pilot)
        before = display(driver(pilot).screen)[0][0]
        pilot.app.change(replace(pilot.app.settings, theme="textual-light"))
        await settled(pilot)
        after = display(driver(pilot).screen)[0][0]
        assert before[0] == after[0] == "g"
        assert before != after


async def test_who_is_asked_for_his_place_before_the_layout_hears_of_his_size_all_the_same():
    made = Slate()
    made.given = [[("seen", "text")]]
    async with console(size=SIZE) as pilot:
        screen = Screen()
        await pilot.app.push_screen(screen)
        await settled(pilot)
        await screen.mount(made)
        screen._compositor.update_widgets({made})
        assert made.region.size == SIZE  # as a key or the mouse may ask
        await settled(pilot)
        assert made.words() == "seen"
