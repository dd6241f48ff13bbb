"""The fix as the int() tab shows it."""

from collections.abc import Collection, Sequence

from engines.implicit_int.finding import Finding, Kind
from engines.implicit_int.shown import encoding, shown
from engines.implicit_int.state import State
from tui.i18n import N_, _, joined, ngettext
from tui.runs import Row

NAME = "example.c"

ASIDE: dict[Kind, str] = {
    "knr-definition": N_("k: K&R → prototypes"),
    "empty-parentheses": N_("p: () → (void)"),
}
"""What is mended only when it is asked for."""


def example_diff(findings: Sequence[Finding], kinds: Collection[Kind]) -> str:
    """Bytes as latin-1, as the engine's."""
    from engines.implicit_int.difference import unified  # both are more than the tab opens with
    from engines.implicit_int.example import EXAMPLE

    return unified(EXAMPLE, findings, NAME, kinds).decode("latin-1")


def differences(
    state: State, diff: str, kinds: Collection[Kind], path: str
) -> tuple[Row, list[str]]:
    """A heading, and the lines of the diff."""
    text = diff.encode("latin-1")
    as_read = encoding(text)
    lines = [shown(line, as_read) for line in text.split(b"\n") if line]
    if path and state.mended is None:
        said = (_("reading"), "muted")
    elif not lines:
        said = (_("There is nothing to mend."), "good")
    elif path and state.mended:
        edits = ngettext("{number} edit", "{number} edits", state.mended.edits)
        said = (joined([edits.format(number=state.mended.edits), _("w writes")]), "accent")
    else:
        said = (_("fix"), "muted")
    return [said, *choices(kinds)], lines


def choices(kinds: Collection[Kind]) -> Row:
    """What else may be mended, and whether it is."""
    return [
        (f"  {'✓' if kind in kinds else '·'} {_(words)}", "text" if kind in kinds else "muted")
        for kind, words in ASIDE.items()
    ]
