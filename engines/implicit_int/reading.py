"""What is known while declarations are read, and what they consist of."""

from typing import NamedTuple

from engines.implicit_int.grouping import Groups
from engines.implicit_int.lexer import Tokens
from engines.implicit_int.words import LIBRARY_TYPES, STANDARD_HEADERS, is_name


class Specifiers(NamedTuple):
    """`words` are those without a type; `first` is the first token of the type, or -1."""

    end: int
    words: list[str]
    typed: bool
    first: int
    doubtful: bool
    """A macro that nobody has seen is taken for a storage class."""


class Declarator(NamedTuple):
    start: int
    name: int
    """The token of its name; -1 in a type name."""
    parameters: int
    """The parenthesis of its parameters, where it is a function; -1 for others."""
    end: int


class Head(NamedTuple):
    """What stands between the parentheses and the body of an old definition."""

    body: int
    declarations: list[tuple[Specifiers, list[Declarator]]]


class Reading:
    """A source in tokens: its brackets, and the macros and types met so far."""

    def __init__(self, tokens: Tokens) -> None:
        self.source = tokens.source
        self.texts = tokens.texts
        self.starts = tokens.starts
        self.macros = tokens.macros
        self.undefined = tokens.undefined
        self.headers = tokens.headers
        self.groups = Groups(self.texts)
        self.mates = self.groups.mates
        self.types = set(LIBRARY_TYPES if tokens.headers else ())
        self.calls: set[int] = set()
        """Parentheses of macros that make types: what stands in them declares nothing."""
        self.unread = any(
            header.strip("<>").removesuffix(".h").rpartition("/")[2] not in STANDARD_HEADERS
            for header in tokens.headers
        )
        """A header of somebody's may define any type."""

    def is_macro(self, place: int) -> bool:
        """Whether a macro with parameters has this name, and still has it there."""
        text = self.texts[place]
        if text not in self.macros:
            return False
        return self.starts[place] < self.undefined.get(text, len(self.source))

    def is_written(self, place: int) -> bool:
        """Whether a bracket stands in the source, and not a macro for it."""
        return place < self.groups.end and self.source[self.starts[place]] == self.texts[place]

    def learn(self, declarators: list[Declarator]) -> None:
        """Of a typedef."""
        self.types.update(self.texts[it.name] for it in declarators if it.name >= 0)

    def behind(self, place: int) -> int:
        """Behind the parentheses that open there, if they do."""
        return self.mates[place] + 1 if self.texts[place] == "(" else place

    def is_wrapper(self, name: str) -> bool:
        """A macro, by its definition or its looks, as around parameters: `int f PROTO((int));`."""
        return name in self.macros or name.isupper() or name.startswith("_")

    def mark(self, place: int) -> bool:
        """A macro that stands for attributes, behind a declarator."""
        text = self.texts[place]
        return self.is_wrapper(text) and is_name(text) and self.texts[place + 1] in (";", "{")
