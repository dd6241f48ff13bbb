"""Starting the console: what has to be settled before Textual is imported."""

import dataclasses
import gc
import os
import shutil
import sys
from typing import TYPE_CHECKING

from tui import i18n, settings, terminal
from tui.i18n import _

if TYPE_CHECKING:
    from engines.wire import Message


def run(
    tab: str = "",
    *,
    keep: bool = False,
    plain: bool = False,
    ascii: bool = False,
    mouse: bool = True,
    demo: bool = False,
    asked: "Message | None" = None,
) -> None:
    """Open the console on `tab`, or on the last one. Without a usable terminal, print a report.

    `demo`: with the simulated board in the Probe tab. `asked`: what the tab's engine is to be asked
    at once.
    """
    chosen, _problems = settings.load()
    here = terminal.here()
    if plain or here.kind == "plain":
        i18n.use(chosen.language)
        from tui.report import report

        sys.stdout.write(report())
        return
    if keep and not here.tmux:
        stay(tab, demo=demo)
    terminal.prepare(os.environ, chosen)
    gc.disable()  # what the imports make, stays: looking through it again and again is in vain
    from tui.app import Zerodeck

    gc.freeze()
    gc.enable()
    here = dataclasses.replace(here, unicode=here.unicode and not ascii)
    app = Zerodeck(tab, here, demo=demo, asked=asked)
    app.run(mouse=mouse and chosen.mouse)
    sys.exit(app.return_code)


def stay(tab: str, *, demo: bool = False) -> None:
    """Become tmux, with the console inside, or the one that was left there."""
    from engines.pi import keeping

    tmux = shutil.which("tmux")
    if tmux is None:
        sys.exit(_("--keep needs tmux, which is not here. Install it: sudo apt install tmux"))
    inside = keeping.console(sys.executable, *(["--demo"] * demo), *([tab] if tab else []))
    os.execv(tmux, keeping.entering(tmux, inside))
