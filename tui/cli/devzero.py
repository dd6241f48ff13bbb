"""zerodeck devzero: the tab, or its measurements without a screen."""

from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.groups import GROUPS

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
    seconds: Annotated[float | None, typer.Option(help="How long; until Ctrl+C without.")] = None,
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
                mode = "batched, blocks of" if read.batched else "per call,"
                return f"{mode} {units.size(read.block)}, workers: {read.workers}"
            case Sample():
                self.run = event.run
                doubt = "  contended" if event.contended else ""
                return f"{event.seconds:8.2f} s  {units.rate(event.rate, steady=True)}{doubt}"
            case Done():
                return summary(event.summary)
            case Cancelled():
                return summary(self.run) if self.run else None
        return None


def summary(run: "Summary") -> str:
    from tui import units

    levels = (("p5", run.p5), ("p50", run.p50), ("p95", run.p95), ("p99", run.p99))
    spread = "  ".join(f"{name} {units.rate(level)}" for name, level in levels)
    cost = f"{units.digits(run.cpu_ns_per_kib)} ns/KiB  {units.rate(run.cpu_rate)} of CPU time"
    total = f"{units.amount(run.bytes)} in {units.duration(run.seconds)}"
    return (
        f"{units.rate(run.mean)} mean  peak {units.rate(run.peak)}\n{spread}\n"
        f"{cost}  {total}{'  contended' if run.contended else ''}"
    )
