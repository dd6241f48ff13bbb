"""A program on data. Axis 0 is time; a second axis are symbols."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from engines.roc.formula.catalogue import CALLS, TIMES
from engines.roc.formula.nodes import Kind, Node, Program
from engines.roc.functions.table import BATCH
from engines.wire import N_, EngineError

Array = NDArray[np.floating[Any]]
DIVIDE = BATCH["/"]
DIVIDING = ("/", "%", "MOD")


class Result(NamedTuple):
    """`lines` are the outputs by name, each with a value on every bar. They may share memory with
    each other and with the columns: not to be written to.

    `values` are by node, but only those of outputs and marks; others may be None. A text is one
    value. `divided` says how many values are NaN because something was divided by 0.
    """

    lines: dict[str, Array]
    values: tuple[Any, ...]
    divided: int


class Step(NamedTuple):
    """Where a value goes, what makes it of which others, and those that nobody needs then."""

    slot: int
    work: Callable[..., Any]
    take: Callable[[list[Any]], tuple[Any, ...]]
    divides: bool
    spent: tuple[int, ...]


class Plan(NamedTuple):
    """`start` has the numbers; slots after the nodes' are numbers spread over all bars."""

    start: list[Any]
    fields: tuple[tuple[int, str], ...]
    times: tuple[tuple[int, Callable[..., Any]], ...]
    spread: tuple[tuple[int, float], ...]
    steps: tuple[Step, ...]


plans: WeakKeyDictionary[Program, Plan] = WeakKeyDictionary()


def evaluate(
    program: Program, columns: Mapping[str, Array], times: NDArray[np.datetime64] | None = None
) -> Result:
    """The lines on these columns, which have the names of a series' arrays and one shape.

    float32 stays float32. `times` are the bars', needed by DATE and its like. Raises EngineError
    for a column that is missing.
    """
    if (plan := plans.get(program)) is None:
        plan = plans[program] = planned(program)
    like = shaped(program, columns)
    values = plan.start.copy()
    for slot, name in plan.fields:
        values[slot] = columns[name]
    for slot, work in plan.times:
        values[slot] = timed(work, times, like)
    for slot, number in plan.spread:
        values[slot] = np.full(like.shape, number, like.dtype)
    divided = 0
    with np.errstate(all="ignore"):
        for slot, work, take, divides, spent in plan.steps:
            args = take(values)
            if divides:
                values[slot], by_zero = counted(work, *args)
                divided += by_zero
            else:
                values[slot] = work(*args)
            for place in spent:
                values[place] = None
    del values[len(program.nodes) :]
    lines = {it.name: values[it.node] for it in program.outputs}
    return Result(lines, tuple(values), divided)


def shaped(program: Program, columns: Mapping[str, Array]) -> Array:
    """A column that has the shape and the kind of number of the result."""
    for name in program.fields or columns:
        if not program.fields <= columns.keys():
            break
        return columns[name]
    why = ", ".join(sorted(program.fields - columns.keys())) or "there are no columns"
    raise EngineError(N_("The data lacks what the formula reads."), why)


def timed(work: Callable[..., Any], times: NDArray[np.datetime64] | None, like: Array) -> Array:
    if times is None:
        raise EngineError(N_("The data lacks what the formula reads."), "the bars' times")
    found = np.asarray(work(times), like.dtype)
    found = found.reshape(*found.shape, *(1,) * (like.ndim - found.ndim))
    return np.broadcast_to(found, like.shape)


def counted(work: Callable[..., Any], a: Any, b: Any) -> tuple[Any, int]:
    """A division or a remainder, and how many known values of a stand over a 0.

    The processor notes a division by 0: as a rule there is none, and nothing to look for.
    """
    try:
        with np.errstate(divide="raise", invalid="raise"):
            if work is DIVIDE:
                return np.true_divide(a, b), 0
    except FloatingPointError:
        pass
    return work(a, b), int(np.count_nonzero((b == 0) & (a == a)))


def planned(program: Program) -> Plan:
    shown = {it.node for it in program.outputs}
    shown.update(place for it in program.marks for place in (it.condition, *it.args))
    planner = Planner(program.nodes, shown)
    for place, node in enumerate(program.nodes):
        planner.take(place, node)
    return planner.plan()


class Planner:
    """Decides where each value lies, and until when."""

    def __init__(self, nodes: tuple[Node, ...], shown: set[int]) -> None:
        self.nodes = nodes
        self.shown = shown
        self.start: list[Any] = [None] * len(nodes)
        self.fields: list[tuple[int, str]] = []
        self.times: list[tuple[int, Callable[..., Any]]] = []
        self.spread: dict[int, float] = {}
        self.extra: dict[tuple[int, bool], int] = {}
        self.calls: list[tuple[int, Callable[..., Any], tuple[int, ...], bool]] = []

    def take(self, place: int, node: Node) -> None:
        if node.kind is Kind.TEXT:
            self.start[place] = node.text
        elif node.kind is Kind.FIELD:
            self.fields.append((place, node.name))
        elif node.kind is Kind.NUMBER:
            self.start[place] = node.value
            if place in self.shown:
                self.spread[place] = node.value
        elif node.name in TIMES:
            self.times.append((place, BATCH[node.name]))
        else:
            self.call(place, node)

    def call(self, place: int, node: Node) -> None:
        function = CALLS[node.name]
        # The first series is one for sure; functions take others that are numbers as they are.
        slots = [
            self.slot(arg, not nth and not function.plain) for nth, arg in enumerate(node.args)
        ]
        divides = node.name in DIVIDING and not self.start[slots[1]]
        self.calls.append((place, BATCH[node.name], tuple(slots), divides))

    def slot(self, place: int, spread: bool) -> int:
        """Where an argument lies. A number may be wanted as it is, or on every bar."""
        if self.nodes[place].kind is not Kind.NUMBER or spread == (place in self.shown):
            return place
        if (place, spread) not in self.extra:
            slot = self.extra[place, spread] = len(self.start)
            self.start.append(self.nodes[place].value)
            if spread:
                self.spread[slot] = self.nodes[place].value
        return self.extra[place, spread]

    def plan(self) -> Plan:
        """What is used for the last time is let go of: its memory is the next value's."""
        steps, used = [], set(self.shown)
        for place, work, slots, divides in reversed(self.calls):
            spent = {slot for slot in slots if slot not in used and self.start[slot] is None}
            used |= spent
            steps.append(Step(place, work, taking(slots), divides, tuple(spent)))
        spread = tuple(self.spread.items())
        steps.reverse()
        return Plan(self.start, tuple(self.fields), tuple(self.times), spread, tuple(steps))


def taking(slots: tuple[int, ...]) -> Callable[[list[Any]], tuple[Any, ...]]:
    if len(slots) == 1:
        return itemgetter(slice(slots[0], slots[0] + 1))
    return itemgetter(*slots)
