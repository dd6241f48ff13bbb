"""What the gomoku tab asks its engine, and what an answer is good for."""

import msgspec
from textual.reactive import var

from engines.gomoku.messages import Analyse, Chosen, Game, Look, Proof, Prove, Refused, Seen, Think
from engines.gomoku.player import Analysis
from engines.gomoku.state import State
from tui.gomoku_table import Table
from tui.tabs.engine_tab import EngineTab

HINT = 6
"""The level that hints at least come from."""
LINES = 3

Errand = Think | Analyse | Prove | None


class Asking(EngineTab):
    """All that is asked names its game, and so do the answers."""

    table: Table
    paused: bool

    state: var[State] = var(State(), init=False)

    def __init__(self) -> None:
        super().__init__()
        self.analysing = self.heated = self.threatened = False
        self.hinted: Game | None = None
        """The position that a hint was asked for."""
        self.asked: tuple[Game, Errand] | None = None

    @property
    def in_front(self) -> bool:
        """Whether the board is looked at."""
        return bool(self.display)

    # What is asked

    @property
    def thinks(self) -> bool:
        """It is the engine's turn."""
        table = self.table
        return table.player is not None and not (table.over or table.stepping or self.paused)

    def errand(self) -> Errand:
        """What the engine is to do beside looking: its move, a hint, a proof, or thinking on."""
        game, player, engine = self.table.game, self.table.player, self.table.engine
        if self.table.over:
            return None
        if player and self.thinks:
            return Think(game, player.level, player.by, net=player.net)
        if self.hinted == game and self.hint is None:
            return Think(game, HINT if not engine or engine.net else max(HINT, engine.level))
        if self.threatened and self.proof is None:
            return Prove(game)
        if self.heated and engine and engine.net and not self.analysing:
            return Analyse(game, LINES, engine.by, engine.net)
        if self.analysing or self.heated:
            return Analyse(game, LINES)
        return None

    def want(self) -> None:
        """Ask for what is to be known now, unless it was asked for already."""
        wanted = (self.table.game, self.errand())
        if not self.is_mounted or not self.in_front or wanted == self.asked:
            return
        before, self.asked = self.asked, wanted
        game, errand = wanted
        if self.state.last or (isinstance(errand, Think) and self.state.chosen):
            self.state = msgspec.structs.replace(self.state, last=None, chosen=None)
        if self.state.refused or other_thinks(before, wanted):
            self.state = msgspec.structs.replace(self.state, refused=None, thinking=None)
        self.ask(Look(game), *([errand] if errand else []))

    # What was answered, as far as it is about what stands on the board

    @property
    def seen(self) -> Seen | None:
        seen = self.state.seen
        return seen if seen and seen.game == self.table.game else None

    @property
    def refusal(self) -> Refused | None:
        refused = self.state.refused
        return refused if refused and refused.game == self.table.game else None

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


def other_thinks(before: tuple[Game, Errand] | None, wanted: tuple[Game, Errand]) -> bool:
    """Whether of the same game the network is asked in place of the search, or it of that."""
    if before is None or before[0] != wanted[0]:
        return False
    errands = before[1], wanted[1]
    by = [each.by for each in errands if isinstance(each, Think | Analyse)]
    return len(set(by)) > 1
