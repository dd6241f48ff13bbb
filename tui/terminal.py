"""What the terminal can do, told before Textual is imported; this module must not import it."""

import os
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.settings import Settings

C_LOCALES = frozenset({"", "C", "POSIX"})


@dataclass(frozen=True)
class Terminal:
    """`kind` is full or plain; `colors` is truecolor, 256, 16 or none."""

    kind: str
    unicode: bool
    colors: str
    ssh: bool
    tmux: bool


def environment(started: Path = Path("/proc/self/environ")) -> dict[str, str]:
    """os.environ without the locale that Python made up.

    In the C locale Python sets LC_CTYPE=C.UTF-8 in its own environment (PEP 538), and says utf-8
    for stdout (PEP 540) whatever the terminal speaks. The kernel remembers what was really there.
    """
    environ = dict(os.environ)
    if sys.flags.utf8_mode and environ.get("LC_CTYPE") in {"C.UTF-8", "C.utf8", "UTF-8"}:
        try:
            given = started.read_bytes().split(b"\0")
        except OSError:
            return environ
        named = (entry[9:].decode() for entry in given if entry.startswith(b"LC_CTYPE="))
        environ["LC_CTYPE"] = next(named, "")
    return environ


def here() -> Terminal:
    """The verdict on the terminal of this process."""
    stdin, stdout = sys.stdin, sys.stdout
    return verdict(
        environment(),
        stdin is not None and stdin.isatty(),
        stdout is not None and stdout.isatty(),
        stdout.encoding if stdout is not None else "ascii",
    )


def verdict(
    environ: Mapping[str, str], stdin_tty: bool, stdout_tty: bool, encoding: str
) -> Terminal:
    """`environ` as `environment()` gives it; `encoding` is that of sys.stdout."""
    dumb = environ.get("TERM", "") in {"", "dumb", "unknown"}
    return Terminal(
        kind="plain" if dumb or not (stdin_tty and stdout_tty) else "full",
        unicode=draws_unicode(environ, encoding),
        colors="none" if dumb else colors(environ),
        ssh=over_ssh(environ),
        tmux=bool(environ.get("TMUX")),
    )


def prepare(environ: MutableMapping[str, str], settings: "Settings") -> None:
    """Tell Textual, which reads its environment once, at import. The user's own value wins.

    An empty NO_COLOR asks for nothing (no-color.org), but Textual would obey it. TEXTUAL_FPS
    stays: fewer frames save nothing here and make every key wait for the next one.
    """
    if settings.animations == "off" or (settings.animations == "auto" and over_ssh(environ)):
        environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    if environ.get("NO_COLOR") == "":
        del environ["NO_COLOR"]


def theme(settings: "Settings", terminal: Terminal) -> str:
    """The chosen theme, or for 16 colours the one that keeps to them."""
    from tui.settings import Settings

    default = settings.theme == Settings.theme
    return "ansi-dark" if default and terminal.colors == "16" else settings.theme


def colors(environ: Mapping[str, str]) -> str:
    """As Rich decides it, so that this says what is going to be drawn."""
    if environ.get("NO_COLOR"):
        return "none"
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return "truecolor"
    kind = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return "256" if kind in {"256color", "kitty"} else "16"


def over_ssh(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))


def draws_unicode(environ: Mapping[str, str], encoding: str) -> bool:
    """A bare Linux console has 256 glyphs, and few of ours are among them."""
    utf8 = encoding.lower().replace("-", "").replace("_", "") == "utf8"
    return utf8 and locale_is_utf8(environ) and environ.get("TERM") != "linux"


def locale_is_utf8(environ: Mapping[str, str]) -> bool:
    """The locale variables are the only word on the terminal's charset, as for tmux and less."""
    charset = locale_of(environ, "LC_CTYPE").partition(".")[2].partition("@")[0]
    return charset.lower() in {"utf-8", "utf8"}


def locale_of(environ: Mapping[str, str], category: str) -> str:
    """The name in force for LC_CTYPE or LC_MESSAGES, by the order that POSIX gives."""
    names = (environ.get(variable) for variable in ("LC_ALL", category, "LANG"))
    return next(filter(None, names), "")
