"""A game from its title to its end and back: what stands around a run, without a screen.

All of it is steered by the same buttons. UP and DOWN choose a line of a page, LEFT and RIGHT change
what it says, A takes it; B goes on from a pause.
"""

from collections.abc import Callable
from typing import Literal

import msgspec

from engines.arcade.cards import Card, Result, Score
from engines.arcade.game import DIFFICULTIES, DOWN, LEFT, RIGHT, UP, A, B, Setup, World
from engines.arcade.games import Game
from engines.arcade.replay import Recorder, Replay
from engines.wire import N_

SceneName = Literal["title", "playing", "paused", "over"]
Deed = Literal["play", "level", "difficulty", "leave", "go on", "again", "next", "title"]

SAID: dict[Deed, str] = {
    "play": N_("Play"),
    "level": N_("Level"),
    "difficulty": N_("Difficulty"),
    "leave": N_("Leave"),
    "go on": N_("Go on"),
    "again": N_("Again"),
    "next": N_("Next level"),
    "title": N_("To the title"),
}
HARD: dict[str, str] = {
    "easy": N_("easy"),
    "normal": N_("normal"),
    "hard": N_("hard"),
    "cruel": N_("cruel"),
}
HEADS: dict[SceneName, str] = {"paused": N_("Paused"), "over": N_("Game over")}
WON = N_("Well done")
SCORE, BEST = N_("Score"), N_("Best")
SETTLE = 20
"""Ticks after an end for which no button is taken: one that was held leaves nothing by mistake."""


class Item(msgspec.Struct, frozen=True):
    """A line of a page; `value` is what LEFT and RIGHT change."""

    deed: Deed
    label: str
    value: str = ""


class Page(msgspec.Struct, frozen=True):
    """What is told over the picture, and may be chosen from. `facts` stand above the choice, with
    their labels; labels and heads are English, to be translated."""

    head: str
    items: tuple[Item, ...]
    chosen: int = 0
    facts: tuple[tuple[str, str], ...] = ()


