"""Where what is in a part will be lost, its name has to be typed."""

import shlex
import sys
from typing import TextIO

import msgspec
import typer

from engines import wire
from tui.cli.stream import Batches
from tui.i18n import _

OPTION = "--confirm"
YES = ("y", "yes", "是")


def tty(stream: TextIO | None) -> bool:
    """A stream that was closed when Python started is None."""
    return stream is not None and stream.isatty()


def agreed(question: str) -> bool:
    """Asked in a terminal alone, which shows on stdout what it is about; whatever is no yes is a
    no. Ctrl+C and Ctrl+D end the command."""
    if not all(map(tty, (sys.stdin, sys.stdout, sys.stderr))):
        return False
    try:
        typed = typer.prompt(question, default="", show_default=False, err=True)
    except typer.Abort:
        typer.echo(err=True)  # behind what was asked
        raise typer.Exit(130) from None
    return typed.strip().casefold() in YES


class Confirm:
    """What was typed, and what should have been. The engine says which part it is, and refuses."""

    def __init__(self, typed: str, *, ask: bool, loss: str = "") -> None:
        """Only a terminal is asked, and only where nothing was said yet. `loss`: what is at stake,
        where the refusal does not say it."""
        self.typed, self.loss = typed, loss
        self.name = ""
        self._ask = ask and not typed and tty(sys.stdin) and tty(sys.stderr)

    async def through(self, batches: Batches) -> Batches:
        """Note a refusal for want of the name. It is left out where the name will be asked for;
        else its remedy becomes what was typed, and the name."""
        async for batch in batches:
            yield [told for event in batch if (told := self._noted(event))]

    def asked(self) -> bool:
        """Whether the name was wanted, asked for and typed: then it is worth another try."""
        if not self._ask or not self.name:
            return False
        self._ask = False
        typer.echo(self.loss, err=True)
        try:
            words = _("To go on, type its name, {name}").format(name=self.name)
            self.typed = typer.prompt(words, err=True)
        except typer.Abort:
            typer.echo(err=True)  # behind what was asked
            raise typer.Exit(130) from None
        if self.typed.strip().casefold() == self.name.casefold():
            return True
        typer.echo(_("That is another name: nothing was erased."), err=True)
        return False

    def _noted(self, event: wire.Message) -> wire.Message | None:
        if not isinstance(event, wire.Failed) or OPTION not in (words := split(event.fix)):
            return event
        self.name = words[words.index(OPTION) + 1]
        self.loss = self.loss or _(event.what)
        if self._ask:
            return None
        return msgspec.structs.replace(event, fix=again(sys.argv[1:], self.name))


def split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def again(words: list[str], name: str) -> str:
    """The same command with the name."""
    kept = [
        word
        for before, word in zip(["", *words], words, strict=False)
        if OPTION not in (before, word) and not word.startswith(f"{OPTION}=")
    ]
    return shlex.join(["zerodeck", *kept, OPTION, name])
