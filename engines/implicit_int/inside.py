"""Declarations within brackets: local ones, parameters, members, type names.

There C has no declaration without some word for one, so that only the places where such a word
stands are looked at.
"""

from engines.implicit_int.finding import Kind
from engines.implicit_int.reading import Declarator, Head, Specifiers
from engines.implicit_int.telling import Telling
from engines.implicit_int.words import (
    ATTRIBUTES,
    DECLARING,
    LIKE_A_TYPE,
    OPERATORS,
    TAGGED,
    TYPES,
    TYPES_OF,
    is_name,
)

UNFIT = frozenset(("static", "extern", "typedef", "auto"))
"""No parameter and no type name has one: where it stands, a macro is called."""


class Inside:
    """Follows the reading of what is outside of brackets, from place to place."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.reader = telling.reader
        self.texts, self.mates = telling.texts, telling.mates
        self.turn = 0
        self.settled = 0
        """How many places, and up to which token all, are dealt with."""

    def upto(self, following: int) -> None:
        """Looks at all that is within brackets before that token."""
        inner, arounds = self.reader.groups.inner, self.reader.groups.around
        while self.turn < len(inner) and inner[self.turn] < following:
            place, around = inner[self.turn], arounds[self.turn]
            self.turn += 1
            if place < self.settled:
                continue
            if self.texts[place] == "{":
                self.nested(place)
            elif self.begins(place, around):
                self.internal(place, around)

    def begins(self, place: int, around: int) -> bool:
        """Whether a declaration begins at this word: nothing of one stands before it."""
        while True:
            before = self.texts[place - 1]
            if before == "__extension__":
                place -= 1
            elif before in (")", "]"):
                mate = self.mates[place - 1]
                if before == ")" and self.texts[mate - 1] in ATTRIBUTES:
                    place = mate - 1
                elif before == "]" and self.texts[mate + 1] == "[":
                    place = mate
                else:
                    return before == ")" and self.texts[mate - 1] not in TYPES_OF | {"_Atomic"}
            elif before == ",":
                return self.texts[around] == "("
            elif before == "}":
                return not self.is_members(self.mates[place - 1])
            else:
                return before in ("(", ";", "{", ":", "")

    def is_members(self, brace: int) -> bool:
        """Whether a brace opens the body of a struct, union or enum."""
        place = brace - 1
        if self.texts[place] == ")" and self.texts[self.mates[place] - 1] in ATTRIBUTES:
            place = self.mates[place] - 2
        if is_name(self.texts[place]):
            place -= 1
        if self.texts[place] == ")" and self.texts[self.mates[place] - 1] in ATTRIBUTES:
            place = self.mates[place] - 2
        return self.texts[place] in TAGGED

    def internal(self, place: int, around: int) -> None:
        specifiers = self.reader.specifiers(place)
        if specifiers.typed:
            self.settled = specifiers.first
            if "typedef" in specifiers.words:
                self.reader.learn(self.reader.declarators(specifiers.end)[0])
            return
        self.settled = specifiers.end
        if not specifiers.words:
            return
        if self.texts[around] == "{":
            self.statement(specifiers, "member" if self.is_members(around) else "local")
        elif self.texts[around] == "(":
            if self.texts[around - 1] == "for" and place == around + 1:
                self.statement(specifiers, "local")
            else:
                self.parenthesized(specifiers, around)

    def statement(self, specifiers: Specifiers, kind: Kind) -> None:
        """A declaration in a block or in a struct."""
        declarators, end = self.reader.declarators(specifiers.end)
        first = declarators[0]
        if first.name < 0 and (kind != "member" or self.texts[first.end] != ":"):
            return
        if kind == "local" and first.parameters >= 0 and len(declarators) == 1:
            head = self.reader.head(first.parameters, first.end)
            if head:
                self.telling.tell("return", specifiers, [first], not specifiers.doubtful)
                self.telling.parameters(first, head, not specifiers.doubtful)
                return
        if self.texts[end] != ";":
            return
        if "typedef" in specifiers.words:
            self.reader.learn(declarators)
        self.telling.tell(kind, specifiers, declarators, not specifiers.doubtful)

    def parenthesized(self, specifiers: Specifiers, around: int) -> None:
        """A parameter, or the type name of a cast or an operator."""
        it = self.reader.declarator(specifiers.end)
        if self.texts[it.end] not in (",", ")") or specifiers.doubtful:
            return
        if around in self.reader.calls or self.is_attribute(around):
            return
        if UNFIT.intersection(specifiers.words):
            return
        if self.takes_parameters(around):
            certain = self.is_parameter(it, around)
            if certain is not None:
                self.telling.tell("parameter", specifiers, [it], certain)
        elif it.name < 0 and is_not_call(self.texts[around - 1]):
            self.telling.tell("type-name", specifiers, [it], True)

    def is_attribute(self, opener: int) -> bool:
        """Whether it opens attributes: what stands in `__attribute__((const))` declares nothing."""
        outer = opener - 1 if self.texts[opener - 1] == "(" else opener
        return self.texts[outer - 1] in ATTRIBUTES

    def takes_parameters(self, opener: int) -> bool:
        """Whether a parenthesis is that of parameters, not of a cast, a call or an operator."""
        before = self.texts[opener - 1]
        if before == ")":
            mate = self.mates[opener - 1]
            return self.texts[mate + 1] in ("*", "^") or mate + 2 == opener - 1
        if before in TYPES or before == "]":
            return True
        if not is_name(before):
            return False
        outer = self.reader.groups.outer[opener]
        leading = self.texts[opener - 2]
        if outer < 0 or (leading == "," and self.texts[outer] == "{"):
            return True
        return leading in DECLARING or is_name(leading) or leading in ("*", "^", ")")

    def is_parameter(self, it: Declarator, opener: int) -> bool | None:
        """Certainly, perhaps, or not at all: in `f(const x)` x may be a type of a header."""
        if it.name < 0 or it.end > it.name + 1 or not self.reader.unread:
            return True
        past = self.mates[opener] + 1
        if self.texts[past] == "{":
            return True
        return None if LIKE_A_TYPE.match(self.texts[it.name]) else False

    def nested(self, brace: int) -> None:
        """Names that an old function within a function leaves without a type: `int f(a) {`."""
        opener = self.mates[brace - 1]
        if not is_name(self.texts[opener - 1]):
            return
        leading = self.texts[opener - 2]
        if leading in TYPES or is_name(leading):
            it = Declarator(opener - 1, opener - 1, opener, brace)
            self.telling.parameters(it, Head(brace, []), True)


def is_not_call(before: str) -> bool:
    """Whether a word before a parenthesis leaves it a cast or an operand."""
    return not is_name(before) or before in OPERATORS
