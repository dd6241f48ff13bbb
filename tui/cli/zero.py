"""zerodeck zero: the tab, or the planner without a screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tui.cli import offering
from tui.cli.groups import GROUPS
from tui.cli.setup_options import planned, refused
from tui.i18n import _, enumerated

if TYPE_CHECKING:
    from engines.zero.modes import Mode
    from engines.zero.plan import Plan
    from engines.zero.setup import Setup

app = typer.Typer(help=GROUPS["zero"], rich_markup_mode=None, add_completion=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON: exact bytes.")]
Events = Annotated[bool, typer.Option("--json", help="One JSON event a line.")]
Plain = Annotated[bool, typer.Option("--plain", help="Words; the default.")]
Modes = Annotated[
    str,
    typer.Option(
        metavar="KEYS",
        help="Only these modes: zero1,zero3,zeropp.",
        autocompletion=offering.more_modes,
    ),
]


@app.callback(invoke_without_command=True)
def tab(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        from tui.cli.console import run

        run("zero", **context.obj)


@app.command()
@planned
def plan(
    setup: "Setup",
    modes: Modes = "",
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Exact bytes, one mode a line.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="A table for a page.")] = False,
    plain: Plain = False,
) -> None:
    """The comparison table: memory, traffic and time of every mode.

    Memory is one GPU's, host and NVMe are a node's, all in GB of 10^9 bytes. Without --host-memory
    and --nvme nothing limits those two.
    """
    from engines.zero import report
    from tui.cli import zero_words

    table = tabled(setup, modes)
    if json and not plain:
        document(report.document(table))
    elif csv or markdown:
        typer.echo((report.table if csv else report.markdown)(table), nl=False)
    else:
        for line in zero_words.table(table):
            typer.echo(line)


@app.command()
@planned
def explain(
    setup: "Setup",
    mode: Annotated[
        str, typer.Argument(help="zero1, zero3, zeropp …", autocompletion=offering.modes)
    ],
    cell: Annotated[
        str,
        typer.Argument(
            help="optimizer, activations, communication …", autocompletion=offering.cells
        ),
    ] = "total",
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Where a number comes from: the formula, the numbers put in, the source."""
    from engines.zero.explain import explain as explained
    from tui.cli import zero_words

    found = explained(tabled(setup), mode, cell)
    if json and not plain:
        document(zero_words.explanation_document(found))
        return
    for line in zero_words.explanation(found):
        typer.echo(line)


