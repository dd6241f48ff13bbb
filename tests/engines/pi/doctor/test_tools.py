"""Programs that are there, in the folders of a machine; none of them is a must."""

from pathlib import Path

import pytest

from engines.pi.doctor.tools import CHECKS
from tests.engines.pi.doctor.fakes import ENVIRON, fake, look

FIXES = {
    "compilers": "sudo apt install gcc",
    "debugger": "sudo apt install gdb-multiarch",
    "tmux": "sudo apt install tmux",
}


def test_each_of_them_is_known():
    assert [check.key for check in CHECKS] == list(FIXES)


@pytest.mark.parametrize("key", FIXES)
def test_without_it_the_package_is_named(tmp_path, key):
    result = look(CHECKS, key, fake(tmp_path))
    assert (result.status, result.fix) == ("skipped", FIXES[key])


@pytest.mark.parametrize(
    ("key", "path", "name"),
    [
        ("compilers", "usr/bin/gcc", "gcc"),
        ("compilers", "usr/local/bin/arm-none-eabi-gcc", "arm-none-eabi-gcc"),
        ("debugger", "usr/bin/gdb-multiarch", "gdb-multiarch"),
        ("debugger", "usr/bin/arm-none-eabi-gdb", "arm-none-eabi-gdb"),
        ("tmux", "bin/tmux", "tmux"),
    ],
)
def test_with_one_it_is_named(tmp_path, key, path, name):
    result = look(CHECKS, key, fake(tmp_path, {path: ""}))
    assert (result.status, result.about, result.fix) == ("ok", {"programs": name}, "")


def test_all_compilers_are_named(tmp_path):
    files = {"usr/local/bin/tcc": "", "usr/bin/sdcc": "", "usr/bin/clang": "", "usr/bin/cc1": ""}
    assert look(CHECKS, "compilers", fake(tmp_path, files)).about == {
        "programs": "clang, tcc, sdcc"
    }


def test_folders_of_this_login_count(tmp_path):
    environ = ENVIRON | {"PATH": "/opt/arm/bin:relative::/usr/bin"}
    files = {"opt/arm/bin/arm-none-eabi-gcc": "", "relative/clang": ""}
    result = look(CHECKS, "compilers", fake(tmp_path, files, environ=environ))
    assert result.about == {"programs": "arm-none-eabi-gcc"}


@pytest.mark.parametrize("environ", [{}, {"PATH": ""}, {"PATH": "/sbin"}])
def test_a_bare_path_hides_nothing(tmp_path, environ):
    assert (
        look(CHECKS, "tmux", fake(tmp_path, {"usr/bin/tmux": ""}, environ=environ)).status == "ok"
    )


def test_what_is_no_program_does_not_count(tmp_path):
    files = {"usr/bin/gcc/": "", "usr/bin/clang": Path("clang-16"), "usr/bin/gdb": ""}
    host = fake(tmp_path, files)
    assert look(CHECKS, "compilers", host).status == "skipped"
    assert look(CHECKS, "debugger", host).status == "skipped"
