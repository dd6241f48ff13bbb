"""The real program in a real terminal: started, looked at, typed into, and ended in every way."""

import sys

CONSOLE = [sys.executable, "-m", "tui"]


def launched(*options: str) -> list[str]:
    """The command of a console that knows the tests' engine; see console.py for its options."""
    return [sys.executable, "-m", "tests.terminal.console", *options]
