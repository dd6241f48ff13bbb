"""A job as it would lie on disk, with all that it has told; one that has not ended runs for as long
as it is looked at."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import msgspec

from engines import jobs, wire
from engines.job import Record


@contextmanager
def standing(
    id: str,
    engine: str,
    title: str,
    request: wire.Message,
    resource: str,
    events: Sequence[wire.Message],
) -> Iterator[None]:
    folder = jobs.home() / id
    folder.mkdir()
    record = Record(engine, title, 1.0, (resource,), msgspec.Raw(wire.encode(request)))
    (folder / "request.json").write_bytes(wire.encode(record))
    told = map(wire.encode, (wire.hello(engine), *events))
    (folder / "events.jsonl").write_bytes(b"".join(told))
    os.utime(folder / "events.jsonl", (record.started + 754, record.started + 754))
    os.mkfifo(folder / "requests")
    with ExitStack() as stack:
        lock = stack.enter_context((folder / "lock").open("w"))
        if not (events and isinstance(events[-1], wire.LAST)):
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    shutil.rmtree(folder)
