"""Games as the Piskvorky manager keeps them, which Gomocup's archives are full of.

    Piskvorky 15x15, 11:11, 0       the board, what each player was set to, who began (0 or 1)
    8,8,1500                        a move: x and y from 1, and its milliseconds
    first.exe                       the players' names
    second.exe
    -1                              how it ended, in the manager's own numbers
    0,Freestyle15_1                 in an archive: the group, which tells the rule

The first two kinds of lines are in every such file; what follows may lack.
"""

import re

from engines.gomoku import points
from engines.gomoku.files.record import Record, check_length
from engines.gomoku.rules import Kind, Rules
from engines.wire import N_, EngineError, printable

NOT_PSQ = N_("This is not a game in the PSQ format.")
NO_PLACE = N_("The PSQ format has no place for this game.")

HEAD = re.compile(r"\s*Piskvorky +([0-9]{1,4})x([0-9]{1,4}) *, *[0-9]+:[0-9]+ *, *([01])\s*")
MOVE = re.compile(r"\s*([0-9]{1,4})\s*,\s*([0-9]{1,4})\s*(?:,\s*(-?[0-9]{1,12})\s*)?")
ENDED = re.compile(r"\s*-?[0-9]+\s*")
GROUP = re.compile(r"\s*[0-9]+,(Freestyle|Standard|Renju)[0-9]*(?:_[0-9]+)?\s*")

KINDS: dict[str, Kind] = {"Freestyle": "freestyle", "Standard": "standard", "Renju": "renju"}


def read(source: bytes | str, kind: Kind | None = None) -> Record:
    """The game, by the rule `kind`; None for what the file says, or freestyle.

    Raises EngineError for what is no game, with the number of the line.
    """
    check_length(source)
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    lines = text.removeprefix("\ufeff").splitlines()
    head = HEAD.fullmatch(lines[0]) if lines else None
    if not head:
        raise EngineError(NOT_PSQ, N_("the first line does not say Piskvorky and a size"))
    rest = [MOVE.fullmatch(line) for line in lines[1:]]
    number = rest.index(None) if None in rest else len(rest)
    size, tail = size_of(head), lines[1 + number :]
    moves, times = played([move for move in rest[:number] if move], size)
    names = names_of(tail)
    try:
        rules = Rules(size, 5, kind or kind_of(tail))
    except ValueError as error:
        raise EngineError(NOT_PSQ, str(error)) from error
    black, white = names if head[3] == "0" else names[::-1]
    return Record(rules, moves, black=black, white=white, milliseconds=times)


def size_of(head: re.Match[str]) -> int:
    if head[1] != head[2]:
        why = N_("the board is not square: {size}")
        raise EngineError(NOT_PSQ, why.format(size=f"{head[1]}x{head[2]}"))
    return int(head[1])


def played(found: list[re.Match[str]], size: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The moves, and their milliseconds up to the first that is not told."""
    moves: list[int] = []
    for number, move in enumerate(found, start=2):
        x, y = int(move[1]), int(move[2])
        if not (1 <= x <= size and 1 <= y <= size):
            why = N_("{move} is outside the board").format(move=f"{x},{y}")
            raise wrong(number, why)
        point = (y - 1) * size + x - 1
        if point in moves:
            why = N_("a second stone on {point}").format(point=points.name(point, size))
            raise wrong(number, why)
        moves.append(point)
    times = [move[3] for move in found]
    known = times.index(None) if None in times else len(times)
    return tuple(moves), tuple(max(0, int(each)) for each in times[:known])


def wrong(line: int, why: str) -> EngineError:
    return EngineError(NOT_PSQ, N_("line {number}: {why}").format(number=line, why=why))


def names_of(tail: list[str]) -> tuple[str, str]:
    """The two players' names, "" where the file has none."""
    names = [printable(line.strip()) for line in tail[:2]]
    if len(names) < 2 or any(ENDED.fullmatch(name) for name in names):
        return "", ""
    return names[0], names[1]


def kind_of(tail: list[str]) -> Kind:
    groups = [match for line in tail if (match := GROUP.fullmatch(line))]
    return KINDS[groups[-1][1]] if groups else "freestyle"


def write(record: Record) -> str:
    """The game as text. Raises EngineError where the row is not five: nothing could tell it."""
    rules = record.rules
    if rules.row != 5:
        raise EngineError(NO_PLACE, N_("{number} in a row").format(number=rules.row))
    lines = [f"Piskvorky {rules.size}x{rules.size}, 0:0, 0"]
    for number, point in enumerate(record.moves):
        y, x = divmod(point, rules.size)
        known = number < len(record.milliseconds)
        lines.append(f"{x + 1},{y + 1},{record.milliseconds[number] if known else 0}")
    lines += [named(record.black, "black"), named(record.white, "white"), "-1"]
    lines.append(f"0,{rules.kind.capitalize()}{rules.size}")
    return "\n".join(lines) + "\n"


def named(name: str, usual: str) -> str:
    """A name as one line that is no move and no number."""
    line = printable(" ".join(name.split()))
    return line if line and not ENDED.fullmatch(line) and not MOVE.fullmatch(line) else usual
