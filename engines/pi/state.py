"""What a console knows of an examination: folded from its events."""

import msgspec

from engines import wire
from engines.pi.messages import Checked, Examining


class State(msgspec.Struct, frozen=True):
    """`number` is how many checks there are, None while nobody knows."""

    number: int | None = None
    checked: tuple[Checked, ...] = ()
    last: wire.Done | wire.Cancelled | wire.Failed | None = None


def step(state: State, event: wire.Message) -> State:
    match event:
        case Examining():
            return State(event.number)
        case Checked():
            return msgspec.structs.replace(state, checked=(*state.checked, event))
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return msgspec.structs.replace(state, last=event)
    return state
