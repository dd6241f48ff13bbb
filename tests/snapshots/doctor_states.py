"""The doctor's screen: what the real checks say of a Zero 2 W that is made of a folder."""

from collections.abc import Awaitable, Callable, Sequence
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.pilot import Pilot

from engines import wire
from engines.inbox import Inbox
from engines.pi.engine import serve
from engines.pi.messages import Examine
from engines.pi.state import State as Found
from engines.pi.state import step
from tests.engines.pi.doctor.fakes import fake
from tests.engines.pi.doctor.test_boards import PC, Bench
from tests.engines.pi.doctor.test_machines import AWAKE, JOINED, ZERO
from tests.engines.pi.doctor.test_radio import SAVES
from tests.engines.pi.doctor.test_supply import meminfo
from tests.engines.probe.usb_tree import ST_LINK_V2
from tests.tabs import press, settled

State = Callable[[Pilot[None]], Awaitable[None]]

ASLEEP = {SAVES: "Power save: on"}
CUT_OFF = {"sys/class/hwmon/hwmon1/in0_lcrit_alarm": "1\n", **meminfo(swap=0)}


def examined(root: Path, files: dict[str, Any], answers: dict[str, str]) -> list[wire.Message]:
    events: list[wire.Message] = []
    host = fake(root, files, answers=answers, user=JOINED)
    done = serve(Inbox([Examine()]), events.append, host=lambda: host)
    return [*events, done]


def fine() -> list[wire.Message]:
    with TemporaryDirectory() as folder:
        return examined(Path(folder), ZERO, AWAKE)


def ailing() -> list[wire.Message]:
    """A weak supply, no swap, a radio that sleeps, and a probe that only root may open."""
    with TemporaryDirectory() as folder:
        bench = Bench(Path(folder)).plug(ST_LINK_V2)
        return examined(bench.tree.root, {**ZERO, **PC, **CUT_OFF}, ASLEEP)


async def shown(pilot: Pilot[None], events: Sequence[wire.Message]) -> None:
    await press(pilot, "D")
    pilot.app.screen.state = reduce(step, events, Found())
    await settled(pilot)


async def doctor(pilot: Pilot[None]) -> None:
    await shown(pilot, ailing())


async def all_fine(pilot: Pilot[None]) -> None:
    await shown(pilot, fine())


async def problems(pilot: Pilot[None]) -> None:
    await shown(pilot, ailing())
    await press(pilot, "p", "down")


async def running(pilot: Pilot[None]) -> None:
    await shown(pilot, ailing()[:14])


async def explained(pilot: Pilot[None]) -> None:
    await shown(pilot, ailing())
    await press(pilot, "enter")


STATES: dict[str, State] = {
    "doctor": doctor,
    "doctor-fine": all_fine,
    "doctor-problems": problems,
    "doctor-running": running,
    "doctor-explained": explained,
}
