"""Compilers of these tests: those that are here, and programs that only say that they are one."""

import shutil
from pathlib import Path

import pytest

from engines.implicit_int.compiler import Compiler, Family
from engines.implicit_int.compilers import named
from engines.implicit_int.standards import STANDARDS
from tests.conftest import need

OTHERS = ("clang", "clang-16", "clang-19", "tcc", "sdcc", "arm-none-eabi-gcc")
ALL = ("gcc", *OTHERS)


def present(name: str) -> Compiler:
    """gcc is needed; without another one the test is skipped."""
    if name == "gcc":
        need(name)
    elif not shutil.which(name):
        pytest.skip(f"{name} is not here")
    return named(name)


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def says(version: str = "12.2.0", target: str = "fake-elf", forms: str = "text|json") -> str:
    """What a gcc answers when it is asked what it is."""
    return f"""cat <<'END'
Target: {target}
gcc version {version} (Fake 1)
  -fdiagnostics-format=[{forms}] Select output format.
  -std=c99   Conform to the ISO 1999 C standard.
  -std=gnu2x Conform to the ISO 202X C standard draft
END"""


def fake(path: Path, text: str, family: Family = "gcc", native: bool = True) -> Compiler:
    """One that answers whatever is asked of it."""
    return Compiler(
        name="fake",
        path=str(script(path / "fake", text)),
        family=family,
        version="1",
        target="fake-elf",
        standards=STANDARDS,
        format="text",
        native=native,
        flags=tuple(f"-std={it}" for it in STANDARDS),
    )