@app.command()
@planned
def fit(
    setup: "Setup",
    modes: Modes = "",
    grid: Annotated[
        bool, typer.Option("--grid", help="Which of the presets fit, by mode.")
    ] = False,
    frontier: Annotated[
        bool, typer.Option("--frontier", help="The most parameters on 1, 2, 4 … GPUs.")
    ] = False,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """How far each mode goes: the largest model, batch and sequence, the fewest GPUs."""
    from engines.zero.messages import Frontier, Grid, Search
    from engines.zero.presets import SIZES, preset
    from engines.zero.search import counts
    from tui.cli import zero_words
    from tui.cli.stream import show

    keys = chosen_modes(modes)
    asked: Search | Grid | Frontier = Search(setup, keys)
    words: type[zero_words.Lines] = zero_words.Reaches
    if grid and frontier:
        raise typer.BadParameter(_("One of --grid and --frontier."))
    if grid:
        models = tuple(preset(name) for name in SIZES)
        try:
            asked = Grid(setup, keys, models=models, gpus=(setup.gpus,))
        except ValueError as error:  # more stages than one of them has layers
            raise refused(error) from None
        words = zero_words.Grids
    elif frontier:
        asked = Frontier(setup, keys, gpus=tuple(counts(setup)))
        words = zero_words.Frontiers
    raise typer.Exit(show("zero", asked, None if json and not plain else words(asked)))


@app.command()
@planned
def compare(
    setup: "Setup",
    stage: Annotated[int, typer.Option(min=0, max=3, help="ZeRO stage.")] = 2,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """What other calculators and accountings say of the same case, and why they differ.

    Of model states alone, on data-parallel GPUs: what counts are the model, --gpus,
    --gpus-per-node and --stage.
    """
    from engines.zero.comparison import compare as compared
    from tui.cli import zero_words

    if setup.tensor * setup.pipeline > 1:
        option = "--tensor" if setup.tensor > 1 else "--pipeline"
        why = _("The other calculators are compared without model parallelism; leave it out.")
        raise typer.BadParameter(why, param_hint=option)
    model = setup.model
    found = compared(model.parameters, model.largest, setup.gpus, setup.gpus_per_node, stage)
    if json and not plain:
        document([each._asdict() for each in found])
        return
    for line in zero_words.compared(setup, stage, found):
        typer.echo(line)


@app.command()
@planned
def arena(
    setup: "Setup",
    mode: Annotated[str, typer.Option(metavar="KEY", help="Which mode.")] = "zero1",
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Where a step's tensors lie in memory: holes with and without ZeRO-R's defragmentation."""
    from engines.zero.states import among
    from tui.cli import zero_words

    ranks = among(setup, one_mode(mode).gradients.cut)
    found = zero_words.arenas(setup, ranks)
    if json and not plain:
        document({name: zero_words.arena_document(each) for name, each in found.items()})
        return
    for line in zero_words.holes(found):
        typer.echo(line)


@app.command()
@planned
def export(
    setup: "Setup",
    mode: Annotated[str, typer.Option(metavar="KEY", help="Which mode.")] = "zero3",
    format: Annotated[
        Literal["deepspeed", "accelerate", "fsdp2", "torchrun", "slurm", "ray"],
        typer.Option(help="For which program."),
    ] = "deepspeed",
    to: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write files, and overwrite none.")
    ] = None,
) -> None:
    """A configuration or a launch script that runs this plan."""
    from engines.zero.export.formats import export as exported
    from engines.zero.export.formats import notes
    from tui.files import write_new

    chosen = one_mode(mode)
    files = exported(setup, chosen, format)
    if to is not None:
        for path in write_new(to, files):
            typer.echo(path)
    else:
        (_name, text), *others = files
        typer.echo(text, nl=not text.endswith("\n"))
        if others:
            names = enumerated(name for name, _text in others)
            typer.echo(_("With --to FOLDER also: {names}").format(names=names), err=True)
    for note in notes(setup, chosen, format):
        typer.echo(_(note), err=True)


@app.command()
@planned
def plot(
    setup: "Setup",
    file: Annotated[Path, typer.Argument(metavar="FILE", help="svg, png or pdf.")],
    kind: Annotated[
        Literal["memory", "frontier", "network"],
        typer.Option(
            help="What is drawn: memory or frontier against GPUs, network against its rate."
        ),
    ] = "memory",
    modes: Modes = "",
    json: Events = False,
) -> None:
    """Draw into a new file, with matplotlib."""
    from engines.zero.messages import Draw
    from tui.cli import zero_words
    from tui.cli.stream import show

    request = Draw(setup, chosen_modes(modes), path=str(file.absolute()), plot=kind)
    raise typer.Exit(show("zero", request, None if json else zero_words.Drawn(request)))


@app.command()
def models(json: Json = False, plain: Plain = False) -> None:
    """The presets, with their exact parameter counts."""
    from engines.zero.presets import PRESETS
    from tui.cli import zero_words

    if json and not plain:
        document({name: zero_words.model_document(model) for name, model in PRESETS.items()})
        return
    for line in zero_words.models(PRESETS.values()):
        typer.echo(line)


@app.command("gpus")
def gpus_(json: Json = False, plain: Plain = False) -> None:
    """The catalogue: GPUs, and networks between nodes."""
    from engines.zero.machines import GPUS, NETWORKS
    from tui.cli import zero_words

    if json and not plain:
        gpus = [each._asdict() for each in GPUS.values()]
        document({"gpus": gpus, "networks": [each._asdict() for each in NETWORKS.values()]})
        return
    for line in zero_words.machines(GPUS.values(), NETWORKS.values()):
        typer.echo(line)


def tabled(setup: "Setup", modes: str = "") -> "Plan":
    from engines.zero.modes import MODES
    from engines.zero.plan import plan

    return plan(setup, [MODES[key] for key in chosen_modes(modes)])


def chosen_modes(text: str) -> tuple[str, ...]:
    from engines.zero.modes import MODES

    keys = tuple(filter(None, (key.strip() for key in text.split(","))))
    for key in keys:
        if key not in MODES:
            why = _("There is no mode {mode}; there are {known}.")
            raise typer.BadParameter(why.format(mode=repr(key[:40]), known=enumerated(MODES)))
    return keys or tuple(MODES)


def one_mode(text: str) -> "Mode":
    from engines.zero.modes import MODES

    key, *more = chosen_modes(text)
    if more:
        raise typer.BadParameter(_("One mode at a time, like zero3."), param_hint="--mode")
    return MODES[key]


def document(value: object) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
