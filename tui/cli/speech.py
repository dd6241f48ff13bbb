"""Typer's words and those of our commands' help, in the reader's language.

Typer has its own in English only, and takes a letter for a cell wide: where the language is English
nothing here is done, else what it prints with is replaced.
"""

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tui import i18n
from tui.i18n import N_, _
from tui.said import said

if TYPE_CHECKING:
    from typer._click import Command

ERRORS = (
    N_("Invalid value: {why}"),
    N_("Invalid value for {option}: {why}"),
    N_("Missing argument {option}."),
    N_("Missing argument {option}. {why}"),
    N_("Missing option {option}."),
    N_("Missing option {option}. {why}"),
    N_("Missing command."),
    N_("No such option: {option}"),
    N_("No such option: {option} (Possible options: {options})"),
    N_("No such command {command}."),
    N_("No such command {command}. Did you mean {commands}?"),
    N_("Got unexpected extra argument(s) ({words})"),
    N_("Option {option} requires an argument."),
    N_("Option {option} does not take a value."),
    N_("{value} is not a valid integer."),
    N_("{value} is not a valid float."),
    N_("{value} is not one of {values}."),
    N_("{value} is not in the range {range}."),
    N_("Path {path} does not exist."),
    N_("File {path} does not exist."),
    N_("Choose from:\n\t{values}"),
)
"""What Typer says when it refuses: templates for `said`."""

HELP = (
    *(N_("Usage: "), N_("Arguments"), N_("Options"), N_("Commands"), N_("Aborted!")),
    *(N_("default: {default}"), N_("required"), N_("(dynamic)"), N_("Show this message and exit.")),
)


WORD = r"[（「《“]*(?:[\u2e80-\u9fff]|[^\s\u2e80-\uffef（「《“]+)[，。；：！？）」》、”]*\s*|\S\s*"
"""What stays together when a line is broken: a word, or a Chinese letter, with its marks. Compiled
where it is used, in Chinese alone: that takes 5 ms."""


def use() -> None:
    """Speak as the settings say, or else as the locale does."""
    from tui import settings

    chosen, _problems = settings.load()
    if i18n.use(chosen.language) == "en":
        return
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal of another charset gets ?, and no error
            stream.reconfigure(errors="replace")
    replace()


def translated(command: "Command") -> "Command":
    """With its help in the language in use, and that of what belongs to it."""
    command.help = paragraphs(command.help)
    if command.epilog:  # stays as it is laid out
        command.epilog = "\b\n" + _(command.epilog.removeprefix("\b\n"))
    command.short_help = command.help.partition("\n")[0].partition("。")[0]
    for parameter in command.params:
        if hasattr(parameter, "help"):
            parameter.help = paragraphs(parameter.help)
    for below in getattr(command, "commands", {}).values():
        translated(below)
    return command


def sentences(help: str | None) -> list[str]:
    """Its paragraphs, a line each, as they stand in the catalogue."""
    parts = (help or "").split("\n\n")
    return [part if part.startswith("\b") else " ".join(part.split()) for part in parts]


def paragraphs(help: str | None) -> str:
    return "\n\n".join(map(_, sentences(help)))


# What Typer prints with


def replace() -> None:
    from rich.cells import cell_len
    from typer import core
    from typer._click import exceptions, formatting
    from typer._click.core import Command

    usage, help_option = formatting.HelpFormatter.write_usage, Command.get_help_option

    def write_usage(self: Any, prog: str, args: str = "", prefix: str | None = None) -> None:
        usage(self, prog, args, prefix or _("Usage: "))

    def get_help_option(self: Any, ctx: Any) -> Any:
        option = help_option(self, ctx)
        if option is not None:
            option.help = _(str(option.help))
        return option

    def write_heading(self: Any, heading: str) -> None:
        self.write(" " * self.current_indent + _("{heading}:").format(heading=heading) + "\n")

    for place, name, ours in (
        (core, "_", _),
        (Command, "get_help_option", get_help_option),
        (formatting, "term_len", cell_len),
        (formatting, "wrap_text", wrapped),
        (formatting.HelpFormatter, "write_usage", write_usage),
        (formatting.HelpFormatter, "write_heading", write_heading),
        (exceptions.ClickException, "show", show),
        (exceptions.UsageError, "show", show),
    ):
        setattr(place, name, ours)


def show(error: Any, file: object = None) -> None:
    """A complaint of Typer's: how the command is used, and what is wrong."""
    context = getattr(error, "ctx", None)
    if context:
        print(context.get_usage(), file=sys.stderr)
        hint = _("Try '{command}' for help.")
        print(hint.format(command=f"{context.command_path} --help"), end="\n\n", file=sys.stderr)
    what = said(error.format_message())
    print(_("Error: {what}").format(what=what), file=sys.stderr)


def wrapped(
    text: str,
    width: int = 78,
    initial_indent: str = "",
    subsequent_indent: str = "",
    preserve_paragraphs: bool = False,
) -> str:
    """As wrap_text of Typer's formatting; Chinese breaks between any two of its letters."""
    told = []
    for part in text.split("\n\n") if preserve_paragraphs else [text]:
        kept = part.startswith("\b")
        lines = part.splitlines()[1:] if kept else broken(part, width - len(subsequent_indent))
        told.append("\n".join(subsequent_indent + line for line in lines))
    return (initial_indent + "\n\n".join(told)[len(subsequent_indent) :]).rstrip()


def broken(text: str, width: int) -> Iterator[str]:
    """Lines of so many cells at most, where no word is longer."""
    from rich.cells import cell_len

    line = ""
    for word in re.findall(WORD, " ".join(text.split())):
        if line and cell_len(line + word.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += word
    yield line.rstrip()
