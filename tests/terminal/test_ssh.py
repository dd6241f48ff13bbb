"""Over a real ssh connection, which drops."""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from engines import jobs
from tests import ROOT, until
from tests.conftest import children, need
from tests.terminal import METER, launched
from tests.terminal.test_survival import WHOLE, counted

CONFIG = """
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin yes
PrintMotd no
"""


@pytest.fixture
def ssh(nothing_left_running: None) -> Iterator[list[str]]:
    """The command of a connection to a server of our own, with a terminal."""
    client, server = need("ssh"), need("sshd") if shutil.which("sshd") else "/usr/sbin/sshd"
    if not Path(server).exists():
        need("sshd")
    folder = Path(tempfile.mkdtemp(prefix="zd-"))
    for name in "host", "user":
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(key, check=True, timeout=60)
    (folder / "config").write_text(CONFIG.format(folder=folder))
    with suppress(OSError):
        Path("/run/sshd").mkdir(exist_ok=True)  # where root's server wants to lock itself up
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "log").open("w") as log:
        command = [server, "-D", "-e", "-f", folder / "config", "-p", str(port)]
        daemon = subprocess.Popen(command, stderr=log)
    try:
        until(lambda: "listening on" in (folder / "log").read_text())
        yield [
            *(client, "-tt", "-F", "none", "-i", str(folder / "user"), "-p", str(port)),
            *("-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder}/known"),
            *("-o", "BatchMode=yes", "-o", "LogLevel=ERROR"),
            f"{getpass.getuser()}@127.0.0.1",
        ]
    finally:
        daemon.terminate()
        daemon.wait()
        shutil.rmtree(folder)


def remotely(command: list[str]) -> str:
    """The command for the other side, in the surroundings of this test."""
    names = ("HOME", "LANG", "LC_ALL", "PYTHONPATH", "PATH")
    kept = {name: os.environ[name] for name in (*names, *xdg())}
    words = ["env", *(f"{name}={value}" for name, value in kept.items()), *command]
    return f"cd {ROOT} && exec {shlex.join(words)}"


def xdg() -> list[str]:
    return [name for name in os.environ if name.startswith("XDG_") and name.endswith("_HOME")]


def test_a_dropped_connection_ends_the_console_and_not_its_job(opened, ssh, tmp_path):
    spy = tmp_path / "requests"
    console = launched("--spy", str(spy), *counted("counting", tmp_path))
    terminal = opened(*ssh, remotely(console))
    terminal.shows(METER, "127.0.0.1", "goes on if you leave")
    assert b'"hertz":2' in spy.read_bytes()
    assert b"animations none" in spy.read_bytes()
    terminal.send_signal(signal.SIGKILL)  # the client; its server hears of it from the kernel
    terminal.end()
    mark = f"HOME={tmp_path / 'home'}\0".encode()
    until(lambda: not [name for name in children(mark).values() if "tests.terminal" in name], 10.0)
    until(lambda: not [name for name in children(mark).values() if "devzero" in name], 2.0)
    (job,) = jobs.every()
    until(lambda: not job.running)
    assert (tmp_path / "counting").read_text() == WHOLE
    opened().shows("counting", "done")


def test_over_ssh_it_leaves_the_terminal_as_it_was(opened, ssh, tmp_path):
    terminal = opened(*ssh, remotely(launched()))
    terminal.shows(METER)
    terminal.resize(100, 30)
    terminal.until(lambda: len(terminal.rows[1]) == 100 and "q quit" in terminal.rows[29])
    terminal.press("q")
    assert terminal.end() == 0
    assert terminal.restored()
