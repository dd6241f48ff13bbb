"""The kinds of foes, plants and bosses, and what tells them apart.

Speeds are parts of a point a tick, 256 to the point; times are ticks.
"""

from typing import NamedTuple

from engines.marking import N_


class Invader(NamedTuple):
    """`image` names its drawings; `letter` stands for it in a wave; `teeth` is what the garden
    loses to it; at `first` ticks of age it does for the first time what only its kind does."""

    image: str
    title: str
    letter: str
    health: int
    speed: int
    points: int
    dew: int = 4
    armour: int = 0
    teeth: int = 1
    first: int = 0


FOES = (
    Invader("grub", N_("Grub"), "g", 20, 38, 10),
    Invader("skitter", N_("Skitter"), "s", 10, 88, 15),
    Invader("ironback", N_("Ironback"), "i", 30, 30, 30, dew=8, armour=1),
    Invader("hopper", N_("Hopper"), "h", 18, 44, 20, first=120),
    Invader("brood", N_("Brood"), "b", 32, 34, 30, dew=6, teeth=2),
    Invader("doorbug", N_("Doorbug"), "d", 20, 34, 30, dew=6, first=1),
    Invader("mender", N_("Mender"), "m", 22, 32, 40, dew=8, first=90),
    Invader("delver", N_("Delver"), "v", 20, 40, 30, dew=6, first=70),
    Invader("mite", N_("Mite"), "t", 5, 60, 5, dew=1),
)
GRUB, SKITTER, IRONBACK, HOPPER, BROOD, DOORBUG, MENDER, DELVER, MITE = range(len(FOES))


class Helper(NamedTuple):
    """A plant that dew buys, and its `deed`; `front` ones go before those that stand, the others
    behind them. `pace` is how long it rests between two times that it works."""

    image: str
    title: str
    deed: str
    cost: int
    health: int
    pace: int
    front: bool = False


PLANTS = (
    Helper("dewcup", N_("Dewcup"), N_("gives dew"), 50, 6, 300),
    Helper("twinpod", N_("Twinpod"), N_("fires, too"), 110, 8, 80),
    Helper("gourd", N_("Gourd"), N_("holds them up"), 40, 36, 0, front=True),
    Helper("frostfern", N_("Frostfern"), N_("makes them slow"), 70, 8, 100),
    Helper("lobelia", N_("Lobelia"), N_("hits all near"), 90, 8, 150),
    Helper("fireweed", N_("Fireweed"), N_("burns a lane"), 90, 8, 36),
)
DEWCUP, TWINPOD, GOURD, FROSTFERN, LOBELIA, FIREWEED = range(len(PLANTS))


class Giant(NamedTuple):
    image: str
    title: str
    letter: str
    health: int


BOSSES = (
    Giant("weevil", N_("Weevil Queen"), "W", 320),
    Giant("mantis", N_("Reaper Mantis"), "M", 440),
)
WEEVIL, MANTIS = range(len(BOSSES))
