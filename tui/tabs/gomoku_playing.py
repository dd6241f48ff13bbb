"""The gomoku tab's game and its engine: what is asked, what an answer is good for, what is kept."""

from time import monotonic

import msgspec
from textual.timer import Timer

from engines import wire
from engines.gomoku.board import IllegalMove
from engines.gomoku.messages import LEVELS, Chosen, Refused
from engines.gomoku.state import State, step
from tui import game_file
from tui.game_kept import Kept
from tui.gomoku_table import PERSON, Engine, Player, Sides, Table
from tui.i18n import _
from tui.said import particulars
from tui.tabs.gomoku_asking import Asking

PACE = 0.6
"""Seconds between two moves of engines that are watched, at least."""
OFTEN = 4.0
"""Times a second that what is thought is painted, at most; over SSH the live rate is less."""


class Playing(Asking):
    ENGINE = "gomoku"
    step = staticmethod(step)

    def __init__(self) -> None:
        super().__init__()
        self.kept = Kept()
        self.table, self.trouble = self.kept.load()
        self.preferred = self.table.engine or Engine()
        """The engine that plays where one does."""
        self.watching = self.paused = PERSON not in self.table.sides
        """The engine plays both colors. What was kept so waits for somebody to look."""
        self.people = (PERSON, self.preferred) if self.watching else self.table.sides
        """Who plays while nobody watches."""
        self.answer: Chosen | None = None
        """The engine's last move."""
        self.moved = 0.0
        """When the last stone was set."""
        self.pacing: Timer | None = None
        self.before = self.state
        self.painted = 0.0
        """When what is thought was painted last."""
        self.painting: Timer | None = None

    def paint(self) -> None:
        """Draw what is known."""
        raise NotImplementedError

    def watch_state(self, state: State) -> None:
        before, self.before = self.before, state
        chosen = state.chosen
        if chosen and self.thinks and chosen.game == self.table.game:
            rest = PACE - (monotonic() - self.moved) if self.watching else 0.0
            if rest <= 0:
                self.take(chosen)
            elif self.pacing is None:
                self.pacing = self.set_timer(rest, self.paced)
        if self.refusal and not self.said[0]:
            self.say(self.why(self.refusal))
        if not self.state.last:  # what failed is not tried again by itself
            self.want()
        elif not before.last:  # what was said of its thinking is true no longer
            self.say("")
        others = (field for field in state.__struct_fields__ if field != "thinking")
        if all(getattr(state, field) is getattr(before, field) for field in others):
            self.paint_at_leisure()
        else:
            self.paint()

    def why(self, refused: Refused) -> str:
        """Why the engine did not do as it was asked; of a network, what helps."""
        engine = self.table.engine
        why = _("e: another engine") if engine and engine.net else particulars(refused.why)
        return f"{_(refused.what)} {why}".rstrip()

    def paced(self) -> None:
        self.pacing = None
        self.watch_state(self.state)

    def paint_at_leisure(self) -> None:
        """Only what is thought has changed, as it does all the time."""
        rest = self.painted + 1 / min(OFTEN, self.app.live_hertz) - monotonic()
        if rest <= 0:
            self.painted = monotonic()
            self.paint()
        elif self.painting is None:
            self.painting = self.set_timer(rest, self.paint_now)

    def paint_now(self) -> None:
        self.painting = None
        self.painted = monotonic()
        self.paint()

    def take(self, chosen: Chosen) -> None:
        """Play the engine's move."""
        try:
            self.play(chosen.analysis.move)
        except IllegalMove as error:
            failed = wire.Failed("The engine's move is not legal.", error.failed.why)
            self.leave()
            self.state = msgspec.structs.replace(self.state, chosen=None, last=failed)
        else:
            self.answer = chosen

    # Moves

    def play(self, point: int) -> None:
        """Set a stone of who is to move. Raises IllegalMove."""
        self.table.clock(monotonic(), on=True)
        self.table.play(point)
        self.moved = monotonic()
        self.changed()

    def changed(self) -> None:
        """Another position stands on the board."""
        self.hinted = None
        self.say("")
        self.table.clock(monotonic(), on=self.in_front and not self.paused)
        self.keep()

    def keep(self) -> None:
        try:
            aside = self.kept.save(self.table, monotonic())
        except OSError as error:
            if not self.trouble:  # told once: it would be told with each move
                self.trouble = str(error)
                title = _("The game is not kept")
                self.notify(self.trouble, title=title, severity="error", timeout=15)
        else:
            if aside:
                words = _("Another console has played: o opens its game, {file}.")
                self.notify(words.format(file=aside.name), severity="warning", timeout=15)

    said: tuple[str, str] = ("", "muted")

    def say(self, text: str, role: str = "attention") -> None:
        """A word to whoever plays, until the next move."""
        self.said = (text, role)

    def begin_game(self, table: Table) -> None:
        """Another game. One that is not over is put by."""
        if self.table.whole and not self.table.over:
            game_file.put_by(self.table, monotonic())
        self.table = table
        self.preferred = table.engine or self.preferred
        self.watching, self.paused = PERSON not in table.sides, False
        self.people = (PERSON, self.preferred) if self.watching else table.sides
        self.changed()
        self.want()

    def seat(self, sides: Sides) -> None:
        """Other players go on with this game."""
        self.table.clock(monotonic(), on=True)
        self.table.sides = sides
        self.keep()
        self.want()

    def action_level(self, by: int) -> None:
        level = max(1, min(self.preferred.level + by, LEVELS))
        self.prefer(self.preferred._replace(level=level))
        self.say(_("The engine plays at level {number}.").format(number=level), "text")
        self.paint()

    def prefer(self, engine: Engine) -> None:
        """It plays wherever one does."""
        self.preferred = engine
        self.people = played_by(self.people, engine)
        self.seat(played_by(self.table.sides, engine))

    # Shown and hidden

    def shown(self) -> None:
        if not self.link:
            self.asked = None
        self.table.clock(monotonic(), on=self.in_front and not self.paused)
        self.want()
        self.paint()

    def hidden(self) -> None:
        """What nobody sees is neither played nor thought about, and no clock runs."""
        self.table.clock(monotonic(), on=False)
        if self.table.ticking:
            self.keep()
        super().hidden()

    def leave(self) -> None:
        self.asked = None
        if self.pacing:
            self.pacing.stop()
            self.pacing = None
        super().leave()

    def idle(self) -> None:
        self.asked = None
        self.paint()

    def action_again(self) -> None:
        self.leave()
        self.want()
        self.paint()


def played_by(sides: Sides, engine: Player) -> Sides:
    """Another engine, wherever one plays."""
    black, white = sides
    return engine if black else PERSON, engine if white else PERSON
