"""The exports against the programs that they are for, where those are installed.

Checked with DeepSpeed 0.19.8, accelerate 1.15.0 and PyTorch 2.13.0. None of them is needed by
zerodeck, so each of these tests skips where its program is missing, and says so.
"""

import importlib.util
import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engines import wire
from engines.zero.export import deepspeed
from engines.zero.export.formats import export
from engines.zero.model import Model, Shape
from engines.zero.modes import MODES, Mode
from engines.zero.setup import Setup
from tests.engines.zero.exporting import LLAMA, TWO_NODES

THEIRS = [mode for mode in MODES.values() if mode.key not in ("fsdp2", "mics")]
EACH_MODE = pytest.mark.parametrize("mode", THEIRS, ids=lambda mode: mode.key)
SETUPS = [
    TWO_NODES,
    *(msgspec.structs.replace(TWO_NODES, profile=name) for name in ("deepspeed", "fsdp2-fp32")),
    *(msgspec.structs.replace(TWO_NODES, profile=name) for name in ("bf16-pure", "adam-8bit")),
    msgspec.structs.replace(TWO_NODES, gpu="v100"),
    msgspec.structs.replace(TWO_NODES, tensor=2, partition_activations=True),
    msgspec.structs.replace(TWO_NODES, pipeline=2),
]


def installed(*names: str) -> pytest.MarkDecorator:
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} is not installed")


def configs(mode: Mode) -> Iterator[dict[str, Any]]:
    for setup in SETUPS:
        try:
            yield deepspeed.config(setup, mode)
        except wire.EngineError:
            continue


def unknown(model: Any, said: Mapping[str, object]) -> set[str]:
    """Settings that a pydantic model has no field for."""
    known = {field.alias or name for name, field in model.model_fields.items()}
    return set(said) - known


@installed("deepspeed")
@EACH_MODE
def test_deepspeed_takes_every_setting(mode: Mode, monkeypatch: pytest.MonkeyPatch) -> None:
    from deepspeed.runtime.config import DeepSpeedConfig
    from deepspeed.runtime.precision_config import DeepSpeedBF16Config, DeepSpeedFP16Config
    from deepspeed.runtime.swap_tensor.aio_config import AIO_DEFAULT_DICT
    from deepspeed.runtime.zero import offload_config
    from deepspeed.runtime.zero.config import DeepSpeedZeroConfig

    for said in configs(mode):
        zero = said["zero_optimization"]
        assert not unknown(DeepSpeedZeroConfig, zero)
        optimizer, parameters = zero.get("offload_optimizer", {}), zero.get("offload_param", {})
        assert not unknown(offload_config.DeepSpeedZeroOffloadOptimizerConfig, optimizer)
        assert not unknown(offload_config.DeepSpeedZeroOffloadParamConfig, parameters)
        assert not unknown(DeepSpeedBF16Config, said["bf16"])
        assert not unknown(DeepSpeedFP16Config, said["fp16"])
        assert set(said.get("aio", {})) <= set(AIO_DEFAULT_DICT)
        # One process is all there is here.
        alone = said | {"train_batch_size": 4 * 8}
        read = DeepSpeedConfig(json.loads(json.dumps(alone)))
        assert read.zero_optimization_stage == mode.stage
        assert read.gradient_accumulation_steps == 8
        assert read.bfloat16_config.enabled is said["bf16"]["enabled"]


@installed("deepspeed")
def test_deepspeed_knows_every_name_at_the_top() -> None:
    """It looks names up in its constants, and is silent about others."""
    import deepspeed as program
    from deepspeed.runtime import constants

    known = {value for value in vars(constants).values() if isinstance(value, str)}
    known |= {"activation_checkpointing", "zero_optimization", "bf16", "fp16", "aio"}
    known |= {"tensor_parallel", "pipeline"}
    for mode in THEIRS:
        for said in configs(mode):
            assert set(said) <= known, program.__version__


@installed("deepspeed")
def test_a_deepspeed_without_mics_says_so() -> None:
    from deepspeed.runtime.config import DeepSpeedConfig, DeepSpeedConfigError
    from deepspeed.runtime.zero.config import DeepSpeedZeroConfig

    said = deepspeed.config(TWO_NODES, MODES["mics"]) | {"train_batch_size": 4 * 8}
    if "mics_shard_size" in DeepSpeedZeroConfig.model_fields:
        assert not unknown(DeepSpeedZeroConfig, said["zero_optimization"])
    else:
        with pytest.raises(DeepSpeedConfigError, match="MiCS ZeRO-3 sharding has been removed"):
            DeepSpeedConfig(said)


@installed("deepspeed")
def test_deepspeeds_launcher_takes_its_line(tmp_path: Path) -> None:
    from deepspeed.launcher import runner

    made = dict(export(TWO_NODES, MODES["zero3"], "deepspeed"))
    words = shlex.split(made["deepspeed.sh"].splitlines()[-1])[2:]
    args = runner.parse_args(words)
    assert (args.num_gpus, args.num_nodes, args.user_script) == (8, 2, "train.py")
    (tmp_path / "hostfile").write_text(made["hostfile"])
    assert runner.fetch_hostfile(str(tmp_path / "hostfile")) == {"HOST_0": 8, "HOST_1": 8}


@installed("torch")
def test_torchrun_takes_its_lines() -> None:
    from torch.distributed.run import get_args_parser

    for name in ("torchrun.sh", "torchrun_c10d.sh"):
        line = dict(export(TWO_NODES, MODES["zero3"], "torchrun"))[name].splitlines()[-1]
        words = shlex.split(line.replace('"${1:?the number of this node}"', "1"))[2:]
        args = get_args_parser().parse_args(words)
        assert (args.nnodes, args.nproc_per_node, args.training_script) == ("2", "8", "train.py")


