"""The game of gomoku that is on the table, kept so that it is there again: as SGF, which other
programs read too. Names say who plays, and the first comment how long each has thought.
"""

import re
from contextlib import suppress
from pathlib import Path

from engines import paths
from engines.gomoku.files import psq, sgf
from engines.gomoku.files.record import Record
from engines.gomoku.rules import BLACK, WHITE
from engines.wire import EngineError
from tui import hand_file, recent
from tui.gomoku_table import PERSON, Engine, Player, Table
from tui.i18n import _
from tui.said import particulars

ENGINE = re.compile(r"zerodeck (?:network ([a-z0-9-]{1,32}) )?level ([1-9])")
CLOCKS = re.compile(r"thought: black ([0-9]{1,9}\.[0-9]) s, white ([0-9]{1,9}\.[0-9]) s")
LETTERS = {BLACK: "B", WHITE: "W"}
PERSON_NAME = "a person"
PSQ = ".psq"
KIND = "gomoku"
"""Of recent files."""


def file() -> Path:
    return paths.state() / "gomoku.sgf"


def before() -> Path:
    """Where the game is that was left for another one."""
    return file().with_name("gomoku-before.sgf")


def put_by(table: Table, now: float) -> None:
    """Keep this as the game before, the first that is offered to be opened. Where that is not
    possible, there is none."""
    with suppress(OSError):
        hand_file.write(before(), text(table, now))
        recent.opened_file(KIND, before())


def load() -> tuple[Table, str]:
    """The game that was kept, or a new one; and what was wrong with the file, which then is set
    aside."""
    path = file()
    try:
        return table(sgf.read(hand_file.content(path)), resumed=True), ""
    except FileNotFoundError:
        return Table(), ""
    except OSError as error:
        return Table(), _("{file} cannot be read: {why}").format(file=path, why=error)
    except EngineError as error:
        why = f"{_(error.failed.what)} {particulars(error.failed.why)}".rstrip()
        return Table(), aside(path, why)


def aside(path: Path, why: str) -> str:
    try:
        hand_file.set_aside(path)
    except OSError as error:
        why = str(error)
    words = _("The last game cannot be read, and is kept as {file}: {why}")
    return words.format(file=f"{path}.broken", why=why)


def save(table: Table, now: float) -> None:
    """Raises OSError."""
    hand_file.write(file(), text(table, now))


def text(table: Table, now: float, suffix: str = ".sgf") -> str:
    """As a file with this suffix holds it, SGF or PSQ. Raises EngineError where PSQ has no place
    for the game."""
    used = [table.used(color, now) for color in (BLACK, WHITE)]
    clocks = f"thought: black {used[0]:.1f} s, white {used[1]:.1f} s"
    black, white = map(named, table.sides)
    record = Record(
        table.rules,
        table.whole,
        black=black,
        white=white,
        result=result(table),
        comments=((0, clocks),),
    )
    return psq.write(record) if suffix.lower() == PSQ else sgf.write(record)


def named(player: Player) -> str:
    """As it stands in a file, in any language the same."""
    if player is None:
        return PERSON_NAME
    network = f"network {player.net} " if player.net else ""
    return f"zerodeck {network}level {player.level}"


def result(table: Table) -> str:
    if table.winner:
        return f"{LETTERS[table.winner]}+{'R' if table.resigned else ''}"
    return "0" if table.over else ""


def table(record: Record, *, resumed: bool = False) -> Table:
    """`resumed`: its players go on; else people look at it. Raises EngineError where a move is
    not legal."""
    sides = (player(record.black), player(record.white)) if resumed else (PERSON, PERSON)
    found = Table(record.rules, sides, record.moves)
    if not found.over and record.result in ("B+R", "W+R"):
        found.resigned = BLACK if record.result[0] == "W" else WHITE
    for number, said in record.comments:
        if number == 0 and (clocks := CLOCKS.search(said)):
            found.seconds = [float(clocks[1]), float(clocks[2])]
    return found


def player(name: str) -> Player:
    match = ENGINE.fullmatch(name)
    return Engine(int(match[2]), match[1] or "") if match else PERSON


def read(path: Path) -> Table:
    """A game from a file, SGF or PSQ. Raises EngineError, OSError."""
    content = hand_file.content(path)
    record = psq.read(content) if path.suffix.lower() == PSQ else sgf.read(content)
    return table(record)
