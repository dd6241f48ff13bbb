"""What the int() tab says in a few words: of a finding, of a source, of a folder."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from engines import wire
from engines.implicit_int.explaining import construct_of
from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.known import known
from engines.implicit_int.rules import rule
from engines.implicit_int.state import State
from tui.i18n import N_, _, ngettext
from tui.runs import Row, Run

KINDS = {
    "return": N_("return type omitted"),
    "declaration": N_("declared without a type"),
    "local": N_("local without a type"),
    "parameter": N_("parameter without a type"),
    "knr-parameter": N_("parameter without a declaration"),
    "member": N_("member without a type"),
    "type-name": N_("type without a name"),
    "undeclared-call": N_("nobody declares it"),
    "missing-return": N_("its value is used, and there is none"),
    "empty-parentheses": N_("() says nothing about parameters"),
    "knr-definition": N_("old definition"),
}

VERDICTS = {
    "ok": (N_("ok"), "good"),
    "warning": (N_("warn"), "attention"),
    "error": (N_("error"), "danger"),
    "constraint": (N_("no"), "danger"),
    "syntax": (N_("no"), "danger"),
    "undefined": (N_("undef"), "attention"),
    "inferred": (N_("infer"), "good"),
    "": ("-", "muted"),
}
"""What stands in a cell of six."""

GCC = ("gcc", "14")
"""The compiler of the headline: the first that refuses what all had let pass."""


class Tally(NamedTuple):
    """Omissions that are certain: how many, and how many of them C89, C99 and gcc let pass."""

    certain: int = 0
    doubtful: int = 0
    cousins: int = 0
    old: int = 0
    new: int = 0
    here: int = 0
    gcc: int = 0


def tally(findings: Sequence[Finding], standard: str) -> Tally:
    kinds = Counter(
        (construct_of(it), it.kind in OMISSIONS, it.certainty == "certain") for it in findings
    )
    certain = {key: number for (key, omission, sure), number in kinds.items() if omission and sure}
    return Tally(
        sum(certain.values()),
        sum(number for (_key, omission, sure), number in kinds.items() if omission > sure),
        sum(number for (_key, omission, _sure), number in kinds.items() if not omission),
        sum(number for key, number in certain.items() if allowed(key, "c89")),
        sum(number for key, number in certain.items() if allowed(key, "c99")),
        sum(number for key, number in certain.items() if allowed(key, standard)),
        sum(number for key, number in certain.items() if gcc_takes(key, standard)),
    )


def gcc_takes(construct: str, standard: str) -> bool:
    gcc = known(*GCC)
    return gcc is None or gcc.word(construct, standard) != "error"


def allowed(construct: str, standard: str) -> bool:
    return rule(construct, standard).verdict in ("ok", "inferred")


def named(path: str) -> str:
    return PurePath(path).name if path else _("the document's example")


def of_source(state: State, found: Tally, standard: str) -> list[Row]:
    """What is in it; then who allows it, how long it is, and who is here to be asked."""
    return [headline(state, found), [(standard, "accent"), *second(state, found)]]


def headline(state: State, found: Tally) -> Row:
    if state.opened is None or not state.complete:
        return [(named(state.opened.path if state.opened else ""), "strong")]
    count = ngettext("{number} omission in {file}", "{number} omissions in {file}", found.certain)
    words = count if found.certain else _("No omissions in {file}")
    said = words.format(number=f"{found.certain:,}", file=named(state.opened.path))
    return [(said, "strong"), *besides(found.doubtful, found.cousins)]


def besides(doubtful: int, cousins: int) -> Row:
    row: Row = []
    if doubtful:
        row.append((f"  {_('{number} maybe').format(number=f'{doubtful:,}')}", "attention"))
    if cousins:
        words = ngettext("{number} cousin", "{number} cousins", cousins)
        row.append((f"  {words.format(number=f'{cousins:,}')}", "muted"))
    return row


def second(state: State, found: Tally) -> Row:
    row: Row = []
    if state.complete and found.certain:
        words = _("C89 allows {old}, C99 {new}, gcc 14 refuses {refused}")
        refused = f"{found.certain - found.gcc:,}"
        new = f"{found.new:,}" if found.new else _("none")
        said = words.format(old=f"{found.old:,}", new=new, refused=refused)
        row.append((f"  {said}", "text"))
    if state.opened and state.opened.path:
        lines = ngettext("{number} line of C", "{number} lines of C", state.opened.lines)
        row.append((f"  {lines.format(number=f'{state.opened.lines:,}')}", "muted"))
        if state.opened.shown < state.opened.lines:
            cut = _("the first {number} are shown").format(number=f"{state.opened.shown:,}")
            row.append((f", {cut}", "attention"))
    return [*row, helped(state)]


def helped(state: State) -> Run:
    """Who is here to be asked; beside the example, what to do first."""
    if state.compilers is None:
        return f"  {_('looking for compilers')}", "muted"
    if not state.compilers:
        return f"  {_('no compiler')}", "attention"
    if state.opened and not state.opened.path:
        return f"  {_('o opens your own')}", "accent"
    here = ngettext("{number} compiler", "{number} compilers", len(state.compilers))
    return f"  {here.format(number=len(state.compilers))}", "muted"


def health(state: State, found: Tally, reading: bool) -> Run:
    if isinstance(state.last, wire.Failed) or state.refused:
        return _("failed"), "danger"
    if reading:
        return _("reading"), "muted"
    if found.certain > found.here:
        return _("not allowed"), "danger"
    if found.doubtful:
        return _("maybe"), "attention"
    return (_("allowed"), "good") if found.certain else (_("clean"), "good")


def of_folder(folder: str, state: State, standard: str) -> list[Row]:
    """As far as it was looked through."""
    files = state.files
    omissions, doubtful = sum(it.certain for it in files), sum(it.doubtful for it in files)
    count = ngettext("{number} omission in {file}", "{number} omissions in {file}", omissions)
    said = count.format(number=f"{omissions:,}", file=f"{named(folder)}/")
    first: Row = [(said, "strong"), *besides(doubtful, sum(it.cousins for it in files))]
    some = ngettext("{number} file", "{number} files", len(files))
    row: Row = [(standard, "accent"), (f"  {some.format(number=f'{len(files):,}')}", "text")]
    if unread := sum(bool(it.unread) for it in files):
        row.append((f"  {_('{number} not read').format(number=unread)}", "danger"))
    return [first, row]


def health_of_folder(state: State) -> Run:
    if isinstance(state.last, wire.Failed):
        return _("failed"), "danger"
    if state.total is None and not state.refused:
        return _("reading"), "muted"
    dirty = any(it.certain or it.doubtful for it in state.files)
    return (_("omissions"), "attention") if dirty else (_("clean"), "good")


def of(finding: Finding, standard: str) -> Run:
    """What is marked below the name."""
    said = _(KINDS[finding.kind])
    if finding.certainty == "maybe":
        return f"{said}, {_('maybe')}", "attention"
    if finding.edits and finding.kind in OMISSIONS:
        said += f"  {_('fix: {text}').format(text=finding.edits[0].text.strip())}"
    return said, role(finding, standard)


def role(finding: Finding, standard: str) -> str:
    return VERDICTS[rule(construct_of(finding), standard).verdict][1]
