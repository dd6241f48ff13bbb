"""zerodeck gomoku train: a training as a job, begun, followed, paused."""

import asyncio
from pathlib import Path

import msgspec
import typer

from engines import jobs, wire
from engines.gomoku.messages import Pause, Resume, Train
from engines.gomoku.training import places
from engines.gomoku.training.config import Config, read
from engines.job import Job
from tui.cli.gomoku_net_words import training
from tui.cli.stream import fail, printed
from tui.i18n import N_, _, enumerated

LEFT = 130

NONE = N_("No training is running.")
SEVERAL = N_("Several trainings are running: say which.")


def train(
    text: str,
    name: str,
    folder: Path | None,
    *,
    cluster: str | None,
    attach: bool,
    leave: bool,
    json: bool,
) -> int:
    """`text` is a file of a configuration, or a shipped one's name; `cluster` as in Train. Returns
    the exit status."""
    try:
        config = configured(text)
        if name:
            config = msgspec.structs.replace(config, name=name)
        request = Train(str(folder.absolute()) if folder else "", config, cluster)
        job = (running(request) if attach else None) or begun(request)
    except wire.EngineError as error:
        return fail(error, json=json)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if leave:
        return left(job, json=json)
    return followed(job, json=json)


def configured(text: str) -> Config:
    shipped = places.shipped()
    return shipped[text] if text in shipped else read(Path(text))


def begun(request: Train) -> Job:
    resource = places.RESOURCE + request.place
    return jobs.start("gomoku", request, title=places.title(request.config), resources=(resource,))


def running(request: Train) -> Job | None:
    """The job that trains in its folder now."""
    resource = places.RESOURCE + request.place
    found = (job for job in jobs.every() if resource in job.record.resources and job.running)
    return next(found, None)


def left(job: Job, *, json: bool) -> int:
    if json:
        typer.echo(msgspec.json.encode({"id": job.id, "folder": str(job.folder)}).decode())
    else:
        typer.echo(_("job {id}: zerodeck jobs attach {id}").format(id=job.id))
    return 0


def followed(job: Job, *, json: bool) -> int:
    """To its end; whoever leaves, leaves it running."""
    try:
        status = asyncio.run(printed(job.follow(), None if json else training))
    except KeyboardInterrupt:
        status = LEFT
        if job.running:
            said = _("The job goes on: zerodeck jobs attach {id}; zerodeck jobs cancel {id}")
            typer.echo(said.format(id=job.id), err=True)
    if not job.running:
        job.see()
    return status


def ask(id: str, request: Pause | Resume) -> int:
    """`id` is how a job's begins; "" where there is but one training."""
    try:
        job = jobs.find(id) if id else the_one()
        job.send(request)
    except wire.EngineError as error:
        return fail(error)
    said = _("job {id} goes on")
    if isinstance(request, Pause):
        said = _("job {id} pauses at its next safe point")
    typer.echo(said.format(id=job.id))
    return 0


def the_one() -> Job:
    found = [job for job in jobs.every() if is_training(job) and job.running]
    if len(found) != 1:
        ids = enumerated(job.id for job in found)
        raise wire.EngineError(SEVERAL if found else NONE, ids, "zerodeck jobs list")
    return found[0]


def is_training(job: Job) -> bool:
    return any(name.startswith(places.RESOURCE) for name in job.record.resources)
