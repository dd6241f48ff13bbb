"""Every cell of the table can say where it comes from, and what it says is the cell."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines import wire
from engines.zero.anchors.quotations import QUOTATIONS
from engines.zero.explain import CELLS, explain
from engines.zero.model import Model
from engines.zero.modes import MODES
from engines.zero.plan import plan
from engines.zero.presets import preset
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup

setups = st.builds(
    Setup,
    st.sampled_from([preset("gpt2"), preset("llama-3-8b"), Model("any", 7_500_000_001)]),
    gpus=st.sampled_from([1, 4, 8, 64]),
    profile=st.sampled_from(sorted(PROFILES)),
    checkpointing=st.sampled_from(["none", "selective", "full"]),
    accumulation=st.sampled_from([1, 3]),
    constant_buffers=st.booleans(),
    defragmentation=st.booleans(),
    activations_on_host=st.booleans(),
    overlap=st.sampled_from([0.0, 0.5]),
)


def shown(row, cell):
    match cell:
        case "total" | "host" | "nvme":
            return getattr(row, cell)
        case "activations":
            return row.activations.total if row.activations else 0
        case "buffers":
            return row.buffers.total
        case "communication":
            return row.traffic.intra_node + row.traffic.inter_node
        case "seconds":
            return row.time.total
    return getattr(row.states, cell)


@settings(max_examples=25, deadline=None)
@given(setups)
def test_an_explanation_adds_up_to_its_cell(setup):
    table = plan(setup)
    for key, row in table.rows.items():
        for cell in CELLS:
            found = explain(table, key, cell)
            assert float(found.value) == pytest.approx(float(shown(row, cell)), rel=1e-12), cell
            assert found.source
            assert found.cell == cell


def value(text):
    """What a person would get who puts the numbers into a pocket calculator."""
    sum_ = text.replace(",", "").replace("×", "*")
    sum_ = re.sub(r"(\d+) (\d+/\d+)", r"(\1+\2)", sum_)
    assert re.fullmatch(r"[\d\s.*/()+-]+", sum_), text
    return eval(sum_)  # noqa: S307 - digits and operators alone, as just checked


@settings(max_examples=15, deadline=None)
@given(setups)
def test_the_numbers_put_in_give_the_result(setup):
    """But for padding: a shard is rounded up."""
    table = plan(setup)
    for key in MODES:
        for cell in ("parameters", "gradients", "optimizer", "host", "communication"):
            for term in explain(table, key, cell).terms:
                if term.formula and term.value:
                    assert value(term.numbers) == pytest.approx(float(term.value), rel=1e-5)


def test_the_optimizer_of_the_paper():
    table = plan(Setup(Model("7.5B", 7_500_000_000), gpus=64))
    (term,) = explain(table, "zero1", "optimizer").terms
    assert (term.formula, term.numbers) == ("12 B × Ψ / N", "12 × 7,500,000,000 / 64")
    assert term.value == 1_406_250_000


def test_what_is_unknown_is_said():
    table = plan(Setup(Model("any", 10**9)))
    found = explain(table, "zero3", "activations")
    assert (found.terms, len(found.notes)) == ((), 1)


@pytest.mark.parametrize(("mode", "cell"), [("zero4", "total"), ("zero3", "colour"), ("", "")])
def test_a_cell_that_is_not_there_is_refused_with_those_that_are(mode, cell):
    table = plan(Setup(Model("any", 10**9)))
    with pytest.raises(wire.EngineError, match="there are"):
        explain(table, mode, cell)


def test_every_quotation_is_shown_at_some_cell_and_marked_as_one():
    table = plan(Setup(Model("any", 10**9)))
    shown = {
        quotation
        for mode in MODES
        for cell in CELLS
        for quotation in explain(table, mode, cell).quotations
    }
    assert shown == set(QUOTATIONS.values())
    assert all(quotation.printed != quotation.formula for quotation in shown)
