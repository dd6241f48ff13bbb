"""zerodeck setup: what goes outside zerodeck's own folder, shown first and done once agreed to."""

from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli import offering
from tui.cli.groups import GROUPS
from tui.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path

    from engines.pi.setup import udev
    from engines.pi.setup.steps import Plan

app = typer.Typer(
    help=GROUPS["setup"], rich_markup_mode=None, add_completion=False, no_args_is_help=True
)

NO_HOME = N_("Your home folder is not known: HOME has to be its full path.")
NO_TMUX = N_("The console waits in tmux, which is not here.")

Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Away = Annotated[bool, typer.Option("--remove", help="Take it away again.")]


@app.command("udev")
def udev_(yes: Yes = False, remove: Away = False) -> None:
    """Let the group plugdev open debug probes, and you be in it. Uses sudo.

    Installs zerodeck's rules for udev, for probes on USB and those that are HID devices too.
    """
    import shutil

    from engines import access
    from engines.pi.setup import udev
    from tui.cli import setup_words

    user, root = who(), machine()
    plan = udev.removing(root, user) if remove else udev.installing(root, user)
    setup_words.show(plan, None if remove else access.RULES)
    if plan.steps and not user.root and not shutil.which("sudo"):
        setup_words.by_hand()
        raise typer.Exit(1)
    carry_out(plan, yes)


@app.command()
def service(yes: Yes = False, remove: Away = False) -> None:
    """Have the console wait in tmux from when the machine starts, for zerodeck --keep.

    Writes a unit for your own systemd; nothing is started by that.
    """
    import os
    import shutil
    import sys

    from engines.pi.setup import service
    from engines.wire import EngineError
    from tui import terminal
    from tui.cli.stream import fail

    tmux = shutil.which("tmux")
    try:
        folder = service.folder(os.environ, home())
        if tmux is None and not remove:
            raise EngineError(NO_TMUX, "", "sudo apt install tmux")
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
    language = terminal.locale_of(os.environ, "LC_CTYPE")
    unit = service.unit(tmux or "tmux", sys.executable, language)
    propose((service.removing if remove else service.installing)(folder, unit), yes)


@app.command("completion")
def completion_(
    shell: Annotated[
        str,
        typer.Argument(
            help="bash, zsh or fish; without it, yours.", autocompletion=offering.shells
        ),
    ] = "",
    yes: Yes = False,
    remove: Away = False,
) -> None:
    """Have a shell complete zerodeck's commands when Tab is pressed."""
    import os
    from pathlib import Path

    from engines.pi.setup import completion
    from engines.wire import EngineError
    from tui.cli.main import completion_script
    from tui.cli.stream import fail

    shell = shell or Path(os.environ.get("SHELL", "")).name
    try:
        path = completion.place(shell, os.environ, home())
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
    script = completion_script(shell) + "\n"
    plan = completion.installing(shell, script, path, machine())
    propose(completion.removing(path, script) if remove else plan, yes)


def propose(plan: "Plan", yes: bool) -> None:
    from tui.cli import setup_words

    setup_words.show(plan)
    carry_out(plan, yes)


def carry_out(plan: "Plan", yes: bool) -> None:
    """Once agreed to; 1 where it is not, and where a step fails; 130 after a Ctrl+C."""
    from engines.pi.setup.steps import do
    from engines.wire import EngineError
    from tui.cli import setup_words
    from tui.cli.confirm import agreed
    from tui.cli.stream import fail
    from tui.i18n import _

    if plan.steps and not (yes or agreed(_("Shall this be done? y or n"))):
        setup_words.left()
        raise typer.Exit(1)
    try:
        for step in plan.steps:
            do(step)
    except EngineError as error:
        raise typer.Exit(fail(error)) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    setup_words.done(plan)


def machine() -> "Path":
    """Where /etc, /run and /usr stand."""
    from pathlib import Path

    return Path("/")


def home() -> "Path":
    """EngineError where the folder is not known, or would be another one in each folder."""
    import os
    from pathlib import Path

    from engines.wire import EngineError

    fix = 'export HOME="$PWD"'
    try:
        path = Path(os.environ["HOME"]) if "HOME" in os.environ else Path.home()
    except RuntimeError as error:  # this user is a number, without an entry in /etc/passwd
        raise EngineError(NO_HOME, str(error), fix) from error
    if not path.is_absolute():
        raise EngineError(NO_HOME, f"HOME={os.environ['HOME']}", fix)
    return path


def who() -> "udev.User":
    """Behind a sudo, who typed it: root may open all probes."""
    import os

    from engines import access
    from engines.pi.setup import udev

    root = os.geteuid() == 0
    name = access.this_user().name
    return udev.User((os.environ.get("SUDO_USER") or name) if root else name, root)
