"""What the console does when it is ended, stopped or waked from outside."""

import asyncio
import os
import signal
import sys
import termios
from functools import partial

from textual.app import App


def end_in_order(app: App[None]) -> None:
    """Ended by SIGTERM or SIGHUP, the console leaves the terminal as it found it."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, partial(app.exit, return_code=128 + signal.SIGTERM))

    def hung_up(sign: int, frame: object) -> None:
        if terminal_lives() and not loop.is_closed():
            loop.call_soon_threadsafe(partial(app.exit, return_code=128 + sign))
        else:
            signal.signal(sign, signal.SIG_DFL)
            os.kill(os.getpid(), sign)

    # Not by the loop: where the terminal went away in the middle of a write, it stands still.
    signal.signal(signal.SIGHUP, hung_up)


def terminal_lives() -> bool:
    """Whether there is one to restore: of one that was closed or hung up nothing can be asked."""
    try:
        termios.tcgetattr(sys.__stdin__)  # type: ignore[arg-type] # None raises TypeError
    except (OSError, ValueError, TypeError, termios.error):
        return False
    return True


def between_events(*signs: signal.Signals) -> None:
    """Let the handlers that Textual has just set for these run in the loop.

    That of SIGTSTP writes, and may not interrupt a write that holds the same lock. That of
    SIGWINCH asks for the size and sends it on: where it interrupts itself, the older size is sent
    last, and stays.
    """
    for sign in signs:
        handler = signal.getsignal(sign)
        if callable(handler):
            run = partial(handler, sign, None)
            asyncio.get_running_loop().add_signal_handler(sign, run)


def when_waked(app: App[None]) -> None:
    """After `kill -TSTP` and `fg` the terminal shows nothing of ours, though Textual thinks it
    does; and Textual has set its handlers anew."""

    def waked(_app: object) -> None:
        between_events(signal.SIGWINCH)
        app.screen.refresh(layout=True)

    app.app_resume_signal.subscribe(app, waked)
