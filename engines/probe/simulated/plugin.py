"""The door by which pyOCD's own programs find the board, while ZERODECK_DEMO asks for it.

pyOCD imports this module at the start of each of its commands, in the middle of its own imports,
and what fails there takes the command with it: nothing here may fail.
"""

import os
from typing import Any

DEMO = "ZERODECK_DEMO"
KINDS = ("hid", "bulk")


def plugin() -> Any:
    """The pyocd Plugin, of the entry-point group `pyocd.probe`."""
    from pyocd.core.plugin import Plugin

    class SimulatedBoard(Plugin):  # type: ignore[misc] # pyOCD says nothing of its types
        name = "zerodeck"
        description = "zerodeck's simulated STM32F103RC board"

        def should_load(self) -> bool:
            return os.environ.get(DEMO) in KINDS and self.load() is not None

        def load(self) -> Any:
            return probe()

    return SimulatedBoard()


def probe() -> Any:
    """The probe's class; None where it cannot be had, as without Unicorn."""
    try:
        from engines.probe.simulated.probe import DeskProbe
    except Exception:
        return None
    return DeskProbe
