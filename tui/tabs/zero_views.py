"""The lower half of the ZeRO tab, one view at a time: rows for a plan and a size."""

from collections.abc import Sequence
from fractions import Fraction

from engines.zero.explain import Explanation
from engines.zero.machines import NETWORKS
from engines.zero.messages import Reach
from engines.zero.model import MOST_PARAMETERS
from engines.zero.modes import MODES
from engines.zero.plan import Plan
from engines.zero.search import MOST_BATCH, MOST_SEQUENCE
from engines.zero.state import State
from tui import units
from tui.i18n import N_, _
from tui.runs import Row, cut, fit, right
from tui.said import said
from tui.tabs.zero_words import parameters
from tui.widgets.chart import Series, chart
from tui.widgets.plan_table import GB, gigabytes
from tui.wrapping import told

MARKS = {
    "ddp": "D",
    "zero1": "1",
    "zero2": "2",
    "zero3": "3",
    "zero3_offload": "o",
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

NAME, TOTAL = 21, 11
"""Cells of a mode's name, and of its memory."""

CELLS = {
    "parameters": N_("parameters"),
    "gradients": N_("gradients"),
    "optimizer": N_("optimizer states"),
    "activations": N_("activations"),
    "buffers": N_("buffers"),
    "total": N_("memory of one GPU"),
    "host": N_("memory of the node"),
    "nvme": N_("NVMe of the node"),
    "communication": N_("sent by one GPU in a step"),
    "seconds": N_("time of a step"),
}
"""What the cells are, spelled out."""


def explained(found: Explanation, mode: str) -> list[Row]:
    """The cell under the cursor, as a sum of formulas."""
    head: Row = [(f" {mode}: {_(CELLS[found.cell])} ", "muted")]
    known = bool(found.terms) or not found.notes
    value = amount(found.value, found.unit) if known else units.UNKNOWN
    rows: list[Row] = [[*head, (f"= {value}", "strong")]]
    for term in found.terms:
        row: Row = [(f"   {_(term.words)}  ", "text")]
        if term.formula:
            row += [(term.formula, "accent"), (" = ", "muted")]
        if term.numbers.replace(",", "") != str(term.value):
            row += [(term.numbers, "text"), (" = ", "muted")]
        rows.append([*row, (amount(term.value, found.unit), "text")])
    rows += [[(f"   {_(note)}", "muted")] for note in found.notes]
    rows.append([(f"   [{found.source}]", "muted")])
    for each in found.quotations:
        rows.append(
            [(f"   {_('Printed')}: {each.printed}", "text"), (f", {said(each.what)}", "muted")]
        )
        rows.append([(f"      [{each.where}]  {each.formula}: {_(each.why)}", "muted")])
    return rows


def explanation(found: Explanation, mode: str, width: int, height: int) -> list[Row]:
    """With what is too long on the next line."""
    return told(explained(found, mode), width, height)


def amount(value: int | Fraction | float, unit: str) -> str:
    if unit == "s":
        return f"{units.digits(float(value))} s"
    return f"{units.digits(float(value) / GB)} GB" if value >= 10**7 else f"{float(value):,.0f} B"


def window(keys: Sequence[str], here: str, room: int) -> Sequence[str]:
    """As many modes as there is room for, with the one under the cursor."""
    last = max(room, keys.index(here) + 1 if here in keys else 0)
    return keys[max(0, last - room) : last]


def named(key: str, here: str) -> Row:
    """The mode's name at the left, as in the table."""
    mark, role = (" ▸ ", "strong") if key == here else ("   ", "text")
    return [(mark, "accent"), (fit(MODES[key].title, NAME - 3), role)]


def bars(plan: Plan, keys: Sequence[str], here: str, width: int, height: int) -> list[Row]:
    """Where the memory of a GPU goes, a bar a mode, all to one scale."""
    rows = [plan.rows[key] for key in window(keys, here, height - 1)]
    largest = max((row.total for row in rows), default=0) or 1
    room = max(0, width - NAME - TOTAL)
    legend: Row = [("   ", "text")]
    for name, letter, role in PARTS:
        legend += [(letter, role), (f" {_(CELLS[name])}  ", "muted")]
    drawn: list[Row] = [cut(legend, width)]
    for row in rows:
        kept = row.activations.total if row.activations else 0
        parts = (*row.states, kept, row.buffers.total)
        line = named(row.mode.key, here)
        cells = lengths(parts, largest, room)
        line += [
            (letter * each, role) for (_n, letter, role), each in zip(PARTS, cells, strict=True)
        ]
        line.append((" " * (room - sum(cells)), "text"))
        drawn.append(cut([*line, (right(f"{gigabytes(row.total)} GB", TOTAL), "text")], width))
    return drawn[:height]


def lengths(parts: Sequence[int], largest: int, room: int) -> list[int]:
    """The cells of each part. Whatever there is has one, at the cost of the longest."""
    cells = [max(int(size > 0), round(room * size / largest)) for size in parts]
    cells[cells.index(max(cells))] -= max(0, sum(cells) - room)
    return cells


REACH = (
    (N_("largest model"), 14),
    (N_("fewest GPUs"), 13),
    (N_("batch"), 12),
    (N_("sequence"), 12),
)
"""What is sought, and the cells that it has."""


def reaches(
    state: State,
    plan: Plan,
    keys: Sequence[str],
    here: str,
    searching: bool,
    width: int,
    height: int,
) -> list[Row]:
    """How far each mode goes: what the search has found so far."""
    found = {reach.mode: reach for reach in state.reaches}
    said = _("searching…") if searching else "" if found else _("f searches")
    head: Row = [(fit(f"   {said}", NAME), "accent")]
    head += [(right(_(title), cells), "muted") for title, cells in REACH]
    rows: list[Row] = [cut(head, width)]
    for key in window(keys, here, height - 1):
        row = named(key, here)
        if key in found:
            figures = zip(figured(found[key], plan), REACH, strict=True)
            row += [(right(figure, cells), "text") for figure, (_title, cells) in figures]
        elif searching:
            row += [(right("…", cells), "muted") for _title, cells in REACH]
        rows.append(cut(row, width))
    return rows[:height]


def figured(reach: Reach, plan: Plan) -> tuple[str, ...]:
    """In the order of REACH. Without a shape nobody knows the activations of a batch."""

    def most(number: int | None, limit: int) -> str:
        if number is not None and number >= limit:
            return _("no limit")
        return _("none") if number == 0 else units.count(number)

    limitless = reach.model >= MOST_PARAMETERS
    largest = _("no limit") if limitless else parameters(reach.model) if reach.model else _("none")
    fewest = _("none") if reach.gpus is None else units.count(reach.gpus)
    if plan.setup.model.shape is None:
        return largest, fewest, units.UNKNOWN, units.UNKNOWN
    return largest, fewest, most(reach.batch, MOST_BATCH), most(reach.sequence, MOST_SEQUENCE)


def against_gpus(tables: Sequence[Plan], keys: Sequence[str], width: int, height: int) -> list[Row]:
    """Memory of a GPU against their number."""
    points = [str(table.setup.gpus) for table in tables]
    series = [
        Series(MODES[key].title, MARKS[key], [t.rows[key].total / GB for t in tables], _role(at))
        for at, key in enumerate(keys)
    ]
    limit = tables[0].capacity / GB if tables else None
    return chart(series, points, width, height, limit=limit, across=_("GPUs"), up="GB")


def against_network(
    tables: Sequence[Plan], keys: Sequence[str], width: int, height: int
) -> list[Row]:
    """Time of a step against the network's rate."""
    points = [f"{NETWORKS[table.network.name].rate / GB:.3g}" for table in tables]
    series = [
        Series(MODES[key].title, MARKS[key], [t.rows[key].time.total for t in tables], _role(at))
        for at, key in enumerate(keys)
    ]
    across = _("GB/s of a node")
    alone = bool(tables) and tables[0].setup.nodes == 1
    drawn = chart(series, points, width, height - alone, across=across, up=_("s/step"))
    note = _("There is one node: its GPUs do not use the network.")
    return [cut([(f"   {note}", "muted")], width), *drawn][:height] if alone else drawn


def _role(at: int) -> str:
    """The first is the mode under the cursor."""
    return "accent" if at == 0 else "text"
