"""What is to be done to a machine: shown word for word first, then done."""

import os
import shlex
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from engines import whole
from engines.wire import N_, EngineError

FAILED = N_("This command failed, and nothing was done after it.")


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


Step = Run | Write | Remove
Call = Callable[[Sequence[str]], int]
"""Runs a command to its end, and gives its exit status."""


class Plan(NamedTuple):
    """`after` are commands that are left to the user, and why."""

    steps: Sequence[Step]
    after: Sequence[Run] = ()


def call(words: Sequence[str]) -> int:
    # Debian leaves the folders of groupadd and usermod out of a user's PATH.
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    try:
        return subprocess.run(words, env={**os.environ, "PATH": path}).returncode
    except OSError as error:
        raise EngineError(FAILED, str(error), shlex.join(words)) from error


def do(step: Step, call: Call = call) -> None:
    """EngineError where it cannot be done."""
    match step:
        case Run(words):
            if status := call(words):
                why = f"{shlex.join(words)}: {status}"
                raise EngineError(FAILED, why, shlex.join(words))
        case Write(path, text, kept):
            written(path, text, kept)
        case Remove(path):
            removed(path)


def writing(path: Path, text: str) -> list[Write]:
    """Nothing where it stands there already."""
    there = content(path)
    if there == text:
        return []
    return [Write(path, text, None if there is None else free(path))]


def written(path: Path, text: str, kept: Path | None) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kept:
            path.rename(kept)
    except OSError as error:
        raise EngineError(whole.NOT_WRITTEN, str(error)) from error
    whole.write(path, text.encode())


def removed(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise EngineError(N_("This could not be removed."), str(error)) from error


def content(path: Path) -> str | None:
    """None where there is no file; "" where it cannot be read, so that it is kept."""
    try:
        return path.read_text(errors="replace")
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def free(path: Path) -> Path:
    """A name beside it that nothing has, and that no program reads a setting from."""
    names = (path.with_name(f"{path.name}.old{number or ''}") for number in range(1000))
    return next(name for name in names if not os.path.lexists(name))
