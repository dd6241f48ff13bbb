"""The command that brings a package into this Python, and what zerodeck itself came from."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from engines import installing, paths


class Distribution:
    def __init__(self, told: str | None) -> None:
        self.told = told

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return self.told


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """installed(text): from what the record of the install says, away from a checkout."""
    monkeypatch.setattr(paths, "ASSETS", tmp_path / "site-packages/assets")

    def source(told: str | None) -> str:
        monkeypatch.setattr("importlib.metadata.distribution", lambda name: Distribution(told))
        return installing.source()

    return source


def test_it_goes_into_the_python_that_runs_this() -> None:
    words = shlex.split(installing.install("ray>=2", "a b"))
    assert words == [f"{sys.prefix}/bin/python3", "-m", "pip", "install", "ray>=2", "a b"]
    assert Path(words[0]).exists()


def test_uv_installs_where_it_has_made_the_venv_without_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nuv = 0.13.9\n")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert installing.install("ray").startswith(f"{tmp_path}/bin/python3 -m pip")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert installing.install("ray") == f"uv pip install --python {tmp_path}/bin/python3 ray"
    (tmp_path / "pyvenv.cfg").write_text("home = /usr/bin\nuvloop = 1\n")
    assert "uv pip" not in installing.install("ray")


def test_a_checkout_is_installed_from_itself() -> None:
    assert installing.source() == str(paths.ASSETS.parent)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"url": "file:///dist/zerodeck-1-py3-none-any.whl", "archive_info": {}},
         "file:///dist/zerodeck-1-py3-none-any.whl"),
        ({"url": "https://example.org/z", "vcs_info": {"vcs": "git"}}, "git+https://example.org/z"),
        ({}, "zerodeck"),
    ],
)  # fmt: skip
def test_an_installed_one_remembers_where_it_came_from(installed, told, expected) -> None:
    assert installed(json.dumps(told)) == expected


@pytest.mark.parametrize("told", [None, "", "{broken"])
def test_without_a_record_it_is_a_name(installed, told) -> None:
    assert installed(told) == "zerodeck"
