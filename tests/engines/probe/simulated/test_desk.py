"""The board whose flash outlives the process."""

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engines import paths
from engines.probe.messages import Cable
from engines.probe.simulated.board import desk
from engines.probe.simulated.chip import FLASH, FLASH_SIZE, OPTIONS
from engines.wire import EngineError
from tests import ROOT, until

from .rig import FLASH_CR, KEYR, KEYS, Still

SIZE = FLASH_SIZE + len(OPTIONS)

PROGRAMMING = """
import sys
from engines.probe.messages import Cable
from engines.probe.simulated.board import desk
from tests.engines.probe.simulated.rig import FLASH_AR, FLASH_CR, KEYR, KEYS, Still
with desk(Still(), Cable()) as board:
    for key in KEYS:
        board.chip.write(KEYR, key, 4)
    print("ready", flush=True)
    while True:
        for page in range(0, 1 << 18, 2048):
            board.chip.write(FLASH_CR, 2, 4)
            board.chip.write(FLASH_AR, page, 4)
            board.chip.write(FLASH_CR, 2 | 1 << 6, 4)
            board.chip.write(FLASH_CR, 1, 4)
            for offset in range(page, page + 2048, 2):
                board.chip.write(0x08000000 + offset, 0x4242, 2)
            print(page, flush=True)
"""


def taken(folder=None):
    return desk(Still(), Cable(), folder)


def program(board, address: int, value: int) -> None:
    for key in KEYS:
        board.chip.write(KEYR, key, 4)
    board.chip.write(FLASH_CR, 1, 4)
    board.chip.write(address, value, 2)


def test_the_first_time_it_is_a_chip_as_delivered():
    with taken() as board:
        assert bytes(board.chip.cells) == b"\xff" * FLASH_SIZE
        assert bytes(board.chip.options) == OPTIONS


def test_what_was_flashed_is_there_the_next_time():
    with taken() as board:
        program(board, FLASH + 0x1000, 0xBEEF)
    with taken() as board:
        assert board.chip.read(FLASH + 0x1000, 2) == 0xBEEF


def test_it_lies_in_the_state_folder_and_is_its_owners_alone():
    with taken():
        folder = paths.state() / "simulated"
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "cells").stat().st_size == SIZE


def test_only_one_has_it_at_a_time(tmp_path):
    with taken() as board:
        with pytest.raises(EngineError) as refused:
            taken()
        assert refused.value.failed.what == "This probe is used by another program."
        with taken(tmp_path / "another desk"):
            pass
        assert board.plugged
    with taken():
        pass


def test_closing_gives_it_back_though_somebody_still_holds_the_object():
    board = taken()
    board.close()
    with taken() as other:
        assert other.plugged
        assert not board.plugged


def test_closing_leaves_nothing_open():
    def descriptors():
        return len(list(Path("/proc/self/fd").iterdir()))

    gc.collect()
    gc.disable()  # a mapping would only go with the rest
    try:
        before = descriptors()
        for _ in range(3):
            with taken() as board:
                cell = board.chip.read(FLASH, 1)
        assert descriptors() == before
        assert cell == 0xFF
    finally:
        gc.enable()


@pytest.mark.parametrize("size", [0, 1, FLASH_SIZE, SIZE - 1, SIZE + 1])
def test_a_file_that_was_only_begun_is_begun_anew(tmp_path, size):
    (tmp_path / "cells").write_bytes(b"\x42" * size)
    with taken(tmp_path) as board:
        assert bytes(board.chip.cells) == b"\xff" * FLASH_SIZE
    assert (tmp_path / "cells").stat().st_size == SIZE


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match="cannot be kept"):
        taken(tmp_path / "file")
    (tmp_path / "cells").mkdir()
    with pytest.raises(EngineError, match="cannot be kept"):
        taken(tmp_path)


def test_a_process_that_is_killed_leaves_a_board_that_works(tmp_path, rng, count):
    """Killed in the middle of erasing and programming: whole pages, blank ones, one in between."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(count(100)):
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAMMING], env=environment, stdout=subprocess.PIPE
        ) as child:
            for _ in range(rng.randint(1, 6)):
                assert child.stdout.readline()
            for _ in range(rng.randrange(20_000)):  # somewhere within a page
                pass
            child.send_signal(signal.SIGKILL)
        board = until(free)
        with board:
            cells = bytes(board.chip.cells)
            pages = [cells[at : at + 2048] for at in range(0, FLASH_SIZE, 2048)]
            assert all(page.strip(b"\x42").strip(b"\xff") == b"" for page in pages)
            assert sum(page not in (b"\x42" * 2048, b"\xff" * 2048) for page in pages) <= 1
            assert bytes(board.chip.options) == OPTIONS
            board.claim()
            program(board, FLASH + FLASH_SIZE - 2, 0)
            assert board.chip.read(FLASH + FLASH_SIZE - 2, 2) == 0
            board.chip.cells[:] = b"\xff" * FLASH_SIZE


def free():
    try:
        return taken()
    except EngineError:
        return None
