"""The kept game where several consoles play: what one of them kept is not lost by another."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from engines import paths
from engines.gomoku.files import sgf
from engines.gomoku.rules import EMPTY
from engines.wire import EngineError
from tui import game_file, hand_file, recent
from tui.gomoku_table import Table


class Kept:
    """The game as this console last read it from the file, or wrote it there."""

    def __init__(self) -> None:
        self.content: bytes | None = None
        self.said: object = None

    def load(self) -> tuple[Table, str]:
        """As game_file.load."""
        # Read before: what another console writes in between is then known to be another's.
        self.content = content(game_file.file())
        table, trouble = game_file.load()
        self.said = said(table)
        return table, trouble

    def save(self, table: Table, now: float) -> Path | None:
        """Write what is new. Where another console has written meanwhile, clocks alone are not,
        and its game is put aside if it would be lost: returns where. Raises OSError."""
        file, aside = game_file.file(), None
        with alone():
            found = content(file)
            if found is not None and found != self.content:
                if said(table) == self.said:
                    return None
                if not (theirs := game(found)) or not goes_on(table, theirs):
                    aside = free(theirs)
                    file.replace(aside)
            game_file.save(table, now)
            self.content, self.said = content(file), said(table)
        if aside:
            recent.opened_file(game_file.KIND, aside)
        return aside


def said(table: Table) -> object:
    """What the file says of a game, but for the clocks."""
    return table.rules, table.whole, table.sides, table.resigned


def content(path: Path) -> bytes | None:
    """What is in a file; None where nothing can be read."""
    with suppress(OSError):
        return hand_file.content(path)
    return None


def game(found: bytes | None) -> Table | None:
    """None where it is no game."""
    if found is not None:
        with suppress(EngineError):
            return game_file.table(sgf.read(found))
    return None


def goes_on(later: Table, earlier: Table) -> bool:
    """Whether nothing of the earlier one would be missed beside the later one."""
    moves = earlier.whole
    same = later.rules == earlier.rules and later.whole[: len(moves)] == moves
    return not moves or (same and earlier.winner in (EMPTY, later.winner))


def free(aside: Table | None) -> Path:
    """The first place where this can be put and no other game is lost."""
    names = (f"gomoku-other{number if number > 1 else ''}.sgf" for number in count(1))
    return next(
        path
        for path in map(game_file.file().with_name, names)
        if not path.exists() or (aside and (there := game(content(path))) and goes_on(aside, there))
    )


@contextmanager
def alone() -> Iterator[None]:
    """While no other console may write the game. Raises OSError."""
    # A lock file of its own: the game is another file after each move.
    with (paths.private(paths.state()) / "gomoku.lock").open("w") as held:
        with suppress(OSError):  # not every file system has locks
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
