"""The command line. Nothing here, nor in any command's signature, may import the screen."""

import errno
import os
import sys

from tui.tabs import TABS


def main() -> None:
    """The console script. Who opens the console does not wait for Typer: 30 ms, 300 on a Pi."""
    words = sys.argv[1:]
    completing = "_ZERODECK_COMPLETE" in os.environ
    if words in ([], *([name] for name in TABS)) and not completing:
        from tui.cli.console import run

        run(*words)
        return
    from typer.main import get_command

    from tui.cli import speech
    from tui.cli.main import app
    from tui.i18n import _

    speech.use()
    if completing:  # Typer knows the shells only where it offers the options for it, which are slow
        from typer._completion_classes import completion_init

        completion_init()
    try:
        speech.translated(get_command(app))(prog_name="zerodeck")
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        # What is left to be written would fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_("The disk is full: {error}").format(error=error))
