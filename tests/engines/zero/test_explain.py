"""Every cell of the table can say where it comes from, and what it says is the cell."""

import re
from fractions import Fraction
from math import ceil

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

MODELS = ("gpt2", "llama-3-8b", "qwen3-30b-a3b", "bert-base-cased")

setups = st.builds(
    Setup,
    st.sampled_from([*map(preset, MODELS), Model("any", 7_500_000_001), Model("tiny", 3)]),
    gpus=st.sampled_from([8, 16, 64]),
    tensor=st.sampled_from([1, 2, 8]),
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
    sum_ = text.replace(",", "").replace(";", ",").replace("×", "*").replace("²", "**2")
    sum_ = re.sub(r"(\d+) (\d+/\d+)", r"(\1+\2)", sum_)
    assert re.fullmatch(r"(ceil|min|[\d\s,.*/()+-])+", sum_), text
    exact = re.sub(r"\d+", r"Fraction(\g<0>)", sum_)
    return eval(exact, {"Fraction": Fraction, "ceil": ceil, "min": min})  # noqa: S307 - as checked


@settings(max_examples=25, deadline=None)
@given(setups)
def test_the_numbers_put_in_give_the_result_exactly(setup):
    """But for a last byte: half a scale is kept as a whole one."""
    table = plan(setup)
    for key in MODES:
        for cell in CELLS:
            if cell == "seconds":
                continue  # those are rounded to be read
            for term in explain(table, key, cell).terms:
                if cell in ("host", "nvme"):
                    node = min(setup.gpus, setup.gpus_per_node)
                    assert 0 <= term.value - value(term.numbers) < node, term
                else:
                    assert ceil(value(term.numbers)) == ceil(term.value), term


def test_what_is_gathered_says_what_bounds_it():
    """Two layers of a large model, all of a small one, DeepSpeed's limit where nobody knows."""

    def gathered(model):
        table = plan(Setup(model, gpus=64))
        terms = explain(table, "zero3", "buffers").terms
        return next(term for term in terms if "gathered" in term.words)

    assert gathered(preset("llama-2-7b")).formula == "2 B × min(2 × max(block, largest), Ψ)"
    assert gathered(Model("any", 7 * 10**9)).formula == "2 B × min(10^9, Ψ)"
    assert gathered(Model("any", 7 * 10**9)).numbers == "2 × min(1,000,000,000; 7,000,000,000)"


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
