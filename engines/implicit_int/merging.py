"""Our findings beside what a compiler says: where both see one, only we, or only it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
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
    def place(self) -> tuple[int, int]:
        return self.diagnostic.line, self.diagnostic.column


def merge(findings: Sequence[Finding], verdict: Verdict) -> Merged:
    """Findings in the order of their source. A declaration that a compiler tells of once agrees in
    all its declarators."""
    said = [it for it in map(understood, verdict.diagnostics) if it]
    merging = Merging(findings)
    for rule in RULES:
        said = [it for it in said if not merging.settles(it, rule)]
    told = merging.told
    by_edits = {findings[one].edits: it for one, it in told.items() if findings[one].edits}
    for one, finding in enumerate(findings):
        if one not in told and finding.edits in by_edits:
            told[one] = by_edits[finding.edits]
    return Merged(
        tuple(Match(one, told[one]) for one in sorted(told)),
        tuple(one for one in range(len(findings)) if one not in told),
        tuple(it.diagnostic for it in said if it.sure and not merging.accompanies(it)),
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


class Merging:
    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        self.lines = [it.line for it in findings]
        self.told: dict[int, Diagnostic] = {}

    def settles(self, said: Said, rule: "Rule") -> bool:
        """Whether the rule finds what is told of, among what nobody told of yet."""
        for one in rule.range(self.lines, said.diagnostic.line):
            it = self.findings[one]
            if one not in self.told and it.kind in said.kinds and rule.fits(said, it):
                self.told[one] = said.diagnostic
                return True
        return False

    def accompanies(self, said: Said) -> bool:
        """Whether more is only said of what is told of. gcc warns twice of a declaration without
        any specifier: where it begins, and where its name is."""
        line = said.diagnostic.line
        if said.diagnostic.message.startswith("data definition"):
            further = from_line(self.lines, line)
            declared = (one for one in further if self.findings[one].kind == "declaration")
            return next(declared, None) in self.told
        return any(
            one in self.told and exactly(said, self.findings[one])
            for one in on_line(self.lines, line)
        )


# --- where it may be


def on_line(lines: list[int], line: int) -> Iterable[int]:
    return range(bisect_left(lines, line), bisect_right(lines, line))


def from_line(lines: list[int], line: int) -> Iterable[int]:
    return range(bisect_left(lines, line), len(lines))


def up_to_line(lines: list[int], line: int) -> Iterable[int]:
    """The nearest first."""
    return reversed(range(bisect_right(lines, line)))


# --- what it may be


def exactly(said: Said, it: Finding) -> bool:
    return said.place == (it.line, it.column)


def by_name(said: Said, it: Finding) -> bool:
    return bool(said.name) and said.name == it.name


def by_line(said: Said, it: Finding) -> bool:
    """Where there is no name to go by."""
    return not said.name and (said.sure or not said.diagnostic.column)


def further_on(said: Said, it: Finding) -> bool:
    """gcc takes a parameter of an old definition to be where the function is, and a type without a
    name to be where its declaration begins."""
    message = said.diagnostic.message
    return it.name == said.name and (message.startswith("type of ") or "type name" in message)


def within(said: Said, it: Finding) -> bool:
    """What a function does not return is missed at its end."""
    return it.kind == "missing-return" and (it.line, it.column) <= said.place


class Rule(NamedTuple):
    range: Callable[[list[int], int], Iterable[int]]
    fits: Callable[[Said, Finding], bool]


RULES = (
    Rule(on_line, exactly),
    Rule(on_line, by_name),
    Rule(from_line, further_on),
    Rule(up_to_line, within),
    Rule(on_line, by_line),
)
"""The surest first, each for all that is said before the next is tried."""
