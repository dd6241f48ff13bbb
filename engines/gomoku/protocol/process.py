"""A process that is talked to in lines, and that may do what it likes with them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Full, Queue
from typing import IO, NamedTuple

from engines import paths
from engines.gomoku.protocol.stream import READ, lines
from engines.wire import N_, EngineError

MOST_ANSWERS = 1000
LONGEST_LOG = 1 << 20
APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
GRACE = 0.5
"""Seconds that it is given to end by itself."""

NOISE = ("MESSAGE", "DEBUG")

GUARD = [sys.executable, "-I", "-S", str(Path(__file__).with_name("guard.py"))]
"""Ends what we have started when we end without having done so ourselves."""


class Answer(NamedTuple):
    """`at`: when it came."""

    text: str
    at: float


class Process:
    """In a session of its own, which ends with us. Two threads read: what they are not asked for is
    dropped, so that nothing it floods us with adds up."""

    def __init__(
        self, argv: Sequence[str], folder: Path, environ: Mapping[str, str], log: Path | None = None
    ) -> None:
        """Raises EngineError where it cannot be started."""
        pipe = subprocess.PIPE
        try:
            self.child = subprocess.Popen(
                argv,
                cwd=folder,
                env=environ,
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                bufsize=0,
                start_new_session=True,
            )
            self.guard = guarded(self.child, environ)
        except OSError as error:
            raise EngineError(N_("The program cannot be started."), str(error)) from error
        assert self.child.stdin
        os.set_blocking(self.child.stdin.fileno(), False)
        self.answers: Queue[Answer] = Queue(MOST_ANSWERS)
        self.ended = False
        self.threads = [
            threading.Thread(target=self.listen, daemon=True),
            threading.Thread(target=self.drain, args=(log,), daemon=True),
        ]
        for thread in self.threads:
            thread.start()

    def say(self, text: str) -> bool:
        """Whether it could be said: it may have gone, or read nothing for long."""
        assert self.child.stdin
        data = text.encode()
        try:
            return self.child.stdin.write(data) == len(data)
        except OSError:
            return False

    def answer(self, seconds: float) -> Answer | None:
        """The next line that is no noise; None where none comes in time."""
        try:
            return self.answers.get(timeout=max(seconds, 0.001))
        except Empty:
            return None

    def forget(self) -> None:
        """Drop what it has said so far."""
        with suppress(Empty):
            while True:
                self.answers.get_nowait()

    def listen(self) -> None:
        assert self.child.stdout
        with self.child.stdout as source:
            for text in lines(source.read):
                if not text[: len(NOISE[0])].upper().startswith(NOISE):
                    with suppress(Full):
                        self.answers.put_nowait(Answer(text, time.monotonic()))
        self.ended = True

    def drain(self, log: Path | None) -> None:
        """Its errors, into the log while that is not too long."""
        assert self.child.stderr
        with self.child.stderr as source, opened(log) as file:
            left = LONGEST_LOG - os.fstat(file.fileno()).st_size
            while data := source.read(READ):
                with suppress(OSError):
                    file.write(data[:left])
                left = max(0, left - len(data))

    def how_ended(self) -> str:
        """In words, once it has closed its output."""
        until = time.monotonic() + GRACE
        while self.alive() and time.monotonic() < until:
            time.sleep(0.01)
        if self.alive():
            return N_("it closed its output")
        code = self.status()
        if code < 0:
            return N_("killed by {signal}").format(signal=signal.Signals(-code).name)
        return N_("exit code {number}").format(number=code)

    def close(self) -> None:
        """END, some time to obey, then the end of it and of all that it has started."""
        self.say("END\r\n")
        assert self.child.stdin
        self.child.stdin.close()
        until = time.monotonic() + GRACE
        while self.alive() and time.monotonic() < until:
            time.sleep(0.005)
        end(self.child, self.guard)
        for thread in self.threads:
            thread.join(GRACE)

    def alive(self) -> bool:
        """Unreaped when it has ended: its number still names its group."""
        options = os.WEXITED | os.WNOWAIT | os.WNOHANG
        return self.child.returncode is None and not os.waitid(os.P_PID, self.child.pid, options)

    def status(self) -> int:
        """The exit code of what has ended, or the negative number of its signal."""
        end = os.waitid(os.P_PID, self.child.pid, os.WEXITED | os.WNOWAIT)
        assert end
        return end.si_status if end.si_code == os.CLD_EXITED else -end.si_status


def guarded(child: subprocess.Popen[bytes], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Raises OSError, and then the child has been ended."""
    try:
        return subprocess.Popen(
            [*GUARD, str(child.pid)],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        end(child)
        raise


def end(child: subprocess.Popen[bytes], guard: subprocess.Popen[bytes] | None = None) -> None:
    """At once, with all that it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    if guard is not None:
        # Before the child is reaped: its number could then be another's.
        guard.kill()
        guard.communicate()
    child.wait()


def opened(log: Path | None) -> IO[bytes]:
    """The log, to append to, for its owner alone; a full one is put aside first, so that two exist
    at most. Where none can be kept, what is said there is lost."""
    with suppress(OSError):
        if log is not None:
            paths.private(log.parent)
            if log.exists() and log.lstat().st_size >= LONGEST_LOG:
                log.replace(log.with_suffix(".old"))
            # A pipe that nobody reads is refused like a link.
            return os.fdopen(os.open(log, APPEND, 0o600), "ab", buffering=0)
    return Path(os.devnull).open("wb", buffering=0)
