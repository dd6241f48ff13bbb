"""What is known of constructs and compilers, as lines of text and as documents."""

from collections.abc import Iterator
from textwrap import indent
from typing import Any

from msgspec import to_builtins

from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.corrections import CORRECTIONS, Correction
from engines.implicit_int.example import printed
from engines.implicit_int.explaining import Explanation, Said
from engines.implicit_int.messages import Compilers, Ran
from engines.implicit_int.rules import NUMBERING
from engines.wire import Done, Message
from tui.cli import stream
from tui.cli.c_words import dumped
from tui.cli.speech import broken
from tui.cli.table import answer, columns
from tui.i18n import N_, _
from tui.runs import fit

WIDTH, INDENT = 80, 5

WORDS = {
    "ok": N_("ok"),
    "warning": N_("warning"),
    "error": N_("error"),
    "constraint": N_("constraint"),
    "syntax": N_("syntax"),
    "undefined": N_("undefined"),
    "inferred": N_("inferred"),
}
"""What standards and compilers say, in a word of ten cells at most."""

# Constructs


def overview() -> Iterator[str]:
    """Every construct a line, then what is said of the document."""
    rows = [(key, it.title, ", ".join(it.kinds)) for key, it in CONSTRUCTS.items()]
    yield from columns([(_("construct"), _("in C"), _("kinds of findings")), *rows], (0, 1, 2))
    for it in CORRECTIONS:
        yield ""
        yield from correction(it)


def correction(it: Correction) -> Iterator[str]:
    yield from broken(_("The document: {says}").format(says=_(it.document)), WIDTH)
    yield from broken(_("What is so: {says}").format(says=_(it.so)), WIDTH)


def contents() -> dict[str, Any]:
    constructs = [
        {"construct": key, "title": it.title, "kinds": it.kinds} for key, it in CONSTRUCTS.items()
    ]
    return {"constructs": constructs, "corrections": [it._asdict() for it in CORRECTIONS]}


def explanation(it: Explanation) -> Iterator[str]:
    yield f"{it.title}  ({it.key})"
    yield from broken(_(it.meaning), WIDTH)
    yield from ("", indent(it.example.rstrip(), "    "), "")
    if it.mended:
        yield from (_("mended:"), "", indent(it.mended.rstrip(), "    "), "")
    before = ""
    for standard, rule in it.rules:
        yield f"{standard}  {fit(_(WORDS[rule.verdict]), 10)}  {rule.clause}"
        if rule.says != before:
            yield from (" " * INDENT + line for line in broken(_(rule.says), WIDTH - INDENT))
        before = rule.says
    yield from (*broken(_(NUMBERING), WIDTH), "", _("Measured, with nothing asked of them:"))
    yield from columns([(said.compilers, spans(said)) for said in it.said], (0, 1))
    if it.correction:
        yield ""
        yield from correction(it.correction)


def spans(said: Said) -> str:
    return _(", ").join(
        f"{first if first == last else f'{first}-{last}'} {_(WORDS[word])}"
        for first, last, word in said.spans
    )


def explanation_document(it: Explanation) -> dict[str, Any]:
    rules = [{"standard": standard, **rule._asdict()} for standard, rule in it.rules]
    said = [
        {
            "compilers": each.compilers,
            "words": [
                {"from": first, "to": last, "word": word} for first, last, word in each.spans
            ],
        }
        for each in it.said
    ]
    found = {"rules": rules, "said": said}
    return it._asdict() | found | {"correction": it.correction and it.correction._asdict()}


# Compilers


class Found:
    """The compilers that are here."""

    many = 0

    def __call__(self, event: Message) -> str | None:
        if not isinstance(event, Compilers):
            return None
        self.many = len(event.compilers)
        return self.table(event)

    def table(self, event: Compilers) -> str:
        if not event.compilers:
            return _(NO_COMPILER)
        rows = [
            (it.name, it.version, it.target, answer(it.native), it.format, " ".join(it.standards))
            for it in event.compilers
        ]
        return "\n".join(columns([tuple(map(_, HEAD)), *rows], range(6)))

    def status(self, last: Message | None) -> int:
        """None is a failure."""
        return stream.status(last) or int(not self.many)


class FoundDocument(Found):
    def table(self, event: Compilers) -> str:
        return dumped({"compilers": to_builtins(event.compilers)})


HEAD = (
    N_("compiler"), N_("version"), N_("target"), N_("runs here"), N_("output"), N_("standards"),
)  # fmt: skip
NO_COMPILER = N_("There is no C compiler here.\n$ sudo apt install gcc")


# The example


class Runs:
    """What the example printed, a line for each compiler and level."""

    def __init__(self) -> None:
        self.ran: list[Ran] = []

    def __call__(self, event: Message) -> str | None:
        if isinstance(event, Ran):
            self.ran.append(event)
        return self.told() if isinstance(event, Done) else None

    def told(self) -> str:
        if not self.ran:
            return _(NO_COMPILER)
        lines = columns([(_("compiler"), "", "sum", "z"), *map(row, self.ran)], (0, 1, 3))
        return "\n".join([*lines, _("z is undefined: nothing is returned, and it is used.")])

    def status(self, last: Message | None) -> int:
        """That it could not be run is a failure."""
        return stream.status(last) or int(not self.ran or any(it.why for it in self.ran))


def row(it: Ran) -> tuple[str, str, str, str]:
    total, values = printed(it.outputs)
    shown = ", ".join(map(str, values))
    return it.compiler, it.level, "" if total is None else str(total), _(it.why) or shown


class RunsDocument(Runs):
    def told(self) -> str:
        return dumped({"runs": [self.about(it) for it in self.ran]})

    def about(self, it: Ran) -> dict[str, Any]:
        total, values = printed(it.outputs)
        known = {"compiler": it.compiler, "level": it.level, "outputs": it.outputs, "why": it.why}
        return known | {"sum": total, "z": values, "z_is": "undefined"}
