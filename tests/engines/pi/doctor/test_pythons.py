"""Pythons that fit, and those that do not."""

import pytest

from engines.pi.doctor.host import User
from engines.pi.doctor.pythons import CHECKS
from tests.engines.pi.doctor.fakes import ENVIRON, PACKAGES, PYTHON, fake, look

INTO = "-m venv ~/.venvs/zerodeck && ~/.venvs/zerodeck/bin/pip install /home/pi/zerodeck"
SYSTEM = PYTHON._replace(prefix="/usr")
MARK = "usr/lib/python3.11/EXTERNALLY-MANAGED"
ROOT = User(0, frozenset({0}))
WITHOUT_PIP = {name: version for name, version in PACKAGES.items() if name != "pip"}


@pytest.mark.parametrize("key", [it.key for it in CHECKS])
def test_nothing_is_wrong_with_a_healthy_machine(tmp_path, key):
    result = look(CHECKS, key, fake(tmp_path))
    assert (result.status, result.fix) == ("skipped" if key == "venv-tools" else "ok", "")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 5), (4, 0, 0)])
def test_python_from_3_11_on_will_do(tmp_path, version):
    host = fake(tmp_path, python=PYTHON._replace(version=version))
    assert look(CHECKS, "python", host).status == "ok"


def test_an_old_python(tmp_path):
    result = look(CHECKS, "python", fake(tmp_path, python=PYTHON._replace(version=(3, 9, 2))))
    assert (result.status, result.fix) == ("failure", "")
    assert "3.9.2" in result.sentence


def test_an_old_python_beside_a_newer_one(tmp_path):
    names = ("python3", "python3.9", "python3.11", "python3.13", "python3.11-config")
    files = {f"usr/bin/{each}": "" for each in names}
    host = fake(tmp_path, files, python=PYTHON._replace(version=(3, 9, 2)))
    assert look(CHECKS, "python", host).fix == f"python3.13 {INTO}"


def test_the_systems_python(tmp_path):
    result = look(CHECKS, "environment", fake(tmp_path, {MARK: ""}, python=SYSTEM))
    assert (result.status, result.fix) == ("warning", f"python3 {INTO}")


def test_a_venv_of_the_systems_python_is_none(tmp_path):
    assert look(CHECKS, "environment", fake(tmp_path, {MARK: ""})).status == "ok"


def test_a_python_that_no_system_manages(tmp_path):
    image = PYTHON._replace(prefix="/usr/local", base="/usr/local")
    assert look(CHECKS, "environment", fake(tmp_path, {MARK: ""}, python=image)).status == "ok"


def test_sudo(tmp_path):
    host = fake(tmp_path, user=ROOT, environ=ENVIRON | {"SUDO_USER": "pi"})
    result = look(CHECKS, "environment", host)
    assert (result.status, result.fix) == ("warning", "zerodeck doctor")


@pytest.mark.parametrize("environ", [{}, {"SUDO_USER": "root"}, {"SUDO_USER": ""}])
def test_root_of_a_container(tmp_path, environ):
    host = fake(tmp_path, user=ROOT, environ=environ)
    assert look(CHECKS, "environment", host).status == "ok"


def test_somebody_whom_root_has_become_by_sudo(tmp_path):
    host = fake(tmp_path, environ=ENVIRON | {"SUDO_USER": "root"})
    assert look(CHECKS, "environment", host).status == "ok"


@pytest.mark.parametrize("lib", ["lib", "lib64"])
def test_ensurepip_is_there(tmp_path, lib):
    files = {f"usr/{lib}/python3.11/ensurepip/": ""}
    assert look(CHECKS, "venv-tools", fake(tmp_path, files, python=SYSTEM)).status == "ok"


def test_ensurepip_is_missing(tmp_path):
    files = {"usr/lib/python3.11/os.py": "", "usr/bin/apt": ""}
    result = look(CHECKS, "venv-tools", fake(tmp_path, files, python=SYSTEM))
    assert (result.status, result.fix) == ("warning", "sudo apt install python3-venv")


