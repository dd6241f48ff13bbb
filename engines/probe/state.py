"""What a console knows of the probes and of the one it is connected to."""

import msgspec

from engines import wire
from engines.probe.messages import (
    Caution,
    Connected,
    Left,
    Pace,
    Peripheral,
    Phased,
    Plugged,
    Printed,
    Probes,
    Refused,
    Standing,
    Target,
    Waiting,
)

MOST_TEXT = 64 << 10
"""Characters of a program's output that are kept."""


SILENT = "silent"
"""How a chip stands that does not answer: what was refused meanwhile is past when that ends."""


class State(msgspec.Struct, frozen=True):
    """`connected` and `target` belong together. `refused` is the latest, until something works.

    `peripherals` are the names that were asked for, and `peripheral` the one that was.
    """

    probes: tuple[Plugged, ...] | None = None
    connected: Plugged | None = None
    target: Target | None = None
    standing: Standing | None = None
    peripherals: tuple[str, ...] = ()
    peripheral: Peripheral | None = None
    printed: str = ""
    refused: Refused | None = None
    last: wire.Done | wire.Cancelled | wire.Failed | None = None


class Flashing(msgspec.Struct, frozen=True):
    """A flash job, folded from its events: phases in their order, ended or not."""

    phases: tuple[Phased, ...] = ()
    pace: Pace | None = None
    waiting: Waiting | None = None
    cautions: tuple[Caution, ...] = ()
    last: wire.Done | wire.Cancelled | wire.Failed | None = None


def step(state: State, event: wire.Message) -> State:
    change = msgspec.structs.replace
    match event:
        case Probes():
            return change(state, probes=event.probes)
        case Connected():
            return change(left(state), connected=event.probe, target=event.target, refused=None)
        case Standing():
            silent = state.standing is not None and state.standing.state == SILENT
            over = silent and event.state != SILENT
            return change(state, standing=event, refused=None if over else state.refused)
        case Peripheral(name=""):
            return change(state, peripherals=event.names)
        case Peripheral():
            return change(state, peripheral=event)
        case Printed():
            return change(state, printed=(state.printed + event.text)[-MOST_TEXT:])
        case Refused():
            return change(state, refused=event)
        case Left():
            return left(state)
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return change(left(state), last=event)
    return state


def left(state: State) -> State:
    """Nothing is known of a chip any more."""
    return msgspec.structs.replace(
        state, connected=None, target=None, standing=None, peripherals=(), peripheral=None
    )


def flash_step(state: Flashing, event: wire.Message) -> Flashing:
    change = msgspec.structs.replace
    match event:
        case Phased(seconds=None):
            return change(state, phases=(*state.phases, event), waiting=None)
        case Phased():
            running = [one for one in state.phases if one.seconds is None]
            others = [one for one in state.phases if one not in running or one.phase != event.phase]
            return change(state, phases=(*others, event), waiting=None)
        case Pace():
            return change(state, pace=event)
        case Waiting():
            return change(state, waiting=event, phases=(), pace=None)
        case Caution():
            return change(state, cautions=(*state.cautions, event))
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return change(state, last=event)
    return state
