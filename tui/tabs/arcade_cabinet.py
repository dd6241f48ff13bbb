"""The cabinet: a card for each game, and of the one that is chosen how it is played."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer

from engines import wire
from engines.arcade.game import DIFFICULTIES, Setup
from engines.arcade.messages import Frame, Listed, Preview, Rest, Shelf
from tui.arcade_settings import ArcadeSettings
from tui.tabs.arcade_cards import CARD, shelf_rows
from tui.tabs.arcade_place import place
from tui.tabs.arcade_records import about_rows
from tui.widgets.cell_frame import CellFrame
from tui.widgets.drawing import Drawing

WIDE = CARD + 2 + 40
"""Columns from which there is room for a preview."""
TOLD = 5
"""Rows below a preview, at least."""
WHOLE = 80, 22
"""Columns and rows of a picture in its smallest images; a preview shows it whole, or every second
point."""
FASTEST = 10
"""Pictures a second of a preview."""
SETTLED = 0.3
"""Seconds until the game that is chosen begins to play itself."""
AWAKE = 60.0
"""Seconds after the last key for which it does."""

Tell = Callable[[wire.Message], None]


class Cabinet(Horizontal):
    """What is chosen stays chosen for as long as the console runs. `seed` None: another one for
    each run."""

    class Settled(Message):
        """A game was chosen, and has been for a moment: it may be shown."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(id="cabinet")
        self.tell = tell
        self.settings = ArcadeSettings()
        self.shelf: Shelf | None = None
        self.chosen, self.difficulty = 0, 1
        self.levels: dict[str, int] = {}
        """By game, which of its levels is to be begun."""
        self.wanted: Setup | None = None
        """What is to be chosen, once it is known which games there are."""
        self.practice = False
        self.seed: int | None = None
        self.room = WHOLE
        """Columns and rows of a preview."""
        self.shown: Preview | None = None
        """The game that plays itself."""
        self.resting = False
        self.settling: Timer | None = None
        self.sleeping: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Drawing(id="cards")
        with Vertical(id="aside"):
            yield CellFrame(id="preview")
            yield Drawing(id="about")

    # What is chosen

    @property
    def games(self) -> tuple[Listed, ...]:
        return self.shelf.games if self.shelf else ()

    @property
    def game(self) -> Listed | None:
        return self.games[self.chosen] if self.chosen < len(self.games) else None

    def level(self, game: Listed) -> int:
        """The one that was chosen, else the first that is not beaten."""
        first = next((n for n, name in enumerate(game.levels) if name not in game.card.beaten), 0)
        return self.levels.get(game.name, first)

    def setup(self, game: Listed, luck: Callable[[], int]) -> Setup | None:
        """Of a run that is to be begun; None for a game that has no levels."""
        if not game.levels:
            return None
        level = game.levels[self.level(game)]
        name = game.practice + level if self.practice else level
        seed = luck() if self.seed is None else self.seed
        return Setup(game.name, name, self.difficulty, seed)

    def turn_to(self, setup: Setup | None) -> None:
        """What the command line has begun stays chosen."""
        self.wanted = setup
        self.choose()

    def choose(self) -> None:
        wanted, names = self.wanted, [each.name for each in self.games]
        if wanted is None or wanted.game not in names:
            return
        self.chosen, self.wanted = names.index(wanted.game), None
        self.difficulty = wanted.difficulty
        levels = self.games[self.chosen].levels
        if wanted.level in levels:
            self.levels[wanted.game] = levels.index(wanted.level)

    def move(self, columns: int, rows: int) -> None:
        if self.games:
            to = self.chosen + columns + rows * self.across
            self.chosen = max(0, min(len(self.games) - 1, to))
            self.settle()

    def turn_level(self, by: int) -> None:
        if (game := self.game) and game.levels:
            self.levels[game.name] = (self.level(game) + by) % len(game.levels)

    def turn_difficulty(self) -> None:
        self.difficulty = (self.difficulty + 1) % len(DIFFICULTIES)

    def turn_practice(self) -> None:
        self.practice = not self.practice

    # What is shown

    @property
    def wide(self) -> bool:
        return self.size.width >= WIDE

    @property
    def across(self) -> int:
        """Cards beside each other."""
        return 1 if self.wide else max(1, (self.size.width - 1) // CARD)

    def show(self, shelf: Shelf | None) -> None:
        if shelf is not self.shelf:
            self.shelf = shelf
            self.chosen = max(0, min(len(self.games) - 1, self.chosen))
            self.choose()
            self.settle()
        self.paint()

    def paint(self) -> None:
        today = datetime.now()
        drawn = partial(shelf_rows, self.games, self.chosen, self.across, today)
        self.query_one("#cards", Drawing).show(drawn)
        self.query_one("#about", Drawing).show(partial(about_rows, self.game, self.settings.keys))

    def on_resize(self) -> None:
        self.query_one("#aside").display = self.wide
        self.query_one("#cards").styles.width = CARD + 1 if self.wide else "1fr"
        self.room = fitting(self.size.width - CARD - 2, self.size.height - TOLD)
        preview = self.query_one(CellFrame)
        preview.styles.width, preview.styles.height = self.room
        self.settle()
        self.paint()

    # How it is played

    def show_frames(self, frames: tuple[Frame, ...]) -> None:
        if self.shown:
            self.query_one(CellFrame).show(frames)

    def settle(self) -> None:
        """After a moment, another game is shown."""
        if self.settling:
            self.settling.stop()
        self.settling = self.set_timer(SETTLED, lambda: self.post_message(self.Settled()))

    def preview(self) -> Preview | None:
        """What is to be asked for, so that the chosen game is shown; None where it is, or none."""
        wanted = self.showable
        if wanted == self.shown:
            return None
        picture = self.query_one(CellFrame)
        picture.display = wanted is not None
        picture.clear()
        self.shown, self.resting = wanted, False
        if wanted:
            self.awake()
        else:
            self.tell(Rest())
        return wanted

    @property
    def showable(self) -> Preview | None:
        """Of the game that is chosen, if it can be shown."""
        game = self.game
        if not (game and game.levels and self.settings.previews and self.wide):
            return None
        where = place(self.query_one(CellFrame), self.settings, FASTEST, fine=True)
        columns, rows = self.room  # it has no size of its own yet where it was not displayed
        return Preview(game.name, msgspec.structs.replace(where, columns=columns, rows=rows))

    def forget(self) -> None:
        """Whoever drew it has gone."""
        self.shown, self.resting = None, False

    def awake(self) -> None:
        """Somebody is here: what rests goes on, for a while."""
        if self.sleeping:
            self.sleeping.stop()
        self.sleeping = self.set_timer(AWAKE, self.sleep)
        if self.resting:
            self.resting = False
            self.tell(Rest(False))

    def sleep(self) -> None:
        """Nobody has pressed a key for long: it costs nothing any more."""
        self.sleeping = None
        if self.shown:
            self.resting = True
            self.tell(Rest())


def fitting(columns: int, rows: int) -> tuple[int, int]:
    """Of a preview, as large as there is room for."""
    whole = columns >= WHOLE[0] and rows >= WHOLE[1]
    by = 1 if whole else 2
    return WHOLE[0] // by, WHOLE[1] // by
