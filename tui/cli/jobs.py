"""zerodeck jobs: work that goes on when nobody looks."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from tui.cli import offering
from tui.cli.groups import GROUPS
from tui.i18n import _, ngettext

app = typer.Typer(
    help=GROUPS["jobs"], rich_markup_mode=None, add_completion=False, no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Id = Annotated[
    str, typer.Argument(help="The job's id, or how it begins.", autocompletion=offering.jobs)
]


@app.command("list")
def list_(json: Json = False) -> None:
    """List every job, the oldest first."""
    from engines import jobs

    found = [(job, job.status()) for job in jobs.every()]
    if json:
        dump([document(job, status) for job, status in found])
        return
    from datetime import datetime

    from tui import words
    from tui.runs import plain

    now = datetime.now()
    began = [words.began(job.record.started, now) for job, _status in found]
    width = max(map(len, began), default=0)
    for when, (job, status) in zip(began, found, strict=True):
        how = plain(words.result(job, status))
        typer.echo(f"{_('job')} {job.id}  {when:>{width}}  {job.record.title}   {how}")


@app.command()
def show(id: Id, json: Json = False) -> None:
    """Show one job: what was asked, and how it stands."""
    job = found(id)
    status = job.status()
    if json:
        dump(document(job, status))
        return
    from tui import words
    from tui.cli.stream import complaint
    from tui.cli.table import columns
    from tui.runs import plain

    typer.echo(plain(words.job(job, status)).strip())
    for each in columns(facts(job, status), left=(0, 1)):
        typer.echo(each)
    if hasattr(status.last, "fix"):
        typer.echo(complaint(status.last))


def facts(job: Any, status: Any) -> Iterator[tuple[str, str]]:
    from datetime import datetime

    from tui import units

    yield _("began"), f"{datetime.fromtimestamp(job.record.started):%Y-%m-%d %H:%M:%S}"
    if not status.running:
        yield _("took"), units.duration(job.lasted)
    yield _("asked"), f"{job.record.engine} {bytes(job.record.request).decode()}"
    yield _("log"), str(job.folder / "log")


@app.command()
def attach(id: Id, json: Json = False) -> None:
    """Follow a job to its end, from its first event on. Ctrl+C leaves it running."""
    import asyncio

    from engines import wire
    from tui.cli import job_words
    from tui.cli.stream import fail, printed

    job = found(id)
    plain = None if json else job_words.of(job.record)
    batches = job.follow() if json else below(job.record)(job.follow())
    try:
        status = asyncio.run(printed(batches, plain))
    except wire.EngineError as error:
        status = fail(error)
    except KeyboardInterrupt:
        words = _("job {id} goes on: zerodeck jobs attach {id}")
        typer.echo(words.format(id=job.id), err=True)
        status = 130
    if not job.running:
        job.see()
    raise typer.Exit(status)


@app.command()
def cancel(
    id: Id,
    kill: Annotated[
        bool, typer.Option("--kill", help="At once, wherever it is; may leave work half done.")
    ] = False,
    json: Json = False,
) -> None:
    """Ask a job to stop at its next safe point."""
    job = found(id)
    attempt(job.kill if kill else job.cancel)
    if json:
        dump(document(job, job.status()))
    else:
        words = _("job {id} was killed") if kill else _("job {id} was asked to stop")
        typer.echo(words.format(id=job.id))


@app.command()
def prune(json: Json = False) -> None:
    """Forget every job that has ended."""
    from engines import jobs

    ids = jobs.prune()
    if json:
        dump(ids)
    else:
        words = ngettext("{number} ended job forgotten", "{number} ended jobs forgotten", len(ids))
        typer.echo(words.format(number=len(ids)))


def below(record: Any) -> Any:
    """What is drawn in a terminal below the lines of such a job."""
    if record.engine == "probe":
        from tui.cli import progress_line

        return progress_line.below
    return lambda batches: batches


def found(id: str) -> Any:
    from engines import jobs

    return attempt(lambda: jobs.find(id))


def attempt(act: Any) -> Any:
    """What it returns; or its error in words, and the exit status of failure."""
    from engines import wire
    from tui.cli.stream import fail

    try:
        return act()
    except wire.EngineError as error:
        raise typer.Exit(fail(error)) from None


def document(job: Any, status: Any) -> dict[str, Any]:
    record = job.record
    return {
        "id": job.id,
        "engine": record.engine,
        "title": record.title,
        "started": record.started,
        "resources": record.resources,
        "running": status.running,
        "seconds": None if status.running else job.lasted,
        "progress": status.progress,
        "last": status.last,
        "folder": str(job.folder),
        "request": record.request,
    }


def dump(value: Any) -> None:
    import msgspec

    typer.echo(msgspec.json.format(msgspec.json.encode(value)).decode())
