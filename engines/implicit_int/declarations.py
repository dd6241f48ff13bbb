"""The grammar of declarations, read from any token on and without a word about what is missing.

Nothing here fails: what cannot be a declaration ends where it stops being one.
"""

from engines.implicit_int.lexer import Tokens
from engines.implicit_int.reading import Declarator, Head, Reading, Specifiers
from engines.implicit_int.words import (
    ASSEMBLY,
    ATTRIBUTES,
    CAPITALS,
    DECLARING,
    LIKE_A_SPECIFIER,
    MARKS,
    QUALIFIERS,
    SPECIFIERS,
    TAGGED,
    TYPES,
    TYPES_OF,
    is_name,
    is_word,
)

VARIADIC = "va_dcl"
"""Of <varargs.h>: declares the last parameter of an old definition, with no semicolon."""
FAR = 64
"""Tokens that a declarator may have before its name."""

MANY = 1 << 13
"""Declarators that a declaration may have."""


class Reader(Reading):
    """Reads declarations out of grouped tokens."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        for it in tokens.included:
            self.include(it)

    def include(self, tokens: Tokens) -> None:
        """Learns the types of a header."""
        inner = Reader(tokens)
        for place, text in enumerate(inner.texts):
            if text == "typedef":
                inner.learn(inner.declarators(inner.specifiers(place).end)[0])
        self.types |= inner.types

    def specifiers(self, place: int, nested: bool = False) -> Specifiers:
        """All that a declaration has before its first declarator."""
        texts, words, doubtful, first = self.texts, [], False, -1
        while True:
            text = texts[place]
            if text in SPECIFIERS and not (text == "_Atomic" and texts[place + 1] == "("):
                words.append(text)
                place += 1
                continue
            if (past := self.past_attribute(place)) > place:
                place = past
                continue
            past = self.past_type(place)
            if past == place and first < 0 and is_name(text):
                match self.role(place, nested):
                    case "type":
                        past = self.past_call(place)
                    case "specifier":
                        words.append(text)
                        place, doubtful = place + 1, True
                        continue
            if past == place:
                return Specifiers(place, words, first >= 0, first, doubtful)
            if first < 0:
                first = place
            place = past

    def past_attribute(self, place: int) -> int:
        text = self.texts[place]
        if text in ATTRIBUTES:
            return self.behind(place + 1)
        if text in MARKS:
            return place + 1
        if text in self.macros and self.texts[place + 1] == "(":
            body = self.macros[text]
            return self.behind(place + 1) if not body or body[0] in ATTRIBUTES else place
        if text == "[" and self.texts[place + 1] == "[":
            return self.mates[place] + 1
        return place

    def past_type(self, place: int) -> int:
        """Behind a type that its first word makes one."""
        text = self.texts[place]
        if text in TYPES:
            return place + 1
        if text in TYPES_OF or text == "_Atomic":
            return self.behind(place + 1)
        if text not in TAGGED:
            return place
        place += 1
        while (past := self.past_attribute(place)) > place:
            place = past
        if is_name(self.texts[place]):
            place += 1
        if self.texts[place] == ":" and self.texts[place + 2] == "{":
            place += 2
        return self.mates[place] + 1 if self.texts[place] == "{" else place

    def past_call(self, place: int) -> int:
        """Behind a name, and behind the parentheses of a macro that makes a type."""
        if self.texts[place + 1] == "(" and self.texts[place] not in self.types:
            close = self.mates[place + 1]
            if self.texts[place + 2] != "*" and self.texts[close + 1] != "(":
                self.calls.add(place + 1)
                return close + 1
        return place + 1

    def role(self, place: int, nested: bool) -> str:
        """What a name means where a declaration has had no type yet: "type", "specifier" (a macro),
        or "name" (of what is declared)."""
        texts = self.texts
        text, after = texts[place], texts[place + 1]
        if text in self.types:
            return "type"
        if after == "(":
            return self.called(place, nested)
        if LIKE_A_SPECIFIER.match(text):
            return "specifier" if is_word(after) or after == "*" else "name"
        while after in QUALIFIERS or after in ATTRIBUTES:
            place = self.behind(place + 2) - 1 if after in ATTRIBUTES else place + 1
            after = texts[place + 1]
        if after in TYPES or after in TAGGED:
            return "specifier"
        if after == "*" or after in SPECIFIERS:
            return "type"
        if is_name(after):
            if self.is_specified(place + 1):
                return "specifier"
            wrapped = texts[place + 2] == "(" and texts[place + 3] == "("
            return "name" if wrapped and self.is_wrapper(after) else "type"
        return "name"

    def is_specified(self, place: int) -> bool:
        """Whether a name, itself behind one, is a type, so that the one before it is not."""
        after = self.texts[place + 1]
        wraps = self.texts[place + 2] == self.texts[place + 3] == "("
        return after == "*" or (is_name(after) and not wraps and not self.mark(place + 1))

    def called(self, place: int, nested: bool) -> str:
        """The same for a name before a parenthesis."""
        close = self.mates[place + 1]
        within, past = self.texts[place + 2], self.texts[close + 1]
        if within == "*" or within == "^":
            return "type"
        if past == "(":
            known = self.texts[place] in self.macros
            return "type" if close == place + 3 and not known else "name"
        if (is_name(past) or past in DECLARING or past == "*") and not nested:
            holds_type = within in DECLARING or self.texts[close - 1] == "*"
            takes_type = holds_type and bool(CAPITALS.match(self.texts[place]))
            made = self.texts[place] in self.macros or takes_type or not self.mark(close + 1)
            return "type" if made and not self.head(place + 1, close + 1) else "name"
        return "name"

    def declarators(self, place: int) -> tuple[list[Declarator], int]:
        """The declarators from there on, and where they end: at a semicolon, if all is well."""
        found = [self.declarator(place)]
        while True:
            place = self.past_value(found[-1].end)
            if self.texts[place] != "," or len(found) == MANY:
                return found, place
            place += 1
            while (past := self.past_attribute(place)) > place:
                place = past
            found.append(self.declarator(place))

    def past_value(self, place: int) -> int:
        """Behind an initializer or the width of a bit field."""
        if self.texts[place] not in ("=", ":") or self.texts[place + 1] == ":":
            return place
        while self.texts[place] not in (",", ";", ")", "]", "}", ""):
            place = self.mates[place] + 1 if self.texts[place] in ("(", "[", "{") else place + 1
        return place

    def declarator(self, start: int) -> Declarator:
        texts, place, depth, pointers = self.texts, start, 0, 0
        for place in range(start, start + FAR):
            if texts[place] == "(" and not self.is_suffix(place):
                depth, pointers = depth + 1, 0
            elif texts[place] in ("*", "^"):
                pointers += 1
            elif texts[place] not in QUALIFIERS and not self.is_mark(place, pointers):
                break
        name = place if is_name(texts[place]) else -1
        return self.suffixes(start, name, place + (name >= 0), depth, pointers)

    def is_mark(self, place: int, pointers: int) -> bool:
        """A vendor's word, or a macro in place of one: `char * FAR *p;`."""
        text, after = self.texts[place], self.texts[place + 1]
        if text in MARKS or not pointers or not is_name(text):
            return text in MARKS
        return after == "*" or (bool(CAPITALS.match(text)) and is_name(after))

    def is_suffix(self, place: int) -> bool:
        """Parentheses of parameters, where a type name has no name: `(void)`, `()`."""
        text = self.texts[place + 1]
        return text == ")" or text in DECLARING or text in self.types

    def suffixes(self, start: int, name: int, place: int, depth: int, pointers: int) -> Declarator:
        """Reads on behind the name; a parenthesis is that of its parameters unless a pointer binds
        more closely. Behind `NAME(f)(a)` there are two, for a macro makes up the name."""
        texts, parameters, closer = self.texts, -1, True
        while True:
            text = texts[place]
            if text == "(":
                if closer or (texts[place - 1] == ")" and self.mates[place - 1] == parameters):
                    parameters = place
                closer, place = False, self.mates[place] + 1
            elif text == "[" or text in ASSEMBLY or text in ATTRIBUTES:
                closer &= text != "["
                place = self.mates[place] + 1 if text == "[" else self.behind(place + 1)
            elif text == ")" and depth:
                closer &= not pointers
                depth, pointers, place = depth - 1, 0, place + 1
            elif text in MARKS or self.is_trailing(place, parameters >= 0 and depth == 0):
                place += 1
            else:
                return Declarator(start, name, parameters, place)

    def is_trailing(self, place: int, function: bool) -> bool:
        """A macro behind a name, as in `int f PROTO((int));`, or behind parameters."""
        if not is_name(self.texts[place]):
            return False
        wraps = self.texts[place + 1] == self.texts[place + 2] == "("
        return wraps or (function and self.mark(place))

    def identifiers(self, opener: int) -> list[int]:
        """The names between parentheses that hold names alone, none of them a type."""
        close = self.mates[opener]
        names = range(opener + 1, close, 2)
        if (close - opener) % 2 or any(
            not is_name(self.texts[place])
            or self.texts[place] in self.types
            or self.texts[place + 1] not in (",", ")")
            for place in names
        ):
            return []
        return list(names)

    def head(self, opener: int, place: int) -> Head | None:
        """What follows a declarator with these parameters, down to the body of its function; None
        if it is not being defined."""
        names = {self.texts[place] for place in self.identifiers(opener)}
        while (past := self.past_attribute(place)) > place:
            place = past
        found = []
        while names and self.texts[place] != "{":
            if self.texts[place] == VARIADIC:
                place += 2 if self.texts[place + 1] == ";" else 1
                continue
            specifiers = self.specifiers(place, nested=True)
            if specifiers.typed or specifiers.words:
                declarators, place = self.declarators(specifiers.end)
            else:
                specifiers, declarators, place = self.wrapped(specifiers, names)
            if (
                self.texts[place] != ";"
                or not declarators
                or any(it.name < 0 or self.texts[it.name] not in names for it in declarators)
            ):
                return None
            found.append((specifiers, declarators))
            while self.texts[place] == ";":
                place += 1
        return Head(place, found) if self.texts[place] == "{" else None

    def wrapped(self, it: Specifiers, names: set[str]) -> tuple[Specifiers, list[Declarator], int]:
        """Which of these names stand in the call of a macro that is a declaration in an old
        definition: `PROTOTYPE(int (*f), (void));`."""
        opener = it.end + 1
        if self.texts[opener] != "(":
            return it, [], opener
        close = self.mates[opener]
        places = range(opener + 1, min(close, opener + FAR))
        found = [Declarator(at, at, -1, at + 1) for at in places if self.texts[at] in names]
        return it._replace(typed=True, doubtful=True), found, close + 1