@installed("accelerate", "huggingface_hub")
@pytest.mark.parametrize("mode", MODES.values(), ids=lambda mode: mode.key)
def test_accelerate_loads_its_file_and_takes_its_line(mode: Mode, tmp_path: Path) -> None:
    from accelerate.commands.config.config_args import load_config_from_file
    from accelerate.commands.launch import launch_command_parser

    arguments = launch_command_parser()
    known = {action.dest for action in arguments._actions}
    for setup in SETUPS:
        try:
            made = dict(export(setup, mode, "accelerate"))
        except wire.EngineError:
            continue
        file = tmp_path / "accelerate.json"
        file.write_text(made["accelerate.json"])
        read = load_config_from_file(str(file))
        assert read.num_processes == setup.gpus
        assert read.distributed_type == json.loads(made["accelerate.json"])["distributed_type"]
        for block in (read.deepspeed_config, read.fsdp_config, read.parallelism_config):
            assert set(block) <= known
        line = made["accelerate.sh"].splitlines()[-1]
        words = shlex.split(line.replace('"${1:?the number of this node}"', "1"))[3:]
        args = arguments.parse_args(words)
        assert (args.machine_rank, args.training_script) == (1, "train.py")


MODEL = """
import json
import torch
import torch.distributed as dist
from torch import nn

torch.manual_seed(0)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 64, bias=False)
        self.layers = nn.ModuleList(nn.Linear(64, 64, bias=False) for _ in range(6))
        self.last = nn.Linear(64, 4, bias=False)

    def forward(self, x):
        x = self.first(x)
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.last(x)


x, y = torch.randn(16, 8), torch.randn(16, 4)
losses = []
"""

FSDP2 = (
    MODEL
    + """
import shard

dist.init_process_group("gloo")
model = Model()
shard.shard(model, model.layers)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
for _ in range(20):
    loss = (model(x).float() - y).square().mean()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())
assert losses[-1] < losses[0], losses
if dist.get_rank() == 0:
    print("trained", type(next(model.parameters())).__name__)
# Whoever is through first would close the connections that the others still use.
dist.barrier()
dist.destroy_process_group()
"""
)

DEEPSPEED = (
    MODEL
    + """
import deepspeed

# The gathers are counted below DeepSpeed, where they go out.
gathered = 0
original = dist.all_gather_into_tensor


def counted(*arguments, **named):
    global gathered
    gathered += (named["output_tensor"] if "output_tensor" in named else arguments[0]).numel()
    return original(*arguments, **named)


dist.all_gather_into_tensor = counted
# Kernels that it would compile first, which takes minutes.
for kernel in deepspeed.ops.__compatible_ops__:
    deepspeed.ops.__compatible_ops__[kernel] = False
deepspeed.init_distributed("gloo")
model = Model()
whole = sum(parameter.numel() for parameter in model.parameters())
settings = json.load(open("ds_config.json"))
# Its own AdamW is one of them.
del settings["optimizer"]
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
engine, *_ = deepspeed.initialize(model=model, optimizer=optimizer, config=settings)
x = x.to(next(engine.module.parameters()).dtype)
for step in range(20):
    for _ in range(engine.gradient_accumulation_steps()):
        gathered = 0
        loss = (engine(x).float() - y).square().mean()
        engine.backward(loss)
        passed = gathered
        engine.step()
    losses.append(loss.item())
assert losses[-1] < losses[0], losses
if dist.get_rank() == 0:
    print("trained", "gathers", round(passed / whole, 2))
# Whoever is through first would close the connections that the others still use.
dist.barrier()
dist.destroy_process_group()
"""
)


def trained(folder: Path, program: str, processes: int) -> str:
    """What the program prints, once every process has ended well."""
    (folder / "train.py").write_text(program)
    # Without an address it looks for that of the host's name, which not every host knows.
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command += ["--local-addr=127.0.0.1"]
    done = subprocess.run(
        [*command, f"--nproc-per-node={processes}", "train.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@installed("torch")
def test_the_fsdp2_snippet_trains_on_four_processes(
    tmp_path: Path, some: Callable[[Sequence[str]], Sequence[str]]
) -> None:
    setup = Setup(LLAMA, gpus=4, gpus_per_node=2)
    for mode in some(["fsdp2", "zero2", "zeropp_hpz", "mics"]):
        made = dict(export(setup, MODES[mode], "fsdp2"))
        (tmp_path / "shard.py").write_text(made["shard.py"])
        assert "trained DTensor" in trained(tmp_path, FSDP2, 4), mode


LAYER = 64 * 64
SMALL = Model("small", 6 * LAYER + 12 * 64, Shape(6, 64, 4), largest=LAYER, block=LAYER)


@installed("deepspeed")
@pytest.mark.parametrize(
    ("mode", "gathers"), [("ddp", 0), ("zero1", 0), ("zero2", 0), ("zero3", 2)]
)
def test_deepspeed_trains_with_the_exported_file(mode: str, gathers: int, tmp_path: Path) -> None:
    """In stage 3 the parameters are gathered twice in a micro-batch, as the plan counts it."""
    setup = Setup(SMALL, gpus=2, batch=16, accumulation=2)
    (tmp_path / "ds_config.json").write_text(
        dict(export(setup, MODES[mode], "deepspeed"))["ds_config.json"]
    )
    said = trained(tmp_path, DEEPSPEED, 2)
    found = float(said.rpartition("trained gathers ")[2].split()[0])
    # The first and the last matrix are small enough to stay whole.
    assert gathers * 0.8 <= found <= gathers
