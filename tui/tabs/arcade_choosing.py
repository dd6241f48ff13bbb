"""What is chosen in the cabinet, and what is asked about it: runs, scores, luck, how one likes to
play."""

import secrets
from collections.abc import Mapping

import msgspec
from textual.reactive import var

from engines.arcade.game import MOST_SEED, Setup
from engines.arcade.messages import Kept, Like, Listed, Play, Runs, Watch
from engines.arcade.state import State
from tui import arcade_settings
from tui.arcade_settings import ArcadeSettings
from tui.i18n import _
from tui.tabs.arcade_cabinet import Cabinet
from tui.tabs.arcade_records import figures, run_of
from tui.tabs.engine_tab import EngineTab


class Choosing(EngineTab):
    settings: ArcadeSettings
    windowed: bool
    """A game is played in a window."""

    state: var[State] = var(State(), init=False)

    def paint(self) -> None:
        raise NotImplementedError

    def start(self, request: Play | Watch) -> None:
        """A game, or a replay, in place of the cabinet."""
        raise NotImplementedError

    @property
    def cabinet(self) -> Cabinet:
        return self.query_one(Cabinet)

    @property
    def game(self) -> Listed | None:
        return self.cabinet.game

    def setup(self, game: Listed | None) -> Setup | None:
        return self.cabinet.setup(game, lambda: secrets.randbits(32)) if game else None

    def does(self, action: str) -> bool:
        """For the game that is chosen; while that is played in a window, nobody is there who could
        be asked for more."""
        game, shelf = self.game if self.is_mounted else None, self.state.shelf
        levels = game is None or bool(game.levels)
        match action:
            case "window":
                return bool(game and shelf and shelf.display) and not self.windowed
            case "practice":
                return bool(game and game.practice)
            case "level" | "difficulty" | "scores" | "seed":
                return levels
            case "runs":
                return levels and not self.windowed
            case "like":
                return not self.windowed
        return True

    # The cabinet

    def changed(self) -> None:
        self.paint()
        self.refresh_bindings()

    def action_move(self, columns: int, rows: int) -> None:
        self.cabinet.move(columns, rows)
        if self.state.shelf and self.state.last:  # what broke down was another one
            self.state = msgspec.structs.replace(self.state, last=None)
        self.changed()

    def action_level(self, by: int) -> None:
        self.cabinet.turn_level(by)
        self.paint()

    def action_difficulty(self) -> None:
        self.cabinet.turn_difficulty()
        self.paint()

    def action_practice(self) -> None:
        self.cabinet.turn_practice()
        self.paint()

    def action_like(self) -> None:
        if game := self.game:
            self.ask(Like(game.name, not game.card.favourite))

    def action_scores(self) -> None:
        from tui.screens.listing import ListingScreen

        if game := self.game:
            self.app.push_screen(ListingScreen(game.title, lambda _w, _h: figures(game)))

    def action_options(self) -> None:
        from tui.screens.arcade_settings import ArcadeSettingsScreen

        self.app.push_screen(ArcadeSettingsScreen(self.settings, self.take))

    def take(self, settings: ArcadeSettings) -> None:
        """Other settings: in force, and kept."""
        self.settings = self.cabinet.settings = settings
        self.cabinet.settle()
        self.cabinet.paint()
        try:
            arcade_settings.save(settings)
        except OSError as error:
            self.notify(str(error), title=_("Settings are not kept"), severity="error")

    def action_seed(self) -> None:
        from tui.screens.form import Field, FormScreen

        def take(found: int | None) -> None:
            if found is not None:
                self.cabinet.seed = None if found < 0 else found
                self.paint()

        now = "" if self.cabinet.seed is None else str(self.cabinet.seed)
        field = Field("seed", _("seed"), now, _("another one for each run"))
        hint = _("The same seed is the same luck.")
        self.app.push_screen(FormScreen(_("Luck"), [field], seed, hint), take)

    def action_runs(self) -> None:
        if game := self.game:
            self.ask(Runs(game.name))

    def offer(self, kept: Kept) -> None:
        """The runs that can be seen again: one of them is shown."""
        from tui.screens.choice import ChoiceScreen

        lines = {run_of(run): run for run in kept.runs}
        if not lines:
            self.notify(_("No run of five seconds was played yet."))
            return

        def watch(line: str | None) -> None:
            if line is not None:
                # Once the list is gone: behind it nothing is laid out.
                self.call_after_refresh(self.start, Watch(lines[line].path))

        self.app.push_screen(ChoiceScreen(_("Replays"), [*lines]), watch)


def seed(texts: Mapping[str, str]) -> int:
    """What was typed; -1 for nothing. ValueError for what is no seed."""
    typed = texts["seed"].replace(",", "").replace(" ", "")
    if not typed:
        return -1
    if not (typed.isdecimal() and int(typed) <= MOST_SEED):
        raise ValueError(_("A seed is a whole number, 0 to {most}.").format(most=MOST_SEED))
    return int(typed)
