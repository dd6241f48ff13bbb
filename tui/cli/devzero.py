"""zerodeck devzero: the tab, or its measurements without a screen."""

from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.groups import GROUPS
from tui.i18n import _

if TYPE_CHECKING:
    from engines.devzero.messages import Summary

app = typer.Typer(help=GROUPS["devzero"], rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
def tab(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from tui.cli.console import run

        run("devzero", **context.obj)


@app.command()
def read(
    block: Annotated[str, typer.Option(help="Bytes a call: 512, 64K, 1M, up to 64M.")] = "256K",
    seconds: Annotated[float | None, typer.Option(help="How long. Default: until Ctrl+C.")] = None,
    workers: Annotated[int, typer.Option(help="Reading processes, 1 to 8.")] = 1,
    batched: Annotated[
        bool, typer.Option("--batched", help="Many blocks a call (readv): another measurement.")
    ] = False,
    hertz: Annotated[float, typer.Option(help="Samples a second.")] = 2.0,
    json: Annotated[bool, typer.Option("--json", help="One JSON event a line.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Words; the default.")] = False,
) -> None:
    """Measure how fast /dev/zero can be read.

    Events are NDJSON with --json; the last one is Done, with the summary.
    """
    from engines.devzero.messages import Read
    from tui import units
    from tui.cli.stream import show

    try:
        request = Read(units.parse_size(block), workers, batched, hertz, seconds)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    raise typer.Exit(show("devzero", request, None if json and not plain else Lines()))


class Lines:
    """Events in words: a line a sample, and the run at the end, also where Ctrl+C ended it."""

    def __init__(self) -> None:
        self.run: Summary | None = None

    def __call__(self, event: object) -> str | None:
        from engines.devzero.messages import Done, Reading, Sample
        from engines.wire import Cancelled
        from tui import units

        match event:
            case Reading(read=read):
                words = _("per call, {block}, workers: {workers}")
                if read.batched:
                    words = _("batched, blocks of {block}, workers: {workers}")
                return words.format(block=units.size(read.block), workers=read.workers)
            case Sample():
                self.run = event.run
                rate = units.rate(event.rate, steady=True)
                return f"{event.seconds:8.2f} s  {rate}{doubt(event.contended)}"
            case Done():
                return summary(event.summary)
            case Cancelled():
                return summary(self.run) if self.run else None
        return None


def summary(run: "Summary") -> str:
    from tui import units

    levels = (("p5", run.p5), ("p50", run.p50), ("p95", run.p95), ("p99", run.p99))
    spread = "  ".join(f"{name} {units.rate(level)}" for name, level in levels)
    rates = _("{rate} mean  peak {peak}")
    cost = _("{cost} ns/KiB  {rate} of CPU time  {amount} in {time}").format(
        cost=units.digits(run.cpu_ns_per_kib),
        rate=units.rate(run.cpu_rate),
        amount=units.amount(run.bytes),
        time=units.duration(run.seconds),
    )
    return (
        f"{rates.format(rate=units.rate(run.mean), peak=units.rate(run.peak))}\n{spread}\n"
        f"{cost}{doubt(run.contended)}"
    )


def doubt(contended: bool) -> str:
    return f"  {_('contended')}" if contended else ""
