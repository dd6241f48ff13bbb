"""The gomoku tab's game and its engine: what is asked, what an answer is good for, what is kept."""

from time import monotonic

import msgspec
from textual.reactive import var
from textual.timer import Timer

from engines import wire
from engines.gomoku.board import IllegalMove
from engines.gomoku.messages import LEVELS, Analyse, Chosen, Game, Look, Proof, Prove, Seen, Think
from engines.gomoku.player import Analysis
from engines.gomoku.state import State, step
from tui import game_file
from tui.game_kept import Kept
from tui.gomoku_table import PERSON, Sides, Table
from tui.i18n import _
from tui.tabs.engine_tab import EngineTab

PACE = 0.6
"""Seconds between two moves of engines that are watched, at least."""
OFTEN = 4.0
"""Times a second that what is thought is painted, at most; over SSH the live rate is less."""
HINT = 6
"""The level that hints at least come from."""
LINES = 3

Errand = Think | Analyse | Prove | None


class Playing(EngineTab):
    """One game at a time; all that is asked names it, and so do the answers."""

    ENGINE = "gomoku"
    step = staticmethod(step)

    state: var[State] = var(State(), init=False)

    def __init__(self) -> None:
        super().__init__()
        self.kept = Kept()
        self.table, self.trouble = self.kept.load()
        self.preferred = self.table.level or 5
        """The level that the engine plays at where it plays."""
        self.watching = self.paused = PERSON not in self.table.sides
        """The engine plays both colors. What was kept so waits for somebody to look."""
        self.people = (PERSON, self.preferred) if self.watching else self.table.sides
        """Who plays while nobody watches."""
        self.analysing = self.heated = self.threatened = False
        self.hinted: Game | None = None
        """The position that a hint was asked for."""
        self.answer: Chosen | None = None
        """The engine's last move."""
        self.asked: tuple[Game, Errand] | None = None
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

    # What is asked

    @property
    def thinks(self) -> bool:
        """It is the engine's turn."""
        table = self.table
        return bool(table.player) and not (table.over or table.stepping or self.paused)

    def errand(self) -> Errand:
        """What the engine is to do beside looking: its move, a hint, a proof, or thinking on."""
        game = self.table.game
        if self.table.over:
            return None
        if self.thinks:
            return Think(game, self.table.player)
        if self.hinted == game and self.hint is None:
            return Think(game, max(HINT, self.table.level))
        if self.threatened and self.proof is None:
            return Prove(game)
        if self.analysing or self.heated:
            return Analyse(game, LINES)
        return None

    def want(self) -> None:
        """Ask for what is to be known now, unless it was asked for already."""
        wanted = (self.table.game, self.errand())
        if not self.is_mounted or not self.display or wanted == self.asked:
            return
        self.asked = wanted
        game, errand = wanted
        if self.state.last or (isinstance(errand, Think) and self.state.chosen):
            self.state = msgspec.structs.replace(self.state, last=None, chosen=None)
        self.ask(Look(game), *([errand] if errand else []))

    # What was answered, as far as it is about what stands on the board

    @property
    def seen(self) -> Seen | None:
        seen = self.state.seen
        return seen if seen and seen.game == self.table.game else None

    @property
    def hint(self) -> Chosen | None:
        chosen, game = self.state.chosen, self.table.game
        return chosen if chosen and chosen.game == game == self.hinted else None

    @property
    def proof(self) -> Proof | None:
        proof = self.state.proof
        return proof if proof and proof.game == self.table.game else None

    @property
    def analysis(self) -> Analysis | None:
        """The hint, until thinking on has looked further."""
        thinking, hint = self.state.thinking, self.hint
        thought = thinking.analysis if thinking and thinking.game == self.table.game else None
        further = self.analysing and thought and hint and thought.nodes > hint.analysis.nodes
        return hint.analysis if hint and not further else thought

    def watch_state(self, state: State) -> None:
        before, self.before = self.before, state
        chosen = state.chosen
        if chosen and self.thinks and chosen.game == self.table.game:
            rest = PACE - (monotonic() - self.moved) if self.watching else 0.0
            if rest <= 0:
                self.take(chosen)
            elif self.pacing is None:
                self.pacing = self.set_timer(rest, self.paced)
        refused = state.refused
        if refused and refused.game == self.table.game and not self.said[0]:
            self.say(f"{_(refused.what)} {refused.why}".rstrip())
        if not self.state.last:  # what failed is not tried again by itself
            self.want()
        elif not before.last:  # what was said of its thinking is true no longer
            self.say("")
        others = (field for field in state.__struct_fields__ if field != "thinking")
        if all(getattr(state, field) is getattr(before, field) for field in others):
            self.paint_at_leisure()
        else:
            self.paint()

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
        self.table.clock(monotonic(), on=bool(self.display) and not self.paused)
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

    def begin(self, table: Table) -> None:
        """Another game. One that is not over is put by."""
        if self.table.whole and not self.table.over:
            game_file.put_by(self.table, monotonic())
        self.table = table
        self.preferred = table.level or self.preferred
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
        level = max(1, min(self.preferred + by, LEVELS))
        self.preferred = level
        self.people = at_level(self.people, level)
        self.seat(at_level(self.table.sides, level))
        self.say(_("The engine plays at level {number}.").format(number=level), "text")
        self.paint()

    # Shown and hidden

    def shown(self) -> None:
        if not self.link:
            self.asked = None
        self.table.clock(monotonic(), on=not self.paused)
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


def at_level(sides: Sides, level: int) -> Sides:
    """The engine at another level, wherever it plays."""
    black, white = sides
    return level if black else PERSON, level if white else PERSON
