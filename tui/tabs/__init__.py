"""Which tabs there are. Strings only: the CLI and the palette read this without importing a tab."""

from typing import NamedTuple


class Tab(NamedTuple):
    digit: str
    title: str
    widget: str
    """The class in tui.tabs.<engine>."""


TABS = {
    "devzero": Tab("2", "/dev/zero", "DevZeroTab"),
}
