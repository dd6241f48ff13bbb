"""The arcade tab: a cabinet of games, and the one that is played."""

from functools import partial
from time import monotonic
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key as Pressed
from textual.geometry import Offset
from textual.reactive import var
from textual.timer import Timer

from engines import wire
from engines.arcade.game import DIFFICULTIES, Setup
from engines.arcade.messages import (
    LARGEST,
    SMALLEST,
    Key,
    Like,
    Listed,
    Lobby,
    Mouse,
    Place,
    Play,
    Rest,
    Seen,
    Watch,
    Window,
)
from engines.arcade.runs import Colors
from engines.arcade.session import Page
from engines.arcade.state import State, shown, step
from engines.wire import Failed
from tui.held_keys import HeldKeys
from tui.i18n import N_, _
from tui.tabs.arcade_words import (
    CARD,
    EXPLANATION,
    RESTING,
    beside,
    page_rows,
    record,
    sentence,
    shelf_rows,
    window,
)
from tui.tabs.engine_tab import EngineTab
from tui.widgets.cell_frame import CellFrame
from tui.widgets.drawing import Drawing
from tui.widgets.headline import Headline
from tui.widgets.notice import Notice

KEYS = {
    "enter": "return",
    "escape": "escape",
    "space": "space",
    "backspace": "backspace",
    "tab": "tab",
    "comma": ",",
    "full_stop": ".",
    "minus": "-",
    "slash": "/",
}
"""Textual's names for keys, and a game's; letters, digits and arrows are called the same."""
OURS = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")
DEPTHS: dict[str, Colors] = {"truecolor": "256", "256": "256", "16": "16", "none": "16"}
PATIENCE = 2.0
"""Seconds for the terminal to confirm a picture."""
PAGE = 40
"""Columns of a page."""


