"""A flash as a job: started, followed to its end, and again whenever the file changes."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import typer

from engines import jobs, wire
from engines.job import Job
from engines.probe.listing import exact, resource
from engines.probe.messages import Flash
from tui.cli import probe_words
from tui.cli.confirm import Confirm
from tui.cli.progress_line import below
from tui.cli.stream import fail, printed
from tui.file_watch import FileWatch
from tui.i18n import _

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
        for _change in changes(FileWatch(file)):
            if flashed(request, json=json, bar=bar) == LEFT:
                break
            words = _("watching {file}; Ctrl+C ends")
            typer.echo(words.format(file=file.name), err=True)
    except KeyboardInterrupt:
        pass
    return LEFT


def start(request: Flash) -> Job:
    title = " ".join(("flash", Path(request.file).name))  # as it is typed
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
            words = _("The job goes on: zerodeck jobs attach {id}; zerodeck jobs cancel {id}")
            typer.echo(words.format(id=job.id), err=True)
    if not job.running:
        job.see()
    return status


def changes(watch: FileWatch, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """At once, then after each change."""
    while True:
        yield
        while not watch.changed():
            sleep(LOOK)
