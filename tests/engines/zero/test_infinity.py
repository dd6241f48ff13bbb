"""ZeRO-Infinity's table and curves, from its own equations, to the digits printed."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.zero import infinity
from engines.zero.anchors.quotations import QUOTATIONS
from engines.zero.explain import explain
from engines.zero.infinity import FIGURE_2A, GPU_BATCH, NODE_BATCH, NODE_CHECKPOINT_BATCH, SEQUENCE
from engines.zero.model import Shape
from engines.zero.modes import MODES
from engines.zero.operators import operators
from engines.zero.plan import plan
from engines.zero.presets import preset
from engines.zero.setup import Setup

GIB, TIB = 1 << 30, 1 << 40


def printed(number: int, unit: int) -> str:
    """Two places as people round: 1.625 is 1.63."""
    exact = Fraction(number, unit)
    digits = Decimal(exact.numerator) / Decimal(exact.denominator)
    return str(digits.quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize("row", FIGURE_2A, ids=lambda row: row.parameters)
def test_the_table_follows_from_the_equations(row: infinity.Printed) -> None:
    layers, hidden, heads = row.layers, row.hidden, row.heads
    assert printed(infinity.parameters(layers, hidden), 10**12) == row.parameters
    assert printed(infinity.states(layers, hidden), TIB) == row.states
    full = infinity.activations(layers, hidden, heads, SEQUENCE, NODE_BATCH)
    assert printed(full, TIB) == row.activations
    kept = infinity.checkpoints(layers, hidden, SEQUENCE, NODE_CHECKPOINT_BATCH)
    assert printed(kept, TIB) == row.checkpoints
    working = infinity.activation_working(hidden, heads, SEQUENCE, GPU_BATCH)
    assert printed(working, GIB) == row.activation_working


@pytest.mark.parametrize("row", FIGURE_2A[1:], ids=lambda row: row.parameters)
def test_model_working_memory_follows_from_its_equation(row: infinity.Printed) -> None:
    assert printed(infinity.model_working(row.hidden), GIB) == row.model_working


def test_the_first_rows_model_working_memory_is_the_known_misfit() -> None:
    """Quoted as printed, and said so: the equation gives another number."""
    first = FIGURE_2A[0]
    assert Fraction(infinity.model_working(first.hidden), GIB) == Fraction("1.5625")
    assert first.model_working == "1.95" == printed(20 * first.hidden**2, GIB)
    quoted = QUOTATIONS["infinity-mswm"]
    assert (quoted.printed, quoted.formula) == ("1.95", "1.5625")


def test_the_table_mixes_batches() -> None:
    assert (NODE_BATCH, NODE_CHECKPOINT_BATCH, GPU_BATCH) == (64, 32, 4)
    for batch in (NODE_BATCH, NODE_CHECKPOINT_BATCH, GPU_BATCH):
        assert f" {batch} a " in infinity.MIXED
    table = plan(Setup(preset("gpt2")))
    for mode in MODES:
        said = infinity.MIXED in explain(table, mode, "activations").notes
        assert said == mode.startswith("infinity")


@pytest.mark.parametrize(
    ("intensity", "bandwidth", "efficiency"),
    [
        (infinity.parameter_intensity(1024, 1), 70e9, "0.506"),
        (infinity.optimizer_intensity(1024, 2), 1.5e12, "0.916"),
        (infinity.checkpoint_intensity(2 << 10), 2e9, "0.584"),
        (infinity.checkpoint_intensity(8 << 10), 1e9, "0.737"),
    ],
)
def test_efficiency_is_the_papers(intensity: float, bandwidth: float, efficiency: str) -> None:
    assert f"{infinity.efficiency(intensity, bandwidth):.3f}" == efficiency


@given(st.floats(1, 1e9), st.floats(1e6, 1e13), st.floats(1e9, 1e16))
def test_more_bandwidth_is_never_less_efficient(
    intensity: float, bandwidth: float, peak: float
) -> None:
    slow = infinity.efficiency(intensity, bandwidth, peak)
    assert 0 < slow <= infinity.efficiency(intensity, 2 * bandwidth, peak) <= 1


@given(st.integers(1, 100), st.integers(1, 10**5), st.integers(1, 100))
def test_a_longer_interval_keeps_less_and_computes_more(
    layers: int, hidden: int, interval: int
) -> None:
    assert infinity.checkpoints(layers, hidden, 7, 3, interval) <= infinity.checkpoints(
        layers, hidden, 7, 3
    )
    assert infinity.activation_working(hidden, 8, 7, 3, interval) == (
        interval * infinity.activation_working(hidden, 8, 7, 3)
    )


def test_working_memory_is_about_half_of_what_a_layer_with_dropout_saves() -> None:
    """16 h + 2 a s against 34 h + 5 a s: the two papers do not count the same tensors."""
    shape = Shape(80, 10 << 10, 128)
    layer = sum(row.size for row in operators(shape, GPU_BATCH, SEQUENCE, False))
    ratio = infinity.activation_working(10 << 10, 128, SEQUENCE, GPU_BATCH) / layer
    assert 2 / 5 < ratio < 16 / 34
