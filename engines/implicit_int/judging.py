"""What a standard says of a finding, in a word, and the finding in a sentence."""

from functools import cache
from typing import Literal

from engines.implicit_int.explaining import construct_of
from engines.implicit_int.finding import Finding, Kind
from engines.implicit_int.rules import REFUSED, rule
from engines.marking import N_

Word = Literal["ok", "warning", "error"]

SENTENCES: dict[Kind, str] = {
    "return": N_("the definition of '{name}' leaves out what it returns"),
    "declaration": N_("the declaration of '{name}' leaves out its type"),
    "local": N_("the declaration of '{name}' leaves out its type"),
    "parameter": N_("the parameter '{name}' has no type"),
    "knr-parameter": N_("the parameter '{name}' has no type"),
    "member": N_("the member '{name}' has no type"),
    "type-name": N_("a type is left out"),
    "undeclared-call": N_("'{name}' is called, and nothing before declares it"),
    "missing-return": N_("'{name}' owes a value, and returns none"),
    "empty-parentheses": N_("the parentheses behind '{name}' do not say what it takes"),
    "knr-definition": N_("'{name}' is defined in the old style, without a prototype"),
}


def sentence(finding: Finding) -> str:
    """To be translated, then given the name."""
    return SENTENCES[finding.kind if finding.name else "type-name"]


def verdict(finding: Finding, standard: str) -> Word:
    """An error is what a compiler must tell of; a warning, what compiles and does anything."""
    return word(construct_of(finding), standard)


@cache
def word(construct: str, standard: str) -> Word:
    law = rule(construct, standard).verdict
    return "error" if law in REFUSED else "warning" if law == "undefined" else "ok"


def refused(finding: Finding, standard: str) -> bool:
    """Surely. What is doubtful is nobody's failure."""
    return finding.certainty == "certain" and verdict(finding, standard) == "error"
