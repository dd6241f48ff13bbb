"""What pyproject.toml, constraints.txt and the folders promise each other."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from engines import ENGINES

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    named = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonical(name): version for name, version in named}


def test_every_dependency_is_pinned() -> None:
    groups = [PROJECT["project"]["dependencies"]]
    groups += PROJECT["project"]["optional-dependencies"].values()
    names = {canonical(re.split(r"[=<>\[; ]", line)[0]) for group in groups for line in group}
    assert names <= pins().keys()


def brought(requirement: Requirement, extra: str, found: dict[str, str]) -> None:
    """Adds what `requirement` has brought into this venv to `found`: name and version."""
    if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
        return
    name = canonical(requirement.name)
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return
    if name in found and not requirement.extras:
        return
    found[name] = package.version.partition("+")[0]  # builds of torch have a name behind it
    for line in package.requires or []:
        for wanted in requirement.extras or {""}:
            brought(Requirement(line), wanted, found)


def test_what_is_installed_here_is_what_the_constraints_say() -> None:
    found: dict[str, str] = {}
    brought(Requirement("zerodeck[probe,games,sim,torch,cluster,plot,parquet,dev]"), "", found)
    del found["zerodeck"]
    pinned = pins()
    assert len(found) > 20
    assert found == {name: pinned.get(name, "not pinned") for name in found}


def test_the_walls_name_every_engine_and_what_all_may_use() -> None:
    contracts = {it["name"]: it for it in PROJECT["tool"]["importlinter"]["contracts"]}
    below = contracts["What every engine may use knows none of them"]
    engines = set(ENGINES.values())
    assert set(contracts["No engine knows another"]["modules"]) == engines
    assert set(below["forbidden_modules"]) == engines
    folders = {f"engines.{found.parent.name}" for found in ROOT.glob("engines/*/__init__.py")}
    assert folders - engines == set(below["source_modules"])