def test_without_apt_nobody_is_told_to_use_it(tmp_path):
    host = fake(tmp_path, {"usr/lib/python3.11/os.py": ""}, python=SYSTEM)
    result = look(CHECKS, "venv-tools", host)
    assert (result.status, result.fix) == ("warning", "")


def test_a_library_that_is_elsewhere(tmp_path):
    assert look(CHECKS, "venv-tools", fake(tmp_path, python=SYSTEM)).status == "skipped"


@pytest.mark.parametrize("machine", ["aarch64", "armv8l", "x86_64"])
def test_a_32_bit_system_on_a_64_bit_processor(tmp_path, machine):
    files = {"etc/os-release": 'ID=raspbian\nVERSION_ID="12"\n'}
    host = fake(tmp_path, files, python=PYTHON._replace(bits=32, machine=machine))
    result = look(CHECKS, "bits", host)
    assert (result.status, result.fix) == ("warning", "")
    assert "64-bit" in result.sentence


@pytest.mark.parametrize("told", ['ID=raspbian\nVERSION_ID="13"', "VERSION_ID=14\nID=debian"])
def test_a_32_bit_processor_takes_what_debian_has_built(tmp_path, told):
    python = PYTHON._replace(bits=32, machine="armv6l")
    result = look(CHECKS, "bits", fake(tmp_path, {"etc/os-release": told}, python=python))
    assert (result.status, result.fix) == (
        "warning",
        "sudo apt install gcc python3-dev python3-venv python3-numpy python3-serial python3-usb "
        "python3-yaml python3-capstone python3-pygame && python3 -m venv --system-site-packages "
        "~/.venvs/zerodeck && ~/.venvs/zerodeck/bin/pip install /home/pi/zerodeck",
    )
    assert "64-bit" not in result.sentence


@pytest.mark.parametrize(
    "told",
    ["", "ID=debian", "ID=debian\nVERSION_ID=sid", b"\xff=\xff\n===", "ID=arch\nVERSION_ID=99"],
)
def test_where_the_system_is_unknown_nothing_is_to_paste(tmp_path, told):
    python = PYTHON._replace(bits=32, machine="armv7l")
    result = look(CHECKS, "bits", fake(tmp_path, {"etc/os-release": told}, python=python))
    assert (result.status, result.fix) == ("warning", "")


def with_pip(version):
    return PYTHON._replace(packages=PACKAGES | {"pip": version})


@pytest.mark.parametrize("version", ["23.0.1", "26.3", "", "unknown"])
def test_a_pip_that_will_do(tmp_path, version):
    assert look(CHECKS, "pip", fake(tmp_path, python=with_pip(version))).status == "ok"


def test_an_old_pip(tmp_path):
    result = look(CHECKS, "pip", fake(tmp_path, python=with_pip("20.3.4")))
    fix = "/home/pi/venv/bin/python3 -m pip install --upgrade pip"
    assert (result.status, result.fix) == ("warning", fix)


def test_the_pip_of_the_system_is_left_alone(tmp_path):
    host = fake(tmp_path, python=with_pip("20.3.4")._replace(prefix="/usr"))
    assert look(CHECKS, "pip", host).status == "skipped"


def test_a_venv_without_pip(tmp_path):
    host = fake(tmp_path, python=PYTHON._replace(packages=WITHOUT_PIP, prefix="/my venv"))
    result = look(CHECKS, "pip", host)
    fix = "'/my venv/bin/python3' -m ensurepip"
    assert (result.status, result.fix) == ("warning", fix)


def test_uv_and_debian_need_no_pip(tmp_path):
    files = {"home/pi/venv/pyvenv.cfg": "home = /usr/bin\nuv = 0.9.2\n"}
    for python in (PYTHON, SYSTEM):
        host = fake(tmp_path, files, python=python._replace(packages=WITHOUT_PIP))
        assert look(CHECKS, "pip", host).status == "skipped"
