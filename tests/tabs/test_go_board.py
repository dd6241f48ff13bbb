"""The board: what is readable without colour, what a move sends, what the mouse tells."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from engines.gomoku.board import Board
from engines.gomoku.points import LETTERS, point
from engines.gomoku.rules import BLACK, SMALLEST, WHITE, Rules
from tests.tabs import SMALL, TERMINAL, console, display, driver, settled
from tui.runs import plain, width
from tui.widgets import go_board
from tui.widgets.go_board import ASCII, CURSOR, LAST, UNICODE, GoBoard, Scene, is_star, line

MOVE = 600
"""Bytes that a move may cost."""
SIZES = (SMALLEST, 9, 15, 19, 20)


class Only(Screen[None]):
    def __init__(self, made):
        super().__init__()
        self.made, self.heard = made, []

    def compose(self):
        yield self.made

    def on_go_board_chosen(self, event):
        self.heard.append(event.point)


@asynccontextmanager
async def board(size=SMALL, **options) -> AsyncIterator[tuple[Pilot[None], GoBoard]]:
    made = GoBoard()
    made.styles.height = "1fr"
    async with console(size=size, **options) as pilot:
        await pilot.app.push_screen(Only(made))
        await settled(pilot)
        yield pilot, made


def scene(moves, size=15, **more):
    played = Board(Rules(size), moves)
    last = moves[-1] if moves else None
    return Scene(size, bytes(played.cells), last, **more)


def drawn(shown, pen=UNICODE, cursor=-1):
    return [plain(line(shown, pen, y, cursor)) for y in range(shown.size)]


def around(rows, name, size=15):
    """The three cells of a point: what is at its left, itself, what is at its right."""
    y, x = divmod(point(name, size), size)
    at = go_board.LABELS + 2 * x
    return rows[y][at : at + 3]


def at(names, size=15):
    return [point(name, size) for name in names.split()]


# Without colour


@pytest.mark.parametrize("size", SIZES)
async def test_letters_stand_above_the_columns_and_numbers_beside_the_rows(size):
    async with board() as (pilot, made):
        made.show(Scene(size, bytes(size * size)))
        await settled(pilot)
        head, *rows = made.words().splitlines()
        assert head.split() == list(LETTERS[:size])
        assert [int(row[:2]) for row in rows] == list(range(size, 0, -1))
        for letter in LETTERS[:size]:
            assert head.index(letter) == go_board.LABELS + 2 * LETTERS.index(letter) + 1


@pytest.mark.parametrize("size", SIZES)
def test_every_line_is_as_wide_as_the_board(size):
    shown = scene([0, size * size - 1], size, numbers={0: 1, size * size - 1: 102})
    for y in range(size):
        assert width(line(shown, UNICODE, y, y * size)) == go_board.width(size)


@pytest.mark.parametrize(("pen", "black", "white"), [(UNICODE, "●", "○"), (ASCII, "X", "O")])
def test_stones_differ_by_their_glyphs(pen, black, white):
    rows = drawn(scene(at("H8 I9 A1")), pen)
    assert around(rows, "H8")[1] == around(rows, "A1")[1] == black
    assert around(rows, "I9")[1] == white


def test_the_last_move_and_the_cursor_stand_in_brackets_of_their_own():
    rows = drawn(scene(at("H8 I9")), cursor=point("C3", 15))
    assert around(rows, "I9") == "(○)"
    assert around(rows, "C3") == "[·]"
    assert around(rows, "H8") == " ● "
    assert "".join(rows).count("(") == "".join(rows).count("[") == 1


def test_on_the_last_move_the_cursor_is_still_seen():
    assert around(drawn(scene(at("H8")), cursor=point("H8", 15)), "H8") == "[●]"


@pytest.mark.parametrize("name", ["A15", "O15", "A1", "O1"])
def test_brackets_have_room_at_every_edge(name):
    rows = drawn(scene(at(name)))
    assert around(rows, name) == f"{LAST[0]}●{LAST[1]}"
    assert around(drawn(scene([]), cursor=point(name, 15)), name) == f"{CURSOR[0]}·{CURSOR[1]}"


@pytest.mark.parametrize(("pen", "glyph"), [(UNICODE, "◆"), (ASCII, "#")])
def test_a_winning_row_has_glyphs_of_its_own(pen, glyph):
    moves = at("H8 A1 I8 A2 J8 A3 K8 A4 L8")
    played = Board(Rules(), moves)
    assert played.winner == BLACK
    rows = drawn(scene(moves, row=frozenset(played.row)), pen)
    assert [around(rows, f"{column}8")[1] for column in "HIJKL"] == [glyph] * 5
    assert around(rows, "A1")[1] == pen.stones[WHITE]


@pytest.mark.parametrize(("pen", "glyph"), [(UNICODE, "×"), (ASCII, "!")])
def test_forbidden_points_are_marked(pen, glyph):
    rows = drawn(scene([], forbidden=frozenset(at("G9"))), pen)
    assert around(rows, "G9")[1] == glyph


def test_numbers_stand_on_stones_and_keep_both_digits_beside_brackets():
    moves = at("H8 I9 G7 I7 F6 G8 E5 H5 I8 F9 K4 L4")
    numbers = {move: number for number, move in enumerate(moves, 1)}
    rows = drawn(scene(moves, numbers=numbers), cursor=point("F9", 15))
    assert around(rows, "H8")[1] == "1"
    assert around(rows, "K4")[:2] == "11"
    assert around(rows, "L4") == "12)"
    assert around(rows, "F9") == "10]"


def test_from_a_hundred_on_the_last_two_digits_stand():
    assert around(drawn(scene(at("H8"), numbers={point("H8", 15): 107})), "H8")[1] == "7"
    assert around(drawn(scene(at("H8"), numbers={point("H8", 15): 142})), "H8")[:2] == "42"


def test_a_mark_stands_on_an_empty_point_and_gives_way_to_a_stone():
    marks = dict.fromkeys(at("H8 C3"), ("7", "heat4"))
    rows = drawn(scene(at("H8"), marks=marks))
    assert around(rows, "C3")[1] == "7"
    assert around(rows, "H8")[1] == "●"


def test_stars_lie_alike_to_all_sides():
    for size in range(SMALLEST, 21):
        stars = {at for at in range(size * size) if is_star(at, size)}
        mirrored = {size * size - 1 - at for at in stars}
        turned = {at % size * size + at // size for at in stars}
        assert stars == mirrored == turned
        assert len(stars) <= 5
    assert [is_star(point(name, 15), 15) for name in ("H8", "D4", "D12", "E5")] == [1, 1, 1, 0]


# What is sent


@pytest.mark.parametrize("size", [15, 20])
async def test_a_move_sends_few_bytes_wherever_it_is(size, rng, capsys):
    moves = rng.sample(range(size * size), 40)
    costs = []
    async with board(recorded=True) as (pilot, made):
        made.show(scene([], size))
        await settled(pilot)
        for number in range(1, len(moves) + 1):
            cells = bytearray(size * size)
            for at, move in enumerate(moves[:number]):
                cells[move] = WHITE if at % 2 else BLACK
            before = driver(pilot).written
            made.go(moves[number - 1])
            made.show(Scene(size, bytes(cells), moves[number - 1]))
            await settled(pilot)
            costs.append(driver(pilot).written - before)
    with capsys.disabled():
        print(f"\na move at {size} x {size}: {sum(costs) / len(costs):.0f}, {max(costs)} B")
    assert 0 < max(costs) <= MOVE


async def test_what_is_unchanged_sends_nothing():
    async with board(recorded=True) as (pilot, made):
        made.show(scene(at("H8 I9")))
        await settled(pilot)
        before = driver(pilot).written
        made.show(scene(at("H8 I9")))
        await settled(pilot)
        assert driver(pilot).written == before


async def test_after_moves_and_cursors_the_terminal_shows_what_a_new_board_would(rng):
    async with board(recorded=True) as (pilot, made):
        for _ in range(8):
            moves = rng.sample(range(225), rng.randrange(1, 60))
            cells = bytearray(225)
            for index, move in enumerate(moves):
                cells[move] = WHITE if index % 2 else BLACK
            lit = frozenset(rng.sample(moves, len(moves) // 3))
            numbers = {move: index for index, move in enumerate(moves, 1) if rng.random() < 0.3}
            made.go(rng.randrange(225))
            made.show(Scene(15, bytes(cells), moves[-1], lit=lit, numbers=numbers))
            await settled(pilot)
            partly = inked(driver(pilot).screen)
            made._forget(made._rows)
            await settled(pilot)
            assert inked(driver(pilot).screen) == partly


def inked(screen):
    """Each cell; of a blank, nobody sees the ink, but its ground."""
    return [
        [((" ", cell[2]) if cell[0] == " " and not cell[4] else cell) for cell in row]
        for row in display(screen)
    ]


# The mouse, and little room


@pytest.mark.parametrize("size", SIZES)
async def test_a_click_names_the_point_below_it(size, rng):
    async with board() as (pilot, made):
        made.show(Scene(size, bytes(size * size)))
        await settled(pilot)
        for wanted in rng.sample(range(size * size), 5):
            y, x = divmod(wanted, size)
            await pilot.click(made, offset=(go_board.LABELS + 2 * x + 1, y + 1))
        await settled(pilot)
        assert len(pilot.app.screen.heard) == 5
        await pilot.click(made, offset=(0, 3))
        await pilot.click(made, offset=(go_board.LABELS + 3, 0))
        await settled(pilot)
        assert len(pilot.app.screen.heard) == 5


async def test_a_click_on_the_cursors_bracket_is_meant_for_one_of_its_neighbours():
    async with board() as (pilot, made):
        made.show(scene([]))
        await settled(pilot)
        await pilot.click(made, offset=(go_board.LABELS + 2 * 7, 8))
        await settled(pilot)
        assert pilot.app.screen.heard == [point("H8", 15)]


async def test_the_cursor_stops_at_the_edges():
    async with board() as (_pilot, made):
        made.show(scene([]))
        for steps, name in (
            ((-99, 0), "A8"),
            ((0, -99), "A15"),
            ((99, 99), "O1"),
            ((-1, -1), "N2"),
        ):
            made.move(*steps)
            assert made.cursor == point(name, 15)


async def test_where_a_board_has_no_room_the_lines_around_the_cursor_are_seen():
    async with board(size=(80, 18)) as (pilot, made):
        made.styles.height = 12
        made.show(Scene(20, bytes(400)))
        await settled(pilot)
        for name in ("A20", "T1", "J10"):
            made.go(point(name, 20))
            await settled(pilot)
            rows = made.words().splitlines()
            assert len(rows) == 12
            assert any("[" in row and int(row[:2]) == int(name[1:]) for row in rows[1:])
        await pilot.click(made, offset=(go_board.LABELS + 1, 1))
        await settled(pilot)
        first = int(made.words().splitlines()[1][:2])
        assert pilot.app.screen.heard == [point(f"A{first}", 20)]


async def test_ascii_is_drawn_with_letters():
    async with board(terminal=replace(TERMINAL, unicode=False)) as (pilot, made):
        made.show(scene(at("H8 I9"), forbidden=frozenset(at("C3"))))
        await settled(pilot)
        assert made.words().isascii()
        assert {"X", "O", "!", "."} <= set(made.words())
        pilot.app.change(replace(pilot.app.settings, glyphs="unicode"))
        assert {"●", "○", "×", "·"} <= set(made.words())
