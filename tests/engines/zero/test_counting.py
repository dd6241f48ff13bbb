import json
import random

import pytest
from msgspec.structs import replace

from engines.zero import config, counting, families
from engines.zero.model import MOST_PARAMETERS, Shape
from tests.engines.zero.configs import SMALL, drawn, small
from tests.engines.zero.tensors import Census


def agree(fields):
    model, census = config.parse(json.dumps(fields), "drawn"), Census(fields)
    assert model.parameters == census.total, fields
    assert model.met == census.active, fields
    assert model.largest == census.largest, fields
    assert model.block == census.block, fields


def test_every_family_is_counted_in_the_tests():
    assert set(SMALL) == set(families.FAMILIES)


@pytest.mark.parametrize("kind", SMALL)
def test_counts_are_the_sum_of_the_tensors(kind, rng, count):
    agree(small(kind))
    for _ in range(count(2_000)):
        agree(drawn(kind, rng))


FULL = {
    "gpt2": {"n_layer": 12, "n_embd": 768, "n_head": 12, "vocab_size": 50257, "n_positions": 1024},
    "llama": {
        "num_hidden_layers": 32,
        "hidden_size": 4096,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "intermediate_size": 14336,
        "vocab_size": 128256,
    },
    "bert": {
        "num_hidden_layers": 12,
        "hidden_size": 768,
        "num_attention_heads": 12,
        "intermediate_size": 3072,
        "vocab_size": 28996,
        "max_position_embeddings": 512,
        "type_vocab_size": 2,
    },
}


@pytest.mark.parametrize(
    ("kind", "parameters"), [("gpt2", 124439808), ("llama", 8030261248), ("bert", 108310272)]
)
def test_models_of_full_size_are_the_sum_of_their_tensors_too(kind, parameters):
    fields = FULL[kind] | {"model_type": kind}
    agree(fields)
    assert Census(fields).total == parameters


def test_what_berts_task_heads_add_to_the_published_110106428():
    """bert-base-uncased as published is BertForPreTraining; the planner counts BertModel."""
    h, v = 768, 30522
    masked = h * h + h + 2 * h + v  # a layer, its norm, and a bias for the tied matrix
    next_sentence = 2 * h + 2
    fields = FULL["bert"] | {"model_type": "bert", "vocab_size": v}
    model = config.parse(json.dumps(fields), "bert")
    assert model.parameters + masked + next_sentence == 110106428


def test_a_bare_shape_is_twelve_squares_and_thirteen_sizes_a_layer():
    shape = Shape(layers=5, hidden=64, heads=4)
    assert counting.block(shape) == 12 * 64**2 + 13 * 64
    assert counting.total(shape) == 5 * (12 * 64**2 + 13 * 64) + 2 * 64


@pytest.mark.parametrize(
    ("shape", "largest"),
    [
        (replace(families.GPT_NEO, hidden=8, heads=2, intermediate=3), 8 * 8 + 8),
        (replace(families.LLAMA, hidden=8, heads=2, intermediate=3, experts=99), 99 * 8),
        (replace(families.BERT, hidden=8, heads=2, head_size=1, intermediate=3), 8 * 8 + 8),
        (replace(families.GPT2, hidden=8, heads=2, intermediate=3), 3 * (8 * 8 + 8)),
        (replace(families.LLAMA, hidden=8, heads=1, head_size=1, intermediate=1), 8),
        (
            replace(
                families.GPTJ, hidden=8, heads=1, head_size=1, intermediate=1, inner_bias=False
            ),
            16,
        ),
    ],
    ids=["attention's output", "router", "pooler", "fused", "a scale", "a norm"],
)
def test_the_largest_module_may_be_any(shape, largest):
    assert counting.largest(shape) == largest


def test_a_model_without_experts_has_no_number_of_active_parameters():
    model = counting.model("dense", Shape(layers=5, hidden=64, heads=4))
    assert (model.active, model.met) == (0, model.parameters)


def test_all_experts_used_is_all_parameters_met():
    rng = random.Random(1)  # noqa: S311 - sizes of a model
    fields = drawn("qwen2_moe", rng) | {"num_experts_per_tok": 4, "decoder_sparse_step": 1}
    model = config.parse(json.dumps(fields | {"mlp_only_layers": []}), "all")
    assert model.active == model.parameters


def test_too_many_parameters_make_no_model():
    shape = Shape(layers=10_000, hidden=1 << 20, heads=1)
    assert counting.total(shape) > MOST_PARAMETERS
    with pytest.raises(ValueError, match="parameters"):
        counting.model("too large", shape)
