"""A mended source in the place of the old one, which stays beside it."""

import itertools
import os
import shlex
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engines import regular
from engines.wire import N_, EngineError

NOT_SAVED = N_("This source could not be written; it is as it was.")
CHANGED = N_("This source has changed meanwhile; it is as it was.")
LINKED = N_("This source has several names; the others would keep the old text.")
READ_ONLY = N_("This source is not to be written.")
SYSTEM = ("/dev/", "/proc/", "/sys/")
"""Where nothing is a source, whatever it looks like."""


def save(path: Path, before: bytes, after: bytes) -> Path:
    """Write the new text where the old one stands, and tell where the old one is now.

    A link is followed. EngineError where the file is not as `before` says, or cannot be written;
    then it is as it was, and nothing new lies beside it.
    """
    with told(path):
        real = Path(os.path.realpath(path, strict=True))
        status = real.stat()
        prove(real, status)
        target = real if path.is_symlink() else path
        folder, name = target.parent, target.name
        with created(hidden(name), folder, after, status) as new:
            with created(backups(name), folder, before, status) as backup:
                if regular.content(target, len(before)) != before:
                    raise changed(path)
            try:
                new.replace(target)
            except BaseException:
                if new.exists():  # else it is in place, and the backup has the only old text
                    backup.unlink()
                raise
    return backup


@contextmanager
def told(path: Path) -> Iterator[None]:
    try:
        yield
    except regular.Unfit as error:
        raise changed(path) from error
    except OSError as error:
        raise EngineError(NOT_SAVED, f"{path}: {error.strerror}") from error


def changed(path: Path) -> EngineError:
    return EngineError(CHANGED, str(path), f"zerodeck c fix {shlex.quote(str(path))}")


def prove(target: Path, status: os.stat_result) -> None:
    """Raises EngineError for what is better not written."""
    quoted = shlex.quote(str(target))
    if not stat.S_ISREG(status.st_mode) or str(target).startswith(SYSTEM):
        raise EngineError(regular.NO_FILE, str(target))
    if status.st_nlink > 1:
        apart = f"cp -p {quoted} {quoted}.new && mv {quoted}.new {quoted}"
        raise EngineError(LINKED, f"{target}: {status.st_nlink}", apart)
    # Root may write what nobody may: that the file is locked is meant all the same.
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK, effective_ids=True):
        raise EngineError(READ_ONLY, str(target), f"chmod u+w {quoted}")


def hidden(name: str) -> Iterator[str]:
    return (f".{name}.{os.getpid()}.{number}" for number in itertools.count(1))


def backups(name: str) -> Iterator[str]:
    yield f"{name}.orig"
    yield from (f"{name}.orig.{number}" for number in itertools.count(2))


@contextmanager
def created(
    names: Iterable[str], folder: Path, data: bytes, like: os.stat_result
) -> Iterator[Path]:
    """A new file under the first free name, on the disk whole; gone where the block fails."""
    path, descriptor = opened(names, folder)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - by its number
            file.write(data)
            file.flush()
            dress(descriptor, like)
            os.fsync(descriptor)
        yield path
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def opened(names: Iterable[str], folder: Path) -> tuple[Path, int]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    for name in names:
        with suppress(FileExistsError):
            return folder / name, os.open(folder / name, flags, 0o600)
    raise AssertionError("names do not end")


def dress(descriptor: int, like: os.stat_result) -> None:
    """Owner and mode of another file, as far as that is permitted."""
    with suppress(PermissionError):
        os.fchown(descriptor, like.st_uid, like.st_gid)
    with suppress(PermissionError):
        os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
