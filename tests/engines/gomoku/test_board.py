"""The referee: who has won, what may be played, and what taking back leaves."""

from functools import reduce
from operator import xor

import pytest

from engines.gomoku import symmetry
from engines.gomoku.board import Board, IllegalMove
from engines.gomoku.points import point
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Rules
from engines.gomoku.zobrist import keys
from engines.wire import EngineError
from tests.engines.gomoku.pictures import drawn

STEPS = ((1, 0), (0, 1), (1, 1), (1, -1))


def moves_of(black, white):
    """The stones as a game, as far as they come in turns."""
    return [stone for pair in zip(black, white, strict=True) for stone in pair]


def placed(rules, stones, color):
    """A board on which all of these but the first are stones, which is then played."""
    board = Board(rules)
    for stone in stones[1:]:
        board.cells[stone] = color
    board.moves = [] if color == BLACK else [-1]
    board.put(stones[0])
    return board


def random_board(rng, rules=None):
    """A game of random legal moves near the middle, stopped somewhere or over."""
    size = rng.randrange(6, 21)
    kind = rng.choice(("freestyle", "standard", "renju"))
    row = 5 if kind == "renju" else rng.randrange(3, min(size, 9) + 1)
    board = Board(rules or Rules(size, row, kind))
    for _ in range(rng.randrange(board.rules.points)):
        legal = board.legal()
        if not legal:
            break
        middle = (board.rules.size - 1) / 2
        board.play(
            min(
                rng.sample(legal, min(4, len(legal))),
                key=lambda p: max(
                    abs(p % board.rules.size - middle), abs(p // board.rules.size - middle)
                ),
            )
        )
    return board


@pytest.mark.parametrize("row", range(3, 10))
@pytest.mark.parametrize("kind", ("freestyle", "standard"))
@pytest.mark.parametrize("color", (BLACK, WHITE))
def test_rows_win_wherever_they_lie_and_longer_ones_by_the_rule(row, kind, color, rng):
    for size in range(max(6, row), 21):
        rules, (dx, dy) = Rules(size, row, kind), rng.choice(STEPS)
        for length in (row - 1, row, row + 1):
            if length > size:
                continue
            x = rng.randrange(size - (length - 1) * dx)
            y = rng.randrange(size - (length - 1) * abs(dy))
            y += (length - 1) if dy < 0 else 0
            line = [(y + k * dy) * size + x + k * dx for k in range(length)]
            board = placed(rules, rng.sample(line, length), color)
            wins = length == row or (length > row and kind == "freestyle")
            assert board.winner == (color if wins else EMPTY), (size, length, line)
            assert board.row == (tuple(sorted(line)) if wins else ())
            assert board.over == wins


def test_white_wins_renju_with_six_and_black_may_not_make_them():
    six = [point(name, 15) for name in ("H8", "C8", "D8", "E8", "F8", "G8")]
    assert placed(Rules(kind="renju"), six, WHITE).winner == WHITE
    board = Board(Rules(kind="renju"))
    for stone in six[1:]:
        board.cells[stone] = BLACK
    with pytest.raises(IllegalMove) as error:
        board.play(six[0])
    assert error.value.reason == "overline"
    assert error.value.failed.why == "H8: overline"


def test_a_stone_that_makes_two_rows_wins_with_both():
    cells, middle = drawn(
        """X . . . X
           . X . X .
           . . * . .
           . X . X .
           X . . . X"""
    )
    board = Board()
    board.cells = cells
    board.play(middle)
    assert board.winner == BLACK
    assert len(board.row) == 9


def test_rows_do_not_go_around_the_edge():
    assert not placed(Rules(), [15 * 3 + 14, 15 * 3 + 13, 15 * 4, 15 * 4 + 1, 15 * 4 + 2], 1).winner


@pytest.mark.parametrize(
    ("move", "reason"), ((-1, "outside"), (225, "outside"), (7, "occupied"), (0, "three-three"))
)
def test_an_illegal_move_says_why_and_changes_nothing(move, reason):
    cells, forbidden = drawn(
        """X . . . .
           . X . . .
           . . * X X"""
    )
    board = Board(Rules(kind="renju"))
    board.cells, board.undone = cells, [3]
    board.cells[7] = WHITE
    before = bytes(cells), board.hash, board.moves[:]
    with pytest.raises(IllegalMove) as error:
        board.play(move or forbidden)
    assert error.value.reason == reason
    assert reason in error.value.failed.why
    assert (bytes(board.cells), board.hash, board.moves) == before
    assert board.undone == [3]


def test_nothing_is_played_after_the_end():
    black, white = [0, 1, 2, 3], [15, 16, 17, 18]
    board = Board(Rules(), [*moves_of(black, white), 4])
    assert (board.winner, board.row, board.over) == (BLACK, (0, 1, 2, 3, 4), True)
    assert board.legal() == []
    assert board.forbidden() == frozenset()
    with pytest.raises(IllegalMove, match="over") as error:
        board.play(100)
    assert error.value.reason == "over"


def full_without_a_row(size=6):
    """Moves that fill a board on which no five are in a row: columns in twos, shifted by rows."""
    colors = [BLACK if (x // 2 + y) % 2 == 0 else WHITE for y in range(size) for x in range(size)]
    black = [p for p, color in enumerate(colors) if color == BLACK]
    white = [p for p, color in enumerate(colors) if color == WHITE]
    return moves_of(black, white)


def test_a_full_board_is_a_draw():
    board = Board(Rules(6), full_without_a_row())
    assert (board.full, board.over, board.winner) == (True, True, EMPTY)
    assert board.legal() == []
    with pytest.raises(IllegalMove):
        board.play(0)


def test_renju_without_a_legal_point_for_black_is_a_draw():
    board = Board(Rules(6, kind="renju"))
    board.cells = bytearray([WHITE] * 36)
    board.cells[:6] = bytes((BLACK, BLACK, BLACK, EMPTY, BLACK, BLACK))
    assert board.forbidden() == {3}
    assert (board.over, board.full, board.winner, board.legal()) == (True, False, EMPTY, [])
    board.moves = [-1]
    assert (board.over, board.legal()) == (False, [3])  # white may go there


def test_only_renjus_black_has_forbidden_points():
    cells, asked = drawn(
        """X . . . .
           . X . . .
           . . * X X"""
    )
    for kind, color, expected in (
        ("renju", BLACK, {asked}),
        ("renju", WHITE, set()),
        ("standard", BLACK, set()),
        ("freestyle", BLACK, set()),
    ):
        board = Board(Rules(kind=kind))
        board.cells, board.moves = cells, [] if color == BLACK else [-1]
        assert board.forbidden() >= expected
        assert bool(board.reason(asked)) == bool(expected)
        assert (asked in board.legal()) == (not expected)


def test_undo_and_redo_lead_through_the_same_positions(rng, count):
    def look(board):
        return bytes(board.cells), board.hash, board.turn, board.winner, board.row, board.over

    for _ in range(count(2_000)):
        board = random_board(rng)
        moves, seen = board.moves[:], [look(board)]
        while board.moves:
            assert board.undo() == moves[len(board.moves)]
            seen.append(look(board))
        assert (bytes(board.cells), board.hash) == (bytes(board.rules.points), 0)
        for expected in reversed(seen[:-1]):
            board.redo()
            assert look(board) == expected
        assert (board.moves, board.undone) == (moves, [])


def test_another_move_forgets_what_was_taken_back_the_same_move_does_not():
    board = Board(moves=[0, 1, 2, 3])
    assert [board.undo() for _ in range(3)] == [3, 2, 1]
    board.play(1)
    assert board.undone == [3, 2]
    board.play(20)
    assert board.undone == []
    with pytest.raises(EngineError):
        board.redo()


def test_there_is_nothing_to_undo_before_the_first_move():
    with pytest.raises(EngineError):
        Board().undo()


def test_a_copy_goes_its_own_way():
    board = Board(Rules(kind="renju"), [112, 113, 97])
    board.undo()
    twin = board.copy()
    assert vars(twin) == vars(board)
    twin.play(50)
    assert (board.moves, board.undone) == ([112, 113], [97])
    assert board.cells[50] == EMPTY


def test_the_hash_is_that_of_the_stones_from_scratch(rng, count):
    for _ in range(count(2_000)):
        board = random_board(rng)
        table = keys(board.rules.size)
        stones = [(color, p) for p, color in enumerate(board.cells) if color != EMPTY]
        assert board.hash == reduce(xor, (table[color - 1][p] for color, p in stones), 0)


@pytest.mark.parametrize("size", range(6, 21))
def test_the_keys_of_a_board_are_distinct_and_of_64_bits(size):
    black, white = keys(size)
    assert len({*black, *white}) == 2 * size * size
    assert all(0 < key < 1 << 64 for key in (*black, *white))


def test_the_keys_are_splitmix64():
    """The first numbers after the seed 0, as its authors' program prints them."""
    from engines.gomoku.zobrist import splitmix64

    state, first = splitmix64(0)
    state, second = splitmix64(state)
    assert (first, second) == (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4)


def test_a_symmetry_of_a_game_is_won_and_forbidden_as_the_game(rng, count):
    for _ in range(count(1_000)):
        board, each = random_board(rng), rng.choice(symmetry.SYMMETRIES)
        size = board.rules.size
        image = Board(board.rules, symmetry.moved(board.moves, size, each))
        assert image.cells == symmetry.laid(board.cells, size, each)
        assert image.winner == board.winner
        assert image.row == tuple(sorted(symmetry.moved(board.row, size, each)))
        assert image.forbidden() == set(symmetry.moved(board.forbidden(), size, each))
        assert image.legal() == sorted(symmetry.moved(board.legal(), size, each))
