"""Shell, Slurm, Ray, FSDP2 and accelerate: that it is right as text, and quotes what users say."""

import json
import shlex
import subprocess
from itertools import product

import msgspec
import pytest

from engines import wire
from engines.zero.export import accelerate, fsdp2
from engines.zero.export.formats import FORMATS, File, export, notes
from engines.zero.export.launch import Program
from engines.zero.modes import MODES
from engines.zero.setup import Setup
from tests.conftest import need
from tests.engines.zero.exporting import BARE, LLAMA, TWO_NODES

ONE_NODE = Setup(LLAMA, gpus=4)
SETUPS = {
    "one-node": ONE_NODE,
    "two-nodes": TWO_NODES,
    "tensor": msgspec.structs.replace(TWO_NODES, tensor=2),
    "hybrid": msgspec.structs.replace(TWO_NODES, subgroup=4),
    "pure": msgspec.structs.replace(TWO_NODES, profile="bf16-pure", checkpointing="none"),
    "fp32": msgspec.structs.replace(TWO_NODES, profile="fsdp2-fp32"),
    "v100": Setup(BARE, gpu="v100"),
    "many": Setup(BARE, gpus=1 << 16),
}
NASTY = ("my train.py", "--name=it's; rm -rf $HOME", "`id`", "a\nb", '"', "\\")


def files() -> list[tuple[str, File]]:
    """Every file of every format, mode and setup that there is."""
    found = []
    for name, mode, what in product(SETUPS, MODES.values(), FORMATS):
        try:
            made = export(SETUPS[name], mode, what)
        except wire.EngineError:
            continue
        found += [(f"{name}-{mode.key}-{what}-{file}", (file, text)) for file, text in made]
    return found


FILES = files()


def text(
    what: str, name: str, setup: Setup, mode: str = "zero3", program: Program | None = None
) -> str:
    return dict(export(setup, MODES[mode], what, program))[name]


def refusal(program: Program, setup: Setup = TWO_NODES) -> str:
    with pytest.raises(wire.EngineError) as caught:
        export(setup, MODES["zero3"], "torchrun", program)
    return caught.value.failed.what


def test_there_are_files_of_every_format() -> None:
    names = {file for _, (file, _) in FILES}
    assert names == {
        *("ds_config.json", "hostfile", "deepspeed.sh", "accelerate.json", "accelerate.sh"),
        *("fsdp2.json", "shard.py", "torchrun.sh", "torchrun_c10d.sh", "train.sbatch"),
        "ray_train.py",
    }


def test_json_is_valid_python_compiles_and_every_file_ends_with_a_newline() -> None:
    for name, (file, said) in FILES:
        assert said.endswith("\n") and not said.endswith("\n\n"), name
        if file.endswith(".json"):
            assert json.dumps(json.loads(said), indent=2) + "\n" == said, name
        if file.endswith(".py"):
            compile(said, name, "exec")


