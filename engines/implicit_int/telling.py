"""From declarations without a type to findings."""

import msgspec

from engines.implicit_int.declarations import VARIADIC, Reader
from engines.implicit_int.finding import Edit, Kind
from engines.implicit_int.reading import Declarator, Head, Specifiers
from engines.implicit_int.words import SPECIFIERS


class Found(msgspec.Struct, frozen=True, gc=False):
    kind: Kind
    name: str
    offset: int
    certain: bool
    edits: tuple[Edit, ...]
    function: str
    beside: str = ""


class Telling:
    """Collects what is found. `function` is the one that is being read."""

    def __init__(self, reader: Reader, inferring: bool) -> None:
        self.reader = reader
        self.texts, self.mates = reader.texts, reader.mates
        self.inferring = inferring
        self.found: list[Found] = []
        self.function = ""

    def tell(
        self,
        kind: Kind,
        specifiers: Specifiers,
        declarators: list[Declarator],
        certain: bool,
        meant: str = "int ",
    ) -> None:
        """One finding a declarator; they share one edit, before the first of them."""
        inferred = "auto" in specifiers.words and self.texts[declarators[0].end] == "="
        if inferred and self.inferring:
            return
        edits = () if inferred else self.insertion(specifiers, meant)
        beside = " ".join(word for word in dict.fromkeys(specifiers.words) if word in SPECIFIERS)
        for it in declarators:
            place = it.name if it.name >= 0 else it.end
            self.add(kind, place, certain, edits, it.name >= 0, beside)

    def insertion(self, specifiers: Specifiers, meant: str) -> tuple[Edit, ...]:
        """The type before a declarator; nowhere where a macro stands for both."""
        starts, end = self.reader.starts, specifiers.end
        if end >= len(starts) or (end and starts[end] == starts[end - 1]):
            return ()
        return (Edit(starts[end], meant),)

    def add(
        self,
        kind: Kind,
        place: int,
        certain: bool,
        edits: tuple[Edit, ...],
        named: bool = True,
        beside: str = "",
    ) -> None:
        offset = self.reader.starts[min(place, self.reader.groups.end - 1)]
        name = self.texts[place] if named else ""
        self.found.append(Found(kind, name, offset, certain, edits, self.function, beside))

    def parameters(self, it: Declarator, head: Head, certain: bool) -> None:
        """Of an old definition: names that nobody declared, and declarations without a type."""
        declared = {"va_alist"} if VARIADIC in self.texts[head.body - 2 : head.body] else set()
        for specifiers, declarators in head.declarations:
            declared |= {self.texts[one.name] for one in declarators}
            if not specifiers.typed:
                self.tell("knr-parameter", specifiers, declarators, certain)
        names = self.reader.identifiers(it.parameters)
        bare = [name for name in names if self.texts[name] not in declared]
        edits = self.listed(bare, it.end) if bare else ()
        for name in bare:
            self.add("knr-parameter", name, certain, edits)

    def listed(self, names: list[int], end: int) -> tuple[Edit, ...]:
        """Declarations of names, behind the parenthesis before that token; before the token itself
        where a macro stands for the parenthesis, and nowhere where it stands for both."""
        starts = self.reader.starts
        words = f"int {', '.join(self.texts[name] for name in names)};"
        if self.reader.source[starts[end - 1]] == ")":
            return (Edit(starts[end - 1] + 1, f" {words}"),)
        if starts[end] == starts[end - 1]:
            return ()
        return (Edit(starts[end], f"{words} "),)
