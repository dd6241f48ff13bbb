"""A step of training, drawn: what every rank has of parameters, gradients and optimizer states."""

from collections.abc import Iterator, Sequence

import msgspec

from engines.zero.cells import Cell, Stretch
from engines.zero.model import Model
from engines.zero.modes import State
from engines.zero.setup import Setup
from engines.zero.timeline import Frame
from tui import units
from tui.i18n import _
from tui.runs import Row, cut, fit
from tui.widgets.plan_table import GB
from tui.wrapping import wrapped

STATES: tuple[tuple[State, str], ...] = (
    ("parameters", "P"),
    ("gradients", "G"),
    ("optimizer", "O"),
)
NAME = 10
"""Columns of the rank's name."""

MARKS = {
    ("before", False): ("█", "graph"),
    ("before", True): ("▄", "graph"),
    ("group", False): ("▲", "attention"),
    ("group", True): ("▲", "attention"),
    ("after", False): ("●", "good"),
    ("after", True): ("○", "good"),
}
"""By value, and whether it is there only for now. Told apart without colours too."""
ABSENT = ("·", "rule")
ELSEWHERE = {"host": "h", "nvme": "v"}
"""Large where it is reduced or updated."""


def drawn_setup(setup: Setup, ranks: int) -> Setup:
    """The same on few GPUs, each with its part of the model; on two nodes, if there are more."""
    nodes = 2 if setup.nodes > 1 and ranks % 2 == 0 else 1
    model = Model(setup.model.name, setup.parameters)
    few = {"model": model, "gpus": ranks, "gpus_per_node": ranks // nodes}
    return msgspec.structs.replace(setup, **few, tensor=1, pipeline=1, subgroup=0)


def stepped(
    frames: Sequence[Frame], at: int, ranks: int, playing: bool, width: int, height: int
) -> list[Row]:
    """One frame, for as many of the ranks as there is room for."""
    at = min(at, len(frames) - 1)
    rows = [head(frames, at, playing)]
    if height >= ranks + 4:  # the longest captions are two rows
        sign, (caption, role) = rows[0]
        words = [(f"{word} ", role) for word in caption.split()]
        rows = [*wrapped([sign, *words], width), []][:2]
    shown = min(ranks, max(1, height - len(rows) - 2))
    rows.append(weights(frames[at]))
    rows += [rank_row(frames[at], rank, width) for rank in range(shown)]
    rows.append(legend(frames[at], shown, ranks))
    return [cut(row, width) for row in rows[:height]]


def head(frames: Sequence[Frame], at: int, playing: bool) -> Row:
    frame = frames[at]
    sign = "▶" if playing else " "
    caption = _(frame.caption).format(**frame.fields)
    return [(f" {sign} {at + 1:>3}/{len(frames)}  ", "muted"), (caption, "strong")]


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
    row: Row = [(fit(f" {_('rank')} {rank}", NAME), "muted")]
    room = max(4, (width - NAME) // 3 - 4)
    for state, letter in STATES:
        row += [(f"{letter} ", "muted"), *cells(frame, state, rank, room), ("  ", "text")]
    return row


def cells(frame: Frame, state: State, rank: int, room: int) -> Iterator[tuple[str, str]]:
    """A state of all units, side by side, in so many cells."""
    whole = sum(unit.parameters.elements for unit in frame.units)
    drawn: list[tuple[str, str]] = [ABSENT] * room
    before = 0
    for unit in frame.units:
        cell: Cell = getattr(unit, state)
        for stretch in own_last(cell, rank):
            start = (before + stretch.start) * room // whole
            # Whatever there is can be seen, be it ever so little.
            stop = max(start + 1, (before + stretch.stop) * room // whole)
            drawn[start:stop] = [mark(cell, stretch, rank)] * (min(stop, room) - start)
        before += cell.elements
    yield from drawn


def own_last(cell: Cell, rank: int) -> list[Stretch]:
    """Its own shard may be less than a mark wide, and must not vanish below the others'."""
    own = cell.shard(rank)
    return sorted(cell.stretches(rank), key=lambda each: (each.start, each.stop) == own)


def mark(cell: Cell, stretch: Stretch, rank: int) -> tuple[str, str]:
    if stretch.place != "gpu":
        letter = ELSEWHERE[stretch.place]
        return (letter.upper(), "good") if stretch.value == "after" else (letter, "graph")
    part = "shard" if (stretch.start, stretch.stop) == cell.shard(rank) else "others"
    return MARKS[stretch.value, cell.passing in (part, "whole")]


def legend(frame: Frame, shown: int, ranks: int) -> Row:
    """What the marks mean, those that the mode has."""
    held = frame.mode.states.values()
    marks = {
        _("kept"): [MARKS["before", False]],
        _("for now"): [MARKS["before", True]],
        _("reduced, updated"): [MARKS["after", False], MARKS["after", True]],
    }
    if any(each.cut == "group" for each in held):
        marks[_("in the group")] = [MARKS["group", False]]
    row: Row = [(" ", "text")]
    for words, signs in marks.items():
        row += [*((f"{sign} ", role) for sign, role in signs), (f"{words}  ", "muted")]
    for place, words in (("host", _("host")), ("nvme", "NVMe")):
        if any(each.place == place for each in held):
            row.append((f"{ELSEWHERE[place]} {words}  ", "muted"))
    number = _("on {number} GPUs, {shown} drawn").format(number=ranks, shown=shown)
    return [*row, (number, "muted")]