def test_bash_parses_every_script() -> None:
    bash = need("bash")
    scripts = {said for _, (file, said) in FILES if file.endswith((".sh", ".sbatch"))}
    nasty = Program(NASTY)
    scripts |= {
        said
        for what in ("torchrun", "slurm", "deepspeed", "accelerate")
        for file, said in export(TWO_NODES, MODES["zero3"], what, nasty)
        if file.endswith((".sh", ".sbatch"))
    }
    for script in scripts:
        done = subprocess.run([bash, "-n"], input=script, capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, script


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("torchrun", "torchrun.sh"),
        ("torchrun", "torchrun_c10d.sh"),
        ("slurm", "train.sbatch"),
        ("deepspeed", "deepspeed.sh"),
        ("accelerate", "accelerate.sh"),
    ],
)
def test_what_a_user_says_arrives_word_for_word(what: str, name: str, tmp_path: object) -> None:
    """The script runs with commands that print their words in place of the real ones."""
    said = text(what, name, TWO_NODES, program=Program(NASTY)).replace("\nexec ", "\n")
    fakes = "show() { printf '%s\\0' \"$@\"; }\nscontrol() { echo n0; echo n1; }\n" + "".join(
        f'{command}() {{ show {command} "$@"; }}\n'
        for command in ("torchrun", "srun", "deepspeed", "accelerate")
    )
    env = {"SLURM_JOB_NODELIST": "n[0-1]", "SLURM_CPUS_PER_TASK": "64", "SLURM_JOB_ID": "7"}
    done = subprocess.run(
        [need("bash"), "-c", fakes + said, "script", "1"],
        env=env | {"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    words = done.stdout.split("\0")[:-1]
    assert tuple(words[-len(NASTY) :]) == NASTY
    assert words[0] in ("torchrun", "srun", "deepspeed", "accelerate")


def test_ray_takes_the_words_as_they_are() -> None:
    said = text("ray", "ray_train.py", TWO_NODES, program=Program(NASTY))
    assert f"WORDS = {list(NASTY)!r}\n" in said
    assert "num_workers=16," in said
    compile(said, "ray_train.py", "exec")


def test_torchrun_starts_every_gpu_of_every_node() -> None:
    words = shlex.split(text("torchrun", "torchrun.sh", TWO_NODES).splitlines()[-1])
    assert words[:4] == ["exec", "torchrun", "--nnodes=2", "--nproc-per-node=8"]
    assert "--master-addr=HOST_0" in words
    alone = text("torchrun", "torchrun.sh", ONE_NODE)
    assert "--nnodes=1 --nproc-per-node=4 --standalone train.py" in alone
    assert "HOST_" not in alone
    assert "--rdzv-backend=c10d" in text("torchrun", "torchrun_c10d.sh", TWO_NODES)


def test_a_node_with_no_number_is_told_so() -> None:
    script = text("torchrun", "torchrun.sh", TWO_NODES)
    done = subprocess.run([need("bash"), "-c", script], capture_output=True, text=True)
    assert done.returncode
    assert "the number of this node" in done.stderr


def test_slurm_starts_one_task_a_node() -> None:
    said = text("slurm", "train.sbatch", TWO_NODES)
    for line in ("nodes=2", "ntasks-per-node=1", "gpus-per-node=8"):
        assert f"#SBATCH --{line}\n" in said
    assert "--nproc-per-node=8" in said


def test_hosts_are_named_in_their_order() -> None:
    named = Program(hosts=("node-a", "10.0.0.2"))
    assert text("deepspeed", "hostfile", TWO_NODES, program=named) == (
        "node-a slots=8\n10.0.0.2 slots=8\n"
    )
    assert "--master-addr=node-a" in text("torchrun", "torchrun.sh", TWO_NODES, program=named)
    config = accelerate.config(TWO_NODES, MODES["zero3"], named)
    assert config["main_process_ip"] == "node-a"


def test_what_is_no_script_and_no_host_is_refused() -> None:
    assert "script" in refusal(Program(()))
    assert "script" in refusal(Program(("--help",)))
    assert "script" in refusal(Program(("a\0b",)))
    assert "host" in refusal(Program(hosts=("a", "b\nrm")))
    assert "host" in refusal(Program(hosts=("a", "-b")))
    assert "host" in refusal(Program(hosts=("a", "$(id)")))
    assert "hosts" in refusal(Program(hosts=("a",)))
    assert "port" in refusal(Program(port=70_000))


def test_a_format_that_is_none_is_refused() -> None:
    with pytest.raises(wire.EngineError) as caught:
        export(ONE_NODE, MODES["zero3"], "docker")
    assert all(name in caught.value.failed.why for name in FORMATS)


def test_notes_name_the_placeholders_that_are_there() -> None:
    for (name, setup), mode, what in product(SETUPS.items(), MODES.values(), FORMATS):
        try:
            made = export(setup, mode, what)
        except wire.EngineError:
            continue
        said = " ".join(notes(setup, mode, what))
        for place in ("HOST_0", "train.py", "/local_nvme"):
            there = any(place in body for file, body in made)
            there = there and not (place == "train.py" and what == "fsdp2")
            assert there == (place in said), (name, mode.key, what, place)
    named = Program(("mine.py",), ("a", "b"))
    assert not notes(TWO_NODES, MODES["zero3"], "torchrun", named)


# FSDP2 and accelerate.


def test_fsdp2_has_the_modes_that_it_can_express() -> None:
    for key in MODES:
        if key in fsdp2.CAN:
            assert fsdp2.settings(TWO_NODES, MODES[key])["fsdp_version"] == 2
        else:
            with pytest.raises(wire.EngineError, match="no such mode"):
                fsdp2.settings(TWO_NODES, MODES[key])


def test_fsdp2_says_what_is_cut_and_when() -> None:
    def said(key: str, setup: Setup = TWO_NODES) -> tuple[object, object]:
        found = fsdp2.settings(setup, MODES[key])
        return found["reshard_after_forward"], found["mesh"]

    assert said("fsdp2") == said("zero3") == (True, {"shard": 16})
    assert said("zero2") == (False, {"shard": 16})
    assert said("zeropp_hpz") == (8, {"shard": 16})
    assert said("zeropp_hpz", ONE_NODE) == (True, {"shard": 4})
    assert said("mics") == (True, {"replicate": 2, "shard": 8})
    assert said("fsdp2", SETUPS["tensor"]) == (True, {"shard": 8, "tensor": 2})


def test_the_snippet_says_what_the_settings_say() -> None:
    said = text("fsdp2", "shard.py", TWO_NODES, "infinity")
    assert "CPUOffloadPolicy(pin_memory=True)" in said
    assert "param_dtype=torch.bfloat16" in said
    assert "model.to(torch.float32)" in said
    assert said.index("fully_shard(layer") < said.index("fully_shard(model")
    assert "model.to(torch.bfloat16)" in text("fsdp2", "shard.py", SETUPS["pure"])
    assert "checkpoint_wrapper" not in text("fsdp2", "shard.py", SETUPS["pure"])
    assert "MixedPrecisionPolicy" not in text("fsdp2", "shard.py", SETUPS["fp32"])
    assert "torch.float16" in text("fsdp2", "shard.py", SETUPS["v100"])
    assert "mesh['replicate', 'shard']" not in text("fsdp2", "shard.py", TWO_NODES, "mics")
    assert "mesh['shard']" in text("fsdp2", "shard.py", SETUPS["tensor"])


def test_accelerate_goes_by_deepspeed_fsdp2_or_ddp() -> None:
    kinds = {
        key: accelerate.config(TWO_NODES, mode, Program())["distributed_type"]
        for key, mode in MODES.items()
    }
    assert kinds.pop("fsdp2") == kinds.pop("mics") == "FSDP"
    assert kinds.pop("ddp") == "MULTI_GPU"
    assert set(kinds.values()) == {"DEEPSPEED"}
    assert [file for file, _ in export(TWO_NODES, MODES["zero3"], "accelerate")] == [
        *("accelerate.json", "ds_config.json", "accelerate.sh")
    ]


def test_accelerate_is_not_told_twice_what_stands_in_ds_config() -> None:
    """It refuses these beside deepspeed_config_file."""
    said = accelerate.config(TWO_NODES, MODES["zero3"], Program())
    assert "mixed_precision" not in said
    refused = {"gradient_accumulation_steps", "gradient_clipping", "zero_stage"}
    refused |= {"offload_optimizer_device", "offload_param_device", "zero3_save_16bit_model"}
    assert not refused & set(said["deepspeed_config"])


def test_accelerate_has_no_pipeline() -> None:
    piped = Setup(LLAMA, gpus=16, pipeline=2)
    with pytest.raises(wire.EngineError, match="pipeline"):
        export(piped, MODES["zero1"], "accelerate")
