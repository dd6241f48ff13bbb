"""One way to show any engine's stream on a command line: as NDJSON, or as plain words."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial

from engines import wire
from engines.link import Link
from tui.i18n import _
from tui.said import particulars

Plain = Callable[[wire.Message], str | None]
"""An event as a line of text; None for one that says nothing to a person."""

Batches = AsyncIterator[list[wire.Message]]

Status = Callable[[wire.Message | None], int]
"""The exit status that the last event means."""

EXIT = {wire.Done: 0, wire.Cancelled: 130, wire.Failed: 1}


def status(last: wire.Message | None) -> int:
    return next((code for kind, code in EXIT.items() if isinstance(last, kind)), 1)


def show(
    engine: str,
    request: wire.Message,
    plain: Plain | None,
    through: Callable[[Link], Batches] = aiter,
    status: Status = status,
) -> int:
    """Run the engine on one request and print what it says. Returns the exit status.

    Without `plain`, every event is printed as it travels. Ctrl+C asks the engine to stop, and what
    it says last is still printed. `through` may change events on their way, and send requests.
    """
    try:
        return asyncio.run(_run(engine, request, plain, through, status))
    except wire.EngineError as error:  # it could not be started
        return fail(error, json=plain is None)


async def _run(
    engine: str,
    request: wire.Message,
    plain: Plain | None,
    through: Callable[[Link], Batches],
    status: Status,
) -> int:
    async with Link(engine, request) as link:
        task = asyncio.current_task()
        assert task
        # Asked twice, an engine that hangs in a driver is ended with the block.
        stop = iter((partial(link.send, wire.Cancel()), task.cancel))
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(sign, lambda: next(stop, lambda: None)())
        try:
            return await printed(through(link), plain, status)
        except asyncio.CancelledError:
            return EXIT[wire.Cancelled]


async def printed(batches: Batches, plain: Plain | None, status: Status = status) -> int:
    """Print every event of the stream. Returns the exit status that its last one means."""
    last: wire.Message | None = None
    try:
        async for batch in batches:
            for last in batch:
                line = wire.encode(last).decode().rstrip() if plain is None else words(last, plain)
                if line is not None:
                    print(line, file=sys.stderr if plain and failed(last) else sys.stdout)
            if sys.stdout is not None:  # it is closed: print says nothing then
                sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has left, as `head` does; there is nobody to complain to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status(last)


def words(event: wire.Message, plain: Plain) -> str | None:
    return complaint(event) if isinstance(event, wire.Failed) else plain(event)


def failed(event: wire.Message) -> bool:
    return isinstance(event, wire.Failed)


def complaint(event: wire.Failed) -> str:
    """What happened, why, and the next command, one line each."""
    lines = (_(event.what), particulars(event.why), f"$ {event.fix}" if event.fix else "")
    return "\n".join(filter(None, lines))


def fail(error: wire.EngineError, *, json: bool = False) -> int:
    """Print an error that came before there was a stream. Returns the exit status."""
    if json:
        print(wire.encode(error.failed).decode().rstrip())
    else:
        print(complaint(error.failed), file=sys.stderr)
    return EXIT[wire.Failed]