class Session:
    """It is stepped 60 times a second. What came of runs waits in `results` until it is taken."""

    def __init__(
        self,
        game: Game,
        card: Card,
        how: str,
        seeds: Callable[[], int],
        setup: Setup | None = None,
    ) -> None:
        """With a setup it begins to play at once. `seeds` draws one for each run after that."""
        self.game, self.card, self.how, self.seeds = game, card, how, seeds
        self.levels = game.levels
        self.scene: SceneName = "title"
        self.level = first_unbeaten(self.levels, card)
        self.difficulty = 1
        self.chosen, self.before, self.settling = 0, 0, 0
        self.chose = 0
        """Buttons that took a line of a page, and are no deed of the run until they are let go."""
        self.world: World | None = None
        self.recorder: Recorder | None = None
        self.results: list[tuple[Result, Replay]] = []
        self.left = False
        if setup:
            self.difficulty = setup.difficulty
            level = setup.level.removeprefix(game.practice)
            if level in self.levels:
                self.level = self.levels.index(level)
            self.begin(setup)

    # What is asked of it

    def step(self, buttons: int) -> None:
        pressed, self.before = buttons & ~self.before, buttons
        self.settling = max(0, self.settling - 1)
        if self.scene == "playing":
            self.play(buttons)
        elif not self.settling:
            self.choose(pressed)

    def pause(self) -> None:
        if self.scene == "playing":
            self.turn("paused")

    def leave(self) -> None:
        """What is played is kept as given up."""
        if self.scene in ("playing", "paused"):
            self.end()
        self.left = True

    # A run

    def begin(self, setup: Setup) -> None:
        self.world, self.recorder = self.game.begin(setup), Recorder(setup)
        self.turn("playing")

    def play(self, buttons: int) -> None:
        assert self.world and self.recorder
        self.chose &= buttons
        buttons &= ~self.chose
        self.world.step(buttons)
        self.recorder.add(buttons, self.world)
        if self.world.ended:
            self.end()

    def end(self) -> None:
        assert self.world and self.recorder
        world, setup = self.world, self.world.setup
        score = Score(world.score, setup.level, setup.difficulty, self.how, ticks=world.tick)
        result = Result(score, world.beaten, world.counts, world.quickest)
        self.results.append((result, self.recorder.replay(world, self.how)))
        self.turn("over")

    def turn(self, scene: SceneName) -> None:
        self.scene, self.chosen, self.settling = scene, 0, SETTLE if scene == "over" else 0
        self.chose = self.before

    # Pages

    @property
    def page(self) -> Page | None:
        """None while it is played."""
        if self.scene == "playing":
            return None
        items = tuple(Item(deed, SAID[deed], self.value(deed)) for deed in self.deeds)
        return Page(self.head, items, self.chosen, self.told)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """In a pause all that is known: beside the picture there may be no room for it. At the end,
        what it was worth, and what the best was worth until then or is now."""
        if self.world and self.scene == "paused":
            return tuple((fact.label, fact.value) for fact in self.game.status(self.world))
        if self.scene != "over" or not self.world:
            return ()
        setup, points = self.world.setup, self.world.score
        table = setup.level, setup.difficulty, self.how
        best = max([points, *(s.points for s in self.card.scores if s.table == table)])
        return (SCORE, f"{points:,}"), (BEST, f"{best:,}")

    @property
    def head(self) -> str:
        if self.scene == "title":
            return self.game.title
        if self.world and self.world.ended == "won":
            return WON
        return HEADS[self.scene]

    @property
    def deeds(self) -> tuple[Deed, ...]:
        match self.scene:
            case "title":
                return ("play", "level", "difficulty", "leave")
            case "paused":
                return ("go on", "again", "title", "leave")
            case "over" if self.following is not None:
                return ("next", "again", "title", "leave")
            case _:
                return ("again", "title", "leave")

    @property
    def following(self) -> int | None:
        """The level after all that were won in a run; practice leads nowhere."""
        world = self.world
        if not world or world.ended != "won" or world.setup.level not in self.levels:
            return None
        after = 1 + max(map(self.levels.index, world.beaten))
        return after if after < len(self.levels) else None

    def value(self, deed: Deed) -> str:
        if deed == "level":
            return self.levels[self.level]
        return HARD[DIFFICULTIES[self.difficulty]] if deed == "difficulty" else ""

    def choose(self, pressed: int) -> None:
        deeds = self.deeds
        if pressed & (UP | DOWN):
            self.chosen = (self.chosen + (1 if pressed & DOWN else -1)) % len(deeds)
        elif pressed & (LEFT | RIGHT):
            self.change(deeds[self.chosen], 1 if pressed & RIGHT else -1)
        elif pressed & A:
            self.do(deeds[self.chosen])
        elif pressed & B and self.scene == "paused":
            self.do("go on")

    def change(self, deed: Deed, by: int) -> None:
        if deed == "level":
            self.level = (self.level + by) % len(self.levels)
        elif deed == "difficulty":
            self.difficulty = (self.difficulty + by) % len(DIFFICULTIES)

    def do(self, deed: Deed) -> None:
        match deed:
            case "play":
                self.begin(self.setup())
            case "go on":
                self.turn("playing")
            case "again":
                self.abandon()
                assert self.world
                self.begin(self.world.setup)
            case "next":
                self.level = self.following or 0
                self.begin(self.setup())
            case "title":
                self.abandon()
                self.turn("title")
            case "leave":
                self.leave()
            case "level" | "difficulty":
                self.change(deed, 1)

    def abandon(self) -> None:
        if self.scene == "paused":
            self.end()

    def setup(self) -> Setup:
        """For another run."""
        return Setup(self.game.name, self.levels[self.level], self.difficulty, self.seeds())


def first_unbeaten(levels: tuple[str, ...], card: Card) -> int:
    return next((at for at, level in enumerate(levels) if level not in card.beaten), 0)
