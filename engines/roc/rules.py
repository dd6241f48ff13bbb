"""What a backtest and the signals go by: settings that travel, without arithmetic."""

from typing import Literal

import msgspec

from engines.marking import N_

DIVERGENCES = ("regular", "hidden", "loose")


class Signals(msgspec.Struct, frozen=True):
    """How the lines of a formula are read.

    `line` is the name of the one that crosses, "" for the first; `against` that of the line which
    it crosses, "" for 0; with `slope`, its change from bar to bar is what crosses 0.
    `band`: it crosses 0 once it has been beyond -band and is beyond +band (hysteresis). `quiet`:
    after a signal, none of its kind for so many bars (FILTER). `left`, `right`: bars that make a
    pivot; `nearest`, `farthest`: bars between two pivots of a divergence. `window` is the N of the
    loose form. `exrights`: a gap of more than this share between a close and the next open is
    taken for an ex-rights day; 0 turns the guard off.
    """

    band: float = 0.0
    quiet: int = 0
    left: int = 5
    right: int = 5
    nearest: int = 5
    farthest: int = 60
    window: int = 20
    divergences: tuple[Literal["regular", "hidden", "loose"], ...] = ("regular",)
    exrights: float = 0.11
    line: str = ""
    against: str = ""
    slope: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.band <= 1e6:
            raise ValueError(N_("band is 0 to 1,000,000"))
        for name in ("quiet", "left", "right", "nearest", "farthest", "window"):
            least = 0 if name == "quiet" else 1
            if not least <= getattr(self, name) <= 10_000:
                raise ValueError(N_("{name} is {least} to 10,000").format(name=name, least=least))
        if self.nearest > self.farthest:
            raise ValueError(N_("nearest is at most farthest"))
        if not 0 <= self.exrights <= 1:
            raise ValueError(N_("exrights is 0 to 1"))
        if self.against and self.slope:
            raise ValueError(N_("against a line, or slope: not both"))


class Rules(msgspec.Struct, frozen=True):
    """How orders are filled: on the open of the bar after the signal.

    Shares of 1 but for `cash`, `lot` (shares), `least` and `tick` (currency). `limit`: no buying on
    an open that is that far above the last close or farther, no selling on one that far below; 0:
    no limits. An exchange rounds its limits to a `tick`, half up, so half a tick less is at the
    limit. `fee` is at least `least`. `settle`: bars before
    what was bought may be sold (T+1 is 1). `tax` is on sales, `fee` on both, `slip` is added to
    what one pays and taken from what one gets.
    """

    cash: float = 100_000.0
    lot: int = 1
    settle: int = 0
    limit: float = 0.0
    fee: float = 0.0
    least: float = 0.0
    tax: float = 0.0
    slip: float = 0.0
    tick: float = 0.01
    fractions: bool = False
    """Fractions of a share may be bought: what an equity curve without lots wants."""

    def __post_init__(self) -> None:
        if not 0 < self.cash <= 1e15:
            raise ValueError(N_("cash is above 0, to 10^15"))
        if not 1 <= self.lot <= 1_000_000:
            raise ValueError(N_("lot is 1 to 1,000,000"))
        if not 0 <= self.settle <= 1000:
            raise ValueError(N_("settle is 0 to 1,000"))
        for name in ("limit", "fee", "tax", "slip"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(N_("{name} is 0 to below 1").format(name=name))
        if not 0 <= self.least <= 1e9:
            raise ValueError(N_("least is 0 to 10^9"))
        if not 0 <= self.tick <= 1e6:
            raise ValueError(N_("tick is 0 to 1,000,000"))


PLAIN = Rules(fractions=True)
"""No costs, no lots: what the signal alone is worth."""

CHINA = Rules(lot=100, settle=1, limit=0.1, fee=0.00025, least=5.0, tax=0.0005, slip=0.001)
"""A share on the main boards of Shanghai and Shenzhen, as of 2023-08-28 (stamp tax halved)."""
