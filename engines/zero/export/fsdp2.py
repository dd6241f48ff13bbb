"""PyTorch's FSDP2: its settings as plain data, and a Python file that shards a model by them.

Arguments are those of torch.distributed.fsdp.fully_shard, as of PyTorch 2.13.
"""

import json
from collections.abc import Iterator
from typing import Any

from engines import wire
from engines.marking import N_
from engines.zero.communication import group_of
from engines.zero.export.precision import TORCH, Precision, precision
from engines.zero.modes import Mode
from engines.zero.setup import Setup

CAN = ("fsdp2", "zero3", "zero2", "zeropp_hpz", "infinity", "mics")
"""Modes that it shares out alike. In place of zero2 it keeps parameters until the backward pass has
used them, not until the update; in between they are cut."""


def settings(setup: Setup, mode: Mode) -> dict[str, Any]:
    """What fully_shard is told. Raises EngineError for a mode that FSDP2 does not have."""
    if mode.key not in CAN:
        raise wire.EngineError(
            "FSDP2 has no such mode.",
            N_("{mode}; it has {known}").format(mode=mode.key, known=", ".join(CAN)),
            f"zerodeck zero export --format deepspeed --mode {mode.key}",
        )
    numbers = precision(setup)
    return {
        "fsdp_version": 2,
        "mesh": mesh(setup, mode),
        "load_dtype": TORCH[numbers.computed if numbers.pure else "fp32"],
        "mixed_precision": mixed(numbers),
        "reshard_after_forward": reshard(setup, mode),
        "offload_policy": offload(mode),
        "activation_checkpointing": setup.checkpointing == "full",
        "micro_batch": setup.batch,
        "gradient_accumulation_steps": setup.accumulation,
    }


def mesh(setup: Setup, mode: Mode) -> dict[str, int]:
    """Ranks by dimension, the innermost last; those of one that is not cut are left out."""
    shards = group_of(setup) if mode.optimizer.cut == "group" else setup.ranks
    sizes = {
        "pipeline": setup.pipeline,
        "replicate": setup.ranks // shards,
        "shard": shards,
        "tensor": setup.tensor,
    }
    return {name: size for name, size in sizes.items() if size > 1 or name == "shard"}


def mixed(numbers: Precision) -> dict[str, Any] | None:
    """MixedPrecisionPolicy; None where everything is computed as it is kept."""
    if numbers.computed == "fp32":
        return None
    return {"param_dtype": TORCH[numbers.computed], "reduce_dtype": TORCH[numbers.sent]}


def reshard(setup: Setup, mode: Mode) -> bool | int:
    """A number is how many ranks cut the parameters between forward and backward pass: hpZ."""
    if mode.secondary and 1 < setup.node_ranks < setup.ranks:
        return setup.node_ranks
    return mode.stage == 3


def offload(mode: Mode) -> dict[str, Any] | None:
    if mode.parameters.place == "gpu":
        return None
    return {"name": "CPUOffloadPolicy", "pin_memory": True}


def document(setup: Setup, mode: Mode) -> str:
    return json.dumps(settings(setup, mode), indent=2) + "\n"


def snippet(setup: Setup, mode: Mode) -> str:
    """Python text: `shard(model, layers)`."""
    return "\n".join(_lines(settings(setup, mode))) + "\n"


def _lines(said: dict[str, Any]) -> Iterator[str]:
    names = list(said["mesh"])
    sharded = [name for name in names if name in ("replicate", "shard")]
    mixed, offloaded = said["mixed_precision"], said["offload_policy"]
    checkpoints = said["activation_checkpointing"]
    yield '"""Shards a model with FSDP2: shard(model, model.layers), before the optimizer is made.'
    yield ""
    yield "Start it with one process for each GPU; torchrun sets what init_device_mesh reads."
    yield '"""'
    yield ""
    yield "import torch"
    if checkpoints:
        yield "from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import ("
        yield "    checkpoint_wrapper,"
        yield ")"
    yield "from torch.distributed.device_mesh import init_device_mesh"
    policies = ["CPUOffloadPolicy"] * bool(offloaded) + ["MixedPrecisionPolicy"] * bool(mixed)
    yield f"from torch.distributed.fsdp import {', '.join([*policies, 'fully_shard'])}"
    yield ""
    yield f"MESH = {said['mesh']!r}"
    yield f"BATCH = {said['micro_batch']}"
    yield f"ACCUMULATION = {said['gradient_accumulation_steps']}"
    yield f"RESHARD = {said['reshard_after_forward']!r}"
    yield ""
    yield ""
    yield "def shard(model: torch.nn.Module, layers: torch.nn.ModuleList) -> None:"
    yield f"    model.to(torch.{said['load_dtype']})"
    yield '    device = torch.accelerator.current_accelerator() or torch.device("cpu")'
    yield "    mesh = init_device_mesh("
    yield "        device.type, tuple(MESH.values()), mesh_dim_names=tuple(MESH)"
    yield "    )"
    part = "mesh" if sharded == names else f"mesh[{', '.join(map(repr, sharded))}]"
    yield "    settings = {"
    yield f'        "mesh": {part},'
    yield '        "reshard_after_forward": RESHARD,'
    if mixed:
        yield '        "mp_policy": MixedPrecisionPolicy('
        yield from (f"            {name}=torch.{value}," for name, value in mixed.items())
        yield "        ),"
    if offloaded:
        yield f'        "offload_policy": CPUOffloadPolicy(pin_memory={offloaded["pin_memory"]}),'
    yield "    }"
    yield "    for number, layer in enumerate(layers):"
    if checkpoints:
        yield "        layers[number] = layer = checkpoint_wrapper(layer)"
    yield "        fully_shard(layer, **settings)"
    yield "    # Without a word, the root alone would keep its parameters after the forward pass."
    yield "    fully_shard(model, **settings)"
