"""What a console knows of a search: folded from its events."""

import msgspec

from engines import wire
from engines.zero.messages import Cells, Edge, Reach


class State(msgspec.Struct, frozen=True):
    reaches: tuple[Reach, ...] = ()
    cells: tuple[Cells, ...] = ()
    edges: tuple[Edge, ...] = ()
    last: wire.Done | wire.Cancelled | wire.Failed | None = None


def step(state: State, event: wire.Message) -> State:
    replace = msgspec.structs.replace
    match event:
        case wire.Hello():
            return State()
        case Reach():
            return replace(state, reaches=(*state.reaches, event))
        case Cells():
            return replace(state, cells=(*state.cells, event))
        case Edge():
            return replace(state, edges=(*state.edges, event))
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return replace(state, last=event)
    return state
