"""`make locale`: collects every word of the console, and compiles the translations.

Keeps what is translated, drops what nobody says any more, and prints what lacks a translation.
"""

import ast
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from engines import whole
from tui.cli.speech import sentences

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "assets" / "locale" / "zh_CN" / "LC_MESSAGES" / "zerodeck.po"
ROOMS = ("engines", "tui")

FIRST = (1,)
"""Only the first argument is a sentence; the rest are particulars and commands."""

TEMPLATES = ROOT / "assets" / "locale" / "templates.json"
RAISED = ("engines/", "tui/said.py", "tui/cli/speech.py")
"""Where sentences are written that come filled in to whoever shows them: tui.said needs these."""

KEYWORDS = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "EngineError": FIRST,
    "Silent": FIRST,
    "Caution": FIRST,
    "Failed": FIRST,
    "fail": FIRST,
    "F": (4,),  # a function of formulas: what it means
}


def main() -> None:
    catalogue = updated(load(CATALOGUE), everything())
    save(catalogue, CATALOGUE)
    TEMPLATES.write_text(json.dumps(templates(catalogue), indent=0) + "\n")
    missing = list(untranslated(catalogue))
    for message in missing:
        print(f"{message.locations[0][0]}: {message.id!r}")
    print(f"{len(catalogue)} messages, {len(missing)} without a translation")


def everything() -> Catalog:
    """All that zerodeck says, without translations."""
    catalogue = said(ROOT)
    for message, place in (*helped(), *formulas()):
        catalogue.add(message, locations=[(place, 0)])
    return catalogue


def said(root: Path) -> Catalog:
    """All that the sources under `root` say, without translations."""
    catalogue = Catalog(charset="utf-8")
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        # No line numbers: they would change the catalogue with every change of the sources.
        place = (path.relative_to(root).as_posix(), 0)
        for _line, message, comments, _context in extract_from_file("python", path, KEYWORDS):
            catalogue.add(message, locations=[place], auto_comments=comments)
        for message in inside_f_strings(path):
            catalogue.add(message, locations=[place])
    return catalogue


def templates(catalogue: Catalog) -> list[str]:
    """Those that may be raised, in an order that does not depend on who wrote them when."""
    return sorted(
        text
        for message in catalogue
        for text in texts(message.id)
        if "{" in text and any(place.startswith(RAISED) for place, _line in message.locations)
    )


def helped() -> Iterator[tuple[str, str]]:
    """What the help of every command says, and in which file that is written."""
    from typer.main import get_command

    from tui.cli.groups import GROUPS
    from tui.cli.main import app

    yield from commands(get_command(app), "tui/cli/main.py")
    for name in GROUPS:
        module = import_module(f"tui.cli.{name}")
        yield from commands(get_command(module.app), f"tui/cli/{name}.py")


def formulas() -> Iterator[tuple[str, str]]:
    """What each formula that is shipped says of itself."""
    from engines.roc.formula.library import SHIPPED, about

    for path in sorted(SHIPPED.glob("*.tdx")):
        yield about(path.read_text()), path.relative_to(ROOT).as_posix()


def commands(command: Any, place: str) -> Iterator[tuple[str, str]]:
    for it in (command, *command.params):
        yield from ((each, place) for each in sentences(getattr(it, "help", None)) if each)
    for below in getattr(command, "commands", {}).values():
        yield from commands(below, place)


def inside_f_strings(path: Path) -> Iterator[str]:
    """What is said in their braces, where Babel does not look before Python 3.12."""
    strings = (n for n in ast.walk(ast.parse(path.read_bytes())) if isinstance(n, ast.JoinedStr))
    for call in (node for string in strings for node in ast.walk(string)):
        said = isinstance(call, ast.Call) and ast.unparse(call.func) == "_"
        if said and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="zh_CN", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="zh_CN")


def updated(catalogue: Catalog, sources: Catalog) -> Catalog:
    """The words of `sources` with the translations of `catalogue`, always in the same order."""
    catalogue.update(sources, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "zerodeck", "", ""
    catalogue.last_translator = catalogue.language_team = "zerodeck contributors"
    catalogue.header_comment = "# The console's words in Simplified Chinese. Update: make locale"
    catalogue.fuzzy = False
    # A date would make two people's files differ where their words do not.
    catalogue.creation_date = catalogue.revision_date = datetime(2025, 1, 1, tzinfo=UTC)
    return catalogue


def save(catalogue: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text, compiled = BytesIO(), BytesIO()
    write_po(text, catalogue, width=100, sort_by_file=True, include_lineno=False)
    whole.write(path, text.getvalue())
    # From the file as it now stands, so that it stays what compiling it again would give. Whole at
    # once: a console or a test that starts meanwhile reads it.
    write_mo(compiled, updated(load(path), load(path)))
    whole.write(path.with_suffix(".mo"), compiled.getvalue())


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    for message in catalogue:
        if message.id and not (message.string and all(texts(message.string))):
            yield message


def texts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The forms of a message: several where it has a plural."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


if __name__ == "__main__":
    main()
