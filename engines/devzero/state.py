"""What a console knows of a measurement: folded from its events, and light to import."""

from typing import NamedTuple

import msgspec

from engines import wire
from engines.devzero.messages import Read, Reading, Sample

HISTORY_SECONDS = 60.0
HISTORY_POINTS = 600


class Point(NamedTuple):
    """A sample as a graph wants it: `seconds` since the run began, bytes per second."""

    seconds: float
    rate: float
    contended: bool


class State(msgspec.Struct, frozen=True):
    """`history` holds the last minute, oldest first; `last` the event that ended the stream."""

    read: Read | None = None
    sample: Sample | None = None
    history: tuple[Point, ...] = ()
    last: wire.Done | wire.Cancelled | wire.Failed | None = None


def step(state: State, event: wire.Message) -> State:
    """The state after `event`. A Reading starts anew; what says nothing here changes nothing."""
    match event:
        case Reading():
            return State(read=event.read)
        case Sample():
            history = append(state.history, event)
            return msgspec.structs.replace(state, sample=event, history=history)
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return msgspec.structs.replace(state, last=event)
    return state


def append(history: tuple[Point, ...], sample: Sample) -> tuple[Point, ...]:
    """The history with one point more, without what is over a minute or one too many."""
    first = max(0, len(history) + 1 - HISTORY_POINTS)
    while first < len(history) and sample.seconds - history[first].seconds > HISTORY_SECONDS:
        first += 1
    return (*history[first:], Point(sample.seconds, sample.rate, sample.contended))
