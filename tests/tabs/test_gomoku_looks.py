"""The gomoku tab on every terminal: sizes, glyphs, languages, and what it sends."""

from dataclasses import replace

import pytest

from engines import wire
from engines.gomoku.messages import Chosen, Proof, Seen, Thinking, Threat
from engines.gomoku.player import Analysis, Line
from engines.gomoku.rules import BLACK, WHITE, Rules
from tests.tabs import (
    LARGE,
    SMALL,
    TAB_WORDS,
    TERMINAL,
    Child,
    ascii_words,
    driver,
    press,
    rows,
    screen,
    sees,
    settled,
)
from tests.tabs.gomoku_game import READY, answer, at, found, play, playing, set_up, tell
from tests.tabs.test_ascii import sent
from tests.tabs.test_language import Wide
from tui import i18n
from tui.gomoku_table import PERSON, Engine, Table
from tui.runs import plain, width
from tui.tabs import gomoku_playing
from tui.tabs.gomoku import GomokuTab
from tui.tabs.gomoku_history import LEAST, MOST, history
from tui.tabs.gomoku_panel import folded, panel, seconds
from tui.tabs.gomoku_words import View
from tui.widgets.machine_line import MachineLine
from tui.widgets.too_small import SMALLEST

MOVE, UPDATE = 600, 2500
"""Bytes: a move with all that is said about it; what is thought of a position, of which all has
changed: over SSH it comes twice a second."""
FAILED = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail 'a log'")


@pytest.fixture(autouse=True)
def engine(tmp_path, monkeypatch):
    played = Child(tmp_path, "gomoku").says(READY)
    monkeypatch.setattr(GomokuTab, "ARGV", played.argv)
    monkeypatch.setattr(gomoku_playing, "PACE", 0.0)
    return played


def numbered(pilot):
    """The rows of the board that are on the screen, by their numbers."""
    starts = (row[:2].strip() for row in rows(pilot)[2:-1])
    return [int(start) for start in starts if start.isdecimal()]


# Sizes


@pytest.mark.parametrize("size", [6, 15, 17, 18, 19, 20])
async def test_a_board_of_any_size_is_whole_at_80x24_and_says_whats_what(size):
    async with playing() as pilot:
        await set_up(pilot, "C3 D4", (PERSON, Engine(5)), size=size)
        assert numbered(pilot) == list(range(size, 0, -1))
        shown = screen(pilot)
        for words in ("your move", "level 5", "3,000 nodes", "kernel C", f"{size} × {size}"):
            assert words in shown, words
        assert "black n/a" in shown
        assert "0:00" in shown
        assert "moves ─" in shown
        assert rows(pilot)[-1].endswith("? help")
        assert ("pi@zero2w" in shown) == (size <= 17)


async def test_the_machine_comes_back_with_another_tab_another_board_and_more_room():
    async with playing() as pilot:
        await set_up(pilot, "", size=20)
        machine = pilot.app.query_one(MachineLine)
        assert not machine.display or not machine.region
        await press(pilot, "2")
        assert "pi@zero2w" in screen(pilot)
        await press(pilot, "5")
        assert "pi@zero2w" not in screen(pilot)
        await pilot.resize_terminal(*LARGE)
        await settled(pilot)
        assert "pi@zero2w" in screen(pilot)
        assert numbered(pilot)[:20] == list(range(20, 0, -1))
        await pilot.resize_terminal(*SMALL)
        await settled(pilot)
        await set_up(pilot, "", size=15)
        assert "pi@zero2w" in screen(pilot)


@pytest.mark.parametrize("size", [SMALLEST, (80, 18), (60, 40), (200, 50)])
@pytest.mark.parametrize("lines", [6, 20])
async def test_on_any_terminal_the_cursor_is_seen(size, lines):
    async with playing(size) as pilot:
        await set_up(pilot, "C3 D4", (PERSON, Engine(5)), size=lines)
        for key in ("home", "pageup", "end", "pagedown"):
            await press(pilot, key)
            assert screen(pilot).count("[") >= 1
        assert "your move" in screen(pilot)


