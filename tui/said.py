"""Sentences that were filled in where they were raised, in the reader's language.

A ValueError of an engine, and an error of Typer, is whole before anybody knows who reads it:
`ValueError(N_("a level is 1 to {most}").format(most=9))`. Its template tells what is to be said.
"""

import re
from collections.abc import Iterator

from tui.i18n import _, messages

FIELD = re.compile(r"\{(\w+)[^{}]*\}")


def said(sentence: str) -> str:
    """Of several templates that fit, the longest counts; what it has as {why} is a sentence too."""
    known = _(sentence)
    if known != sentence:
        return known
    for template in sorted(templates(), key=len, reverse=True):
        if filled := pattern(template).fullmatch(sentence):
            about = {
                name: said(it) if name == "why" else it for name, it in filled.groupdict().items()
            }
            return FIELD.sub(r"{\1}", _(template)).format_map(about)
    return sentence


def templates() -> Iterator[str]:
    """Those with words of their own: "{a}: {b}" would fit too much."""
    for message in messages():
        if FIELD.search(message) and re.search(r"\w{2}", FIELD.sub("", message)):
            yield message


def pattern(template: str) -> re.Pattern[str]:
    texts, names = FIELD.split(template)[::2], FIELD.findall(template)
    told = re.escape(texts[0])
    for at, (name, text) in enumerate(zip(names, texts[1:], strict=True)):
        told += f"(?P={name})" if name in names[:at] else f"(?P<{name}>.+?)"
        told += re.escape(text)
    return re.compile(told, re.DOTALL)
