"""Programs on columns: shapes, kinds of numbers, holes, divisions by 0."""

import numpy as np
import pytest

from engines.roc.formula import evaluate as evaluation
from engines.roc.formula.catalogue import FUNCTIONS
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.nodes import Kind
from engines.roc.formula.program import compile
from engines.wire import EngineError
from tests.engines.roc.formula.bars import chance, column
from tests.engines.roc.formula.test_language import DOCUMENT

TIMES = np.array(["2024-02-29T14:35", "2024-03-01T09:31", "2024-03-03T15:00"], "datetime64[s]")


def lines(source: str, columns: dict[str, np.ndarray], times: np.ndarray | None = None):
    return evaluate(compile(source), columns, times).lines


def test_each_node_is_computed_once(monkeypatch):
    seen = []

    def counting(name, work):
        def counted(*args):
            seen.append(name)
            return work(*args)

        return counted

    table = {name: counting(name, work) for name, work in evaluation.BATCH.items()}
    monkeypatch.setattr(evaluation, "BATCH", table)
    program = compile(DOCUMENT)
    evaluate(program, chance(0.1))
    nodes = sorted(node.name for node in program.nodes if node.kind is Kind.CALL)
    assert sorted(seen) == nodes
    assert seen.count("REF") == 1


def test_many_symbols_are_as_each_by_itself():
    columns = chance(0.2, 100, 4)
    together = lines(DOCUMENT, columns)
    for symbol in range(4):
        alone = lines(DOCUMENT, {name: values[:, symbol] for name, values in columns.items()})
        for name, values in alone.items():
            np.testing.assert_allclose(together[name][:, symbol], values, rtol=1e-12)


def test_single_precision_stays_what_it_is():
    columns = {name: values.astype("f4") for name, values in chance(0.3).items()}
    source = DOCUMENT + "D:IF(C>O,1,0);E:CROSS(C,O)*2;F:STD(C,5)/3;G:SUM(1,0);H1:BARSLAST(C>O);"
    found = lines(source + "I:DATE;", columns, TIMES[:1].repeat(300))
    assert {values.dtype.name for values in found.values()} == {"float32"}


@pytest.mark.parametrize("shape", [(3,), (3, 2)])
def test_a_line_has_a_value_on_every_bar(shape):
    columns = {"close": np.ones(shape), "high": np.ones(shape)}
    source = "A:5;B:DRAWNULL;D:C;E:C*2;F:DATE;G:SUM(1,0);I:CROSS(0,C);J:ISLASTBAR;K:5+0;"
    found = lines(source, columns, TIMES)
    assert {values.shape for values in found.values()} == {shape}
    assert found["G"][-1].tolist() == np.full(shape[1:], 3.0).tolist()
    assert found["A"].tolist() == found["K"].tolist() == np.full(shape, 5.0).tolist()


def test_a_number_may_be_a_line_a_count_and_a_factor_at_once():
    found = lines("N:=2;A:N;B:MA(C,N)*N;D:SUM(N,N);", column(1, 3, 5))
    assert found["A"].tolist() == [2, 2, 2]
    assert found["B"].tolist()[1:] == [4, 8]
    assert found["D"].tolist() == [2, 4, 4]


def test_the_bars_times_are_read():
    found = lines("D:DATE;T:TIME;W:WEEKDAY;M:MONTH;", column(1, 2, 3), TIMES)
    assert found["D"].tolist() == [1240229, 1240301, 1240303]
    assert found["T"].tolist() == [1435, 931, 1500]
    assert found["W"].tolist() == [4, 5, 0]
    assert found["M"].tolist() == [2, 3, 3]


def test_times_are_asked_for_only_where_they_are_read():
    with pytest.raises(EngineError) as caught:
        lines("D:DATE;", column(1))
    assert caught.value.failed.why == "the bars' times"


def test_a_missing_column_is_named():
    with pytest.raises(EngineError) as caught:
        lines("A:AMO/VOL+C;", column(1))
    assert caught.value.failed.why == "amount, volume"
    with pytest.raises(EngineError) as caught:
        lines("A:5;", {})
    assert caught.value.failed.why == "there are no columns"


@pytest.mark.parametrize(
    ("expression", "divided"),
    [
        ("1/C", 2),
        ("C/C", 2),
        ("O/C", 1),
        ("O%C", 1),
        ("MOD(O,C)", 1),
        ("O/0", 3),
        ("1/2+C/2", 0),
        ("O/(C+10)", 0),
        ("1/C+1/C", 2),
        ("1/C+2/C", 4),
    ],
)
def test_divisions_by_zero_are_unknown_and_counted(expression, divided):
    columns = column(0, 1, 0, np.nan) | {"open": np.array([1, 2, np.nan, 4])}
    result = evaluate(compile(f"X:{expression};"), columns)
    assert result.divided == divided
    assert np.isfinite(result.lines["X"][1]) == (expression != "O/0")
    assert not np.isinf(result.lines["X"]).any()


def test_nothing_is_written_into_the_columns():
    columns = chance(0.4, 50)
    kept = {name: values.copy() for name, values in columns.items()}
    for values in columns.values():
        values.flags.writeable = False
    lines(DOCUMENT + "X:FILTER(C>O,3);Y:SUMBARS(V,1000);Z:ZIG(3,5);", columns)
    assert all(np.array_equal(values, kept[name]) for name, values in columns.items())


def test_values_that_are_shown_are_there_and_others_are_let_go():
    program = compile(DOCUMENT)
    result = evaluate(program, chance(0.5))
    shown = {it.node for it in program.outputs}
    assert {place for place, it in enumerate(result.values) if isinstance(it, np.ndarray)} == shown
    assert len(result.values) == len(program.nodes)


@pytest.mark.parametrize("bars", [0, 1, 2])
def test_every_function_takes_few_bars_and_numbers_for_series(bars):
    columns = chance(0.6, bars)
    args = {"n": "2", "c": "2", "k": "2"}
    for name, function in FUNCTIONS.items():
        for series in ("C", "3"):
            form = ",".join(args.get(kind, series) for kind in function.takes)
            if function.draws:
                continue
            times = TIMES[:1].repeat(bars)
            assert lines(f"X:{name}({form});", columns, times)["X"].shape == (bars,), name


def test_every_function_of_two_series_takes_a_number_for_either():
    columns = chance(0.7, 30)
    for name, function in FUNCTIONS.items():
        takes = function.takes
        if takes.count("x") < 2 or function.draws:
            continue
        for number in range(takes.count("x")):
            series = iter("0.5" if place == number else "C" for place in range(len(takes)))
            form = ",".join(next(series) if kind == "x" else "3" for kind in takes)
            assert lines(f"X:{name}({form});", columns)["X"].shape == (30,), (name, form)


def test_a_program_is_planned_once_and_forgotten_with_it():
    program = compile("X:C+1;")
    before = len(evaluation.plans)
    for _ in range(3):
        evaluate(program, column(1))
    assert len(evaluation.plans) == before + 1
    del program
    assert len(evaluation.plans) == before
