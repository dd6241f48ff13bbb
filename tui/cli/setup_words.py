"""What a setup will do, word for word, and what is left to the user."""

from collections.abc import Iterable
from pathlib import Path

from engines.pi.setup.steps import Plan, Remove, Run, Step, Write
from tui.cli.c_words import say
from tui.i18n import _


def show(plan: Plan, shown: Path | None = None) -> None:
    """All that is going to be done; `shown` is the file that its commands put somewhere."""
    if not plan.steps:
        say(_("There is nothing to do: it is so already."))
        return
    if shown:
        say(_("{file} says:").format(file=shown))
        for line in indented(shown.read_text()):
            say(line)
    say(_("This is what will be done:"))
    for step in plan.steps:
        for line in told(step):
            say(line)


def told(step: Step) -> Iterable[str]:
    match step:
        case Run():
            yield from command(step)
        case Write(path, text, kept):
            if kept:
                words = _("{path} is there, and differs: it is kept as {kept}")
                yield "  " + words.format(path=path, kept=kept)
            yield "  " + _("{path} will hold:").format(path=path)
            yield from indented(text)
        case Remove(path):
            yield "  " + _("{path} goes").format(path=path)


def command(run: Run) -> list[str]:
    return [f"  $ {run}", f"      {_(run.why)}"]


def indented(text: str) -> Iterable[str]:
    return (f"    {line}".rstrip() for line in text.splitlines())


def done(plan: Plan) -> None:
    if plan.steps:
        say(_("Done."))
    for run in plan.after:
        say(f"$ {run}")
        say(f"    {_(run.why)}")


def left() -> None:
    say(_("Nothing was changed. To agree without being asked: --yes"), err=True)


def by_hand() -> None:
    say(_("There is no sudo here: as root, type these commands without that word."), err=True)
