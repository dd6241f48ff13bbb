"""Opening a session looks, and does nothing else: not to the chip, and not on the host."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engines.probe.messages import Cable
from engines.probe.session import opened
from engines.probe.simulated.board import Board
from engines.probe.simulated.probe import SimulatedProbe
from tests import ROOT
from tests.engines.probe.simulated.rig import Still

SCRIPTS = ("pyocd_user.py", ".pyocd_user.py")
CONFIG = """
logging: {formatters: {any: {"()": os.mkdir, path: ran}}}
"""
"""Of pyocd.yaml: the logging module calls what it names."""

LIST = """
from engines.probe.session import Lost
from engines.probe.source import by_selector
try:
    by_selector("cmsisdap:none")
except Lost:
    pass
"""


@pytest.fixture
def board():
    return Board(Still(), Cable())


def session(board, **options):
    return opened(SimulatedProbe.of(board), **options)


# Files of the user's


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_in_the_folder_where_we_are_is_not_run(board, tmp_path, monkeypatch, script):
    monkeypatch.chdir(tmp_path)
    Path(script).write_text("import os; os.mkdir('ran')")
    with session(board):
        assert Path.cwd() == tmp_path, "a relative path means what it did"
    assert not Path("ran").exists()


def test_a_folder_that_was_removed_is_as_good_as_any(board, tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with session(board) as looking:
        assert looking.is_open


def test_looking_for_probes_reads_no_configuration(tmp_path):
    (tmp_path / "pyocd.yaml").write_text(CONFIG)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", LIST], cwd=tmp_path, env=environment, check=True)
    assert not (tmp_path / "ran").exists()
