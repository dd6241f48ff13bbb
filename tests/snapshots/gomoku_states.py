"""The gomoku tab as it is drawn: a game that stands still, and what is said about it."""

from collections.abc import Awaitable, Callable
from functools import reduce

import msgspec
from textual.pilot import Pilot

from engines import wire
from engines.gomoku.board import Board
from engines.gomoku.levels import NET_LEVELS
from engines.gomoku.messages import Chosen, Game, Proof, Ready, Seen, Thinking
from engines.gomoku.player import Analysis, Line
from engines.gomoku.points import point
from engines.gomoku.policy_value_net.shelf import Network
from engines.gomoku.rules import BLACK, Rules
from tests import eventually
from tests.tabs import press, settled
from tui.gomoku_table import PERSON, Engine, Table

State = Callable[[Pilot[None]], Awaitable[None]]

FAILED = wire.Failed(
    "The engine stopped without a word.", "killed by SIGKILL", "tail ~/.local/state/zerodeck/log"
)
READY = Ready("C", nodes=(1000, 100, 300, 1000, 3000, 10_000, 30_000, 80_000, 200_000))
LARGE_NET = Network("large", sizes=(13, 15), sha256="77aa0b1c" + 56 * "0")
KNOWING = msgspec.structs.replace(
    READY, net_levels=tuple(NET_LEVELS.values()), networks=(LARGE_NET,)
)
PURE = Ready("Python", "no compiler was here", READY.nodes)
OPENING = "H8 I9 G7 I7 I8 G8 J8 K8 H10 F7 H9 H7"
WON = "H8 I9 G7 I7 F6 G8 E5 H5 I8 D4 J9 K10"


def at(names: str, size: int = 15) -> tuple[int, ...]:
    return tuple(point(name, size) for name in names.split())


def tell(pilot: Pilot[None], *events: wire.Message) -> None:
    tab = pilot.app.tab
    tab.state = reduce(tab.step, events, tab.state)


def lines(size: int = 15) -> tuple[Line, ...]:
    return (
        Line(at("H11 H12 I10 G12 G11 K9 F10", size), 0.71),
        Line(at("I10 J11 G10 H11 J10", size), 0.62),
        Line(at("F9 G10 G9 E9", size), 0.55),
    )


def analysis() -> Analysis:
    heat = {"H11": 1.0, "I10": 0.84, "F9": 0.7, "G10": 0.52, "J10": 0.31, "E9": 0.12, "K9": 0.2}
    worth = tuple((point(name, 15), each) for name, each in heat.items())
    return Analysis(lines(), depth=11, nodes=412_000, seconds=3.4, backend="C", heat=worth)


async def opened(pilot: Pilot[None], table: Table | None = None) -> None:
    await pilot.app.action_open("gomoku")
    tab = pilot.app.tab
    await eventually(lambda: tab.size and tab.link)
    if table is not None:
        tab.begin_game(table)
    tell(pilot, READY)
    await settled(pilot)


async def started(pilot: Pilot[None], moves: str = OPENING, **rules: object) -> None:
    """Somewhere in a game against level 5, black to move; the clocks stand."""
    await opened(
        pilot, Table(Rules(**rules), (PERSON, Engine(5)), at(moves, rules.get("size", 15)))
    )
    tab = pilot.app.tab
    await eventually(lambda: tab.link)
    game = tab.table.game
    tab.table.seconds, tab.table.since = [42.4, 37.2], None
    tell(pilot, Seen(game, threats=Board(game.rules, game.moves).threats()))
    answered(pilot)
    await settled(pilot)


