"""zerodeck probe: the tab, or a debug probe and its chip without a screen."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tui.cli.aim import aimed, number
from tui.cli.groups import GROUPS
from tui.i18n import N_, _

if TYPE_CHECKING:
    from engines import wire
    from engines.probe.messages import Wanted

STATUS = "\b\n" + N_("""\
Exit status:
    0  done
    1  failed, or refused
    2  wrong usage
    3  the chip holds something else (verify)
  130  ended by Ctrl+C, or cancelled; a flash goes on as a job
""")

app = typer.Typer(
    help=GROUPS["probe"],
    epilog=STATUS,
    rich_markup_mode=None,
    add_completion=False,
)


Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Events = Annotated[bool, typer.Option("--json", help="One JSON event a line; the last says all.")]
Plain = Annotated[bool, typer.Option("--plain", help="Words, and no progress bar.")]
Name = Annotated[
    str, typer.Option(metavar="NAME", help="The part's name, where everything in it will be lost.")
]
Base = Annotated[
    int | None,
    typer.Option(
        parser=number, metavar="ADDRESS", help="Where a .bin begins. Default: the start of flash."
    ),
]
Firmware = Annotated[Path, typer.Argument(metavar="FILE", help="bin, hex, srec, elf or uf2.")]


@app.callback(invoke_without_command=True)
def tab(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="With the simulated board.")] = False,
) -> None:
    context.obj["demo"] |= demo
    if context.invoked_subcommand is not None:
        return
    from tui.tabs import TABS

    if "probe" not in TABS:
        typer.echo(context.get_help())
        return
    from tui.cli.console import run

    run("probe", **context.obj)


command = partial(app.command, epilog=STATUS)


@command("list")
def list_(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="With the simulated board.")] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Which probes are plugged in, and whether you may open them."""
    from engines.probe.listing import everywhere
    from tui.cli import probe_words

    found = everywhere(demo=demo or context.obj["demo"])
    if json and not plain:
        document(found)
        return
    for line in probe_words.listed(found):
        typer.echo(line)
    if not found:
        typer.echo(_("No debug probe is plugged in. A simulated one: --demo"), err=True)


@command()
@aimed
def info(
    wanted: "Wanted",
    program: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, help="An ELF file whose functions name places."),
    ] = None,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Which chip hangs on the probe, and how it stands. It is not disturbed."""
    tell(wanted, None, json and not plain, str(program.absolute()) if program else "")


@command()
@aimed
def reset(
    wanted: "Wanted",
    halt: Annotated[
        bool, typer.Option("--halt", help="And stop before the first instruction.")
    ] = False,
    json: Json = False,
    plain: Plain = False,
) -> None:
    """Reset the chip."""
    from engines.probe.messages import Reset

    tell(wanted, Reset(halt), json and not plain)


@command()
@aimed
def flash(
    wanted: "Wanted",
    file: Firmware,
    base: Base = None,
    erase: Annotated[
        Literal["auto", "chip", "sector"],
        typer.Option(help="What to erase; auto is what takes less time."),
    ] = "auto",
    confirm: Name = "",
    no_reset: Annotated[
        bool, typer.Option("--no-reset", help="Leave the chip halted after it.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Flash again whenever the file changes.")
    ] = False,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """Make the chip hold what FILE says, and prove it.

    It is a job: Ctrl+C or a lost terminal leaves it running.
    """
    from engines.probe.messages import Flash
    from tui.cli import flashing

    request = Flash(str(file.absolute()), wanted, base, erase, confirm, not no_reset)
    run = flashing.watched if watch else flashing.flashed
    raise typer.Exit(run(request, json=json and not plain, bar=not plain))


@command()
@aimed
def verify(
    wanted: "Wanted", file: Firmware, base: Base = None, json: Events = False, plain: Plain = False
) -> None:
    """Compare the chip with FILE. Nothing is written; the program starts anew."""
    from engines.probe.messages import Verify
    from tui.cli import probe_words, stream

    request = Verify(str(file.absolute()), wanted, base)
    words = None if json and not plain else probe_words.told
    raise typer.Exit(stream.show("probe", request, words, status=compared))


@command()
@aimed
def erase(
    wanted: "Wanted",
    start: Annotated[
        int | None,
        typer.Option(parser=number, metavar="ADDRESS", help="Only the sectors from here on."),
    ] = None,
    length: Annotated[
        int | None,
        typer.Option(parser=number, metavar="SIZE", help="How far. Default: one sector."),
    ] = None,
    confirm: Name = "",
    json: Events = False,
    plain: Plain = False,
) -> None:
    """Erase the chip. A terminal is asked for the part's name; a script needs --confirm."""
    from engines.probe.messages import Erase
    from tui.cli import probe_words, stream
    from tui.cli.confirm import Confirm

    if length is not None and start is None:
        raise typer.BadParameter(_("--length is counted from --start."))
    json = json and not plain
    words = None if json else probe_words.told
    sure = Confirm(confirm, ask=not json, loss=loss(start, length or 1))
    while True:
        request = Erase(sure.typed, wanted, start, length or 1)
        status = stream.show("probe", request, words, sure.through)
        if not sure.asked():
            raise typer.Exit(status)


