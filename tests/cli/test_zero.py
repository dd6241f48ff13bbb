"""`zerodeck zero`: the planner without a screen."""

import json
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

from tests.cli import zerodeck

PLAN = ("zero", "plan", "--params", "7.5e9", "--gpus", "64")


def test_the_table_as_json_is_one_document_with_exact_bytes():
    done = zerodeck(*PLAN, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["model"]["parameters"] == 7_500_000_000
    assert (found["profile"], found["gpus"]) == ("paper", 64)
    states = {key: mode["per_gpu"]["model_states"] for key, mode in found["modes"].items()}
    assert states["ddp"] == 120_000_000_000
    assert states["zero1"] == 31_406_250_000
    assert states["zero2"] == 16_640_625_000
    assert states["zero3"] == 1_875_000_000
    for mode in found["modes"].values():
        assert set(mode) >= {"per_gpu", "host", "nvme", "communication", "seconds", "fits"}
        Fraction(mode["communication"]["elements"])
    assert found["modes"]["zeropp"]["communication"]["elements"] == "3/4"


@pytest.mark.parametrize("option", ["--plain", "--csv", "--markdown"])
def test_the_table_in_words_says_its_unit(option):
    done = zerodeck(*PLAN, option)
    assert (done.returncode, done.stderr) == (0, "")
    assert "GB" in done.stdout or "total_B" in done.stdout
    assert "zero1" in done.stdout or "ZeRO-1" in done.stdout
    assert "{" not in done.stdout


def test_the_table_ends_with_what_to_take():
    done = zerodeck("zero", "plan", "--model", "llama-2-7b")
    assert "Simplest that fits: zero1." in done.stdout
    done = zerodeck("zero", "plan", "--model", "llama-2-7b", "--memory", "1GB")
    assert "Nothing of this fits." in done.stdout


def test_any_number_of_gpus_makes_whole_nodes_unless_one_says_of_how_many():
    def node(gpus, *options):
        asked = ("zero", "plan", "--params", "1B", "--gpus", gpus, *options, "--json")
        return json.loads(zerodeck(*asked).stdout)["setup"]["gpus_per_node"]

    assert [node(gpus) for gpus in ("1", "8", "12", "64", "7", "100")] == [8, 8, 4, 8, 8, 4]
    assert node("12", "--gpus-per-node", "6") == 6


def test_only_the_modes_that_are_asked_for():
    done = zerodeck(*PLAN, "--modes", "zero1,zero3", "--json")
    assert list(json.loads(done.stdout)["modes"]) == ["zero1", "zero3"]


def test_a_preset_and_a_config_json_of_the_same_model_agree(tmp_path):
    config = tmp_path / "config.json"
    config.write_text(
        json.dumps(
            {
                "model_type": "llama",
                "vocab_size": 32000,
                "hidden_size": 4096,
                "intermediate_size": 11008,
                "num_hidden_layers": 32,
                "num_attention_heads": 32,
                "max_position_embeddings": 4096,
            }
        )
    )
    named = json.loads(zerodeck("zero", "plan", "--model", "llama-2-7b", "--json").stdout)
    read = json.loads(zerodeck("zero", "plan", "--config", str(config), "--json").stdout)
    assert read["model"]["parameters"] == named["model"]["parameters"] == 6738415616
    assert read["modes"] == named["modes"]


def test_explain_shows_the_formula_the_numbers_and_the_source():
    done = zerodeck("zero", "explain", "zero1", "optimizer", "--params", "7.5e9", "--gpus", "64")
    assert done.returncode == 0
    assert "12 B × Ψ / N = 12 × 7,500,000,000 / 64 = 1,406,250,000 B" in done.stdout
    assert "1910.02054" in done.stdout
    done = zerodeck("zero", "explain", "zero1", "total", "--model", "gpt2", "--json")
    found = json.loads(done.stdout)
    assert found["value"] == sum(term["value"] for term in found["terms"])


def test_fit_tells_how_far_each_mode_goes():
    done = zerodeck("zero", "fit", "--model", "gpt2", "--modes", "ddp,zero3", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["type"] for event in events] == ["Hello", "Reach", "Reach", "Done"]
    ddp, zero3 = events[1:3]
    assert 0 < ddp["model"] < zero3["model"]
    assert ddp["gpus"] == 1
    assert 0 < ddp["batch"] <= zero3["batch"]
    words = zerodeck("zero", "fit", "--model", "gpt2", "--modes", "ddp,zero3").stdout
    assert "fewest GPUs" in words
    assert "zero3" in words


def test_fit_shows_the_grid_of_models_and_the_frontier():
    done = zerodeck("zero", "fit", "--model", "gpt2", "--grid", "--modes", "zero2,zero3")
    assert done.returncode == 0
    assert "llama-2-7b" in done.stdout
    assert "!" in done.stdout
    done = zerodeck("zero", "fit", "--params", "1B", "--frontier", "--modes", "zero1", "--json")
    (edge,) = (json.loads(line) for line in done.stdout.splitlines() if "Edge" in line)
    sizes = [size for _gpus, size in edge["points"]]
    assert sizes == sorted(sizes)


def test_compare_puts_the_accountings_side_by_side():
    done = zerodeck("zero", "compare", "--model", "llama-2-7b", "--gpus", "8", "--stage", "2")
    assert done.returncode == 0
    for name in ("paper", "deepspeed", "cookbook", "GiB"):
        assert name in done.stdout
    rows = json.loads(
        zerodeck("zero", "compare", "--model", "llama-2-7b", "--stage", "2", "--json").stdout
    )
    assert rows[0]["difference"] == 0


def test_export_prints_a_configuration_that_is_json():
    done = zerodeck("zero", "export", "--model", "llama-2-7b", "--mode", "zero3")
    assert done.returncode == 0
    assert json.loads(done.stdout)["zero_optimization"]["stage"] == 3


def test_export_writes_files_and_overwrites_none(tmp_path):
    asked = ("zero", "export", "--model", "gpt2", "--to", str(tmp_path / "new"))
    done = zerodeck(*asked)
    assert done.returncode == 0
    path = tmp_path / "new" / "ds_config.json"
    assert str(path) in done.stdout
    before = path.read_bytes()
    done = zerodeck(*asked)
    assert done.returncode == 1
    assert "there already" in done.stderr
    assert path.read_bytes() == before


@pytest.mark.some(1)
@pytest.mark.parametrize("kind", ["memory", "frontier", "network"])
def test_a_plot_is_a_picture_with_every_mode(tmp_path, kind):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed (extra: plot)")
    file = tmp_path / "plot.svg"
    asked = ("zero", "plot", str(file), "--kind", kind, "--model", "gpt2", "--modes", "ddp,zero3")
    done = zerodeck(*asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert ET.parse(file).getroot().tag.endswith("svg")  # noqa: S314 - we drew it
    assert zerodeck(*asked).returncode == 1  # it is there already


def test_the_catalogues():
    models = json.loads(zerodeck("zero", "models", "--json").stdout)
    assert len(models) >= 40
    assert models["gpt2"]["parameters"] == 124439808
    machines = json.loads(zerodeck("zero", "gpus", "--json").stdout)
    assert {gpu["name"] for gpu in machines["gpus"]} >= {"h100", "a100-80gb", "v100-32gb"}
    assert "h100" in zerodeck("zero", "gpus").stdout
    assert "124,439,808" in zerodeck("zero", "models").stdout


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ([], 2, "One of --model"),
        (["--model", "gpt2", "--params", "1B"], 2, "One of --model"),
        (["--model", "gtp2"], 1, "gpt2"),
        (["--config", "/nonexistent/config.json"], 1, "config.json"),
        (["--params", "many"], 2, "A count is written like"),
        (["--params", "-1"], 2, "A count is written like"),
        (["--params", "1e30"], 2, "A count is written like"),
        (["--model", "gpt2", "--gpus", "12", "--gpus-per-node", "8"], 2, "whole nodes"),
        (["--model", "gpt2", "--gpu", "abacus"], 1, "there are"),
        (["--model", "gpt2", "--network", "pigeon"], 1, "there are"),
        (["--model", "gpt2", "--profile", "mine"], 1, "there are"),
        (["--model", "gpt2", "--memory", "80"], 2, "Memory is written like"),
        (["--model", "gpt2", "--modes", "zero4"], 2, "there are"),
        (["--model", "gpt2", "--efficiency", "nan"], 2, "efficiency"),
        (["--model", "gpt2", "--efficiency", "1e-320"], 2, "--efficiency"),
        (["--model", "gpt2", "--seq", "1e17"], 2, "--seq"),
        (["--model", "gpt2", "--gpus-per-node", "0"], 2, "--gpus-per-node"),
        (["--model", "gpt2", "--memory", "1000000PB"], 2, "memory is 0 to 10^18"),
        (["--model", "gpt2", "--gpus", "24", "--subgroup", "6"], 2, "--subgroup"),
        (["--model", "gpt2", "--gpus", "16", "--pipeline", "16"], 2, "--pipeline"),
        (["--model", "gpt2", "--gpu", "h" * 100_000], 2, "--gpu"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(options, status, words):
    done = zerodeck("zero", "plan", *options)
    assert (done.returncode, done.stdout) == (status, "")
    assert words in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_an_error_is_json_where_json_is_asked_for():
    done = zerodeck("zero", "plan", "--model", "nonesuch", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["type"]) == (1, "Failed")
    assert "nonesuch" in found["why"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "--mode", "zero1,zero3"], "--mode"),
        (["export", "--mode", ""], "--mode"),
        (["compare", "--tensor", "8"], "--tensor"),
        (["compare", "--pipeline", "2"], "--pipeline"),
        (["fit", "--grid", "--frontier"], "One of --grid and --frontier"),
        (["fit", "--grid", "--pipeline", "48", "--gpus", "48"], "--pipeline"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused_with_its_option(words, said):
    done = zerodeck("zero", *words, "--model", "gpt2-xl")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_a_frontier_of_nodes_of_six_gpus():
    shared = ("--gpus", "6", "--gpus-per-node", "6", "--tensor", "3", "--modes", "zero3,infinity")
    done = zerodeck("zero", "fit", "--model", "gpt2", "--frontier", *shared)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].split()[:3] == ["3", "6", "12"]
    assert "no limit" in done.stdout  # and not a number that the planner stops at


def test_a_traffic_of_tensor_parallelism_is_explained():
    asked = ("--model", "gpt2", "--tensor", "8")
    done = zerodeck("zero", "explain", "zero3", "communication", *asked)
    assert (done.returncode, done.stderr) == (0, "")
    assert "tensor parallel" in done.stdout


def test_what_nobody_knows_is_null_and_not_the_end_of_a_search():
    done = zerodeck("zero", "fit", "--params", "1B", "--modes", "zero3", "--json")
    (reach,) = (json.loads(line) for line in done.stdout.splitlines() if "Reach" in line)
    assert (reach["batch"], reach["sequence"]) == (None, None)
    assert reach["model"] > 0


def test_what_the_numbers_leave_out_is_said_with_them():
    plain = zerodeck("zero", "plan", "--model", "gpt2").stdout
    assert "made for sequences of 1,024 tokens" in plain
    assert "--host-memory SIZE" in plain
    assert "host/node" in plain
    limits = ("--host-memory", "1TB", "--nvme", "4TB", "--seq", "1024")
    assert "SIZE" not in zerodeck("zero", "plan", "--model", "gpt2", *limits).stdout
    fit = zerodeck("zero", "fit", "--model", "gpt2", "--modes", "zero3").stdout
    assert "without its activations" in fit
    assert "parameters, GPUs, sequences, tokens" in fit


def test_the_largest_numbers_make_json_that_is_json():
    most = ("--gpus", "1048576", "--gpus-per-node", "1024", "--batch", "1048576")
    worst = ("--seq", "16777216", "--accumulation", "1048576", "--efficiency", "1e-6")
    done = zerodeck("zero", "plan", "--params", "1e15", *most, *worst, "--json")
    assert (done.returncode, done.stderr) == (0, "")

    def refuse(name):
        pytest.fail(f"{name} is no JSON")

    found = json.loads(done.stdout, parse_constant=refuse)
    assert found["modes"]["zero3"]["per_gpu"]["activations"] is None
    assert isinstance(found["modes"]["zero3"]["per_gpu"]["total"], int)


def test_a_hostile_name_is_no_formula_of_a_plot(tmp_path):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed (extra: plot)")
    config = tmp_path / "config.json"
    sizes = {"n_layer": 2, "n_embd": 64, "n_head": 4, "vocab_size": 100, "n_positions": 64}
    named = {"_name_or_path": "$\\frac{$", "model_type": "gpt2"}
    config.write_text(json.dumps(sizes | named))
    done = zerodeck("zero", "plot", str(tmp_path / "a.svg"), "--config", str(config))
    assert (done.returncode, done.stderr) == (0, "")


def test_notes_follow_a_success_alone(tmp_path):
    (tmp_path / "ds_config.json").write_text("")
    done = zerodeck("zero", "export", "--model", "gpt2", "--to", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was written")


def test_the_arena_shows_holes_with_and_without_defragmentation():
    done = zerodeck("zero", "arena", "--model", "llama-2-7b", "--json")
    found = json.loads(done.stdout)
    assert 0 == found["with_md"]["fragmentation"] < found["without_md"]["fragmentation"] < 1
    for each in found.values():
        assert sum(run["size"] for run in each["runs"]) == each["extent"] >= each["live"]
    words = zerodeck("zero", "arena", "--model", "llama-2-7b").stdout
    assert "without MD" in words
    assert "0.0 % lost" in words
    refused = zerodeck("zero", "arena", "--params", "1B")
    assert (refused.returncode, refused.stdout) == (1, "")


UNITS = ("GB", "GiB", "_B", "Ψ", "10^9")


@pytest.mark.parametrize(
    "asked",
    [
        ("plan",),
        ("plan", "--csv"),
        ("plan", "--markdown"),
        ("compare",),
        ("arena",),
        ("fit", "--grid", "--modes", "zero3"),
        ("explain", "zero3", "total"),
    ],
    ids=" ".join,
)
def test_whoever_prints_bytes_says_of_which_size(asked):
    """GB are 10^9 bytes, GiB 2^30: no table is without one of them, and none mixes them up."""
    text = zerodeck("zero", *asked, "--model", "llama-2-7b").stdout
    assert any(unit in text for unit in UNITS)
    if "GiB" in text:
        assert "GB" in text.replace("GiB", "")  # both, each in its own column
