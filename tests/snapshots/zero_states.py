"""The ZeRO tab as it is drawn: the plan that it opens with, and what its keys make of it."""

from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from engines import wire
from engines.zero.messages import Done, Reach
from engines.zero.search import fit
from engines.zero.state import State as Found
from engines.zero.state import step
from tests import eventually
from tests.tabs import press, settled
from tui.widgets.plan_table import PlanTable

State = Callable[[Pilot[None]], Awaitable[None]]

FAILED = wire.Failed(
    "The engine stopped without a word.", "killed by SIGKILL", "tail ~/.local/state/zerodeck/log"
)


async def formula(pilot: Pilot[None]) -> None:
    await pilot.app.action_open("zero")
    tab = pilot.app.tab
    table = tab.query_one(PlanTable)
    # It learns of its size, then of its modes, and then the views below learn of theirs.
    await eventually(
        lambda: tab.size and table.keys == tab.keys and table.size.height == len(tab.keys) + 1
    )
    await settled(pilot)


async def stage_3(pilot: Pilot[None], view: str) -> None:
    await formula(pilot)
    await press(pilot, "down", "down")
    pilot.app.tab.open(view)
    await settled(pilot)


async def backward(pilot: Pilot[None]) -> None:
    """Half of the gradients are reduced, and the unit's parameters are still gathered."""
    await stage_3(pilot, "step")
    frames = enumerate(pilot.app.tab.frames())
    events = ((at, frame.event) for at, frame in frames)
    reduced = (at for at, each in events if each.phase == "backward" and each.action == "move")
    pilot.app.tab.frame = list(reduced)[7]
    pilot.app.tab.look()
    await settled(pilot)


async def bars(pilot: Pilot[None]) -> None:
    await stage_3(pilot, "bars")


async def gpus(pilot: Pilot[None]) -> None:
    await stage_3(pilot, "gpus")


async def reach(pilot: Pilot[None]) -> None:
    await stage_3(pilot, "reach")
    tab = pilot.app.tab
    found = Found()
    for each in fit(tab.setup):
        found = step(found, Reach(*each))
    tab.state = step(found, Done())
    await settled(pilot)


async def failed(pilot: Pilot[None]) -> None:
    await stage_3(pilot, "reach")
    pilot.app.tab.state = step(Found(), FAILED)
    await settled(pilot)


async def setup(pilot: Pilot[None]) -> None:
    """Wrong, and so explained."""
    await formula(pilot)
    await press(pilot, "n", "backspace", "1", "2")
    await settled(pilot)


STATES: dict[str, State] = {
    "zero": formula,
    "zero-step": backward,
    "zero-bars": bars,
    "zero-gpus": gpus,
    "zero-reach": reach,
    "zero-failed": failed,
    "zero-setup": setup,
}
