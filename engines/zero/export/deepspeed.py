"""DeepSpeed's ds_config.json, with every setting written out that memory or traffic depends on.

Names and meanings are DeepSpeed 0.19.8's (runtime/config.py, runtime/zero/config.py).
"""

from fractions import Fraction
from typing import Any, NamedTuple

from engines import wire
from engines.marking import N_
from engines.zero.buffers import bucket, live
from engines.zero.communication import group_of
from engines.zero.export.precision import Precision, precision
from engines.zero.modes import MODES, Mode, Place
from engines.zero.partition import shard
from engines.zero.setup import Setup

NVME_PATH = "/local_nvme"
"""A placeholder: where a node's NVMe is mounted."""

SMALL = 100_000
"""DeepSpeed's own stage3_param_persistence_threshold, in elements."""

SWAP_BUFFER = 10**8
"""DeepSpeed's own size of a buffer for parameters from the NVMe, in elements."""

SUB_GROUP = 10**9
"""Elements that DeepSpeed updates at a time."""


class Traits(NamedTuple):
    """What a ds_config.json says of a mode, and all that tells one mode from another there."""

    stage: int
    optimizer: Place
    parameters: Place
    quantized_weights: bool = False
    local: bool = False
    quantized_gradients: bool = False
    groups: bool = False


def traits(mode: Mode) -> Traits:
    gathers = [move for move in mode.moves if move.what == "parameters"]
    return Traits(
        mode.stage,
        mode.optimizer.place,
        mode.parameters.place,
        quantized_weights=any(move.share < Fraction(1) for move in gathers),
        local=mode.secondary,
        quantized_gradients=any(move.reach == "hops" for move in mode.moves),
        groups=mode.optimizer.cut == "group",
    )


BY_TRAITS = {traits(mode): mode for mode in MODES.values() if mode.key != "fsdp2"}


def config(setup: Setup, mode: Mode) -> dict[str, Any]:
    """The document. Raises EngineError where DeepSpeed cannot do what the setup asks for."""
    numbers = precision(setup)
    check(setup, mode, numbers)
    return (
        batches(setup)
        | dtypes(numbers, mode)
        | optimizer(numbers)
        | {"gradient_clipping": 1.0, "zero_optimization": zero(setup, mode)}
        | disks(mode)
        | checkpointing(setup)
        | parallel(setup)
    )


def check(setup: Setup, mode: Mode, numbers: Precision) -> None:
    """Raise EngineError for what DeepSpeed refuses once it runs."""
    again = f"zerodeck zero export --format deepspeed --mode {mode.key}"
    if mode.key == "fsdp2":
        raise wire.EngineError(
            "DeepSpeed has no FSDP2.",
            N_("zero3 shares out the same"),
            "zerodeck zero export --format fsdp2 --mode fsdp2",
        )
    if setup.pipeline > 1 and mode.stage > 1:
        raise wire.EngineError(
            "DeepSpeed's pipeline goes with stages 0 and 1 alone.",
            N_("{mode} is stage {stage}").format(mode=mode.title, stage=mode.stage),
            f"{again} --pipeline 1",
        )
    if mode.secondary and setup.node_ranks == 1:
        raise wire.EngineError(
            "hpZ needs several data-parallel ranks in a node.",
            N_("a node has one"),
            "zerodeck zero export --format deepspeed --mode zero3",
        )
    if numbers.pure and mode.stage == 0:
        raise wire.EngineError(
            "DeepSpeed's stage 0 always keeps an fp32 copy of the parameters.",
            N_("profile {name} has none").format(name=setup.profile),
            f"{again} --profile paper",
        )
    if numbers.eight_bit and mode.optimizer.place != "gpu":
        raise wire.EngineError(
            "DeepSpeed has no 8-bit optimizer for the CPU.",
            N_("{mode} updates there, profile {name}").format(mode=mode.title, name=setup.profile),
            f"{again} --profile paper",
        )


def batches(setup: Setup) -> dict[str, Any]:
    return {
        "train_micro_batch_size_per_gpu": setup.batch,
        "gradient_accumulation_steps": setup.accumulation,
        "train_batch_size": setup.batch * setup.accumulation * setup.ranks,
    }


def dtypes(numbers: Precision, mode: Mode) -> dict[str, Any]:
    bf16: dict[str, Any] = {"enabled": numbers.computed == "bf16"}
    if numbers.pure:
        bf16 |= {"bf16_master_weights_and_grads": True, "bf16_optimizer_states": True}
    fp16: dict[str, Any] = {"enabled": numbers.computed == "fp16"}
    if numbers.computed == "fp16":
        # A loss_scale of 0 is one that follows the gradients.
        fp16 |= {"loss_scale": 0, "initial_scale_power": 16, "loss_scale_window": 1000}
        fp16 |= {"hysteresis": 2, "min_loss_scale": 1}
    found = {"bf16": bf16, "fp16": fp16, "communication_data_type": numbers.sent}
    # Stage 0 knows no other type than the model's.
    if mode.stage:
        found["data_types"] = {"grad_accum_dtype": numbers.accumulated}
    return found


