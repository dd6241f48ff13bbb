"""Sentences that were filled in where they were raised, in the reader's language.

A ValueError of an engine, and an error of Typer, is whole before anybody knows who reads it:
`ValueError(N_("a level is 1 to {most}").format(most=9))`. Its template tells what is to be said.
"""

import json
import re
from functools import lru_cache

from engines import paths
from tui.i18n import N_, _, messages, spoken

FIELD = re.compile(r"\{(\w+)[^{}]*\}")

SYSTEM = (
    *(N_("[Errno {number}] {why}"), N_("[Errno {number}] {why}: {path}")),
    *(N_("No such file or directory"), N_("File exists"), N_("Permission denied")),
    *(N_("Is a directory"), N_("Not a directory"), N_("Operation not permitted")),
    *(N_("Read-only file system"), N_("No space left on device"), N_("Input/output error")),
    *(N_("No such device"), N_("Device or resource busy"), N_("Too many open files")),
    *(N_("Connection refused"), N_("Name or service not known")),
)
"""What an OSError says: C has it in other languages only where Debian's locales are there."""

PARTS = (": ", "; ")
"""What stands between sentences that are put together."""

NUMBERS = {"least", "most", "number", "total"}
NUMBER = r"[-+]?\d\S*"
"""Fields that hold nothing else."""

LEAST = 4
"""Letters that a template has of its own: "at" alone fits too much."""

WITHIN = r"(?:(?!: |; ).)+?"
"""A field: nothing that is put together."""


def said(sentence: str) -> str:
    """Of several templates that fit, the longest counts; what it has as {why} is a sentence too."""
    return _said(sentence, spoken())


@lru_cache(maxsize=256)  # a screen that stands says it with every frame, and it takes 5 ms
def _said(sentence: str, _catalogue: object) -> str:
    known = _(sentence)
    if known != sentence:
        return known
    for template in templates(_catalogue):
        # A pattern takes longer to make than most templates to be told apart from the sentence.
        if not all(text in sentence for text in FIELD.split(template)[::2]):
            continue
        if filled := pattern(template).fullmatch(sentence):
            about = {name: field(name, it) for name, it in filled.groupdict().items()}
            return FIELD.sub(r"{\1}", _(template)).format_map(about)
    return sentence


def field(name: str, text: str) -> str:
    """A word alone is a name; words may be a constant of their own: "the end"."""
    if name == "why":
        return particulars(text)
    return _(text) if " " in text else text


def particulars(why: str) -> str:
    """What an EngineError has as `why`: sentences, maybe behind a place as "3:7: ", and maybe above
    lines that are quoted."""
    first, newline, quoted = why.partition("\n")
    return each(first) + newline + quoted


def each(text: str) -> str:
    """As a whole where that is known, else each of its parts. A word alone is a name."""
    whole = said(text) if " " in text else text
    if whole != text:
        return whole
    for sign in PARTS:
        first, found, rest = text.partition(sign)
        if found:
            return f"{each(first)}{sign}{each(rest)}"
    return text


def complaint(error: Exception) -> str:
    """A ValueError or an EngineError as a form says it below what was typed."""
    failed = getattr(error, "failed", None)
    if failed is None:
        return said(str(error))
    return f"{_(failed.what)} {particulars(failed.why)}".rstrip()


@lru_cache(maxsize=2)
def templates(_catalogue: object) -> list[str]:
    """Those that may be raised and have words of their own, of which the most come first: a short
    one with long names would fit what a longer one says. "{a}: {b}" fits too much."""
    known = [message for message in messages() if message in raised()]
    own = {message: FIELD.sub("", message) for message in known}
    wordy = [it for it in known if len(re.sub(r"[^a-z]", "", own[it].lower())) >= LEAST]
    return sorted(wordy, key=lambda message: len(own[message]), reverse=True)


@lru_cache(maxsize=1)
def raised() -> frozenset[str]:
    """Made by `make locale`: not those of screens, which fit many a foreign sentence."""
    return frozenset(json.loads((paths.ASSETS / "locale" / "templates.json").read_text()))


def pattern(template: str) -> re.Pattern[str]:
    texts, names = FIELD.split(template)[::2], FIELD.findall(template)
    told = re.escape(texts[0])
    for at, (name, text) in enumerate(zip(names, texts[1:], strict=True)):
        held = NUMBER if name in NUMBERS else ".+?" if name == "why" else WITHIN
        told += f"(?P={name})" if name in names[:at] else f"(?P<{name}>{held})"
        told += re.escape(text)
    return re.compile(told, re.DOTALL)
