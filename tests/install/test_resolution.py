"""What other machines would install: asked of pip here, for their tags."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT, wheelhouse
from tests.install import PINS, told
from tests.wheelhouse import SYSTEMS, System

ALL = "zerodeck[probe,games,sim]"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house") / "wheelhouse"
    wheelhouse.collect(folder)
    return folder


def resolved(folder: Path, system: System, what: str) -> subprocess.CompletedProcess[str]:
    """From the folder alone, whatever this machine's pip is told."""
    words = [
        "install", "--dry-run", "--no-index", "--find-links", str(folder), "--target", "unused",
        *wheelhouse.target(system), what,
    ]  # fmt: skip
    environ = {name: text for name, text in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.run(
        [sys.executable, "-m", "pip", *words],
        env=environ | {"PIP_CONFIG_FILE": os.devnull}, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_a_64_bit_pi_installs_from_the_folder_alone(house: Path, system: System) -> None:
    done = resolved(house, system, ALL)
    assert done.returncode == 0, done.stderr
    assert "zerodeck-" in done.stdout and "numpy-" in done.stdout
    assert resolved(house, system, "pgzero").returncode  # which asks for pygame
    assert list(house.glob("pgzero-*-none-any.whl"))
    told(f"wheelhouse, {len(list(house.iterdir()))} wheels", house)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_a_folder_that_lacks_one_is_noticed(house: Path, system: System, tmp_path: Path) -> None:
    for wheel in house.iterdir():
        if not wheel.name.startswith("msgspec-"):
            (tmp_path / wheel.name).symlink_to(wheel)
    assert "msgspec" in resolved(tmp_path, system, ALL).stderr


def test_the_commands_for_the_pi_name_what_is_in_the_folder(house: Path) -> None:
    for command in wheelhouse.commands(house):
        for word in command.split():
            if ".whl" in word:
                assert (house.parent / word).parent.exists()
    assert any(house.name in command for command in wheelhouse.commands(house))


def test_our_wheel_is_for_any_machine_and_with_a_compiler_for_the_pi_one_more(house: Path) -> None:
    names = sorted(path.name for path in house.glob("zerodeck-*"))
    assert names[-1].endswith("-py3-none-any.whl")
    kernels = [name for name in names[:-1] if name.endswith("-cp311-abi3-linux_aarch64.whl")]
    assert kernels == names[:-1]


def without_wheel(arch: str, python: str, glibc: int, house: Path, folder: Path) -> set[str]:
    """Of all that the folder holds, what has no wheel for that machine."""
    platforms = [f"linux_{arch}", *(f"manylinux_2_{it}_{arch}" for it in range(17, glibc + 1))]
    tags = [word for platform in platforms for word in ("--platform", platform)]
    missing = set()
    for name in {path.name.split("-")[0] for path in house.iterdir()} - {"zerodeck"}:
        words = ["download", "-q", "--no-deps", "-d", str(folder), *tags, *PINS]
        words += ["--python-version", python, "--only-binary", ":all:", name]
        if subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True).returncode:
            missing.add(name.replace("_", "-"))
    return missing


def test_the_page_names_what_has_no_wheel_for_32_bits(house: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs/install.md").read_text()
    (line,) = (each for each in page.splitlines() if each.startswith("No wheels for 32 bits: "))
    named = set(line.partition(": ")[2].rstrip(".").split(", "))
    assert without_wheel("armv7l", "3.13", 41, house, tmp_path) == named
