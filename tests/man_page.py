"""`make man`: writes docs/zerodeck.1 from the commands themselves, as man(7) wants it."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from typer.main import get_command

from engines import __version__
from tui.cli.groups import GROUPS
from tui.cli.main import app

PAGE = Path(__file__).resolve().parents[1] / "docs" / "zerodeck.1"

FILES = {
    "~/.config/zerodeck/settings.toml": "Settings; roc.toml and formulas/ of ROC beside it.",
    "~/.local/state/zerodeck": "Jobs and logs, the game of Gomoku, networks, scores and replays.",
    "/etc/udev/rules.d/60-zerodeck-probes.rules": "Who may open probes: zerodeck setup udev.",
    "~/.config/systemd/user/zerodeck.service": "The console that waits: zerodeck setup service.",
}
SEE = ("tmux(1)", "udev(7)", "systemd.unit(5)")


def main() -> None:
    PAGE.write_text(page())
    print(PAGE)


def page() -> str:
    return "\n".join(written()) + "\n"


def written() -> Iterator[str]:
    top = get_command(app)
    yield f'.TH ZERODECK 1 "" "zerodeck {__version__}" "User Commands"'
    brief = str(top.help).rstrip(".")
    yield from (".SH NAME", f"zerodeck \\- {text(brief[0].lower() + brief[1:])}")
    yield from (".SH SYNOPSIS", ".B zerodeck", text("[OPTIONS] [COMMAND] [ARGS]..."))
    yield from (".SH DESCRIPTION", *paragraphs(str(top.help)))
    yield from ("Without a command the console opens.", ".SH OPTIONS", *options(top, "zerodeck"))
    yield ".SH COMMANDS"
    for name, command in commands(top).items():
        yield from section(command, f"zerodeck {name}")
    yield ".SH FILES"
    for name, what in FILES.items():
        yield from (".TP", f".I {text(name)}", text(what))
    yield from (".SH SEE ALSO", text(", ".join(SEE)))


def commands(top: Any) -> dict[str, Any]:
    """Groups are loaded; the order is that of the help."""
    found = dict(top.commands)
    for name in GROUPS:
        found[name] = get_command(import_module(f"tui.cli.{name}").app)
    return found


def section(command: Any, name: str) -> Iterator[str]:
    """A group's commands, or the one command that it is."""
    yield f".SS {text(name)}"
    if below := getattr(command, "commands", {}):
        yield from (*paragraphs(str(command.help)), ".PP")
    for number, (each, one) in enumerate((below or {"": command}).items()):
        yield from ((".PP",) if number else ())
        yield from described(one, f"{name} {each}".strip())


def described(command: Any, name: str) -> Iterator[str]:
    with command.make_context(name, [], resilient_parsing=True) as context:
        usage = " ".join(command.collect_usage_pieces(context))
    yield from (f".B {text(name)}", text(usage))
    yield from (".RS", *paragraphs(str(command.help or "")), *options(command, name), ".RE")


def options(command: Any, name: str) -> Iterator[str]:
    """What may be given, and what for; --help is said of every program."""
    with command.make_context(name, [], resilient_parsing=True) as context:
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record and record[1]:
                yield from (".TP", f".B {text(record[0])}", text(" ".join(record[1].split())))


def paragraphs(help: str) -> Iterator[str]:
    """Blank lines part them; the rest of how they were broken is lost."""
    for number, each in enumerate(help.split("\n\n")):
        yield from ((".PP",) if number else ())
        yield text(" ".join(each.split()))


def text(words: str) -> str:
    """As roff takes it for itself: a hyphen is a minus, and no word begins a command."""
    words = words.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{words}" if words[:1] in (".", "'") else words


if __name__ == "__main__":
    main()
