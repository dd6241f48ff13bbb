"""A source, cut into tokens. Full-width punctuation, as pasted text has it, is understood."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple, NoReturn

from engines.roc.formula.errors import FormulaError, wrong
from engines.wire import N_

LONGEST = 64 << 10


class Kind(Enum):
    NUMBER = "a number"
    NAME = "a name"
    TEXT = "a text"
    SIGN = "a sign"
    HEADER = "a header of parameters"
    END = "the end"


class Token(NamedTuple):
    """`text`: a name in upper case, a text without its quotes, a sign, a number as written.

    A header is what stands between {PARAM and }. `at` is the offset in the source; `fresh`: the
    first of its line.
    """

    kind: Kind
    text: str
    at: int
    fresh: bool = False


# One character for one, so that offsets stay what they are in the source.
ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
OTHERS = {
    **dict.fromkeys("\u3000\u00a0\ufeff", " "),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("−–", "-"),
    "×": "*",
    "÷": "/",
    "；": ";",
}
PLAIN = ASCII | str.maketrans(OTHERS)

SAME = {"==": "=", "!=": "<>", "≠": "<>", "≤": "<=", "≥": ">=", "&&": "AND", "||": "OR"}
"""Signs that are written in more than one way."""

# Each alternative takes what it starts with to its end, or else `open` takes the opening alone.
TOKEN = re.compile(
    r"""(?P<line>\n)
    |(?P<blank>[^\S\n]+|//[^\n]*)
    |(?P<comment>\{[^}]*\})
    |(?P<text>'[^'\n]*'|"[^"\n]*")
    |(?P<open>['"{])
    |(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>:=|==|<>|!=|<=|>=|&&|\|\||[-+*/%()<>=,:;.\#$]|[≠≤≥])""",
    re.VERBOSE,
)
HEADER = re.compile(r"\{\s*PARAM\b", re.IGNORECASE)
WORDS = ("AND", "OR")


def tokens(source: str) -> list[Token]:
    """The tokens, the last of them END. Raises FormulaError."""
    if len(source) > LONGEST:
        why = N_("{number} characters, at most {most}")
        why = why.format(number=f"{len(source):,}", most=f"{LONGEST:,}")
        raise FormulaError(N_("The formula is too long."), why, 0, 0, source)
    return [*cut(source, source.translate(PLAIN))]


def cut(source: str, plain: str) -> Iterator[Token]:
    """`plain` is the source with signs of one kind only."""
    at, fresh = 0, True
    while at < len(plain):
        found = TOKEN.match(plain, at)
        if found is None or found.lastgroup == "open":
            refuse(source, at, found is not None)
        group, text, begin, at = found.lastgroup, found[0], at, found.end()
        if group == "line":
            fresh = True
        elif group == "comment" and (header := HEADER.match(text)):
            yield Token(Kind.HEADER, text[header.end() : -1], begin + header.end())
        elif group not in ("blank", "comment"):
            yield token(source, group or "", text, begin, fresh)
            fresh = False
    yield Token(Kind.END, "", len(plain), True)


def token(source: str, group: str, text: str, at: int, fresh: bool) -> Token:
    if group == "name":
        name = text.upper()
        return Token(Kind.SIGN if name in WORDS else Kind.NAME, name, at, fresh)
    if group == "number":
        return Token(Kind.NUMBER, text, at, fresh)
    if group == "text":
        return Token(Kind.TEXT, source[at + 1 : at + len(text) - 1], at, fresh)
    return Token(Kind.SIGN, SAME.get(text, text), at, fresh)


def refuse(source: str, at: int, opened: bool) -> NoReturn:
    if opened:
        what = N_("A text or a comment does not end.")
        why = N_("{sign} is opened here").format(sign=source[at])
    else:
        what = N_("This is no part of a formula.")
        why = N_("the character {sign}")
        if source[at] == "^":
            why = N_("the character {sign}; a power is POW(A,B)")
        why = why.format(sign=repr(source[at]))
    raise wrong(source, at, what, why)
