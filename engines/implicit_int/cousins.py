"""What old C allows beside omitted types: calls of what nobody declared, functions that return
nothing where a value is due, empty parentheses, and definitions in the old style."""

from bisect import bisect_left
from collections.abc import Iterator

from engines.implicit_int.declarations import VARIADIC
from engines.implicit_int.finding import Edit, Kind
from engines.implicit_int.fixing import applied
from engines.implicit_int.library import ENDS, FUNCTIONS
from engines.implicit_int.omissions import Definition, Omissions
from engines.implicit_int.reading import Head
from engines.implicit_int.telling import Found
from engines.implicit_int.words import DECLARING, TAGGED, TYPES, is_name

NARROW = frozenset(("char", "short", "float", "bool", "_Bool", "_Float16", "__fp16"))
"""What a call without a prototype passes wider than a call with one."""
NESTED: frozenset[Kind] = frozenset(("parameter", "type-name"))
HINDERING = ("/*", "//", "#", "\\", "{", VARIADIC)
"""Between parameters and body these are no part of a prototype."""

SETTLING = ENDS | {"return", "for", "while"}


def cousins(omissions: Omissions) -> Iterator[Found]:
    return Cousins(omissions).run()


class Cousins:
    def __init__(self, omissions: Omissions) -> None:
        self.omissions = omissions
        self.reader = omissions.reader
        self.texts, self.mates = self.reader.texts, self.reader.mates
        self.headers = {header.strip('<>"') for header in self.reader.headers}
        calls = self.reader.groups.calls
        self.given = {self.texts[it] for it in calls if self.mates[it + 1] > it + 2}
        """Names that are called with arguments."""
        self.counts: dict[str, set[int]] = {
            self.texts[it.declarator.name]: set() for it in omissions.definitions if self.names(it)
        }
        """With how many arguments functions of the old style are called."""
        for it in calls:
            if self.texts[it] in self.counts:
                self.counts[self.texts[it]].add(self.arguments(it))
        self.omitted = sorted(
            {
                edit
                for it in omissions.telling.found
                if it.certain and it.kind in NESTED
                for edit in it.edits
            }
        )
        """The types that parameters of parameters leave out."""
        self.doubted = {
            it.offset for it in omissions.telling.found if it.kind == "return" and not it.certain
        }
        """Definitions that may be none."""
        self.known: set[str] = set()

    def run(self) -> Iterator[Found]:
        if not self.omissions.telling.inferring:
            yield from self.empty()
        calls = iter(self.reader.groups.calls)
        for definition in self.omissions.definitions:
            yield from self.old(definition)
            yield from self.returns(definition)
        if not self.reader.unread:
            yield from self.calls(calls)

    def found(
        self,
        kind: Kind,
        place: int,
        certain: bool,
        edits: tuple[Edit, ...] = (),
        function: str = "",
    ) -> Found:
        offset = self.reader.starts[place]
        certain = certain and offset not in self.doubted
        return Found(kind, self.texts[place], offset, certain, edits, function)

    # --- parentheses

    def empty(self) -> Iterator[Found]:
        """A definition takes nothing, and so do its declarations; of others nobody knows."""
        takes_nothing = {
            self.texts[it.declarator.name]
            for it in self.omissions.definitions
            if self.mates[it.declarator.parameters] == it.declarator.parameters + 1
        } - self.given
        for it in self.omissions.functions:
            close = it.parameters + 1
            if self.mates[it.parameters] == close:
                sure = self.texts[it.name] in takes_nothing
                written = self.reader.is_written(close)
                edits = (Edit(self.reader.starts[close], "void"),) if sure and written else ()
                yield self.found("empty-parentheses", it.name, sure, edits)

    # --- definitions in the old style

    def names(self, it: Definition) -> list[int]:
        """The parameters of a definition in the old style."""
        return self.reader.identifiers(it.declarator.parameters)

    def arguments(self, call: int) -> int:
        """How many arguments a call has, or -1 for what looks like a declaration."""
        place, close = call + 2, self.mates[call + 1]
        if place == close:
            before = self.texts[call - 1]
            declares = before in DECLARING or before in ("*", ",") or is_name(before)
            return -1 if declares else 0
        count = 1
        while place < close:
            count += self.texts[place] == ","
            place = self.mates[place] + 1 if self.texts[place] in ("(", "[", "{") else place + 1
        return count

    def old(self, it: Definition) -> Iterator[Found]:
        opener, names, place = it.declarator.parameters, self.names(it), it.declarator.name
        if not names:
            return
        called = self.counts[self.texts[place]]
        plain = it.declarator.end == self.mates[opener] + 1 and called <= {-1, len(names)}
        edits = self.prototype(opener, names, it.head) if plain else ()
        yield self.found("knr-definition", place, bool(edits), edits, self.texts[place])

    def prototype(self, opener: int, names: list[int], head: Head) -> tuple[Edit, ...]:
        """The parameters as a prototype has them, in place of all down to the body. None where
        comments or macros stand between, or where callers would pass something else."""
        starts = self.reader.starts
        start, end = starts[opener] + 1, starts[head.body]
        between = self.reader.source[start:end]
        literal = self.reader.is_written(opener) and self.reader.is_written(head.body)
        if not literal or any(sign in between for sign in HINDERING):
            return ()
        written = {self.texts[name]: f"int {self.texts[name]}" for name in names}
        place = self.mates[opener] + 1
        for specifiers, declarators in head.declarations:
            if specifiers.doubtful:
                return ()
            for it in declarators:
                if self.is_narrow(place, specifiers.end, it.start, it.name, it.end):
                    return ()
                kind = self.mended(starts[place], starts[specifiers.end]).strip()
                kind += "" if specifiers.typed else " int"
                form = self.mended(starts[it.start], starts[it.end]).strip()
                written[self.texts[it.name]] = f"{kind} {form}"
                last = it.end
            place = last + 1
        gap = between[len(between.rstrip()) :]
        listed = ", ".join(written[self.texts[name]] for name in names)
        return (Edit(start, f"{listed}){gap}", end - start),)

    def mended(self, start: int, end: int) -> str:
        """What stands in the source, with the types that it leaves out in parentheses."""
        source = self.reader.source[start:end]
        first, last = (bisect_left(self.omitted, Edit(place, "")) for place in (start, end))
        if first == last:
            return source
        edits = [Edit(it.offset - start, it.text) for it in self.omitted[first:last]]
        return b"".join(applied(source.encode("latin-1"), edits, 0, len(source))).decode("latin-1")

    def is_narrow(self, place: int, typed: int, start: int, name: int, end: int) -> bool:
        """A type that is passed wider without a prototype, and not by a pointer."""
        plain = start == name and end == name + 1
        kinds = self.texts[place:typed]
        return plain and any(kind in NARROW or is_name(kind) for kind in kinds)

    # --- values

    def returns(self, it: Definition) -> Iterator[Found]:
        """Functions that owe a value, and return none anywhere."""
        place, close = it.declarator.name, self.mates[it.head.body]
        if self.texts[place] == "main" or not self.owes(it):
            return
        places = (at for at in range(it.head.body, close) if self.texts[at] in SETTLING)
        if not any(map(self.settles, places)):
            certain = not self.reader.unread
            yield self.found("missing-return", place, certain, (), self.texts[place])

    def settles(self, place: int) -> bool:
        """Whether a function returns a value here, or never does."""
        text = self.texts[place]
        if text in ENDS:
            return True
        after = self.texts[place + 1 : place + 5]
        if text == "return":
            return after[0] != ";"
        return (text == "for" and after == ["(", ";", ";", ")"]) or (
            text == "while" and after[:3] == ["(", "0", ")"]
        )

    def owes(self, it: Definition) -> bool:
        if not it.specifiers.typed:
            return True
        words = self.texts[it.specifiers.first : it.specifiers.end]
        pointer = it.declarator.start != it.declarator.name
        return words[0] in TYPES | TAGGED and ("void" not in words or pointer)

    # --- calls

    def calls(self, calls: Iterator[int]) -> Iterator[Found]:
        """The first call of each function that nothing before it declares."""
        definitions = iter(self.omissions.definitions)
        current, local = next(definitions, None), None
        for place in calls:
            while current and self.mates[current.head.body] < place:
                current, local = next(definitions, None), None
            if not current or place < current.head.body or not self.is_call(place):
                continue
            local = local or self.mentioned(current)
            if self.texts[place] not in local:
                self.known.add(self.texts[place])
                certain = not self.headers or self.texts[place] in FUNCTIONS
                function = self.texts[current.declarator.name]
                yield self.found("undeclared-call", place, certain, (), function)

    def is_call(self, place: int) -> bool:
        """Whether a name before a parenthesis is that of a function which nobody declared so far;
        a declaration makes it known."""
        text, before = self.texts[place], self.texts[place - 1]
        if not is_name(text) or text.startswith("__") or text in self.known:
            return False
        listed = before == "," and self.texts[self.reader.groups.outer[place + 1]] == "{"
        if listed or before in DECLARING or before == "*" or is_name(before):
            self.known.add(text)
            return False
        declared = self.omissions.declared.get(text)
        known = declared is not None and declared <= place
        provided = FUNCTIONS.get(text) in self.headers
        return not (known or provided or text in self.reader.macros)

    def mentioned(self, it: Definition) -> set[str]:
        """Names of a function that stand otherwise than before a parenthesis: variables, perhaps
        pointers to functions."""
        places = range(it.declarator.parameters, self.mates[it.head.body])
        return {self.texts[place] for place in places if self.texts[place + 1] != "("}
