"""Programs for Pygame Zero that are somebody else's, and stand in the cabinet beside ours.

They stay where they lie; what is kept is where that is, and what was said of them. Nothing of a
program is run to look at it.
"""

import ast
import re
from pathlib import Path

import msgspec

from engines import paths
from engines.arcade import cards
from engines.arcade.games import OURS
from engines.regular import content
from engines.whole import write
from engines.wire import N_, EngineError

LARGEST = 4 << 20
"""Bytes of a program."""
LONGEST = 200
"""Letters of what is said of one."""

USUAL = ("main", "game", "run", "intro")
"""Names of files that say nothing."""

NO_PROGRAM = N_("This is no program for Pygame Zero.")
WHICH = N_("This folder has several programs: name one of them.")
NO_PICTURE = N_("it has neither draw() nor update()")
NOTHING_DRAWN = N_("none of its files has draw()")
NOT_ADDED = N_("No such game was added.")
BROKEN = N_("The list of games that were added cannot be read.")

Definition = ast.FunctionDef | ast.AsyncFunctionDef


class Added(msgspec.Struct, frozen=True):
    """`path` is of the program itself, from the root. What its author, a link and its licence are,
    is what whoever added it said."""

    name: str
    path: str
    title: str = ""
    author: str = ""
    link: str = ""
    licence: str = ""

    def __post_init__(self) -> None:
        for said in (self.title, self.author, self.link, self.licence):
            if len(said) > LONGEST or not said.isprintable():
                why = N_("what is said of a game has {most} letters at most")
                raise ValueError(why.format(most=LONGEST))


def all_added() -> dict[str, Added]:
    """By name, in the order in which they were added. EngineError where the list is broken."""
    try:
        found = msgspec.json.decode(content(kept(), LARGEST), type=list[Added])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise EngineError(BROKEN, f"{kept()}: {error}", f"mv {kept()} {kept()}.broken") from error
    return {each.name: each for each in found}


def add(path: Path, *, author: str = "", link: str = "", licence: str = "") -> Added:
    """Once more, with what is said of it now. EngineError where it is no program."""
    program = found(path)
    with cards.locked("added"):
        others = {name: each for name, each in all_added().items() if each.path != str(program)}
        try:
            added = Added(
                free(program, others), str(program), title(program), author, link, licence
            )
        except ValueError as error:
            raise EngineError(NO_PROGRAM, str(error)) from error
        keep([*others.values(), added])
    return added


def remove(name: str) -> Added:
    """From the list; the program stays. EngineError where there is none of this name."""
    with cards.locked("added"):
        others = all_added()
        if name not in others:
            raise EngineError(NOT_ADDED, name, "zerodeck arcade list")
        gone = others.pop(name)
        keep(list(others.values()))
    return gone


def keep(games: list[Added]) -> None:
    write(kept(), msgspec.json.encode(games))


def kept() -> Path:
    return cards.folder() / "added.json"


# What a program is


def found(path: Path) -> Path:
    """The program: this file, or the one of a folder that is one. EngineError."""
    try:
        path = path.expanduser().resolve()
        paths.refuse_devices(path)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, ~nobody, a NUL
        raise EngineError(NO_PROGRAM, f"{path}: {error}") from error
    if not path.is_dir():
        names = defined(path)
        if not names & {"draw", "update"}:
            raise EngineError(NO_PROGRAM, f"{path}: {NO_PICTURE}")
        return path
    programs = [each for each in sorted(path.glob("*.py")) if drawing(each)]
    if not programs:
        raise EngineError(NO_PROGRAM, f"{path}: {NOTHING_DRAWN}")
    if len(programs) > 1:
        why = ", ".join(each.name for each in programs)
        raise EngineError(WHICH, why, f"zerodeck arcade add {programs[0]}")
    return programs[0]


def drawing(path: Path) -> bool:
    try:
        return "draw" in defined(path)
    except EngineError:
        return False


def defined(path: Path) -> set[str]:
    """The functions of a program. EngineError where it is none in Python."""
    try:
        tree = ast.parse(content(path, LARGEST), str(path))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise EngineError(NO_PROGRAM, f"{path}: {error}") from error
    return {each.name for each in tree.body if isinstance(each, Definition)}


def title(program: Path) -> str:
    """What it says itself, else its file's name."""
    tree = ast.parse(content(program, LARGEST))
    for each in tree.body:
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant):
            names = [target.id for target in each.targets if isinstance(target, ast.Name)]
            if "TITLE" in names and isinstance(each.value.value, str):
                said = "".join(c for c in each.value.value if c.isprintable())
                return said[:LONGEST] or called(program)
    return called(program)


def called(program: Path) -> str:
    """Its file's name, or its folder's where the file has the name that all have."""
    return program.parent.name if program.stem in USUAL else program.stem


def free(program: Path, others: dict[str, Added]) -> str:
    """A name that no other game has."""
    name = re.sub(r"[^a-z0-9]+", "-", called(program).lower()).strip("-") or "game"
    number, tried = 1, name
    while tried in others or tried in OURS:
        number += 1
        tried = f"{name}-{number}"
    return tried
