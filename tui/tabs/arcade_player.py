"""A game, or a replay of one, from its first picture until the player leaves."""

from collections.abc import Callable
from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Offset
from textual.message import Message
from textual.timer import Timer

from engines import wire
from engines.arcade.messages import Beside, Frame, Key, Mouse, Rest, Speed
from engines.arcade.session import Page
from tui.game_keys import named
from tui.held_keys import HeldKeys
from tui.tabs.arcade_words import RESTING, beside, page_rows, with_meter
from tui.widgets.cell_frame import CellFrame
from tui.widgets.drawing import Drawing

PAGE = 40
"""Columns of a page."""
FASTEST = 16
"""Of a replay, in ticks for one."""

Tell = Callable[[wire.Message], None]


class Player(Vertical):
    """`tell` the game; the tab that it stands in has the focus, and hands it the keys."""

    class Left(Message):
        """The player wants no more of it."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(id="player")
        self.tell = tell
        self.told: Beside | None = None
        self.resting = self.watching = False
        self.line, self.speed = 0, 1
        """Of our own page, and of a replay."""
        self.measure: Timer | None = None
        self.drawn, self.rate = [0, 0], (0, 0)
        """Pictures and characters: since the last second began, and in the one before."""
        self.keys = HeldKeys(self.tell_key, self.set_timer, monotonic)

    def compose(self) -> ComposeResult:
        yield Drawing(id="beside")
        yield CellFrame(id="picture")
        yield Drawing(id="page")

    @property
    def picture(self) -> CellFrame:
        return self.query_one(CellFrame)

    # What is shown

    def begin(self, watching: bool) -> None:
        """Another game, or a replay."""
        self.told, self.watching, self.speed = None, watching, 1
        self.resting = False
        self.keys.release_all()
        self.picture.clear()
        self.paint()

    def show_frames(self, frames: tuple[Frame, ...]) -> None:
        before = self.picture.sent
        self.picture.show(frames)
        self.drawn[0] += 1
        self.drawn[1] += self.picture.sent - before

    def tell_of(self, told: Beside | None) -> None:
        if told == self.told:
            return
        before, self.told = self.told, told
        if told and told.page and not (before and before.page):
            # What stays down would be so in the next run, and could not be pressed there.
            self.keys.release_all()
        if not before and self.resting:
            self.tell(Rest())  # there was nobody to hear it
        self.paint()

    def paint(self) -> None:
        meter = self.rate if self.measure else None
        row = beside(self.told, self.resting, self.speed if self.watching else 0)
        self.query_one("#beside", Drawing).show(lambda width, _h: [with_meter(row, meter, width)])
        self.paint_page()

    def paint_page(self) -> None:
        box, page = self.query_one("#page", Drawing), self.page
        box.display = self.picture.covered = page is not None
        if page is None:
            return
        height = len(page.items) + len(page.facts) + 2
        box.styles.height = height
        left, top = (self.size.width - PAGE) // 2, (self.size.height - height) // 2
        box.styles.offset = Offset(max(0, left), max(0, top))
        box.show(lambda width, _height: page_rows(page, width))

    @property
    def page(self) -> Page | None:
        if self.told and self.told.page:
            return self.told.page
        if self.resting:
            return Page(RESTING.head, RESTING.items, self.line)
        return None

    # How quickly it comes

    def toggle_meter(self) -> None:
        if self.measure:
            self.measure.stop()
            self.measure = None
        else:
            self.measure = self.set_interval(1.0, self.count)
        self.paint()

    def count(self) -> None:
        self.rate, self.drawn = (self.drawn[0], self.drawn[1]), [0, 0]
        self.paint()

    # Rest

    def rest(self) -> None:
        if not self.resting:
            self.keys.release_all()
            self.resting, self.line = True, 0
            self.tell(Rest())
            self.paint()

    def go_on(self) -> None:
        self.resting = False
        self.tell(Rest(False))
        self.paint()

    def leave(self) -> None:
        self.keys.release_all()
        self.post_message(self.Left())

    # Keys

    def press(self, key: str, released: bool, heard: str) -> None:
        """`released`: the terminal tells when it is let go of; else it is `heard` as the settings
        say."""
        if key == "escape":
            self.escape()
        elif self.resting and not (self.told and self.told.page):
            self.choose(key)
        elif self.watching:
            self.wind(key)
        elif known := named(key):
            self.resting = False
            self.hold(known, released, heard == "latch")

    def hold(self, key: str, released: bool, latches: bool) -> None:
        told = self.told
        if released:
            self.keys.hold(key)
        elif told and latches:
            self.keys.press(key, told.latched, told.stops)
        else:
            self.keys.press(key)

    def let_go(self, key: str) -> None:
        self.keys.release(named(key))

    def escape(self) -> None:
        """First a pause, then back to the cabinet."""
        if self.page is None:
            self.rest()
        else:
            self.leave()

    def choose(self, key: str) -> None:
        """From the page of a game that has none of its own."""
        if key in ("up", "down"):
            self.line = 1 - self.line
            self.paint()
        elif key in ("enter", "space"):
            if self.line:
                self.leave()
            else:
                self.go_on()

    def wind(self, key: str) -> None:
        """A replay, faster or slower."""
        if key in ("left", "right"):
            wanted = self.speed * 2 if key == "right" else self.speed // 2
            self.speed = max(1, min(FASTEST, wanted))
            self.tell(Speed(self.speed))
            self.paint()
        elif key == "space":
            self.rest()

    def tell_key(self, key: str, down: bool) -> None:
        self.tell(Key(key, down))

    def on_cell_frame_pointed(self, event: CellFrame.Pointed) -> None:
        event.stop()
        if not self.resting:
            self.tell(Mouse(event.column, event.row, event.button, event.down))
