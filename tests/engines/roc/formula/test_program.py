"""What a program is made of: nodes shared, numbers put together, warm-ups, warnings, limits."""

import math
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest

from engines.roc.formula.catalogue import CALLS, FUNCTIONS, OPERATORS
from engines.roc.formula.errors import FormulaError
from engines.roc.formula.graph import MOST
from engines.roc.formula.nodes import Kind, Node, Program
from engines.roc.formula.program import compile
from engines.roc.functions.table import BATCH
from engines.roc.streams.plain import PLAIN
from tests.engines.roc.formula.test_language import DOCUMENT


def calls(program: Program) -> Counter[str]:
    return Counter(node.name for node in program.nodes if node.kind is Kind.CALL)


def output(source: str, **parameters: float) -> Node:
    program = compile(source, parameters)
    return program.nodes[program.outputs[0].node]


def test_what_is_said_twice_is_one_node():
    assert calls(compile(DOCUMENT)) == {"/": 3, "REF": 1, "-": 1, "*": 1, "MA": 1, "EMA": 1}
    assert calls(compile("X:MA(C,5)+MA(CLOSE,10/2)")) == {"MA": 1, "+": 1}


def test_a_node_comes_after_those_it_is_made_of():
    for place, node in enumerate(compile(DOCUMENT).nodes):
        assert all(arg < place for arg in node.args)


def test_what_no_line_needs_is_left_out():
    program = compile("A:=MA(VOL,5);B:=ZIG(C,5);X:C+1;")
    assert [node.name or node.value for node in program.nodes] == ["close", 1, "+"]
    assert (program.fields, program.repaints) == ({"close"}, ())


def test_numbers_are_put_together_after_the_parameters_are_known():
    assert output("{PARAM N 1 9 2}X:MAX(N*3+1,5)-ABS(-2);").value == 5
    assert output("{PARAM N 1 9 2}X:MAX(N*3+1,5)-ABS(-2);", N=1).value == 3
    assert output("X:IF(1,2,3)+(1<2)").value == 3


@pytest.mark.parametrize(
    "expression", ["1/0", "SQRT(-1)", "LN(0)", "EXP(9999)", "1E300*1E300", "0%0"]
)
def test_a_number_that_there_is_not_is_unknown(expression):
    assert math.isnan(output(f"X:{expression};").value)


def test_numbers_that_depend_on_the_bar_are_no_numbers():
    assert output("X:SUM(1,0);").kind is Kind.CALL
    assert output("X:REF(1,1);").kind is Kind.CALL


@pytest.mark.parametrize(
    ("expression", "bars"),
    [
        ("C", 0),
        ("5", 0),
        ("C+O*2", 0),
        ("REF(C,12)", 12),
        ("REF(C,0)", 0),
        ("MA(C,6)", 5),
        ("MA(REF(C,12),6)", 17),
        ("MA(C,20)+REF(C,3)", 19),
        ("EMA(C,9)", 166),
        ("EMA(C,1)", 0),
        ("EMA(EMA(C,9),9)", 332),
        ("EXPMEMA(C,9)", 174),
        ("SMA(C,9,2)", 147),
        ("SMA(C,3,3)", 0),
        ("MEMA(C,5)", 166),
        ("DMA(C,0.2)", 166),
        ("DMA(C,1)", 0),
        ("DMA(C,0)", None),
        ("DMA(C,V/AMO)", None),
        ("HHV(C,20)", 19),
        ("HHV(C,0)", None),
        ("SUM(C,0)+1", None),
        ("COUNT(C>O,-1)", None),
        ("COUNT(C>O,10)", 9),
        ("MA(C,BARSLAST(C>O))", None),
        ("REF(C,MIN(BARSCOUNT(C),12))", None),
        ("CROSS(MA(C,5),MA(C,10))", 10),
        ("LONGCROSS(C,O,5)", 5),
        ("UPNDAY(C,3)", 3),
        ("NDAY(C,O,3)", 2),
        ("LAST(C>O,5,2)", 5),
        ("LAST(C>O,0,2)", None),
        ("FILTER(C>O,5)", None),
        ("STD(C,20)", 19),
        ("RELATE(C,O,7)", 6),
        ("IF(REF(C,3)>O,MA(C,2),1)", 3),
        ("DATE", 0),
        ("REFX(C,5)", 0),
        ("MA(REFX(C,5),3)", 2),
        ("TOTALBARSCOUNT", None),
    ],
)
def test_a_node_says_how_many_bars_back_it_looks(expression, bars):
    program = compile(f"X:{expression};")
    assert output(f"X:{expression};").warmup == program.warmup == bars


