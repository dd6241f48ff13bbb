"""The door by which pyOCD's own programs find the board, while ZERODECK_DEMO asks for it.

pyOCD imports this module at the start of each of its commands, and a plug-in that fails there takes
the command with it: nothing here may fail.
"""

import os
from typing import Any

from pyocd.core.plugin import Plugin

DEMO = "ZERODECK_DEMO"
KINDS = ("hid", "bulk")


class SimulatedProbePlugin(Plugin):  # type: ignore[misc] # pyOCD says nothing of its types
    """Of the entry-point group `pyocd.probe`."""

    def should_load(self) -> bool:
        return os.environ.get(DEMO) in KINDS and self.load() is not None

    def load(self) -> Any:
        """The probe's class; None where it cannot be had, as without Unicorn."""
        try:
            from engines.probe.simulated.probe import DeskProbe
        except Exception:
            return None
        return DeskProbe

    @property
    def name(self) -> str:
        return "zerodeck"

    @property
    def description(self) -> str:
        return "zerodeck's simulated STM32F103RC board"
