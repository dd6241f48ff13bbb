"""Findings as SARIF 2.1.0, which code hosts and editors read."""

import os
from bisect import bisect_right
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any
from urllib.parse import quote

from engines import __version__
from engines.implicit_int.difference import split
from engines.implicit_int.explaining import explain
from engines.implicit_int.finding import OMISSIONS, Edit, Finding, Kind
from engines.implicit_int.fixing import spaced
from engines.implicit_int.judging import sentence, verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

TITLES: dict[Kind, str] = {
    "return": "Return type omitted",
    "declaration": "Type of a declaration omitted",
    "local": "Type of a local variable omitted",
    "parameter": "Type of a parameter omitted",
    "knr-parameter": "Type of a parameter of an old definition omitted",
    "member": "Type of a member omitted",
    "type-name": "Type omitted where only a type stands",
    "undeclared-call": "Call of an undeclared function",
    "missing-return": "Function without the value it owes",
    "empty-parentheses": "Empty parentheses in place of (void)",
    "knr-definition": "Definition in the old style",
}
RULES = tuple(TITLES)
LEVELS = {"ok": "note", "warning": "warning", "error": "error"}


def document(
    results: Sequence[dict[str, Any]], unread: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Of all that was looked at; `unread` are names, and why."""
    driver = {"name": "zerodeck", "version": __version__, "rules": [about(it) for it in RULES]}
    notices = [
        {"level": "error", "message": {"text": why}, "locations": [location(name)]}
        for name, why in unread
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not unread, "toolExecutionNotifications": notices}],
        "results": list(results),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def about(kind: Kind) -> dict[str, Any]:
    meaning = {"text": explain(kind).meaning}
    return {
        "id": kind,
        "shortDescription": {"text": TITLES[kind]},
        "fullDescription": meaning,
        "help": meaning,
    }


def results(
    name: str, source: bytes, findings: Sequence[Finding], standard: str
) -> Iterator[dict[str, Any]]:
    """One each. The edit that some share is the fix of the first: made twice, it would be wrong."""
    places, mended = Places(source), set[tuple[Edit, ...]]()
    for it in findings:
        start = places.region(it.offset, it.offset)
        start["endColumn"] += len(it.name)
        found: dict[str, Any] = {
            "ruleId": it.kind,
            "ruleIndex": RULES.index(it.kind),
            "level": level(it, standard),
            "message": {"text": words(it)},
            "locations": [location(name, start)],
        }
        if it.kind in OMISSIONS and it.edits and it.edits not in mended:
            mended.add(it.edits)
            found["fixes"] = [fix(name, source, places, it.edits)]
        yield found


def level(it: Finding, standard: str) -> str:
    worst = LEVELS[verdict(it, standard)]
    return "warning" if worst == "error" and it.certainty == "maybe" else worst


def words(it: Finding) -> str:
    said = sentence(it).format(name=it.name)
    return f"maybe: {said}" if it.certainty == "maybe" else said


def location(name: str, region: dict[str, int] | None = None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri(name)}}
    return {"physicalLocation": place | ({"region": region} if region else {})}


def uri(name: str) -> str:
    """Relative, unless the name is not. What is no character either is its bytes."""
    path = quote(os.fsencode(os.path.normpath(name)))
    return f"file://{path}" if path.startswith("/") else path


def fix(name: str, source: bytes, places: "Places", edits: Sequence[Edit]) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {
                **places.region(it.offset, it.offset + it.length),
                "byteOffset": it.offset,
                "byteLength": it.length,
            },
            "insertedContent": {"text": spaced(source, it).decode("latin-1")},
        }
        for it in edits
    ]
    change = {"artifactLocation": {"uri": uri(name)}, "replacements": replacements}
    return {"description": {"text": "Name the type."}, "artifactChanges": [change]}


class Places:
    """Bytes of a source as lines and columns of characters. A byte that is no UTF-8 counts as one
    character, a byte order mark as none."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.starts = [0, *accumulate(map(len, split(source)))]
        if source.startswith(BOM_UTF8):
            self.starts[0] = len(BOM_UTF8)

    def region(self, start: int, end: int) -> dict[str, int]:
        (line, column), (last, behind) = self.place(start), self.place(end)
        return {"startLine": line, "startColumn": column, "endLine": last, "endColumn": behind}

    def place(self, offset: int) -> tuple[int, int]:
        line = max(1, bisect_right(self.starts, offset))
        before = self.source[self.starts[line - 1] : offset]
        return line, 1 + len(before.decode("utf-8", "surrogateescape"))
