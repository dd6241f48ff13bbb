"""What is installed beside zerodeck: complete, half of it, too much."""

import re
from pathlib import Path

import pytest

from engines.pi.doctor.host import Plugin
from engines.pi.doctor.packages import CHECKS, TYPER
from engines.pi.doctor.requirements import Requirement, numbers
from tests.engines.pi.doctor.fakes import NEEDS, PACKAGES, PYTHON, fake, look

PIP = "/home/pi/venv/bin/python3 -m pip"
KEYS = [it.key for it in CHECKS]
CUDA = {"nvidia-cublas": "13.0", "nvidia-cudnn-cu13": "9.1", "triton": "3.5", "cuda-toolkit": "13"}
CPU = "--index-url https://download.pytorch.org/whl/cpu"


def ask(tmp_path, key, packages=None, *, without=(), files=None, **python):
    left = {name: it for name, it in PACKAGES.items() if name not in without} | (packages or {})
    return look(CHECKS, key, fake(tmp_path, files, python=PYTHON._replace(packages=left, **python)))


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_wrong_with_a_healthy_machine(tmp_path, key):
    result = look(CHECKS, key, fake(tmp_path))
    assert (result.status, result.fix) == ("skipped" if key == "torch" else "ok", "")


@pytest.mark.parametrize("key", KEYS)
def test_the_console_alone_is_healthy_too(tmp_path, key):
    core = {name: PACKAGES[name] for name in ("zerodeck", "pip", "textual", "rich", "typer")}
    core |= {name: PACKAGES[name] for name in ("msgspec", "platformdirs", "numpy")}
    result = look(CHECKS, key, fake(tmp_path, python=PYTHON._replace(packages=core)))
    healthy = "ok" if key in ("dependencies", "typer") else "skipped"
    assert (result.status, result.fix) == (healthy, "")


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_told_of_a_python_without_packages(tmp_path, key):
    result = look(CHECKS, key, fake(tmp_path, python=PYTHON._replace(packages={}, needs=[])))
    assert result.status == "skipped"


def test_what_is_left_out_is_named(tmp_path):
    result = ask(tmp_path, "dependencies")
    assert "cluster (ray), torch (torch)" in result.sentence
    assert f"{PIP} install '…'" in result.sentence


def test_nothing_is_left_out(tmp_path):
    result = ask(tmp_path, "dependencies", {"torch": "2.13.0+cpu", "ray": "2.60"})
    assert result.sentence == "All that zerodeck can use is here."


def test_the_console_lacks_a_package(tmp_path):
    result = ask(tmp_path, "dependencies", without=["textual", "numpy", "pyserial"])
    fix = f"{PIP} install textual==8.2.8 'numpy<3,>=2.2' pyserial"
    assert (result.status, result.fix) == ("failure", fix)
    assert "textual, numpy." in result.sentence


def test_a_part_of_an_extra(tmp_path):
    result = ask(tmp_path, "dependencies", without=["pyserial"])
    assert (result.status, result.fix) == ("warning", f"{PIP} install pyserial")


def test_pyserial_alone_is_no_part_of_an_extra(tmp_path):
    assert ask(tmp_path, "dependencies", without=["pyocd"]).status == "ok"


@pytest.mark.parametrize("version", ["1.24.2", "3.0.0", "2.1"])
def test_another_version(tmp_path, version):
    result = ask(tmp_path, "dependencies", {"numpy": version})
    assert (result.status, result.fix) == ("warning", f"{PIP} install 'numpy<3,>=2.2'")
    assert f"numpy {version} (<3,>=2.2)" in result.sentence


def test_what_nobody_understands_is_no_fault(tmp_path):
    needs = [*NEEDS, "", "???", "rich~=1.0", 'tomli; python_version < "3.11"', "numpy @ file:///x"]
    result = ask(tmp_path, "dependencies", {"msgspec": "", "textual": "unknown"}, needs=needs)
    assert result.status == "ok"


