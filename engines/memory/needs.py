"""What a child needs at its peak, in MiB: as `make bench BENCH=memory` measures it, and some more.

One is also asked for other things while it lives. What those need beyond this, admission.RESERVE
has: matplotlib, should a chart be drawn into a file, is the most.
"""

from collections.abc import Callable, Sequence
from typing import Any

CONSOLE = 50

NEEDS = {
    "arcade": 60,
    "devzero": 22,
    "gomoku": 55,
    "gomoku.Train": 360,
    "implicit_int": 30,
    "implicit_int.Ask": 55,
    "implicit_int.Measure": 55,
    "pi": 30,
    "probe": 75,
    "roc": 55,
    "roc.Draw": 80,
    "roc.Scan": 65,
    "zero": 20,
    "zero.Draw": 80,
}
"""By the engine, and by the request where that makes much of a difference: torch is in a training,
a compiler beside what asks it, matplotlib in what draws into a file."""

PLAYER, RAY, RAYS = 210, 100, 950
"""A process that plays for a training; Ray, joined elsewhere; all of Ray, on this machine."""

OTHER = 60
"""An engine that nobody has measured."""


def needs(engine: str, requests: Sequence[object] = ()) -> int:
    """MiB, for a child that is begun with these requests."""
    return max((asked(engine, request) for request in requests), default=usual(engine))


def usual(engine: str) -> int:
    return NEEDS.get(engine, OTHER)


def asked(engine: str, request: object) -> int:
    name = f"{engine}.{type(request).__name__}"
    return NEEDS.get(name, usual(engine)) + MORE.get(name, nothing)(request)


def nothing(_request: object) -> int:
    return 0


def buffers(read: Any) -> int:
    """Each worker has its own."""
    return int(read.workers * read.block) >> 20


def players(train: Any) -> int:
    """Each has torch for itself. A cluster on this machine brings what Ray runs beside them."""
    if train.cluster is None:
        return PLAYER * int(train.config.actors)
    return RAY if train.cluster else RAYS + PLAYER * int(train.config.actors)


MORE: dict[str, Callable[[Any], int]] = {"devzero.Read": buffers, "gomoku.Train": players}
"""What a request says of itself. Not in its class: this is asked before an engine is loaded."""
