"""Work that outlives the console: the same child as a Link's, with files instead of pipes.

A job is a folder, private to its owner:

    request.json    what was asked, of which engine, since when
    requests        a FIFO, the child's standard input
    events.jsonl    its standard output: every event, for whoever attaches, whenever
    log             its standard error
    lock            locked (flock) by the child for as long as it lives
    seen            exists once somebody was shown how it ended

Running means that `lock` is held. A job is lost when it is not held and there is no last event.
The child runs in a session of its own, so neither a hang-up nor a closed terminal reaches it. Job
children must not fork without exec: a fork would hold the locks after them.
"""

import asyncio
import fcntl
import hashlib
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

import msgspec

from engines import link, paths, wire
from engines.events import Events

READ = 1 << 16
LONGEST_REQUEST = 4096  # PIPE_BUF: two consoles that write at once do not mix their lines
POLL = 0.2
"""Seconds between two looks at a running job's events."""

TAIL = 1 << 16
"""How many bytes at the end of the events are read to tell how a job stands."""

STALE = 60.0
"""Seconds after which a hidden folder is no longer in the making."""

LOST = "The job ended without a word."


class Record(msgspec.Struct, frozen=True):
    """request.json. `started`: seconds since the epoch. `resources`: what it alone may hold."""

    engine: str
    title: str
    started: float
    resources: tuple[str, ...]
    request: msgspec.Raw


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
        hidden = self.folder.with_name(f".old-{self.id}-{secrets.token_hex(4)}")
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
        """The events at the end that every engine speaks; those of its own are passed over."""
        with self._events() as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - bytes))
            for line in file.read(bytes).split(b"\n"):
                with suppress(*wire.NO_MESSAGE):
                    yield _common(line)

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
        return wire.Failed(LOST, f"its process is gone, job {self.id}", f"tail {log}")

    def _ended(self) -> wire.EngineError:
        return wire.EngineError("The job has ended.", self.id, f"zerodeck jobs show {self.id}")

    @property
    def _kill(self) -> str:
        return f"zerodeck jobs cancel --kill {self.id}"


_common = msgspec.json.Decoder(wire.Common | wire.Done).decode


def start(
    engine: str,
    request: wire.Message,
    *,
    title: str,
    resources: Sequence[str] = (),
    argv: Sequence[str] | None = None,
) -> Job:
    """Start a job; it goes on when the caller ends.

    `resources` name what only one job may hold at a time, such as "probe:0240…" or "file:/dev/sdb".
    Raises EngineError, and leaves nothing behind, where one of them is taken.
    """
    line = wire.encode(request)
    if len(line) > wire.LONGEST_LINE:
        raise wire.too_long(wire.LONGEST_LINE)
    record = Record(engine, title, time.time(), tuple(resources), msgspec.Raw(line))
    try:
        return _start(record, line, argv or link.child(engine))
    except OSError as error:
        raise wire.EngineError("The job could not be started.", str(error)) from error


