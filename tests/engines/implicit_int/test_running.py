"""Programs that may do anything, within their limits."""

import os
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from engines.implicit_int import running
from engines.implicit_int.running import FLOOD, LATE, OUTPUT, STOPPED, limits, private, run
from engines.inbox import Stopped
from engines.wire import EngineError
from tests import until


def shell(text: str, folder: Path, **options) -> running.Ended:
    return run(["/bin/sh", "-c", text], folder, **options)


def gone(number: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{number}/stat").read_text().split(") ")[1][0] == "Z"
    return True


def test_it_reads_what_is_said_and_how_it_ended(tmp_path: Path) -> None:
    assert shell("echo out; echo err >&2; exit 3", tmp_path) == (3, b"out\nerr\n", "")
    assert shell("kill -SEGV $$", tmp_path).status == -signal.SIGSEGV


def test_it_is_given_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    given = dict(
        line.split("=", 1) for line in run(["/usr/bin/env"], tmp_path).output.decode().split()
    )
    assert given == {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "LC_ALL": "C",
    }
    assert shell("pwd; cat", tmp_path).output.decode().strip() == str(tmp_path)


def test_one_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    text = "for i in 1 2 3 4 5; do sleep 60 & echo $!; done; wait"
    ended = shell(text, tmp_path, seconds=0.3)
    assert ended.why == LATE
    numbers = list(map(int, ended.output.split()))
    assert len(numbers) == 5
    until(lambda: all(map(gone, numbers)))


def test_one_that_leaves_children_behind_is_not_waited_for(tmp_path: Path) -> None:
    ended = shell("sleep 60 & echo $!", tmp_path, seconds=5)
    assert (ended.status, ended.why) == (0, "")
    until(lambda: gone(int(ended.output)))


def test_a_flood_is_stopped_and_its_beginning_kept(tmp_path: Path) -> None:
    ended = shell("exec yes", tmp_path)
    assert (ended.why, len(ended.output)) == (FLOOD, OUTPUT)


def test_the_last_words_are_read(tmp_path: Path) -> None:
    """Of a pipe that holds more than is read at once, as it does where pages are large."""
    number = tmp_path / "number"

    def enough() -> bool:
        if number.exists():
            until(lambda: gone(int(number.read_text())))
        return False

    large = "import fcntl, os; fcntl.fcntl(1, fcntl.F_SETPIPE_SZ, 1 << 20)"
    text = f"{large}; open('it', 'w').write(str(os.getpid())); os.rename('it', 'number')"
    program = f"{text}; os.write(1, b'x' * 900_000)"
    ended = run([sys.executable, "-c", program], tmp_path, enough)
    assert ended == (0, b"x" * 900_000, "")


def test_it_is_stopped_as_soon_as_nobody_waits(tmp_path: Path) -> None:
    answers = iter([False, True])
    ended = shell("sleep 60", tmp_path, enough=lambda: next(answers))
    assert (ended.status, ended.why) == (-signal.SIGKILL, STOPPED)


def test_it_is_ended_where_an_error_comes_between(tmp_path: Path) -> None:
    def enough() -> bool:
        if (tmp_path / "number").exists():
            raise Stopped
        return False

    with pytest.raises(Stopped):
        shell("echo $$ > it; mv it number; exec sleep 60", tmp_path, enough=enough)
    assert gone(int((tmp_path / "number").read_text()))


def test_memory_and_files_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = run([sys.executable, "-c", "bytearray(2 << 30)"], tmp_path)
    assert ended.status == 1 and b"MemoryError" in ended.output
    monkeypatch.setattr(running, "FILE", 1 << 20)
    assert shell("head -c 3000000 /dev/zero > big", tmp_path).status
    assert (tmp_path / "big").stat().st_size <= 1 << 20
    assert shell("ulimit -c", tmp_path).output == b"0\n"


def test_where_there_is_less_there_is_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root may raise a hard limit: prlimit would refuse to start anything."""
    monkeypatch.setattr(running.resource, "getrlimit", lambda kind: (1, 1 << 29))
    assert shell("ulimit -v; ulimit -Ht", tmp_path).output.split() == [b"524288", b"12"]
    monkeypatch.setattr(running.resource, "getrlimit", lambda kind: (1, 7 << 20))
    assert running.limits(1 << 30)[1:4] == [
        "--cpu=7340032:7340032",
        "--as=7340032",
        "--fsize=7340032",
    ]


def test_its_time_is_up_even_where_nobody_watches_it() -> None:
    command = [*limits(0), "/bin/sh", "-c", "while :; do :; done"]
    assert subprocess.run(command).returncode == -signal.SIGXCPU


def test_the_folder_is_private_and_does_not_stay(tmp_path: Path) -> None:
    with private() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        shell("mkdir -p a/b; echo > a/b/c; chmod 000 a/b/c", folder)
    assert not folder.exists()


def test_without_a_folder_or_a_program_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="prlimit") as error:
        run(["/bin/true"], tmp_path)
    assert error.value.failed.fix == "sudo apt install util-linux"

    def full(**options: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(EngineError, match="No space left"), private():
        full()
    monkeypatch.setattr(running.tempfile, "TemporaryDirectory", full)
    with pytest.raises(EngineError, match="No space left"), private():
        pass
