"""The options that most commands about rates of change have: a formula, and how it is read."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tui.cli import offering
from tui.i18n import _

if TYPE_CHECKING:
    from engines.roc.messages import Formula


def asked(
    formula: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help="A formula of `roc formulas`, or a .tdx file.",
            autocompletion=offering.formulas,
        ),
    ] = "ROC",
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="A parameter of the formula; may be repeated."),
    ] = None,
    period: Annotated[
        Literal["", "day", "week", "month"], typer.Option(help="Gather the bars into these.")
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="TIME", help="As of then: 2021-05-14, with or without 09:35.")
    ] = "",
    line: Annotated[
        str, typer.Option(metavar="NAME", help="The line that crosses. Default: the first.")
    ] = "",
    against: Annotated[
        str, typer.Option(metavar="NAME", help="The line that it crosses. Default: 0.")
    ] = "",
    band: Annotated[
        float, typer.Option(help="A crossing goes from below -BAND to above BAND.")
    ] = 0.0,
    quiet: Annotated[
        int, typer.Option(help="Bars after a crossing without another of its kind.")
    ] = 0,
) -> dict[str, Any]:
    from engines.roc.rules import Signals

    try:
        signals = Signals(band=band, quiet=quiet, line=line.upper(), against=against.upper())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    chosen = formula_of(formula, param or [])
    return {"formula": chosen, "period": period, "until": until, "signals": signals}


def formula_of(text: str, parameters: list[str]) -> "Formula":
    """Checked here, before a child is started. Exits where it is none."""
    from engines.roc.messages import Formula
    from engines.roc.programs import program
    from engines.wire import EngineError
    from tui.cli.stream import fail

    try:
        chosen = Formula(**named(text), parameters=dict(map(parameter, parameters)))
        program(chosen)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--formula") from None
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
    return chosen


def named(text: str) -> dict[str, str]:
    """A file where it looks like one, else a name."""
    from engines.roc.formula.library import read

    path = Path(text)
    if path.suffix.lower() != ".tdx" and "/" not in text:
        return {"name": text.upper()}
    return {"name": path.stem, "source": read(path) or " "}


def parameter(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    try:
        if not equals or not name.strip():
            raise ValueError
        return name.strip().upper(), float(value)
    except ValueError:
        why = _("A parameter is written like N=12, not {text}.").format(text=repr(text[:40]))
        raise typer.BadParameter(why, param_hint="--param") from None


def about_formula(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `asked`, and what they come to as its first argument."""
    own = list(inspect.signature(command).parameters.values())[1:]
    common = list(inspect.signature(asked).parameters.values())

    @functools.wraps(command)
    def about(**options: Any) -> None:
        command(asked(**{each.name: options.pop(each.name) for each in common}), **options)

    parameters = [each.replace(kind=each.KEYWORD_ONLY) for each in (*own, *common)]
    about.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # for Typer
    about.__annotations__ = {each.name: each.annotation for each in parameters}
    return about


def checked(formula: "Formula", *conditions: str) -> None:
    """Exits where one of them is no condition about the formula; "" is none at all."""
    from engines.roc.programs import condition
    from engines.wire import EngineError
    from tui.cli.stream import fail

    try:
        for source in filter(None, conditions):
            condition(formula, source)
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
