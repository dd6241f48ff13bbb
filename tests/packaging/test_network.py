"""The installed wheel, without torch: a network is chosen in the tab, and a game is played."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.packaging import python_of
from tests.terminal.terminal import Terminal

SIZE = 8
LEFT, RIGHT, DOWN = "\x1b[D", "\x1b[C", "\x1b[B"
OVER = ("won", "lost", "draw")


@pytest.fixture
def terminal(installed: Path, tmp_path: Path) -> Iterator[Terminal]:
    alone = {"PYTHONPATH": None, "HOME": str(tmp_path)} | {
        name: None for name in os.environ if name.startswith(("XDG_", "ZERODECK_"))
    }
    opened = Terminal(str(installed / "bin/zerodeck"), "gomoku", changes=alone, cwd=tmp_path)
    yield opened
    opened.clean()


def board(rows: list[str]) -> dict[str, str]:
    """What stands on each point, by its name."""
    found = {}
    for row in rows:
        if told := re.match(r" ?(\d{1,2}) [ \[(]", row):
            first = told.end(1) + 2
            cells = row[first : first + 2 * SIZE : 2]
            found |= {f"{'ABCDEFGHIJKLMNO'[x]}{told[1]}": cell for x, cell in enumerate(cells)}
    return found


def over(terminal: Terminal) -> bool:
    return terminal.rows[2].endswith(OVER)


def stones(terminal: Terminal) -> int:
    return sum(cell in "●○" for cell in board(terminal.rows).values())


def choose(terminal: Terminal) -> None:
    """A game on a small board with black, against a network with white."""
    terminal.shows("your move", "kernel").press("n")
    terminal.shows("New game", "▸ rules").press(DOWN)
    terminal.until(lambda: "▸ lines" in terminal.text)
    for size in range(14, SIZE - 1, -1):
        terminal.press(LEFT)
        terminal.until(lambda size=size: re.search(rf"lines +← {size} →", terminal.text))
    terminal.press(DOWN * 4)
    terminal.until(lambda: "▸ white" in terminal.text)
    terminal.press(RIGHT)
    terminal.until(lambda: re.search(r"white +← the network small", terminal.text))
    terminal.press("\r")
    terminal.hides("New game").shows("network small")


def test_a_network_is_chosen_and_a_game_with_it_finished(
    terminal: Terminal, installed: Path, rng: Random
) -> None:
    asked = "from importlib.util import find_spec; print(find_spec('torch'))"
    told = subprocess.run([python_of(installed), "-c", asked], capture_output=True, check=True)
    assert told.stdout == b"None\n"
    choose(terminal)
    assert len(board(terminal.rows)) == SIZE * SIZE
    while not over(terminal):
        free = [point for point, cell in board(terminal.rows).items() if cell not in "●○"]
        before = stones(terminal)
        terminal.press(f":{rng.choice(free)}\r")
        terminal.until(
            lambda before=before: (
                over(terminal) or (stones(terminal) == before + 2 and "your move" in terminal.text)
            )
        )
    assert "in a row" in terminal.text or "draw" in terminal.text
    terminal.press("q")
    assert terminal.end() == 0
