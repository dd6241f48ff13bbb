"""Work that outlives the console: the same child as a Link's, with files instead of pipes.

The child runs in a session of its own, so neither a hang-up nor a closed terminal reaches it. Job
children must not fork without exec: a fork would hold the locks after them.
"""

import fcntl
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec

from engines import link, paths, wire
from engines.job import Job, Record, Status, no_such
from engines.locks import held, resource_lock
from engines.memory import pressure
from engines.memory.needs import needs

FILES = ("lock", "events.jsonl", "log")
"""What a job's folder begins with, empty."""

STALE = 60.0
"""Seconds after which a hidden folder is no longer in the making."""


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
    Raises EngineError, and leaves nothing behind, where one of them is taken, or where there is not
    enough memory.
    """
    line = wire.encode(request)
    if len(line) > wire.LONGEST_LINE:
        raise wire.too_long(wire.LONGEST_LINE)
    title = " ".join(wire.printable(title).split())  # one line; a file's name may be in it
    record = Record(
        engine, title, time.time(), tuple(resources), msgspec.Raw(line), pressure.oom_kills()
    )
    needed = None if argv else needs(engine, [request])
    try:
        return _start(record, line, argv or link.child(engine, needed), needed)
    except OSError as error:
        raise wire.EngineError("The job could not be started.", str(error)) from error


def _start(record: Record, line: bytes, argv: Sequence[str], needed: int | None) -> Job:
    written = wire.encode(record)
    with ExitStack() as ours:
        ours.enter_context(link.admitted(needed))
        folder = home() / f".new-{random_hex(16)}"
        try:
            folder.mkdir(mode=0o700)
            files = {name: ours.enter_context((folder / name).open("ab")) for name in FILES}
            fcntl.flock(files["lock"], fcntl.LOCK_EX)
            # After the job's own: Linux lets go of the last file of a process that ends first, so
            # whoever sees that the job has ended finds its resources free.
            locks = [ours.enter_context(resource_lock(name)) for name in record.resources]
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
    for folder in folders():
        with suppress(wire.EngineError):
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


def prune() -> list[str]:
    """Forget every ended job; the ids. What a killed starter left half-made goes too."""
    for folder in (paths.state() / "jobs").glob(".*-*"):
        with suppress(OSError):
            # A young one may be in the making, and not locked yet.
            if time.time() - folder.stat().st_mtime > STALE and not held(folder / "lock"):
                shutil.rmtree(folder, ignore_errors=True)
    ended = [job for job in every() if not job.running]
    for job in ended:
        job.remove()
    return [job.id for job in ended]


def folders() -> list[Path]:
    """Those of all jobs. Looking makes none, so that it fails nowhere."""
    try:
        found = list((paths.state() / "jobs").iterdir())
    except OSError:
        return []
    return [folder for folder in found if not folder.name.startswith(".")]


def home() -> Path:
    """Where jobs lie, made where missing. Raises OSError."""
    return paths.private(paths.private(paths.state()) / "jobs")


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
        folder = hidden.with_name(random_hex(digits))
        with suppress(OSError):
            return hidden.rename(folder)
    raise wire.EngineError(
        "The job could not be given a name.", str(hidden.parent), "zerodeck jobs prune"
    )


def random_hex(digits: int) -> str:
    """The module secrets would load OpenSSL, for every start of the console."""
    return os.urandom(digits // 2).hex()


class Watch:
    """What a console shows of the jobs, asked again and again: past jobs cost it nothing."""

    def __init__(self) -> None:
        self._past: set[str] = set()
        self._ended: dict[str, Status] = {}

    def look(self) -> list[tuple[Job, Status]]:
        """The running jobs, and the ended ones that nobody has seen yet; the oldest first."""
        found = [self._standing(folder) for folder in folders() if folder.name not in self._past]
        return sorted(filter(None, found), key=lambda pair: pair[0].record.started)

    def _standing(self, folder: Path) -> tuple[Job, Status] | None:
        name = folder.name
        try:
            job = Job(folder)
            status = self._ended.get(name) or job.status()
        except (wire.EngineError, OSError):
            return None  # being removed, or not ours
        if not status.running:
            self._ended[name] = status
            if job.seen:
                self._past.add(name)
                return None
        return job, status
