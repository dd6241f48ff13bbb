"""What a job tells, as lines of text: for the commands, and for the console's log of it."""

from contextlib import suppress

import msgspec

from engines import wire
from engines.job import Record
from tui import words
from tui.cli.stream import Plain
from tui.said import said


def of(record: Record) -> Plain:
    """How its events become lines; anew for each who follows, as some know what came before."""
    if record.engine == "probe":
        from tui.cli.probe_words import Told

        return Told()
    if record.engine == "gomoku":
        from engines.gomoku.messages import Match, Train
        from tui.cli import gomoku_net_words, gomoku_words

        with suppress(*wire.NO_MESSAGE):  # another version may have asked
            request = msgspec.json.decode(record.request, type=Match | Train)
            if isinstance(request, Train):
                return gomoku_net_words.training
            return gomoku_words.Games(request.a, request.b)
    return line


def line(event: wire.Message) -> str | None:
    """The words that every engine speaks, in words; an engine's own as they travel."""
    match event:
        case wire.Hello():
            return None
        case wire.Log():
            return said(event.text)
        case wire.Progress():
            return words.log_line(event)
        case wire.Done() | wire.Cancelled():
            return words.ending(event)[0]
    return wire.encode(event).decode().rstrip()
