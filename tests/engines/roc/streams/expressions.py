"""Random formulas whose values do not hang on the last bit.

What decides (conditions, comparisons, counts) is made of values as they were given; what is
computed is never divided by, nor compared. Then a batch and a stream may round differently.
"""

import random
from collections.abc import Callable

FIELDS = ("O", "H", "L", "C", "V", "AMO")
WINDOWS = ("MA", "EMA", "MEMA", "WMA", "SUM", "AVEDEV", "STDP", "STD", "EXPMEMA", "FORCAST")


def source(rng: random.Random) -> str:
    lines = [f"X{place}:{number(rng, 4)};" for place in range(rng.randint(1, 3))]
    return "".join([*lines, f"Y:{condition(rng, 3)};"])


def number(rng: random.Random, depth: int) -> str:
    """Anything."""
    if depth == 0 or rng.random() < 0.15:
        return given(rng, 1)
    one, other = number(rng, depth - 1), number(rng, depth - 1)
    n = count(rng)
    choices: tuple[Callable[[], str], ...] = (
        lambda: f"({one}{rng.choice('+-')}{other})",
        lambda: f"{one}*{rng.choice((0.5, 3, -1))}",
        lambda: f"{one}/{given(rng, 1)}",
        lambda: f"{rng.choice(WINDOWS)}({one},{n})",
        lambda: f"SMA({one},{n + 1},{rng.randint(1, n)})",
        lambda: f"DMA({one},{rng.choice((0.1, 0.5, 0.9))})",
        lambda: f"{rng.choice(('HHV', 'LLV', 'REF', 'SUM'))}({one},{rng.randint(0, 5)})",
        lambda: f"REF({one},{whole(rng)})",
        lambda: f"IF({condition(rng, depth - 1)},{one},{other})",
        lambda: f"{rng.choice(('MAX', 'MIN'))}({one},{other})",
        lambda: f"VALUEWHEN({condition(rng, depth - 1)},{one})",
        lambda: f"ABS({one})",
        lambda: whole(rng),
    )
    return rng.choice(choices)()


def given(rng: random.Random, depth: int) -> str:
    """A value that was in the bars, or a small number."""
    field = rng.choice(FIELDS)
    if depth == 0 or rng.random() < 0.4:
        return rng.choice((field, field, field, str(rng.randint(0, 4))))
    name = rng.choice(("REF", "HHV", "LLV", "MAX", "MIN", "NEG"))
    if name in ("MAX", "MIN"):
        return f"{name}({given(rng, depth - 1)},{given(rng, depth - 1)})"
    return f"(-{field})" if name == "NEG" else f"{name}({field},{count(rng)})"


def condition(rng: random.Random, depth: int) -> str:
    """Of given values."""
    a, b, n = given(rng, 1), given(rng, 1), count(rng)
    if depth <= 0 or rng.random() < 0.4:
        return f"({a}{rng.choice(('<', '>', '<=', '>=', '=', '<>'))}{b})"
    one, other = condition(rng, depth - 1), condition(rng, depth - 1)
    choices = (
        f"({one} AND {other})",
        f"({one} OR {other})",
        f"NOT({one})",
        f"CROSS({a},{b})",
        f"LONGCROSS({a},{b},{n})",
        f"EVERY({one},{n})",
        f"EXIST({one},{n})",
        f"LAST({one},{n + 1},{rng.randint(0, n)})",
        f"FILTER({one},{n})",
        f"UPNDAY({a},{n})",
        f"NDAY({a},{b},{n})",
        f"BETWEEN({a},{b},{given(rng, 0)})",
    )
    return rng.choice(choices)


def whole(rng: random.Random) -> str:
    """A number of bars, another one each bar."""
    held, n = condition(rng, 1), count(rng)
    choices = (
        f"BARSLAST({held})",
        f"BARSSINCE({held})",
        f"BARSSINCEN({held},{n})",
        f"BARSLASTCOUNT({held})",
        f"COUNT({held},{n})",
        f"MIN(BARSCOUNT(C),{n})",
        f"HHVBARS({given(rng, 1)},{n})",
        f"TOPRANGE({given(rng, 1)})",
        f"SUMBARS(V,{n * 2})",
    )
    return rng.choice(choices)


def count(rng: random.Random) -> int:
    return rng.choice((1, 2, 3, 5, 12))
