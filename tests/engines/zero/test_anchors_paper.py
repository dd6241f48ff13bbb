"""ZeRO (arXiv 1910.02054): figure 1, tables 1 and 2, every cell as it is printed."""

from fractions import Fraction

import pytest

from engines.zero.anchors import paper
from engines.zero.anchors.quotations import QUOTATIONS, measured_key, table_2_key

GB = 10**9

TABLE_1 = """
1   120  120  120   2048 2048 2048  16000 16000 16000
4   52.5 41.3 30    896  704  512   7000  5500  4000
16  35.6 21.6 7.5   608  368  128   4750  2875  1000
64  31.4 16.6 1.88  536  284  32    4187  2218  250
"""

TABLE_2 = """
1   2B  7.6B    14.4B   128B
2   4B  15.2B   28.8B   256B
4   8B  30.4B   57.6B   0.5T
8   16B 60.8B   115.2B  1T
16  32B 121.6B  230.4B  2T
"""

MEASURED = """
1   1.3B  6.2B
2   2.5B  12.5B
4   5B    25B
8   10B   50B
16  20B   100B
"""


def cells(table: str) -> list[tuple[int, int, str]]:
    """The first number of the row, the column, the cell."""
    rows = [line.split() for line in table.split("\n") if line]
    return [(int(first), column, cell) for first, *row in rows for column, cell in enumerate(row)]


@pytest.mark.parametrize(("ranks", "column", "cell"), cells(TABLE_1))
def test_table_1(ranks: int, column: int, cell: str) -> None:
    model, stage = paper.TABLE_1_MODELS[column // 3], column % 3 + 1
    assert paper.table_1_cell(paper.model_states(model, ranks, stage)) == cell
    assert paper.TABLE_1[ranks][column // 3][stage - 1] == cell


@pytest.mark.parametrize(
    ("stage", "gigabytes"), enumerate(("120", "31.40625", "16.640625", "1.875"))
)
def test_figure_1_exactly(stage: int, gigabytes: str) -> None:
    assert paper.model_states(7_500_000_000, 64, stage) == Fraction(gigabytes) * GB


@pytest.mark.parametrize(("stage", "cell"), enumerate(("120", "31.4", "16.6", "1.9")))
def test_figure_1_as_printed(stage: int, cell: str) -> None:
    assert paper.rounded(paper.model_states(7_500_000_000, 64, stage) / GB, 1) == cell
    assert paper.FIGURE_1[stage] == cell


def test_gpt_2_of_1500_million_needs_24_gb() -> None:
    assert paper.model_states(1_500_000_000, 1, 0) == 24 * GB


def test_shards_are_padded_to_one_size() -> None:
    assert paper.model_states(10, 4, 3) == 16 * 3
    assert paper.model_states(10, 4, 2) == 2 * 10 + 14 * 3
    assert paper.model_states(10, 4, 1) == 4 * 10 + 12 * 3


@pytest.mark.parametrize(("parallel", "stage", "cell"), cells(TABLE_2))
def test_table_2(parallel: int, stage: int, cell: str) -> None:
    assert paper.table_2_cell(parallel, stage) == cell
    assert paper.TABLE_2[parallel][stage] == cell


@pytest.mark.parametrize(("parallel", "stage", "cell"), cells(TABLE_2))
def test_table_2_is_the_formula_or_quoted(parallel: int, stage: int, cell: str) -> None:
    largest = paper.largest_model(paper.V100, 64, stage, parallel)
    exact = f"{paper.rounded(Fraction(largest, GB), 1)}B"
    quotation = QUOTATIONS.get(table_2_key(parallel, stage))
    if exact == cell:
        assert quotation is None
    else:
        assert quotation is not None
        assert (quotation.printed, quotation.formula) == (cell, exact)


@pytest.mark.parametrize(("parallel", "stage", "cell"), cells(MEASURED))
def test_measured_models_are_quotations_below_the_formula(
    parallel: int, stage: int, cell: str
) -> None:
    quotation = QUOTATIONS[measured_key(parallel, stage)]
    assert quotation.kind == "measured"
    assert quotation.printed == paper.MEASURED[parallel][stage] == cell
    assert quotation.formula == paper.table_2_cell(parallel, stage)
    measured = Fraction(cell.rstrip("B")) * GB
    assert measured < paper.largest_model(paper.V100, 64, stage, parallel)


def test_the_largest_model_fits_and_the_next_does_not() -> None:
    for stage in range(4):
        largest = paper.largest_model(paper.V100, 64, stage)
        fits = largest // 64 * 64
        assert paper.model_states(fits, 64, stage) <= paper.V100
        assert paper.model_states(fits + 64, 64, stage) > paper.V100


@pytest.mark.parametrize(("stage", "volume"), enumerate((2, 2, 2, 3)))
def test_traffic_in_elements_a_parameter(stage: int, volume: int) -> None:
    assert paper.traffic(1, stage) == volume
    assert paper.ring_traffic(1, 64, stage) == Fraction(volume * 63, 64)


def test_partitioned_activations_add_less_than_a_tenth_of_the_traffic() -> None:
    assert paper.partitioning_share() < Fraction(1, 10)


def test_activations_of_gpt_2() -> None:
    size = 2 * paper.activations(hidden=1600, layers=48, batch=32, sequence=1024)
    assert paper.rounded(Fraction(size, GB), 1) == "60.4"
    assert paper.rounded(Fraction(size, GB), 0) == "60"


def test_checkpoints_of_gpt_2() -> None:
    size = 2 * paper.checkpoints(hidden=1600, layers=48, batch=32, sequence=1024)
    assert paper.rounded(Fraction(size, GB), 2) == "5.03"