def loss(start: int | None, length: int) -> str:
    """What erasing takes."""
    if start is None:
        return _("Everything in its flash will be lost.")
    words = _("Its sectors from {start} to {end} will be lost.")
    return words.format(start=f"{start:#010x}", end=f"{start + length - 1:#010x}")


@command()
@aimed
def read(
    wanted: "Wanted",
    address: Annotated[int, typer.Argument(parser=number, metavar="ADDRESS", help="0x8000000")],
    size: Annotated[int, typer.Argument(parser=number, metavar="SIZE", help="0x100, 256, 64K")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A new file for the bytes.")
    ] = None,
    json: Events = False,
    plain: Plain = False,
) -> None:
    """Read memory: a hex dump, or --out for the bytes."""
    from engines import paths
    from engines.probe.messages import Dump
    from tui.cli import looking, probe_words, stream

    if not 0 < size <= (1 << 32) - address:
        raise typer.BadParameter(_("Addresses are 32 bits, and a size is at least 1."))
    if out and out.exists():
        refuse(N_("This file is there already."), str(out), json=json and not plain)
    if out:
        try:
            paths.refuse_devices(out)
        except OSError as error:
            refuse(N_("The file could not be written."), str(error), json=json and not plain)
    data = bytearray()
    words = None if json and not plain else probe_words.told
    keep = partial(looking.kept, data) if out else aiter
    status = stream.show("probe", Dump(address, size, wanted), words, keep)
    if out and status == 0:
        try:
            with paths.new_file(out) as file:
                file.write(data)
        except OSError as error:
            refuse(N_("The file could not be written."), str(error), json=json and not plain)
    raise typer.Exit(status)


@command()
@aimed
def rtt(wanted: "Wanted", json: Events = False, plain: Plain = False) -> None:
    """What the program prints over RTT; lines that you type are sent to it. Ctrl+C ends it."""
    from engines.probe.messages import Look
    from tui.cli import rtt, stream

    words = None if json and not plain else rtt.words
    raise typer.Exit(stream.show("probe", Look(wanted, hertz=1), words, rtt.through))


def tell(wanted: "Wanted", then: "wire.Message | None", json: bool, program: str = "") -> None:
    """Connect, ask for `then`, and print how the chip stands."""
    import asyncio

    from engines import wire
    from tui.cli import looking, probe_words
    from tui.cli.stream import fail

    try:
        connected, standing = asyncio.run(looking.looked(wanted, then, program))
    except wire.EngineError as error:
        raise typer.Exit(fail(error, json=json)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    if json:
        document({"probe": connected.probe, "target": connected.target, "standing": standing})
        return
    for line in probe_words.facts(connected, standing):
        typer.echo(line)


def compared(last: Any) -> int:
    from tui.cli.stream import status

    return 3 if getattr(last, "differing", ()) else status(last)


def refuse(what: str, why: str, *, json: bool) -> None:
    from engines.wire import EngineError
    from tui.cli.stream import fail

    raise typer.Exit(fail(EngineError(what, why), json=json))


def document(value: Any) -> None:
    from tui.cli.jobs import dump

    dump(value)
