"""Real protocol peers: our engine speaks to `pyocd server`, which lends the simulated board."""

import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from engines import wire
from engines.inbox import Inbox
from engines.link import Link
from engines.probe.engine import serve
from engines.probe.messages import (
    Connected,
    Flash,
    Flashed,
    Look,
    Pace,
    Phased,
    Standing,
    Verified,
    Verify,
    Waiting,
    Wanted,
)
from engines.probe.simulated.board import SERIAL
from tests import until
from tests.engines.probe.rig import noise

PYOCD = str(Path(sys.executable).with_name("pyocd"))
HEAVIEST = 70
"""MiB that a worker with pyOCD in it may take; the simulator is in the server's process."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def lending(port):
    """A pyocd server on this machine, with the simulated board."""
    command = [PYOCD, "server", "--port", str(port), "-u", SERIAL]
    environment = {**os.environ, "ZERODECK_DEMO": "bulk"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:

        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        try:
            until(answers, 30)
            yield server
        finally:
            server.kill()


@pytest.fixture
def lent():
    """The address of one."""
    port = free_port()
    with lending(port):
        yield f"localhost:{port}"


def test_a_remote_board_is_flashed_and_verified(lent, tmp_path):
    file = tmp_path / "fw.bin"
    file.write_bytes(noise(1, 16384))
    wanted = Wanted(lent, target="stm32f103rc")
    done = serve(Inbox([Flash(str(file), wanted)]), lambda event: None)
    assert isinstance(done, Flashed)
    assert done.result.programmed == 8
    compared = serve(Inbox([Verify(str(file), wanted)]), lambda event: None)
    assert compared == Verified(done.result.part, ())


def test_the_flash_of_the_lent_board_holds_the_image(lent, tmp_path):
    file = tmp_path / "fw.bin"
    file.write_bytes(noise(2, 8192))
    serve(Inbox([Flash(str(file), Wanted(lent, target="stm32f103rc"))]), lambda event: None)
    # The server has the board's file mapped, and this process reads the same file.
    cells = Path(os.environ["XDG_STATE_HOME"], "zerodeck/simulated/cells").read_bytes()
    assert cells[:8192] == noise(2, 8192)


def test_a_flash_waits_for_a_server_that_goes_and_comes_back(tmp_path):
    """Killed while pages are programmed: before this, the worker asked it for ever."""
    file, port, events = tmp_path / "fw.bin", free_port(), []
    file.write_bytes(noise(3, 32768))
    request = Flash(str(file), Wanted(f"localhost:{port}", target="stm32f103rc"))
    with ExitStack() as second, lending(port) as first:

        def emit(event):
            events.append(event)
            match event:
                case Phased("program", seconds=None) if first.poll() is None:
                    first.kill()
                    first.wait()
                case Waiting():
                    second.enter_context(lending(port))

        done = serve(Inbox([request]), emit)
    assert [type(event) for event in events].count(Waiting) == 1
    assert (done.result.programmed, done.result.unplugged) == (16, 1)
    cells = Path(os.environ["XDG_STATE_HOME"], "zerodeck/simulated/cells").read_bytes()
    assert cells[:32768] == noise(3, 32768)


async def test_a_worker_with_pyocd_in_it_is_not_heavy(lent):
    async with Link("probe", Look(Wanted(lent, target="stm32f103rc"), hertz=10)) as link:
        seen = []
        async for batch in link:
            seen += batch
            if any(isinstance(event, Standing) for event in seen):
                break
        assert any(isinstance(event, Connected) for event in seen), seen
        statm = Path(f"/proc/{link._child.pid}/statm").read_text().split()
        size = int(statm[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        print(f"{size:.1f} MiB")
        assert size <= HEAVIEST


async def test_nor_is_one_that_flashes(lent, tmp_path):
    file, heaviest = tmp_path / "fw.bin", 0
    file.write_bytes(noise(4, 65536))
    async with Link("probe", Flash(str(file), Wanted(lent, target="stm32f103rc"))) as link:
        status = Path(f"/proc/{link._child.pid}/status")
        async for batch in link:
            if any(isinstance(event, Phased | Pace) for event in batch) and status.exists():
                peak = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
                heaviest = max(heaviest, int(peak[1]) / 1024 if peak else 0)
        assert isinstance(batch[-1], Flashed), batch[-1]
    print(f"{heaviest:.1f} MiB")
    assert 20 < heaviest <= HEAVIEST


def test_a_server_that_is_not_there_is_an_error_in_words(tmp_path):
    file = tmp_path / "fw.bin"
    file.write_bytes(noise(1, 16))
    gone = Wanted(f"localhost:{free_port()}")
    with pytest.raises(wire.EngineError, match="cannot be reached") as caught:
        serve(Inbox([Verify(str(file), gone)]), lambda event: None)
    assert "refused" in caught.value.failed.why
