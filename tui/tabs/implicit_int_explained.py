"""What is said about the thing under the cursor of the int() tab: rows for a width and a height."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from shlex import quote

import msgspec

from engines.implicit_int.compiler import Compiler, Diagnostic
from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.corrections import correction
from engines.implicit_int.explaining import construct_of, ranged
from engines.implicit_int.finding import Kind
from engines.implicit_int.known import KNOWN
from engines.implicit_int.messages import Measured, Said
from engines.implicit_int.rules import rule
from engines.implicit_int.state import Listed, State
from tui.i18n import N_, _, enumerated
from tui.runs import Row, Run
from tui.tabs.implicit_int_who import ISO, Who, word
from tui.tabs.implicit_int_words import KINDS, VERDICTS, of
from tui.wrapping import flowing, told

SEVERITIES = {"error": N_("error"), "warning": N_("warning"), "note": N_("note")}

YEARS = ("c89", "c99", "c11", "c17", "c23")
"""Standards with rules of their own."""


def line(text: str, role: str = "text") -> Row:
    return [(f" {text}", role)]


def finding(state: State, at: int, standard: str, width: int, height: int) -> list[Row]:
    """What stands under the cursor in a source."""
    if at >= len(state.findings):
        return [line(_("No type is omitted here."), "good")] if state.complete else []
    found = state.findings[at]
    construct = construct_of(found)
    text, role = of(found, standard)
    rows: list[Row] = [[(f" {found.name}:", "strong"), *flowing(f" {text}", role)]]
    if found.certainty == "maybe":
        rows.append(line(_("A header or a macro may decide otherwise: it is not changed.")))
    rows += [laws(construct), known_words(construct, standard), *here(state, at)]
    rows.append(line(_(rule(construct, standard).says), "muted"))
    return told(rows, width, height)


def laws(construct: str) -> Row:
    """The standards that agree, with the clause that says so."""
    row: Row = []
    for verdict, years in groupby(YEARS, lambda year: rule(construct, year).verdict):
        first, *others = years
        last = f"-{others[-1].upper()}" if others else ""
        text, role = VERDICTS[verdict]
        row += [(f"  {first.upper()}{last}", "muted"), (f" {_(text)}", role)]
        row.append((f" ({rule(construct, first).clause})", "muted"))
    return [(row[0][0][1:], "muted"), *row[1:]]


def known_words(construct: str, standard: str) -> Row:
    """What compilers were measured to say, those that say the same together."""
    row: Row = [(f" {standard}:", "accent")]
    for family, versions in groupby(KNOWN, lambda each: each.family):
        name = f" {family}"
        for said, group in groupby(versions, lambda each: each.word(construct, standard)):
            if said:
                text, role = VERDICTS[said]
                row += [(f"{name} {ranged(list(group))}", "muted"), (f" {_(text)}", role)]
                row += [(",", "muted")]
                name = ""
        row[-1] = ("  ", "text")
    return row


def here(state: State, at: int) -> Iterator[Row]:
    """What the compilers of this machine said of it, those that said the same together."""
    told: dict[Diagnostic | None, list[str]] = {}
    for said in state.said:
        match = next((each.diagnostic for each in said.agree if each.finding == at), None)
        if match or not said.verdict.why:
            key = msgspec.structs.replace(match, line=0, column=0) if match else None
            told.setdefault(key, []).append(said.verdict.compiler)
    silent = told.pop(None, [])
    for found, names in told.items():
        assert found
        yield diagnostic(", ".join(names), found)
    if silent:
        words = _("silent here: {names}").format(names=enumerated(silent))
        yield flowing(f" {words}", "muted")


def diagnostic(name: str, found: Diagnostic) -> Row:
    role = {"error": "danger", "warning": "attention"}.get(found.severity, "muted")
    option = f" [{found.option}]" if found.option else ""
    head: Row = [(f" {name}", "strong"), (f" {_(SEVERITIES[found.severity])}:", role)]
    return head + flowing(f" {found.message}{option}", "text")


def cell(
    construct: str,
    standard: str,
    who: Who,
    measured: Sequence[Measured],
    width: int,
    height: int,
) -> list[Row]:
    """What stands under the cursor in the matrix of rules."""
    if not construct:
        return []
    about = CONSTRUCTS[construct]
    law = rule(construct, standard)
    text, role = VERDICTS[law.verdict]
    rows: list[Row] = [
        [
            (f" {about.title}", "strong"),
            (f"  {standard} {_(text)}", role),
            (f"  {law.clause}", "muted"),
        ]
    ]
    said = word(who, measured, construct, standard)
    if who != ISO and said is not None:
        text, role = VERDICTS[said]
        rows.append([(f" {who.title}:", "muted"), (f" {_(text)}", role)])
    rows.append(line(_(law.says)))
    rows += [line(f"  {each}", "accent") for each in about.example.splitlines()]
    rows += [known_words(construct, standard), line(_(about.meaning), "muted")]
    if shown := correction(construct):
        rows += [line(f"“{_(shown.document)}”", "attention"), line(_(shown.so))]
    return told(rows, width, height)


def compiler(state: State, chosen: Compiler | None, width: int, height: int) -> list[Row]:
    """What the compiler under the cursor says of the source."""
    if chosen is None:
        none = _("No compiler is here: sudo apt install gcc")
        return [line(none, "attention")] if state.compilers == () else []
    title = f" {chosen.name} {chosen.version}"
    rows: list[Row] = [[(title, "strong"), (f"  {chosen.target}", "muted")]]
    said = next((each for each in state.said if each.verdict.compiler == chosen.name), None)
    return told([*rows, *(verdict(state, said) if said else ())], width, height)


def verdict(state: State, said: Said) -> Iterator[Row]:
    """What only we see, then all that it says. Of one that was not heard out, nothing is missed."""
    if said.verdict.why:
        yield line(_(said.verdict.why), "danger")
    for at in () if said.verdict.why else said.ours:
        if at < len(state.findings):
            found = state.findings[at]
            head: Row = [
                (f" {found.line}:{found.column}", "strong"),
                (f" {_('only ours')}:", "accent"),
            ]
            yield [*head, *flowing(f" {found.name}, {_(KINDS[found.kind])}", "text")]
    for each in said.verdict.diagnostics:
        file = f"{each.file}:" if each.file else ""
        yield diagnostic(f"{file}{each.line}:{each.column}", each)


def example(state: State, width: int, height: int) -> list[Row]:
    """Why z is what it is, and where it was another one each time."""
    from engines.implicit_int.example import printed  # more than the tab opens with

    why = _(
        "zero() ends without a value, and the value is used (C90 6.6.6.4, C99 6.9.1p12). What is "
        "printed is what happened to lie in a register: 0 proves nothing, and the next compiler or "
        "level may print anything else."
    )
    added = _("add is defined without a type: it returns int.")
    rows: list[Row] = [
        [(" sum=3:", "strong"), *flowing(f" {added}", "text")],
        [(f" z {_('undefined')}:", "attention"), *flowing(f" {why}", "text")],
        line(_("Built with -std=gnu89 and run three times. No other source is ever run."), "muted"),
    ]
    for ran in state.ran:
        _sum, values = printed(ran.outputs)
        if len(set(values)) > 1:
            head: Run = (f" {ran.compiler} {ran.level}:", "strong")
            rows.append([head, *flowing(f" z={', '.join(map(str, values))}", "attention")])
    return told(rows, width, height)


def fix(kinds: Collection[Kind], own: bool, width: int, height: int) -> list[Row]:
    """What the fix does, and what it leaves alone."""
    rows = [line(_("int is put in where it was meant; every other byte stays, and what is maybe."))]
    if "knr-definition" in kinds:
        passed = _("A prototype passes char, short and float otherwise: compile all callers again.")
        rows.append(line(passed, "attention"))
    if not own:
        rows.append(line(_("The example is in no file: o opens one of yours."), "muted"))
    return told(rows, width, height)


def file(listed: Listed | None, folder: str, width: int, height: int) -> list[Row]:
    if listed is None:
        return []
    opens = _("Enter opens it, → goes to the next with an omission.")
    every = _("All at once: {command}").format(command=f"zerodeck c fix --write {quote(folder)}")
    rows = [line(listed.path, "strong"), line(opens, "muted"), line(every, "muted")]
    return told(rows, width, height)
