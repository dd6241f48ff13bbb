"""More views of the ZeRO tab: holes in memory, other accountings, which models fit."""

from collections.abc import Sequence

import msgspec

from engines.zero.arena import Arena, simulate
from engines.zero.comparison import compare
from engines.zero.plan import Plan
from engines.zero.setup import Setup
from engines.zero.state import State
from tui import units
from tui.i18n import N_, _
from tui.runs import Row, cut, fit, right
from tui.said import said
from tui.tabs.zero_words import parameters
from tui.widgets.plan_table import GB, gigabytes

KINDS = {
    "checkpoint": ("C", "graph", N_("checkpoints")),
    "activation": ("A", "good", N_("activations")),
    "gradient": ("G", "accent", N_("gradients")),
    "temporary": ("t", "attention", N_("for now")),
    "free": ("·", "rule", N_("free")),
}
"""A letter, a role and a name for each kind of memory in the arena."""

MODEL, CELL = 25, 9
"""Columns of a model, and of a mode."""

SHORT = {
    "ddp": "DDP",
    "zero1": "ZeRO-1",
    "zero2": "ZeRO-2",
    "zero3": "ZeRO-3",
    "offload": "Offload",
    "infinity": "Infinity",
    "zeropp": "ZeRO++",
    "fsdp2": "FSDP2",
}


def holes(setup: Setup, ranks: int, width: int, height: int) -> list[Row]:
    """The address range at its worst moment, with and without ZeRO-R's defragmentation."""
    if setup.model.shape is None:
        words = _("Without a shape there are no tensors to place.")
        return [cut([(f"   {words}", "muted")], width)][:height]
    rows: list[Row] = []
    for on, title in ((False, _("without MD")), (True, _("with MD"))):
        found = simulate(msgspec.structs.replace(setup, defragmentation=on), ranks)
        share = _("{percent} lost between tensors").format(
            percent=units.percent(found.fragmentation)
        )
        sizes = _("{live} GB of {extent} GB").format(
            live=f"{found.live / GB:.2f}", extent=f"{found.extent / GB:.2f}"
        )
        role = "attention" if found.fragmentation >= 0.01 else "good"
        rows.append([(f"   {title}  ", "strong"), (share, role), (f"  {sizes}", "muted")])
        rows.append([("   ", "text"), *strip(found, width - 4)])
    legend: Row = [("   ", "text")]
    for letter, role, name in KINDS.values():
        legend += [(letter, role), (f" {_(name)}  ", "muted")]
    return [cut(row, width) for row in (*rows, legend)][:height]


def strip(found: Arena, room: int) -> Row:
    """Memory from its start to its end, in so many cells; each shows what fills most of it."""
    cells: list[dict[str, int]] = [{} for _cell in range(room)]
    for run in found.runs:
        first, last = run.start * room // found.extent, (run.start + run.size) * room
        for at in range(first, min(room, -(-last // found.extent))):
            start, end = at * found.extent // room, (at + 1) * found.extent // room
            part = min(end, run.start + run.size) - max(start, run.start)
            cells[at][run.kind] = cells[at].get(run.kind, 0) + max(0, part)
    row: Row = []
    for cell in cells:
        letter, role, _name = KINDS[max(cell, key=lambda kind: cell[kind], default="free")]
        if row and row[-1][1] == role:
            row[-1] = (row[-1][0] + letter, role)
        else:
            row.append((letter, role))
    return row


def accountings(plan: Plan, stage: int, width: int, height: int) -> list[Row]:
    """Model states of one GPU as others count them, beside the paper's."""
    setup = plan.setup
    found = compare(
        setup.parameters, min(setup.model.largest, setup.parameters), setup.ranks,
        setup.node_ranks, stage,
    )  # fmt: skip
    name, number = 22, 9
    head = "".join(right(text, number) for text in ("GB", "GiB", _("to paper")))
    title = _("states, stage {stage}").format(stage=stage)
    rows: list[Row] = [cut([(fit(f"   {title}", name), "muted"), (head, "muted")], width)]
    for each in found:
        row: Row = [(fit(f"   {each.name}", name), "text")]
        if each.gpu is None or each.difference is None:
            row.append((f"{units.UNKNOWN:>{number}}" * 3, "muted"))
        else:
            row += [
                (right(gigabytes(each.gpu), number), "text"),
                (right(gigabytes(each.gpu * GB // 2**30), number), "text"),
                (right(signed(each.difference), number), "text"),
            ]
        rows.append(cut([*row, (f"  {said(each.accounting)}", "muted")], width))
    return rows[:height]


def signed(count: int) -> str:
    """GB, with a sign."""
    return f"{'-' if count < 0 else '+'}{gigabytes(abs(count))}"


def models(
    state: State, keys: Sequence[str], searching: bool, width: int, height: int
) -> list[Row]:
    """Which models fit these GPUs in which mode: GB of one GPU, and a mark where it does not."""
    if not state.cells and not searching:
        words = _("f tries models of all sizes on these GPUs: which fit, in which mode?")
        return [cut([(f"   {words}", "muted")], width)][:height]
    tried = [
        key for key in keys if any(cell.mode == key for each in state.cells for cell in each.cells)
    ]
    shown = tried[: max(1, (width - MODEL - 1) // CELL)]
    head = "".join(right(SHORT.get(key, key), CELL) for key in shown)
    rows: list[Row] = [[(fit(f"   {_('GB of one GPU')}", MODEL), "muted"), (head, "muted")]]
    for each in state.cells:
        size = parameters(each.parameters)
        row: Row = [(fit(f"   {each.model}", MODEL - 8), "text"), (f"{size:>7} ", "muted")]
        found = {cell.mode: cell for cell in each.cells}
        for key in shown:
            sign, role = ("✓", "good") if found[key].fits else ("✗", "danger")
            row += [(right(gigabytes(found[key].total), CELL - 2), "text"), (f" {sign}", role)]
        rows.append(row)
    return [cut(row, width) for row in rows[:height]]
