"""Back from a ds_config.json, ours or anybody's, to the mode and to what it says of the setup."""

from typing import Any

from engines import wire
from engines.zero.export.deepspeed import BY_TRAITS, Traits
from engines.zero.export.document import FIX, WRONG, Block, wrong
from engines.zero.model import Model
from engines.zero.modes import Mode, Place
from engines.zero.setup import Setup

DEVICES: dict[str, Place] = {"none": "gpu", "cpu": "host", "nvme": "nvme"}


def read(document: object) -> tuple[Mode, dict[str, Any]]:
    """A configuration, ours or anybody's: its mode, and the Setup fields that it tells of.

    The model and the GPU are not in it, and no setting that stands at "auto". Nodes show in hpZ
    alone; a profile shows where the types of the numbers leave no choice. Raises EngineError, which
    names the setting.
    """
    top = Block("", document)
    mode = read_mode(top.block("zero_optimization"))
    said = read_batches(top) | read_zero(top) | read_checkpointing(top) | read_profile(top)
    fields = {name: value for name, value in said.items() if value is not None}
    possible(fields)
    return mode, fields


def read_mode(zero: Block) -> Mode:
    stage = zero.whole("stage", 0, 3) or 0
    found = Traits(stage, "gpu", "gpu")
    if stage:
        found = found._replace(optimizer=read_place(zero, "offload_optimizer", "cpu_offload"))
    if stage == 3:  # below, DeepSpeed takes no notice of these
        found = found._replace(
            parameters=read_place(zero, "offload_param", "cpu_offload_param"),
            quantized_weights=bool(zero.flag("zero_quantized_weights")),
            local=(zero.whole("zero_hpz_partition_size") or 1) > 1,
            quantized_gradients=bool(zero.flag("zero_quantized_gradients")),
            groups=(zero.whole("mics_shard_size", -1) or 0) > 0,
        )
    if found not in BY_TRAITS:
        said = [f"{name}: {value}" for name, value in found._asdict().items() if value]
        raise wire.EngineError(
            "No mode here shares a model out as this DeepSpeed configuration does.",
            f"zero_optimization has {', '.join(said)}",
            "zerodeck zero plan",
        )
    return BY_TRAITS[found]


def read_place(zero: Block, name: str, old: str) -> Place:
    """`old` is the switch that the block has replaced."""
    if zero.flag(old):
        return "host"
    return DEVICES[zero.block(name).word("device", DEVICES) or "none"]


def read_batches(top: Block) -> dict[str, int | None]:
    batch = top.whole("train_micro_batch_size_per_gpu", 1)
    accumulation = top.whole("gradient_accumulation_steps", 1)
    whole = top.whole("train_batch_size", 1)
    tensor = top.block("tensor_parallel").whole("autotp_size") or 1
    pipeline = top.block("pipeline").whole("stages", 1) or 1
    gpus = None
    if batch and accumulation and whole:
        if whole % (batch * accumulation):
            wrong("train_batch_size", whole, f"a multiple of {batch} x {accumulation}")
        gpus = whole // (batch * accumulation) * tensor * pipeline
    return {
        "batch": batch,
        "accumulation": accumulation,
        "gpus": gpus,
        "tensor": tensor,
        "pipeline": pipeline,
    }


def read_zero(top: Block) -> dict[str, int | None]:
    zero = top.block("zero_optimization")
    if zero.whole("stage") != 3:
        return {"bucket": zero.whole("reduce_bucket_size", 1)}
    local, groups = zero.whole("zero_hpz_partition_size"), zero.whole("mics_shard_size", -1)
    tensor = top.block("tensor_parallel").whole("autotp_size") or 1
    return {
        "bucket": zero.whole("reduce_bucket_size", 1),
        "gpus_per_node": local * tensor if local and local > 1 else None,
        "subgroup": groups if groups and groups > 0 else None,
    }


def read_checkpointing(top: Block) -> dict[str, object]:
    if not top.has("activation_checkpointing"):
        return {}
    block = top.block("activation_checkpointing")
    cut = block.flag("partition_activations")
    contiguous = block.flag("contiguous_memory_optimization")
    return {
        "checkpointing": "full",
        "partition_activations": cut,
        "activations_on_host": block.flag("cpu_checkpointing"),
        # Without cut checkpoints DeepSpeed has no such thing, which says nothing of the model.
        "defragmentation": contiguous if cut and block.has("number_checkpoints") else None,
    }


def read_profile(top: Block) -> dict[str, str]:
    bf16, fp16 = top.block("bf16"), top.block("fp16")
    types = [block.flag("enabled") for block in (bf16, fp16) if block.has("enabled")]
    if len(types) == 2 and types == [False, False]:
        return {"profile": "fsdp2-fp32"}
    if bf16.flag("bf16_optimizer_states") and top.has("optimizer"):
        return {"profile": "bf16-pure"}
    return {}


def possible(fields: dict[str, Any]) -> None:
    """Raise EngineError unless there is a Setup with these fields, and machines to go with them."""
    parts = fields["tensor"] * fields["pipeline"]
    machines = {"gpus": fields.get("subgroup", 1) * parts, "gpus_per_node": fields["tensor"]}
    try:
        Setup(Model("", 1), **(machines | fields))
    except ValueError as error:
        raise wire.EngineError(WRONG, str(error), FIX) from error
