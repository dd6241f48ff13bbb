"""pipx and uv, which make the venv themselves: installed, run, and gone again."""

import sys
import venv
from pathlib import Path

import pytest

from tests.install import PINS, done, told, works
from tests.install.test_rows import CORE, PROBE, compiled
from tests.packaging import python_of

OVERRIDE = "capstone ; sys_platform == 'never'\n"


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both commands."""
    folder = tmp_path_factory.mktemp("tools")
    venv.create(folder, with_pip=True)
    done([python_of(folder), "-m", "pip", "install", "-q", "pipx", "uv"], folder)
    return folder / "bin"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where they put things, and the Python that they take: none is fetched."""
    for name, value in {
        "PIPX_HOME": "pipx", "PIPX_BIN_DIR": "bin", "PIPX_MAN_DIR": "man",
        "UV_TOOL_DIR": "uv", "UV_TOOL_BIN_DIR": "bin", "UV_CACHE_DIR": "cache",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setenv("PIPX_DEFAULT_PYTHON", sys.executable)
    monkeypatch.setenv("PIPX_DEFAULT_BACKEND", "pip")  # uv would compile nothing to bytecode
    monkeypatch.setenv("UV_PYTHON", sys.executable)
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    return tmp_path


def test_pipx_installs_the_command_and_its_man_page(
    tools: Path, wheel: Path, folders: Path
) -> None:
    pins = f"--pip-args={' '.join(PINS)}"
    done([tools / "pipx", "install", pins, f"{wheel}[probe]"], folders)
    found = works(folders / "bin/zerodeck", PROBE, folders)
    assert (found["dependencies"], found["environment"]) == ("ok", "ok")
    assert (folders / "man/man1/zerodeck.1").read_text().startswith(".TH ZERODECK 1")
    assert compiled(folders / "pipx/venvs/zerodeck")
    told("pipx, core and probe", folders / "pipx")
    done([tools / "pipx", "uninstall", "zerodeck"], folders)
    assert not list((folders / "bin").iterdir())


def test_pipx_puts_more_beside_it(tools: Path, wheel: Path, folders: Path) -> None:
    """Games, as an extra cannot say --no-deps."""
    done([tools / "pipx", "install", str(wheel)], folders)
    done([tools / "pipx", "inject", "zerodeck", "pygame-ce==2.5.8"], folders)
    done([tools / "pipx", "runpip", "zerodeck", "install", "--no-deps", "pgzero"], folders)
    found = works(folders / "bin/zerodeck", CORE, folders)
    assert found["pygame"] == "ok"


def test_uv_installs_without_capstone_and_compiles(tools: Path, wheel: Path, folders: Path) -> None:
    (folders / "without.txt").write_text(OVERRIDE)
    words = ["tool", "install", "-q", "--compile-bytecode", "--overrides", "without.txt"]
    done([tools / "uv", *words, *PINS, f"{wheel}[probe]"], folders)
    found = works(folders / "bin/zerodeck", PROBE, folders)
    assert (found["dependencies"], found["capstone"], found["libusb"]) == ("ok", "skipped", "ok")
    assert compiled(folders / "uv/zerodeck")
    told("uv, core and probe without capstone", folders / "uv")
    done([tools / "uv", "tool", "uninstall", "zerodeck"], folders)
    assert not (folders / "bin/zerodeck").exists()


def test_uv_puts_games_beside_it(tools: Path, wheel: Path, folders: Path) -> None:
    games = ["--with", "pygame-ce==2.5.8"]
    done([tools / "uv", "tool", "install", "-q", *games, *PINS, str(wheel)], folders)
    venv = str(folders / "uv/zerodeck")
    done([tools / "uv", "pip", "install", "-q", "--no-deps", "--python", venv, "pgzero"], folders)
    found = works(folders / "bin/zerodeck", CORE, folders)
    assert found["pygame"] == "ok"
