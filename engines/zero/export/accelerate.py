"""Configurations of Hugging Face's accelerate: around DeepSpeed, around FSDP2, and plain DDP.

They are written as JSON, which accelerate reads as readily as YAML (load_config_from_file goes by
the name's ending): so nothing here has to know YAML's quoting. Keys are those of accelerate 1.15.
"""

import json
from typing import Any

from engines import wire
from engines.marking import N_
from engines.zero.export import fsdp2
from engines.zero.export.launch import Program
from engines.zero.export.precision import precision
from engines.zero.modes import Mode
from engines.zero.setup import Setup

FSDP = ("fsdp2", "mics")
"""Modes that go by FSDP2: DeepSpeed never had the one, and has dropped the other."""


def document(setup: Setup, mode: Mode, program: Program) -> str:
    return json.dumps(config(setup, mode, program), indent=2) + "\n"


def config(setup: Setup, mode: Mode, program: Program) -> dict[str, Any]:
    """Raises EngineError for what accelerate cannot do."""
    if setup.pipeline > 1:
        raise wire.EngineError(
            "accelerate has no pipeline.",
            N_("{number} stages").format(number=setup.pipeline),
            f"zerodeck zero export --format accelerate --mode {mode.key} --pipeline 1",
        )
    if mode.key in FSDP:
        return machines(setup, program) | by_fsdp2(setup, mode)
    if mode.key == "ddp":
        return machines(setup, program) | by_ddp(setup)
    return machines(setup, program) | by_deepspeed(setup, mode)


def machines(setup: Setup, program: Program) -> dict[str, Any]:
    found: dict[str, Any] = {
        "compute_environment": "LOCAL_MACHINE",
        "debug": False,
        "main_training_function": "main",
        "num_machines": setup.nodes,
        "num_processes": setup.gpus,
        "machine_rank": 0,
        "rdzv_backend": "static",
        "same_network": True,
        "use_cpu": False,
    }
    if setup.nodes > 1:
        found |= {"main_process_ip": program.host(0), "main_process_port": program.port}
    return found


def by_deepspeed(setup: Setup, mode: Mode) -> dict[str, Any]:
    """Everything else stands in ds_config.json; accelerate refuses to hear it twice."""
    block: dict[str, Any] = {
        "deepspeed_config_file": "ds_config.json",
        "zero3_init_flag": mode.stage == 3,
    }
    if setup.nodes > 1:
        block["deepspeed_multinode_launcher"] = "standard"
    return {"distributed_type": "DEEPSPEED", "deepspeed_config": block}


def by_ddp(setup: Setup) -> dict[str, Any]:
    return {"distributed_type": "MULTI_GPU", "mixed_precision": mixed(setup), "gpu_ids": "all"}


def by_fsdp2(setup: Setup, mode: Mode) -> dict[str, Any]:
    said = fsdp2.settings(setup, mode)
    checkpoints = said["activation_checkpointing"]
    block = {
        "fsdp_version": 2,
        "fsdp_reshard_after_forward": said["reshard_after_forward"],
        "fsdp_offload_params": said["offload_policy"] is not None,
        # Without a class, accelerate takes what the model names in _no_split_modules.
        "fsdp_auto_wrap_policy": "TRANSFORMER_BASED_WRAP",
        "fsdp_activation_checkpointing": checkpoints,
        "fsdp_activation_checkpointing_offload": checkpoints and setup.activations_on_host,
        "fsdp_state_dict_type": "SHARDED_STATE_DICT",
        "fsdp_cpu_ram_efficient_loading": True,
    }
    found = {
        "distributed_type": "FSDP",
        "mixed_precision": mixed(setup),
        "fsdp_config": block,
    }
    names = {"replicate": "dp_replicate_size", "shard": "dp_shard_size", "tensor": "tp_size"}
    sizes = {f"parallelism_config_{names[name]}": size for name, size in said["mesh"].items()}
    return found if len(sizes) == 1 else found | {"parallelism_config": sizes}


def mixed(setup: Setup) -> str:
    computed = precision(setup).computed
    return "no" if computed == "fp32" else computed
