"""The memory's screen: a Zero 2 W with two logins, three engines, and a flash."""

import re
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from engines.memory.free import Free
from engines.memory.parts import Part
from tests import eventually
from tests.tabs import screen, settled
from tui.memory_rows import Seen
from tui.screens.memory import MemoryScreen

State = Callable[[Pilot[None]], Awaitable[None]]

MEBI = 1 << 20

FREE = Free(427 * MEBI, 158 * MEBI, 200 * MEBI, 188 * MEBI)
PARTS = (
    Part(812, "zerodeck", used=41 * MEBI, peak=47 * MEBI),
    Part(1204, "zerodeck gomoku --plain", used=33 * MEBI, peak=35 * MEBI, shared=True),
    Part(907, "probe", "probe", "2f80", 75 * MEBI, 55 * MEBI, 62 * MEBI),
    Part(931, "roc", "roc", "", 55 * MEBI, 31 * MEBI, 41 * MEBI),
    Part(1206, "gomoku", "gomoku", "", 55 * MEBI, 29 * MEBI, 37 * MEBI, True),
)
SEEN = Seen(FREE, PARTS, 120 * MEBI, {"2f80": "flash blink.elf"})


async def opened(pilot: Pilot[None], seen: Seen) -> None:
    pilot.app.push_screen(MemoryScreen(lambda: seen))
    await eventually(lambda: re.search(r"\d", screen(pilot).partition("─")[0]))  # in any language
    await settled(pilot)


async def memory(pilot: Pilot[None]) -> None:
    await opened(pilot, SEEN)


async def in_a_group(pilot: Pilot[None]) -> None:
    """Without swap, and below a limit."""
    limited = Free(427 * MEBI, 158 * MEBI, limit=256 * MEBI, below=72 * MEBI)
    await opened(pilot, Seen(limited, PARTS[:1], 40 * MEBI, {}))


async def untold(pilot: Pilot[None]) -> None:
    await opened(pilot, Seen(Free(), (), None, {}))


STATES: dict[str, State] = {
    "memory": memory,
    "memory-group": in_a_group,
    "memory-untold": untold,
}
