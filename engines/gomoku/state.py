"""What a console knows of the games that its engine was asked about; light to import."""

import msgspec

from engines import wire
from engines.gomoku.messages import Chosen, Played, Proof, Ready, Refused, Score, Seen, Thinking


class State(msgspec.Struct, frozen=True):
    """The latest of each kind. What they tell of names its game: whoever asks compares it."""

    ready: Ready | None = None
    seen: Seen | None = None
    refused: Refused | None = None
    thinking: Thinking | None = None
    chosen: Chosen | None = None
    proof: Proof | None = None
    played: Played | None = None
    score: Score | None = None
    last: wire.Done | wire.Cancelled | wire.Failed | None = None


FIELDS = {
    Ready: "ready",
    Seen: "seen",
    Refused: "refused",
    Thinking: "thinking",
    Chosen: "chosen",
    Proof: "proof",
    Played: "played",
    Score: "score",
}


def step(state: State, event: wire.Message) -> State:
    """The state after `event`. What says nothing here changes nothing."""
    if isinstance(event, wire.LAST):
        return msgspec.structs.replace(state, last=event)
    field = FIELDS.get(type(event))
    return msgspec.structs.replace(state, **{field: event}) if field else state
