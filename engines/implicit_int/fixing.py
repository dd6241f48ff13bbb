"""Mends what a scan found, byte for byte the same elsewhere."""

import difflib
from collections.abc import Collection, Iterable

from engines.implicit_int.finding import OMISSIONS, Edit, Finding, Kind

LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
BREAKS = frozenset(b" \t\r\n\v\f),;]")


def fixed(source: bytes, findings: Iterable[Finding], kinds: Collection[Kind] = OMISSIONS) -> bytes:
    """The source with the edits of certain findings of these kinds. Where two edits claim the same
    bytes, the wider one is made."""
    wanted = {
        edit
        for it in findings
        if it.certainty == "certain" and it.kind in kinds
        for edit in it.edits
    }
    pieces, place = [], 0
    for edit in sorted(wanted, key=lambda edit: (edit.offset, -edit.length)):
        if edit.offset < place:
            continue
        pieces += [source[place : edit.offset], spaced(source, edit)]
        place = edit.offset + edit.length
    return b"".join([*pieces, source[place:]])


def spaced(source: bytes, edit: Edit) -> bytes:
    """The text of an edit, apart from a word before it: in `static(*f)();` there is no room."""
    text = edit.text.encode("latin-1")
    before, after = source[edit.offset - 1 : edit.offset], source[edit.offset : edit.offset + 1]
    if not edit.length:
        if before and before[0] in LETTERS and text[0] in LETTERS:
            text = b" " + text
        if after and after[0] in BREAKS:
            text = text.rstrip()
        elif after and text.endswith(b";"):
            text += b" "
    return text


def unified(source: bytes, findings: Iterable[Finding], name: str = "source.c") -> bytes:
    """What `fixed` would change, as `diff -u` writes it and `patch -p0` takes it."""
    before, after = (
        text.splitlines(keepends=True) for text in map(latin, (source, fixed(source, findings)))
    )
    lines = difflib.unified_diff(before, after, name, name)
    return "".join(lines).encode("latin-1")


def latin(text: bytes) -> str:
    return text.decode("latin-1")