class ArcadeTab(EngineTab):
    ENGINE = "arcade"
    step = staticmethod(step)
    HELP = EXPLANATION
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "play", N_("begin"), key_display="Enter", id="arcade.play"),
        Binding("l", "level(1)", N_("level"), id="arcade.level"),
        Binding("L", "level(-1)", N_("level before"), show=False, id="arcade.level-before"),
        Binding("d", "difficulty", N_("difficulty"), id="arcade.difficulty"),
        Binding("w", "window", N_("in a window"), id="arcade.window"),
        Binding("f", "like", N_("favourite"), id="arcade.favourite"),
        Binding("r", "again", N_("look again"), show=False, id="arcade.again"),
        Binding("escape", "game", N_("pause"), key_display="Esc"),
        Binding("up,down,left,right", "game_move", N_("move"), key_display="← ↑ ↓ →"),
        Binding("space", "game_a", "A", key_display="Space"),
        Binding("x", "game_b", "B"),
        Binding("left,h", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        Binding("up,k", "move(0, -1)", show=False),
        Binding("down", "move(0, 1)", show=False),
    ]

    state: var[State] = var(State(), init=False)

    def __init__(self) -> None:
        super().__init__()
        self.chosen, self.difficulty = 0, 1
        self.levels: dict[str, int] = {}
        """By game, which of its levels is to be begun."""
        self.playing = self.resting = self.windowed = False
        self.resting_choice = self.let_go = 0
        self.unseen: list[int] = []
        """Pictures that were written, and that the terminal has not confirmed."""
        self.answered = self.mute = False
        self.patience: Timer | None = None
        self.keys = HeldKeys(self.tell_key, self.set_timer, monotonic)

    @property
    def swallows(self) -> bool:  # type: ignore[override] # it changes
        return self.playing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The game's keys are told in the last row; what they do is done in on_key."""
        if action == "window":
            return not self.playing and bool(self.state.shelf and self.state.shelf.display)
        return action.startswith("game") == self.playing

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        yield Notice(id="notice")
        yield Drawing(id="cards")
        yield Drawing(id="beside")
        yield CellFrame(id="picture")
        yield Drawing(id="page")

    def on_mount(self) -> None:
        self.watch(self.app, "app_focus", self.rest_without_focus, init=False)

    # What is shown

    def watch_state(self, state: State) -> None:
        if state.frames:
            frames = state.frames
            self.set_reactive(ArcadeTab.state, shown(state))
            self.query_one(CellFrame).show(frames)
            self.confirm(frames[-1].number)
        if state.let_go != self.let_go:
            self.let_go = state.let_go
            self.keys.release_all()
        if state.trouble:
            trouble = state.trouble
            self.set_reactive(ArcadeTab.state, msgspec.structs.replace(self.state, trouble=None))
            self.notify(trouble.why, title=_(trouble.what), severity="warning", timeout=15)
        self.paint()

    def paint(self) -> None:
        state = self.state
        notice = self.query_one("#notice", Notice)
        notice.display = isinstance(state.last, Failed) and not self.playing
        if isinstance(state.last, Failed):
            notice.fail(state.last, _("r looks again"))
        if self.playing:
            self.query_one("#beside", Drawing).show(lambda _w, _h: [self.facts()])
        else:
            self.paint_shelf()
        self.paint_page()

    def paint_shelf(self) -> None:
        shelf, game = self.state.shelf, self.game
        level = game.levels[self.level(game)] if game and game.levels else ""
        rows = [
            sentence(shelf, game),
            record(shelf, game, level, self.difficulty),
            window(shelf, self.windowed),
        ]
        self.query_one("#head", Headline).show(rows, ("", "muted"))
        drawn = partial(shelf_rows, self.games, self.chosen)
        self.query_one("#cards", Drawing).show(drawn)

    def facts(self) -> list[tuple[str, str]]:
        return [(" ", "text"), *beside(self.state.beside, self.resting)]

    def paint_page(self) -> None:
        box, page = self.query_one("#page", Drawing), self.page
        box.display = page is not None
        if page is None:
            return
        height = len(page.items) + len(page.facts) + 2
        box.styles.height = height
        left, top = (self.size.width - PAGE) // 2, (self.size.height - height) // 2
        box.styles.offset = Offset(max(0, left), max(0, top))
        box.show(lambda width, _height: page_rows(page, width))

    @property
    def page(self) -> Page | None:
        if not self.playing:
            return None
        told = self.state.beside
        if told and told.page:
            return told.page
        if self.resting and told:
            return Page(RESTING.head, RESTING.items, self.resting_choice)
        return None

    # The cabinet

    @property
    def games(self) -> tuple[Listed, ...]:
        return self.state.shelf.games if self.state.shelf else ()

    @property
    def game(self) -> Listed | None:
        return self.games[self.chosen] if self.chosen < len(self.games) else None

    def level(self, game: Listed) -> int:
        """The one that was chosen, else the first that is not beaten."""
        first = next((n for n, name in enumerate(game.levels) if name not in game.card.beaten), 0)
        return self.levels.get(game.name, first)

    def action_move(self, columns: int, rows: int) -> None:
        if self.games:
            across = max(1, (self.size.width - 1) // CARD)
            to = self.chosen + columns + rows * across
            self.chosen = max(0, min(len(self.games) - 1, to))
            self.paint()

    def action_level(self, by: int) -> None:
        if (game := self.game) and game.levels:
            self.levels[game.name] = (self.level(game) + by) % len(game.levels)
            self.paint()

    def action_difficulty(self) -> None:
        self.difficulty = (self.difficulty + 1) % len(DIFFICULTIES)
        self.paint()

    def action_like(self) -> None:
        if game := self.game:
            self.ask(Like(game.name, not game.card.favourite))

    def action_again(self) -> None:
        self.state = State(shelf=self.state.shelf)
        self.look()

    def look(self) -> None:
        self.windowed = False
        self.leave()
        self.ask(Lobby())

    # A game

    def action_play(self) -> None:
        if game := self.game:
            levels, at = game.levels, self.level(game)
            setup = Setup(game.name, levels[at], self.difficulty) if levels else None
            self.start(Play(game.name, setup=setup))

    def start(self, request: Play | Watch) -> None:
        self.leave()
        self.state = State(shelf=self.state.shelf)
        self.turn(True)
        # Once it is known how much room there is.
        self.call_after_refresh(self.begin, request)

    def action_window(self) -> None:
        """On the display of the machine that the engine runs on, until the window is closed."""
        if (game := self.game) and not self.windowed:
            levels, at = game.levels, self.level(game)
            setup = Setup(game.name, levels[at], self.difficulty) if levels else None
            self.leave()
            self.state = State(shelf=self.state.shelf)
            self.windowed = True
            self.ask(Window(game.name, setup=setup))
            self.paint()

    def begin(self, request: Play | Watch) -> None:
        picture = self.query_one(CellFrame)
        picture.depth = DEPTHS[self.app.terminal.colors]
        picture.clear()
        self.unseen = []
        self.ask(msgspec.structs.replace(request, place=self.place()))

    def place(self) -> Place:
        size = self.query_one(CellFrame).size
        columns, rows = (
            max(least, min(most, length))
            for length, least, most in zip(size, SMALLEST, LARGEST, strict=True)
        )
        return Place(columns, rows, "half", self.query_one(CellFrame).depth)

    def turn(self, playing: bool) -> None:
        """To a game, or back to the cabinet."""
        self.playing, self.resting = playing, False
        self.keys.release_all()
        self.set_class(playing, "-playing")
        self.stretch(playing)
        self.app.frame.set_class(playing and self.display, "-game")
        self.refresh_bindings()
        self.paint()

    def back(self) -> None:
        self.turn(False)
        self.look()

    def idle(self) -> None:
        """The game, or the lobby, has ended by itself."""
        if self.playing or self.windowed:
            self.windowed = False
            self.turn(False)
            if not isinstance(self.state.last, Failed):
                self.look()

    def confirm(self, number: int) -> None:
        """The terminal is asked where its cursor is: with its answer, it has the picture. So a link
        that is slow, behind however many buffers, is not sent more than it takes."""
        self.unseen.append(number)
        if self.mute or not self.query_one(CellFrame).ask():
            self.confirmed()
        elif self.patience is None:
            self.patience = self.set_timer(PATIENCE, self.unanswered)

    def confirmed(self) -> None:
        if self.patience:
            self.patience.stop()
            self.patience = None
        if self.unseen:
            self.tell(Seen(self.unseen.pop(0)))
        if self.unseen and not self.mute:
            self.patience = self.set_timer(PATIENCE, self.unanswered)

    def unanswered(self) -> None:
        """A terminal that never answers is taken to be as quick as we are."""
        self.patience, self.mute = None, not self.answered
        while self.unseen:
            self.tell(Seen(self.unseen.pop(0)))

    def terminal_answered(self) -> None:
        self.answered, self.mute = True, False
        self.confirmed()

    def tell(self, request: wire.Message) -> None:
        if self.link:
            self.link.send(request)

    def rest(self) -> None:
        if self.playing and not self.resting:
            self.keys.release_all()
            self.resting, self.resting_choice = True, 0
            self.tell(Rest())
            self.paint()

    def go_on(self) -> None:
        self.resting = False
        self.tell(Rest(False))
        self.paint()

    def rest_without_focus(self, focus: bool) -> None:
        if not focus:
            self.rest()

    def shown(self) -> None:
        self.app.frame.set_class(self.playing, "-game")
        asked, self.app.asked = self.app.asked, None
        if isinstance(asked, Play | Watch):
            self.start(asked)
        elif not self.playing and not self.windowed:
            self.look()

    def hidden(self) -> None:
        """A game that is played rests; it stays as it is."""
        self.app.frame.set_class(False, "-game")
        if self.playing:
            self.rest()
        elif not self.windowed:
            self.leave()

    def on_resize(self) -> None:
        if self.playing and self.link:
            self.rest()
            self.call_after_refresh(lambda: self.tell(self.place()))
        self.paint()

    # Keys

    def on_key(self, event: Pressed) -> None:
        """While it is played all keys are the game's, but for those with Ctrl, and F1."""
        if not self.playing or (event.key.startswith(("ctrl+", "f")) and event.key != "f"):
            return
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.escape()
        elif self.resting and not (self.state.beside and self.state.beside.page):
            self.choose(event.key)
        elif key := named(event.key):
            self.resting = False
            told = self.state.beside
            self.keys.press(key, told.latched if told else (), told.stops if told else "")

    def escape(self) -> None:
        """First a pause, then back to the cabinet."""
        if self.page is None:
            self.rest()
        else:
            self.tell(wire.Cancel())
            self.back()

    def choose(self, key: str) -> None:
        """From the page of a game that has none of its own."""
        if key in ("up", "down"):
            self.resting_choice = 1 - self.resting_choice
            self.paint()
        elif key in ("enter", "space"):
            if self.resting_choice:
                self.back()
            else:
                self.go_on()

    def tell_key(self, key: str, down: bool) -> None:
        self.tell(Key(key, down))

    def on_cell_frame_pointed(self, event: CellFrame.Pointed) -> None:
        if self.playing and not self.resting:
            self.tell(Mouse(event.column, event.row, event.button, event.down))


def named(key: str) -> str:
    """A game's word for a key; "" for one that no game knows."""
    if key in KEYS:
        return KEYS[key]
    if key in OURS or (len(key) == 1 and key.isalnum()):
        return key.lower()
    return ""
