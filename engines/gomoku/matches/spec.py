"""How a player of a match is written.

level:5                 a level
nodes:20000             the search, with so many nodes a move
search                  the search, with what the match says of nodes and seconds
mcts:5000               pure Monte-Carlo tree search, with so many playouts a move
net:400                 a network that has learnt the game, alone, with so many playouts a move
zero:400                the same, with a look for wins by force
net:400@NETWORK         a certain one: its name, or how its hash begins, or the path of its file
python:level:5 …        the same without the kernel, in a process of its own
/path/pbrain-name       a program that speaks the Gomocup protocol
program:name            the same, looked up as a shell does
"""

from typing import Literal, NamedTuple

from engines.marking import N_

LEVELS = 9
MOST = 10**9

Kind = Literal["level", "nodes", "mcts", "net", "zero", "search", "program"]
KINDS: dict[str, Kind] = {
    "level": "level",
    "nodes": "nodes",
    "mcts": "mcts",
    "net": "net",
    "zero": "zero",
}
NETS = ("net", "zero")


class Spec(NamedTuple):
    """`number` is the level, the nodes or the playouts; `path` is a program's, or says which
    network."""

    kind: Kind
    number: int = 0
    path: str = ""
    python: bool = False

    @property
    def clocked(self) -> bool:
        """Whether nothing but a clock ends its thinking."""
        return self.kind in ("search", "program")

    @property
    def text(self) -> str:
        """As it is written, but for `python:` and a program."""
        numbered = f"{self.kind}:{self.number}" if self.number else self.kind
        return f"{numbered}@{self.path}" if self.path else numbered


def ours(text: str) -> Spec:
    """ValueError for what is no player of ours."""
    found = spec(text)
    if found.kind == "program":
        raise ValueError(N_("{player} is another program").format(player=repr(text[:40])))
    return found


def spec(text: str) -> Spec:
    """ValueError for what is no player."""
    if text.startswith("program:") and len(text) > len("program:"):
        return Spec("program", path=text.removeprefix("program:"))
    ours = text.removeprefix("python:")
    python = ours != text
    word, _colon, rest = ours.partition(":")
    digits, at, which = rest.partition("@") if word in NETS else (rest, "", "")
    if "/" in text and word not in NETS:
        return Spec("program", path=text)
    if ours == "search":
        return Spec("search", python=python)
    numbered = digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST))
    if word in KINDS and numbered and bool(at) == bool(which):
        number = int(digits)
        if 1 <= number <= (LEVELS if word == "level" else MOST):
            return Spec(KINDS[word], number, which, python)
    why = N_(
        "{player} is no player: level:5, nodes:20000, mcts:5000, net:400, zero:400, search, "
        "or the path of a program"
    )
    raise ValueError(why.format(player=repr(text[:40])))
