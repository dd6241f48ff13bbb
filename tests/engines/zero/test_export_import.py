"""Reading what others write as ds_config.json: other habits, and all that can be wrong with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines import wire
from engines.zero.export import deepspeed_import, document
from engines.zero.modes import MODES, STAGES, Mode


def test_hugging_faces_auto_says_nothing() -> None:
    auto = {
        "bf16": {"enabled": "auto"},
        "fp16": {"enabled": "auto"},
        "optimizer": {"type": "AdamW", "params": {"lr": "auto"}},
        "zero_optimization": {"stage": 3, "reduce_bucket_size": "auto", "sub_group_size": 1e9},
        "gradient_accumulation_steps": "auto",
        "train_batch_size": "auto",
        "train_micro_batch_size_per_gpu": "auto",
    }
    mode, fields = deepspeed_import.read(auto)
    assert mode.key == "zero3"
    assert fields == {"tensor": 1, "pipeline": 1}


def test_numbers_may_be_written_as_5e8() -> None:
    said = {"zero_optimization": {"stage": 2, "reduce_bucket_size": 5e8}}
    assert deepspeed_import.read(said)[1]["bucket"] == 500_000_000


def test_the_old_switches_of_an_offload_are_understood() -> None:
    said = {"zero_optimization": {"stage": 2, "cpu_offload": True}}
    assert deepspeed_import.read(said)[0].key == "offload"


def test_a_document_without_zero_is_data_parallel() -> None:
    assert deepspeed_import.read({})[0].key == "ddp"


def test_settings_of_stage_3_mean_nothing_below_it() -> None:
    said: dict[str, object] = {"stage": 2, "offload_param": {"device": "cpu"}}
    said |= {"mics_shard_size": 3, "zero_hpz_partition_size": 3}
    mode, fields = deepspeed_import.read({"zero_optimization": said})
    assert mode.key == "zero2"
    assert fields == {"tensor": 1, "pipeline": 1}


@pytest.mark.parametrize("stage", STAGES, ids=lambda mode: mode.key)
def test_the_stage_alone_is_enough(stage: Mode) -> None:
    assert deepspeed_import.read({"zero_optimization": {"stage": stage.stage}})[0] is stage


def test_stage_3_with_the_optimizer_on_the_host_is_a_mode_of_its_own() -> None:
    said = {"zero_optimization": {"stage": 3, "offload_optimizer": {"device": "cpu"}}}
    mode, _fields = deepspeed_import.read(said)
    assert mode.key == "zero3_offload"


def test_a_combination_without_a_mode_is_refused_and_named() -> None:
    said = {"zero_optimization": {"stage": 3, "offload_optimizer": {"device": "nvme"}}}
    with pytest.raises(wire.EngineError) as caught:
        deepspeed_import.read(said)
    assert "stage: 3, optimizer: nvme, parameters: gpu" in caught.value.failed.why


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ([], "the document"),
        (None, "the document"),
        ({"zero_optimization": 3}, "zero_optimization"),
        ({"zero_optimization": {"stage": "3"}}, "zero_optimization.stage"),
        ({"zero_optimization": {"stage": 4}}, "zero_optimization.stage"),
        ({"zero_optimization": {"stage": True}}, "zero_optimization.stage"),
        ({"zero_optimization": {"stage": 1.5}}, "zero_optimization.stage"),
        ({"zero_optimization": {"stage": float("nan")}}, "zero_optimization.stage"),
        ({"zero_optimization": {"stage": float("inf")}}, "zero_optimization.stage"),
        ({"zero_optimization": {"stage": 10**5000}}, "zero_optimization.stage"),
        (
            {"zero_optimization": {"stage": 2, "offload_optimizer": {"device": "moon"}}},
            "zero_optimization.offload_optimizer.device",
        ),
        (
            {"zero_optimization": {"stage": 2, "offload_optimizer": ["cpu"]}},
            "zero_optimization.offload_optimizer",
        ),
        (
            {"zero_optimization": {"stage": 3, "zero_quantized_weights": 1}},
            "zero_optimization.zero_quantized_weights",
        ),
        ({"zero_optimization": {"reduce_bucket_size": -1}}, "zero_optimization.reduce_bucket_size"),
        ({"train_micro_batch_size_per_gpu": 0}, "train_micro_batch_size_per_gpu"),
        ({"train_micro_batch_size_per_gpu": 1 << 30}, "batch"),
        ({"bf16": {"enabled": "yes"}}, "bf16.enabled"),
        ({"activation_checkpointing": "on"}, "activation_checkpointing"),
        ({"tensor_parallel": {"autotp_size": "\ud800" * 99}}, "tensor_parallel.autotp_size"),
        (
            {
                "train_micro_batch_size_per_gpu": 3,
                "gradient_accumulation_steps": 2,
                "train_batch_size": 16,
            },
            "train_batch_size",
        ),
    ],
)
def test_a_wrong_setting_is_named(said: object, field: str) -> None:
    with pytest.raises(wire.EngineError) as caught:
        deepspeed_import.read(said)
    assert caught.value.failed.why.startswith(field + " ")
    assert len(caught.value.failed.why) < 300


@pytest.mark.parametrize("text", ["", "{", b"\xff\xfe", "nan", "[" * 100_000, '{"a": 1}}'])
def test_what_is_no_json_is_refused(text: str | bytes) -> None:
    with pytest.raises(wire.EngineError):
        document.load(text)


SETTINGS = [
    *("stage", "offload_optimizer", "offload_param", "device", "zero_optimization", "bf16", "fp16"),
    *("enabled", "train_batch_size", "train_micro_batch_size_per_gpu", "autotp_size", "stages"),
    *("gradient_accumulation_steps", "tensor_parallel", "pipeline", "activation_checkpointing"),
    *("reduce_bucket_size", "mics_shard_size", "zero_hpz_partition_size", "number_checkpoints"),
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["auto", "cpu", ""]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(SETTINGS), inner),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(said=st.dictionaries(st.sampled_from(SETTINGS), VALUES))
def test_any_document_is_read_or_refused(said: dict[str, object]) -> None:
    try:
        mode, fields = deepspeed_import.read(said)
    except wire.EngineError as error:
        assert error.failed.why
    else:
        assert mode.key in MODES
        assert None not in fields.values()
