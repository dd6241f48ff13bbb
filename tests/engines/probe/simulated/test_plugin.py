"""The pyocd command itself, a process of its own, at the board on the desk."""

import json
import os
import subprocess
import sys

import pytest

from engines.probe.messages import Cable
from engines.probe.simulated.board import SERIAL, desk
from engines.probe.simulated.chip import FLASH_SIZE
from engines.probe.simulated.plugin import DEMO, plugin

from .rig import FIRMWARE, Still

COUNT = (FIRMWARE / "count.bin").read_bytes()


PYTHON = [sys.executable, "-P"]
"""Without the folder that one stands in: what lies there is not what is installed."""


def pyocd(*words: str, demo: str = "hid", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PYTHON, "-m", "pyocd", *words, "--no-config"],
        env={**os.environ, DEMO: demo, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def cells() -> bytes:
    with desk(Still(), Cable()) as board:
        return bytes(board.chip.cells)


def test_the_installed_package_offers_it():
    """A failure here says that the package has to be installed again."""
    asked = "from importlib.metadata import entry_points as e; print(*e(group='pyocd.probe'))"
    run = subprocess.run([*PYTHON, "-c", asked], capture_output=True, text=True)
    assert f"{plugin.__module__}:{plugin.__name__}" in run.stdout


@pytest.mark.parametrize("demo", ["", "yes", "HID"])
def test_nobody_sees_it_who_has_not_asked(demo):
    listed = pyocd("list", demo=demo)
    assert listed.returncode == 0
    assert "zerodeck" not in listed.stdout
    assert SERIAL not in listed.stdout


@pytest.mark.parametrize("demo", ["hid", "bulk"])
def test_who_asks_sees_it(demo):
    listed = pyocd("list", demo=demo)
    assert listed.returncode == 0
    assert SERIAL in listed.stdout
    assert "stm32f103rc" in listed.stdout


def test_it_is_listed_as_json():
    (board,) = json.loads(pyocd("json", "--probes").stdout)["boards"]
    assert board["unique_id"] == SERIAL
    assert (board["vendor_name"], board["product_name"]) == ("zerodeck", "simulated CMSIS-DAP")
    assert board["target"] == "stm32f103rc"


def test_flash_look_reset_erase():
    flashed = pyocd("flash", str(FIRMWARE / "count.hex"))
    assert flashed.returncode == 0, flashed.stderr
    assert cells()[: len(COUNT)] == COUNT

    words = ["halt", "status", "reg", "read32 0x08000000"]
    looked = pyocd("cmd", *[part for word in words for part in ("-c", word)])
    assert looked.returncode == 0, looked.stderr
    assert "Halted" in looked.stdout
    assert "pc:" in looked.stdout
    assert f"{int.from_bytes(COUNT[:4], 'little'):08x}" in looked.stdout

    assert pyocd("reset", "-u", f"zerodeck:{SERIAL}").returncode == 0
    assert cells()[: len(COUNT)] == COUNT

    erased = pyocd("erase", "--chip", "-u", SERIAL[:6], demo="bulk")
    assert erased.returncode == 0, erased.stderr
    assert cells() == b"\xff" * FLASH_SIZE


def test_while_another_process_has_it_it_is_listed_and_not_opened():
    with desk(Still(), Cable()) as board:
        listed = pyocd("list")
        assert SERIAL in listed.stdout
        refused = pyocd("reset", "-t", "stm32f103rc")
        assert refused.returncode != 0
        assert "used by another program" in refused.stdout + refused.stderr
        assert board.plugged


@pytest.mark.parametrize("broken", ["raise ImportError", "raise OSError('libunicorn.so')"])
def test_without_unicorn_pyocd_goes_on_without_it(tmp_path, broken):
    (tmp_path / "unicorn.py").write_text(broken)
    path = os.pathsep.join([str(tmp_path), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    listed = pyocd("list", PYTHONPATH=path)
    assert listed.returncode == 0, listed.stderr
    assert SERIAL not in listed.stdout


def test_a_plug_in_that_fails_would_take_every_command_with_it(tmp_path):
    """Why ours may not: pyOCD guards no entry point."""
    info = tmp_path / "other-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[pyocd.probe]\nother = not_there:Plugin\n")
    assert pyocd("list", demo="", PYTHONPATH=str(tmp_path)).returncode != 0


@pytest.mark.parametrize("demo", ["", "hid"])
def test_the_module_can_be_imported_by_itself_and_loads_nothing(demo):
    """pyOCD is half imported when it asks for it: with pyOCD in it, it would ask for itself."""
    asked = """
import sys, engines.probe.simulated.plugin as own
print("pyocd" in sys.modules, "unicorn" in sys.modules)
print(own.plugin().should_load(), "unicorn" in sys.modules)
"""
    environment = {**os.environ, DEMO: demo}
    run = subprocess.run([*PYTHON, "-c", asked], capture_output=True, text=True, env=environment)
    assert run.stdout.splitlines() == ["False False", f"{bool(demo)} {bool(demo)}"]
