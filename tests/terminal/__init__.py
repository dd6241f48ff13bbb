"""The real program in a real terminal: started, looked at, typed into, and ended in every way."""

import sys
from contextlib import suppress
from pathlib import Path

CONSOLE = [sys.executable, "-m", "tui"]

METER = "per CPU second"
"""Stands on the screen once the meter has measured."""


def launched(*options: str) -> list[str]:
    """The command of a console that knows the tests' engine; see console.py for its options."""
    return [sys.executable, "-m", "tests.terminal.console", *options]


def children(pid: int) -> list[int]:
    found = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def family(pid: int) -> list[int]:
    """It, its children and theirs."""
    return [pid, *(member for child in children(pid) for member in family(child))]


def command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""
