"""The device itself, opened and proved to be what its name says."""

import os
import stat
from io import FileIO
from pathlib import Path

from engines.marking import N_
from engines.wire import EngineError

ZERO = Path("/dev/zero")
NUMBER = (1, 5)
"""Major and minor number: Documentation/admin-guide/devices.txt of the kernel."""


def open_zero(path: Path = ZERO) -> FileIO:
    """The device, open for reading. Raises EngineError for anything else that stands at `path`."""
    # O_NONBLOCK: opening a FIFO that took the name would wait for its writer for ever.
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        why = f"{path}: {error.strerror}"
        raise EngineError("The zero device cannot be opened.", why, fix(path, error)) from error
    try:
        prove(descriptor, path)
    except EngineError:
        os.close(descriptor)
        raise
    os.set_blocking(descriptor, True)
    return FileIO(descriptor)


def prove(descriptor: int, path: Path) -> None:
    """Raises EngineError unless this is the character device 1,5.

    Names lie: a root process that writes with `-o /dev/zero` may leave a regular file behind, and
    its reads of 0 bytes would look very fast.
    """
    status = os.fstat(descriptor)
    number = os.major(status.st_rdev), os.minor(status.st_rdev)
    if not stat.S_ISCHR(status.st_mode):
        words = N_("{file} is no character device ({mode})")
        why = words.format(file=path, mode=stat.filemode(status.st_mode))
    elif number != NUMBER:
        words = N_("{file} is the device {number}, not 1,5")
        why = words.format(file=path, number=f"{number[0]},{number[1]}")
    else:
        return
    raise EngineError("This is not the zero device.", why, remake(path))


def fix(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"sudo chmod 666 {path}"
    if isinstance(error, FileNotFoundError):
        return f"sudo mknod -m 666 {path} c 1 5"
    return remake(path)


def remake(path: Path) -> str:
    """A command that puts the device back and keeps what stood in its place."""
    return f"sudo mv {path} {path}.old && sudo mknod -m 666 {path} c 1 5"