def test_a_venv_that_uv_has_made(tmp_path):
    files = {"home/pi/venv/pyvenv.cfg": "home = /usr/bin\nuv = 0.9.2\n"}
    result = ask(tmp_path, "dependencies", without=["rich", "pip"], files=files)
    assert result.fix == "uv pip install --python /home/pi/venv/bin/python3 rich"


def test_where_uv_has_brought_pip_it_is_used(tmp_path):
    files = {"home/pi/venv/pyvenv.cfg": "uv = 0.9.2\n"}
    result = ask(tmp_path, "dependencies", without=["rich"], files=files)
    assert result.fix == f"{PIP} install rich"


def test_folders_with_spaces_are_quoted(tmp_path):
    result = ask(tmp_path, "dependencies", without=["rich"], prefix="/home/pi/my $venv")
    assert result.fix == "'/home/pi/my $venv/bin/python3' -m pip install rich"


def test_cuda_without_a_gpu(tmp_path):
    result = ask(tmp_path, "torch", {"torch": "2.13.0"} | CUDA)
    names = "cuda-toolkit nvidia-cublas nvidia-cudnn-cu13 triton"
    fix = f"{PIP} uninstall -y torch {names} && {PIP} install {CPU} torch"
    assert (result.status, result.fix) == ("warning", fix)
    assert "4 packages" in result.sentence


def test_cuda_that_torch_has_left_behind(tmp_path):
    result = ask(tmp_path, "torch", {"triton": "3.5"})
    assert (result.status, result.fix) == ("warning", f"{PIP} uninstall -y triton")


@pytest.mark.parametrize(
    "gpu", ["dev/nvidia0", "sys/module/nvidia/version", "dev/nvmap", "dev/dxg", "dev/kfd"]
)
def test_cuda_for_a_gpu(tmp_path, gpu):
    result = ask(tmp_path, "torch", {"torch": "2.13.0"} | CUDA, files={gpu: ""})
    assert (result.status, result.fix) == ("ok", "")


@pytest.mark.parametrize(("vendor", "status"), [("0x10de", "ok"), ("0x8086", "warning")])
def test_a_card_without_its_driver_is_a_gpu(tmp_path, vendor, status):
    files = {"sys/bus/pci/devices/0000:01:00.0/vendor": vendor + "\n"}
    assert ask(tmp_path, "torch", CUDA, files=files).status == status


def test_torch_without_cuda(tmp_path):
    assert ask(tmp_path, "torch", {"torch": "2.13.0+cpu", "nvidia-ml-py": "13"}).status == "ok"


NEW = f"{PIP} install --force-reinstall --no-deps pygame-ce==2.5.8"


def test_pygame_beside_pygame_ce(tmp_path):
    result = ask(tmp_path, "pygame", {"pygame": "2.6.1"})
    assert (result.status, result.fix) == ("warning", f"{PIP} uninstall -y pygame && {NEW}")


def test_pygame_zero_without_pygame(tmp_path):
    result = ask(tmp_path, "pygame", without=["pygame-ce"])
    assert (result.status, result.fix) == ("warning", NEW)


def test_pygame_ce_without_pygame_zero(tmp_path):
    result = ask(tmp_path, "pygame", without=["pgzero"])
    assert (result.status, result.fix) == ("warning", f"{PIP} install --no-deps pgzero")


def test_one_pygame_is_enough(tmp_path):
    assert ask(tmp_path, "pygame", {"pygame": "2.6.1"}, without=["pygame-ce"]).status == "ok"


def test_pygame_of_somebody_else(tmp_path):
    others = ask(tmp_path, "pygame", {"pygame": "2.6.1"}, without=["pygame-ce", "pgzero"])
    assert others.status == "skipped"


@pytest.mark.parametrize("version", ["0.29.0", "0.30", "1.0"])
def test_typer_with_pydantic_is_told_once(tmp_path, version):
    result = ask(tmp_path, "typer", {"typer": version})
    assert (result.status, result.fix) == ("warning", f"{PIP} install 'typer>=0.26,<0.29'")
    assert ask(tmp_path, "dependencies", {"typer": version}).status == "ok"


