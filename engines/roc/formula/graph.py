"""Nodes as they are made: equal ones once, numbers put together, each after what it is made of."""

from math import isfinite, nan

from engines.roc.formula.catalogue import CALLS, Function
from engines.roc.formula.nodes import Kind, Node
from engines.roc.formula.parser import DEEPEST
from engines.roc.streams.plain import PLAIN
from engines.wire import N_

MOST = 5000
"""Nodes of a program."""


class TooLarge(Exception):
    """The program has too many nodes, or values too deep in values."""


class Graph:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.depths: list[int] = []
        self.whole: list[bool] = []
        """Whether its values are whole numbers."""
        self.exact: list[bool] = []
        """Whether its values are as they were given: compared by = they do not surprise."""
        self.places: dict[tuple[object, ...], int] = {}

    def number(self, value: float) -> int:
        node = Node(Kind.NUMBER, value=value)
        return self.add((Kind.NUMBER, value.hex()), node, 0, value == value // 1, True)

    def text(self, text: str) -> int:
        return self.add((Kind.TEXT, text), Node(Kind.TEXT, text=text), 0, False, True)

    def field(self, name: str) -> int:
        return self.add((Kind.FIELD, name), Node(Kind.FIELD, name), 0, False, True)

    def call(self, name: str, args: list[int]) -> int:
        """Raises TooLarge."""
        function = CALLS[name]
        nodes = [self.nodes[arg] for arg in args]
        numbers = [node.value if node.kind is Kind.NUMBER else None for node in nodes]
        known = [number for number in numbers if number is not None]
        if function.plain and len(known) == len(args):
            value = PLAIN[name](*known)
            return self.number(value if isfinite(value) else nan)
        depth = 1 + max((self.depths[arg] for arg in args), default=0)
        if depth > DEEPEST:
            raise TooLarge(N_("values of values, at most {most} deep").format(most=DEEPEST))
        node = Node(Kind.CALL, name, tuple(args), warmup=warmup(function, nodes, numbers))
        whole = function.whole or self._kept(name, function, args, self.whole)
        exact = whole or (function.picks and all(self.exact[arg] for arg in args))
        return self.add((Kind.CALL, name, *args), node, depth, whole, exact)

    def _kept(self, name: str, function: Function, args: list[int], told: list[bool]) -> bool:
        """Whether a call makes whole numbers because it was given them."""
        return (function.picks or name in ("+", "-", "*", "NEG")) and all(told[arg] for arg in args)

    def add(self, key: tuple[object, ...], node: Node, depth: int, whole: bool, exact: bool) -> int:
        """The place of the node, new or the same one's from before."""
        if (found := self.places.get(key)) is not None:
            return found
        if len(self.nodes) == MOST:
            raise TooLarge(N_("at most {most} different values").format(most=f"{MOST:,}"))
        self.nodes.append(node)
        self.depths.append(depth)
        self.whole.append(whole)
        self.exact.append(exact)
        self.places[key] = len(self.nodes) - 1
        return self.places[key]


def warmup(function: Function, args: list[Node], numbers: list[float | None]) -> int | None:
    """The function's own bars, and before them the most that an argument needs."""
    most = function.warmup(*numbers)
    for node in args:
        if most is None or node.warmup is None:
            return None
    return (most or 0) + max((node.warmup or 0 for node in args), default=0)


def alive(nodes: list[Node], roots: set[int]) -> tuple[tuple[Node, ...], dict[int, int]]:
    """The nodes that the roots are made of, and where each place has gone."""
    needed = set(roots)
    for place in range(len(nodes) - 1, -1, -1):
        if place in needed:
            needed.update(nodes[place].args)
    moved = {old: new for new, old in enumerate(sorted(needed))}
    kept = tuple(replaced(nodes[old], moved) for old in moved)
    return kept, moved


def replaced(node: Node, moved: dict[int, int]) -> Node:
    args = tuple(moved[arg] for arg in node.args)
    return Node(node.kind, node.name, args, node.value, node.text, node.warmup)
