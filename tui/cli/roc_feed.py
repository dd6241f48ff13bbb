"""Standard input as pieces of a stream, no faster than the engine works through them."""

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

from engines import wire
from engines.link import Link
from engines.roc.messages import Fed, Feed

READ = 1 << 14
AHEAD = 8
"""Pieces that may be on their way."""


async def fed(link: Link) -> AsyncIterator[list[wire.Message]]:
    """Send what comes in, as it comes; the word that it was read is for us."""
    feeder = Feeder(link, asyncio.get_running_loop())
    threading.Thread(target=feeder.run, daemon=True).start()
    async for batch in link:
        for event in batch:
            if isinstance(event, Fed):
                feeder.room.release()
        yield [event for event in batch if not isinstance(event, Fed)]


class Feeder:
    """In a thread that nobody waits for, and not from sys.stdin: its lock would hold up the end."""

    def __init__(self, link: Link, loop: asyncio.AbstractEventLoop) -> None:
        self.link, self.loop = link, loop
        self.room = threading.Semaphore(AHEAD)

    def run(self) -> None:
        decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        with suppress(RuntimeError):  # the loop is over
            with suppress(OSError):  # a terminal that went away is an end too
                while data := os.read(0, READ):
                    self.send(Feed(decode(data)))
            self.send(Feed(decode(b"", final=True), last=True))

    def send(self, piece: Feed) -> None:
        self.room.acquire()
        self.loop.call_soon_threadsafe(self.link.send, piece)
