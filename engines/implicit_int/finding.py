"""What a scan finds, and how to mend it."""

from typing import Literal

import msgspec

Kind = Literal[
    "return",
    "declaration",
    "local",
    "parameter",
    "knr-parameter",
    "member",
    "type-name",
    "undeclared-call",
    "missing-return",
    "empty-parentheses",
    "knr-definition",
]
OMISSIONS: frozenset[Kind] = frozenset(
    ("return", "declaration", "local", "parameter", "knr-parameter", "member", "type-name")
)
"""Kinds that leave out a type. The others are their cousins: what old C allows beside them."""


class Edit(msgspec.Struct, frozen=True, order=True, gc=False):
    """At this byte put this text, in place of so many bytes."""

    offset: int
    text: str
    length: int = 0


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One declarator without a type, or a cousin of it. Lines and columns count from 1, columns in
    bytes, as compilers do; a byte order mark is not counted.

    Declarators of one declaration share its edits: `static a, *b;` needs one `int`. There are none
    where nothing may be changed without a look.
    """

    kind: Kind
    name: str
    line: int
    column: int
    offset: int
    certainty: Literal["certain", "maybe"] = "certain"
    edits: tuple[Edit, ...] = ()
    function: str = ""
    """In which function it stands."""
    beside: str = ""
    """The specifiers that stand there without a type, `static const`. "" where there is none."""
