"""What each standard of C says of each construct, in our own words, and where it says so."""

from typing import Literal, NamedTuple

from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.standards import STANDARDS
from engines.implicit_int.standards import standard as named
from engines.marking import N_

Verdict = Literal["ok", "constraint", "syntax", "undefined", "inferred"]
REFUSED: frozenset[Verdict] = frozenset(("constraint", "syntax"))
"""Of these a compiler must tell; whether it refuses them as well is its own affair."""


class Rule(NamedTuple):
    """`clause` is ISO's number, "C99 6.7.2p2"; p2 is the second paragraph."""

    verdict: Verdict
    clause: str
    says: str


class Since(NamedTuple):
    """What holds from that standard on; `place` is one of PLACES."""

    standard: str
    verdict: Verdict
    place: str
    says: str


EDITIONS = {
    "c89": ("C90", 0),
    "c99": ("C99", 1),
    "c11": ("C11", 2),
    "c17": ("C17", 2),
    "c23": ("C23", 3),
}
"""How ISO calls each standard, and which of the numbers below are its own."""


PLACES = {
    "arguments": ("6.3.2", "6.5.2p1", "6.5.2p1", "6.5.3"),
    "calls": ("6.3.2.2", "6.5.2.2", "6.5.2.2", "6.5.3.3"),
    "declarations": ("6.5", "6.7p1", "6.7p1", "6.7.1p1"),
    "declarators": ("6.5.4", "6.7.5p1", "6.7.6p1", "6.7.7.1p1"),
    "definitions": ("6.7.1", "6.9.1p1", "6.9.1p1", "6.9.2p1"),
    "empty parentheses": ("6.5.4.3", "6.7.5.3p14", "6.7.6.3p14", "6.7.7.4"),
    "identifiers": ("6.3.1", "6.5.1p2", "6.5.1p2", "6.5.2"),
    "inference": ("", "", "", "6.7.10"),
    "loops": ("6.6.5.3", "", "", ""),
    "members": ("6.5.2.1", "6.7.2.1p1", "6.7.2.1p1", "6.7.3.2p1"),
    "names": ("6.5.4.3", "6.7.5.3p3", "6.7.6.3p3", "6.7.7.4"),
    "old parameters": ("6.7.1", "6.9.1p6", "6.9.1p6", "6.9.2"),
    "returns": ("6.6.6.4", "6.9.1p12", "6.9.1p12", "6.9.2p13"),
    "specifiers": ("6.5.2", "6.7.2p2", "6.7.2p2", "6.7.3.1p2"),
}
"""Numbers in C90, in C99, in C11 and C17, and in C23, as its last public draft N3220 has them. A
paragraph is named only where we are sure of it; C90 has none."""
NUMBERING = N_("C89 and C90 are one language: what is 6.5.2 in ISO's C90 is 3.5.2 in ANSI's C89.")

DECLARED = N_("A name is an expression only where something has declared it.")
INT = N_("Another specifier is enough; where none names a type, it is int.")
NEEDED = N_("One of the specifiers must name a type; a storage class or a qualifier does not.")
NO_OLD = N_("There are no old definitions any more: types stand within the parentheses.")

