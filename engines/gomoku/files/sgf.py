"""Games in the Smart Game Format, FF[4], GM[4] (gomoku and renju).

Source: https://www.red-bean.com/sgf/. A collection's first game is read, and of its variations
the main line: all up to the first closing parenthesis. Setup stones before the first move are
taken as moves where they can be: as many black ones as white ones, or one more.
"""

import codecs
import re
from typing import NoReturn

from engines import __version__
from engines.gomoku import points
from engines.gomoku.files.record import Record, check_length
from engines.gomoku.files.sgf_nodes import Node, nodes
from engines.gomoku.rules import Kind, Rules
from engines.wire import N_, EngineError, printable

ANOTHER_GAME = N_("This file holds another game than gomoku.")
NOT_PLAYABLE = N_("This game cannot be played here.")

GOMOKU = "4"
USUAL_SIZE = 15
COLUMNS = "abcdefghijklmnopqrst"
MOVES_A_LINE = 10

CHARSET = re.compile(rb"CA\s*\[\s*([A-Za-z0-9_.:-]{1,40})\s*\]")
UNICODE = ("utf-8", "ascii")
EUROPEAN = ("iso8859-1", "iso8859-2", "iso8859-15", "cp1250", "cp1251", "cp1252", "koi8-r")
ASIAN = ("gb2312", "gbk", "gb18030", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949")
CHARSETS = frozenset((*UNICODE, *EUROPEAN, *ASIAN))
"""Those that games are written in; many other codecs of Python are no charsets."""


def read(source: bytes | str) -> Record:
    """The game. Raises EngineError for what is none, with the offset of the character."""
    check_length(source)
    line = nodes(source if isinstance(source, str) else decoded(source))
    root = line[0]
    rules = rules_of(root)
    moves: list[int] = []
    comments: list[tuple[int, str]] = []
    for node in line:
        add_setup(moves, node, rules.size)
        add_moves(moves, node, rules.size)
        comments += [(len(moves), printable(text)) for _, text in node.get("C", []) if text]
    names = {key: simple(root, key) for key in ("PB", "PW", "RE", "DT")}
    return Record(
        rules,
        tuple(moves),
        black=names["PB"],
        white=names["PW"],
        result=names["RE"],
        date=names["DT"],
        comments=tuple(comments),
    )


def decoded(data: bytes) -> str:
    """The text in the charset that it names, else in UTF-8, else in the format's own Latin-1."""
    named = CHARSET.search(data[:4096])
    for name in (named[1].decode() if named else "utf-8", "utf-8"):
        try:
            if codecs.lookup(name).name in CHARSETS:
                return data.decode(name).removeprefix("\ufeff")
        except (LookupError, UnicodeError):
            continue
    return data.decode("latin-1")


def simple(node: Node, key: str) -> str:
    """The property's text on one line, or "" where there is none."""
    return printable(" ".join(node[key][0][1].split())) if key in node else ""


def rules_of(root: Node) -> Rules:
    game, size = simple(root, "GM") or GOMOKU, simple(root, "SZ") or str(USUAL_SIZE)
    if game != GOMOKU:
        raise EngineError(ANOTHER_GAME, f"GM[{game[:40]}]")
    square = re.fullmatch(r"([0-9]{1,3})(?::\1)?", size)
    if not square:
        raise EngineError(NOT_PLAYABLE, f"SZ[{size[:40]}]")
    kind, row = rule(simple(root, "RU"))
    try:
        return Rules(int(square[1]), row, kind)
    except ValueError as error:
        raise EngineError(NOT_PLAYABLE, str(error)) from error


def rule(name: str) -> tuple[Kind, int]:
    """What a rule is called, in words that the programs of the field use; else freestyle."""
    words = name.casefold()
    row = re.search(r"([0-9]) in a row", words)
    kind: Kind = "freestyle"
    if "renju" in words:
        kind = "renju"
    elif "standard" in words or "exact" in words:
        kind = "standard"
    return kind, int(row[1]) if row else 5


def add_moves(moves: list[int], node: Node, size: int) -> None:
    """Add what the node plays. Raises EngineError for a pass and for a color out of turn."""
    played = sorted((at, key, text) for key in "BW" for at, text in node.get(key, []))
    for at, key, text in played:
        if key != "BW"[len(moves) % 2]:
            refuse(at, N_("two moves of one color in a row"))
        add(moves, text, at, size)


def add_setup(moves: list[int], node: Node, size: int) -> None:
    """Add the stones that the node puts down before the first move, in turns."""
    black, white = node.get("AB", []), node.get("AW", [])
    removed = node.get("AE", [])
    if not black and not white and not removed:
        return
    at = (black or white or removed)[0][0]
    if moves or removed or len(black) - len(white) not in (0, 1):
        refuse(at, N_("stones that are not put down in turns"))
    for number in range(len(black) + len(white)):
        where, text = (white if number % 2 else black)[number // 2]
        add(moves, text, where, size)


def add(moves: list[int], text: str, at: int, size: int) -> None:
    point = point_of(text.strip(), size)
    if point is None:
        refuse(at, N_("{name} is no point of this board").format(name=repr(text[:20])))
    if point in moves:
        refuse(at, N_("a second stone on {point}").format(point=points.name(point, size)))
    moves.append(point)


def point_of(text: str, size: int) -> int | None:
    """ "hh" counts from the top left; "H8" is what people say, which some programs write."""
    if len(text) == 2 and text[0] in COLUMNS[:size] and text[1] in COLUMNS[:size]:
        return COLUMNS.index(text[1]) * size + COLUMNS.index(text[0])
    try:
        return points.point(text[:4], size)
    except ValueError:
        return None


def refuse(at: int, why: str) -> NoReturn:
    raise EngineError(NOT_PLAYABLE, N_("at character {number}: {why}").format(number=at, why=why))


def write(record: Record) -> str:
    """The game as text in FF[4]; in bytes it is UTF-8, as it says."""
    rules, said = record.rules, dict[int, list[str]]()
    for number, text in record.comments:
        said.setdefault(number, []).append(text)
    head = {
        "FF": "4",
        "GM": GOMOKU,
        "CA": "UTF-8",
        "AP": f"zerodeck:{__version__}",
        "SZ": str(rules.size),
        "RU": rules.kind if rules.row == 5 else f"{rules.kind}, {rules.row} in a row",
        "PB": escaped(record.black),
        "PW": escaped(record.white),
        "DT": escaped(record.date),
        "RE": escaped(record.result),
    }
    root = "".join(f"{key}[{value}]" for key, value in head.items() if value)
    text = f"(;{root}{comment(said, 0)}"
    for number, point in enumerate(record.moves):
        y, x = divmod(point, rules.size)
        line = "" if number % MOVES_A_LINE else "\n"
        move = f"{'BW'[number % 2]}[{COLUMNS[x]}{COLUMNS[y]}]"
        text += f"{line};{move}{comment(said, number + 1)}"
    return text + ")\n"


def comment(said: dict[int, list[str]], number: int) -> str:
    return f"C[{escaped(chr(10).join(said[number]))}]" if number in said else ""


def escaped(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", printable(text))
