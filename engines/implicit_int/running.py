"""Runs a program that may do anything, in a folder of its own and within limits."""

import os
import resource
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from resource import RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE
from typing import NamedTuple

from engines.marking import N_
from engines.wire import EngineError

Enough = Callable[[], bool]
"""Whether to stop a program that runs."""

SECONDS = 10.0
OUTPUT = 4 << 20
MEMORY = 1 << 30
FILE = 64 << 20

LIMITER = "prlimit"

STEP = 50
"""Milliseconds between two looks at the clock and at whether anybody still waits."""

LATE = N_("It took too long.")
FLOOD = N_("It says more than is read.")
STOPPED = N_("It was stopped.")


class Ended(NamedTuple):
    """What a program wrote, to both of its streams, and its status; below 0 the signal that it died
    of. `why` it was ended, or ""."""

    status: int
    output: bytes
    why: str


def never() -> bool:
    return False


@contextmanager
def private() -> Iterator[Path]:
    """A folder that nobody else may enter, gone afterwards. EngineError where there is none, or
    where it takes no more."""
    try:
        with tempfile.TemporaryDirectory(prefix="zerodeck-c-", ignore_cleanup_errors=True) as name:
            yield Path(name)
    except OSError as error:
        what = N_("There is no room for what compilers write.")
        raise EngineError(what, error.strerror or "", 'df -h "${TMPDIR:-/tmp}"') from error


def run(
    command: Sequence[str], folder: Path, enough: Enough = never, seconds: float = SECONDS
) -> Ended:
    """The first word is an absolute path. What it starts is ended with it, unless that has left its
    session."""
    try:
        child = subprocess.Popen(
            [*limits(seconds), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment(folder),
            start_new_session=True,
        )
    except OSError as error:
        why = f"{error.filename}: {error.strerror}"
        raise EngineError(N_("The compiler cannot be started."), why, fix(error)) from error
    with child:
        output = bytearray()
        try:
            why = watch(child, output, enough, time.monotonic() + seconds)
        finally:
            end(child)
        drain(child, output)
    if child.returncode == -signal.SIGXCPU:
        why = LATE
    return Ended(child.returncode, bytes(output[:OUTPUT]), why)


def fix(error: OSError) -> str:
    return "sudo apt install util-linux" if error.filename == LIMITER else ""


def limits(seconds: float) -> list[str]:
    """They hold from the first instruction on, and where this process itself was killed."""
    cpu = int(seconds) + 1
    return [
        LIMITER,
        f"--cpu={within(cpu, RLIMIT_CPU)}:{within(cpu + 1, RLIMIT_CPU)}",
        f"--as={within(MEMORY, RLIMIT_AS)}",
        f"--fsize={within(FILE, RLIMIT_FSIZE)}",
        *("--core=0", "--"),
    ]


def within(limit: int, kind: int) -> int:
    """Only root may have more than there is."""
    _, most = resource.getrlimit(kind)
    return limit if most == resource.RLIM_INFINITY else min(limit, most)


def environment(folder: Path) -> dict[str, str]:
    home = str(folder)
    path = os.environ.get("PATH", os.defpath)
    return {"PATH": path, "HOME": home, "TMPDIR": home, "LC_ALL": "C"}


def watch(child: "subprocess.Popen[bytes]", output: bytearray, enough: Enough, until: float) -> str:
    """Reads until the program has ended, or has to be ended: why. It ends when it has ended, and
    not when its output does, which others may hold."""
    pipe, ended = number(child), os.pidfd_open(child.pid)
    try:
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        poll.register(ended, select.POLLIN)
        while True:
            ready = {one for one, _ in poll.poll(STEP)}
            if pipe in ready and not took(pipe, output):
                poll.unregister(pipe)
            if ended in ready:
                return ""
            if len(output) > OUTPUT:
                return FLOOD
            if enough():
                return STOPPED
            if time.monotonic() > until:
                return LATE
    finally:
        os.close(ended)


def number(child: "subprocess.Popen[bytes]") -> int:
    assert child.stdout
    return child.stdout.fileno()


def took(pipe: int, output: bytearray) -> bool:
    """Whether there was more."""
    piece = os.read(pipe, 1 << 16)
    output += piece
    return bool(piece)


def end(child: "subprocess.Popen[bytes]") -> None:
    """Before it is reaped, as its number is surely its own until then."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def drain(child: "subprocess.Popen[bytes]", output: bytearray) -> None:
    """What it wrote last, without waiting for somebody who holds its pipe."""
    pipe = number(child)
    os.set_blocking(pipe, False)
    with suppress(BlockingIOError):
        while len(output) <= OUTPUT and took(pipe, output):
            pass
