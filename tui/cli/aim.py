"""The options that most probe commands have: which probe, and what hangs on it."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tui.cli import offering
from tui.i18n import _

if TYPE_CHECKING:
    from engines.probe.messages import Wanted


def hertz(text: str) -> int:
    from tui.units import parse_clock

    try:
        return parse_clock(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def wanted(
    context: typer.Context,
    probe: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Which probe, or how its id begins; or HOST:PORT.",
            autocompletion=offering.probes,
        ),
    ] = "",
    target: Annotated[
        str, typer.Option(metavar="NAME", help="pyOCD's name of the part. Default: found out.")
    ] = "",
    pack: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, help="A CMSIS .pack that knows the part."),
    ] = None,
    clock: Annotated[
        int | None, typer.Option(parser=hertz, metavar="HZ", help="Of SWD: 500k, 4M.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The simulated board.")] = False,
    bulk: Annotated[
        bool, typer.Option("--bulk", help="The simulated board, on a faster cable.")
    ] = False,
) -> "Wanted":
    from engines.probe.messages import SIMULATED, Cable, Wanted

    cable = Cable(bulk=bulk) if demo or bulk or context.obj["demo"] else None
    if cable and not SIMULATED.startswith(probe):
        raise typer.BadParameter(_("--demo is a probe of its own: --probe is another one."))
    try:
        where = str(pack.absolute()) if pack else ""
        return Wanted(SIMULATED if cable else probe, target, where, clock, cable)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def aimed(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `wanted`, and what they come to as its first argument."""
    own = list(inspect.signature(command).parameters.values())[1:]
    common = list(inspect.signature(wanted).parameters.values())

    @functools.wraps(command)
    def aimed(**options: Any) -> None:
        command(wanted(**{each.name: options.pop(each.name) for each in common}), **options)

    parameters = [each.replace(kind=each.KEYWORD_ONLY) for each in (*own, *common)]
    aimed.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # for Typer
    aimed.__annotations__ = {each.name: each.annotation for each in parameters}
    return aimed


def number(text: str) -> int:
    """An address or a size; sizes with their units as everywhere."""
    from tui.units import parse_size

    if text[:1] == "0" and text[1:2].isdecimal():
        words = _("Is {text} hex? An address is written with 0x: 0x{text}.")
        raise typer.BadParameter(words.format(text=text))
    try:
        return int(text, 16) if text.lower().startswith("0x") else parse_size(text)
    except ValueError:
        words = _("An address or a size is written like 0x800, 4096, 64K.")
        raise typer.BadParameter(words) from None
