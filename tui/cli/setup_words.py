"""What a setup will do, word for word, and what is left to the user."""

from collections.abc import Iterable
from pathlib import Path

from engines.pi.setup.steps import Line, Move, Plan, Remove, Run, Step, Write
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
                yield keeps(path, kept)
            yield "  " + _("{path} will hold:").format(path=path)
            yield from indented(text)
        case Remove(path):
            yield "  " + _("{path} goes").format(path=path)
        case Move(path, kept):
            yield keeps(path, kept)


def keeps(path: Path, kept: Path) -> str:
    words = _("{path} is there, and differs: it is kept as {kept}")
    return "  " + words.format(path=path, kept=kept)


def command(run: Run) -> list[str]:
    return [f"  $ {run}", f"      {_(run.why)}"]


def indented(text: str) -> Iterable[str]:
    return (f"    {line}".rstrip() for line in text.splitlines())


def done(plan: Plan) -> None:
    if plan.steps:
        say(_("Done."))
    for each in plan.after:
        say(str(each) if isinstance(each, Line) else f"$ {each}")
        say(f"    {_(each.why)}")


def left() -> None:
    say(_("Nothing was changed. To agree without being asked: --yes"), err=True)


def by_hand() -> None:
    say(_("There is no sudo here: as root, type these commands without that word."), err=True)
