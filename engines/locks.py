"""Locks that the kernel keeps (flock): held by who has the file open, free once all are gone."""

import fcntl
from pathlib import Path
from typing import IO

from engines import paths, wire


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


def resource_lock(name: str) -> IO[bytes]:
    """The locked file that stands for a resource. Raises EngineError naming the job that has it."""
    import hashlib

    folder = paths.private(paths.private(paths.state()) / "locks")
    # By its hash: a path may be longer than a file name, once its Chinese is escaped.
    file = (folder / hashlib.sha256(name.encode()).hexdigest()).open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().decode(errors="replace")
        file.close()
        if not holder:  # it is only just starting
            raise wire.EngineError(
                "Another job is using this.", name, "zerodeck jobs list"
            ) from None
        why, fix = f"{name}, by job {holder}", f"zerodeck jobs attach {holder}"
        raise wire.EngineError("Another job is using this.", why, fix) from None
    file.truncate(0)
    return file
