"""Our findings beside what a compiler says: where both see one, only we, or only it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple

from engines.implicit_int.compiler import Diagnostic, Match, Verdict
from engines.implicit_int.finding import OMISSIONS, Finding, Kind

PROMPTS: tuple[tuple[str, frozenset[Kind]], ...] = (
    (
        r"-Wimplicit-int$|-Wmissing-parameter-type|type defaults to|type specifier (missing|is req)"
        r"|no type specifier|no type or storage class|return type of function omitted"
        r"|parameter (names|list) .?without types",
        OMISSIONS,
    ),
    (r"-Wreturn-type|might return no value|must return value", frozenset(("missing-return",))),
    (
        r"-Wimplicit-function-declaration|implicit declaration$|implicit declaration of function",
        frozenset(("undeclared-call",)),
    ),
    (
        r"-Wold-style-definition|-Wdeprecated-non-prototype|-Wstrict-prototypes|with no prototype"
        r"|Old style C declaration",
        frozenset(("knr-definition", "empty-parentheses")),
    ),
)
"""What tells, by its flag or its words, of omitted types or a cousin of theirs."""

HINTS: tuple[tuple[str, frozenset[Kind]], ...] = (
    (r"unknown type name|Syntax error|^token ->", OMISSIONS),
    (r"undeclared identifier", frozenset(("undeclared-call",))),
)
"""What may come of one, and of much else: it tells of one where we have found one."""

TOGETHER = {kind: kinds for _, kinds in PROMPTS for kind in kinds}
"""The kinds that are told of in the same words."""

QUOTED = re.compile(r"['‘]([\w$]+)['’]")


class Merged(NamedTuple):
    """`ours` are numbers of findings."""

    agree: tuple[Match, ...]
    ours: tuple[int, ...]
    theirs: tuple[Diagnostic, ...]


class Said(NamedTuple):
    """A diagnostic, and the kinds that it may tell of. `name` is that of the declarator; `sure`: it
    can be about nothing else."""

    diagnostic: Diagnostic
    kinds: frozenset[Kind]
    name: str
    sure: bool

    @property
    def line(self) -> int:
        return self.diagnostic.line

    @property
    def column(self) -> int:
        return self.diagnostic.column


def merge(findings: Sequence[Finding], verdict: Verdict) -> Merged:
    """Findings in the order of their source. A declaration that a compiler tells of once agrees in
    all its declarators."""
    said = [it for it in map(understood, verdict.diagnostics) if it]
    told: dict[int, Diagnostic] = {}
    for rule in RULES:
        shelves = shelved(findings, rule, said)
        said = [it for it in said if not settles(it, rule, shelves, told)]
    by_edits = {findings[one].edits: it for one, it in told.items() if findings[one].edits}
    for one, finding in enumerate(findings):
        if one not in told and finding.edits in by_edits:
            told[one] = by_edits[finding.edits]
    further = Further(findings, told)
    return Merged(
        tuple(Match(one, told[one]) for one in sorted(told)),
        tuple(one for one in range(len(findings)) if one not in told),
        tuple(it.diagnostic for it in said if it.sure and not further.is_of(it)),
    )


def understood(it: Diagnostic) -> Said | None:
    """None for what is about something else, or about another file."""
    if it.file or it.severity == "note":
        return None
    words = f"{it.message} {it.option}".rstrip()
    for sure, table in ((True, PROMPTS), (False, HINTS)):
        for pattern, kinds in table:
            if re.search(pattern, words):
                names = [name for name in QUOTED.findall(it.message) if name != "int"]
                if "return type defaults" in it.message:  # under -Wreturn-type, where -Wall asks
                    kinds = OMISSIONS
                return Said(it, kinds, names[0] if names else "", sure)
    return None


class Further:
    """More that is only said of what is told of. gcc warns twice of a declaration without any
    specifier: where it begins, and where its name is."""

    def __init__(self, findings: Sequence[Finding], told: Collection[int]) -> None:
        self.told = told
        self.places = {exactly(findings[one]) for one in told}
        numbered = enumerate(findings)
        self.declared = [(it.line, one) for one, it in numbered if it.kind == "declaration"]

    def is_of(self, said: Said) -> bool:
        if not said.diagnostic.message.startswith("data definition"):
            return exactly(said) in self.places
        place = bisect_left(self.declared, (said.line,))
        return any(one in self.told for _, one in self.declared[place : place + 1])


# --- what it may be: where a finding and what is said have the same key


def exactly(it: Finding | Said) -> Hashable:
    return it.line, it.column


def by_name(it: Finding | Said) -> Hashable:
    return it.line, it.name


def by_line(it: Finding | Said) -> Hashable:
    return it.line


def further_on(it: Finding | Said) -> Hashable:
    return it.name


def within(it: Finding | Said) -> Hashable:
    return None


# --- of what it may be said


def anything(said: Said) -> bool:
    return True


def names(said: Said) -> bool:
    return bool(said.name)


def names_nothing(said: Said) -> bool:
    return not said.name and (said.sure or not said.column)


def is_placed_before(said: Said) -> bool:
    """gcc takes a parameter of an old definition to be where the function is, and a type without a
    name to be where its declaration begins."""
    message = said.diagnostic.message
    return message.startswith("type of ") or "type name" in message


def is_placed_behind(said: Said) -> bool:
    """What a function does not return is missed at its end."""
    return "missing-return" in said.kinds


# --- where it may be


Shelf = list[tuple[int, int, int]]
"""Line, column and number of findings, in order."""


def anywhere(shelf: Shelf, said: Said) -> Iterable[int]:
    return range(len(shelf))


def from_line(shelf: Shelf, said: Said) -> Iterable[int]:
    return range(bisect_left(shelf, (said.line,)), len(shelf))


def up_to(shelf: Shelf, said: Said) -> Iterable[int]:
    """The nearest first."""
    return reversed(range(bisect_left(shelf, (said.line, said.column + 1))))


class Rule(NamedTuple):
    key: Callable[[Finding | Said], Hashable]
    fits: Callable[[Said], bool] = anything
    range: Callable[[Shelf, Said], Iterable[int]] = anywhere


RULES = (
    Rule(exactly),
    Rule(by_name, names),
    Rule(further_on, is_placed_before, from_line),
    Rule(within, is_placed_behind, up_to),
    Rule(by_line, names_nothing),
)
"""The surest first, each for all that is said before the next is tried."""

Shelves = dict[Hashable, Shelf]


def shelved(findings: Sequence[Finding], rule: Rule, said: Iterable[Said]) -> Shelves:
    """By kinds and key, what the rule may find: a search through all for each that is said would
    take time in proportion to both."""
    shelves: Shelves = {(it.kinds, rule.key(it)): [] for it in said if rule.fits(it)}
    if shelves:
        for one, it in enumerate(findings):
            shelf = shelves.get((TOGETHER[it.kind], rule.key(it)))
            if shelf is not None:
                shelf.append((it.line, it.column, one))
    return shelves


def settles(said: Said, rule: Rule, shelves: Shelves, told: dict[int, Diagnostic]) -> bool:
    """Whether the rule finds what is told of, among what nobody told of yet."""
    if not rule.fits(said):
        return False
    shelf = shelves[said.kinds, rule.key(said)]
    for place in rule.range(shelf, said):
        *_, one = shelf[place]
        if one not in told:
            told[one] = said.diagnostic
            return True
    return False
