"""Declarations without a type.

Outside of brackets each declaration is read in turn. Within them, C has no declaration without some
word for one: only the places where such a word stands are looked at.
"""

from typing import NamedTuple

from engines.implicit_int.declarations import Declarator, Reader, Specifiers
from engines.implicit_int.finding import Edit, Kind
from engines.implicit_int.words import (
    ASSEMBLY,
    ASSERTIONS,
    ATTRIBUTES,
    CAPITALS,
    DECLARING,
    LIKE_A_TYPE,
    OPERATORS,
    STATEMENTS,
    TAGGED,
    TYPES,
    TYPES_OF,
    is_name,
    is_word,
)


class Found(NamedTuple):
    kind: Kind
    name: str
    offset: int
    certain: bool
    edits: tuple[Edit, ...]
    function: str


class Definition(NamedTuple):
    """A function with a body."""

    specifiers: Specifiers
    declarator: Declarator
    body: int


class Omissions:
    """Walks over the tokens once. `found` is what lacks a type; `definitions` and `declared` are
    what else became known."""

    def __init__(self, reader: Reader, inferring: bool) -> None:
        self.reader = reader
        self.texts, self.mates = reader.texts, reader.mates
        self.inferring = inferring
        self.found: list[Found] = []
        self.definitions: list[Definition] = []
        self.declared: dict[str, int] = {}
        """Names of file scope, and the token that declared each first."""
        self.lost = False
        """Statements stand outside of functions: brackets hide in macros."""
        self.function = ""
        self.turn = 0
        self.settled = 0
        """Up to where the places within brackets are dealt with: a number of them, and a token."""

    def run(self) -> None:
        place = 0
        while place < self.reader.groups.end:
            self.function = ""
            following = max(self.external(place), place + 1)
            self.within(following)
            place = following
        if self.lost:
            self.found = [
                it._replace(certain=it.certain and it.kind != "declaration") for it in self.found
            ]

    # --- outside of brackets

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
        specifiers = self.reader.specifiers(place)
        declarators, end = self.reader.declarators(specifiers.end)
        first = declarators[0]
        if first.name < 0:
            return self.resume(specifiers.end)
        self.remember(specifiers, declarators)
        if len(declarators) == 1 and first.parameters >= 0:
            head = self.reader.head(first.parameters, first.end)
            if head:
                return self.define(specifiers, first, head.body)
        if self.texts[end] != ";":
            return self.broken(specifiers, first, end)
        self.declare(specifiers, declarators)
        return end + 1

    def remember(self, specifiers: Specifiers, declarators: list[Declarator]) -> None:
        names = [self.texts[it.name] for it in declarators if it.name >= 0]
        if "typedef" in specifiers.words:
            self.reader.types.update(names)
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
        certain = not specifiers.doubtful
        if not specifiers.words:
            certain = not any(self.is_macro(it) for it in declarators)
            if declarators[0].name == declarators[0].start and self.is_known_macro(declarators[0]):
                return
        self.tell("declaration", specifiers, declarators, certain)

    def is_known_macro(self, it: Declarator) -> bool:
        return self.texts[it.name] in self.reader.macros and self.texts[it.name + 1] == "("

    def is_macro(self, it: Declarator) -> bool:
        """Whether it may be the call of a macro that nobody has seen."""
        if CAPITALS.match(self.texts[it.name]):
            return True
        literals = ('""', "0")
        return it.parameters >= 0 and any(
            text in literals for text in self.texts[it.parameters : self.mates[it.parameters]][:FEW]
        )

    def define(self, specifiers: Specifiers, it: Declarator, body: int) -> int:
        """A definition of a function, with parameters that may lack types as well."""
        self.function = self.texts[it.name]
        known = not specifiers.words and not specifiers.typed and self.is_known_macro(it)
        old = self.old(it, body)
        if known and not self.names_a_function(it):
            return self.mates[body] + 1
        certain = not specifiers.doubtful
        if not specifiers.words and not old:
            certain &= not self.is_macro(it) or known
        if not specifiers.typed:
            self.tell("return", specifiers, [it], certain)
        if not specifiers.typed or not self.unseen(specifiers):
            self.tell_parameters(it, body, certain)
        self.definitions.append(Definition(specifiers, it, body))
        return self.mates[body] + 1

    def names_a_function(self, it: Declarator) -> bool:
        """Whether a macro only makes up the name of a function: `NAME(f)(a) {`."""
        body = self.reader.macros[self.texts[it.name]]
        return it.parameters > it.name + 1 and not DECLARING & set(body)

    def unseen(self, specifiers: Specifiers) -> bool:
        """Whether the type may be the call of a macro."""
        first = specifiers.first
        return is_name(self.texts[first]) and self.texts[first + 1] == "("

    def old(self, it: Declarator, body: int) -> bool:
        """With a list of declarations between parentheses and body."""
        return it.parameters >= 0 and it.end < body

    def tell_parameters(self, it: Declarator, body: int, certain: bool) -> None:
        """Of an old definition: names that nobody declared, and declarations without a type."""
        names = self.reader.identifiers(it.parameters)
        head = self.reader.head(it.parameters, it.end)
        if not names or not head:
            return
        declared = set()
        for specifiers, declarators in head.declarations:
            declared |= {self.texts[one.name] for one in declarators}
            if not specifiers.typed:
                self.tell("knr-parameter", specifiers, declarators, certain)
        bare = [name for name in names if self.texts[name] not in declared]
        if bare:
            listed = ", ".join(self.texts[name] for name in bare)
            close = (
                self.mates[it.parameters] if it.end <= self.mates[it.parameters] + 1 else it.end - 1
            )
            edit = Edit(self.reader.starts[close] + 1, f" int {listed};")
            for name in bare:
                self.add("knr-parameter", name, certain, (edit,))

    # --- within brackets

    def within(self, following: int) -> None:
        """Looks at all that is within brackets before that token."""
        inner = self.reader.groups.inner
        while self.turn < len(inner) and inner[self.turn][0] < following:
            place, around = inner[self.turn]
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
                self.remember(specifiers, self.reader.declarators(specifiers.end)[0])
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
                self.tell("return", specifiers, [first], not specifiers.doubtful)
                self.tell_parameters(first, head.body, not specifiers.doubtful)
                return
        if self.texts[end] != ";":
            return
        if "typedef" in specifiers.words:
            self.remember(specifiers, declarators)
        self.tell(kind, specifiers, declarators, not specifiers.doubtful)

    def parenthesized(self, specifiers: Specifiers, around: int) -> None:
        """A parameter, or the type name of a cast or an operator."""
        it = self.reader.declarator(specifiers.end)
        if self.texts[it.end] not in (",", ")") or specifiers.doubtful:
            return
        if self.takes_parameters(around):
            certain = self.is_parameter(it, around)
            if certain is not None:
                self.tell("parameter", specifiers, [it], certain)
        elif it.name < 0 and is_not_call(self.texts[around - 1]):
            self.tell("type-name", specifiers, [it], True)

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
        if self.reader.groups.outer[opener] < 0:
            return True
        leading = self.texts[opener - 2]
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
            self.tell_parameters(it, brace, True)

    # --- telling

    def tell(
        self, kind: Kind, specifiers: Specifiers, declarators: list[Declarator], certain: bool
    ) -> None:
        """One finding a declarator; they share one edit, before the first of them."""
        inferred = specifiers.words == ["auto"] and self.texts[declarators[0].end] == "="
        if inferred and self.inferring:
            return
        edits = () if inferred else self.insertion(specifiers)
        for it in declarators:
            self.add(kind, it.name if it.name >= 0 else it.end, certain, edits, it.name >= 0)

    def insertion(self, specifiers: Specifiers) -> tuple[Edit, ...]:
        """`int` before a declarator; nowhere where a macro holds the words and the declarator."""
        starts, end = self.reader.starts, specifiers.end
        if end >= len(starts) or (specifiers.words and starts[end] == starts[end - 1]):
            return ()
        return (Edit(starts[end], "int "),)

    def add(
        self, kind: Kind, place: int, certain: bool, edits: tuple[Edit, ...], named: bool = True
    ) -> None:
        offset = self.reader.starts[min(place, self.reader.groups.end - 1)]
        name = self.texts[place] if named else ""
        self.found.append(Found(kind, name, offset, certain, edits, self.function))


FEW = 64
"""Tokens of a call that are looked at for a literal."""


def is_not_call(before: str) -> bool:
    """Whether a word before a parenthesis leaves it a cast or an operand."""
    return not is_name(before) or before in OPERATORS
