"""What is to be done to a machine: shown word for word first, then done."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from engines import whole
from engines.wire import N_, EngineError

FAILED = N_("This command failed, and nothing was done after it.")
NOT_REMOVED = N_("This could not be removed.")
INTERRUPTED = 128 + signal.SIGINT
"""What shells say of a command that Ctrl+C has ended."""


class Run(NamedTuple):
    """A command, as words: no shell reads it. `why` is a sentence for translators."""

    words: Sequence[str]
    why: str

    def __str__(self) -> str:
        return shlex.join(self.words)


class Write(NamedTuple):
    """A file, whole. What stands there and differs is kept as `kept`; None where nothing does."""

    path: Path
    text: str
    kept: Path | None


class Remove(NamedTuple):
    path: Path


class Move(NamedTuple):
    """What stands in a file's place and is not ours goes out of the way, and is kept."""

    path: Path
    kept: Path


class Line(NamedTuple):
    """What the user is to put into a file of theirs, and why."""

    text: str
    why: str

    def __str__(self) -> str:
        return self.text


Step = Run | Write | Remove | Move
Call = Callable[[Sequence[str]], int]
"""Runs a command to its end, and gives its exit status."""


class Plan(NamedTuple):
    """`after` is what is left to the user, and why."""

    steps: Sequence[Step]
    after: Sequence[Run | Line] = ()


def call(words: Sequence[str]) -> int:
    """Ctrl+C is waited out: the terminal sends it to the command too, which may be root's, and so
    none that this process could end."""
    pressed: list[int] = []
    # A handler, as the command would inherit a signal that is ignored.
    before = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        status = waited(words)
    finally:
        signal.signal(signal.SIGINT, before)
    # At its question for the password, sudo takes a Ctrl+C and ends with 1.
    return INTERRUPTED if pressed or status == -signal.SIGINT else status


def waited(words: Sequence[str]) -> int:
    # Debian leaves the folders of groupadd and usermod out of a user's PATH.
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    try:
        return subprocess.run(words, env={**os.environ, "PATH": path}).returncode
    except OSError as error:
        raise EngineError(FAILED, str(error), shlex.join(words)) from error


def do(step: Step, call: Call = call) -> None:
    """EngineError where it cannot be done; KeyboardInterrupt where Ctrl+C has ended a command."""
    match step:
        case Run(words):
            run(words, call)
        case Write(path, text, kept):
            written(path, text, kept)
        case Remove(path):
            removed(path)
        case Move(path, kept):
            moved(path, kept)


def run(words: Sequence[str], call: Call) -> None:
    status = call(words)
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    if status:
        raise EngineError(FAILED, f"{shlex.join(words)}: {status}", shlex.join(words))


def writing(path: Path, text: str) -> list[Write]:
    """Nothing where it stands there already."""
    there = content(path)
    if there == text:
        return []
    return [Write(path, text, None if there is None else free(path))]


def removing(path: Path, text: str) -> list[Remove | Move]:
    """What is there and is not `text` is kept."""
    there = content(path)
    if there == text:
        return [Remove(path)]
    # A link that leads nowhere has no content, and is there.
    return [] if there is None and not os.path.lexists(path) else [Move(path, free(path))]


def written(path: Path, text: str, kept: Path | None) -> None:
    """At each moment the path holds what was there, or the text."""
    try:
        data = os.fsencode(text)  # the paths in it may be no UTF-8
        path.parent.mkdir(parents=True, exist_ok=True)
        if kept:
            copied(path, kept)
    except (OSError, UnicodeError) as error:
        raise EngineError(whole.NOT_WRITTEN, str(error)) from error
    whole.write(path, data)


def copied(path: Path, kept: Path) -> None:
    """A second name for it, or a copy where the card's file system knows no second names."""
    try:
        os.link(path, kept, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(path, kept, follow_symlinks=False)


def removed(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise EngineError(NOT_REMOVED, str(error)) from error


def moved(path: Path, kept: Path) -> None:
    try:
        path.rename(kept)
    except OSError as error:
        raise EngineError(NOT_REMOVED, str(error)) from error


def content(path: Path) -> str | None:
    """None where there is no file; "" where it cannot be read, so that it is kept."""
    try:
        return os.fsdecode(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return ""


def free(path: Path) -> Path:
    """A name beside it that nothing has, and that no program reads a setting from."""
    names = (path.with_name(f"{path.name}.old{number or ''}") for number in range(1000))
    return next(name for name in names if not os.path.lexists(name))
