"""Declarations without a type.

Outside of brackets each declaration is read in turn.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from engines.implicit_int.declarations import Reader
from engines.implicit_int.inside import Inside
from engines.implicit_int.reading import Declarator, Head, Specifiers
from engines.implicit_int.telling import Telling
from engines.implicit_int.words import (
    ASSEMBLY,
    ASSERTIONS,
    CAPITALS,
    DECLARING,
    STATEMENTS,
    is_name,
    is_word,
)

LITERALS = ('""', "0")
FEW = 64
"""Tokens of a call that are looked at for a literal."""


class Definition(NamedTuple):
    """A function with a body."""

    specifiers: Specifiers
    declarator: Declarator
    head: Head


class Omissions:
    """Walks over the tokens once. What lacks a type is told; the rest is what else became known."""

    def __init__(self, reader: Reader, inferring: bool) -> None:
        self.reader = reader
        self.texts, self.mates = reader.texts, reader.mates
        self.telling = Telling(reader, inferring)
        self.inside = Inside(self.telling)
        self.definitions: list[Definition] = []
        self.functions: list[Declarator] = []
        """Of file scope: each declaration and definition of a function."""
        self.declared: dict[str, int] = {}
        """Names of file scope, and the token that declared each first."""
        self.lost = False
        """Statements stand outside of functions: brackets hide in macros."""
        self.voids: set[str] = set()
        """Functions that were declared to return nothing."""

    def run(self) -> None:
        place = 0
        while place < self.reader.groups.end:
            self.telling.function = ""
            following = max(self.external(place), place + 1)
            self.inside.upto(following)
            place = following
        if self.lost:
            self.telling.found = [
                replace(it, certain=it.certain and it.kind != "declaration")
                for it in self.telling.found
            ]

    def external(self, place: int) -> int:
        """Reads what begins there; says where the next thing begins."""
        text = self.texts[place]
        if text in ASSEMBLY or text in ASSERTIONS:
            return self.resume(place)
        if text == "extern" and self.texts[place + 1] == '""':
            return place + 3 if self.texts[place + 2] == "{" else place + 2
        if not (is_word(text) or text in ("*", "(", "[")) or text in STATEMENTS:
            self.lost |= text == "}" or text in STATEMENTS
            return place + 1
        if self.is_complete(place):
            return self.reader.behind(place + 1)
        specifiers = self.reader.specifiers(place)
        declarators, end = self.reader.declarators(specifiers.end)
        first = declarators[0]
        if first.name < 0:
            return self.resume(specifiers.end)
        self.remember(specifiers, declarators)
        if len(declarators) == 1 and first.parameters >= 0:
            head = self.reader.head(first.parameters, first.end)
            if head:
                return self.define(specifiers, first, head)
        if self.texts[end] != ";":
            return self.broken(specifiers, first, end)
        self.declare(specifiers, declarators)
        return end + 1

    def is_complete(self, place: int) -> bool:
        """Whether a macro stands there for a whole declaration or function."""
        if not self.reader.is_macro(place):
            return False
        return self.reader.macros[self.texts[place]][-1:] in ((";",), ("}",))

    def remember(self, specifiers: Specifiers, declarators: list[Declarator]) -> None:
        names = [self.texts[it.name] for it in declarators if it.name >= 0]
        self.functions += [it for it in declarators if it.parameters >= 0 <= it.name]
        if "typedef" in specifiers.words:
            self.reader.learn(declarators)
        if "void" in self.texts[specifiers.first : specifiers.end] and specifiers.typed:
            self.voids.update(self.texts[it.name] for it in declarators if it.start == it.name)
        for name in names:
            self.declared.setdefault(name, specifiers.end)

    def resume(self, place: int) -> int:
        """Behind the next semicolon or body."""
        while self.texts[place] not in (";", ""):
            if self.texts[place] == "{":
                return self.mates[place] + 1
            place = self.mates[place] + 1 if self.texts[place] in ("(", "[") else place + 1
        return place + 1

    def broken(self, specifiers: Specifiers, first: Declarator, end: int) -> int:
        """A macro call needs no semicolon: what follows it is read anew."""
        alone = not (specifiers.typed or specifiers.words)
        if alone and end == first.end and is_word(self.texts[end]):
            return end
        return self.resume(end)

    def declare(self, specifiers: Specifiers, declarators: list[Declarator]) -> None:
        if specifiers.typed:
            return
        if any(self.is_surely_macro(it) for it in declarators):
            return
        certain = not specifiers.doubtful
        if not specifiers.words:
            certain = not any(self.is_macro(it) for it in declarators)
            if self.is_known_macro(declarators[0]):
                return
        self.telling.tell("declaration", specifiers, declarators, certain)

    def is_known_macro(self, it: Declarator) -> bool:
        called = it.name == it.start and self.texts[it.name + 1] == "("
        return called and self.reader.is_macro(it.name)

    def is_surely_macro(self, it: Declarator) -> bool:
        """Whether it has an argument in parentheses, as no parameter stands in them:
        `PROTOTYPE(int f, (void));`."""
        return it.start == it.name == it.parameters - 1 and any(
            self.texts[place] == "(" for place in self.arguments(it.parameters)
        )

    def arguments(self, opener: int) -> Iterator[int]:
        """Where the first arguments between parentheses begin."""
        place = opener + 1
        yield place
        for _ in range(FEW):
            if place >= self.mates[opener]:
                return
            if self.texts[place] == ",":
                yield place + 1
            place = self.mates[place] + 1 if self.texts[place] in ("(", "[", "{") else place + 1

    def is_macro(self, it: Declarator) -> bool:
        """Whether it may be the call of a macro that nobody has seen."""
        if CAPITALS.match(self.texts[it.name]):
            return True
        last = min(self.mates[it.parameters], it.parameters + FEW)
        return it.parameters >= 0 and any(
            self.texts[place] in LITERALS and self.texts[place - 1] in ("(", ",")
            for place in range(it.parameters, last)
        )

    def define(self, specifiers: Specifiers, it: Declarator, head: Head) -> int:
        """A definition of a function, with parameters that may lack types as well."""
        self.telling.function = self.texts[it.name]
        bare = not (specifiers.words or specifiers.typed or head.declarations)
        known = bare and self.is_known_macro(it)
        if known and not self.names_a_function(it):
            return self.mates[head.body] + 1
        certain = not specifiers.doubtful
        if bare:
            certain &= not self.is_macro(it) or known
        if not specifiers.typed:
            kind = "void " if self.texts[it.name] in self.voids else "int "
            self.telling.tell("return", specifiers, [it], certain, kind)
        self.telling.parameters(it, head, certain and not self.unseen(specifiers))
        self.definitions.append(Definition(specifiers, it, head))
        return self.mates[head.body] + 1

    def names_a_function(self, it: Declarator) -> bool:
        """Whether a macro only makes up the name of a function: `NAME(f)(a) {`."""
        body = self.reader.macros[self.texts[it.name]]
        return it.parameters > it.name + 1 and not DECLARING & set(body)

    def unseen(self, specifiers: Specifiers) -> bool:
        """Whether the type is the call of a macro that nobody has seen."""
        text, after = self.texts[specifiers.first], self.texts[specifiers.first + 1]
        return is_name(text) and after == "(" and text not in self.reader.macros
