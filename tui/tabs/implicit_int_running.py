"""What the document's example printed, under each compiler of this machine."""

from collections.abc import Sequence

from engines.implicit_int.messages import Ran
from engines.implicit_int.state import State
from tui import units
from tui.i18n import _
from tui.runs import Row, cut, fit
from tui.runs import width as cells

NAME = 25
"""Cells of a compiler's name and version."""


def runs(state: State, width: int, height: int) -> list[Row]:
    """A compiler a row, a level a column."""
    from engines.implicit_int.example import CROSS, LEVELS  # more than the tab opens with

    room = max(12, (width - NAME - 3) // len(LEVELS))
    head: Row = [(fit(f"   {_('compiler')}", NAME + 3), "muted")]
    for level in LEVELS:
        head += column([(f"{level}  {_('z is undefined')}", "muted")], room)
    rows = [head]
    for compiler in state.compilers or ():
        row: Row = [(fit(f"   {compiler.name} {compiler.version}", NAME + 2) + " ", "text")]
        if not compiler.native:
            rows.append([*row, (_(CROSS), "muted")])
            continue
        ran = {each.level: each for each in state.ran if each.compiler == compiler.name}
        for level in LEVELS:
            row += column(outcome(ran.get(level)), room)
        rows.append(row)
    return [cut(row, width) for row in rows[:height]]


def column(row: Row, room: int) -> Row:
    kept = cut(row, room - 1)
    return [*kept, (" " * (room - cells(kept)), "text")]


def outcome(ran: Ran | None) -> Row:
    """The sum, and z each time that it ran."""
    if ran is None:
        return [("…", "muted")]
    if ran.why:
        return [(_(ran.why), "danger")]
    from engines.implicit_int.example import printed

    total, values = printed(ran.outputs)
    same = units.UNKNOWN if total is None else str(total)
    return [
        (f"sum={same}", "good" if total == 3 else "danger"),
        (f"  z={several(values)}", "attention"),
    ]


def several(values: Sequence[int]) -> str:
    """Once, where it is the same each time."""
    if len(set(values)) == 1 < len(values):
        return f"{values[0]} ×{len(values)}"
    return " ".join(map(str, values))
