"""Who speaks in the matrix of rules: ISO C, the compilers here, and those that are known."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engines.implicit_int.compiler import Compiler
from engines.implicit_int.known import KNOWN
from engines.implicit_int.known import known as known_of
from engines.implicit_int.messages import Measured
from engines.implicit_int.rules import rule
from engines.implicit_int.standards import STANDARDS
from tui.i18n import _
from tui.runs import Run
from tui.tabs.implicit_int_words import VERDICTS


class Who(NamedTuple):
    """`name`: a compiler here; `family` and `version`: one that is known; neither: ISO C."""

    name: str = ""
    family: str = ""
    version: str = ""

    @property
    def title(self) -> str:
        if self.name:
            return _("{compiler} here").format(compiler=self.name)
        return f"{self.family} {self.version}" if self.family else "ISO C"


ISO = Who()


def voices(compilers: Iterable[Compiler]) -> list[Who]:
    here = [Who(each.name) for each in compilers]
    return [ISO, *here, *(Who(family=each.family, version=each.version) for each in KNOWN)]


def word(who: Who, measured: Sequence[Measured], construct: str, standard: str) -> str | None:
    """One of VERDICTS; None while a compiler has not said it yet."""
    if who.name:
        key = (who.name, construct)
        told = next((each for each in measured if (each.compiler, each.construct) == key), None)
        return told.words[STANDARDS.index(standard)] if told else None
    if who.family:
        known = known_of(who.family, who.version)
        return known.word(construct, standard) if known else None
    return rule(construct, standard).verdict


def cell(who: Who, measured: Sequence[Measured], construct: str, standard: str) -> Run:
    found = word(who, measured, construct, standard)
    if found is None:
        return "…", "muted"
    text, role = VERDICTS[found]
    return _(text), role
