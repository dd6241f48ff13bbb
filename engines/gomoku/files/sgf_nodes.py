"""What an SGF file says, before it is known to be gomoku: the main line's nodes of its first game.

It is read tolerantly: what stands before the first game is passed over, and so are lower-case
letters in the name of a property, as older versions of the format have them.
"""

import re
from typing import NoReturn

from engines.wire import N_, EngineError

NOT_SGF = N_("This is not a game in the SGF format.")

Node = dict[str, list[tuple[int, str]]]
"""The values of each property, each with the offset where it stands."""

START = re.compile(r"\(\s*;")
SPACE = re.compile(r"\s*")
NAME = re.compile(r"[A-Za-z]{1,64}")
VALUE = re.compile(r"\s*\[((?:[^\\\]]++|\\.)*+)(\]?)", re.DOTALL)
ESCAPE = re.compile(r"\\(\r\n|\n\r|.)", re.DOTALL)
NEWLINE = re.compile(r"\r\n|\n\r|\r")
BLANK = re.compile(r"[^\S\n]")


def nodes(text: str) -> list[Node]:
    """At least one. Raises EngineError, with the offset, where it is not as the format has it."""
    start = START.search(text)
    if not start:
        raise EngineError(NOT_SGF, N_("no game begins in it"))
    found: list[Node] = [{}]
    at = start.end()
    while True:
        at = end_of(SPACE, text, at)
        if at == len(text):
            refuse(at, N_("it ends before the game does"))
        if text[at] == ")":
            return found
        if text[at] == ";":
            found.append({})
        elif text[at] != "(":
            at = read_property(text, at, found[-1])
            continue
        at += 1


def read_property(text: str, at: int, node: Node) -> int:
    """Add the property that begins here to the node. The offset behind it."""
    name = NAME.match(text, at)
    if not name:
        refuse(at, N_("{sign} is not expected").format(sign=repr(text[at])))
    key = "".join(letter for letter in name[0] if letter.isupper())
    at, values = name.end(), node.setdefault(key, [])
    first = at
    while value := VALUE.match(text, at):
        if not value[2]:
            refuse(value.start(1), N_("a value does not end"))
        values.append((value.start(1), plain(value[1])))
        at = value.end()
    if at == first:
        refuse(at, N_("{name} has no value").format(name=name[0]))
    return at


def plain(value: str) -> str:
    """A value without its escapes: an escaped end of line is none, other blanks are spaces."""

    def unescaped(match: re.Match[str]) -> str:
        return "" if match[1][0] in "\r\n" else match[1]

    return BLANK.sub(" ", NEWLINE.sub("\n", ESCAPE.sub(unescaped, value)))


def end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def refuse(at: int, why: str) -> NoReturn:
    raise EngineError(NOT_SGF, N_("at character {number}: {why}").format(number=at, why=why))
