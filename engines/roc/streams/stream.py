"""A formula on a live feed: its nodes in order, once a tick."""

from collections.abc import Callable, Mapping
from math import nan
from operator import itemgetter, truediv

from engines.roc.formula.nodes import Kind, Program
from engines.roc.streams.plain import divide
from engines.roc.streams.table import TAKES, called
from engines.wire import N_, EngineError

Step = tuple[int, Callable[..., float], int, int, tuple[int, ...]]
"""Where a value goes, what makes it, and where its first and its second argument are; -1 for none.
Of another number than one or two, all are in the last."""


class Stream:
    """A program's outputs, bar by bar.

    A bar maps open, high, low, close, volume and amount to numbers, and `time` to the seconds
    since 1970 by the exchange's own clock; what it lacks is NaN. Raises EngineError for a program
    that repaints: it tells of bars that have not come yet.
    """

    def __init__(self, program: Program) -> None:
        if program.repaints:
            names = ", ".join(program.repaints)
            raise EngineError(N_("A formula that repaints cannot be streamed."), names)
        self._values = [node.value if node.kind is Kind.NUMBER else nan for node in program.nodes]
        self._fields: list[tuple[int, str]] = []
        self._peeks: list[Step] = []
        self._closes: list[Step] = []
        for place in sorted(reached(program)):
            self._take(place, program)
        self._names = tuple(output.name for output in program.outputs)
        places = [output.node for output in program.outputs]
        self._found = itemgetter(*places, -1, -1)  # two more, for it to be a tuple always

    def _take(self, place: int, program: Program) -> None:
        """The node at this place becomes a field to read, or a step of both walks."""
        node = program.nodes[place]
        if node.kind is Kind.FIELD:
            self._fields.append((place, node.name))
        elif node.kind is Kind.CALL:
            args = node.args or tuple(map(self._slot, TAKES.get(node.name, ())))
            call = called(node.name, [number(each, program) for each in args])
            places = tuple(args[each] for each in call.takes)
            first, second, *_ = *(places if 1 <= len(places) <= 2 else ()), -1, -1
            for walk, work in ((self._peeks, call.value), (self._closes, call.close)):
                work = truediv if work is divide else work
                walk.append((place, work, first, second, places))

    def _slot(self, name: str) -> int:
        """A place behind the nodes for what of the bar no node reads."""
        self._fields.append((len(self._values), name))
        self._values.append(nan)
        return self._fields[-1][0]

    def value(self, bar: Mapping[str, float]) -> dict[str, float]:
        """The outputs at the bar as it stands now; nothing changes."""
        return self._walk(self._peeks, bar)

    def close(self, bar: Mapping[str, float]) -> dict[str, float]:
        """The outputs at the bar, which has ended: the next one comes after it."""
        return self._walk(self._closes, bar)

    def _walk(self, steps: list[Step], bar: Mapping[str, float]) -> dict[str, float]:
        values = self._values
        for slot, name in self._fields:
            values[slot] = bar.get(name, nan)
        left = iter(steps)
        while True:
            try:
                for slot, work, first, second, places in left:
                    if second >= 0:
                        values[slot] = work(values[first], values[second])
                    elif first >= 0:
                        values[slot] = work(values[first])
                    else:
                        values[slot] = work(*[values[place] for place in places])
                return dict(zip(self._names, self._found(values), strict=False))
            except ZeroDivisionError:  # quicker than to look at every divisor
                values[slot] = nan


def reached(program: Program) -> set[int]:
    """The nodes that an output is made of; a mark's own are not drawn on a feed."""
    found: set[int] = set()
    left = [output.node for output in program.outputs]
    while left:
        place = left.pop()
        if place not in found:
            found.add(place)
            left += program.nodes[place].args
    return found


def number(place: int, program: Program) -> float | None:
    """The value of a node that is a number."""
    if place < len(program.nodes) and program.nodes[place].kind is Kind.NUMBER:
        return program.nodes[place].value
    return None