def _start(record: Record, line: bytes, argv: Sequence[str]) -> Job:
    written = wire.encode(record)
    with ExitStack() as ours:
        locks = [ours.enter_context(resource_lock(name)) for name in record.resources]
        folder = home() / f".new-{secrets.token_hex(8)}"
        try:
            folder.mkdir(mode=0o700)
            files = {name: ours.enter_context((folder / name).open("ab")) for name in FILES}
            fcntl.flock(files["lock"], fcntl.LOCK_EX)
            (folder / "request.json").write_bytes(written)
            requests = fifo(folder / "requests", line)
            ours.callback(os.close, requests)
            folder = publish(folder)
            for lock in locks:
                os.pwrite(lock.fileno(), folder.name.encode(), 0)
            process = subprocess.Popen(
                argv,
                stdin=requests,
                stdout=files["events.jsonl"],
                stderr=files["log"],
                start_new_session=True,
                pass_fds=[file.fileno() for file in (files["lock"], *locks)],
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    # Whoever started it must reap it, or it stays a zombie as long as the console lives.
    threading.Thread(target=process.wait, daemon=True).start()
    return Job(folder)


def every() -> list[Job]:
    """All jobs there are, the oldest first; folders that cannot be read are passed over."""
    found = []
    for folder in home().iterdir():
        with suppress(wire.EngineError):
            if not folder.name.startswith("."):
                found.append(Job(folder))
    return sorted(found, key=lambda job: job.record.started)


def find(name: str) -> Job:
    """The job whose id begins with `name`. Raises EngineError unless exactly one does."""
    matches = [job for job in every() if name and job.id.startswith(name)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        why = ", ".join(job.id for job in matches)
        raise wire.EngineError("More than one job has an id like that.", why, "zerodeck jobs list")
    raise no_such(name)


def no_such(name: str) -> wire.EngineError:
    return wire.EngineError("There is no such job.", name, "zerodeck jobs list")


def prune() -> list[str]:
    """Forget every ended job; the ids. What a killed starter left half-made goes too."""
    for folder in home().glob(".*-*"):
        with suppress(OSError):
            # A young one may be in the making, and not locked yet.
            if time.time() - folder.stat().st_mtime > STALE and not held(folder / "lock"):
                shutil.rmtree(folder, ignore_errors=True)
    ended = [job for job in every() if not job.running]
    for job in ended:
        job.remove()
    return [job.id for job in ended]


def home() -> Path:
    return paths.private(paths.private(paths.state()) / "jobs")


FILES = ("lock", "events.jsonl", "log")


def held(lock: Path) -> bool:
    """Whether somebody holds it. Asked with a shared lock: askers do not see each other."""
    try:
        with lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def resource_lock(name: str) -> IO[bytes]:
    """The locked file that stands for a resource. Raises EngineError naming the job that has it."""
    folder = paths.private(paths.private(paths.state()) / "locks")
    # By its hash: a path may be longer than a file name, once its Chinese is escaped.
    file = (folder / hashlib.sha256(name.encode()).hexdigest()).open("a+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().decode(errors="replace")
        file.close()
        if not holder:  # it is only just starting
            raise wire.EngineError(
                "Another job is using this.", name, "zerodeck jobs list"
            ) from None
        why, fix = f"{name}, by job {holder}", f"zerodeck jobs attach {holder}"
        raise wire.EngineError("Another job is using this.", why, fix) from None
    file.truncate(0)
    return file


def fifo(path: Path, line: bytes) -> int:
    """A FIFO that holds its first line. Opened to read and write, it never reports EOF."""
    os.mkfifo(path, 0o600)
    descriptor = os.open(path, os.O_RDWR)
    if len(line) > fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ):
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, len(line))
    os.write(descriptor, line)
    return descriptor


def publish(hidden: Path) -> Path:
    """Give the finished folder its short name; four digits, unless they are taken."""
    for digits in (4, 4, 4, 8, 16):
        folder = hidden.with_name(secrets.token_hex(digits // 2))
        with suppress(OSError):
            return hidden.rename(folder)
    raise wire.EngineError(
        "The job could not be given a name.", str(hidden.parent), "zerodeck jobs prune"
    )


class Watch:
    """What a console shows of the jobs, asked again and again: past jobs cost it nothing."""

    def __init__(self) -> None:
        self._past: set[str] = set()
        self._ended: dict[str, Status] = {}

    def look(self) -> list[tuple[Job, Status]]:
        """The running jobs, and the ended ones that nobody has seen yet; the oldest first."""
        names = (folder.name for folder in home().iterdir())
        found = [self._standing(name) for name in names if self._matters(name)]
        return sorted(filter(None, found), key=lambda pair: pair[0].record.started)

    def _matters(self, name: str) -> bool:
        return name not in self._past and not name.startswith(".")

    def _standing(self, name: str) -> tuple[Job, Status] | None:
        try:
            job = Job(home() / name)
            status = self._ended.get(name) or job.status()
        except (wire.EngineError, OSError):
            return None  # being removed, or not ours
        if not status.running:
            self._ended[name] = status
            if job.seen:
                self._past.add(name)
                return None
        return job, status
