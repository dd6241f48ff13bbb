"""The bridge, proved with an engine that only counts. Users never see it: it is registered here."""

import sys

SLEEPER = "tests.bridge.sleeper"
SERVE = [sys.executable, "-m", "tests.bridge.serve", "sleeper"]


def rogue(mode: str) -> list[str]:
    """The command of a child that breaks the rules of the wire."""
    return [sys.executable, "-m", "tests.bridge.rogue", mode]
