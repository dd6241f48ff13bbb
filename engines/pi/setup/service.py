"""A unit of the user's systemd that has the console wait in tmux, as --keep finds it."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from engines.pi import keeping
from engines.pi.setup import steps
from engines.pi.setup.steps import Plan, Remove, Run, writing
from engines.wire import N_

NAME = "zerodeck.service"
START = N_("It starts now, and whenever you log in. Enter it with zerodeck --keep.")
LINGER = N_("Without this, systemd ends what you have started when your last login ends.")
READ = N_("systemd forgets it; a console that runs goes on until you quit it.")

# Jobs belong to the unit as the console does, and outlive it: what is ended is tmux's server, the
# unit's main process, and the console with it. The "-" is for a console that is open already: tmux
# calls it a duplicate, and the start is to end well. There is no ExecStop, as systemd would run it
# then, and so end that console.
UNIT = """\
[Unit]
Description=zerodeck, a console that waits in tmux: zerodeck --keep enters it

[Service]
Type=forking
{environment}ExecStart=-{start}
KillMode=process

[Install]
WantedBy=default.target
"""


def unit(tmux: str, python: str, language: str = "") -> str:
    """`language` is what LANG is to say in the console: systemd may know none."""
    environment = f"Environment={quoted(f'LANG={language}')}\n" if language else ""
    start = keeping.starting(tmux, keeping.console(python))
    return UNIT.format(environment=environment, start=line(start))


def line(words: Sequence[str]) -> str:
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    """As systemd.service(5) wants it: a lone ; would begin another command, % and $ name things."""
    if word == ";":
        return r"\;"
    word = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", word, re.ASCII):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folder(environ: Mapping[str, str], home: Path) -> Path:
    named = environ.get("XDG_CONFIG_HOME", "")
    return (Path(named) if named.startswith("/") else home / ".config") / "systemd/user"


def installing(folder: Path, text: str) -> Plan:
    after = [
        Run(("systemctl", "--user", "enable", "--now", "zerodeck"), START),
        Run(("loginctl", "enable-linger"), LINGER),
    ]
    return Plan(writing(folder / NAME, text), after)


def removing(folder: Path, text: str) -> Plan:
    """The link as well by which systemd starts it. A unit that is not `text` is kept."""
    link = folder / "default.target.wants" / NAME
    links = [Remove(link)] if os.path.lexists(link) else []
    away = [*steps.removing(folder / NAME, text), *links]
    return Plan(away, [Run(("systemctl", "--user", "daemon-reload"), READ)] if away else [])
