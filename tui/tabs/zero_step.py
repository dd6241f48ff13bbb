"""A step of training, drawn: what every rank has of parameters, gradients and optimizer states."""

from collections.abc import Iterator, Sequence

from engines.zero.cells import Cell, Stretch
from engines.zero.modes import State
from engines.zero.timeline import Frame
from tui import units
from tui.i18n import _
from tui.runs import Row, cut
from tui.widgets.plan_table import GB

STATES: tuple[tuple[State, str], ...] = (
    ("parameters", "P"),
    ("gradients", "G"),
    ("optimizer", "O"),
)
NAME = 10
"""Columns of the rank's name."""

HERE, PASSING, ABSENT = "█", "▄", "·"
ELSEWHERE = {"host": "h", "nvme": "v"}
OLD, NEW, HALF = "graph", "good", "attention"


def stepped(
    frames: Sequence[Frame], at: int, ranks: int, playing: bool, width: int, height: int
) -> list[Row]:
    """One frame, for as many of the ranks as there is room for."""
    frame = frames[min(at, len(frames) - 1)]
    room = max(1, height - 3)
    rows = [head(frames, at, width, playing), weights(frame)]
    rows += [rank_row(frame, rank, width) for rank in range(min(ranks, room))]
    return [*rows, legend(ranks, width)]


def head(frames: Sequence[Frame], at: int, width: int, playing: bool) -> Row:
    frame = frames[at]
    sign = "▶" if playing else " "
    caption = _(frame.caption).format(**frame.fields)
    return cut(
        [(f" {sign} {at + 1:>3}/{len(frames)}  ", "muted"), (caption, "strong")], max(0, width - 1)
    )


def weights(frame: Frame) -> Row:
    """What one GPU holds now, and what it has sent since the step began."""
    gpu = frame.holding.gpu
    row: Row = [(" " * NAME, "text")]
    for state, letter in STATES:
        row += [(f"{letter} ", "muted"), (f"{getattr(gpu, state) / GB:.2f} GB   ", "text")]
    sent = frame.sent.intra_node + frame.sent.inter_node
    elements = units.digits(float(frame.sent.elements)) if frame.sent.elements else "0"
    row += [(_("sent") + " ", "muted"), (f"{float(sent) / GB:.2f} GB, {elements}Ψ", "text")]
    if frame.sent.host:
        row += [(f"   {_('host')} ", "muted"), (f"{frame.sent.host / GB:.2f} GB", "text")]
    return row


def rank_row(frame: Frame, rank: int, width: int) -> Row:
    row: Row = [(f" {_('rank')} {rank}".ljust(NAME), "muted")]
    room = max(4, (width - NAME) // 3 - 4)
    for state, letter in STATES:
        row += [(f"{letter} ", "muted"), *cells(frame, state, rank, room), ("  ", "text")]
    return row


def cells(frame: Frame, state: State, rank: int, room: int) -> Iterator[tuple[str, str]]:
    """A state of all units, side by side, in so many cells."""
    whole = sum(unit.parameters.elements for unit in frame.units)
    drawn: list[tuple[str, str]] = [(ABSENT, "rule")] * room
    before = 0
    for unit in frame.units:
        cell: Cell = getattr(unit, state)
        for stretch in cell.stretches(rank):
            start = (before + stretch.start) * room // whole
            # Whatever there is can be seen, be it ever so little.
            stop = max(start + 1, (before + stretch.stop) * room // whole)
            drawn[start:stop] = [mark(cell, stretch, rank)] * (min(stop, room) - start)
        before += cell.elements
    yield from drawn


def mark(cell: Cell, stretch: Stretch, rank: int) -> tuple[str, str]:
    role = {"group": HALF, "after": NEW}.get(stretch.value, OLD)
    if stretch.place != "gpu":
        return ELSEWHERE[stretch.place], role
    part = "shard" if (stretch.start, stretch.stop) == cell.shard(rank) else "others"
    return (PASSING if cell.passing in (part, "whole") else HERE), role


def legend(ranks: int, width: int) -> Row:
    row: Row = [
        (" " * NAME, "text"),
        (f"{HERE} ", OLD),
        (f"{_('kept')}  ", "muted"),
        (f"{PASSING} ", OLD),
        (f"{_('for now')}  ", "muted"),
        (f"{HERE} ", NEW),
        (f"{_('reduced, updated')}  ", "muted"),
        (f"h v {_('host, NVMe')}", "muted"),
    ]
    number = _("{number} GPUs drawn").format(number=ranks)
    return cut([*row, (f"   {number}", "muted")], width)
