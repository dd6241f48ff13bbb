"""The kernel's board against the Python one, which is the specification."""

import ctypes
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engines.gomoku.kernel.native import Kernel, load
from engines.gomoku.kernel.position import Position
from engines.gomoku.rules import BLACK, WHITE, Kind, Rules
from tests.conftest import need

SOURCE = Path(__file__).resolve().parents[3] / "engines/gomoku/kernel/kernel.c"
KINDS: list[Kind] = ["freestyle", "standard", "renju"]
STRICT = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """Built from the source as it is now, without a warning."""
    path = tmp_path_factory.mktemp("kernel") / "kernel.so"
    command = [need("gcc"), "-O2", *STRICT, "-shared", "-fPIC", str(SOURCE), "-o", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return load(path)


def near(position: Position, rng: random.Random) -> int:
    """A legal move, mostly beside a stone: so that rows come about."""
    size, legal = position.rules.size, position.legal()
    around = {
        (y + dy) * size + x + dx
        for y, x in (divmod(move, size) for move in position.moves[-8:])
        for dy in (-1, 0, 1)
        for dx in (-1, 0, 1)
        if 0 <= x + dx < size and 0 <= y + dy < size
    }
    return rng.choice([move for move in legal if move in around] or legal)


def agree(kernel: Kernel, position: Position) -> None:
    points = range(position.rules.points)
    wanted = [[position.packed(color, point) for point in points] for color in (BLACK, WHITE)]
    assert np.array_equal(kernel.packed(), wanted), position.moves
    assert kernel.evaluation == max(-20000, min(20000, position.score(position.turn)))
    assert kernel.hash == position.hash
    if position.rules.kind == "renju":
        mine = [point for point in position.empty() if kernel.forbidden(point)]
        assert mine == [point for point in position.empty() if position.forbidden(BLACK, point)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [6, 11, 15, 20])
def test_games_are_seen_as_the_python_board_sees_them(
    lib: ctypes.CDLL, kind: Kind, size: int, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules = Rules(size, kind=kind)
    kernel, position, seen = Kernel(rules, lib=lib), Position(rules), 0
    while seen < max(60, count(5000)):
        while not position.winner and position.legal():
            move = near(position, rng)
            kernel.play(move)
            position.play(move)
            agree(kernel, position)
            seen += 1
            if rng.random() < 0.1:
                kernel.undo()
                position.undo()
        kernel.reset()
        position = Position(rules)


@pytest.mark.parametrize(("row", "kind"), [(3, "freestyle"), (4, "standard"), (6, "freestyle")])
def test_other_numbers_in_a_row_are_seen_alike(
    lib: ctypes.CDLL, row: int, kind: Kind, rng: random.Random
) -> None:
    rules = Rules(9, row, kind)
    kernel, position = Kernel(rules, lib=lib), Position(rules)
    while not position.winner and position.legal():
        move = near(position, rng)
        kernel.play(move)
        position.play(move)
        agree(kernel, position)


def memory(kernel: Kernel) -> tuple[bytes, int, int]:
    return kernel.packed().tobytes(), kernel.evaluation, kernel.hash


@pytest.mark.parametrize("kind", KINDS)
def test_moves_taken_back_leave_no_trace(
    lib: ctypes.CDLL, kind: Kind, rng: random.Random, count: Callable[[int], int]
) -> None:
    rules = Rules(12, kind=kind)
    for _ in range(count(200)):
        kernel, position, before = (
            Kernel(rules, lib=lib, table_bits=4, failure_bits=4),
            Position(rules),
            [],
        )
        while not position.winner and position.legal() and len(before) < 80:
            move = near(position, rng)
            before.append(memory(kernel))
            kernel.play(move)
            position.play(move)
        for state in reversed(before):
            kernel.undo()
            assert memory(kernel) == state


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_games_go_on_as_in_python(lib: ctypes.CDLL, kind: Kind, rng: random.Random) -> None:
    rules = Rules(6, kind=kind)
    position = Position(rules)
    while not position.winner and len(position.moves) < 22:
        position.play(near(position, rng))
    if position.winner:
        position.undo()
    assert Kernel(rules, position.moves, lib=lib).perft(3) == position.perft(3)


@pytest.mark.parametrize(
    "source",
    ["int other(void) { return 0; }", None],
    ids=["lacks a function", "other interface"],
)
def test_a_kernel_of_another_version_is_not_used(source: str | None, tmp_path: Path) -> None:
    """What it would write where we read something else, nobody knows."""
    text = source or re.sub(r"INTERFACE = \d+", "INTERFACE = 0", SOURCE.read_text())
    assert text != SOURCE.read_text()
    (tmp_path / "kernel.c").write_text(text)
    path = tmp_path / "kernel.so"
    command = [need("gcc"), "-shared", "-fPIC", str(tmp_path / "kernel.c"), "-o", str(path)]
    subprocess.run(command, check=True, timeout=60)
    with pytest.raises(OSError, match="another version"):
        load(path)
