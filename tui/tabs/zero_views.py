"""The lower half of the ZeRO tab, one view at a time: rows for a plan and a size."""

import textwrap
from collections.abc import Sequence
from fractions import Fraction

from engines.zero.explain import Explanation
from engines.zero.machines import NETWORKS
from engines.zero.model import MOST_PARAMETERS
from engines.zero.modes import MODES
from engines.zero.plan import Plan
from engines.zero.state import State
from tui import units
from tui.i18n import _
from tui.runs import Row, cut, fit
from tui.tabs.zero_words import parameters
from tui.widgets.chart import Series, chart
from tui.widgets.plan_table import GB, gigabytes

MARKS = {
    "ddp": "D",
    "zero1": "1",
    "zero2": "2",
    "zero3": "3",
    "offload": "O",
    "infinity": "I",
    "infinity_nvme": "V",
    "zeropp": "+",
    "zeropp_qwz": "w",
    "zeropp_hpz": "h",
    "zeropp_qgz": "g",
    "mics": "M",
    "fsdp2": "F",
}
"""A letter for each mode, in charts."""

PARTS = (
    ("parameters", "P", "graph"),
    ("gradients", "G", "accent"),
    ("optimizer", "O", "text"),
    ("activations", "A", "good"),
    ("buffers", "B", "attention"),
)
"""What the memory of a GPU is made of, with a letter that fills its part of a bar."""


def explained(found: Explanation, mode: str) -> list[Row]:
    """The cell under the cursor, as a sum of formulas."""
    head: Row = [(f" {mode}: {_(CELLS.get(found.cell, found.cell))} ", "muted")]
    rows: list[Row] = [[*head, (f"= {amount(found.value, found.unit)}", "strong")]]
    for term in found.terms:
        row: Row = [(f"   {_(term.words)}  ", "text")]
        if term.formula:
            row += [(term.formula, "accent"), (" = ", "muted")]
        if term.numbers != f"{term.value:,}":
            row += [(term.numbers, "text"), (" = ", "muted")]
        rows.append([*row, (amount(term.value, found.unit), "text")])
    rows += [[(f"   {_(note)}", "muted")] for note in found.notes]
    return [*rows, [(f"   [{found.source}]", "muted")]]


def explanation(found: Explanation, mode: str, width: int, height: int) -> list[Row]:
    """With what is too long on the next line."""
    rows = [part for row in explained(found, mode) for part in wrapped(row, width)]
    return rows[:height]


def wrapped(row: Row, width: int) -> list[Row]:
    """Broken between runs; what belongs to a line is indented below it."""
    rows: list[Row] = [[]]
    left = width
    for text, role in row:
        if len(text) > left and rows[-1]:
            rows.append([("      ", "text")])
            left = width - 6
        for part in textwrap.wrap(text, left, drop_whitespace=False) or [text]:
            if len(part) > left:
                rows.append([("      ", "text")])
                left = width - 6
            rows[-1].append((part, role))
            left -= len(part)
    return rows


CELLS = {
    "parameters": "parameters",
    "gradients": "gradients",
    "optimizer": "optimizer states",
    "activations": "activations",
    "buffers": "buffers",
}
"""The names of cells that are among explain's words already."""


def amount(value: int | Fraction | float, unit: str) -> str:
    if unit == "s":
        return f"{units.digits(float(value))} s"
    return f"{units.digits(float(value) / GB)} GB" if value >= 10**7 else f"{float(value):,.0f} B"


def window(keys: Sequence[str], here: str, room: int) -> Sequence[str]:
    """As many modes as there is room for, with the one under the cursor."""
    last = max(room, keys.index(here) + 1 if here in keys else 0)
    return keys[max(0, last - room) : last]


def bars(plan: Plan, keys: Sequence[str], here: str, width: int, height: int) -> list[Row]:
    """Where the memory of a GPU goes, a bar a mode, all to one scale."""
    rows = [plan.rows[key] for key in window(keys, here, height - 1)]
    largest = max((row.total for row in rows), default=1)
    room = width - 32
    legend: Row = [("   ", "text")]
    for name, letter, role in PARTS:
        legend += [(letter, role), (f" {_(CELLS[name])}  ", "muted")]
    drawn: list[Row] = [cut(legend, width)]
    for row in rows:
        kept = row.activations.total if row.activations else 0
        parts = (*row.states, kept, row.buffers.total)
        line: Row = [(fit(f"   {row.mode.title}", 21), "text")]
        edge = done = 0
        for (_name, letter, role), size in zip(PARTS, parts, strict=True):
            done += size
            end = round(room * done / largest)
            line.append((letter * (end - edge), role))
            edge = end
        total = f"{gigabytes(row.total):>8} GB"
        drawn.append([*line, (" " * (room - edge), "text"), (total, "text")])
    return drawn


def reaches(
    state: State, plan: Plan, keys: Sequence[str], here: str, width: int, height: int
) -> list[Row]:
    """How far each mode goes: what the search has found so far."""
    head = f"{_('largest model'):>16}{_('fewest GPUs'):>14}{_('batch'):>12}{_('sequence'):>14}"
    rows: list[Row] = [[(" " * 21 + head, "muted")]]
    found = {reach.mode: reach for reach in state.reaches}
    shaped = plan.setup.model.shape is not None
    for key in window(keys, here, height - 1):
        row: Row = [(fit(f"   {MODES[key].title}", 21), "text")]
        if key in found:
            reach = found[key]
            largest = parameters(reach.model) if reach.model else _("none")
            model = _("no limit") if reach.model >= MOST_PARAMETERS else largest
            gpus = _("none") if reach.gpus is None else units.count(reach.gpus)
            batch = units.count(reach.batch) if shaped else units.UNKNOWN
            sequence = units.count(reach.sequence) if shaped else units.UNKNOWN
            row.append((f"{model:>16}{gpus:>14}{batch:>12}{sequence:>14}", "text"))
        rows.append(row)
    return rows


def against_gpus(tables: Sequence[Plan], keys: Sequence[str], width: int, height: int) -> list[Row]:
    """Memory of a GPU against their number."""
    points = [str(table.setup.gpus) for table in tables]
    series = [
        Series(MODES[key].title, MARKS[key], [t.rows[key].total / GB for t in tables], _role(at))
        for at, key in enumerate(keys)
    ]
    limit = tables[0].capacity / GB if tables else None
    return chart(series, points, width, height, limit=limit, across=_("GPUs; GB of one"))


def against_network(
    tables: Sequence[Plan], keys: Sequence[str], width: int, height: int
) -> list[Row]:
    """Time of a step against the network's rate."""
    points = [f"{NETWORKS[table.network.name].rate / GB:.3g}" for table in tables]
    series = [
        Series(MODES[key].title, MARKS[key], [t.rows[key].time.total for t in tables], _role(at))
        for at, key in enumerate(keys)
    ]
    return chart(series, points, width, height, across=_("GB/s of a node; s a step"))


def _role(at: int) -> str:
    """The first is the mode under the cursor."""
    return "accent" if at == 0 else "text"
