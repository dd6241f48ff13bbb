"""What a fix does, told."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import typer

from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.saving import save
from engines.wire import EngineError
from tui.cli.c_sources import STDIN
from tui.cli.c_words import NO_SOURCES, line, say
from tui.i18n import _, ngettext


def relative(name: str) -> str:
    """The name from here, where it leads from the root: patch takes no such name."""
    with suppress(OSError, ValueError):
        return str(Path(name).relative_to(Path.cwd()))
    return name


class Mending:
    """`status`: 2 where something could not be read or written, 1 where there is a difference."""

    def __init__(self) -> None:
        self.files = self.named = self.changed = self.doubtful = 0
        self.worst = 0

    def seen(self, name: str, findings: Iterable[Finding]) -> None:
        """Of standard input nothing is told: editors take what a filter says for the source."""
        self.files += 1
        if name != STDIN:
            self.named += 1
            maybe = [it for it in findings if it.certainty == "maybe" and it.kind in OMISSIONS]
            self.doubtful += len(maybe)

    def unread(self, name: str, why: str) -> None:
        self.worst = 2
        say(f"{line(name)}: {_(why)}", err=True)

    def show(self, difference: bytes) -> None:
        self.changed += 1
        self.worst = max(self.worst, 1)
        typer.echo(difference, nl=False)

    def write(self, name: str, before: bytes, after: bytes, edits: int) -> None:
        try:
            backup = save(Path(name), before, after)
        except EngineError as error:
            from tui.cli.stream import fail  # which knows how engines are run

            fail(error)
            self.worst = 2
        else:
            self.changed += 1
            words = ngettext(
                "{file}: {number} edit; as it was: {kept}",
                "{file}: {number} edits; as it was: {kept}",
                edits,
            )
            say(words.format(file=line(name), number=edits, kept=line(str(backup))))

    @property
    def status(self) -> int:
        if not self.files and not self.worst:
            say(_(NO_SOURCES), err=True)
            return 2
        if self.named and not self.changed and not self.worst:
            say(_("There is nothing to mend."), err=True)
        if self.doubtful:
            words = _("Not changed: {number} that may be left out; zerodeck c check shows where.")
            say(words.format(number=self.doubtful), err=True)
        return self.worst
