"""Where zerodeck keeps what, by the XDG rules; asked for at use, so the environment can change."""

import os
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[1] / "assets"
"""Data that is shipped. Beside this package in a checkout and in an installed wheel alike."""


def state() -> Path:
    """Jobs, logs, and what was open last."""
    return _home("XDG_STATE_HOME", ".local/state")


def config() -> Path:
    """The user's settings."""
    return _home("XDG_CONFIG_HOME", ".config")


def private(folder: Path) -> Path:
    """The folder, made with its parents where missing, readable by its owner alone."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _home(variable: str, default: str) -> Path:
    named = os.environ.get(variable, "")
    # The XDG specification: a relative path is invalid and to be ignored.
    base = Path(named) if named.startswith("/") else Path.home() / default
    return base / "zerodeck"
