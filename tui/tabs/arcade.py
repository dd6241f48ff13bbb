"""The arcade tab: a cabinet of games, and the one that is played."""

import secrets
from collections.abc import Mapping
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key as Pressed
from textual.reactive import var

from engines import wire
from engines.arcade.game import MOST_SEED, Setup
from engines.arcade.keys import DEFAULTS
from engines.arcade.messages import (
    Kept,
    Like,
    Listed,
    Lobby,
    Play,
    Runs,
    Seen,
    Watch,
    Window,
)
from engines.arcade.state import State, step, taken
from engines.wire import Failed
from tui import arcade_settings
from tui.arcade_settings import ArcadeSettings
from tui.game_keys import displayed
from tui.i18n import N_, _
from tui.key_parser import KeyAgain, KeyUp
from tui.receipts import Receipts
from tui.tabs.arcade_cabinet import Cabinet
from tui.tabs.arcade_place import place
from tui.tabs.arcade_player import Player
from tui.tabs.arcade_records import figures, run_of
from tui.tabs.arcade_words import EXPLANATION, begins, buttons, explained, sentence, window
from tui.tabs.engine_tab import EngineTab
from tui.widgets.headline import Headline
from tui.widgets.notice import Notice

ANSWERS = 0.25
"""Seconds for a terminal to say whether it tells releases."""
METER = "f2"
THROUGH = ("f1", "question_mark", METER)
"""Keys that are no game's."""
DEEDS = {"a": "space", "b": "x"}
"""The keys that are told in the last row, by button, as long as nobody has chosen others."""


class ArcadeTab(EngineTab):
    ENGINE = "arcade"
    step = staticmethod(step)
    HELP = EXPLANATION
    UNLISTED = frozenset({"game", "game_move", "game_wind", "game_a", "game_b", "meter"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "play", N_("begin"), key_display="Enter", id="arcade.play"),
        Binding("l", "level(1)", N_("level"), id="arcade.level"),
        Binding("L", "level(-1)", N_("level before"), show=False, id="arcade.level-before"),
        Binding("d", "difficulty", N_("difficulty"), id="arcade.difficulty"),
        Binding("p", "practice", N_("practice"), id="arcade.practice"),
        Binding("v", "runs", N_("replays"), id="arcade.replays"),
        Binding("s", "scores", N_("scores"), id="arcade.scores"),
        Binding("o", "options", N_("options"), id="arcade.options"),
        Binding("w", "window", N_("in a window"), id="arcade.window"),
        Binding("f", "like", N_("favourite"), id="arcade.favourite"),
        Binding("n", "seed", N_("seed"), id="arcade.seed"),
        Binding("r", "again", N_("look again"), show=False, id="arcade.again"),
        Binding("escape", "game", N_("pause"), key_display="Esc"),
        Binding("up,down,left,right", "game_move", N_("move"), key_display="← ↑ ↓ →"),
        Binding("left,right", "game_wind", N_("slower, faster"), key_display="← →"),
        Binding("space", "game_a", "A", key_display="Space"),
        Binding("x", "game_b", "B"),
        Binding(METER, "meter", N_("pictures"), key_display="F2", id="arcade.meter"),
        Binding("left,h", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        Binding("up,k", "move(0, -1)", show=False),
        Binding("down", "move(0, 1)", show=False),
    ]

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

    def does(self, action: str) -> bool:
        """For the game that is chosen; while that is played in a window, nobody is there who could
        be asked for more."""
        game, shelf = self.game if self.is_mounted else None, self.state.shelf
        levels = game is None or bool(game.levels)
        match action:
            case "window":
                return bool(game and shelf and shelf.display) and not self.windowed
            case "practice":
                return bool(game and game.practice)
            case "level" | "difficulty" | "scores" | "seed":
                return levels
            case "runs":
                return levels and not self.windowed
            case "like":
                return not self.windowed
        return True

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
    def cabinet(self) -> Cabinet:
        return self.query_one(Cabinet)

    @property
    def player(self) -> Player:
        return self.query_one(Player)

    @property
    def game(self) -> Listed | None:
        return self.cabinet.game

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
            said = "\n".join(filter(None, (trouble.why, trouble.fix)))
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

    def changed(self) -> None:
        self.paint()
        self.refresh_bindings()

    def action_move(self, columns: int, rows: int) -> None:
        self.cabinet.move(columns, rows)
        if self.state.shelf and self.state.last:  # what broke down was another one
            self.state = msgspec.structs.replace(self.state, last=None)
        self.changed()

    def action_level(self, by: int) -> None:
        self.cabinet.turn_level(by)
        self.paint()

    def action_difficulty(self) -> None:
        self.cabinet.turn_difficulty()
        self.paint()

    def action_practice(self) -> None:
        self.cabinet.turn_practice()
        self.paint()

    def action_like(self) -> None:
        if game := self.game:
            self.ask(Like(game.name, not game.card.favourite))

    def action_again(self) -> None:
        self.state = State(shelf=self.state.shelf)
        self.look()

    def action_scores(self) -> None:
        from tui.screens.listing import ListingScreen

        if game := self.game:
            self.app.push_screen(ListingScreen(game.title, lambda _w, _h: figures(game)))

    def action_options(self) -> None:
        from tui.screens.arcade_settings import ArcadeSettingsScreen

        self.app.push_screen(ArcadeSettingsScreen(self.settings, self.take))

    def take(self, settings: ArcadeSettings) -> None:
        """Other settings: in force, and kept."""
        self.settings = self.cabinet.settings = settings
        self.cabinet.settle()
        self.cabinet.paint()
        try:
            arcade_settings.save(settings)
        except OSError as error:
            self.notify(str(error), title=_("Settings are not kept"), severity="error")

    def action_seed(self) -> None:
        from tui.screens.form import Field, FormScreen

        def take(found: int | None) -> None:
            if found is not None:
                self.cabinet.seed = None if found < 0 else found
                self.paint()

        now = "" if self.cabinet.seed is None else str(self.cabinet.seed)
        field = Field("seed", _("seed"), now, _("another one for each run"))
        hint = _("The same seed is the same luck.")
        self.app.push_screen(FormScreen(_("Luck"), [field], seed, hint), take)

    def action_runs(self) -> None:
        if game := self.game:
            self.ask(Runs(game.name))

    def offer(self, kept: Kept) -> None:
        """The runs that can be seen again: one of them is shown."""
        from tui.screens.choice import ChoiceScreen

        lines = {run_of(run): run for run in kept.runs}
        if not lines:
            self.notify(_("No run of five seconds was played yet."))
            return

        def watch(line: str | None) -> None:
            if line is not None:
                # Once the list is gone: behind it nothing is laid out.
                self.call_after_refresh(self.start, Watch(lines[line].path))

        self.app.push_screen(ChoiceScreen(_("Replays"), [*lines]), watch)

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

    def setup(self, game: Listed | None) -> Setup | None:
        return self.cabinet.setup(game, lambda: secrets.randbits(32)) if game else None

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


def seed(texts: Mapping[str, str]) -> int:
    """What was typed; -1 for nothing. ValueError for what is no seed."""
    typed = texts["seed"].replace(",", "").replace(" ", "")
    if not typed:
        return -1
    if not (typed.isdecimal() and int(typed) <= MOST_SEED):
        raise ValueError(_("A seed is a whole number, 0 to {most}.").format(most=MOST_SEED))
    return int(typed)
