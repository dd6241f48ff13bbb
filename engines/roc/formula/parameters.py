"""The parameters of a formula: `{PARAM N 2 120 12}` is N from 2 to 120, 12 as a rule."""

import re
from collections.abc import Mapping

from engines.roc.formula.errors import FormulaError, wrong
from engines.roc.formula.names import short
from engines.roc.formula.nodes import Parameter
from engines.roc.formula.tokens import Token
from engines.wire import N_

MOST = 16
WORD = re.compile(r"[^\s,]+")
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}\.?[0-9]{0,15}|\.[0-9]{1,15})")
NAME = re.compile(r"[^\W\d]\w*")
WRONG = N_("A parameter is not as it should be.")


def declared(headers: list[Token], source: str) -> dict[str, tuple[Parameter, int]]:
    """Each with its offset, by its name in upper case. Raises FormulaError."""
    found: dict[str, tuple[Parameter, int]] = {}
    for header in headers:
        parameter, at = read(header, source)
        if parameter.name in found:
            raise wrong(source, at, WRONG, f"{short(parameter.name)} is declared twice")
        if len(found) == MOST:
            raise wrong(source, at, WRONG, f"at most {MOST} parameters")
        found[parameter.name] = parameter, at
    return found


def read(header: Token, source: str) -> tuple[Parameter, int]:
    words = [*WORD.finditer(header.text)]
    at = header.at + (words[0].start() if words else 0)
    if len(words) != 4 or not NAME.fullmatch(words[0][0]):
        raise wrong(source, at, WRONG, "it is {PARAM NAME least most usual}")
    for word in words[1:]:
        if not NUMBER.fullmatch(word[0]):
            raise wrong(source, header.at + word.start(), WRONG, f"{word[0][:32]} is not a number")
    least, most, usual = (float(word[0]) for word in words[1:])
    parameter = Parameter(words[0][0].upper(), least, most, usual)
    if not least <= usual <= most:
        raise wrong(
            source,
            at,
            WRONG,
            f"{short(parameter.name)}: the usual value is from the least to the most",
        )
    return parameter, at


def chosen(
    known: Mapping[str, tuple[Parameter, int]], wanted: Mapping[str, float], source: str
) -> dict[str, float]:
    """The value of each parameter: the wanted one, or the usual. Raises FormulaError."""
    values = {name: parameter.usual for name, (parameter, _at) in known.items()}
    for name, value in wanted.items():
        if (key := name.upper()) not in known:
            has = f"it has {', '.join(map(short, known))}" if known else "it has none"
            raise FormulaError(WRONG, f"there is no parameter {short(name)}; {has}", 0, 0, source)
        parameter, at = known[key]
        if not parameter.least <= value <= parameter.most:
            span = f"{parameter.least:g} to {parameter.most:g}"
            raise wrong(source, at, WRONG, f"{short(key)} is {span}, not {value:g}")
        values[key] = float(value)
    return values
