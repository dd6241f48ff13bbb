"""Locks that the kernel keeps (flock): held by who has the file open, free once all are gone."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from engines import paths, wire
from engines.marking import N_

CONSOLE, COMMAND = "console", "command"
"""Who holds a resource without a job: one lets go when a person asks it to, one at its end."""

_inherited: set[tuple[int, int]] = set()


def held(lock: Path) -> bool:
    """Whether somebody holds it. Asked with a shared lock: askers do not see each other."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def inherit() -> None:
    """Note which files this process was given: a lock among them is its own already.

    To be called before it opens any.
    """
    for path in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the listing itself had one, and it is closed
            if int(path.name) > 2:
                _inherited.add(identity(int(path.name)))


def resource_lock(name: str, holder: str = "") -> IO[bytes]:
    """The locked file that stands for a resource. Raises EngineError saying who has it.

    A job's child has those of its job. Whoever is no job says what it is: CONSOLE or COMMAND.
    """
    import hashlib

    folder = paths.private(paths.private(paths.state()) / "locks")
    # By its hash: a path may be longer than a file name, once its Chinese is escaped.
    file = (folder / hashlib.sha256(name.encode()).hexdigest()).open("a+b")
    if identity(file.fileno()) in _inherited:
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        by = file.read().decode(errors="replace")
        file.close()
        raise taken(name, by) from None
    file.truncate(0)
    if holder:
        file.write(f"{holder} {started_by()}".encode())
        file.flush()
    return file


def taken(name: str, holder: str) -> wire.EngineError:
    """`holder` is what the lock's file says: a job's id, or CONSOLE or COMMAND and a process."""
    kind, _, process = holder.partition(" ")
    why = N_("{name}, by process {process}").format(name=name, process=process)
    if kind == CONSOLE:
        return wire.EngineError("A console is connected to this probe: Esc in it lets go.", why)
    if kind == COMMAND:
        return wire.EngineError("Another command is using this.", why)
    if not holder:  # it is only just starting
        return wire.EngineError("Another job is using this.", name, "zerodeck jobs list")
    why = N_("{name}, by job {id}").format(name=name, id=holder)
    fix = f"zerodeck jobs attach {holder}"
    return wire.EngineError("Another job is using this.", why, fix)


def started_by() -> str:
    """The process that a person sees, and its terminal: an engine's child has none of its own."""
    process = os.getppid()
    for descriptor in (0, 1, 2):
        with suppress(OSError):
            path = str(Path(f"/proc/{process}/fd/{descriptor}").readlink())
            if path.startswith(("/dev/pts/", "/dev/tty")):
                return f"{process} on {path}"
    return str(process)


def identity(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino
