"""Which compilers are here, and what they are and take."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

from engines.implicit_int.asking import ask
from engines.implicit_int.compilers import find, is_native, named
from engines.wire import EngineError
from tests.engines.implicit_int.fakes import ALL, present, says, script


def names(path: str) -> list[str]:
    return [it.name for it in find(path)]


@pytest.mark.parametrize("name", ALL)
def test_a_compiler_takes_the_standards_that_it_is_said_to_take(name: str) -> None:
    compiler = present(name)
    assert {"c89", "gnu89", "c99", "c23"}.issubset(compiler.standards)
    for standard in compiler.standards:
        assert ask(compiler, b"int x;\n", standard).why == ""
        assert ask(compiler, b"int x;\n", standard).diagnostics == ()


def test_gcc_is_what_it_says_itself() -> None:
    gcc = present("gcc")
    said = [
        subprocess.run(["gcc", word], capture_output=True, text=True).stdout.strip()
        for word in ("-dumpfullversion", "-dumpmachine")
    ]
    assert [gcc.version, gcc.target] == said
    assert gcc.family == "gcc" and gcc.native
    assert gcc == find()[0]


@pytest.mark.parametrize(
    ("name", "native", "form"),
    [
        ("clang", True, "text"),
        ("clang-19", True, "text"),
        ("tcc", True, "text"),
        ("sdcc", False, "text"),
        ("arm-none-eabi-gcc", False, "json"),
    ],
)
def test_other_compilers_are_told_apart(name: str, native: bool, form: str) -> None:
    compiler = present(name)
    assert (compiler.native, compiler.format) == (native, form)
    assert compiler.version[0].isdigit() and compiler.target
    assert compiler.family in name


def test_a_program_of_several_names_is_found_once_by_the_shortest(tmp_path: Path) -> None:
    script(tmp_path / "fake-elf-gcc-12.2", says())
    (tmp_path / "gcc-12").symlink_to("fake-elf-gcc-12.2")
    (tmp_path / "gcc").symlink_to("gcc-12")
    os.link(tmp_path / "fake-elf-gcc-12.2", tmp_path / "fake-elf-gcc")
    assert names(str(tmp_path)) == ["gcc"]
    assert named("gcc-12", str(tmp_path)).name == "gcc-12"


def test_what_starts_another_by_its_name_counts_as_that_other(tmp_path: Path) -> None:
    script(tmp_path / "ccache", "exit 1")
    (tmp_path / "wrappers").mkdir()
    (tmp_path / "wrappers" / "gcc").symlink_to("../ccache")
    (tmp_path / "wrappers" / "clang").symlink_to("../ccache")
    real = script(tmp_path / "bin" / "gcc", says())
    (found,) = find(f"{tmp_path}/wrappers:{tmp_path}/bin")
    assert found.path == str(real)


def test_the_first_on_the_path_is_the_one(tmp_path: Path) -> None:
    script(tmp_path / "a" / "gcc", says("13.1"))
    script(tmp_path / "b" / "gcc", says("12.1"))
    assert named("gcc", f"{tmp_path}/a:{tmp_path}/b").version == "13.1"


def test_what_lies_where_one_stands_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path / "bin" / "gcc", says())
    script(tmp_path / "clang", "exit 0")
    monkeypatch.chdir(tmp_path)
    assert find(".::bin") == []


def test_what_is_no_compiler_is_left_out(tmp_path: Path) -> None:
    script(tmp_path / "gcc", says())
    script(tmp_path / "gcc-5", says(target="\033[31mred"))
    script(tmp_path / "gcc-9", "head -c 100000 /dev/urandom")
    script(tmp_path / "clang", "kill -SEGV $$")
    script(tmp_path / "tcc", "sleep 60")
    script(tmp_path / "sdcc", "exit 0")
    script(tmp_path / "c99-gcc", says())
    script(tmp_path / "gcc-ar", says())
    script(tmp_path / "gcc-7", says()).chmod(0o644)
    (tmp_path / "clang-3").mkdir()
    (tmp_path / "gcc-3").symlink_to("nowhere")
    (tmp_path / "gcc-4").symlink_to("gcc-4")
    path = f"{tmp_path}/missing:{tmp_path}"
    assert [it.name for it in find(path, seconds=0.5)] == ["gcc"]


def test_whoever_leaves_waits_for_none_of_them(tmp_path: Path) -> None:
    for name in ("gcc", "gcc-9", "gcc-8", "gcc-7"):
        script(tmp_path / name, "sleep 60")
    assert find(str(tmp_path), seconds=600, enough=lambda: True) == []


@pytest.mark.parametrize(
    ("forms", "form"),
    [
        ("text|json", "json"),
        ("text|sarif-stderr|sarif-file|json|json-stderr|json-file", "json"),
        ("text|sarif-stderr|sarif-file", "sarif"),
        ("text", "text"),
    ],
)
def test_a_gcc_is_asked_for_what_it_can_give(tmp_path: Path, forms: str, form: str) -> None:
    script(tmp_path / "gcc", says(forms=forms))
    gcc = named("gcc", str(tmp_path))
    assert gcc.format == form
    assert dict(zip(gcc.standards, gcc.flags, strict=True)) == {
        "c99": "-std=c99",
        "gnu23": "-std=gnu2x",
    }


def test_a_missing_compiler_is_refused_with_those_that_are_here(tmp_path: Path) -> None:
    script(tmp_path / "gcc", says())
    script(tmp_path / "fake-elf-gcc", says("9.1"))
    with pytest.raises(EngineError) as raised:
        named("icc", str(tmp_path))
    assert raised.value.failed.why == "icc; there are: gcc, fake-elf-gcc"
    with pytest.raises(EngineError, match="nor any other"):
        named("gcc", str(tmp_path / "missing"))


@pytest.mark.parametrize(
    ("here", "target", "native"),
    [
        ("x86_64-linux-gnu", "x86_64-pc-linux-gnu", True),
        ("x86_64-linux-gnu", "x86_64-w64-mingw32", False),
        ("x86_64-linux-gnu", "i386 linux", False),
        ("i386-linux-gnu", "i686-linux-gnu", True),
        ("aarch64-linux-gnu", "aarch64 linux", True),
        ("aarch64-linux-gnu", "aarch64-none-elf", False),
        ("arm-linux-gnueabihf", "armv6k-unknown-linux-gnueabihf", True),
        ("arm-linux-gnueabihf", "aarch64-linux-gnu", False),
    ],
)
def test_a_compiler_is_native_where_its_programs_run_beside_this_one(
    monkeypatch: pytest.MonkeyPatch, here: str, target: str, native: bool
) -> None:
    monkeypatch.setattr(sysconfig, "get_config_var", lambda name: here)
    assert is_native(target) is native
