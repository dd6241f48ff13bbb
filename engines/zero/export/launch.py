"""How a training script is started on every GPU: shell lines, a Slurm batch file, a Ray script.

What a user has to say is a Program; whatever it leaves open is a placeholder in capitals.
"""

import re
import shlex
from typing import NamedTuple

from engines import wire
from engines.marking import N_
from engines.zero.setup import Setup

PORT = 29500
"""PyTorch's own."""

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?", re.ASCII)

CPUS_PER_GPU = 8
"""Slurm gives a task one core unless it is told; a loader of data needs a few."""


class Program(NamedTuple):
    """The script with its arguments, and the nodes' names in their order."""

    words: tuple[str, ...] = ("train.py",)
    hosts: tuple[str, ...] = ()
    port: int = PORT

    def host(self, number: int) -> str:
        return self.hosts[number] if number < len(self.hosts) else f"HOST_{number}"

    @property
    def line(self) -> str:
        return shlex.join(self.words)


def check(setup: Setup, program: Program) -> None:
    """Raise EngineError for what would start something else than was meant."""
    again = "zerodeck zero export --format torchrun"
    words = program.words
    if not words or not words[0] or words[0].startswith("-") or any("\0" in word for word in words):
        raise wire.EngineError("A training script has a name.", wire.printable(repr(words)), again)
    for host in program.hosts:
        if not HOST.fullmatch(host):
            raise wire.EngineError("This is not the name of a host.", repr(host), again)
    if program.hosts and len(program.hosts) != setup.nodes:
        raise wire.EngineError(
            "There are more or fewer hosts than nodes.",
            N_("{hosts} hosts, {nodes} nodes").format(hosts=len(program.hosts), nodes=setup.nodes),
            again,
        )
    if not 1 <= program.port <= 65535:
        raise wire.EngineError("A port is 1 to 65535.", str(program.port), again)


def node_gpus(setup: Setup) -> int:
    return min(setup.gpus, setup.gpus_per_node)


def torchrun(setup: Setup, program: Program) -> str:
    """Fixed ranks: the same file on every node, with the node's number."""
    start = f"torchrun --nnodes={setup.nodes} --nproc-per-node={node_gpus(setup)}"
    if setup.nodes == 1:
        return _script("Run it on the node.", f"{start} --standalone {program.line}")
    address = f"--master-addr={program.host(0)} --master-port={program.port}"
    return _script(
        f"Run it on every node with its number, 0 to {setup.nodes - 1}: bash torchrun.sh 0\n"
        f"# Number 0 is {program.host(0)}.",
        f'{start} --node-rank="${{1:?the number of this node}}" {address} {program.line}',
    )


def rendezvous(setup: Setup, program: Program) -> str:
    """The nodes find their ranks themselves, and may come and go again (c10d)."""
    return _script(
        "Run it on every node, in any order. RUN_ID is a word that they share.",
        f"torchrun --nnodes={setup.nodes} --nproc-per-node={node_gpus(setup)} "
        f"--rdzv-backend=c10d --rdzv-endpoint={program.host(0)}:{program.port} "
        f'--rdzv-id="${{RUN_ID:-run}}" {program.line}',
    )


def deepspeed(setup: Setup, program: Program) -> str:
    """DeepSpeed's launcher, which reaches the other nodes by ssh."""
    start = f"deepspeed --num_gpus={node_gpus(setup)}"
    if setup.nodes > 1:
        start += f" --num_nodes={setup.nodes} --hostfile=hostfile"
        start += f" --master_addr={program.host(0)} --master_port={program.port}"
    return _script("Run it on the first node.", f"{start} {program.line}")


def hostfile(setup: Setup, program: Program) -> str:
    hosts = (program.host(number) for number in range(setup.nodes))
    return "".join(f"{host} slots={node_gpus(setup)}\n" for host in hosts)


def accelerate(setup: Setup, program: Program) -> str:
    start = "accelerate launch --config_file=accelerate.json"
    if setup.nodes == 1:
        return _script("Run it on the node.", f"{start} {program.line}")
    return _script(
        f"Run it on every node with its number, 0 to {setup.nodes - 1}: bash accelerate.sh 0",
        f'{start} --machine_rank="${{1:?the number of this node}}" {program.line}',
    )


def slurm(setup: Setup, program: Program) -> str:
    """One task a node, which is torchrun; it starts the node's ranks."""
    gpus = node_gpus(setup)
    return f"""#!/bin/bash
# Hand it in with: sbatch train.sbatch
#SBATCH --job-name=train
#SBATCH --nodes={setup.nodes}
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node={gpus}
#SBATCH --cpus-per-task={gpus * CPUS_PER_GPU}
#SBATCH --time=24:00:00
set -eu
head=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
# srun no longer takes --cpus-per-task from the batch file (Slurm 22.05).
srun --cpus-per-task="$SLURM_CPUS_PER_TASK" torchrun --nnodes={setup.nodes} \\
    --nproc-per-node={gpus} --rdzv-backend=c10d --rdzv-endpoint="$head:{program.port}" \\
    --rdzv-id="$SLURM_JOB_ID" {program.line}
"""


def ray(setup: Setup, program: Program) -> str:
    """Python text. Ray opens the process group before the script runs."""
    return f'''"""Runs the training script on a Ray cluster, one worker for each GPU.

Start it on the cluster's head: python ray_train.py
"""

import runpy
import sys

import ray
from ray.train import ScalingConfig
from ray.train.torch import TorchTrainer

WORDS = {list(program.words)!r}


def train() -> None:
    """Every worker's; torch.distributed is initialized, and RANK and its like are set."""
    sys.argv = WORDS
    runpy.run_path(WORDS[0], run_name="__main__")


if __name__ == "__main__":
    ray.init(runtime_env={{"working_dir": "."}})
    workers = ScalingConfig(
        num_workers={setup.gpus},
        use_gpu=True,
        resources_per_worker={{"GPU": 1}},
        placement_strategy="PACK",
    )
    TorchTrainer(train, scaling_config=workers).fit()
'''


def _script(usage: str, line: str) -> str:
    return f"#!/bin/bash\n# {usage}\nset -eu\nexec {line}\n"
