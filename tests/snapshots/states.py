"""The states that are drawn: frozen, so that a picture changes only when the console does.

`devzero.jsonl` is a minute of the real engine on an x86 machine, written down by
`zerodeck devzero read --seconds 61 --json`; nothing in it is invented.
"""

import fcntl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import msgspec
from textual.pilot import Pilot

from engines import wire
from engines.devzero.messages import Event
from tests import eventually
from tests.bridge.sleeper.messages import Counting, Done
from tests.snapshots import (
    arcade_states,
    doctor_states,
    gomoku_states,
    implicit_int_states,
    memory_states,
    probe_states,
    roc_states,
    training_states,
    zero_states,
)
from tests.tabs import fed, press, screen, settled, written

RECORDED = Path(__file__).with_name("devzero.jsonl")
FAILED = wire.Failed(
    "The engine stopped without a word.", "killed by SIGKILL", "tail ~/.local/state/zerodeck/log"
)

State = Callable[[Pilot[None]], Awaitable[None]]


def minute() -> list[wire.Message]:
    """The recorded events, without the end: as if it were still running."""
    decode = msgspec.json.Decoder(Event).decode
    events = [decode(line) for line in RECORDED.read_bytes().splitlines()]
    return [event for event in events if not isinstance(event, wire.LAST)]


@contextmanager
def two_jobs() -> Iterator[None]:
    """A job that has ended, and one that runs for as long as the block does."""
    written("2c11", "count the sheep", Counting(48, 0), wire.Progress("counting", 48, 48), Done(48))
    lock = written("7f3a", "count to 64", Counting(64, 0), wire.Progress("counting", 39, 64))
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


async def meter(pilot: Pilot[None]) -> None:
    fed(pilot.app.tab, minute())
    await settled(pilot)


async def empty(pilot: Pilot[None]) -> None:
    await settled(pilot)


async def paused(pilot: Pilot[None]) -> None:
    await meter(pilot)
    await press(pilot, "space")


async def failed(pilot: Pilot[None]) -> None:
    fed(pilot.app.tab, [*minute(), FAILED])
    await settled(pilot)


async def help_screen(pilot: Pilot[None]) -> None:
    await meter(pilot)
    await press(pilot, "question_mark")


async def settings_screen(pilot: Pilot[None]) -> None:
    await press(pilot, "comma", "down", "down")


async def no_jobs(pilot: Pilot[None]) -> None:
    await press(pilot, "j")


async def jobs_screen(pilot: Pilot[None]) -> None:
    await press(pilot, "j")
    # The table says it, and the log, which comes later.
    await eventually(lambda: screen(pilot).count("61 %") == 2)
    await settled(pilot)


async def confirm(pilot: Pilot[None]) -> None:
    await jobs_screen(pilot)
    await press(pilot, "k")


async def file_picker(pilot: Pilot[None]) -> None:
    await jobs_screen(pilot)
    await press(pilot, "s")


async def too_small(pilot: Pilot[None]) -> None:
    await pilot.resize_terminal(50, 12)
    await eventually(lambda: "60" in screen(pilot) and len(screen(pilot).splitlines()) == 12)


STATES: dict[str, State] = {
    "meter": meter,
    "empty": empty,
    "paused": paused,
    "failed": failed,
    "help": help_screen,
    "settings": settings_screen,
    "no-jobs": no_jobs,
    "job-bar": meter,
    "jobs": jobs_screen,
    "confirm": confirm,
    "picker": file_picker,
    "too-small": too_small,
    **probe_states.STATES,
    **zero_states.STATES,
    **roc_states.STATES,
    **gomoku_states.STATES,
    **training_states.STATES,
    **arcade_states.STATES,
    **implicit_int_states.STATES,
    **doctor_states.STATES,
    **memory_states.STATES,
}

AMID_JOBS = {"job-bar", "jobs", "confirm", "picker"}


def around(state: str) -> AbstractContextManager[None]:
    """What there has to be for as long as the state is looked at."""
    if state in probe_states.JOBS:
        return probe_states.job(state)
    if state in training_states.JOBS:
        return training_states.job(state)
    return two_jobs() if state in AMID_JOBS else nullcontext()
