"""Each row of the table in docs/install.md that this machine can run, by pip in a venv."""

import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ROOT
from tests.install import PINS, done, told, works
from tests.packaging import python_of

CORE = ["devzero", "read", "--seconds", "0.2", "--json"]
PROBE = ["probe", "list"]
LESSON = """
name = "row"
[game]
sizes = [6]
row = 4
[net]
channels = 8
blocks = 1
[selfplay]
generations = 1
games = 16
playouts = 8
fast = 4
[learning]
least = 100
[gate]
games = 4
playouts = 4
"""
GAMES = ["arcade", "bot", "podline", "--levels", "1", "--json"]

Pip = Callable[..., Path]


@pytest.fixture
def pip(tmp_path: Path) -> Pip:
    """pip(words): installed into one venv, whose `zerodeck` it gives."""
    folder = tmp_path / "venv"
    venv.create(folder, with_pip=True)

    def install(*words: str) -> Path:
        done([python_of(folder), "-m", "pip", "install", "-q", *PINS, *words], tmp_path)
        return folder / "bin/zerodeck"

    return install


def compiled(folder: Path) -> bool:
    """Whether each module of the console has its bytecode beside it."""
    (tui,) = folder.glob("lib/python3*/site-packages/tui")
    made = {path.name.split(".")[0] for path in tui.glob("__pycache__/*.pyc")}
    return made >= {path.stem for path in tui.glob("*.py")}


def documented(word: str) -> list[str]:
    """What the one command of docs/install.md that has this word installs."""
    lines = (ROOT / "docs/install.md").read_text().splitlines()
    (line,) = (each for each in lines if f" {word} " in each and "bin/pip install" in each)
    return line.partition("bin/pip install ")[2].split()


def test_the_core_alone(wheel: Path, pip: Pip, tmp_path: Path) -> None:
    found = works(pip(str(wheel)), CORE, tmp_path)
    assert (found["dependencies"], found["libusb"]) == ("ok", "skipped")
    assert compiled(tmp_path / "venv")
    told("venv, core", tmp_path / "venv")


def test_with_probes(wheel: Path, pip: Pip, tmp_path: Path) -> None:
    found = works(pip(f"{wheel}[probe]"), PROBE, tmp_path)
    assert (found["capstone"], found["libusb"], found["pyocd-plugin"]) == ("ok", "ok", "ok")
    told("venv, core and probe", tmp_path / "venv")


def test_with_games(wheel: Path, pip: Pip, tmp_path: Path) -> None:
    pip(f"{wheel}[games]")
    found = works(pip("--no-deps", "pgzero"), GAMES, tmp_path)
    assert found["pygame"] == "ok"
    told("venv, core and games", tmp_path / "venv")


def test_with_probes_but_without_capstone(wheel: Path, pip: Pip, tmp_path: Path) -> None:
    pip(str(wheel), *documented("libusb-package"))
    found = works(pip("--no-deps", "pyocd>=0.46,<0.47"), PROBE, tmp_path)
    assert (found["capstone"], found["libusb"], found["pyocd-plugin"]) == ("skipped", "ok", "ok")
    told("venv, core and probe without capstone", tmp_path / "venv")


def test_with_torch(wheel: Path, pip: Pip, tmp_path: Path) -> None:
    """From where this machine has it, which has to be a wheel without CUDA: a network learns."""
    pip(str(wheel))
    command = pip("torch")
    found = works(command, [], tmp_path)
    assert (found["dependencies"], found["torch"]) == ("ok", "ok")
    (tmp_path / "row.toml").write_text(LESSON)
    said = done([command, "gomoku", "train", "row.toml"], tmp_path).stdout
    assert "loss of the policy" in said
    assert Path(said.splitlines()[-1].removeprefix("done: ")).is_file()
    told("venv, core and torch", tmp_path / "venv")
