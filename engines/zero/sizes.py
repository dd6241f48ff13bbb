"""The numbers that people and files give for a model: which are possible, and what is wrong with
the others. Every error names the field and what was there.
"""

import math
from collections.abc import Mapping
from typing import NoReturn

from engines.wire import N_, EngineError
from engines.zero import counting
from engines.zero.model import MOST_PARAMETERS, Model, Shape

FIX = "zerodeck zero models"

LONGEST = 60
"""Characters of a foreign string that are shown."""


def size(key: str, value: object, most: int, least: int = 1) -> int:
    """The value itself. Raises EngineError unless it is a whole number in that range."""
    if isinstance(value, bool) or not isinstance(value, int):
        refuse(key, value, N_("a whole number is needed"))
    if not least <= value <= most:
        possible = N_("{least} to {most} are possible")
        refuse(key, value, possible.format(least=least, most=f"{most:,}"))
    return value


def prove(shape: Shape, keys: Mapping[str, str]) -> None:
    """Raises EngineError unless the sizes go together.

    `keys` has what the fields are called where they come from.
    """
    if not shape.head_size and shape.hidden % shape.heads:
        raise wrong(undivided(keys["heads"], shape.heads, keys["hidden"], shape.hidden))
    if shape.heads % shape.keys:
        raise wrong(undivided(keys["kv_heads"], shape.keys, keys["heads"], shape.heads))
    if shape.experts_used > shape.experts:
        more = N_("{used} is {number}, more than {experts}, {most}")
        used, experts = keys["experts_used"], keys["experts"]
        numbers = {"number": f"{shape.experts_used:,}", "most": f"{shape.experts:,}"}
        raise wrong(more.format(used=used, experts=experts, **numbers))


def undivided(part: str, parts: int, whole: str, size: int) -> str:
    told = N_("{part} is {parts} and does not divide {whole}, {size}")
    return told.format(part=part, parts=f"{parts:,}", whole=whole, size=f"{size:,}")


def counted(name: str, shape: Shape) -> Model:
    """The model of that shape. Raises EngineError where it has too many parameters."""
    if (parameters := counting.total(shape)) > MOST_PARAMETERS:
        made = N_("{sizes} and the rest make {parameters} parameters, and {most} are the most")
        sizes = f"layers {shape.layers:,}, hidden {shape.hidden:,}, heads {shape.heads:,}"
        numbers = {"parameters": f"{parameters:,}", "most": f"{MOST_PARAMETERS:,}"}
        raise wrong(made.format(sizes=sizes, **numbers))
    return counting.model(name, shape)


def refuse(key: str, value: object, needed: str) -> NoReturn:
    told = N_("{field} is {value}; {why}")
    raise wrong(told.format(field=key, value=shown(value), why=needed))


def wrong(why: str) -> EngineError:
    return EngineError("The sizes make no model.", why, FIX)


def shown(value: object) -> str:
    """A value of any kind in a few characters."""
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return f'"{printable(value)}"'
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case float() if not math.isfinite(value):
            return "not a finite number"
        case int() if value.bit_length() > 4 * LONGEST:
            return "a number of very many digits"
        case _:
            return printable(str(value))


def printable(text: str, longest: int = LONGEST) -> str:
    """On one line and of `longest` characters at most, with escapes for what cannot be shown."""
    text = text[: longest + 1].strip()
    escaped = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return escaped if len(escaped) <= longest else escaped[: longest - 1] + "…"


def short(parameters: int) -> str:
    """7.5B for 7500000000."""
    for unit, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
        if parameters >= unit:
            return f"{parameters / unit:.4g}{letter}"
    return str(parameters)
