"""What the arcade is asked, and what it tells.

A child stands in the lobby, where it tells which games there are; or it plays one game, or shows a
replay of one, in a terminal: until the player leaves, it tells pictures as changes of cells, and
the words that stand beside them.
"""

import msgspec

from engines import wire
from engines.arcade.added import Added
from engines.arcade.cards import Card
from engines.arcade.game import NAMED, Ended, Setup
from engines.arcade.keeping import Run
from engines.arcade.keys import KEYS
from engines.arcade.runs import Blocks, Colors
from engines.arcade.session import Page

SMALLEST, LARGEST = (20, 6), (400, 200)
"""Columns and rows of a terminal's place for a picture."""
SLOWEST, FASTEST = 10, 30
"""Pictures a second."""


class Place(wire.Message, frozen=True):
    """Where a picture is shown, and how many a second at most. Also as a request: the place is
    another now."""

    columns: int = 80
    rows: int = 22
    blocks: Blocks = "half"
    colors: Colors = "256"
    fastest: int = FASTEST

    def __post_init__(self) -> None:
        if not SLOWEST <= self.fastest <= FASTEST:
            raise ValueError(f"{SLOWEST} to {FASTEST} pictures a second, not {self.fastest}")
        for length, least, most in zip((self.columns, self.rows), SMALLEST, LARGEST, strict=True):
            if not least <= length <= most:
                raise ValueError(f"a picture has {least} to {most} cells, not {length}")


class Lobby(wire.Message, frozen=True):
    """Which games there are: answered by a Shelf, also to each later one."""


class Like(wire.Message, frozen=True):
    """A game is a favourite from now on, or no more; answered by a Shelf."""

    game: str = ""
    liked: bool = True


class Runs(wire.Message, frozen=True):
    """Which runs of a game can be seen again: answered by Kept."""

    game: str = ""


class Preview(wire.Message, frozen=True):
    """How one of our games is played, by the player at his best and by our bots, until something
    else is asked for. Answered by Frames, or by Trouble."""

    game: str = ""
    place: Place = Place()


class Options(msgspec.Struct, frozen=True):
    """How somebody likes to play ours. `keys` are those of a button (game.NAMED), as Pygame Zero
    names them; a button that is not here keeps its own. `ghost`: one sees oneself at one's best.
    `sound` is that of a window."""

    keys: dict[str, tuple[str, ...]] = {}
    ghost: bool = True
    sound: bool = True

    def __post_init__(self) -> None:
        if unknown := self.keys.keys() - NAMED.keys():
            raise ValueError(f"no button {min(unknown)}: {', '.join(NAMED)}")
        if without := [button for button, keys in self.keys.items() if not keys]:
            raise ValueError(f"no key for {without[0]}")
        if unknown := {key for keys in self.keys.values() for key in keys} - KEYS:
            raise ValueError(f"no key {min(unknown)}: {', '.join(sorted(KEYS))}")


class Play(wire.Message, frozen=True):
    """`game` is one of ours, or one that was added, or `path` that of any program for Pygame Zero.
    `setup` begins a run of ours at once; without one the title is shown. `how` is how keys are
    heard (cards.py)."""

    game: str = ""
    path: str = ""
    place: Place = Place()
    setup: Setup | None = None
    how: str = "latch"
    options: Options = Options()


class Window(wire.Message, frozen=True):
    """As Play, in a window of the machine that the child runs on."""

    game: str = ""
    path: str = ""
    setup: Setup | None = None
    options: Options = Options()


class Bot(wire.Message, frozen=True):
    """Our own players play these levels of a game, all where none is named."""

    game: str = ""
    levels: tuple[str, ...] = ()
    difficulty: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        Setup(self.game, "", self.difficulty, self.seed)


class Watch(wire.Message, frozen=True):
    """A replay, by its path; `speed` is how many ticks are shown for one."""

    path: str = ""
    place: Place = Place()
    speed: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.speed <= 64:
            raise ValueError("speed is 1 to 64")


class Speed(wire.Message, frozen=True):
    """Of a replay, from now on."""

    speed: int = 1

    def __post_init__(self) -> None:
        Watch("", Place(), self.speed)


class Key(wire.Message, frozen=True):
    """A key goes down or up; `name` as Pygame Zero's keyboard has it, as "left" or "space"."""

    name: str = ""
    down: bool = False


class Mouse(wire.Message, frozen=True):
    """In a picture's cells; `button` 0 for a move, else 1 to 3, which goes down or up."""

    column: int = 0
    row: int = 0
    button: int = 0
    down: bool = False


class Rest(wire.Message, frozen=True):
    """Nothing goes on until the next key, or Rest(False)."""

    resting: bool = True


class Seen(wire.Message, frozen=True):
    """The picture of this number has been written to the terminal: the next may come."""

    number: int = 0


Request = (
    Lobby
    | Like
    | Runs
    | Preview
    | Play
    | Window
    | Bot
    | Watch
    | Speed
    | Place
    | Key
    | Mouse
    | Rest
    | Seen
    | wire.Cancel
)


class Listed(msgspec.Struct, frozen=True):
    """A game in the cabinet; `levels`, `how`, `deeds` and `practice` are those of one of ours
    (games.py), an added one has none, but what was said of it (added.py)."""

    name: str
    title: str
    about: str = ""
    levels: tuple[str, ...] = ()
    card: Card = Card()
    added: Added | None = None
    how: str = ""
    deeds: tuple[str, str] = ("", "")
    practice: str = ""


class Shelf(wire.Message, frozen=True):
    """Ours first. `display` is how a window can be opened here: "wayland", "x11", "kmsdrm", or "",
    and then `why` there is none, of what `name`."""

    games: tuple[Listed, ...]
    display: str = ""
    why: str = ""
    name: str = ""


class Kept(wire.Message, frozen=True):
    """Runs of a game, the newest first."""

    game: str
    runs: tuple[Run, ...] = ()


class Frame(wire.Message, frozen=True):
    """`runs` are changes since the last picture (runs.RUN); `whole`: all that is not in them is
    black, behind them too. The picture has so many columns and rows."""

    number: int
    columns: int
    rows: int
    runs: bytes
    whole: bool = False


class Beside(wire.Message, frozen=True):
    """The words around the picture: facts with their English labels, a page over it, or None while
    it is played. `latched` are the keys that stay down, in a terminal that tells no release, until
    another of them or one of `stops` is pressed. `how` it is played, and
    `deeds`, what A and B do: of a game of ours, and nothing of a replay."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    page: Page | None = None
    latched: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    how: str = ""
    deeds: tuple[str, str] = ("", "")


class Opened(wire.Message, frozen=True):
    """A window is there; `display` as in Shelf."""

    display: str


class Botted(wire.Message, frozen=True):
    """What came of a level that a bot has played."""

    level: str
    ended: Ended
    score: int
    ticks: int
    checksum: int


class LetGo(wire.Message, frozen=True):
    """No latched key is down any more: who has just died shall not walk on."""


class Trouble(wire.Message, frozen=True):
    """Something could not be done, and the game goes on; as Failed."""

    what: str
    why: str = ""
    fix: str = ""


Event = Shelf | Kept | Frame | LetGo | Opened | Botted | Beside | Trouble | wire.Done | wire.Common
