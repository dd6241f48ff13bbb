"""The document's example, as compilers build and run it."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from engines.implicit_int import example
from engines.implicit_int.example import (
    CROSS,
    DIED,
    EXAMPLE,
    LEVELS,
    NO_EXECUTION,
    NOT_BUILT,
    printed,
    run,
)
from engines.implicit_int.running import LATE
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.fakes import fake, present

BUILDS = "printf '#!/bin/sh\\n%s\\n' > example; chmod +x example"


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["gcc", "gcc-11", "clang", "clang-16", "clang-19", "tcc"])
def test_the_sum_is_three_and_z_is_whatever_it_is(name: str, level: str) -> None:
    outcome = run(present(name), level)
    assert outcome.why == ""
    result = printed(outcome.outputs)
    assert result.sum == 3
    assert len(result.z) == 3
    assert outcome.outputs == tuple(f"sum=3,z={z}" for z in result.z)


def test_the_example_is_what_the_document_says() -> None:
    found = {(it.kind, it.name) for it in scan(EXAMPLE)}
    assert {("return", "add"), ("return", "zero"), ("missing-return", "zero")} <= found


def test_programs_for_other_machines_are_not_run(tmp_path: Path) -> None:
    compiler = fake(tmp_path, "touch asked", native=False)
    assert run(compiler, "-O0") == ((), CROSS)
    assert not list(tmp_path.rglob("asked"))


@pytest.mark.parametrize(
    ("text", "outputs", "why"),
    [
        (BUILDS % "echo sum=3,z=7", ("sum=3,z=7",) * 3, ""),
        (BUILDS % "kill -SEGV $$", (), DIED),
        (BUILDS % "sleep 60", (), LATE),
        ("exit 0", (), NOT_BUILT),
        ("echo 'fake: error: no linker'; exit 1", (), "no linker"),
        (BUILDS % "echo half" + "; exit 1", (), "It failed, and gave no reason."),
    ],
)
def test_what_goes_wrong_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, outputs: tuple[str, ...], why: str
) -> None:
    monkeypatch.setattr(example, "SECONDS", 0.3 if why == LATE else 5.0)
    assert run(fake(tmp_path, text), "-O0") == (outputs, why)


def test_a_folder_that_lets_nothing_run_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = SimpleNamespace(f_flag=os.ST_NOEXEC)
    monkeypatch.setattr(example.os, "statvfs", lambda folder: status)
    assert run(fake(tmp_path, BUILDS % "echo sum=3,z=7"), "-O2") == ((), NO_EXECUTION)


def test_the_level_is_handed_on(tmp_path: Path) -> None:
    compiler = fake(tmp_path, f'echo "$@" > {tmp_path}/said; exit 1')
    run(compiler, "-O2")
    assert (tmp_path / "said").read_text() == "-std=gnu89 -O2 -w -o example source.c\n"


def test_what_was_printed_is_read() -> None:
    assert printed(("sum=3,z=-7", "sum=3,z=0")) == (3, (-7, 0))
    assert printed(("sum=3,z=1", "sum=4,z=1")) == (None, (1, 1))
    assert printed(("nothing", "")) == (None, ())
