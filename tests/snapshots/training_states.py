"""The training in the gomoku tab as it is drawn.

`training.jsonl` is what a training by assets/gomoku/training/tiny.toml told on an x86 machine,
written down by `zerodeck gomoku train tiny --json`; nothing in it is invented. The figures of the
large one are.
"""

import math
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from textual.pilot import Pilot

from engines import jobs, wire
from engines.gomoku.messages import (
    Event,
    Game,
    Gated,
    Learnt,
    Phase,
    Score,
    SelfPlayed,
    Train,
    Watched,
)
from engines.gomoku.training import places
from engines.gomoku.training.config import Config
from tests import eventually
from tests.snapshots.gomoku_states import OPENING, at, opened
from tests.snapshots.standing_job import standing
from tests.tabs import press, settled

State = Callable[[Pilot[None]], Awaitable[None]]

RECORDED = Path(__file__).with_name("training.jsonl")
NO_TORCH = wire.Failed(
    "A network is trained with torch, and it is not here.", "", "pip install torch"
)


def recorded() -> list[wire.Message]:
    decode = msgspec.json.Decoder(Event).decode
    return [decode(line) for line in RECORDED.read_bytes().splitlines()]


def until(what: str, generation: int) -> list[wire.Message]:
    """The recorded events, as far as in this phase of this generation something was told."""
    events, told = [], False
    for event in recorded():
        if told and isinstance(event, Phase):
            break
        events.append(event)
        if isinstance(event, Phase):
            told = (event.what, event.generation) == (what, generation)
    return events


def learnt(generation: int, step: int, steps: int) -> Learnt:
    done = step + 10_000 * generation
    policy = 2.1 + 3.1 * math.exp(-done / 900)
    value = 0.34 + 0.5 * math.exp(-done / 2500)
    hits = 0.55 - 0.5 * math.exp(-done / 1500)
    return Learnt(generation, step, steps, policy, value, 2.9, 0.1, 0.02, hits, 1530.0)


def large() -> list[wire.Message]:
    """A network for 15 lines in the middle of learning."""
    steps = [learnt(0, step, 10_000) for step in range(50, 10_001, 50)]
    moves = at(OPENING)
    heat = {"H11": 1.0, "I10": 0.62, "F9": 0.35, "G10": 0.21, "J10": 0.12, "K9": 0.05}
    policy = tuple((*at(name), share) for name, share in heat.items())
    return [
        Phase("imitation", 0, 3, "", "NVIDIA H100"),
        SelfPlayed(0, 30_000, 30_000, 812_000, 118.0, 0.54, 0.08, 27.1),
        Phase("learning", 0, 3, "", "NVIDIA H100"),
        *steps,
        Phase("selfplay", 1, 3, "77aa0b1c", "NVIDIA H100"),
        SelfPlayed(1, 256, 256, 7_000, 9.2, 0.52, 0.11, 27.9),
        Watched(Game(moves=moves), policy, 0.46),
        Phase("learning", 1, 3, "77aa0b1c", "NVIDIA H100"),
        *(learnt(1, step, 110) for step in (50, 100, 110)),
        Phase("gate", 1, 3, "77aa0b1c", "NVIDIA H100"),
        Gated(1, Score(160, 91, 8, 61, 0.594, 0.516, 0.667), True, 66.0),
        Phase("selfplay", 2, 3, "a1c3559e", "NVIDIA H100"),
        wire.Progress("games", 96, 256, 17.4),
        SelfPlayed(2, 96, 256, 2_600, 9.2, 0.51, 0.12, 27.7),
    ]


TINY = places.read(places.CONFIGS / "tiny.toml")
LARGE = places.read(places.CONFIGS / "large.toml")

JOBS: dict[str, tuple[Config, list[wire.Message]]] = {
    "training": (TINY, until("selfplay", 17)),
    "training-paused": (TINY, [*until("gate", 2), Phase("rest", 2, 24, "5f3a91c2")]),
    "training-large": (LARGE, large()),
    "training-begun": (LARGE, large()[:1]),
    "training-ended": (TINY, recorded()),
    "training-cancelled": (TINY, [*until("learning", 4), wire.Cancelled()]),
    "training-failed": (TINY, [NO_TORCH]),
}


@contextmanager
def job(state: str) -> Iterator[None]:
    config, events = JOBS[state]
    request = Train(config=config)
    resource = places.RESOURCE + request.place
    with standing("7f3a", "gomoku", places.title(config), request, resource, events):
        yield


async def empty(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await press(pilot, "T")


async def followed(pilot: Pilot[None]) -> None:
    """Until all that the job has told stands there."""
    await empty(pilot)
    tab, told = pilot.app.tab, jobs.find("7f3a").folder / "events.jsonl"
    assert told.stat().st_size
    await eventually(lambda: tab.told != tab.NOTHING)
    pilot.app.job_bar.look()  # an end that stands there has been seen
    await settled(pilot)
    tab.paint()
    await settled(pilot)


STATES: dict[str, State] = {"training-empty": empty, **dict.fromkeys(JOBS, followed)}