LAWS: dict[str, tuple[Since, ...]] = {
    "specified": (
        Since("c89", "ok", "specifiers", INT),
        Since("c99", "constraint", "specifiers", NEEDED),
    ),
    "definition": (
        Since(
            "c89",
            "ok",
            "definitions",
            N_("A definition may have no specifiers at all; then the function returns int."),
        ),
        Since(
            "c99",
            "syntax",
            "definitions",
            N_("A definition begins with specifiers, and one of them must name a type."),
        ),
    ),
    "inline": (
        Since(
            "c89",
            "syntax",
            "definitions",
            N_("inline is no keyword yet but a name, which cannot stand before another."),
        ),
        Since("gnu89", "ok", "specifiers", INT),
        Since("c99", "constraint", "specifiers", NEEDED),
    ),
    "undeclared-knr": (
        Since("c89", "ok", "old parameters", N_("A parameter that nothing declares is int.")),
        Since(
            "c99",
            "constraint",
            "old parameters",
            N_("Every name of the list must be declared before the body."),
        ),
        Since("c23", "syntax", "definitions", NO_OLD),
    ),
    "specified-knr": (
        Since("c89", "ok", "specifiers", INT),
        Since("c99", "constraint", "specifiers", NEEDED),
        Since("c23", "syntax", "definitions", NO_OLD),
    ),
    "bare": (
        Since(
            "c89",
            "syntax",
            "declarations",
            N_("A declaration begins with at least one specifier; here there is none."),
        ),
    ),
    "auto": (
        Since("c89", "ok", "specifiers", INT),
        Since("c99", "constraint", "specifiers", NEEDED),
        Since(
            "c23",
            "constraint",
            "specifiers",
            N_("auto takes the type from a value, and here there is none."),
        ),
    ),
    "auto-value": (
        Since("c89", "ok", "specifiers", INT),
        Since("c99", "constraint", "specifiers", NEEDED),
        Since("c23", "inferred", "inference", N_("The variable has the type of the value.")),
    ),
    "for": (
        Since(
            "c89",
            "syntax",
            "loops",
            N_("A loop begins with an expression; it declares nothing."),
        ),
        Since("c99", "constraint", "specifiers", NEEDED),
    ),
    "undeclared": (
        Since("c89", "syntax", "identifiers", DECLARED),
        Since("c23", "constraint", "identifiers", DECLARED),
    ),
    "call": (
        Since(
            "c89",
            "ok",
            "calls",
            N_("A name before parentheses is a call, whatever the function returns."),
        ),
    ),
    "call-of-types": (
        Since("c89", "syntax", "arguments", N_("An argument is an expression; a type is none.")),
    ),
    "names": (
        Since("c89", "constraint", "names", N_("Only a definition may list names without types.")),
        Since(
            "c23",
            "syntax",
            "names",
            N_("A parameter begins with a type; a name that is no type cannot be one."),
        ),
    ),
    "half-typed": (
        Since(
            "c89",
            "syntax",
            "declarators",
            N_("Each parameter begins with specifiers of its own."),
        ),
    ),
    "member": (
        Since("c89", "syntax", "members", N_("A member begins with specifiers; here are none.")),
    ),
    "undeclared-call": (
        Since(
            "c89",
            "ok",
            "calls",
            N_("The call itself declares the function: it returns int, its arguments are unknown."),
        ),
        Since("c99", "syntax", "identifiers", DECLARED),
        Since("c23", "constraint", "identifiers", DECLARED),
    ),
    "missing-return": (
        Since(
            "c89",
            "undefined",
            "returns",
            N_("A function may end without a value, but to use that value is undefined."),
        ),
    ),
    "empty-definition": (
        Since(
            "c89",
            "ok",
            "empty parentheses",
            N_("The function takes nothing, but its calls are not held to that."),
        ),
        Since("c23", "ok", "empty parentheses", N_("Empty parentheses mean the same as (void).")),
    ),
    "unchecked-call": (
        Since(
            "c89",
            "ok",
            "empty parentheses",
            N_("Nothing is known about the arguments: any are taken."),
        ),
        Since(
            "c23",
            "constraint",
            "calls",
            N_("Empty parentheses mean the same as (void): one argument is too many."),
        ),
    ),
    "knr": (
        Since(
            "c89",
            "ok",
            "definitions",
            N_("Old definitions are allowed, and have been called obsolescent from the first."),
        ),
        Since("c23", "syntax", "definitions", NO_OLD),
    ),
    "typed": (Since("c89", "ok", "specifiers", N_("A type is named; nothing is omitted.")),),
}


def rule(construct: str, standard: str) -> Rule:
    """A gnu standard has the rules of the C of that year, but for inline. KeyError for no
    construct, ValueError for no standard."""
    edition, column = EDITIONS[f"c{named(standard)[-2:]}"]
    law = LAWS[CONSTRUCTS[construct].law]
    place = STANDARDS.index(named(standard))
    holds = [it for it in law if STANDARDS.index(it.standard) <= place][-1]
    return Rule(holds.verdict, f"{edition} {PLACES[holds.place][column]}", holds.says)
