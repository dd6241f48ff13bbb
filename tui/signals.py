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


def stop_between_events() -> None:
    """Let Textual's SIGTSTP handler run in the loop: it writes, and may not interrupt a write
    that holds the same lock. Call it when Textual has set that handler."""
    handler = signal.getsignal(signal.SIGTSTP)
    if callable(handler):
        stop = partial(handler, signal.SIGTSTP, None)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, stop)


def repaint_when_waked(app: App[None]) -> None:
    """After `kill -TSTP` and `fg` the terminal shows nothing of ours; Textual thinks it does."""
    app.app_resume_signal.subscribe(app, lambda _app: app.screen.refresh(layout=True))
