"""The int() tab as it is drawn: an old driver, and what compilers say of it."""

from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from engines import wire
from engines.implicit_int.example import EXAMPLE
from engines.implicit_int.messages import Refused
from tests import eventually
from tests.tabs import fed, press, settled
from tests.tabs.implicit_int_sources import (
    CHECKED,
    FOLDER,
    PATH,
    RAN,
    found,
    measured,
    mended,
    opened,
    said,
)

State = Callable[[Pilot[None]], Awaitable[None]]

FAILED = wire.Failed(
    "The engine stopped without a word.", "killed by SIGKILL", "tail ~/.local/state/zerodeck/log"
)


async def visited(pilot: Pilot[None]) -> None:
    await pilot.app.action_open("implicit_int")
    await eventually(lambda: pilot.app.tab.link and pilot.app.tab.size)
    await settled(pilot)


async def example(pilot: Pilot[None]) -> None:
    """What somebody sees who opens the tab first."""
    await visited(pilot)
    fed(
        pilot.app.tab, [found(), *opened(EXAMPLE.decode(), "", digest="e"), *said(EXAMPLE.decode())]
    )
    await settled(pilot)


async def told(pilot: Pilot[None], view: str, *events: wire.Message) -> None:
    await visited(pilot)
    tab = pilot.app.tab
    tab.path = PATH
    tab.open(view)
    fed(tab, [found(), *opened(), *said(), *mended(), *RAN, *events])
    await settled(pilot)


async def source(pilot: Pilot[None]) -> None:
    await told(pilot, "source")
    await press(pilot, "down", "down")


async def fix(pilot: Pilot[None]) -> None:
    await told(pilot, "fix")


async def write(pilot: Pilot[None]) -> None:
    await told(pilot, "fix")
    await press(pilot, "w")


async def rules(pilot: Pilot[None]) -> None:
    await told(pilot, "rules")
    await press(pilot, *["down"] * 5, "left", "left")


async def measuring(pilot: Pilot[None]) -> None:
    await told(pilot, "rules", *measured())
    await press(pilot, "c")


async def compilers(pilot: Pilot[None]) -> None:
    await told(pilot, "compilers")
    await press(pilot, "down", "down")


async def runs(pilot: Pilot[None]) -> None:
    await told(pilot, "run")


async def folder(pilot: Pilot[None]) -> None:
    await visited(pilot)
    pilot.app.tab.folder = FOLDER
    await told(pilot, "files", *CHECKED)
    await press(pilot, "down")


async def refused(pilot: Pilot[None]) -> None:
    await told(pilot, "source", Refused("This source could not be read.", "Permission denied"))


async def failed(pilot: Pilot[None]) -> None:
    await told(pilot, "source", FAILED)


STATES: dict[str, State] = {
    "int": source,
    "int-example": example,
    "int-fix": fix,
    "int-write": write,
    "int-rules": rules,
    "int-measuring": measuring,
    "int-compilers": compilers,
    "int-run": runs,
    "int-folder": folder,
    "int-refused": refused,
    "int-failed": failed,
}