async def test_what_to_do_first_is_whole_beside_the_largest_board():
    async with playing() as pilot:
        await set_up(pilot, "", (PERSON, Engine(5)), size=20)
        said = " ".join(" ".join(row[45:].split()) for row in rows(pilot))
        assert "You begin, with black. Enter or a click sets the first stone." in said
        assert "n: another board, other rules, another level" in said


async def test_a_large_terminal_shows_how_the_game_went():
    async with playing(LARGE) as pilot:
        assert "black's winrate" not in screen(pilot)
        await play(pilot, "H8")
        await answer(pilot, "I9", winrate=0.25)
        assert "black's winrate, move by move" in screen(pilot)
        assert "100 %" in screen(pilot)
        assert pilot.app.tab.rates == {2: 0.75}
        await press(pilot, "u")
        assert pilot.app.tab.rates == {}


@pytest.mark.parametrize("height", range(LEAST, MOST + 1))
def test_the_history_has_a_column_a_move_as_high_as_its_share(height, rng):
    rates = {number: rng.random() for number in range(1, 30)}
    drawn = history(rates, 29, 80, height)
    assert len(drawn) == height
    columns = ["".join(text for text, role in row if role == "graph") for row in drawn[1:]]
    for number, rate in rates.items():
        blocks = [" ▁▂▃▄▅▆▇█".index(row[2 * number - 1]) for row in columns]
        assert sum(blocks) == round(rate * 8 * (height - 1))
        assert blocks == sorted(blocks)
    assert history(rates, 29, 80, LEAST - 1) == []


# The panel


@pytest.mark.parametrize(
    ("used", "shown"), [(0.9, "0:00"), (42.4, "0:42"), (725, "12:05"), (3723, "1:02:03")]
)
def test_clocks_are_read_as_clocks(used, shown):
    assert seconds(used) == shown


