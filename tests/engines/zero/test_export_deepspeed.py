"""ds_config.json: what each mode says there, and the way back."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from engines import wire
from engines.zero.buffers import live
from engines.zero.communication import group_of
from engines.zero.export import deepspeed, deepspeed_import, document
from engines.zero.modes import MODES, Mode
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup
from tests.engines.zero.exporting import BARE, LLAMA, TWO_NODES, setups

THEIRS = [mode for mode in MODES.values() if mode.key != "fsdp2"]
EACH_MODE = pytest.mark.parametrize("mode", THEIRS, ids=lambda mode: mode.key)
OPTIMIZER = {"zero3_offload": "cpu", "offload": "cpu", "infinity": "cpu", "infinity_nvme": "nvme"}
PARAMETERS = {"infinity": "cpu", "infinity_nvme": "nvme"}


def zero(setup: Setup, key: str) -> dict[str, Any]:
    found = deepspeed.config(setup, MODES[key])["zero_optimization"]
    assert isinstance(found, dict)
    return found


def refusal(setup: Setup, mode: Mode) -> wire.Failed:
    with pytest.raises(wire.EngineError) as caught:
        deepspeed.config(setup, mode)
    return caught.value.failed


def in_the_document(setup: Setup, mode: Mode) -> dict[str, object]:
    """What of a setup can be found in its document, in the words that are used there."""
    size = min(setup.bucket, setup.parameters) if setup.constant_buffers else setup.parameters
    found: dict[str, object] = {
        "batch": setup.batch,
        "accumulation": setup.accumulation,
        "gpus": setup.gpus,
        "tensor": setup.tensor,
        "pipeline": setup.pipeline,
    }
    if mode.stage:
        found["bucket"] = size
    if mode.secondary:
        found["gpus_per_node"] = min(setup.gpus_per_node, setup.gpus)
    if mode.optimizer.cut == "group":
        found["subgroup"] = group_of(setup)
    if setup.checkpointing == "full":
        found["checkpointing"] = "full"
        found["partition_activations"] = setup.partition_activations
        found["activations_on_host"] = setup.activations_on_host
        if setup.partition_activations and setup.model.shape:
            found["defragmentation"] = setup.defragmentation
    if setup.profile == "fsdp2-fp32" or setup.profile == "bf16-pure":
        found["profile"] = setup.profile
    return found


@EACH_MODE
@settings(max_examples=100, deadline=None)
@given(setup=setups())
def test_what_is_exported_is_read_back(mode: Mode, setup: Setup) -> None:
    try:
        said = deepspeed.config(setup, mode)
    except wire.EngineError:
        return
    text = json.dumps(said)
    found, fields = deepspeed_import.read(document.load(text))
    assert found is mode
    assert fields == in_the_document(setup, mode)


@EACH_MODE
def test_what_is_read_back_exports_the_same(mode: Mode) -> None:
    said = deepspeed.config(TWO_NODES, mode)
    _, fields = deepspeed_import.read(said)
    again = msgspec.structs.replace(Setup(LLAMA), **fields)
    assert deepspeed.config(again, mode) == said


@EACH_MODE
@settings(max_examples=30, deadline=None)
@given(setup=setups())
def test_the_batch_sizes_agree(mode: Mode, setup: Setup) -> None:
    try:
        said = deepspeed.config(setup, mode)
    except wire.EngineError:
        return
    micro, steps = said["train_micro_batch_size_per_gpu"], said["gradient_accumulation_steps"]
    assert said["train_batch_size"] == micro * steps * setup.ranks


@EACH_MODE
def test_each_mode_says_its_stage_and_its_devices(mode: Mode) -> None:
    said = zero(TWO_NODES, mode.key)
    assert said["stage"] == mode.stage
    optimizer, parameters = said.get("offload_optimizer", {}), said.get("offload_param", {})
    assert optimizer.get("device") == OPTIMIZER.get(mode.key)
    assert parameters.get("device") == PARAMETERS.get(mode.key)
    on_disk = [block["nvme_path"] for block in (optimizer, parameters) if "nvme_path" in block]
    assert len(on_disk) == (2 if mode.key == "infinity_nvme" else 0)
    assert ("aio" in deepspeed.config(TWO_NODES, mode)) == (mode.key == "infinity_nvme")


def test_ddp_is_stage_0_and_nothing_else() -> None:
    assert zero(TWO_NODES, "ddp") == {"stage": 0}


def test_stage_3_gathers_no_more_than_the_plan_counts() -> None:
    for key in ("zero3", "infinity", "zeropp", "mics"):
        said = zero(TWO_NODES, key)
        assert said["stage3_max_live_parameters"] == live(TWO_NODES) == 2 * LLAMA.block
        assert said["stage3_max_reuse_distance"] == 0
        assert said["stage3_prefetch_bucket_size"] == LLAMA.block
        assert said["stage3_param_persistence_threshold"] < 4096 * 4096
    assert not any(name.startswith("stage3") for name in zero(TWO_NODES, "zero2"))


@pytest.mark.parametrize(
    ("key", "weights", "partition", "gradients"),
    [
        ("zeropp", True, 8, True),
        ("zeropp_qwz", True, 1, False),
        ("zeropp_hpz", False, 8, False),
        ("zeropp_qgz", False, 1, True),
    ],
)
def test_zeropp_says_its_three_parts(
    key: str, weights: bool, partition: int, gradients: bool
) -> None:
    said = zero(TWO_NODES, key)
    assert said["zero_quantized_weights"] is weights
    assert said["zero_hpz_partition_size"] == partition
    assert said["zero_quantized_gradients"] is gradients


@pytest.mark.parametrize(
    ("subgroup", "size", "across"), [(0, 8, False), (4, 4, False), (16, 16, True)]
)
def test_mics_says_its_groups(subgroup: int, size: int, across: bool) -> None:
    said = zero(msgspec.structs.replace(TWO_NODES, subgroup=subgroup), "mics")
    assert said["mics_shard_size"] == size
    assert said["mics_hierarchical_params_gather"] is across


@pytest.mark.parametrize(
    ("gpu", "profile", "bf16", "fp16", "sent", "summed"),
    [
        ("h100", "paper", True, False, "bf16", "bf16"),
        ("h100", "deepspeed", True, False, "bf16", "fp32"),
        ("h100", "fsdp2-fp32", False, False, "fp32", "fp32"),
        ("v100", "paper", False, True, "fp16", "fp16"),
        ("t4", "cookbook", False, True, "fp16", "fp32"),
    ],
)
def test_numbers_go_by_profile_and_gpu(
    gpu: str, profile: str, bf16: bool, fp16: bool, sent: str, summed: str
) -> None:
    setup = Setup(LLAMA, gpu=gpu, profile=profile)
    said = deepspeed.config(setup, MODES["zero2"])
    assert said["bf16"]["enabled"] is bf16
    assert said["fp16"]["enabled"] is fp16
    assert said["communication_data_type"] == sent
    assert said["data_types"] == {"grad_accum_dtype": summed}


def test_without_an_fp32_copy_weights_gradients_and_moments_stay_in_bf16() -> None:
    said = deepspeed.config(Setup(LLAMA, profile="bf16-pure"), MODES["zero1"])["bf16"]
    assert said["bf16_master_weights_and_grads"] and said["bf16_optimizer_states"]


def test_an_8_bit_optimizer_is_left_to_the_script() -> None:
    said = deepspeed.config(Setup(LLAMA, profile="adam-8bit"), MODES["zero2"])
    assert "optimizer" not in said
    assert said["zero_allow_untested_optimizer"] is True


def test_checkpoints_are_contiguous_only_where_deepspeed_can() -> None:
    def said(**fields: Any) -> dict[str, Any]:
        found = deepspeed.config(Setup(**({"model": LLAMA} | fields)), MODES["zero2"])
        return dict(found["activation_checkpointing"])

    assert said(partition_activations=True)["contiguous_memory_optimization"] is True
    assert said(partition_activations=True)["number_checkpoints"] == 32
    assert said()["contiguous_memory_optimization"] is False
    bare = said(model=BARE, partition_activations=True)
    assert bare["contiguous_memory_optimization"] is False
    none = deepspeed.config(Setup(LLAMA, checkpointing="none"), MODES["zero2"])
    assert "activation_checkpointing" not in none


def test_buffers_that_are_not_constant_are_as_large_as_the_model() -> None:
    assert (
        zero(Setup(LLAMA, constant_buffers=False), "zero2")["reduce_bucket_size"]
        == LLAMA.parameters
    )


def test_what_deepspeed_cannot_do_is_refused_with_what_can() -> None:
    assert "--format fsdp2" in refusal(TWO_NODES, MODES["fsdp2"]).fix
    piped = Setup(LLAMA, gpus=16, pipeline=2)
    assert "--pipeline 1" in refusal(piped, MODES["zero3"]).fix
    assert deepspeed.config(piped, MODES["zero1"])["pipeline"] == {"stages": 2}
    lone = Setup(LLAMA, gpus=4, gpus_per_node=1)
    assert "--mode zero3" in refusal(lone, MODES["zeropp"]).fix
    for profile, mode in [
        ("bf16-pure", "ddp"),
        ("adam-8bit", "offload"),
        ("bf16-8bit", "infinity"),
    ]:
        assert "--profile" in refusal(Setup(LLAMA, profile=profile), MODES[mode]).fix
    assert "--profile" in refusal(Setup(LLAMA, gpu="v100", profile="bf16-pure"), MODES["zero2"]).fix


@EACH_MODE
@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_the_same_setup_gives_the_same_text(mode: Mode, profile: str) -> None:
    setup = msgspec.structs.replace(TWO_NODES, profile=profile)
    try:
        first = json.dumps(deepspeed.config(setup, mode), allow_nan=False)
    except wire.EngineError:
        return
    assert json.dumps(deepspeed.config(setup, mode)) == first
