"""Installations, each on a clean ground: minutes and gigabytes, so only with --full.

What `docs/install.md` says is done here word for word, as far as this machine can.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests import ROOT

PINS = ["-c", str(ROOT / "constraints.txt")]
MINUTES = 60


def done(
    words: Sequence[str | Path], cwd: Path, minutes: float = 10, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run to its end, away from the checkout. AssertionError with all it said where it fails."""
    ran = subprocess.run(
        words,
        cwd=cwd,
        env=surroundings() | environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=minutes * MINUTES,
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-4000:]
    return ran


def surroundings() -> dict[str, str]:
    """Without what would lead a Python back to the checkout."""
    return {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}


def size(folder: Path) -> int:
    """MB on the disk."""
    told = subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True, check=True)
    return int(told.stdout.split()[0])


def works(command: Path, row: Sequence[str], cwd: Path) -> dict[str, str]:
    """That it tells its version, examines this machine, and does what the row is for. What the
    doctor found, by check."""
    assert done([command, "--version"], cwd).stdout.startswith("zerodeck ")
    found = subprocess.run(
        [command, "doctor", "--json"], cwd=cwd, env=surroundings(), capture_output=True, text=True
    )
    assert not found.stderr
    if row:
        done([command, *row], cwd)
    return {check["check"]: check["status"] for check in json.loads(found.stdout)["checks"]}


def told(name: str, folder: Path) -> None:
    """For the table in docs/install.md: pytest -s shows it."""
    print(f"\n{name}: {size(folder)} MB")
