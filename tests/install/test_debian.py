"""README's two commands on a fresh Debian, with what README says to install and nothing else."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.install import size
from tests.install.debian import Debian, Ran, obstacle

PACKAGES = ("make", "python3", "python3-venv")
PLACE = "/root/zerodeck"


@pytest.fixture
def debian(tmp_path: Path) -> Iterator[Callable[..., Debian]]:
    """debian(suite, packages): with a clone of what is committed."""
    if why := obstacle():
        pytest.skip(why)
    root = tmp_path / "root"

    def made(suite: str, *more: str) -> Debian:
        system = Debian(root)
        system.make(suite, [*PACKAGES, *more])
        system.clone(PLACE)
        return system

    yield made
    shutil.rmtree(root, ignore_errors=True)


def said(ran: Ran, *words: str) -> None:
    assert ran.status == 0, ran.said[-4000:]
    for word in words:
        assert word in ran.said
    print(f"\n{ran.seconds:.0f} s: {ran.said.splitlines()[-1]}")


def test_debian_12_runs_it_and_its_tests(debian: Callable[..., Debian]) -> None:
    """All of them, which takes as long as CI; what needs more than is there skips and says so."""
    system = debian("bookworm")
    said(system.run(PLACE, "make", "run", "ARGS=--version"), "zerodeck ")
    venv = system.folder / "root/zerodeck/.venv"
    print(f".venv: {size(venv)} MB")
    again = system.run(PLACE, "make", "run", "ARGS=--version")
    said(again, "zerodeck ")
    assert "Installing" not in again.said
    said(system.run(PLACE, "make", "test", minutes=40), "passed")
    print(f".venv: {size(venv)} MB")


def test_debian_13_runs_it_and_the_doctor_has_nothing_to_mend(
    debian: Callable[..., Debian],
) -> None:
    system = debian("trixie")
    said(system.run(PLACE, "make", "run", "ARGS=--version"), "zerodeck ")
    print(f".venv: {size(system.folder / 'root/zerodeck/.venv')} MB")
    found = system.run(PLACE, "make", "run", "ARGS=doctor")
    said(found, "ok       python: Python 3.13", "ok       dependencies")
    assert "failure" not in found.said


def test_udev_of_debian_13_takes_our_rules(debian: Callable[..., Debian]) -> None:
    """The first with a systemd that has `udevadm verify`."""
    system = debian("trixie", "udev")
    said(system.run(PLACE, "udevadm", "verify", "assets/udev/60-zerodeck-probes.rules"))
    wrong = system.folder / "root/wrong.rules"
    wrong.write_text('ATTR{idVendor}="0d28", GROUP=="plugdev", GOTO="nowhere"\n')
    assert system.run("/root", "udevadm", "verify", "wrong.rules").status
