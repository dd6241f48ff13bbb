"""What the console does when it is ended, stopped or waked from outside."""

import asyncio
import signal
from functools import partial

from textual.app import App


def end_in_order(app: App[None]) -> None:
    """Ended by SIGTERM, the console leaves the terminal as it found it."""
    ended = partial(app.exit, return_code=128 + signal.SIGTERM)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended)


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
