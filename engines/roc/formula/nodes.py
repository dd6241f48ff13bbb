"""What a formula becomes: a list of nodes, each after those it is made of, equal ones once."""

from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    NUMBER = "number"
    TEXT = "text"
    FIELD = "field"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Node:
    """A NUMBER has its `value`, a TEXT its `text`, a FIELD its name in a series: close, volume.

    A CALL has the canonical name of its function or operator (EMA, never EXPMA; "+", "AND", "NEG")
    and the places of its arguments in the program's list. Parameters are numbers by then, and
    what is made of numbers alone is one number, unless it differs from bar to bar: SUM(1,0).
    A count that is a number is a whole one. DATE and its like have no arguments.
    """

    kind: Kind
    name: str = ""
    args: tuple[int, ...] = ()
    value: float = 0.0
    text: str = ""
    warmup: int | None = 0
    """Bars before a value that it depends on, to 1e-16; None: all of them."""


@dataclass(frozen=True, slots=True)
class Output:
    """A line that is drawn: `NAME:expression,ATTRIBUTES`. Unnamed ones have a name of their own."""

    name: str
    node: int
    attributes: tuple[str, ...] = ()
    """In upper case: COLORRED, LINETHICK2, POINTDOT, NODRAW …"""


@dataclass(frozen=True, slots=True)
class Mark:
    """DRAWICON, DRAWTEXT, DRAWNUMBER, STICKLINE: something drawn where the condition holds."""

    function: str
    condition: int
    args: tuple[int, ...]
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    least: float
    most: float
    usual: float


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Program:
    """`repaints` names the future functions in it; `fields` what of a bar it reads.

    Known by identity, so that what was planned for one can be remembered beside it.
    """

    source: str
    nodes: tuple[Node, ...]
    outputs: tuple[Output, ...]
    marks: tuple[Mark, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    repaints: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    warmup: int | None = 0
    """The longest of the outputs'; None: all bars."""
    warnings: tuple[str, ...] = field(default=())
