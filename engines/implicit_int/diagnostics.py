"""What compilers print, read: JSON, SARIF and text. Whatever cannot be read is passed over."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import TypeVar
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from engines.implicit_int.compiler import Diagnostic, Severity
from engines.wire import printable

T = TypeVar("T")

SOURCE = "source.c"
"""What the source is called while a compiler has it."""
BESIDE = "beside"
"""What the folder is called that it came from, and those of its headers, with a number."""
NEAR = re.compile(rf"^(?:\./)?(?:{BESIDE}\d+/)?")

MESSAGE = 200
MOST_NUMBER = 1 << 30

LINE = re.compile(
    r"(?P<file>[^:\n]+):(?P<line>\d{1,9}):(?:(?P<column>\d{1,9}):)? ?"
    r"(?P<kind>(?:fatal |syntax )?error|warning|note)(?: \d+)?: (?P<message>.*)"
)
"""As gcc, clang, tcc and sdcc write. tcc and sdcc know no columns; sdcc numbers its messages."""

END = re.compile(rb"\r\n?|\n")
"""Of a line, as gcc, clang and sdcc count them. tcc counts line feeds, as scans do."""

OPTION = re.compile(r" \[(?:-Werror,|)(-W[^\[\], ]+)\]$")


def read(output: bytes, form: str, source: bytes) -> Iterator[Diagnostic]:
    """All that is said of the source and of what it includes, a note behind what it belongs to."""
    text = output.decode("utf-8", "replace")
    match form:
        case "json":
            return from_json(text)
        case "sarif":
            return from_sarif(text, source)
    return from_text(text)


def diagnostic(
    file: str, line: int, column: int, kind: str, option: str, message: str
) -> Diagnostic:
    """`kind` is the compiler's word for how bad it is."""
    severity: Severity = "error" if "error" in kind else "warning" if kind == "warning" else "note"
    file = NEAR.sub("", file)
    return Diagnostic(
        line=line if 0 <= line < MOST_NUMBER else 0,
        column=column if 0 <= column < MOST_NUMBER else 0,
        severity=severity,
        option=printable(option[:MESSAGE]),
        message=printable(message[:MESSAGE]),
        file="" if file == SOURCE else printable(file[:MESSAGE]),
    )


def by_line_feeds(said: list[Diagnostic], source: bytes) -> list[Diagnostic]:
    """Places of the source as scans count them, where carriage returns have ended lines too."""
    starts = [0, *(end.end() for end in END.finditer(source))]
    feeds = [0, *accumulate(len(line) + 1 for line in source.split(b"\n"))][:-1]
    if len(starts) == len(feeds):
        return said

    def placed(it: Diagnostic) -> Diagnostic:
        if it.file or not 1 <= it.line <= len(starts):
            return it
        start = starts[it.line - 1]
        line = bisect_right(feeds, start)
        column = it.column and it.column + start - feeds[line - 1]
        return replace(it, line=line, column=column)

    return list(map(placed, said))


# --- text


def from_text(text: str) -> Iterator[Diagnostic]:
    for line in text.split("\n"):
        if it := LINE.match(line):
            flag = OPTION.search(it["message"])
            message = it["message"][: flag.start()] if flag else it["message"]
            option = flag[1].replace("-Werror=", "-W") if flag else ""
            place = int(it["line"]), int(it["column"] or 0)
            yield diagnostic(it["file"], *place, it["kind"], option, message)


# --- JSON


class Caret(msgspec.Struct, rename="kebab"):
    file: str = ""
    line: int = 0
    column: int = 0
    byte_column: int = 0


class Location(msgspec.Struct):
    caret: Caret


class Object(msgspec.Struct):
    kind: str
    message: str
    option: str = ""
    locations: list[Location] = []
    children: list["Object"] = []


def from_json(text: str) -> Iterator[Diagnostic]:
    """Of gcc, which puts what it says later of the same function among the children."""
    if start := re.search(r"^\[", text, re.M):
        for it in elements(text, start.end(), Object):
            yield from flat(it)


def flat(it: Object) -> Iterator[Diagnostic]:
    waiting = [it]
    while waiting:
        it = waiting.pop()
        waiting += reversed(it.children)
        for location in it.locations[:1]:
            place = location.caret
            column = place.byte_column or place.column
            option = it.option.replace("-Werror=", "-W")
            yield diagnostic(place.file, place.line, column, it.kind, option, it.message)


def elements(text: str, place: int, kind: type[T]) -> Iterator[T]:
    """Of an array, up to where it ends or breaks off."""
    decoder = json.JSONDecoder()
    while True:
        while text[place : place + 1] in (" ", "\n", ","):
            place += 1
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        try:
            yield msgspec.convert(value, kind)
        except (msgspec.ValidationError, ValueError, RecursionError):
            continue


# --- SARIF


class Region(msgspec.Struct, rename="camel"):
    start_line: int = 0
    start_column: int = 0


class Artifact(msgspec.Struct):
    uri: str = ""


class Physical(msgspec.Struct, rename="camel"):
    artifact_location: Artifact
    region: Region


class Text(msgspec.Struct):
    text: str


class Place(msgspec.Struct, rename="camel"):
    physical_location: Physical


class Result(msgspec.Struct, rename="camel"):
    message: Text
    rule_id: str = ""
    level: str = "warning"
    locations: list[Place] = []


def from_sarif(text: str, source: bytes) -> Iterator[Diagnostic]:
    """Of gcc, whose rules have the names of flags."""
    lines = END.split(source)
    # No text in the document can hold this: its quotes are escaped.
    if start := re.search(r'"results":\s*\[', text):
        for it in elements(text, start.end(), Result):
            option = it.rule_id.replace("-Werror=", "-W") if it.rule_id.startswith("-W") else ""
            for place in it.locations[:1]:
                there, region = place.physical_location, place.physical_location.region
                file, line = unquote(there.artifact_location.uri), region.start_line
                column = region.start_column
                if file == SOURCE and 1 <= line <= len(lines):
                    column = in_bytes(lines[line - 1], column)
                yield diagnostic(file, line, column, it.level, option, it.message.text)


def in_bytes(line: bytes, column: int) -> int:
    """gcc counts columns of the screen in its SARIF; tabs are one where -ftabstop=1 says so."""
    letters = line.decode("utf-8", "surrogateescape")
    place = 1
    for at, wide in enumerate(map(width, letters)):
        if place >= column and wide:
            return len(letters[:at].encode("utf-8", "surrogateescape")) + 1
        place += wide
    return len(line) + 1


def width(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
