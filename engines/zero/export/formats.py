"""What a plan can be exported as: for each format its files, and what they leave to the user."""

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from engines import wire
from engines.wire import N_
from engines.zero.export import accelerate, deepspeed, fsdp2, launch
from engines.zero.export.launch import Program
from engines.zero.export.precision import precision
from engines.zero.modes import Mode
from engines.zero.setup import Setup

File = tuple[str, str]
"""Its name and its text."""


def export(setup: Setup, mode: Mode, what: str, program: Program | None = None) -> tuple[File, ...]:
    """The files of the format `what`. Raises EngineError for a format that is none, and for what
    it cannot express.
    """
    program = program or Program()
    launch.check(setup, program)
    if what not in FORMATS:
        raise wire.EngineError(
            "There is no such export format.",
            N_("{name}; there are {known}").format(name=repr(what), known=", ".join(FORMATS)),
            f"zerodeck zero export --format deepspeed --mode {mode.key}",
        )
    return tuple(FORMATS[what](setup, mode, program))


def _deepspeed(setup: Setup, mode: Mode, program: Program) -> Iterator[File]:
    yield _ds_config(setup, mode)
    if setup.nodes > 1:
        yield "hostfile", launch.hostfile(setup, program)
    yield "deepspeed.sh", launch.deepspeed(setup, program)


def _accelerate(setup: Setup, mode: Mode, program: Program) -> Iterator[File]:
    config = accelerate.config(setup, mode, program)
    yield "accelerate.json", json.dumps(config, indent=2) + "\n"
    if config["distributed_type"] == "DEEPSPEED":
        yield _ds_config(setup, mode)
    yield "accelerate.sh", launch.accelerate(setup, program)


def _fsdp2(setup: Setup, mode: Mode, _program: Program) -> Iterator[File]:
    yield "fsdp2.json", fsdp2.document(setup, mode)
    yield "shard.py", fsdp2.snippet(setup, mode)


def _torchrun(setup: Setup, _mode: Mode, program: Program) -> Iterator[File]:
    yield "torchrun.sh", launch.torchrun(setup, program)
    if setup.nodes > 1:
        yield "torchrun_c10d.sh", launch.rendezvous(setup, program)


def _slurm(setup: Setup, _mode: Mode, program: Program) -> Iterator[File]:
    yield "train.sbatch", launch.slurm(setup, program)


def _ray(setup: Setup, _mode: Mode, program: Program) -> Iterator[File]:
    yield "ray_train.py", launch.ray(setup, program)


def _ds_config(setup: Setup, mode: Mode) -> File:
    return "ds_config.json", json.dumps(deepspeed.config(setup, mode), indent=2) + "\n"


Files = Callable[[Setup, Mode, Program], Iterator[File]]

FORMATS: Mapping[str, Files] = MappingProxyType(
    {
        "deepspeed": _deepspeed,
        "accelerate": _accelerate,
        "fsdp2": _fsdp2,
        "torchrun": _torchrun,
        "slurm": _slurm,
        "ray": _ray,
    }
)


def notes(setup: Setup, mode: Mode, what: str, program: Program | None = None) -> tuple[str, ...]:
    """What the files cannot say: sentences for the reader, each a translation key."""
    return tuple(_notes(setup, mode, what, program or Program()))


def _notes(setup: Setup, mode: Mode, what: str, program: Program) -> Iterator[str]:
    numbers = precision(setup)
    if program.words == Program().words and what != "fsdp2":
        yield N_("train.py is your training script.")
    if setup.nodes > 1 and not program.hosts and what not in ("slurm", "ray", "fsdp2"):
        yield N_("HOST_0 and its like are your hosts, the first one first.")
    if what == "slurm":
        yield N_("The time limit and the CPU cores of a task are guesses: set your cluster's.")
    if what == "ray":
        yield N_("Ray has opened the process group already: the script must not do it again.")
    by_deepspeed = what == "deepspeed" or (
        what == "accelerate" and mode.key not in (*accelerate.FSDP, "ddp")
    )
    if by_deepspeed:
        yield from _deepspeed_notes(setup, mode)
    elif what in ("fsdp2", "accelerate") and numbers.computed == "fp16":
        yield N_("fp16 needs a gradient scaler in the training loop.")
    if what == "fsdp2" and setup.tensor * setup.pipeline > 1:
        yield N_("Tensor parallelism and the pipeline are applied by your code, before shard().")
    if numbers.eight_bit and what in ("deepspeed", "accelerate", "fsdp2"):
        yield N_("The script makes the 8-bit optimizer itself: bitsandbytes.optim.AdamW8bit.")


def _deepspeed_notes(setup: Setup, mode: Mode) -> Iterator[str]:
    if not precision(setup).eight_bit:
        yield N_("The optimizer has PyTorch's defaults: set your learning rate.")
    if mode.stage in (1, 2):
        yield N_("overlap_comm takes a second reduction bucket; false saves it.")
    if mode.optimizer.place == "nvme":
        yield N_("/local_nvme is where each node's NVMe is mounted.")
    if mode.optimizer.cut == "group":
        yield N_("DeepSpeed 0.19.7 dropped MiCS: it takes 0.19.6 or older. FSDP2 has the like.")
    if setup.tensor > 1:
        yield N_("tensor_parallel is DeepSpeed's own AutoTP; with Megatron's, remove it.")
    if setup.checkpointing == "full":
        yield N_("The model must call deepspeed.checkpointing.checkpoint, or checkpoint by itself.")
