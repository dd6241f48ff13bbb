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
WRITTEN = N_("it is written {form}")
FORM = "{PARAM NAME least most usual}"


def declared(headers: list[Token], source: str) -> dict[str, tuple[Parameter, int]]:
    """Each with its offset, by its name in upper case. Raises FormulaError."""
    found: dict[str, tuple[Parameter, int]] = {}
    for header in headers:
        parameter, at = read(header, source)
        if parameter.name in found:
            raise wrong(
                source, at, WRONG, N_("{name} is declared twice").format(name=short(parameter.name))
            )
        if len(found) == MOST:
            raise wrong(source, at, WRONG, N_("at most {most} parameters").format(most=MOST))
        found[parameter.name] = parameter, at
    return found


def read(header: Token, source: str) -> tuple[Parameter, int]:
    words = [*WORD.finditer(header.text)]
    at = header.at + (words[0].start() if words else 0)
    if len(words) != 4 or not NAME.fullmatch(words[0][0]):
        raise wrong(source, at, WRONG, WRITTEN.format(form=FORM))
    for word in words[1:]:
        if not NUMBER.fullmatch(word[0]):
            why = N_("{text} is not a number").format(text=word[0][:32])
            raise wrong(source, header.at + word.start(), WRONG, why)
    least, most, usual = (float(word[0]) for word in words[1:])
    parameter = Parameter(words[0][0].upper(), least, most, usual)
    if not least <= usual <= most:
        why = N_("{name}: the usual value is from the least to the most")
        raise wrong(source, at, WRONG, why.format(name=short(parameter.name)))
    return parameter, at


def chosen(
    known: Mapping[str, tuple[Parameter, int]], wanted: Mapping[str, float], source: str
) -> dict[str, float]:
    """The value of each parameter: the wanted one, or the usual. Raises FormulaError."""
    values = {name: parameter.usual for name, (parameter, _at) in known.items()}
    for name, value in wanted.items():
        if (key := name.upper()) not in known:
            why = N_("there is no parameter {name}; it has {names}")
            if not known:
                why = N_("there is no parameter {name}; it has none")
            why = why.format(name=short(name), names=", ".join(map(short, known)))
            raise FormulaError(WRONG, why, 0, 0, source)
        parameter, at = known[key]
        if not parameter.least <= value <= parameter.most:
            why = N_("{name} is {least} to {most}, not {number}").format(
                name=short(key),
                least=f"{parameter.least:g}",
                most=f"{parameter.most:g}",
                number=f"{value:g}",
            )
            raise wrong(source, at, WRONG, why)
        values[key] = float(value)
    return values
