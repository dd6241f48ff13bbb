"""Words of the commands about C, on whatever terminal, and with names of whatever bytes."""

import json
import sys

import typer

from tui.i18n import N_

NO_SOURCES = N_("There is no C source.")


def say(text: str, *, err: bool = False) -> None:
    """Whatever the names of files are, and whatever the terminal has letters for."""
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    typer.echo(text.encode(encoding, "backslashreplace"), err=err)


def line(text: str) -> str:
    """Of a name: on one line, and without what would command a terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def document(value: object) -> None:
    """In UTF-8 wherever; bytes of names that are none become the escapes that JSON has for them."""
    typer.echo(dumped(value).encode("utf-8", "backslashreplace"))


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
