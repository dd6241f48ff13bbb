"""The arcade tab: a cabinet of games, and the one that is played."""

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key as Pressed
from textual.reactive import var

from engines import wire
from engines.arcade.keys import DEFAULTS
from engines.arcade.messages import (
    Lobby,
    Play,
    Seen,
    Watch,
    Window,
)
from engines.arcade.state import State, step, taken
from engines.wire import Failed
from tui import arcade_settings
from tui.game_keys import displayed
from tui.i18n import _
from tui.key_parser import KeyAgain, KeyUp
from tui.receipts import Receipts
from tui.said import particulars
from tui.tabs.arcade_cabinet import Cabinet
from tui.tabs.arcade_choosing import Choosing
from tui.tabs.arcade_keys import DEEDS, KEYS, METER, THROUGH, UNLISTED
from tui.tabs.arcade_place import place
from tui.tabs.arcade_player import Player
from tui.tabs.arcade_words import EXPLANATION, begins, buttons, explained, sentence, window
from tui.widgets.headline import Headline
from tui.widgets.notice import Notice

ANSWERS = 0.25
"""Seconds for a terminal to say whether it tells releases."""


class ArcadeTab(Choosing):
    ENGINE = "arcade"
    step = staticmethod(step)
    HELP = EXPLANATION
    UNLISTED = UNLISTED
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    state: var[State] = var(State(), init=False)

    def __init__(self) -> None:
        super().__init__()
        self.playing = self.windowed = False
        self.let_go = 0
        self.how = ""
        """The keys of the game that is played are heard (cards.Score)."""
        self.ascii = self.app.ascii.enabled
        """Whether pictures are made of that alone."""
        self.settings, self.wrong = arcade_settings.load()
        self.receipts = Receipts(self.ask_terminal, self.seen, self.set_timer)

    @property
    def swallows(self) -> bool:  # type: ignore[override] # it changes
        return self.playing

    @property
    def help(self) -> tuple[str, str, list[tuple[str, str]]] | None:
        """Of a game that is played, how."""
        told = self.player.told
        if not self.playing or told is None:
            return None
        keys, watching = self.settings.keys, self.player.watching
        return told.title, explained(told.how, keys), buttons(told, keys, watching)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A game's keys are told in the last row; what they do is done in on_key."""
        match action:
            case "game_a" | "game_b" | "game_move":
                return self.playing and not self.player.watching
            case "game_wind":
                return self.playing and self.player.watching
            case "game" | "meter":
                return self.playing
        return not self.playing and self.does(action)

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        yield Notice(id="notice")
        yield Cabinet(self.tell)
        yield Player(self.tell)

    def on_mount(self) -> None:
        self.cabinet.settings = self.settings
        self.watch(self.app, "app_focus", self.rest_without_focus, init=False)
        self.app.app_resume_signal.subscribe(self, lambda _app: self.rest())
        for problem in self.wrong:
            self.notify(problem, severity="warning", timeout=15)

    @property
    def player(self) -> Player:
        return self.query_one(Player)

    # What is shown

    def watch_state(self, state: State) -> None:
        self.set_reactive(ArcadeTab.state, taken(state))
        if state.frames:
            screen = self.player if self.playing else self.cabinet
            screen.show_frames(state.frames)
            self.receipts.written(state.frames[-1].number)
        if state.let_go != self.let_go:
            self.let_go = state.let_go
            if not self.released:
                self.player.keys.release_all()
        if trouble := state.trouble:
            said = "\n".join(filter(None, (particulars(trouble.why), trouble.fix)))
            self.notify(said, title=_(trouble.what), severity="warning", timeout=15)
        if state.kept and self.app.screen is self.screen:
            self.offer(state.kept)
        if self.ascii != self.app.ascii.enabled:
            self.ascii = self.app.ascii.enabled
            self.fit()
        self.paint()

    def paint(self) -> None:
        state = self.state
        notice = self.query_one("#notice", Notice)
        notice.display = isinstance(state.last, Failed) and not self.playing
        if isinstance(state.last, Failed):
            notice.fail(state.last, _("r looks again"))
        if self.playing:
            self.player.tell_of(state.beside)
            self.name_deeds()
        else:
            new = state.shelf is not self.cabinet.shelf
            self.cabinet.show(state.shelf)
            self.paint_head()
            if new:
                self.refresh_bindings()

    def paint_head(self) -> None:
        shelf, game, cabinet = self.state.shelf, self.game, self.cabinet
        rows = [
            sentence(shelf, game),
            begins(game, self.setup(game), cabinet.seed),
            window(shelf, self.windowed),
        ]
        self.query_one("#head", Headline).show(rows, ("", "muted"))

    def name_deeds(self) -> None:
        """In the last row, what the two buttons do in this game, and with which keys; a program
        that was added has none."""
        told = self.player.told
        named = dict(zip(DEEDS, told.deeds, strict=True)) if told else {}
        bindings = self._bindings = self._bindings.copy()
        changed = False
        for button, key in DEEDS.items():
            words = named.get(button, "")
            shown = displayed(self.settings.keys.get(button, DEFAULTS[button])[0])
            binding = Binding(key, f"game_{button}", words, show=bool(words), key_display=shown)
            changed |= bindings.key_to_bindings[key] != [binding]
            bindings.key_to_bindings[key] = [binding]
        if changed:
            self.refresh_bindings()

    # The cabinet

    def action_again(self) -> None:
        self.state = State(shelf=self.state.shelf)
        self.look()

    def look(self) -> None:
        self.windowed = False
        self.leave()
        self.cabinet.forget()
        self.ask(Lobby())

    def on_cabinet_settled(self) -> None:
        free = self.link and not self.playing and not self.windowed
        if preview := self.cabinet.preview() if free else None:
            self.receipts.clear()
            self.ask(preview)

    # A game

    def action_play(self) -> None:
        if game := self.game:
            self.start(Play(game.name, setup=self.setup(game)))

    def action_window(self) -> None:
        """On the display of the machine that the engine runs on, until the window is closed."""
        if (game := self.game) and not self.windowed:
            self.leave()
            self.state = State(shelf=self.state.shelf)
            self.windowed = True
            options = self.settings.options()
            self.ask(Window(game.name, setup=self.setup(game), options=options))
            self.changed()

    def start(self, request: Play | Watch) -> None:
        self.leave()
        self.cabinet.forget()
        self.state = State(shelf=self.state.shelf)
        self.turn(True)
        self.player.begin(isinstance(request, Watch))
        # Once it is known how much room there is.
        self.call_after_refresh(self.begin, request)

    def begin(self, request: Play | Watch) -> None:
        if not self.playing:
            return  # left already
        self.receipts.clear()
        self.how = "release" if self.app.key_releases.told else self.settings.heard
        where = place(self.player.picture, self.settings)
        request = msgspec.structs.replace(request, place=where)
        if isinstance(request, Play):
            options = self.settings.options()
            request = msgspec.structs.replace(request, how=self.how, options=options)
        self.ask(request)

    def turn(self, playing: bool) -> None:
        """To a game, or back to the cabinet."""
        self.playing = playing
        self.set_class(playing, "-playing")
        self.stretch(playing)
        self.app.frame.set_class(playing and self.display, "-game")
        self.refresh_bindings()
        self.paint()

    def on_player_left(self) -> None:
        if self.playing:
            self.tell(wire.Cancel())
            self.turn(False)
            self.look()

    def idle(self) -> None:
        """The game, or the lobby, has ended by itself."""
        self.cabinet.forget()
        if self.playing or self.windowed:
            self.windowed = False
            self.player.keys.release_all()
            self.turn(False)
            self.look()

    def tell(self, request: wire.Message) -> None:
        if self.link:
            self.link.send(request)

    def seen(self, number: int) -> None:
        self.tell(Seen(number))

    def ask_terminal(self) -> bool:
        return self.player.picture.ask()

    def terminal_answered(self) -> None:
        self.receipts.answered()

    # When it rests

    def rest(self) -> None:
        if self.playing:
            self.player.rest()

    def rest_without_focus(self, focus: bool) -> None:
        if not focus:
            self.rest()

    def shown(self) -> None:
        self.app.frame.set_class(self.playing, "-game")
        self.app.key_releases.begin(self)
        if self.app.asked:
            # How its keys are heard is to be known by then.
            self.set_timer(ANSWERS, self.start_asked)
        elif not self.playing and not self.windowed:
            self.look()

    def start_asked(self) -> None:
        """Once, and where it is seen."""
        asked = self.app.asked
        if isinstance(asked, Play | Watch) and self.display:
            self.app.asked = None
            if isinstance(asked, Play):
                self.cabinet.turn_to(asked.setup)
            self.start(asked)

    def hidden(self) -> None:
        """A game that is played rests; it stays as it is."""
        self.app.frame.set_class(False, "-game")
        self.app.key_releases.end()
        if self.playing:
            self.rest()
        elif not self.windowed:
            self.leave()
            self.cabinet.forget()

    def on_resize(self) -> None:
        if self.playing and self.link:
            self.rest()
            self.call_after_refresh(self.fit)
        self.paint()

    def fit(self) -> None:
        """What is shown has another place, or is to be made of something else."""
        if self.playing:
            self.tell(place(self.player.picture, self.settings))
        else:
            self.cabinet.settle()

    # Keys

    @property
    def released(self) -> bool:
        """Whether the terminal tells releases, as it did when the game began: with keys that are
        heard in another way it would be another game."""
        return self.how == "release" and self.app.key_releases.told

    def on_key(self, event: Pressed) -> None:
        """While it is played all keys are the game's, but for a few."""
        self.cabinet.awake()
        if not self.playing:
            return
        if event.key.startswith("ctrl+") or event.key in THROUGH:
            if event.key != METER:
                self.rest()  # something opens over it
            return
        event.stop()
        event.prevent_default()
        if not isinstance(event, KeyAgain) or not self.released:
            self.player.press(event.key, self.released, self.settings.heard)

    def on_key_up(self, event: KeyUp) -> None:
        if self.released:
            self.player.let_go(event.key)

    def action_meter(self) -> None:
        self.player.toggle_meter()
