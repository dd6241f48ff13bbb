"""A program's warm-up is enough: with that many bars before, a value is what all bars make it."""

import numpy as np
import pytest

from engines.roc.formula.catalogue import FUNCTIONS
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.library import FORMULAS
from engines.roc.formula.program import compile
from tests.engines.roc.formula.bars import chance

SHOWN = 40
FORMS = {
    name: ",".join({"x": "C", "n": "7", "c": "2", "k": "2"}[kind] for kind in it.takes)
    for name, it in FUNCTIONS.items()
    if not it.draws
} | {
    "SMA": "C,7,2",
    "DMA": "C,0.3",
    "CROSS": "C,O",
    "LONGCROSS": "C,O,2",
    "NDAY": "C,O,2",
    "LAST": "C>O,3,1",
    "COUNT": "C>O,7",
    "EXIST": "C>1.03*O,7",
    "EVERY": "C>O,3",
    "UPNDAY": "C,3",
    "DOWNNDAY": "C,3",
    "BARSSINCEN": "C>O,7",
    "COVAR": "C,V,7",
    "RELATE": "C,V,7",
}
SOURCES = {name: f"X:{name}({form});Y:MA({name}({form}),5);" for name, form in FORMS.items()}


@pytest.mark.parametrize("name", [*SOURCES, *FORMULAS])
def test_a_tail_has_the_values_of_all_bars(name, rng):
    """But for what needs all bars, and what depends on those that are to come."""
    program = compile(SOURCES[name] if name in SOURCES else FORMULAS[name])
    if program.warmup is None:
        return
    columns = chance(rng.random(), 2000)
    times = np.datetime64("2015-01-01", "s") + np.arange(2000) * np.timedelta64(86_400, "s")
    whole = evaluate(program, columns, times).lines
    first = 2000 - SHOWN - program.warmup
    tail = {field: values[first:] for field, values in columns.items()}
    for line, values in evaluate(program, tail, times[first:]).lines.items():
        wanted = whole[line][-SHOWN:]
        largest = np.nanmax(np.abs(wanted), initial=1.0)
        np.testing.assert_allclose(values[-SHOWN:], wanted, rtol=1e-9, atol=1e-11 * largest)


def test_one_bar_less_is_too_little_where_a_window_ends():
    columns = chance(0.25, 100)
    for form in ("MA(C,9)", "REF(C,9)", "STD(C,9)", "LONGCROSS(C,O,2)", "MA(REF(C,3),4)"):
        program = compile(f"X:{form};")
        short = {field: values[-program.warmup :] for field, values in columns.items()}
        assert np.isnan(evaluate(program, short).lines["X"]).all()
        enough = {field: values[-program.warmup - 1 :] for field, values in columns.items()}
        assert np.isfinite(evaluate(program, enough).lines["X"][-1])
