"""The kernel as its source is now."""

import ctypes
import subprocess
from pathlib import Path

import pytest

from engines.gomoku.kernel.native import load
from tests.conftest import need

SOURCE = Path(__file__).resolve().parents[3] / "engines/gomoku/kernel/kernel.c"


@pytest.fixture(scope="session")
def lib(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    path = tmp_path_factory.mktemp("kernel") / "kernel.so"
    command = [need("gcc"), "-O2", "-std=c99", "-shared", "-fPIC", str(SOURCE), "-o", str(path)]
    subprocess.run(command, check=True, timeout=60)
    return load(path)
