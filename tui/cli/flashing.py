"""A flash as a job: started, followed to its end, and again whenever the file changes."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import typer

from engines import jobs, wire
from engines.job import Job
from engines.probe import usb
from engines.probe.listing import chosen, everywhere, resource
from engines.probe.messages import SIMULATED, Flash, Wanted
from tui.cli import probe_words
from tui.cli.confirm import Confirm
from tui.cli.progress_line import ProgressLine
from tui.cli.stream import fail, printed

LEFT = 130

LOOK = 0.1
"""Seconds between two looks at the file."""

QUIET = 0.5
"""Seconds without a change after which a file is whole."""


def flashed(request: Flash, *, json: bool, bar: bool) -> int:
    """Flash once. Returns the exit status."""
    sure = Confirm(request.confirm, ask=not json)
    try:
        request = msgspec.structs.replace(request, wanted=exact(request.wanted))
        while True:
            status = attached(start(request), sure, json=json, bar=bar and not json)
            if not sure.asked():
                return status
            request = msgspec.structs.replace(request, confirm=sure.typed)
    except wire.EngineError as error:
        return fail(error, json=json)


def watched(request: Flash, *, json: bool, bar: bool) -> int:
    """Flash, and again after each change, a new job each time. Until Ctrl+C."""
    file = Path(request.file)
    try:
        for _ in changes(lambda: stamp(file)):
            if flashed(request, json=json, bar=bar) == LEFT:
                break
            typer.echo(f"watching {file.name}; Ctrl+C ends", err=True)
    except KeyboardInterrupt:
        pass
    return LEFT


def exact(wanted: Wanted) -> Wanted:
    """With the whole id of the probe, which is also what the job's lock is called by."""
    if wanted.cable or wanted.probe == SIMULATED:
        return msgspec.structs.replace(wanted, probe=SIMULATED)
    found = everywhere()
    if ":" in wanted.probe and all(each.probe != wanted.probe for each in found):
        probe = usb.remote(wanted.probe).unique_id
    else:
        probe = chosen(found, wanted.probe).probe
    return msgspec.structs.replace(wanted, probe=probe)


def start(request: Flash) -> Job:
    title = f"flash {Path(request.file).name}"
    return jobs.start("probe", request, title=title, resources=(resource(request.wanted.probe),))


def attached(job: Job, sure: Confirm, *, json: bool, bar: bool) -> int:
    """Follow it. Whoever leaves, by Ctrl+C or with the terminal, leaves it running."""
    batches = sure.through(job.follow())
    if bar and (line := ProgressLine.on(sys.stderr)):
        batches = line.below(batches)
    try:
        status = asyncio.run(printed(batches, None if json else probe_words.told))
    except KeyboardInterrupt:
        status = LEFT
        if job.running:
            how = f"zerodeck jobs attach {job.id}; zerodeck jobs cancel {job.id}"
            typer.echo(f"The job goes on: {how}", err=True)
    if not job.running:
        job.see()
    return status


Stamp = tuple[int, int, int]


def stamp(file: Path) -> Stamp | None:
    """What is another after a change; None while there is no file, as between two builds."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def changes(
    look: Callable[[], Stamp | None],
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """At once, then whenever `look` says something new and has said it for a while."""
    before = look()
    yield
    while True:
        seen, since = look(), now()
        while seen in (before, None) or now() - since < QUIET:
            sleep(LOOK)
            if (found := look()) != seen:
                seen, since = found, now()
        before = seen
        yield
