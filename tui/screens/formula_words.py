"""What stands below a formula that is edited: what is wrong with it, and what its words mean."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from engines.roc.formula.catalogue import ALIASES, FIELDS, FUNCTIONS
from engines.roc.formula.nodes import Parameter, Program
from engines.wire import EngineError
from tui import units
from tui.i18n import _, enumerated, ngettext
from tui.runs import Row, cut
from tui.said import particulars

WORD = re.compile(r"[^\W\d]\w*")
LAST_WORD = re.compile(r"[^\W\d]\w*$")
OPEN = re.compile(r"([^\W\d]\w*)\s*\(|([()])|'[^']*'|\"[^\"]*\"|\{[^}]*\}")

INDENT = 4


def verdict(program: Program | None, error: EngineError | None, width: int) -> list[Row]:
    if error:
        failed = error.failed
        first, *rest = particulars(failed.why).split("\n")
        rows: list[Row] = [
            [(" ✗ ", "danger"), (_(failed.what), "strong"), (f" {first}", "text")],
            *([(line, "text" if at == 0 else "danger")] for at, line in enumerate(rest)),
        ]
        return [cut(row, width) for row in rows]
    if program is None:
        return []
    lines = ngettext("{number} line", "{number} lines", len(program.outputs))
    row: Row = [(" ✓ ", "good"), (lines.format(number=len(program.outputs)), "text")]
    row.append((f"  {' '.join(each.name for each in program.outputs)}", "muted"))
    if program.warmup is None:
        row.append((f"  {_('looks back over all bars')}", "muted"))
    else:
        words = ngettext(
            "looks back {number} bar", "looks back {number} bars", program.warmup
        ).format(number=units.count(program.warmup))
        row.append((f"  {words}", "muted"))
    if program.repaints:
        names = enumerated(program.repaints)
        row.append((f"  {_('repaints: {names}').format(names=names)}", "attention"))
    rows = [
        row,
        *([(" ! ", "attention"), (particulars(warning), "text")] for warning in program.warnings),
    ]
    return [cut(each, width) for each in rows]


def signature(before: str, width: int) -> Row:
    """The function that the cursor is in or at, or those that begin as what is typed."""
    word = LAST_WORD.search(before)
    typed = word[0].upper() if word else ""
    name = ALIASES.get(typed, typed)
    if name in FIELDS:
        return cut([(f" {name} ", "accent"), (FIELDS[name], "muted")], width)
    if name not in FUNCTIONS:
        begun = [each for each in FUNCTIONS if typed and each.startswith(typed)]
        if begun:
            forms = "  ".join(FUNCTIONS[each].form for each in begun)
            row: Row = [(" Tab ", "accent"), (forms, "muted")]
            return cut(row, width)
        name = called(before)
    if name not in FUNCTIONS:
        return []
    function = FUNCTIONS[name]
    row = [(f" {function.form}  ", "accent"), (_(function.meaning), "text")]
    if function.future:
        row.append((f"  {_('looks into the future')}", "attention"))
    return cut(row, width)


def completion(before: str) -> tuple[str, str]:
    """The name that is begun, and as much of it as all that begin so have in common.

    A function that is alone gets its parenthesis. Behind no name: nothing, and spaces.
    """
    word = LAST_WORD.search(before)
    if not word:
        return "", " " * INDENT
    typed = word[0].upper()
    names = [name for name in (*FUNCTIONS, *FIELDS) if name.startswith(typed)]
    shared = "".join(
        chars[0]
        for chars in takewhile(lambda chars: len(set(chars)) == 1, zip(*names, strict=False))
    )
    if len(names) == 1 and "(" in getattr(FUNCTIONS.get(shared), "form", ""):
        return word[0], f"{shared}("
    return word[0], shared if len(shared) > len(typed) else word[0]


def called(before: str) -> str:
    """The function whose arguments the end of the text stands in, or ""."""
    names: list[str] = []
    for match in OPEN.finditer(before):
        if match[1]:
            names.append(match[1].upper())
        elif match[2] == "(":
            names.append("")
        elif match[2] == ")" and names:
            names.pop()
    inner = next((name for name in reversed(names) if name), "")
    return ALIASES.get(inner, inner)


def parameters_row(declared: Sequence[Parameter], chosen: Mapping[str, float], width: int) -> Row:
    row: Row = []
    for each in declared:
        value = chosen.get(each.name, each.usual)
        row += [
            (f" {each.name} ", "muted"),
            (f"{value:g}", "strong" if each.name in chosen else "text"),
        ]
        row.append((f" ({each.least:g} … {each.most:g})", "muted"))
    return cut([*row, (f"   {_('F2 changes them')}", "muted")], width) if row else []
