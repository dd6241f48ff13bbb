"""What gcc says about a source: the reference of these tests."""

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import need

FLAG = "-Wimplicit-int"


NAMED = re.compile(r"(?:declaration|type) of [‘'](\w*)[’']")


class Omission(NamedTuple):
    """What it calls one, and where: a line and a byte column. It is not sure of the place where it
    has no name to point at, and takes names in old definitions to be where the function is."""

    name: str
    line: int
    column: int
    sure: bool


class Verdict(NamedTuple):
    """The omissions it finds, and what it refuses."""

    omissions: list[Omission]
    errors: list[str]


def verdicts(paths: Sequence[Path], *options: str, standard: str = "gnu99") -> dict[Path, Verdict]:
    """Of many files in one call. Warnings hide in the children of others."""
    found = {path: Verdict([], []) for path in paths}
    names = {str(path): path for path in paths}
    for top in diagnostics(paths, f"-std={standard}", *options):
        for it in flat(top):
            place = it["locations"][0]["caret"] if it["locations"] else {"file": ""}
            path = names.get(place["file"])
            if it["kind"] in ("error", "fatal error"):
                for one in [path] if path else paths:
                    found[one].errors.append(it["message"])
            elif it.get("option") == FLAG and path:
                found[path].omissions.append(omission(it["message"], place))
    return found


def diagnostics(paths: Sequence[Path], *options: str) -> Iterator[dict[str, Any]]:
    command = [
        need("gcc"),
        "-fsyntax-only",
        "-fdiagnostics-format=json",
        *options,
        *map(str, paths),
    ]
    said = subprocess.run(command, capture_output=True, timeout=120).stderr
    for line in said.decode("utf-8", "replace").splitlines():
        if line.startswith("["):
            yield from json.JSONDecoder().raw_decode(line)[0]


def omission(message: str, place: dict[str, Any]) -> Omission:
    name = match[1] if (match := NAMED.search(message)) else ""
    sure = bool(name or message.startswith("return")) and not message.startswith("type of")
    return Omission(name, place["line"], place["byte-column"], sure)


def flat(diagnostic: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield diagnostic
    for child in diagnostic.get("children", []):
        yield from flat(child)


def assembly(paths: Sequence[Path], folder: Path, *options: str) -> list[list[str] | None]:
    """What each file compiles to, without its name; None for one that does not compile."""
    folder.mkdir()
    command = [need("gcc"), "-std=gnu89", "-O0", "-S", "-w", *options, *map(str, paths)]
    subprocess.run(command, capture_output=True, cwd=folder, timeout=120)
    return [written(folder / path.with_suffix(".s").name) for path in paths]


def written(path: Path) -> list[str] | None:
    if not path.exists():
        return None
    lines = path.read_text(encoding="latin-1").splitlines()
    return [line for line in lines if not line.lstrip().startswith((".file", ".ident"))]