def apart(count):
    """Moves of which no five of a color are in a row."""
    points = [y * 15 + x for y in range(15) for x in range(15)]
    black = [at for at in points if (at % 15 + at // 15 * 2) % 4 in (0, 1)]
    white = [at for at in points if at not in black]
    pairs = zip(black, white, strict=False)
    return tuple(move for pair in pairs for move in pair)[:count]


@pytest.mark.parametrize("columns", [16, 35, 45, 76])
@pytest.mark.parametrize("head", [True, False])
def test_the_panel_keeps_to_its_room(columns, head):
    moves = apart(225)
    table = Table(Rules(), (PERSON, Engine(5)), moves[:60])
    lines = tuple(Line(moves[70 + at : 100 + at], 0.5, 12) for at in range(5))
    threats = [Threat("three", WHITE, (1, 2, 3), (0, 4, 5))] * 7
    proof = Proof(table.game, "vct", BLACK, False, moves[:9])
    analysis = Analysis(lines, "vct", 99, 10**10, 9999.0, True)
    answer = Chosen(table.game, 9, analysis)
    view = View(table, 1e6, "", READY, analysis, answer, threats, proof, 4, ("word " * 30, "text"))
    drawn = panel(view, head, columns, 40)
    assert all(width(row) <= columns for row in drawn)
    assert len(drawn) <= 40


@pytest.mark.parametrize("height", [12, 14, 18])
def test_of_a_long_game_the_last_moves_are_listed(height):
    table = Table(Rules(), moves=apart(100))
    drawn = panel(View(table), False, 45, height)
    assert len(drawn) == height
    said = "".join(map(plain, drawn))
    assert "100 " in said
    assert " 1 " not in said
    table.step(-99)
    said = "".join(
        "".join(text for text, _ in row) for row in panel(View(table), False, 45, height)
    )
    assert "  1 " in said


@pytest.mark.parametrize(
    "text", ["a few words that have no room", "很多没有空格的汉字写在一起", ""]
)
@pytest.mark.parametrize("room", [2, 7, 30])
def test_a_sentence_is_folded_and_nothing_of_it_is_lost(text, room):
    lines = folded(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width([(line, "")]) <= room for line in lines)


# Glyphs, languages, colours


STATES = {
    "empty": [],
    "threats": ["t"],
    "numbers": ["x"],
    "new": ["n"],
    "help": ["question_mark"],
    "typing": ["colon"],
}


async def full(pilot):
    """A position that everything is said about."""
    await set_up(pilot, "H8 I9 G7", (PERSON, Engine(5)))
    game = pilot.app.tab.table.game
    heat = tuple(zip(at("G8 J10 C3"), (1.0, 0.5, 0.2), strict=True))
    lines = (Line(at("G8 H9"), 0.6), Line(at("J10 J11"), 0.5, 5), Line(at("C3"), 0.4, -6))
    analysis = Analysis(lines, "vct", 7, 12_345, 0.7, True, "C", heat)
    threats = (
        Threat("three", BLACK, at("H8 I9 G7"), at("J10 F6")),
        Threat("four", WHITE, (1, 2, 3, 4), (5,)),
    )
    tell(
        pilot,
        Seen(game, threats=threats, forbidden=at("D4")),
        Thinking(game, analysis),
        Proof(game, "vcf", WHITE, True, at("G8 J10 C3")),
    )
    await settled(pilot)


@pytest.mark.some(4)
@pytest.mark.parametrize("keys", STATES.values(), ids=STATES)
@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_ascii_terminals_get_ascii(size, keys):
    async with playing(size, terminal=replace(TERMINAL, unicode=False)) as pilot:
        await full(pilot)
        await press(pilot, "m", *keys)
        await settled(pilot)
        assert all(line.isascii() for line in sent(pilot))


NAMES = {
    *TAB_WORDS,
    *("zerodeck", "pi", "zero2w", "SGF", "PSQ"),
    *("Enter", "Esc", "Ctrl", "Python", "gomoku", "space", "esc"),
}


@pytest.mark.some(4)
@pytest.mark.parametrize("keys", STATES.values(), ids=STATES)
@pytest.mark.parametrize("lines", [15, 20])
async def test_every_word_is_translated(keys, lines, monkeypatch):
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    async with playing() as pilot:
        pilot.app.change(replace(pilot.app.settings, language="zh_CN"))
        if lines == 15:
            await full(pilot)
        else:
            await set_up(pilot, "", (PERSON, Engine(5)), size=20)
        await press(pilot, *keys)
        await settled(pilot)
        said = screen(pilot)
        assert ascii_words(said.replace("pi@zero2w", "")) - NAMES == set()
    i18n.use("en")


async def test_wide_words_keep_the_board_in_place(monkeypatch):
    monkeypatch.setattr(i18n, "_load", lambda language: None if language == "en" else Wide())
    async with playing() as pilot:
        pilot.app.change(replace(pilot.app.settings, language="zh_CN"))
        await full(pilot)
        await press(pilot, "t")
        await settled(pilot)
        strips = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {80}
        assert numbered(pilot) == list(range(15, 0, -1))
    i18n.use("en")


async def test_without_colour_the_board_is_light_and_its_stones_are_dark_and_open(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(recorded=True) as pilot:
        await set_up(pilot, "H8 I9", (PERSON, Engine(5)))
        board, cells = rows(pilot)[5:20], driver(pilot).screen.buffer
        assert pilot.app.no_color
        y = next(y for y, row in enumerate(board) if "●" in row) + 5
        x = board[y - 5].index("●")
        assert cells[y][x].reverse
        assert {cells[y][x].fg, cells[y][x].bg} == {"default"}


# What is sent


async def test_a_move_and_its_answer_send_few_bytes(capsys):
    async with playing(recorded=True) as pilot:
        await set_up(pilot, "H8 I9 G7 I7 F6 G8", (PERSON, Engine(5)))
        costs = []
        for mine, theirs in (("E5", "D4"), ("I10", "H10"), ("F9", "J9"), ("K10", "L11")):
            before = driver(pilot).written
            pilot.app.tab.put(at(mine)[0])
            await settled(pilot)
            costs.append(driver(pilot).written - before)
            before = driver(pilot).written
            await answer(pilot, theirs, depth=9, nodes=2996, seconds=0.04, winrate=0.47)
            costs.append(driver(pilot).written - before)
    with capsys.disabled():
        print(f"\na move with its panel at 80x24: {costs} B")
    assert max(costs) <= MOVE


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_analysis_stays_in_the_budget_of_a_live_graph(size, rng, capsys):
    async with playing(size, recorded=True) as pilot:
        await set_up(pilot, "H8 I9 G7 I7 F6 G8", (PERSON, PERSON))
        await press(pilot, "a", "m")
        game, costs = pilot.app.tab.table.game, []
        free = [point for point in range(60, 170) if point not in game.moves]
        order = rng.sample(free, 40)
        for turn in range(12):
            if turn % 3 == 0:
                order = rng.sample(order, 40)
            lines = tuple(
                Line(tuple(order[at : at + 9]), 0.5 + rng.random() / 9) for at in (0, 9, 18)
            )
            heat = tuple((point, rng.random() ** 3) for point in order)
            before, pilot.app.tab.painted = driver(pilot).written, 0.0
            tell(pilot, Thinking(game, Analysis(lines, depth=turn, nodes=turn * 31_000, heat=heat)))
            await settled(pilot)
            costs.append(driver(pilot).written - before)
    with capsys.disabled():
        print(f"\nan update of the analysis at {size}: {costs[1:]} B")
    assert 100 < max(costs[1:]) <= UPDATE


async def test_what_is_thought_is_painted_a_few_times_a_second_and_its_last_word_for_sure():
    async with playing() as pilot:
        await set_up(pilot, "H8 I9")
        tab, game = pilot.app.tab, pilot.app.tab.table.game
        tab.painted = 0.0
        for nodes in (111, 222, 333):
            tell(pilot, Thinking(game, found(at("G7")[0], nodes=nodes)))
        await settled(pilot)
        assert "111 nodes" in screen(pilot)
        assert "333 nodes" in await sees(pilot, "333 nodes")


async def test_a_second_on_the_clock_costs_little_and_rest_nothing(capsys, monkeypatch):
    from tui.tabs import gomoku

    now = 1000.0
    monkeypatch.setattr(gomoku, "monotonic", lambda: now)
    monkeypatch.setattr(gomoku_playing, "monotonic", lambda: now)
    async with playing(recorded=True) as pilot:
        await set_up(pilot, "")
        before = driver(pilot).written
        for _ in range(5):
            now += 1
            pilot.app.tab.tick()
            await settled(pilot)
        assert driver(pilot).written == before
        await set_up(pilot, "H8 I9")
        before = driver(pilot).written
        now += 1
        pilot.app.tab.tick()
        await settled(pilot)
        cost = driver(pilot).written - before
        pilot.app.tab.tick()
        await settled(pilot)
        assert driver(pilot).written - before == cost
    assert 0 < cost < 60


async def test_what_was_drawn_bit_by_bit_is_what_is_there():
    """Every state over the one before, and at last as if it had been drawn at once."""
    async with playing(recorded=True) as pilot:
        await full(pilot)
        for key in ("t", "m", "a", "x", "left_square_bracket", "t", "escape", "x", "m", "a"):
            await press(pilot, key)
        await settled(pilot)
        partly = [[cell.data for cell in row] for row in cells(pilot)]
        pilot.app.refresh(repaint=True, layout=True)
        for canvas in pilot.app.query("Canvas"):
            canvas.refresh()
        await settled(pilot)
        assert [[cell.data for cell in row] for row in cells(pilot)] == partly


def cells(pilot):
    terminal = driver(pilot).screen
    return [[terminal.buffer[y][x] for x in range(80)] for y in range(24)]


async def test_an_error_leaves_the_board_where_it_is():
    async with playing() as pilot:
        await full(pilot)
        before = [row[:34].rstrip() for row in rows(pilot)[4:20]]
        tell(pilot, FAILED)
        await settled(pilot)
        assert [row[:34].rstrip() for row in rows(pilot)[4:20]] == before


@pytest.mark.parametrize("height", range(LEAST, MOST + 3))
def test_the_axis_of_the_winrates_is_one_line(height: int) -> None:
    _heading, *rows = history({1: 0.5, 2: 1.0}, 2, 80, height)
    lines = ["".join(text for text, _role in row) for row in rows]
    assert len({line.index("│") for line in lines}) == 1, lines
    assert all(len(line) <= 80 for line in lines)
