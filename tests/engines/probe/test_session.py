"""Opening a session looks, and does nothing else: not to the chip, and not on the host."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from engines import wire
from engines.probe.messages import Cable
from engines.probe.session import CPUID, FAST, LOOKING, SLOW, TRIES, opened
from engines.probe.simulated.board import Board
from engines.probe.simulated.core import Core
from engines.probe.simulated.dap import Dap, Fault
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


# A locked part


class LockedNordic(Dap):
    """An nRF52 with APPROTECT on: its bus is closed, and its CTRL-AP would erase it all."""

    CTRL_AP, IDR = 1, 0x0288_0000
    ERASE_ALL, NAMED_IDR = 0x04, 0xFC

    def __init__(self, chip):
        super().__init__(chip)
        self.erased = 0

    def transfer(self, access, read, register, value=0):
        if not access or self.select >> 24 != self.CTRL_AP:
            return super().transfer(access, read, register, value)
        number = self.select & 0xF0 | register
        if not read:
            self.erased += number == self.ERASE_ALL and value == 1
        # APPROTECTSTATUS is 0, which is locked; ERASEALLSTATUS is 0, which is done.
        self.last = self.IDR if read and number == self.NAMED_IDR else 0
        return self.last


@pytest.fixture
def nordic(board):
    board.firmware.dap = LockedNordic(board.chip)
    return board


def looked_at(board):
    """Whatever pyOCD makes of a part that is none of its kind."""
    with suppress(wire.EngineError), session(board, target="nrf52832"):
        pass
    return board.firmware.dap.erased


def test_a_locked_part_is_not_erased_by_looking_at_it(nordic):
    assert looked_at(nordic) == 0


def test_pyocd_would_erase_it(nordic, monkeypatch):
    """So the test above can fail."""
    monkeypatch.setitem(LOOKING, "auto_unlock", True)
    assert looked_at(nordic) == 1


# The clock


def noisy(board, fault):
    """A wire that carries 1 MHz: what is read through it faster goes through `fault`."""
    right = board.firmware.dap.transfer

    def transfer(access, read, register, value=0):
        word = right(access, read, register, value)
        return fault(word) if access and read and board.firmware.clock > SLOW else word

    board.firmware.dap.transfer = transfer
    return board


def refused(word):
    raise Fault


def test_a_wire_that_carries_it_has_the_fast_clock(board):
    with session(board) as looking:
        assert looking.options.get("frequency") == board.firmware.clock == FAST


@pytest.mark.parametrize("fault", [lambda word: word ^ 0x10, refused], ids=["wrong", "refused"])
def test_a_wire_that_does_not_carry_it_keeps_the_slow_clock(board, fault):
    with session(noisy(board, fault)) as looking:
        assert looking.options.get("frequency") == board.firmware.clock == SLOW
        assert looking.target.read32(CPUID) == Core.CPUID


def test_one_wrong_word_of_all_is_proof_enough(board):
    words = iter(range(TRIES))
    with session(noisy(board, lambda word: word ^ (next(words, 0) == TRIES - 1))):
        assert board.firmware.clock == SLOW


def test_a_clock_that_was_asked_for_is_not_tried_out(board):
    with session(noisy(board, refused), clock=500_000) as looking:
        assert looking.options.get("frequency") == board.firmware.clock == 500_000