def test_a_program_looks_as_far_back_as_its_furthest_line_or_mark():
    assert compile("A:REF(C,3);B:MA(C,9);").warmup == 8
    assert compile("A:REF(C,3);DRAWICON(REF(C,30)>O,C,1);").warmup == 30
    assert compile("A:REF(C,3);B:SUM(C,0);").warmup is None


@pytest.mark.parametrize("name", [name for name, it in FUNCTIONS.items() if it.future])
def test_what_sees_the_future_repaints(name):
    args = {"x": "C", "n": "2", "c": "2", "k": "2"}
    form = ",".join(args[kind] for kind in FUNCTIONS[name].takes)
    assert compile(f"X:{name}({form})+1").repaints == (name,)


@pytest.mark.parametrize(
    ("source", "warned"),
    [
        ("X:C=O;", False),
        ("X:C=HHV(C,5);", False),
        ("X:C=10.5;", False),
        ("X:COUNT(C>O,5)=5 AND BARSLAST(C>O)=0;", False),
        ("X:INTPART(C*100)=1050;", False),
        ("X:COUNT(C>O,5)+1=3*2;", False),
        ("X:IF(C>O,C,O)=H;", False),
        ("X:C/REF(C,1)=1.1;", True),
        ("X:MA(C,5)=O;", True),
        ("A:=C*1.1;X:H<>A;", True),
        ("X:C-O=0;", True),
    ],
)
def test_comparing_what_was_computed_to_the_last_digit_is_warned_of(source, warned):
    program = compile(source)
    assert bool(program.warnings) == warned
    if warned:
        at = max(source.rfind("="), source.find("<>")) + 1
        assert program.warnings[0].startswith(f"1:{at}: = and <>")


def test_a_line_that_is_never_known_is_warned_of():
    assert compile("A:C;\nB:1/0;").warnings == ("2:1: This line has no value on any bar.",)


def chain(length: int) -> str:
    return "A0:=C;" + "".join(f"A{n + 1}:=A{n}+1;" for n in range(length)) + f"X:A{length};"


def test_values_of_values_are_bounded():
    compile(chain(200))
    with pytest.raises(FormulaError) as caught:
        compile(chain(201))
    assert "at most 200 deep" in caught.value.failed.why
    assert caught.value.source[: caught.value.column - 1].endswith("A201:=A200")


def test_nodes_are_bounded():
    """Each sum is two nodes: its number and itself."""
    sums = [f"C+{n};" for n in range(MOST // 2)]
    assert len(compile("".join(sums[:-1])).nodes) == MOST - 1
    with pytest.raises(FormulaError, match="too large") as caught:
        compile("".join(sums))
    assert caught.value.source[caught.value.column - 1 :] == f"+{MOST // 2 - 1};"


def test_compiling_needs_no_numpy():
    code = (
        "import engines.roc.formula.library as it; [*it.FORMULAS.values()]; it.FORMULAS.problems()"
    )
    code += "; import sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_call_has_its_work():
    drawn = {name for name, it in FUNCTIONS.items() if it.draws}
    rewritten = {"ISUP", "ISDOWN", "ISEQUAL", "DRAWNULL"}
    assert set(CALLS) - drawn - rewritten <= set(BATCH)
    assert {name for name, it in CALLS.items() if it.plain} <= set(PLAIN)


@pytest.mark.parametrize(
    "name", sorted(set(PLAIN) & set(BATCH) & {n for n, f in CALLS.items() if f.plain})
)
def test_numbers_alone_come_to_what_they_come_to_on_a_bar(name):
    """Whatever is folded: as the function itself has it, but that nothing is infinite."""
    some = (-2.5, -1.0, 0.0, 0.3, 0.5, 1.0, 2.0, 3.7, math.nan)
    takes = FUNCTIONS[name].takes if name in FUNCTIONS else OPERATORS[name].takes
    if name == "DRAWNULL":
        return
    grid = np.meshgrid(*([some] * len(takes)))
    args = [axis.ravel() for axis in grid]
    if "k" in takes:
        args[1] = np.trunc(np.abs(args[1]))
    with np.errstate(all="ignore"):
        on_bars = BATCH[name](*args)
    on_bars = np.where(np.isfinite(on_bars), on_bars, np.nan)
    alone = []
    for numbers in zip(*(axis.tolist() for axis in args), strict=True):
        found = PLAIN[name](*numbers)
        alone.append(found if math.isfinite(found) else math.nan)
    np.testing.assert_allclose(on_bars, alone, rtol=1e-15, atol=1e-16)
