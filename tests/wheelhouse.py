"""`make pi-wheelhouse`: all that a 64-bit Raspberry Pi installs, as files for one without internet.

Nothing of it is compiled on the Pi. torch is left out: its public wheel for aarch64 brings CUDA.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
WANTED = "[probe,games,sim]"
COMPILER = "aarch64-linux-gnu-gcc"


class System(NamedTuple):
    """A Raspberry Pi OS: its Python, and the C library's minor version that its wheels may want."""

    name: str
    python: str
    glibc: int


SYSTEMS = (System("Bookworm", "3.11", 36), System("Trixie", "3.13", 41))


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    collect(folder)
    print(f"{len(list(folder.iterdir()))} wheels, {size(folder) >> 20} MiB, in {folder}")
    print("Copy it to the Pi's home (scp -r), and there:")
    for command in commands(folder):
        print(f"  {command}")


def commands(folder: Path) -> list[str]:
    """What is typed on the Pi. Debian's python3 alone makes no pip for a venv: it is brought along,
    and runs from its wheel. Without pgzero's own requirements: it asks for pygame."""
    (pip,) = folder.glob("pip-*.whl")
    venv, name = "~/.venvs/zerodeck", folder.name
    install = f"{venv}/bin/python {name}/{pip.name}/pip install --no-index --find-links {name}"
    return [
        f"python3 -m venv --without-pip {venv}",
        f"{install} pip 'zerodeck[probe,games]'",
        f"{install} --no-deps pgzero",
        f"sudo ln -s {venv}/bin/zerodeck /usr/local/bin/",
    ]


def collect(folder: Path) -> None:
    """Our wheel first, as what it asks for is what is fetched."""
    own = built(folder)
    for system in SYSTEMS:
        download(folder, system, [f"{own}{WANTED}", "setuptools", "pip"])
        download(folder, system, ["--no-deps", "pgzero"])


def built(folder: Path) -> Path:
    """The wheel for any machine, without the kernel; with a compiler for the Pi, one with it too,
    which pip prefers there."""
    wheel(folder, CC="none-such")
    if shutil.which(COMPILER):
        wheel(folder, CC=COMPILER, _PYTHON_HOST_PLATFORM="linux-aarch64")
    else:
        print(f"Without {COMPILER} gomoku thinks in Python: sudo apt install gcc-aarch64-linux-gnu")
    return next(folder.glob("zerodeck-*-none-any.whl"))


def wheel(folder: Path, **changes: str) -> None:
    # What an earlier build left would be taken for this one's.
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    words = ["wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)]
    pip(words, os.environ | changes)
    shutil.rmtree(ROOT / "build", ignore_errors=True)


def download(folder: Path, system: System, what: Iterable[str]) -> None:
    pins = ["-c", str(ROOT / "constraints.txt")]
    pip(["download", "-d", str(folder), *pins, *target(system), *what])


def target(system: System) -> list[str]:
    """What tells pip that it is for that system; so it takes wheels alone."""
    platforms = ["linux_aarch64", "manylinux2014_aarch64"]
    platforms += [f"manylinux_2_{minor}_aarch64" for minor in range(17, system.glibc + 1)]
    words = [word for platform in platforms for word in ("--platform", platform)]
    return [*words, "--python-version", system.python, "--only-binary", ":all:"]


def pip(words: Iterable[str], environ: "os._Environ[str] | dict[str, str] | None" = None) -> None:
    subprocess.run([sys.executable, "-m", "pip", "-q", *words], env=environ, check=True)


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


if __name__ == "__main__":
    main()
