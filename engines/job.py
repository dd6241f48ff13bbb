"""One job: its folder, how it stands, and what it can be asked.

The folder is private to its owner:

    request.json    what was asked, of which engine, since when
    requests        a FIFO, the child's standard input
    events.jsonl    its standard output: every event, for whoever attaches, whenever
    log             its standard error
    lock            locked (flock) by the child for as long as it lives
    seen            exists once somebody was shown how it ended

Running means that `lock` is held. A job is lost when it is not held and there is no last event.
"""

import asyncio
import os
import shlex
import shutil
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from engines import link, wire
from engines.events import Events, event_type
from engines.locks import held
from engines.memory import pressure

READ = 1 << 16
LONGEST_REQUEST = 4096  # PIPE_BUF: two consoles that write at once do not mix their lines
POLL = 0.2
"""Seconds between two looks at a running job's events."""

TAIL = 1 << 16
"""How many bytes at the end of the events are read to tell how a job stands."""


class Record(msgspec.Struct, frozen=True):
    """request.json. `started`: seconds since the epoch. `resources`: what it alone may hold.

    `oom_kills`: as many processes the kernel had ended for want of memory when it began.
    """

    engine: str
    title: str
    started: float
    resources: tuple[str, ...]
    request: msgspec.Raw
    oom_kills: int | None = None


class Status(msgspec.Struct, frozen=True):
    """How a job stands. `last` is None while it runs."""

    progress: wire.Progress | None
    last: wire.Done | wire.Cancelled | wire.Failed | None

    @property
    def running(self) -> bool:
        return self.last is None


class Job:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        try:
            self.record = msgspec.json.decode((folder / "request.json").read_bytes(), type=Record)
        except (OSError, *wire.NO_MESSAGE) as error:
            raise wire.EngineError(
                "The job cannot be read.", str(error), "zerodeck jobs list"
            ) from error

    @property
    def running(self) -> bool:
        return held(self.folder / "lock")

    @property
    def seen(self) -> bool:
        return (self.folder / "seen").exists()

    @property
    def lasted(self) -> float | None:
        """Seconds from its start to its last word so far; None where that cannot be told."""
        with suppress(OSError):
            last = (self.folder / "events.jsonl").stat().st_mtime
            return max(0.0, last - self.record.started)
        return None

    def see(self) -> None:
        """Note that its end was shown to somebody."""
        with suppress(OSError):
            (self.folder / "seen").touch()

    def status(self) -> Status:
        """How it stands. Raises EngineError where it was removed meanwhile."""
        running = self.running  # asked first: it may end while its events are read
        status = self._told(TAIL)
        if status.running and not running:
            status = self._told(2 * wire.LONGEST_LINE)  # the last event may be a long one
        if status.running and not running:
            return Status(status.progress, self._lost())
        return status

    async def follow(self) -> AsyncIterator[list[wire.Message]]:
        """All its events so far, then each batch that comes, to the last. Leaving harms nothing.

        Raises EngineError where it was removed meanwhile.
        """
        events = Events(self.record.engine)
        with self._events() as file:
            while not events.ended:
                running = self.running
                if data := file.read(READ):
                    batch = events.feed(data)
                    if events.ended:
                        await self._released()
                    if batch:
                        yield batch
                    await asyncio.sleep(0)
                elif running:
                    await asyncio.sleep(POLL)
                else:
                    lost = self._lost()
                    yield [events.fail(lost.what, lost.why, lost.fix)]

    def send(self, request: wire.Message) -> None:
        """Ask the running job for something. Raises EngineError where it has ended."""
        line = wire.encode(request)
        if len(line) > LONGEST_REQUEST:
            raise wire.EngineError(
                "The request is too long for a running job.", f"{len(line):,} bytes"
            )
        try:
            requests = os.open(self.folder / "requests", os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            raise self._ended() from error
        try:
            os.write(requests, line)
        except BlockingIOError as error:
            raise wire.EngineError(
                "The job does not read what it is sent.", "", self._kill
            ) from error
        finally:
            os.close(requests)

    def cancel(self) -> None:
        """Ask it to stop at its next safe point."""
        self.send(wire.Cancel())

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """Signal the child. SIGTERM asks like `cancel` does; SIGKILL may leave work half done."""
        try:
            pidfd = os.pidfd_open(self._child())
        except OSError as error:
            raise self._ended() from error
        try:
            # Only now: while the lock is held, the number stands for the job and nobody else.
            if not self.running:
                raise self._ended()
            signal.pidfd_send_signal(pidfd, sign)
        finally:
            os.close(pidfd)

    def remove(self) -> None:
        """Forget an ended job. Raises EngineError while it runs."""
        if self.running:
            raise wire.EngineError(
                "The job is still running.", self.id, f"zerodeck jobs cancel {self.id}"
            )
        # Out of sight in one step: a reader never meets half a job.
        hidden = self.folder.with_name(f".old-{self.id}-{os.urandom(4).hex()}")
        with suppress(FileNotFoundError):  # somebody else was quicker
            self.folder.rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)

    def _events(self) -> IO[bytes]:
        try:
            return (self.folder / "events.jsonl").open("rb", buffering=0)
        except FileNotFoundError as error:
            raise no_such(self.id) from error

    def _told(self, bytes: int) -> Status:
        """What the last `bytes` of its events say."""
        progress, last = None, None
        for event in self._tail(bytes):
            if isinstance(event, wire.Progress):
                progress = event
            elif isinstance(event, wire.LAST):
                last = event
        return Status(progress, last)

    def _tail(self, bytes: int) -> Iterator[wire.Message]:
        """The events at the end; of an engine that is not here any more, those that all speak."""
        try:
            decode = msgspec.json.Decoder(event_type(self.record.engine)).decode
        except wire.EngineError:
            decode = _common
        with self._events() as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - bytes))
            for line in file.read(bytes).split(b"\n"):
                with suppress(*wire.NO_MESSAGE):
                    yield decode(line)

    async def _released(self) -> None:
        """Wait until it let go of what it held: who has seen the end may start the next job."""
        until = time.monotonic() + link.GRACE
        while self.running and time.monotonic() < until:
            await asyncio.sleep(0.01)

    def _child(self) -> int:
        """The process that leads a session and reads the job's requests.

        Asked of the kernel: a number in a file would be missing where the starter was killed, and
        would soon be somebody else's.
        """
        with suppress(OSError):
            requests = (self.folder / "requests").stat()
            for process in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    number = int(process.name)
                    reads = os.path.samestat((process / "fd/0").stat(), requests)
                    if reads and os.getsid(number) == number:
                        return number
        raise self._ended()

    def _lost(self) -> wire.Failed:
        log = shlex.quote(str(self.folder / "log"))
        why = wire.N_("its process is gone, job {id}").format(id=self.id)
        before = self.record.oom_kills
        if before is not None and pressure.oom_kills() > before:
            why = pressure.GONE.format(id=self.id)
        return wire.Failed("The job ended without a word.", why, f"tail {log}")

    def _ended(self) -> wire.EngineError:
        return wire.EngineError("The job has ended.", self.id, f"zerodeck jobs show {self.id}")

    @property
    def _kill(self) -> str:
        return f"zerodeck jobs cancel --kill {self.id}"


_common = msgspec.json.Decoder(wire.Common | wire.Done).decode


def no_such(name: str) -> wire.EngineError:
    return wire.EngineError("There is no such job.", name, "zerodeck jobs list")
