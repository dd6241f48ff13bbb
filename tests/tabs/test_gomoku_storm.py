"""Any keys and answers in any order: the tab stands, and what is kept is what is shown."""

import pytest

from engines import wire
from engines.gomoku.messages import Chosen, Proof, Seen, Thinking, Threat
from engines.gomoku.player import Analysis, Line
from engines.gomoku.rules import BLACK, WHITE
from tests.tabs import LARGE, SMALL, Child, driver, settled
from tests.tabs.gomoku_game import READY, playing
from tui import game_file
from tui.tabs import gomoku_playing
from tui.tabs.gomoku import GomokuTab
from tui.widgets.canvas import Canvas

KEYS = (
    *("enter", "space", "escape", "up", "down", "left", "right", "h", "j", "k", "l", "home", "end"),
    *("u", "r", "p", "w", "a", "m", "t", "x", "H", "R", "f", "plus", "minus", "n", "colon"),
    *("left_square_bracket", "right_square_bracket", "left_curly_bracket", "right_curly_bracket"),
    *("8", "9", "tab", "backspace", "comma", "2", "5"),
)
SIZES = (SMALL, LARGE, (60, 18), (20, 5), (200, 50))


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    played = Child(tmp_path, "gomoku").says(READY)
    monkeypatch.setattr(GomokuTab, "ARGV", played.argv)
    monkeypatch.setattr(gomoku_playing, "PACE", 0.0)
    return played


def any_event(tab, rng):
    """About the game that stands there, and often enough not possible."""
    game = tab.table.game
    points = range(game.rules.points)
    some = tuple(rng.sample(points, rng.randrange(1, 12)))
    lines = tuple(Line((point,), rng.random(), rng.choice([None, 3, -4])) for point in some)
    heat = tuple((point, rng.random()) for point in some)
    found = Analysis(lines, rng.choice(["search", "vcf", "five"]), heat=heat)
    failed = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail log")
    return rng.choice(
        [
            *[Chosen(game, rng.randrange(1, 10), found)] * 5,
            *[Thinking(game, found)] * 3,
            Seen(game, forbidden=some, threats=(Threat("four", BLACK, some, some),)),
            Proof(game, "vct", rng.choice([BLACK, WHITE]), True, some),
            Proof(game),
            failed,
        ]
    )


@pytest.mark.some(3, of="storms")
async def test_the_tab_stands_whatever_comes(rng, count):
    async with playing(recorded=True) as pilot:
        app = pilot.app
        tab = app.frame.query_one(GomokuTab)
        for _ in range(count(10_000)):
            chance = rng.random()
            if chance < 0.25:
                tell_tab(tab, any_event(tab, rng))
            elif chance < 0.27:
                await pilot.resize_terminal(*rng.choice(SIZES))
            else:
                await pilot.press(rng.choice(KEYS))
            holds(tab)
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        while len(app.screen_stack) > 1:
            app.pop_screen()
            await settled(pilot)
        await app.action_open("gomoku")
        await settled(pilot)
        tab.paint()
        await settled(pilot)
        partly = shown(pilot)
        for canvas in app.frame.query(Canvas):
            canvas._forget(canvas._rows)
        await settled(pilot)
        assert shown(pilot) == partly
        tab.keep()
        again, problem = game_file.load()
        assert (again.moves, problem) == (list(tab.table.whole), "")


def tell_tab(tab, event):
    tab.state = tab.step(tab.state, event)


def holds(tab):
    """What is true of a game at any time."""
    table = tab.table
    board = table.board
    assert board.cells.count(BLACK) - board.cells.count(WHITE) in (0, 1)
    assert len(set(table.whole)) == len(table.whole)
    assert not (table.stepping and not board.undone)
    assert min(table.seconds) >= 0


def shown(pilot):
    terminal = driver(pilot).screen
    return [[terminal.buffer[y][x].data for x in range(80)] for y in range(24)]
