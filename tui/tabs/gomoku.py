"""The gomoku tab: a board to play on, and what the engine knows about it."""

from functools import partial
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from engines.gomoku import points
from engines.gomoku.messages import Proof
from engines.wire import Failed
from tui.i18n import _
from tui.tabs.gomoku_history import LEAST, history, shared
from tui.tabs.gomoku_keys import EXPLANATION, KEYS
from tui.tabs.gomoku_panel import for_black, panel
from tui.tabs.gomoku_scene import Overlay, scene
from tui.tabs.gomoku_training import Training
from tui.tabs.gomoku_words import View, health, sentence, setting, worth
from tui.widgets.drawing import Drawing
from tui.widgets.entry import Entry
from tui.widgets.go_board import ASCII, UNICODE, GoBoard, height
from tui.widgets.headline import Headline
from tui.widgets.notice import Notice

AROUND = 6
"""Rows of the frame, the machine's among them, and of the head."""
HEAD, PANEL = 2, 16
"""Rows of the head, and those that the panel has at least where the board is small."""
SECONDS_A_STONE = 0.8
"""Of a proof that is played out."""


class GomokuTab(Training):
    HELP = EXPLANATION
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self) -> None:
        super().__init__()
        self.numbered = self.went_back = False
        self.at = 0
        """How many moves of the proof stand on the board."""
        self.proven: Proof | None = None
        """The proof that is played out."""
        self.playing: Timer | None = None
        self.rates: dict[int, float] = {}
        """Black's share of what is to be won, by how many moves stood."""
        self.course = self.table.rules, self.table.whole
        """The game that the rates are of."""

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        with Horizontal(id="body"):
            yield GoBoard(id="board")
            with Vertical(id="beside"):
                yield Notice(id="notice")
                yield Drawing(id="panel")
                yield Entry("H8, H8 I9 G7", id="entry")
        yield Drawing(id="history")

    def on_mount(self) -> None:
        if self.trouble:
            self.notify(self.trouble, severity="warning", timeout=15)
            self.trouble = ""
        self.set_interval(1.0, self.tick)
        self.paint()

    def on_resize(self) -> None:
        self.paint()

    def on_unmount(self) -> None:
        if self.table.ticking:
            self.keep()

    @property
    def board(self) -> GoBoard:
        return self.query_one("#board", GoBoard)

    # What is shown

    def paint(self) -> None:
        if not self.is_mounted or not self.query(Entry):
            return
        if self.training:
            self.stretch(False)
            self.paint_training()
            return
        jobs = self.app.job_bar
        rows = self.app.size.height - AROUND - (jobs.size.height if jobs.display else 0)
        self.stretch(height(self.table.rules.size) > rows)
        self.follow_proof()
        self.forget()
        view = self.view()
        self.query_one("#head", Headline).show([sentence(view), setting(view)], health(view))
        self.board.show(scene(self.table, self.overlay()))
        self.query_one("#panel", Drawing).show(partial(panel, view, self.tall))
        self.record(view)
        self.offer_back()
        notice, last = self.query_one("#notice", Notice), self.state.last
        notice.display = isinstance(last, Failed)
        if isinstance(last, Failed):
            notice.fail(last, _("f tries again"))

    def forget(self) -> None:
        """What is known of positions that are in this game no longer."""
        (rules, before), self.course = self.course, (self.table.rules, self.table.whole)
        same = shared(before, self.table.whole) if rules == self.table.rules else -1
        self.rates = {number: rate for number, rate in self.rates.items() if number <= same}

    def record(self, view: View) -> None:
        """What is known of the course of the game, where there is room for it."""
        share, moves = for_black(view), len(self.table.moves)
        if share is not None and not self.table.resigned:  # that can be taken back
            self.rates[moves] = share
        body = max(height(self.table.rules.size), PANEL) + 1
        below = self.query_one("#history", Drawing)
        below.display = self.size.height - HEAD - body >= LEAST
        self.query_one("#body").styles.height = body if below.display else "1fr"
        below.show(partial(history, self.rates, len(self.table.whole)))

    def tick(self) -> None:
        """A second has passed on the clock."""
        if self.in_front and self.table.ticking and not self.paused:
            self.query_one("#panel", Drawing).show(partial(panel, self.view(), self.tall))

    def view(self) -> View:
        return View(
            self.table,
            monotonic(),
            self.doing,
            self.state.ready,
            self.analysis,
            self.answer,
            (self.seen.threats if self.seen else ()) if self.threatened else None,
            self.proof,
            self.at,
            self.word,
            ASCII if self.app.ascii.enabled else UNICODE,
            self.rates,
        )

    @property
    def doing(self) -> str:
        if self.paused and not self.table.over:
            return "paused"
        return "thinking" if self.thinks and self.link and not self.refusal else ""

    @property
    def word(self) -> tuple[str, str]:
        """What is said to whoever plays: last of all, the hint."""
        if self.said[0] or self.hinted != self.table.game:
            return self.said
        if self.hint is None or self.analysis is None:
            return _("Looking for a good move…"), "muted"
        best = self.analysis.lines[0]
        name = points.name(best.moves[0], self.table.rules.size)
        words = _("A good move: {point}, {worth}")
        return words.format(point=name, worth=worth(best)), "accent"

    def overlay(self) -> Overlay:
        seen, found = self.seen, self.analysis
        return Overlay(
            seen.forbidden if seen else (),
            found if self.analysing or self.hint else None,
            found if self.heated else None,
            seen.threats if seen and self.threatened else (),
            self.proof if self.threatened else None,
            self.at,
            self.numbered,
        )

    # The cursor and the stones

    def action_move(self, columns: int, rows: int) -> None:
        self.board.move(columns, rows)
        if self.said[0]:
            self.say("")
            self.paint()

    def action_play(self) -> None:
        if self.watching and not self.table.over:
            self.pause()
        else:
            self.put(self.board.cursor)

    def on_go_board_chosen(self, event: GoBoard.Chosen) -> None:
        self.board.go(event.point)
        self.put(event.point)

    def action_numbers(self) -> None:
        """One set of digits at a time: those of the heatmap look the same."""
        self.numbered = not self.numbered
        if self.numbered and self.heated:
            self.action_heat()
        self.paint()

    # What is asked about the position

    def action_hint(self) -> None:
        if self.table.over or self.thinks or self.table.stepping:
            return
        self.hinted = self.table.game
        self.say("")
        self.want()
        self.paint()

    def action_analyse(self) -> None:
        self.analysing = not self.analysing
        said = _("The engine thinks on: the best moves are a, b, c.")
        self.say(said if self.analysing else "", "text")
        self.want()
        self.paint()

    def action_heat(self) -> None:
        self.heated = not self.heated
        self.numbered = self.numbered and not self.heated
        engine = self.table.engine
        said = _("How good the better points look: 9 is best.")
        if engine and engine.net and not self.analysing:
            said = _("Where the network looks: 9 is where it looks most.")
        self.say(said if self.heated else "", "text")
        self.want()
        self.paint()

    def action_threats(self) -> None:
        self.threatened = not self.threatened
        if not self.threatened:
            self.at = 0
        self.proven = None
        self.want()
        self.paint()

    def follow_proof(self) -> None:
        """A proof that has come is played out, a stone at a time."""
        proof = self.proof if self.threatened else None
        if proof is not self.proven:
            self.proven, self.at = proof, 0
            self.rest()
            if proof and proof.moves:
                self.playing = self.set_interval(SECONDS_A_STONE, self.play_out)

    def play_out(self) -> None:
        if self.proven and self.at < len(self.proven.moves):
            self.at += 1
            self.paint()
        else:
            self.rest()

    def rest(self) -> None:
        if self.playing:
            self.playing.stop()
            self.playing = None

    def action_step(self, by: int) -> None:
        """Through the proof while there is one, else through the game."""
        if self.proven and self.proven.moves:
            self.rest()
            self.at = max(0, min(self.at + by, len(self.proven.moves)))
        else:
            self.table.clock(monotonic(), on=True)
            if self.table.step(by):
                self.hinted = None
                self.say("")
                if self.watching:
                    self.paused = True
                self.want()
        self.paint()

    def leave(self) -> None:
        self.rest()
        super().leave()

    # Esc

    def offer_back(self) -> None:
        """The key line has Esc while there is something to go back from."""
        if self.goes_back != self.went_back:
            self.went_back = self.goes_back
            self.refresh_bindings()

    @property
    def goes_back(self) -> bool:
        here = self.threatened or self.hinted or self.table.stepping or self.typing
        return bool(self.training or here)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are offered where they do something."""
        if action == "back":
            return self.goes_back
        return super().check_action(action, parameters)

    @property
    def typing(self) -> bool:
        return any(entry.is_open for entry in self.query(Entry))

    def action_back(self) -> None:
        """One thing at a time: the training, what is typed, the threats, the hint, the review."""
        if self.training:
            self.leave_training()
        elif self.typing:
            self.close_entry()
        elif self.threatened:
            self.action_threats()
        elif self.hinted:
            self.hinted = None
            self.want()
        else:
            self.action_step(self.table.rules.points)
        self.paint()