def optimizer(numbers: Precision) -> dict[str, Any]:
    """AdamW with PyTorch's defaults; an 8-bit one is the training script's to make."""
    if numbers.eight_bit:
        return {"zero_allow_untested_optimizer": True}
    settings = {"lr": 1e-3, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01}
    return {"optimizer": {"type": "AdamW", "params": settings}}


def zero(setup: Setup, mode: Mode) -> dict[str, Any]:
    if mode.stage == 0:
        return {"stage": 0}
    size = bucket(setup) if setup.constant_buffers else setup.parameters
    found: dict[str, Any] = {
        "stage": mode.stage,
        "reduce_bucket_size": size,
        "allgather_bucket_size": size,
        "reduce_scatter": True,
        "allgather_partitions": True,
        "overlap_comm": True,
        "contiguous_gradients": True,
        # Shares out who copies what to the host; without an offload it only reorders.
        "round_robin_gradients": mode.stage == 2 and mode.optimizer.place != "gpu",
    }
    if mode.stage == 3:
        found |= gathering(setup)
    found |= offload(setup, mode)
    kind = traits(mode)
    if kind.quantized_weights or kind.local or kind.quantized_gradients:
        found |= {
            "zero_quantized_weights": kind.quantized_weights,
            "zero_hpz_partition_size": setup.node_ranks if kind.local else 1,
            "zero_quantized_gradients": kind.quantized_gradients,
        }
    if kind.groups:
        size = group_of(setup)
        found |= {
            "mics_shard_size": size,
            "mics_hierarchical_params_gather": size > setup.node_ranks,
        }
    return found


def gathering(setup: Setup) -> dict[str, Any]:
    """What of the parameters is gathered, and how long.

    DeepSpeed's own limits of 10^9 elements keep a smaller model gathered from its first use on: it
    sends one all-gather where the papers count two, and saves no memory.
    """
    shape = setup.model.shape
    return {
        "stage3_max_live_parameters": live(setup),
        "stage3_max_reuse_distance": 0,
        "stage3_prefetch_bucket_size": live(setup) // 2,
        # Norms and biases stay whole; a matrix never does, however small the model is.
        "stage3_param_persistence_threshold": min(SMALL, 10 * shape.hidden) if shape else SMALL,
        "sub_group_size": min(SUB_GROUP, setup.parameters),
        "stage3_gather_16bit_weights_on_model_save": True,
    }


def offload(setup: Setup, mode: Mode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if mode.optimizer.place != "gpu":
        found["offload_optimizer"] = device(mode.optimizer.place, 4)
    if mode.parameters.place != "gpu":
        found["offload_param"] = device(mode.parameters.place, 5)
        if mode.parameters.place == "nvme":
            largest = shard(setup.model.largest, setup.tensor * setup.ranks)
            limits = {"buffer_size": largest or SWAP_BUFFER, "max_in_cpu": SUB_GROUP}
            found["offload_param"] |= limits
    return found


def device(place: Place, buffers: int) -> dict[str, Any]:
    if place == "host":
        return {"device": "cpu", "pin_memory": True}
    return {
        "device": "nvme",
        "nvme_path": NVME_PATH,
        "pin_memory": True,
        "buffer_count": buffers,
    }


def disks(mode: Mode) -> dict[str, Any]:
    """DeepSpeed's asynchronous file input and output, with its own defaults."""
    if "nvme" not in (mode.optimizer.place, mode.parameters.place):
        return {}
    settings = {"block_size": 1 << 20, "queue_depth": 8, "intra_op_parallelism": 1}
    return {"aio": settings | {"single_submit": False, "overlap_events": True}}


def checkpointing(setup: Setup) -> dict[str, Any]:
    """How, not whether: a model checkpoints where it calls deepspeed.checkpointing.checkpoint."""
    if setup.checkpointing != "full":
        return {}
    shape = setup.model.shape
    layers = shard(shape.layers, setup.pipeline) if shape else None
    # DeepSpeed copies checkpoints into one buffer only where it has cut them, and knows how many.
    contiguous = setup.defragmentation and setup.partition_activations and layers is not None
    return {
        "activation_checkpointing": {
            "partition_activations": setup.partition_activations,
            "cpu_checkpointing": setup.activations_on_host,
            "contiguous_memory_optimization": contiguous,
            "number_checkpoints": layers,
            "synchronize_checkpoint_boundary": False,
        }
    }


def parallel(setup: Setup) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if setup.tensor > 1:
        found["tensor_parallel"] = {"autotp_size": setup.tensor}
    if setup.pipeline > 1:
        found["pipeline"] = {"stages": setup.pipeline}
    return found
