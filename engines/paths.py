"""Where zerodeck keeps what, by the XDG rules; asked for at use, so the environment can change."""

import os
from errno import EACCES
from pathlib import Path
from typing import BinaryIO

DEVICES = Path("/dev")

ASSETS = Path(__file__).resolve().parents[1] / "assets"
"""Data that is shipped. Beside this package in a checkout and in an installed wheel alike."""


def state() -> Path:
    """Jobs, logs, and what was open last."""
    return _home("XDG_STATE_HOME", ".local/state")


def config() -> Path:
    """The user's settings."""
    return _home("XDG_CONFIG_HOME", ".config")


def refuse_devices(path: Path) -> None:
    """Raises OSError for what lies below /dev: root could make or replace anything there."""
    whole = path.resolve()
    if DEVICES in (whole, *whole.parents):
        raise PermissionError(EACCES, "nothing is written below /dev", str(path))


def new_file(path: Path) -> BinaryIO:
    """A file that was not there, open for writing. Raises OSError; no link is followed."""
    refuse_devices(path)
    return path.open("xb")


def private(folder: Path) -> Path:
    """The folder, made with its parents where missing, readable by its owner alone."""
    refuse_devices(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def usable(folder: Path) -> Path:
    """The same. Raises OSError unless files can be made in it."""
    if not os.access(private(folder), os.W_OK | os.X_OK):
        raise PermissionError(EACCES, os.strerror(EACCES), str(folder))
    return folder


def _home(variable: str, default: str) -> Path:
    named = os.environ.get(variable, "")
    # The XDG specification: a relative path is invalid and to be ignored.
    base = Path(named) if named.startswith("/") else _user() / default
    return base / "zerodeck"


def _user() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # neither HOME nor an entry for this user: services live in /
        return Path("/")
