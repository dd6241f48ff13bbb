"""What a rank has of one unit of the model, and what each event of a step does to it.

All ranks do the same at the same moment and hold as many bytes, padding included. So one rank's
cells speak for all, and only which elements are its own is a question of its number.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from engines.zero.modes import Copy, Mode, Move, Place
from engines.zero.partition import bounds, shard
from engines.zero.schedule import Event

Extent = Literal["nothing", "shard", "others", "whole"]
"""How much of a unit: the rank's own shard, all but that, or all of it."""

Value = Literal["before", "group", "own", "after"]
"""Before or after the update; of gradients, before or after the reduction; of hpZ's second copy,
older than the parameters or equal to them. `own`: the rank's own shard is after, the others' are
before. `group`: the own shard's gradients are reduced within the MiCS group, not yet across."""


class Stretch(NamedTuple):
    """From which element to which of its unit a rank has it in this place; never `own`."""

    start: int
    stop: int
    place: Place
    value: Value


class Cell(NamedTuple):
    """One state of a unit. `place` is where the mode keeps it, between ranks cut in `parts`.

    `passing` is on the GPU only for now: gathered, not reduced yet, or come from the host. `value`
    is of what passes, and where nothing passes of what is kept.
    """

    elements: int
    parts: int
    place: Place
    kept: Extent
    passing: Extent = "nothing"
    value: Value = "before"

    @property
    def own(self) -> Extent:
        """A shard, which is the whole where nobody shares."""
        return "shard" if self.parts > 1 else "whole"

    @property
    def kept_elements(self) -> int:
        """With the padding of a shard."""
        return self.elements if self.kept == "whole" else self._count(self.kept)

    @property
    def passing_elements(self) -> int:
        """With padding: what collectives work on is a whole number of shards."""
        return self._count(self.passing)

    def _count(self, extent: Extent) -> int:
        if extent == "nothing":
            return 0
        shards = {"shard": 1, "others": self.parts - 1, "whole": self.parts}
        return shards[extent] * shard(self.elements, self.parts)

    def shard(self, rank: int) -> tuple[int, int]:
        """From which element of the unit to which is this rank's own."""
        return bounds(self.elements, self.parts, rank % self.parts)

    def stretches(self, rank: int) -> Iterator[Stretch]:
        """What this rank has, in the order of the elements."""
        start, stop = self.shard(rank)
        mine: Value = "after" if self.value == "own" else self.value
        others: Value = "before" if self.value in ("own", "group") else self.value
        for first, last, value, part in (
            (0, start, others, "others"),
            (start, stop, mine, "shard"),
            (stop, self.elements, others, "others"),
        ):
            if first < last and (self.passing in (part, "whole")):
                yield Stretch(first, last, "gpu", value)
            elif first < last and (self.kept in (part, "whole")):
                yield Stretch(first, last, self.place, value)

    def reached(self) -> "Cell":
        """The own shard is after: all of it is, where the rank has no other's."""
        alone = self.parts == 1 or (self.kept != "whole" and self.passing in ("nothing", "shard"))
        return self._replace(value="after" if alone else "own")


class Unit(NamedTuple):
    """`secondary` is hpZ's second copy of the parameters, None in every other mode."""

    parameters: Cell
    gradients: Cell
    optimizer: Cell
    secondary: Cell | None = None


def resting(mode: Mode, elements: int, parts: int, node: int) -> Unit:
    """A unit between two steps, cut in `parts`, its second copy in `node`."""

    def cell(cut: str, place: Place, parts: int) -> Cell:
        return Cell(elements, parts, place, "whole" if cut == "whole" or parts == 1 else "shard")

    parameters, gradients, optimizer = (
        cell(held.cut, held.place, parts) for held in mode.states.values()
    )
    secondary = cell("node", "gpu", node) if mode.secondary else None
    return Unit(parameters, gradients._replace(kept="nothing"), optimizer, secondary)


def changed(unit: Unit, event: Event, mode: Mode, groups: int) -> Unit:
    """The unit after the event. `groups` is how many sets of ranks hold a copy each."""
    match event.action, event.running:
        case "move", Move(what="gradients") as move:
            return unit._replace(gradients=_reduced(unit.gradients, move, mode, groups))
        case "move", Move() as move:
            return _gathered(unit, move)
        case "copy", Copy() as copy:
            return _copied(unit, copy)
        case "compute", _ if event.phase == "backward":
            return unit._replace(gradients=_computed(unit.gradients, mode))
        case "update", _:
            return _updated(unit, mode)
        case "free", _:
            return (_cleared if event.phase == "update" else _freed)(unit)
    return unit


def _gathered(unit: Unit, move: Move) -> Unit:
    cell, second = unit.parameters, unit.secondary
    if move.phase == "update":
        return unit._replace(parameters=cell._replace(value="after"))
    if second and move.reach != "node":
        second = second._replace(value="after")
    if cell.parts > 1:
        cell = cell._replace(passing="whole")
    return unit._replace(parameters=cell, secondary=second)


def _computed(cell: Cell, mode: Mode) -> Cell:
    if mode.gradients.cut == "whole":
        return cell._replace(kept="whole")
    return cell._replace(passing="whole", value="before")


def _reduced(cell: Cell, move: Move, mode: Mode, groups: int) -> Cell:
    if mode.gradients.cut != "whole" and cell.place == "gpu":
        cell = _landed(cell)
    if move.reach == "group" and groups > 1:
        return cell._replace(value="group")
    return cell.reached()


def _landed(cell: Cell) -> Cell:
    """The own shard, out of what passes, where it is kept."""
    rest: Extent = "others" if cell.passing != "shard" and cell.parts > 1 else "nothing"
    return cell._replace(kept=cell.own, passing=rest)


def _copied(unit: Unit, copy: Copy) -> Unit:
    cell: Cell = getattr(unit, copy.what)
    if copy.out:
        cell = _landed(cell)
    elif cell.place == "gpu":
        cell = cell.reached()
    else:
        cell = cell._replace(passing=cell.own)
    return unit._replace(**{copy.what: cell})


def _updated(unit: Unit, mode: Mode) -> Unit:
    """New parameters are first where the optimizer states are, and then on their way."""
    where = updated_in(mode)
    parameters, second = unit.parameters, unit.secondary
    if parameters.place == where:
        parameters = parameters.reached()
    elif where == "gpu":
        parameters = parameters._replace(passing=parameters.own, value="after")
    return Unit(
        parameters,
        unit.gradients._replace(passing="nothing"),
        unit.optimizer._replace(value="after"),
        second and second._replace(value="before"),
    )


def updated_in(mode: Mode) -> Place:
    """Where the optimizer works: on the GPU, where its states come to it."""
    comes = any(copy.what == "optimizer" and not copy.out for copy in mode.copies)
    return "gpu" if comes else mode.optimizer.place


def _freed(unit: Unit) -> Unit:
    gradients = unit.gradients._replace(passing="nothing")
    if gradients.value == "own":
        gradients = gradients.reached()
    return unit._replace(
        parameters=unit.parameters._replace(passing="nothing"), gradients=gradients
    )


def _cleared(unit: Unit) -> Unit:
    return unit._replace(gradients=unit.gradients._replace(kept="nothing", value="before"))
