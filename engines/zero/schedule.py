"""One training step as a sequence of events, in the order that a mode's row tells.

Nothing overlaps here: a unit is gathered, used and freed before the next one begins. Training
programs gather the next unit meanwhile, and reduce the last one.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from engines.zero.modes import Copy, Mode, Move, Phase

Action = Literal["rest", "earlier", "move", "copy", "compute", "free", "update"]
"""`earlier`: all micro-batches but the last, at once."""


class Event(NamedTuple):
    """`unit` counts from 0; None means all of them, or none. `running` is what moves."""

    phase: Phase | None
    action: Action
    unit: int | None = None
    running: Move | Copy | None = None


def step(mode: Mode, units: int) -> Iterator[Event]:
    """The last micro-batch, and the update."""
    yield from micro_batch(mode, units, last=True)
    yield from update(mode, units)


def micro_batch(mode: Mode, units: int, *, last: bool) -> Iterator[Event]:
    """Forward and backward. `last`: that which also moves what moves once a step."""
    moves = [move for move in mode.moves if move.each or last]
    copies = [copy for copy in mode.copies if copy.each or last]
    orders: dict[Phase, range] = {"forward": range(units), "backward": range(units)[::-1]}
    for phase, order in orders.items():
        arriving = [copy for copy in copies if copy.phase == phase and not copy.out]
        gathers = [move for move in moves if move.phase == phase and move.what == "parameters"]
        reduces = [move for move in moves if move.phase == phase and move.what == "gradients"]
        leaving = [copy for copy in copies if copy.phase == phase and copy.out]
        for unit in order:
            yield from _all(arriving, unit)
            yield from _all(gathers, unit)
            yield Event(phase, "compute", unit)
            yield from _all(reduces, unit)
            yield from _all(leaving, unit)
            yield Event(phase, "free", unit)


def update(mode: Mode, units: int) -> Iterator[Event]:
    """Every rank updates its own shards, and then tells the others; gradients end here."""
    copies = [copy for copy in mode.copies if copy.phase == "update"]
    needed = [copy for copy in copies if copy.what != "parameters" and not copy.out]
    results = [copy for copy in copies if copy not in needed]
    for unit in range(units):
        yield from _all(needed, unit)
        yield Event("update", "update", unit)
        yield from _all(results, unit)
    for unit in range(units):
        yield from _all((move for move in mode.moves if move.phase == "update"), unit)
    yield Event("update", "free")


def _all(runs: Iterable[Move | Copy], unit: int) -> Iterator[Event]:
    for running in runs:
        yield Event(running.phase, "move" if isinstance(running, Move) else "copy", unit, running)
