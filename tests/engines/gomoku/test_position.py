"""The searcher's board, held to the plain one: after any moves, what it keeps is what is there."""

import random
from collections.abc import Callable

import pytest

from engines.gomoku.board import Board
from engines.gomoku.kernel.position import Position
from engines.gomoku.rules import BLACK, EMPTY, WHITE, Kind, Rules
from engines.gomoku.worth import cells, stretches
from engines.gomoku.worth.patterns import table
from engines.gomoku.worth.shapes import Shape, codes, lines, shapes
from engines.gomoku.worth.weights import weights

KINDS: tuple[Kind, ...] = ("freestyle", "standard", "renju")
STEPS = ((1, 0), (0, 1), (1, 1), (-1, 1))


def any_rules(rng: random.Random) -> Rules:
    kind, size = rng.choice(KINDS), rng.randint(6, 20)
    return Rules(size, 5 if kind == "renju" else rng.randint(3, 6), kind)


def random_board(rng: random.Random, rules: Rules, most: int) -> Board:
    """Stones close together, where something happens; not necessarily over."""
    board = Board(rules)
    for _ in range(rng.randint(0, most)):
        near = [p for p in board.legal() if not board.moves or close(p, board.moves, rules.size)]
        if board.over or not near:
            break
        board.play(rng.choice(near))
    return board


def close(point: int, moves: list[int], size: int) -> bool:
    y, x = divmod(point, size)
    return any(max(abs(y - m // size), abs(x - m % size)) <= 2 for m in moves[-8:])


def window(board: Board, color: int, point: int, direction: int) -> int:
    """The number of a window, cell by cell."""
    size, reach = board.rules.size, lines(board.rules)[color - 1].reach
    y, x = divmod(point, size)
    dx, dy = STEPS[direction]
    key = 0
    for place, k in enumerate((*range(-reach, 0), *range(1, reach + 1))):
        if 0 <= x + k * dx < size and 0 <= y + k * dy < size:
            cell = board.cells[(y + k * dy) * size + x + k * dx]
        else:
            cell = WHITE + BLACK - color
        key += (0 if cell == EMPTY else 1 if cell == color else 2) * 3**place
    return key


def check(position: Position, board: Board) -> None:
    """All of it, from the plain board."""
    rules = board.rules
    found: dict[int, list[list[int]]] = {c: [[] for _ in Shape] for c in (BLACK, WHITE)}
    scores = {BLACK: 0, WHITE: 0}
    for point, cell in enumerate(board.cells):
        assert position.color(point) == cell
        if cell != EMPTY:
            continue
        for color, line in zip((BLACK, WHITE), lines(rules), strict=True):
            keys = [window(board, color, point, direction) for direction in range(4)]
            assert [position.key(color, point, direction) for direction in range(4)] == keys
            patterns = tuple(int(table(line)[key]) for key in keys)
            assert position.patterns(color, point) == patterns
            packed = sum(pattern << 4 * k for k, pattern in enumerate(patterns))
            assert position.packed(color, point) == packed
            shape = int(shapes(line)[packed])
            assert position.shape(color, point) == shape
            found[color][shape].append(point)
            mine, theirs = weights(rules)[color - 1]
            scores[color] += int(mine[codes()[packed]])
            scores[WHITE + BLACK - color] -= int(theirs[codes()[packed]])
    for color in (BLACK, WHITE):
        assert position.score(color) == scores[color]
        for shape in Shape:
            if shape != Shape.QUIET:
                assert position.points(color, shape) == found[color][shape]
    assert position.moves == board.moves
    assert (position.hash, position.turn) == (board.hash, board.turn)
    assert (position.winner, position.full) == (board.winner, board.full)
    assert position.empty() == [p for p, cell in enumerate(board.cells) if cell == EMPTY]


def test_after_any_moves_all_is_as_on_the_plain_board(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(1_500)):
        board = random_board(rng, any_rules(rng), 60)
        check(Position(board.rules, board.moves), board)


def test_to_take_back_restores_everything(rng: random.Random, count: Callable[[int], int]) -> None:
    for _ in range(count(500)):
        board = random_board(rng, any_rules(rng), 60)
        position = Position(board.rules)
        seen = []
        for move in board.moves:
            seen.append((position.cells.copy(), position.lines.copy(), position.tally))
            position.play(move)
        while board.moves:
            assert position.undo() == board.undo()
            assert (position.cells, position.lines, position.tally) == seen.pop()
        check(position, board)


def test_what_was_forgotten_is_worked_out_again(
    rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "REMEMBERED", 20)
    monkeypatch.setattr(cells, "REMEMBERED", 30)
    for _ in range(5):
        board = random_board(rng, Rules(), 60)
        position = Position(board.rules, board.moves)
        check(position, board)
        assert max(len(memory) for *_, memory in position.through[0]) <= 20
        assert len(position.known) <= 30


def test_boards_of_one_rule_do_not_disturb_each_other() -> None:
    one, other = Position(Rules()), Position(Rules())
    one.play(112)
    check(other, Board(Rules()))
    other.play(7)
    check(one, Board(Rules(), [112]))


def test_a_stone_of_either_color_can_be_tried(rng: random.Random) -> None:
    board = random_board(rng, Rules(), 20)
    position = Position(board.rules, board.moves)
    for color in (BLACK, WHITE):
        for point in rng.sample(position.empty(), 5):
            board.cells[point] = color
            position.put(point, color)
            direction = rng.randrange(4)
            for empty in position.empty():
                assert position.key(color, empty, direction) == window(
                    board, color, empty, direction
                )
            assert position.lift() == point
            board.cells[point] = EMPTY
    check(position, board)


def tangled(rng: random.Random) -> Board:
    """Stones of renju at random, mostly black's: many forbidden points."""
    board = Board(Rules(kind="renju", size=rng.randint(8, 15)))
    size, where = board.rules.size, rng.randint(4, 7)
    for _ in range(rng.randint(8, 30)):
        point = rng.randrange(where) * size + rng.randrange(where)
        if board.cells[point] == EMPTY:
            board.cells[point] = rng.choice((BLACK, BLACK, BLACK, WHITE))
    return board


def test_a_point_is_forbidden_where_the_referee_says_so(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    seen = {"overline": 0, "four-four": 0, "three-three": 0, "": 0}
    for _ in range(count(20_000)):
        board = tangled(rng)
        position = Position(board.rules)
        for point, cell in enumerate(board.cells):
            if cell:
                position.put(point, cell)
        for point in position.empty():
            reason = board.reason(point)
            seen[reason] += 1
            assert position.forbidden(BLACK, point) == bool(reason), (point, reason)
            assert not position.forbidden(WHITE, point)
    assert all(seen.values()), seen


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_games_go_on_as_the_referee_lets(
    kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(300)):
        board = random_board(rng, Rules(7, 5, kind), 40)
        position = Position(board.rules, board.moves)
        assert position.perft(2) == perft(board, 2)
        check(position, board)


def perft(board: Board, depth: int) -> int:
    if depth == 0:
        return 1
    number = 0
    for point in [] if board.over else board.legal():
        board.play(point)
        number += perft(board, depth - 1)
        board.undo()
    return number
