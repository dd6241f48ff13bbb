"""A new game of gomoku: by which rules, on which board, and who plays which color."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Click
from textual.geometry import Size
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widgets import Static

from engines.gomoku.messages import LEVELS
from engines.gomoku.policy_value_net.shelf import Network
from engines.gomoku.rules import LARGEST, SMALLEST, Kind, Rules
from tui.gomoku_table import PERSON, Engine, Player, Sides
from tui.i18n import N_, _
from tui.runs import Row, fit
from tui.screens.over import Over
from tui.tabs.gomoku_words import KINDS, able
from tui.widgets.canvas import Canvas

LABEL = 14
NAMES = {
    "kind": N_("rules"),
    "size": N_("lines"),
    "row": N_("in a row"),
    "black": N_("black"),
    "black_level": N_("its level"),
    "white": N_("white"),
    "white_level": N_("its level"),
}
LONGEST_ROW = 9

YOU, SEARCH, NETWORK = "you", "search", "network "
"""Who plays a color; behind NETWORK stands which."""


class Wanted(NamedTuple):
    """What is chosen; any of it can be."""

    kind: Kind = "freestyle"
    size: int = 15
    row: int = 5
    black: str = YOU
    black_level: int = 5
    white: str = SEARCH
    white_level: int = 5
    networks: Sequence[Network] = ()

    @classmethod
    def of(cls, rules: Rules, sides: Sides, networks: Sequence[Network]) -> "Wanted":
        levels = [side.level if side else Engine().level for side in sides]
        black, white = map(seated, sides)
        return cls(
            rules.kind, rules.size, rules.row, black, levels[0], white, levels[1], networks
        ).fitting()

    @property
    def rules(self) -> Rules:
        return Rules(self.size, self.row, self.kind)

    @property
    def sides(self) -> Sides:
        return player(self.black, self.black_level), player(self.white, self.white_level)

    def choices(self, name: str) -> Sequence[str | int]:
        match name:
            case "kind":
                return tuple(KINDS)
            case "size":
                return range(SMALLEST, LARGEST + 1)
            case "row":
                return (5,) if self.kind == "renju" else range(3, min(LONGEST_ROW, self.size) + 1)
            case "black" | "white":
                networks = able(self.rules, self.networks)
                return (YOU, SEARCH, *(f"{NETWORK}{each}" for each in networks))
        return range(1, LEVELS + 1)

    def changed(self, name: str, by: int) -> "Wanted":
        """With the next or the last choice; what does not go with it follows."""
        choices = self.choices(name)
        at = choices.index(getattr(self, name))
        found = self._replace(**{name: choices[(at + by) % len(choices)]})  # type: ignore[arg-type] # by name
        return found.fitting()

    def fitting(self) -> "Wanted":
        """Without a row for which there is no room, and without networks that do not know this."""
        rows = self.choices("row")
        found = self if self.row in rows else self._replace(row=min(5, int(rows[-1])))
        players = found.choices("black")
        black, white = (each if each in players else SEARCH for each in (found.black, found.white))
        return found._replace(black=black, white=white)


def seated(side: Player) -> str:
    if side is None:
        return YOU
    return f"{NETWORK}{side.net}" if side.net else SEARCH


def player(who: str, level: int) -> Player:
    if who == YOU:
        return PERSON
    return Engine(level, "" if who == SEARCH else who.removeprefix(NETWORK))


def shown(wanted: Wanted, name: str) -> str:
    value = getattr(wanted, name)
    match name:
        case "kind":
            return _(KINDS[value])
        case "black" | "white":
            words = {YOU: _("you"), SEARCH: _("the search")}
            network = _("the network {name}").format(name=value.removeprefix(NETWORK))
            return words.get(value, network)
        case "black_level" | "white_level" if getattr(wanted, name[:5]) == YOU:
            return "-"
    return str(value)


Known = Callable[[], Sequence[Network]]


class Choices(Canvas, can_focus=True):
    DEFAULT_CSS = "Choices { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j,tab", "move(1)", show=False),
        Binding("left,h", "change(-1)", show=False),
        Binding("right,l,space", "change(1)", show=False),
    ]

    row: var[int] = var(0)

    def __init__(self, wanted: Wanted, known: Known) -> None:
        super().__init__()
        self.wanted, self.known = wanted, known

    def draw(self, width: int, height: int) -> list[Row]:
        return [self.line(index, name) for index, name in enumerate(NAMES)]

    def line(self, index: int, name: str) -> Row:
        label, value = fit(_(NAMES[name]), LABEL), shown(self.wanted, name)
        if index != self.row:
            return [(f"  {label}  {value}", "text")]
        return [("▸ ", "accent"), (label, "strong"), (f"← {value} →", "accent")]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(NAMES)

    def action_move(self, by: int) -> None:
        self.row = (self.row + by) % len(NAMES)
        self.repaint()

    def action_change(self, by: int) -> None:
        wanted = self.wanted._replace(networks=self.known())
        self.wanted = wanted.changed(tuple(NAMES)[self.row], by)
        self.repaint()

    def on_click(self, event: Click) -> None:
        self.row = event.y
        self.action_change(-1 if event.x < LABEL + 4 else 1)


class NewGameScreen(Over, ModalScreen[Wanted | None]):
    """Dismissed with what was chosen. `running`: a game that is not over would be left. `known`
    tells the networks that there are: the engine, which looks for them, may still be starting."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
        Binding("enter", "begin", N_("begin"), key_display="Enter"),
    ]
    DEFAULT_CSS = """
    NewGameScreen { align: center middle; }
    NewGameScreen .caution { color: $text-warning; margin: 1 0 0 0; }
    """

    def __init__(self, wanted: Wanted, known: Known, *, running: bool) -> None:
        super().__init__()
        self.wanted, self.known, self.running = wanted, known, running

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("New game"), classes="title", markup=False)
            yield Choices(self.wanted, self.known)
            if self.running:
                said = _("The game that is on the board is put by: o opens it again.")
                yield Static(said, classes="caution", markup=False)
            yield Static(
                _("↑ ↓ choose, ← → change, Enter begins, Esc leaves"), classes="hint", markup=False
            )

    def action_begin(self) -> None:
        self.dismiss(self.query_one(Choices).wanted)
