"""What the keys of the gomoku tab choose: another game, other players, moves that are typed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from textual.events import Key

from engines.gomoku import points
from engines.gomoku.board import IllegalMove
from engines.gomoku.messages import Game
from engines.gomoku.policy_value_net.shelf import Network
from engines.wire import EngineError
from tui import clipboard, game_file
from tui.gomoku_table import PERSON, Table
from tui.i18n import _
from tui.keys import keys_of
from tui.said import particulars, said
from tui.tabs.gomoku_keys import OPENS
from tui.tabs.gomoku_playing import Playing
from tui.tabs.gomoku_words import able, who
from tui.widgets.entry import Entry
from tui.widgets.go_board import GoBoard

SUFFIXES = (".sgf", ".psq")


class Choosing(Playing):
    def __init__(self) -> None:
        super().__init__()
        self.warned: object = None
        """What the next key of the same kind would do, after it was said."""

    def once_more(self, what: object, words: str) -> bool:
        """Whether this was said before; else it is said now."""
        before, self.warned = self.warned, what
        if before == what:
            self.warned = None
            return True
        self.say(words)
        self.paint()
        return False

    # Games

    @property
    def networks(self) -> Sequence[Network]:
        """Those that the engine knows of."""
        return self.state.ready.networks if self.state.ready else ()

    def action_new(self) -> None:
        from tui.screens.new_game import NewGameScreen, Wanted

        wanted = Wanted.of(self.table.rules, self.people, self.networks)
        running = bool(self.table.whole) and not self.table.over

        def begin(found: Wanted | None) -> None:
            if found is not None:
                self.begin_game(Table(found.rules, found.sides))
                self.paint()

        self.app.push_screen(NewGameScreen(wanted, lambda: self.networks, running=running), begin)

    def action_open(self) -> None:
        from tui.screens.file_picker import FilePicker

        screen = FilePicker(_("Open a game (SGF, PSQ)"), game_file.KIND, suffixes=SUFFIXES)
        self.app.push_screen(screen, self.opened)

    def opened(self, path: Path | None) -> None:
        if path is None:
            return
        try:
            table = game_file.read(path)
        except EngineError as error:
            why = particulars(error.failed.why)
            self.notify(why, title=_(error.failed.what), severity="error")
        except OSError as error:
            self.notify(str(error), severity="error")
        else:
            self.begin_game(table)
            self.say(_("People play both colors: p lets the engine go on, [ looks back."), "text")
            self.paint()

    def action_save(self) -> None:
        from tui.screens.file_picker import FilePicker

        title = _("Save the game (SGF, PSQ) to")
        screen = FilePicker(title, "saved", start="~/gomoku.sgf", save=True)
        self.app.push_screen(screen, self.saved)

    def saved(self, path: Path | None) -> None:
        if path is None:
            return
        try:
            text = game_file.text(self.table, monotonic(), path.suffix)
        except EngineError as error:
            why = particulars(error.failed.why)
            self.notify(why, title=_(error.failed.what), severity="error")
        else:
            clipboard.save(self.app, path, text)

    # Players

    def action_sides(self) -> None:
        """The engine plays white, then black, then nothing."""
        engine = self.preferred
        cycle = ((PERSON, engine), (engine, PERSON), (PERSON, PERSON))
        at = cycle.index(self.people) if self.people in cycle else -1
        self.people = cycle[(at + 1) % len(cycle)]
        self.watching = self.paused = False
        self.seat(self.people)
        words = _("black: {black}, white: {white}")
        black, white = map(who, self.people)
        self.say(words.format(black=black, white=white), "text")
        self.paint()

    def action_watch(self) -> None:
        """The engine plays both colors, or no longer."""
        self.watching, self.paused = not self.watching, False
        self.seat((self.preferred, self.preferred) if self.watching else self.people)
        self.say("")
        self.paint()

    def action_engine(self) -> None:
        """The search, then each network that has learnt this game, plays from now on."""
        choices = ["", *able(self.table.rules, self.networks)]
        if choices == [self.preferred.net]:
            self.say(_("No network has learnt this game."))
        else:
            at = choices.index(self.preferred.net) if self.preferred.net in choices else -1
            self.prefer(self.preferred._replace(net=choices[(at + 1) % len(choices)]))
            self.say(_("From now on: {engine}.").format(engine=who(self.preferred)), "text")
        self.paint()

    def pause(self) -> None:
        self.table.clock(monotonic(), on=self.paused)
        self.paused = not self.paused
        self.want()
        self.paint()

    def action_resign(self) -> None:
        table = self.table
        if table.over or not table.moves or table.player != PERSON:
            return
        if self.once_more(("resign", table.game), _("R once more resigns.")):
            table.clock(monotonic(), on=False)
            table.resigned = table.board.turn
            self.changed()
            self.want()
            self.paint()

    # Moves

    def action_play(self) -> None:
        raise NotImplementedError

    def put(self, point: int) -> None:
        """Set a stone for a person, where that is possible; else it is said why not."""
        table = self.table
        if table.over:
            self.say(_("The game is over: n begins another, u takes moves back."))
        elif self.watching:
            self.say(_("The engine plays both: space pauses, w lets you play."))
        elif self.thinks:
            self.say(_("{player} is to move.").format(player=who(table.player).capitalize()))
        elif self.leaves(point):
            try:
                self.play(point)
            except IllegalMove as error:
                self.refused(error)
            self.want()
        self.paint()

    def refused(self, error: IllegalMove) -> None:
        self.say(f"{_(error.failed.what)} {particulars(error.failed.why)}")

    def leaves(self, point: int) -> bool:
        """Whether the moves that follow may be dropped for another one."""
        table = self.table
        if not table.stepping or table.board.undone[-1] == point:
            return True
        first, last = len(table.moves) + 1, len(table.whole)
        words = _("Once more plays here, and drops the moves {first} to {last}.")
        return self.once_more((table.game, point), words.format(first=first, last=last))

    def action_undo(self) -> None:
        self.back_and_forth(self.table.undo)

    def action_redo(self) -> None:
        self.back_and_forth(self.table.redo)

    def back_and_forth(self, go: Callable[[], bool]) -> None:
        self.table.clock(monotonic(), on=True)
        if go():
            self.paused = self.watching
            self.changed()
            self.want()
            self.paint()

    # Moves that are typed

    @property
    def entry(self) -> Entry:
        return self.query_one(Entry)

    def on_key(self, event: Key) -> None:
        """Before any binding is looked for: what is typed after the key that opens the line."""
        opening = keys_of(OPENS, self.app.settings.keys)
        if event.key in opening and not self.entry.is_open and self.in_front:
            self.action_enter()
        elif not self.entry.takes(event):
            return
        event.stop()
        event.prevent_default()

    def action_enter(self) -> None:
        self.entry.open()
        self.paint()

    def on_entry_left(self) -> None:
        self.close_entry()

    def close_entry(self) -> None:
        """What was said of what is typed is over with it."""
        self.say("")
        self.entry.close()
        self.screen.set_focus(self)
        self.paint()

    def on_entry_entered(self, event: Entry.Entered) -> None:
        try:
            typed = [points.point(name, self.table.rules.size) for name in words(event.text)]
        except ValueError as error:
            self.say(said(str(error)))
            self.paint()
            return
        self.close_entry()
        if len(typed) == 1:
            self.query_one("#board", GoBoard).go(typed[0])
            self.put(typed[0])
        elif typed:
            self.put_all(typed)

    def put_all(self, typed: list[int]) -> None:
        """Set stones of both colors in turn; all, or none where one is not legal."""
        before: Game = self.table.game
        trial = self.table.board.copy()
        try:
            for point in typed:
                trial.play(point)
        except IllegalMove as error:
            self.refused(error)
        else:
            last = (before, *typed)
            words = _("Once more drops the moves {first} to {last}.")
            first, end = len(before.moves) + 1, len(self.table.whole)
            if not self.table.stepping or self.once_more(last, words.format(first=first, last=end)):
                for point in typed:
                    self.table.play(point)
                self.changed()
                self.want()
        self.paint()


def words(text: str) -> list[str]:
    """Moves as they are written: "H8", "H8 I9", "h8,i9", "1. H8 2. I9"."""
    parts = text.replace(",", " ").replace(";", " ").split()
    return [part for part in parts if not part.rstrip(".").isdecimal()]
