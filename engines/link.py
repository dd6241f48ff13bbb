"""The parent's side of the bridge: an engine in a child process, for as long as somebody watches.

    async with Link("devzero", Read()) as link:
        async for batch in link:
            ...

The child ends with the block: its standard input is closed, and what ignores that is terminated.
"""

import asyncio
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import IO, Self

from engines import paths, wire
from engines.events import Events
from engines.marking import N_
from engines.memory.needs import needs
from engines.memory.pressure import KILLED, oom_kills

READ = 1 << 16
UNSENT = 1 << 20
"""How many bytes of requests may wait for a child that does not read."""

GRACE = 0.5
"""Seconds that a child is given after EOF, and again after SIGTERM."""

LONGEST_LOG = 1 << 20

ENDING: set[asyncio.Task[None]] = set()
"""The ends of this process's children, while they take their time."""

SILENT = N_("The engine stopped without a word.")


class Link:
    """A running engine. Iterating gives batches: all that has come since the last one."""

    def __init__(
        self,
        engine: str,
        *requests: wire.Message,
        argv: Sequence[str] | None = None,
        log: Path | None = None,
    ) -> None:
        # What another command needs, and whether it needs it here, it must know itself.
        self._needed = None if argv else needs(engine, requests)
        self.argv = list(argv or child(engine, self._needed))
        self.log = log or paths.state() / "log" / f"{engine}.log"
        self._events = Events(engine)
        self._unsent = bytearray(b"".join(map(wire.encode, requests)))
        self._deaf = False

    async def __aenter__(self) -> Self:
        """Start the child. Raises EngineError where that cannot be done.

        Where it is refused while another of ours is just ending, as the one that it replaces, that
        one's memory is waited for.
        """
        try:
            self._start()
        except wire.EngineError:
            if not ENDING:
                raise
            await asyncio.wait(ENDING)
            self._start()
        self._flush()
        return self

    def _start(self) -> None:
        self._kills = oom_kills()
        try:
            with open_log(self.log) as log, admitted(self._needed):
                self._child = subprocess.Popen(
                    self.argv,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    bufsize=0,
                    start_new_session=True,
                )
        except OSError as error:
            raise wire.EngineError("The engine could not be started.", str(error)) from error
        assert self._child.stdin and self._child.stdout
        self._in = self._child.stdin.fileno()
        self._out = self._child.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self._pidfd = os.pidfd_open(self._child.pid)

    async def __aexit__(self, *_: object) -> None:
        end = asyncio.create_task(self._end())
        ENDING.add(end)
        end.add_done_callback(ENDING.discard)
        await asyncio.shield(end)

    def __aiter__(self) -> AsyncIterator[list[wire.Message]]:
        return self

    async def __anext__(self) -> list[wire.Message]:
        if self._events.ended:
            raise StopAsyncIteration
        while True:
            await asyncio.sleep(0)  # under a flood nothing below waits, and keys want their turn
            if data := await self._read():
                if batch := self._events.feed(data):
                    return batch
            elif self._deaf:
                return [
                    self._events.fail("The engine does not read what it is sent.", *self._see())
                ]
            else:
                return [await self._gone()]

    def send(self, request: wire.Message) -> None:
        """Ask for something more. It never waits; a child that does not read ends the stream."""
        if self._events.ended:
            return
        self._unsent += wire.encode(request)
        self._flush()
        if len(self._unsent) > UNSENT:
            self._deaf = True
            self._unsent.clear()
            os.killpg(self._child.pid, signal.SIGKILL)

    def _flush(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: os.write(self._in, self._unsent)]
        except BlockingIOError:
            asyncio.get_running_loop().add_writer(self._in, self._flush)
            return
        except BrokenPipeError:
            self._unsent.clear()  # it is ending: its last event, or its exit, will say why
        asyncio.get_running_loop().remove_writer(self._in)

    async def _read(self) -> bytes:
        while True:
            try:
                return os.read(self._out, READ)
            except BlockingIOError:
                await readable(self._out)

    async def _gone(self) -> wire.Failed:
        """The stream ended without a last event."""
        if await self._ended(GRACE):
            code = self._exit_code()
            if code == -signal.SIGKILL and oom_kills() > self._kills:
                return self._events.fail(SILENT, KILLED, "zerodeck memory")
            why = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        else:
            why = "it closed its output"
        return self._events.fail(SILENT, *self._see(why))

    def _see(self, why: str = "") -> tuple[str, str]:
        return why, f"tail {shlex.quote(str(self.log))}"

    def _exit_code(self) -> int:
        """How the dead child ended. It stays unreaped: its number still names its group."""
        end = os.waitid(os.P_PIDFD, self._pidfd, os.WEXITED | os.WNOWAIT)
        assert end
        return end.si_status if end.si_code == os.CLD_EXITED else -end.si_status

    async def _end(self) -> None:
        """EOF, then SIGTERM, then SIGKILL, each with its time to answer."""
        assert self._child.stdin and self._child.stdout
        self._events.ended = True  # the descriptors may soon be somebody else's
        asyncio.get_running_loop().remove_writer(self._in)
        self._child.stdin.close()
        # A child that is stuck in a write wakes up with EPIPE.
        self._child.stdout.close()
        try:
            if not await self._ended(GRACE):
                os.killpg(self._child.pid, signal.SIGTERM)
                await self._ended(GRACE)
        finally:
            with suppress(ProcessLookupError):  # its workers too, if it left any behind
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
            os.close(self._pidfd)

    async def _ended(self, seconds: float | None) -> bool:
        try:
            await asyncio.wait_for(readable(self._pidfd), seconds)
        except TimeoutError:
            return False
        return True


def child(engine: str, needed: int | None = None) -> list[str]:
    """The command that serves an engine. -P: a folder named engines where we stand is not ours.

    The MiB that it may need stand at its end, for whoever asks what is still to be had.
    """
    promise = [] if needed is None else [str(needed)]
    return [sys.executable, "-P", "-m", "engines.serve", engine, *promise]


def admitted(needed: int | None) -> AbstractContextManager[None]:
    """Only now is it loaded how that is told: the first picture does not wait for it."""
    from engines.memory import admission

    return admission.admitted(needed)


def open_log(log: Path) -> IO[bytes]:
    """The log, opened to append; a long one is put aside first, so that two exist at most.

    Where none can be kept, what an engine says in passing is lost, and its work goes on.
    """
    try:
        paths.private(log.parent)
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".old"))
        return log.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


async def readable(descriptor: int) -> None:
    """Wait until a read would not block."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    loop.add_reader(descriptor, _settle, ready)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
