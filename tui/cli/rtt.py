"""A conversation with the program on the chip: what it prints, and the lines that are typed."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from engines import wire
from engines.link import Link
from engines.probe.messages import Connected, Left, Listen, Printed, Refused, Say
from tui.i18n import _
from tui.said import particulars

READ = 4096


async def through(link: Link) -> AsyncIterator[list[wire.Message]]:
    """Listen once there is a connection. What ends that, ends the conversation."""
    connected = False
    async for batch in link:
        passed: list[wire.Message] = []
        for event in batch:
            match event:
                case Connected():
                    connected = True
                    link.send(Listen())
                    send_lines(asyncio.get_running_loop(), lambda line: link.send(Say(line)))
                case Left():
                    connected = False
                case Refused() if not connected:
                    yield [*passed, wire.Failed(event.what, event.why, event.fix)]
                    return
            passed.append(event)
        yield passed


def words(event: object) -> str | None:
    match event:
        case Connected():
            words = _("{chip} on {probe}; Ctrl+C ends")
            aside(words.format(chip=event.target.name, probe=event.probe.name))
        case Printed():
            sys.stdout.write(harmless(event.text) if sys.stdout.isatty() else event.text)
        case Refused():
            aside(f"{_(event.what)} {particulars(event.why)}".rstrip())
    return None


def harmless(text: str) -> str:
    """Without what would set, or answer for, the terminal: the chip's words are only shown."""
    return "".join(char if char.isprintable() or char in "\t\r\n" else "·" for char in text)


def aside(text: str) -> None:
    """Beside the program's own words."""
    print(text, file=sys.stderr)


def send_lines(loop: asyncio.AbstractEventLoop, send: Callable[[str], None]) -> None:
    """Each line of standard input, from a thread that nobody waits for.

    Not sys.stdin: a thread that hangs in its lock would stop the interpreter from ending.
    """

    def read() -> None:
        lines = wire.Lines()
        with suppress(OSError, RuntimeError, wire.EngineError):  # it is over, here or there
            while data := os.read(0, READ):
                for line in lines.feed(data):
                    loop.call_soon_threadsafe(send, text(line))
            if lines.rest:
                loop.call_soon_threadsafe(send, text(lines.rest))

    threading.Thread(target=read, daemon=True).start()


def text(line: bytes | bytearray) -> str:
    return line.decode(errors="replace").removesuffix("\r")
