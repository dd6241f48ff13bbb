"""What is known of the games, and of one that is played: its words, and the pictures that came."""

import msgspec

from engines import wire
from engines.arcade.messages import Beside, Event, Frame, Kept, LetGo, Shelf, Trouble


class State(msgspec.Struct, frozen=True):
    """`frames`, of which each changes the one before, `kept` and `trouble` came since they were
    `taken`. `let_go` is how often keys were to be let go of; `last` is how it ended."""

    shelf: Shelf | None = None
    kept: Kept | None = None
    beside: Beside | None = None
    frames: tuple[Frame, ...] = ()
    trouble: Trouble | None = None
    let_go: int = 0
    last: wire.Message | None = None


def step(state: State, event: Event) -> State:
    match event:
        case Shelf():
            return msgspec.structs.replace(state, shelf=event)
        case Kept():
            return msgspec.structs.replace(state, kept=event)
        case Frame():
            before = () if event.whole else state.frames
            return msgspec.structs.replace(state, frames=(*before, event))
        case Beside():
            return msgspec.structs.replace(state, beside=event)
        case LetGo():
            return msgspec.structs.replace(state, let_go=state.let_go + 1)
        case Trouble():
            return msgspec.structs.replace(state, trouble=event)
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return msgspec.structs.replace(state, last=event)
    return state


def taken(state: State) -> State:
    """Without what is shown, or told, once."""
    return msgspec.structs.replace(state, frames=(), kept=None, trouble=None)
