"""Mends what a scan found, byte for byte the same elsewhere."""

from collections.abc import Collection, Iterable, Iterator

from engines.implicit_int.finding import OMISSIONS, Edit, Finding, Kind

LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")
BREAKS = frozenset(b" \t\r\n\v\f),;]")


def fixed(source: bytes, findings: Iterable[Finding], kinds: Collection[Kind] = OMISSIONS) -> bytes:
    """The source with the edits of certain findings of these kinds."""
    return b"".join(applied(source, edits(findings, kinds), 0, len(source)))


def edits(findings: Iterable[Finding], kinds: Collection[Kind] = OMISSIONS) -> list[Edit]:
    """What to do, in order. Where two edits claim the same bytes, the wider one is made; nothing is
    put where it ends."""
    wanted = {
        edit
        for it in findings
        if it.certainty == "certain" and it.kind in kinds
        for edit in it.edits
    }
    chosen: list[Edit] = []
    place = 0
    for edit in sorted(wanted, key=lambda edit: (edit.offset, -edit.length)):
        if edit.offset >= place:
            chosen.append(edit)
            place = edit.offset + edit.length + (edit.length > 0)
    return chosen


def applied(source: bytes, edits: Iterable[Edit], start: int, end: int) -> Iterator[bytes]:
    for edit in edits:
        yield source[start : edit.offset]
        yield spaced(source, edit)
        start = edit.offset + edit.length
    yield source[start:end]


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
