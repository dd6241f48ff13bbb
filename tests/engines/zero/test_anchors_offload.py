"""ZeRO-Offload (arXiv 2101.06840), table 1: every cell."""

from fractions import Fraction

import pytest

from engines.zero.anchors import offload, paper

TABLE = [  # gradients on the host, update on the host, bytes a parameter, saving
    (False, False, 16, "1"),
    (True, False, 14, "1.14"),
    (False, True, 4, "4"),
    (True, True, 2, "8"),
]


@pytest.mark.parametrize(("gradients", "optimizer", "size", "saving"), TABLE)
def test_bytes_a_parameter(gradients: bool, optimizer: bool, size: int, saving: str) -> None:
    assert offload.gpu_bytes(10**9, gradients, optimizer) == size * 10**9


@pytest.mark.parametrize(("gradients", "optimizer", "size", "saving"), TABLE)
def test_savings(gradients: bool, optimizer: bool, size: int, saving: str) -> None:
    assert paper.rounded(offload.saving(gradients, optimizer), 2) == saving


def test_traffic_is_four_bytes_a_parameter_and_shared_by_the_ranks() -> None:
    assert offload.traffic(10**9) == 4 * 10**9
    assert offload.traffic(10**9, 16) == Fraction(4 * 10**9, 16)
    assert offload.traffic(10, 4) == 12  # three elements a rank, padding included


def test_13b_fit_one_v100_only_with_both_on_the_host() -> None:
    fits = [row[:2] for row in TABLE if offload.gpu_bytes(13 * 10**9, *row[:2]) <= paper.V100]
    assert fits == [(True, True)]
