"""What a canvas sends: the cells that changed, and always so that the screen is right."""

from collections.abc import Iterator

import pyte
import pytest
from rich.cells import cell_len
from textual.app import App
from textual.geometry import Region

from tests.tabs import Recorder, display, settled
from tui import partial_update
from tui.runs import ROLES, cells, plain, row_at
from tui.widgets.canvas import Canvas

SIZE = (20, 4)


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


class SlateApp(App[None]):
    def __init__(self):
        super().__init__()
        self.driver_class = Recorder

    def compose(self):
        yield Slate()


@pytest.fixture(autouse=True)
def partial(monkeypatch) -> Iterator[None]:
    """As the console runs: with the repaint that spares the cells at the left as well."""
    from textual import _compositor

    monkeypatch.setattr(_compositor, "ChopsUpdate", partial_update.PartialUpdate)
    yield


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
    app = SlateApp()
    async with app.run_test(size=SIZE, headless=False) as pilot:
        slate, terminal = app.query_one(Slate), app._driver
        for _ in range(count(5000)):
            slate.show(changed(rng, slate.given))
            await pilot.pause()
            partly = display(terminal.screen)
            for y in range(SIZE[1]):
                wanted = shown(plain(row_at(slate.given, y)), SIZE[0])
                assert [cell[0] for cell in partly[y]] == wanted, slate.given
            terminal.screen = pyte.Screen(*SIZE)
            terminal.stream = pyte.Stream(terminal.screen)
            slate._forget(slate.given)
            app.screen.refresh(layout=True)
            await pilot.pause()
            assert partly == display(terminal.screen), slate.given


async def test_only_the_cells_that_changed_are_asked_for():
    app = SlateApp()
    async with app.run_test(size=SIZE, headless=False) as pilot:
        slate = app.query_one(Slate)
        slate.show([[("abcdef", "text")], [("ghijkl", "muted")]])
        await settled(pilot)
        slate.show([[("abXYef", "text")], [("ghijkl", "muted")]])
        assert slate.asked == [Region(2, 0, 2, 1)]
        slate.show([[("abXY", "text"), ("ef", "good")], [("ghijkl", "muted")], [("m", "text")]])
        assert slate.asked == [Region(4, 0, 2, 1), Region(0, 2, 1, 1)]
        slate.show([[("abXY", "text"), ("ef", "good")]])
        assert slate.asked == [Region(0, 1, 6, 1), Region(0, 2, 1, 1)]


async def test_what_is_equal_asks_for_nothing_and_writes_nothing():
    app = SlateApp()
    async with app.run_test(size=SIZE, headless=False) as pilot:
        slate = app.query_one(Slate)
        slate.show([[("abc", "text")]])
        await settled(pilot)
        before = app._driver.written
        slate.show([[("abc", "text")]])
        assert slate.asked == []
        await settled(pilot)
        assert app._driver.written == before


async def test_a_cell_at_the_right_end_costs_less_than_its_row():
    app = SlateApp()
    async with app.run_test(size=(200, 4), headless=False) as pilot:
        slate = app.query_one(Slate)
        slate.show([[("a" * 199, "text")]])
        await settled(pilot)
        before = app._driver.written
        slate.show([[("a" * 198 + "b", "text")]])
        await settled(pilot)
        assert 0 < app._driver.written - before < 100


async def test_a_change_before_the_first_size_is_drawn_with_it():
    slate = Slate()
    slate.show([[("early", "text")]])  # not mounted: nothing to paint yet

    class Late(SlateApp):
        def compose(self):
            yield slate

    app = Late()
    async with app.run_test(size=SIZE, headless=False) as pilot:
        await settled(pilot)
        assert app._driver.screen.display[0].startswith("early")


async def test_after_a_resize_everything_is_drawn_for_the_new_size():
    app = SlateApp()
    async with app.run_test(size=SIZE) as pilot:
        slate = app.query_one(Slate)
        slate.draw = lambda width, height: [[("─" * width, "rule")]] * height
        slate.repaint()
        await pilot.resize_terminal(30, 6)
        await settled(pilot)
        assert slate.words() == "\n".join(["─" * 30] * 6)
        assert [slate.render_line(y).text for y in range(6)] == ["─" * 30] * 6


async def test_a_new_theme_recolours_what_stands():
    app = SlateApp()
    async with app.run_test(size=SIZE, headless=False) as pilot:
        slate = app.query_one(Slate)
        slate.show([[("good", "good")]])
        await settled(pilot)
        before = display(app._driver.screen)[0][0]
        app.theme = "textual-light"
        await settled(pilot)
        after = display(app._driver.screen)[0][0]
        assert before[0] == after[0] == "g"
        assert before != after