def test_a_typer_that_is_too_old_is_another_version(tmp_path):
    assert ask(tmp_path, "typer", {"typer": "0.12.5"}).status == "ok"
    assert ask(tmp_path, "dependencies", {"typer": "0.12.5"}).status == "warning"


def test_typer_is_the_one_of_the_project():
    project = Path(__file__).parents[4].joinpath("pyproject.toml").read_text()
    assert f'"{TYPER}"' in project


BAD = [Plugin("gone.probe:plugin", "pyocd-odd", False), Plugin("gone", "pyocd-odd")]


@pytest.mark.parametrize("plugin", BAD)
def test_a_plug_in_that_is_not_there(tmp_path, plugin):
    result = ask(tmp_path, "pyocd-plugin", plugins=[*PYTHON.plugins, plugin])
    fix = f"{PIP} install --force-reinstall --no-deps pyocd-odd"
    assert (result.status, result.fix) == ("failure", fix)
    assert plugin.loads in result.sentence


@pytest.mark.parametrize("version", [None, "1.7.0"])
def test_pyocd_without_what_looks_for_plug_ins(tmp_path, version):
    packages = {"importlib-metadata": version} if version else {}
    without = ["importlib-metadata"]
    result = ask(tmp_path, "pyocd-plugin", packages, without=without)
    fix = f"{PIP} install 'importlib-metadata>=3.6'"
    assert (result.status, result.fix) == ("failure", fix)


def test_plug_ins_do_not_matter_without_pyocd(tmp_path):
    assert ask(tmp_path, "pyocd-plugin", without=["pyocd"], plugins=BAD).status == "skipped"


def test_only_disassembly_needs_capstone(tmp_path):
    result = ask(tmp_path, "capstone", without=["capstone"])
    assert (result.status, result.fix) == ("skipped", f"{PIP} install capstone")


LIBRARIES = [
    "usr/lib/aarch64-linux-gnu/libusb-1.0.so.0", "usr/lib/arm-linux-gnueabihf/libusb-1.0.so.0.3.0",
    "usr/lib64/libusb-1.0.so.0", "usr/lib/libusb-1.0.so",
]  # fmt: skip


@pytest.mark.parametrize("path", LIBRARIES)
def test_libusb_of_the_system(tmp_path, path):
    result = ask(tmp_path, "libusb", without=["libusb-package"], files={path: b"\x7fELF"})
    assert result.status == "ok"
    assert f"/{path}" in result.sentence


@pytest.mark.parametrize(
    "other", ["usr/lib/x-linux-gnu/libusb-0.1.so.4", "usr/lib/app/libusb-1.0.so.0"]
)
def test_no_libusb(tmp_path, other):
    result = ask(tmp_path, "libusb", without=["libusb-package"], files={other: ""})
    assert (result.status, result.fix) == ("failure", f"{PIP} install libusb-package")


@pytest.mark.parametrize(
    ("clauses", "version", "fits"),
    [
        ("==8.2.8", "8.2.8", True),
        ("==8.2", "8.2.0", True),
        ("==8.2.8", "8.2.10", False),
        (">=2.2,<3", "2.10.1", True),
        (">=2.2, <3", "3.0", False),
        (">=2.6", "2.13.0+cpu", True),
        ("!=1.5", "1.5", False),
        ("<=1.5,>1", "1", False),
        ("", "0", True),
        (">=1", "", True),
        ("~=1.0", "7", True),
    ],
)
def test_versions(clauses, version, fits):
    assert Requirement("any", clauses).fits(version) is fits


@pytest.mark.parametrize(
    ("version", "parts"),
    [("2.5.0.post1", (2, 5)), ("10", (10,)), ("1.0.0", (1,)), ("0.0", (0,)), ("v1", ()), ("", ())],
)
def test_numbers_of_versions(version, parts):
    assert numbers(version) == parts


def test_every_fix_is_one_line(tmp_path):
    python = PYTHON._replace(packages={"pyocd": "1", "pygame": "1", "pygame-ce": "1"} | CUDA)
    for it in CHECKS:
        assert not re.search(r"[\n{}]", it.look(fake(tmp_path, python=python)).fix)
