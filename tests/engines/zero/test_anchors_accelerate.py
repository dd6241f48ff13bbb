"""accelerate estimate-memory: every cell of its documentation that its code still gives."""

import pytest

from engines.zero.anchors import accelerate
from engines.zero.anchors.accelerate import Dtype

BERT = 108_310_272
WORDS = 28_996 * 768
"""Parameters of bert-base-cased's largest layer."""

NUMBERS = 8192
"""Bytes of BERT's buffers: 512 positions and 512 token types, in int64."""

GPT_2 = 124_439_808
LLAMA_2 = 6_738_415_616

LARGEST: list[tuple[Dtype, str]] = [
    ("float32", "84.95 MB"),
    ("float16", "42.47 MB"),
    ("int8", "21.24 MB"),
    ("int4", "10.62 MB"),
]

TOTAL: list[tuple[int, int, Dtype, str]] = [
    (BERT, NUMBERS, "float32", "413.18 MB"),
    (BERT, NUMBERS, "float16", "206.59 MB"),
    (BERT, NUMBERS, "int8", "103.29 MB"),
    (BERT, NUMBERS, "int4", "51.65 MB"),
    (GPT_2, 0, "float32", "474.7 MB"),
    (LLAMA_2, 0, "float32", "25.1 GB"),
    (LLAMA_2, 0, "float16", "12.55 GB"),
]

TRAINED: list[tuple[int, int, Dtype, str]] = [
    (BERT, NUMBERS, "float32", "1.61 GB"),
    (BERT, NUMBERS, "float16", "826.36 MB"),
    (GPT_2, 0, "float32", "1.85 GB"),
    (LLAMA_2, 0, "float32", "100.41 GB"),
    (LLAMA_2, 0, "float16", "50.21 GB"),
]


@pytest.mark.parametrize(("dtype", "cell"), LARGEST)
def test_largest_layer_of_bert(dtype: Dtype, cell: str) -> None:
    assert accelerate.printed(accelerate.loaded(WORDS, dtype)) == cell


@pytest.mark.parametrize(("parameters", "buffers", "dtype", "cell"), TOTAL)
def test_total_size(parameters: int, buffers: int, dtype: Dtype, cell: str) -> None:
    assert accelerate.printed(accelerate.loaded(parameters, dtype, buffers)) == cell


@pytest.mark.parametrize(("parameters", "buffers", "dtype", "cell"), TRAINED)
def test_training(parameters: int, buffers: int, dtype: Dtype, cell: str) -> None:
    size = accelerate.trained(parameters, dtype, buffers)
    assert size is not None
    assert accelerate.printed(size) == cell


def test_integers_are_not_trained() -> None:
    assert accelerate.trained(BERT, "int8") is None
    assert accelerate.trained(BERT, "int4") is None


def test_without_its_buffers_bert_would_print_otherwise() -> None:
    assert accelerate.printed(accelerate.loaded(BERT, "float32")) == "413.17 MB"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (511.5, "511.5 bytes"),
        (1024, "1.0 KB"),
        (1 << 40, "1.0 TB"),
        (1 << 50, "1.0 PB"),
        (1 << 60, "1024.0 PB"),
    ],
)
def test_sizes_as_printed(size: float, text: str) -> None:
    assert accelerate.printed(size) == text
