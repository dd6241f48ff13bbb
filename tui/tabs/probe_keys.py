"""Which keys of the Probe tab do something now."""

from engines import wire
from engines.probe.messages import Listen, Plugged
from engines.probe.state import State

OFFERS = frozenset(
    (
        *("connect", "demo", "cancel", "flash", "verify", "erase", "reset", "halt", "go", "step"),
        *("reset_halt", "memory", "page", "peripherals", "rtt", "uart", "say", "save"),
        *("again", "watch", "options", "erase_sectors", "newest"),
    )
)
"""Actions that are offered only where they do something; the others always are."""


def offers(
    state: State,
    probe: Plugged | None,
    chosen: Plugged | None,
    *,
    working: bool,
    heard: Listen | None,
    memory: int,
    demo: bool,
    flashed: bool,
    peripheral: bool,
) -> set[str]:
    """`probe` is the one that the keys are about, `chosen` the one under the cursor; `memory` are
    the bytes that are shown; `flashed`: the probe's last file is known; `peripheral`: one is shown.
    """
    found = {"cancel"} if working else {"options"}
    found |= {"watch"} if flashed else set()
    if not working and isinstance(state.last, wire.Failed):
        found |= {"connect"}
    if not working and probe and not probe.obstacle:
        found |= {"flash", "verify", *(("again",) if flashed else ())}
    if not working and chosen and (not state.connected or chosen.probe != state.connected.probe):
        found |= {"connect"}
    if not (working or demo or state.connected):
        found |= {"demo"}
    if state.connected:
        halted = state.standing is not None and state.standing.state == "halted"
        found |= {"erase", "erase_sectors", "reset", "reset_halt", "peripherals", "rtt"}
        found |= {"memory", "page"} if memory else {"page"} if peripheral else set()
        found |= {"go", "step"} if halted else {"halt"}
    if heard:
        found |= {"page", "newest", "say", "uart" if heard.tty else "rtt"}
    if probe and probe.ttys:
        found |= {"uart"}
    if state.printed:
        found |= {"save"}
    return found
