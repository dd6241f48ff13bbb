"""Calls of macros with parameters, put down in full.

Only of those that may declare something: what is an expression stays as it is, in its place.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

PART = re.compile(
    r"""
    "(?:[^"\\]|\\.)*+"? | '(?:[^'\\]|\\.)*+'?
    | \s*+(\#\#)\s*+                                     # 1: joins what is beside it
    | \#\s*+(\w++)                                       # 2: becomes a string
    | ([A-Za-z_$\x80-\xff][\w$\x80-\xff]*+)              # 3: a word
    """,
    re.VERBOSE | re.DOTALL,
)
OPENING = re.compile(r"(?:\s|\\\n|/\*.*?\*/)*+\(", re.DOTALL)
HEAD = re.compile(r"([\w$\x80-\xff]++)\(([^()]*+)\)")
SIGN = re.compile(
    r"""[(),] | /\*.*?(?:\*/|\Z) | //[^\n]*+
    | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'?""",
    re.VERBOSE | re.DOTALL,
)
FAR = 4096
"""Characters that the arguments of a call may take."""
LARGE = 4 * FAR
"""Characters that one call may become."""


class Macro(NamedTuple):
    parameters: tuple[str, ...]
    body: str
    uses: int
    """How often parameters stand in it."""
    declares: bool
    left: tuple[str, ...]
    """The words that it leaves where it is not put down in full."""


def macro(definition: str, left: tuple[str, ...], declares: bool) -> Macro:
    """What `#define` says of a macro with parameters."""
    head = HEAD.match(definition)
    if not head:
        return Macro((), "", 0, False, left)
    parameters = tuple(it.strip() for it in head[2].split(","))
    if parameters[-1].endswith("..."):
        parameters = (*parameters[:-1], parameters[-1][:-3].strip() or "__VA_ARGS__", "...")
    body = definition[head.end() :]
    uses = sum(match[3] in parameters for match in PART.finditer(body))
    return Macro(parameters, body, uses, declares, left)


def defines(words: Sequence[str]) -> bool:
    """Whether the body of a function may stand among these words."""
    return any(one == ")" and two == "{" for one, two in pairwise(words))


class Calls:
    """Puts calls down in full, all of them together at most as long as the source is."""

    def __init__(self, source: str) -> None:
        self.budget = len(source) + LARGE
        self.unclosed = 0
        """Up to where no call has an end."""

    def affords(self, size: int) -> bool:
        """Whether something may become so long; then it is paid for."""
        if size > min(LARGE, self.budget):
            return False
        self.budget -= size
        return True

    def put_down(self, macro: Macro, text: str, opener: int) -> tuple[str, int] | None:
        """What a call is whose arguments open there, and where it ends; None where it has no end
        or is too long."""
        found = self.arguments(text, opener) if opener >= self.unclosed else None
        if not found:
            return None
        arguments, end = found
        size = (end - opener) * macro.uses + len(macro.body)
        return (filled(macro, arguments), end) if self.affords(size) else None

    def arguments(self, text: str, opener: int) -> tuple[list[str], int] | None:
        """The texts between parentheses, and where they close."""
        found, depth, begin = [], 1, opener + 1
        for match in SIGN.finditer(text, begin, opener + FAR):
            sign = match[0]
            depth += (sign == "(") - (sign == ")")
            if not depth or (sign == "," and depth == 1):
                found.append(text[begin : match.start()])
                begin = match.end()
            if not depth:
                return found, begin
        self.unclosed = opener + FAR
        return None


def filled(macro: Macro, arguments: list[str]) -> str:
    """The body of a macro with arguments for its parameters."""
    names = macro.parameters
    if names[-1] == "...":
        names = names[:-1]
        last = len(names) - 1
        arguments = [*arguments[:last], ",".join(arguments[last:])]
    given = dict.fromkeys(names, "") | dict(zip(names, arguments, strict=False))

    def part(match: re.Match[str]) -> str:
        if match[1]:
            return ""
        return '""' if match[2] else given.get(match[3], match[0])

    return PART.sub(part, macro.body)
