"""The compilers that are here, and what each says of the source beside what we say."""

from collections.abc import Mapping, Sequence

from engines.implicit_int.compiler import Compiler
from engines.implicit_int.messages import Said
from tui import units
from tui.i18n import N_, _, joined, ngettext
from tui.runs import Row, Run, fit, right
from tui.widgets.long_list import LongList

MARK, NAME, VERSION, TARGET, VERDICT = 3, 18, 9, 20, 22
FIGURES = ((N_("agree"), 7), (N_("only ours"), 10), (N_("only its"), 9))
LITTLE, MOST = 12, 40
"""Cells for what they say: without so many it cannot be understood, more are not used."""
MARGIN = 2
FIXED = MARK + NAME + VERSION + MARGIN + sum(cells for _title, cells in FIGURES)


class CompilerList(LongList):
    DEFAULT_CSS = "CompilerList { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.compilers: Sequence[Compiler] = ()
        self.said: Mapping[str, Said] = {}

    def show(self, compilers: Sequence[Compiler], said: Sequence[Said]) -> None:
        before, self.compilers = len(self.compilers), compilers
        self.said = {each.verdict.compiler: each for each in said}
        self.changed(before)

    @property
    def count(self) -> int:
        return len(self.compilers)

    @property
    def here(self) -> Compiler | None:
        return self.compilers[self.row] if self.compilers else None

    def spread(self, width: int) -> tuple[int, int, int]:
        """Cells for their version, for what they compile for, and for what they say."""
        target = TARGET if width >= FIXED + VERDICT + TARGET else 0
        version = VERSION if width >= FIXED + LITTLE else 0
        room = width - FIXED + VERSION - version - target
        return version, target, max(1, min(MOST, room))

    def head(self, width: int) -> Row:
        version, target, words = self.spread(width)
        names = ((_("compilers here"), NAME), (_("version"), version), (_("for"), target))
        row: Row = [(" " * MARK, "text"), *((fit(name, cells), "muted") for name, cells in names)]
        row.append((fit(_("says"), words), "muted"))
        return row + [(right(_(title), cells), "muted") for title, cells in FIGURES]

    def line(self, index: int, here: bool, width: int) -> Row:
        compiler = self.compilers[index]
        said = self.said.get(compiler.name)
        version, target, words = self.spread(width)
        row: Row = [(" ▸ " if here else "   ", "accent")]
        row.append((fit(compiler.name, NAME - 1) + " ", "strong" if here else "text"))
        if version:
            row.append((fit(compiler.version, version - 1) + " ", "text"))
        if target:
            row.append((fit(compiler.target, target - 1) + " ", "muted"))
        text, role = verdict(said)
        row.append((fit(text, words), role))
        if said:
            ours = units.UNKNOWN if said.verdict.why else str(len(said.ours))
            counts = (str(len(said.agree)), ours, str(len(said.theirs)))
            figures = zip(counts, FIGURES, strict=True)
            row += [(right(each, cells), "text") for each, (_title, cells) in figures]
        return row


def verdict(said: Said | None) -> Run:
    """What it says, in a few words."""
    if said is None:
        return "…", "muted"
    found = [each.severity for each in said.verdict.diagnostics]
    errors, warnings = found.count("error"), found.count("warning")
    if said.verdict.why:
        return _(said.verdict.why), "danger"
    words = []
    if errors:
        words.append(ngettext("{number} error", "{number} errors", errors).format(number=errors))
    if warnings:
        text = ngettext("{number} warning", "{number} warnings", warnings)
        words.append(text.format(number=warnings))
    role = "danger" if errors else "attention" if warnings else "good"
    return joined(words) or _("nothing"), role
