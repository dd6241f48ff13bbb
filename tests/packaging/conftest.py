"""The wheel, and a venv that it is installed in."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests import ROOT
from tests.packaging import python_of


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one that `make test` has just built, or a new one."""
    if built := os.environ.get("ZERODECK_WHEEL"):
        return ROOT / built
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # deleted modules live on in it
    out = tmp_path_factory.mktemp("dist")
    build = ["-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(ROOT)]
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A venv that holds the wheel and its core dependencies, nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=True)
    pip = [str(python_of(folder)), "-m", "pip", "install", "-q"]
    pins = ["-c", str(ROOT / "constraints.txt")]
    subprocess.run([*pip, *pins, str(wheel)], check=True, cwd=folder)
    return folder
