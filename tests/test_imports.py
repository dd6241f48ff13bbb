"""The walls between the rooms, proved in processes: a lint cannot see a late import."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

DRAWING = {"textual", "rich", "typer", "tui"}
COMPUTING = {"numpy", "torch", "pyocd", "pygame", "pgzero", "unicorn"}

DOORS = sorted(
    ".".join(door.relative_to(ROOT).with_suffix("").parts)
    for name in ("messages", "state")
    for door in (ROOT / "engines").glob(f"*/{name}.py")
)
PACKAGES = sorted(file.parent for file in (ROOT / "engines").glob("*/__init__.py"))


def loaded(program: str) -> set[str]:
    """The modules that are there when the program has run."""
    report = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
    child = subprocess.run(
        [sys.executable, "-c", report + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert child.returncode == 0, child.stderr
    return set(child.stderr.splitlines()[-1].split())


def test_the_proof_sees_what_is_imported() -> None:
    assert "asyncio" in loaded("import asyncio")
    assert "asyncio" not in loaded("")


def test_there_are_doors_to_look_at() -> None:
    assert "engines.devzero.messages" in DOORS
    assert "engines.devzero.state" in DOORS


@pytest.mark.parametrize("door", DOORS)
def test_messages_and_state_are_light_enough_for_the_console(door: str) -> None:
    modules = loaded(f"import {door}")
    assert door in modules
    assert not modules & (DRAWING | COMPUTING)
    assert not modules & {"asyncio", door.rpartition(".")[0] + ".engine"}


@pytest.mark.parametrize("module", ["engines.link", "engines.jobs"])
def test_the_consoles_side_of_the_bridge_neither_draws_nor_computes(module: str) -> None:
    assert not loaded(f"import {module}") & (DRAWING | COMPUTING | {"pydantic"})


def test_the_childs_side_of_the_bridge_has_no_event_loop() -> None:
    modules = loaded("import engines.serve")
    assert not modules & (DRAWING | COMPUTING | {"asyncio", "pydantic"})


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_an_engines_package_imports_nothing(package: Path) -> None:
    """`import engines.roc.state` runs it: whatever it imported, the console would pay for."""
    name = f"engines.{package.name}"
    new = loaded(f"import {name}") - loaded("import engines")
    assert new == {name}


def test_the_app_computes_nothing() -> None:
    modules = loaded("import tui.app")
    assert "textual" in modules
    assert not modules & (COMPUTING | {"pydantic"})


def test_the_command_lines_help_loads_neither_screen_nor_bridge() -> None:
    modules = loaded("sys.argv = ['zerodeck', '--help']; from tui.cli import main; main()")
    assert "typer" in modules
    assert not modules & (COMPUTING | {"textual", "rich", "msgspec", "asyncio", "pydantic"})


@pytest.mark.parametrize("words", [[], ["devzero"]])
def test_the_way_to_the_console_needs_no_parser(words: list[str]) -> None:
    modules = loaded(f"import sys; sys.argv = {['zerodeck', *words]}; import tui.__main__")
    assert "tui.cli.console" in modules
    assert not modules & {"typer", "textual"}


def test_the_planner_plans_searches_explains_and_exports_without_torch_or_numpy() -> None:
    program = (
        "from engines.zero import plan, search, explain, report, timeline, arena, comparison; "
        "from engines.zero.export import formats; from engines.zero.presets import preset; "
        "from engines.zero.setup import Setup; from engines.zero.modes import MODES; "
        "setup = Setup(preset('llama-2-7b')); table = plan.plan(setup); "
        "report.document(table); explain.explain(table, 'zero3', 'total'); "
        "search.largest_batch(setup, MODES['zero3']); "
        "formats.export(setup, MODES['zero3'], 'deepspeed')"
    )
    assert not loaded(program) & (DRAWING | COMPUTING)
