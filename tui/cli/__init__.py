"""The command line. Nothing here, nor in any command's signature, may import the screen."""

import os
import sys

from tui.tabs import TABS


def main() -> None:
    """The console script. Who opens the console does not wait for Typer: 30 ms, 300 on a Pi."""
    words = sys.argv[1:]
    if words in ([], *([name] for name in TABS)) and "_ZERODECK_COMPLETE" not in os.environ:
        from tui.cli.console import run

        run(*words)
        return
    from tui.cli.main import app

    app(prog_name="zerodeck")