def answered(pilot: Pilot[None]) -> None:
    """The last move was the engine's."""
    tab = pilot.app.tab
    game = tab.table.game
    before = Game(game.rules, game.moves[:-1])
    line = Line((game.moves[-1], *lines(game.rules.size)[0].moves[:3]), 0.46)
    found = Analysis((line,), depth=9, nodes=3000, seconds=0.04, backend="C")
    tab.answer = Chosen(before, 5, found)
    tab.rates = {number: 0.5 + 0.02 * number * (-1) ** (number // 3) for number in range(1, 12)}
    tab.paint()


async def empty(pilot: Pilot[None]) -> None:
    await opened(pilot)


async def playing(pilot: Pilot[None]) -> None:
    await started(pilot)
    pilot.app.tab.board.go(point("J10", 15))


async def analysed(pilot: Pilot[None]) -> None:
    await started(pilot)
    await press(pilot, "a", "m")
    tell(pilot, Thinking(pilot.app.tab.table.game, analysis()))
    await settled(pilot)


async def hinted(pilot: Pilot[None]) -> None:
    await started(pilot)
    await press(pilot, "H")
    tab = pilot.app.tab
    best = Line(at("H11 H12 G11"), 1.0, 5)
    tell(pilot, Chosen(tab.table.game, 6, Analysis((best,), "vct", 0, 812, 0.01)))
    await settled(pilot)


async def proved(pilot: Pilot[None]) -> None:
    await started(pilot)
    await press(pilot, "t")
    tab = pilot.app.tab
    game = tab.table.game
    tell(pilot, Proof(game, "vct", BLACK, True, at("H11 H12 G11 F12 I11 J11 F11")))
    await press(pilot, *["right_square_bracket"] * 5)


async def numbered(pilot: Pilot[None]) -> None:
    await started(pilot)
    await press(pilot, "x")


async def won(pilot: Pilot[None]) -> None:
    await started(pilot, "H8 I9 G7 I7 F6 G8 E5 H5 I8 F9 D4", size=15)


async def reviewed(pilot: Pilot[None]) -> None:
    await won(pilot)
    await press(pilot, *["left_square_bracket"] * 4)


async def renju(pilot: Pilot[None]) -> None:
    moves = "H8 A1 H7 A15 G9 O1 F9 O15"
    await started(pilot, moves, kind="renju")
    tab = pilot.app.tab
    board = Board(Rules(kind="renju"), at(moves))
    tell(pilot, Seen(tab.table.game, forbidden=tuple(sorted(board.forbidden()))))
    await settled(pilot)


async def large(pilot: Pilot[None]) -> None:
    """As large as they come: it takes the rows of the head and of the machine."""
    await started(pilot, size=20)


async def small(pilot: Pilot[None]) -> None:
    await opened(pilot, Table(Rules(6, 4), (PERSON, Engine(5)), at("C3 D4 C4 D3", 6)))
    table = pilot.app.tab.table
    table.seconds, table.since = [0.0, 0.0], None
    pilot.app.tab.paint()
    await settled(pilot)


async def new_game(pilot: Pilot[None]) -> None:
    await started(pilot)
    await press(pilot, "n", "down", "down", "down")


async def typing(pilot: Pilot[None]) -> None:
    await started(pilot)
    await press(pilot, "colon", "h", "1", "1")
    pilot.app.tab.entry.cursor_blink = False
    await settled(pilot)


async def python(pilot: Pilot[None]) -> None:
    """Without the kernel: it says why."""
    await started(pilot)
    tell(pilot, PURE)
    await settled(pilot)


async def network(pilot: Pilot[None]) -> None:
    """A network plays, and shows where it looks."""
    await opened(pilot, Table(Rules(), (PERSON, Engine(7, "large")), at(OPENING)))
    tab = pilot.app.tab
    await eventually(lambda: tab.link)
    tell(pilot, KNOWING, Seen(tab.table.game))
    tab.table.seconds, tab.table.since = [42.4, 37.2], None
    await press(pilot, "m")
    heat = {"H11": 1.0, "I10": 0.62, "F9": 0.55, "G10": 0.31}
    looked = tuple((point(name, 15), each) for name, each in heat.items())
    found = Analysis(lines()[:3], "playouts", depth=9, nodes=640, seconds=0.31, heat=looked)
    tell(pilot, Thinking(tab.table.game, found))
    await settled(pilot)


async def failed(pilot: Pilot[None]) -> None:
    await started(pilot)
    tell(pilot, FAILED)
    await settled(pilot)


STATES: dict[str, State] = {
    "gomoku": playing,
    "gomoku-empty": empty,
    "gomoku-analysis": analysed,
    "gomoku-hint": hinted,
    "gomoku-proof": proved,
    "gomoku-numbers": numbered,
    "gomoku-won": won,
    "gomoku-review": reviewed,
    "gomoku-renju": renju,
    "gomoku-large": large,
    "gomoku-small": small,
    "gomoku-new": new_game,
    "gomoku-typing": typing,
    "gomoku-python": python,
    "gomoku-net": network,
    "gomoku-failed": failed,
}
