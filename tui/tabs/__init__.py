"""Which tabs there are. Strings only: the CLI and the palette read this without importing a tab."""

from typing import NamedTuple


class Tab(NamedTuple):
    digit: str
    title: str
    widget: str
    """The class in tui.tabs.<engine>."""


TABS = {
    "probe": Tab("1", "Probe", "ProbeTab"),
    "devzero": Tab("2", "/dev/zero", "DevZeroTab"),
    "zero": Tab("3", "ZeRO", "ZeroTab"),
    "roc": Tab("4", "ROC", "RocTab"),
    "gomoku": Tab("5", "Gomoku", "GomokuTab"),
    "arcade": Tab("6", "Arcade", "ArcadeTab"),
    "implicit_int": Tab("7", "int()", "ImplicitIntTab"),
}

FIRST = "devzero"
"""What somebody sees who has not chosen yet: something that moves, and needs nothing plugged in."""
