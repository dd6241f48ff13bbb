"""A flash as a job: started, followed to its end, and again whenever the file changes."""

import asyncio
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
from tui.cli.progress_line import below
from tui.cli.stream import fail, printed
from tui.file_watch import FileWatch

LEFT = 130

LOOK = 0.1
"""Seconds between two looks at the file."""


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
        for _ in changes(FileWatch(file)):
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
    if bar:
        batches = below(batches)
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


def changes(watch: FileWatch, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """At once, then after each change."""
    while True:
        yield
        while not watch.changed():
            sleep(LOOK)
