"""What comes of a check, as lines that editors read and as documents."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from engines.implicit_int import sarif
from engines.implicit_int.explaining import construct_of
from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.judging import refused, sentence, verdict
from engines.implicit_int.standards import STANDARDS
from tui.cli.c_words import NO_SOURCES, document, line, say
from tui.i18n import _, ngettext

if TYPE_CHECKING:
    from engines.implicit_int.compiler import Verdict
    from engines.implicit_int.merging import Merged


class Report:
    """Counts what a check finds. `status`: 2 where something could not be read or asked, 1 where
    the standard refuses what is certainly left out."""

    def __init__(self, standard: str) -> None:
        self.standard = standard
        self.missed = False
        self.exacting = True
        """Whether a compiler must answer: not where only all that are here were asked."""
        self.counts: Counter[str] = Counter()
        self.allowed: Counter[str] = Counter()

    def read(self, name: str, source: bytes, findings: Sequence[Finding]) -> None:
        self.counts["files"] += 1
        certain = 0
        for it in findings:
            if it.kind not in OMISSIONS:
                self.counts["cousins"] += 1
            elif it.certainty == "maybe":
                self.counts["maybe"] += 1
            else:
                certain += 1
                self.allowed.update(each for each in STANDARDS if not refused(it, each))
        self.counts["certain"] += certain
        self.counts["concerned"] += bool(certain)

    def unread(self, name: str, why: str) -> None:
        self.missed = True

    def asked(
        self, name: str, findings: Sequence[Finding], said: "Verdict", merged: "Merged"
    ) -> None:
        self.missed = self.missed or (self.exacting and bool(said.why))

    def end(self) -> None:
        if not self.counts["files"] and not self.missed:
            self.missed = True
            say(_(NO_SOURCES), err=True)

    @property
    def status(self) -> int:
        return 2 if self.missed else int(self.allowed[self.standard] < self.counts["certain"])


class Lines(Report):
    """As compilers write them, so that editors jump there; then a sentence."""

    def __init__(self, standard: str, cousins: bool) -> None:
        super().__init__(standard)
        self.kinds = None if cousins else OMISSIONS

    def read(self, name: str, source: bytes, findings: Sequence[Finding]) -> None:
        super().read(name, source, findings)
        for it in findings:
            if self.kinds is None or it.kind in self.kinds:
                say(f"{line(name)}:{it.line}:{it.column}: {self.words(it)}")

    def listed(self, findings: Sequence[Finding], some: Sequence[int]) -> int:
        """How many of some findings are of the kinds that are listed."""
        return sum(self.kinds is None or findings[it].kind in self.kinds for it in some)

    def words(self, it: Finding) -> str:
        said = _(sentence(it)).format(name=line(it.name))
        worst = {"ok": "note"}.get(law := verdict(it, self.standard), law)
        if it.certainty == "maybe":
            maybe = _("maybe {what}").format(what=said)
            return f"{'note' if worst == 'note' else 'warning'}: {maybe} [{it.kind}]"
        return f"{worst}: {said} [{it.kind}]"

    def unread(self, name: str, why: str) -> None:
        super().unread(name, why)
        say(f"{line(name)}: {_(why)}", err=True)

    def asked(
        self, name: str, findings: Sequence[Finding], said: "Verdict", merged: "Merged"
    ) -> None:
        super().asked(name, findings, said, merged)
        asked = f"{line(name)}: {said.compiler} -std={said.standard}"
        if said.why and not merged.agree and not merged.theirs:
            say(f"{asked}: {_('no verdict: {why}').format(why=_(said.why))}")
            return
        agree = self.listed(findings, [it.finding for it in merged.agree])
        ours, theirs = self.listed(findings, merged.ours), len(merged.theirs)
        words = _("{agree} agree, {ours} only ours, {theirs} only theirs")
        if said.why:  # cut short, it says nothing of the others
            words = _("{agree} agree ({why}), {theirs} only theirs")
        told = words.format(agree=agree, ours=ours, theirs=theirs, why=_(said.why))
        say(f"{asked}: {told}")
        for it in merged.theirs:
            option = f" [{it.option}]" if it.option else ""
            place = f"{line(name)}:{it.line}:{it.column}"
            say(f"{place}: {it.severity}: {said.compiler}: {line(it.message)}{option}")

    def end(self) -> None:
        super().end()
        if self.counts["files"]:
            say(self.sum())

    def sum(self) -> str:
        many, files, maybe = (self.counts[it] for it in ("certain", "files", "maybe"))
        if not many:
            return none(maybe, files).format(files=files, maybe=maybe)
        where = ngettext("{number} of {files} file", "{number} of {files} files", files)
        place = where.format(number=self.counts["concerned"], files=files)
        allowed = _(", ").join(map(self.allows, dict.fromkeys(("c89", self.standard))))
        return some(maybe, many).format(number=many, files=place, maybe=maybe, allowed=allowed)

    def allows(self, standard: str) -> str:
        many = self.allowed[standard]
        words = _("{standard} allows {number}") if many else _("{standard} allows none")
        return words.format(standard=standard, number=many)


def none(maybe: int, files: int) -> str:
    """The last line where nothing is certain."""
    if maybe:
        return ngettext(
            "No omissions in {files} file, and {maybe} that may be.",
            "No omissions in {files} files, and {maybe} that may be.",
            files,
        )
    return ngettext("No omissions in {files} file.", "No omissions in {files} files.", files)


def some(maybe: int, many: int) -> str:
    """And where something is."""
    if maybe:
        return ngettext(
            "{number} omission in {files}, and {maybe} that may be; {allowed}.",
            "{number} omissions in {files}, and {maybe} that may be; {allowed}.",
            many,
        )
    return ngettext(
        "{number} omission in {files}; {allowed}.",
        "{number} omissions in {files}; {allowed}.",
        many,
    )


class Document(Report):
    """All of it as one object."""

    def __init__(self, standard: str) -> None:
        super().__init__(standard)
        self.found: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        self.failed: list[tuple[str, str]] = []
        self.said: list[dict[str, Any]] = []

    def read(self, name: str, source: bytes, findings: Sequence[Finding]) -> None:
        super().read(name, source, findings)
        for it in findings:
            self.found[it.kind in OMISSIONS].append(self.about(name, it))

    def about(self, name: str, it: Finding) -> dict[str, Any]:
        return {
            "file": name,
            "line": it.line,
            "column": it.column,
            "kind": it.kind,
            "name": it.name,
            "certainty": it.certainty,
            "function": it.function,
            "construct": construct_of(it),
            "verdict": verdict(it, self.standard),
        }

    def unread(self, name: str, why: str) -> None:
        super().unread(name, why)
        self.failed.append((name, why))

    def asked(
        self, name: str, findings: Sequence[Finding], said: "Verdict", merged: "Merged"
    ) -> None:
        super().asked(name, findings, said, merged)
        agree = [
            {"finding": self.about(name, findings[it.finding]), "said": to_builtins(it.diagnostic)}
            for it in merged.agree
        ]
        self.said.append(
            {
                "file": name,
                "compiler": said.compiler,
                "standard": said.standard,
                "why": said.why,
                "agree": agree,
                "ours": [self.about(name, findings[it]) for it in merged.ours],
                "theirs": to_builtins(merged.theirs),
            }
        )

    def end(self) -> None:
        super().end()
        document(
            {
                "findings": self.found[True],
                "cousins": self.found[False],
                "unread": [{"file": name, "why": why} for name, why in self.failed],
                "standard": self.standard,
                "files": self.counts["files"],
                "summary": {
                    "certain": self.counts["certain"],
                    "maybe": self.counts["maybe"],
                    "cousins": self.counts["cousins"],
                    "allowed": {it: self.allowed[it] for it in STANDARDS},
                },
                "compilers": self.said,
            }
        )


class Sarif(Report):
    def __init__(self, standard: str) -> None:
        super().__init__(standard)
        self.results: list[dict[str, Any]] = []
        self.failed: list[tuple[str, str]] = []

    def read(self, name: str, source: bytes, findings: Sequence[Finding]) -> None:
        super().read(name, source, findings)
        self.results += sarif.results(name, source, findings, self.standard)

    def unread(self, name: str, why: str) -> None:
        super().unread(name, why)
        self.failed.append((name, why))

    def end(self) -> None:
        super().end()
        document(sarif.document(self.results, self.failed))
