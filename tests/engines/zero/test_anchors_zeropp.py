"""ZeRO++ (arXiv 2306.10209): the table of traffic between nodes, and the memory of hpZ."""

from fractions import Fraction

import pytest

from engines.zero.anchors import paper, zeropp

TABLE = """
ZeRO-3  1    1    1     3
qwZ     0.5  0.5  1     2
hpZ     1    0    1     2
qgZ     1    1    0.25  2.25
ZeRO++  0.5  0    0.25  0.75
"""

CELLS = [
    (name, column, cell)
    for name, *row in (line.split() for line in TABLE.split("\n") if line)
    for column, cell in zip((*zeropp.Volume._fields, "total"), row, strict=True)
]


@pytest.mark.parametrize(("name", "column", "cell"), CELLS)
def test_volume_in_m(name: str, column: str, cell: str) -> None:
    assert getattr(zeropp.volume(zeropp.ROWS[name]), column) == Fraction(cell)


def test_every_row_of_the_table_is_there() -> None:
    assert list(zeropp.ROWS) == list(dict.fromkeys(name for name, _, _ in CELLS))


def test_hpz_memory_on_1024_gpus() -> None:
    assert zeropp.hpz_factor(1024, 16) == Fraction("8.875")
    assert paper.rounded(zeropp.hpz_factor(1024, 16), 1) == "8.9"
    assert zeropp.hpz_factor(1024, 16, both_copies=True) == 9


def test_mics_memory_on_1024_gpus() -> None:
    assert zeropp.mics_factor(1024, 16) == 64


@pytest.mark.parametrize(("bits", "scale", "percent"), [(8, 2, "0.8"), (4, 4, "3")])
def test_scales(bits: int, scale: int, percent: str) -> None:
    digits = 1 if "." in percent else 0
    assert paper.rounded(100 * zeropp.scale_overhead(bits, scale), digits) == percent
