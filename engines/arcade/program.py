"""What the programs of our games have in common: from keys to a session's buttons, and from a scene
to images. A program is `Program(name)` and four lines; it steps, and draws what it is told.

Whoever runs it may say before how (`Asked`). By itself it is a window, with all words in it; in a
terminal it draws the picture alone, in small images, and the words stand around it.
"""

import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from engines.arcade import cards, games, words
from engines.arcade.attract import attraction
from engines.arcade.cards import Card
from engines.arcade.game import (
    HEIGHT,
    NAMED,
    RATE,
    TILE,
    WIDTH,
    A,
    Fact,
    Ghost,
    Scene,
    Setup,
    Sprite,
    World,
)
from engines.arcade.keeping import Keeper
from engines.arcade.keys import DEFAULTS
from engines.arcade.lasting import Lasting
from engines.arcade.messages import Beside, Options
from engines.arcade.session import Page, Session
from engines.arcade.words import WORDS
from engines.wire import N_, EngineError, Failed

TILES = (4, 6, 8)
"""Points that a tile may have in an image."""
MOMENT = 3 * RATE // 2
"""Ticks for which something is said in a window."""
SOUND = {True: N_("Sound on"), False: N_("Sound off")}


class Asked(msgspec.Struct):
    """How a program is to be run. `tile` is how many points an image's tile has; `scale`, in a
    window, how many points of the screen each of its own; `setup` begins a run at once; `ghost`:
    the player's best is beside him; `film` are worlds to be shown instead of a game, one for each
    tick."""

    tile: int = TILE
    scale: int = 4
    words: bool = True
    how: str = "window"
    setup: Setup | None = None
    ghost: bool = True
    sound: bool = True
    keys: dict[str, tuple[str, ...]] = msgspec.field(default_factory=DEFAULTS.copy)
    film: Iterator[World] | None = None
    troubled: Callable[[Failed], None] = print

    def heed(self, options: Options) -> None:
        self.keys.update(options.keys)
        self.ghost, self.sound = options.ghost, options.sound


asked = Asked()
"""Of the program that is run next: there is one in a process."""


def scaled(points: int) -> Any:
    """Images as Pygame Zero loads them from now on, each point so many points wide and high."""
    import pygame
    from pgzero import loaders

    class Images(loaders.ImageLoader):  # type: ignore[misc] # Pygame Zero has no types
        def _load(self, path: str) -> pygame.Surface:
            return pygame.transform.scale_by(super()._load(path), points)

    loaders.images = Images("images")
    return loaders.images


class Size(NamedTuple):
    width: int
    height: int


class Program:
    def __init__(self, name: str) -> None:
        self.asked = asked
        self.game = games.game(name)
        self.title = self.game.title
        self.keeper = Keeper(name)
        self.film = asked.film
        self.world: World | None = None
        self.cues: list[str] = []
        self.heard: tuple[int, int] | None = None
        self.notice, self.noticed = "", 0
        self.session = None if self.film else self.seated()
        self.ghost = self.haunted()
        self.lasting = Lasting(A, self.game.lasts if self.asked.how in ("latch", "hold") else 0)
        self.backdrop = attraction(self.game, self.session.card) if self.session else iter(())
        self.ground: tuple[object, Any] = (None, None)
        self.actors: dict[str, Any] = {}
        self.images = scaled(self.points)

    def seated(self) -> Session:
        return Session(
            self.game, self.card(), self.asked.how, lambda: secrets.randbits(32), self.asked.setup
        )

    def haunted(self) -> Ghost | None:
        if not self.session or not self.asked.ghost:
            return None
        return self.game.ghost(self.session.card.scores)

    def card(self) -> Card:
        try:
            return cards.read(self.game.name)
        except EngineError as error:
            self.asked.troubled(error.failed)
            return Card()

    @property
    def points(self) -> int:
        """Of the screen, for each point of an image."""
        return self.asked.scale if self.asked.words else 1

    @property
    def size(self) -> Size:
        """Of the picture, with the words above it."""
        width, height = (length * self.asked.tile // TILE for length in (WIDTH, HEIGHT))
        above = WORDS if self.asked.words else 0
        return Size(width * self.points, (height + above) * self.points)

    def fit(self, tile: int) -> None:
        """From now on in images of so many points a tile."""
        if tile != self.asked.tile:
            self.asked.tile = tile
            self.ground = (None, None)
            self.actors.clear()

    # A tick

    def update(self, keyboard: Any) -> None:
        self.noticed = max(0, self.noticed - 1)
        if self.session:
            self.session.step(self.buttons(keyboard))
            if self.session.left:
                self.leave()
                sys.exit()
            self.keep()
            self.world = next(self.backdrop) if self.titled else self.session.world
            if self.ghost and self.session.world:
                self.ghost.see(self.session.world)
        elif self.film:
            self.world = next(self.film, None)
            if self.world is None:
                sys.exit()
        self.hear()

    @property
    def titled(self) -> bool:
        """Whether the title is shown, behind which the game plays itself."""
        return self.session is not None and self.session.scene == "title"

    def buttons(self, keyboard: Any) -> int:
        """Those that are held; on a page the usual keys are so besides."""
        usual = DEFAULTS if self.page else dict.fromkeys(DEFAULTS, ())
        held = sum(
            NAMED[button]
            for button, keys in self.asked.keys.items()
            if any(getattr(keyboard, key) for key in (*keys, *usual[button]))
        )
        return self.lasting.held(held)

    @property
    def latched(self) -> tuple[str, ...]:
        """As messages.Beside: while a page is there, none."""
        latched = () if self.page else self.game.latched
        return tuple(key for button in latched for key in self.asked.keys[button])

    def hear(self) -> None:
        """The sounds of this tick: a world that rests keeps those of its last one."""
        from pgzero.builtins import sounds

        now = (id(self.world), self.world.tick) if self.world else None
        silent = self.titled or now == self.heard
        self.cues = list(self.world.cues) if self.world and not silent else []
        self.heard = now
        for cue in self.cues if self.asked.sound else ():
            getattr(sounds, cue).play()

    def mute(self) -> None:
        """Or no longer."""
        self.asked.sound = not self.asked.sound
        self.say(SOUND[self.asked.sound])

    def free(self, key: str) -> bool:
        """Whether it is no button's."""
        return not any(key in keys for keys in self.asked.keys.values())

    def say(self, notice: str) -> None:
        """For a moment, in place of the facts above the picture."""
        self.notice, self.noticed = notice, MOMENT

    def leave(self) -> None:
        """Somebody closes the game: what was played is kept as given up, and what waits to be kept
        is tried for the last time."""
        if self.session:
            self.session.leave()
            if self.session.results:
                self.keep()
            elif self.keeper.waiting:
                self.kept(self.keeper.again)

    def keep(self) -> None:
        """What came of a run that has just ended."""
        assert self.session
        while self.session.results:
            self.kept(self.keeper.keep, *self.session.results.pop(0), datetime.now())

    def kept(self, keep: Callable[..., Card], *told: object) -> None:
        assert self.session
        try:
            self.session.card = keep(*told)
        except EngineError as error:
            self.say(error.failed.what)
            self.asked.troubled(error.failed)

    # A picture

    def draw(self, screen: Any) -> None:
        screen.fill((0, 0, 0))
        if self.world:
            self.show(screen, self.game.scene(self.world))
        if self.asked.words:
            words.write(screen, self)

    def show(self, screen: Any, scene: Scene) -> None:
        screen.blit(self.grounded(scene), (0, self.top))
        for image, x, y in self.faint + scene.sprites:
            actor = self.actor(image)
            actor.topleft = self.at(x), self.top + self.at(y)
            actor.draw()

    @property
    def faint(self) -> list[Sprite]:
        """The ghost, behind all that moves: it hides nothing."""
        if not self.ghost or not self.world or self.titled:
            return []
        return self.ghost.sprites(self.world)

    @property
    def top(self) -> int:
        return WORDS * self.points if self.asked.words else 0

    def at(self, length: int) -> int:
        """A length of the game's in points of the screen."""
        return length * self.asked.tile // TILE * self.points

    def grounded(self, scene: Scene) -> Any:
        """The ground as one image, made once for as long as it looks the same."""
        import pygame

        if self.ground[0] is not scene.ground:
            surface = pygame.Surface((self.at(WIDTH), self.at(HEIGHT)))
            for image, x, y in scene.ground:
                surface.blit(self.images.load(self.named(image)), (self.at(x), self.at(y)))
            self.ground = scene.ground, surface
        return self.ground[1]

    def actor(self, image: str) -> Any:
        from pgzero.builtins import Actor

        found = self.actors.get(image)
        if found is None:
            found = self.actors[image] = Actor(self.named(image))
        return found

    def named(self, image: str) -> str:
        return f"at{self.asked.tile}/{image}"

    # Words beside it

    @property
    def facts(self) -> list[Fact]:
        """Nothing of what plays itself behind the title."""
        return self.game.status(self.world) if self.world and not self.titled else []

    @property
    def told(self) -> Beside:
        facts = tuple((fact.label, fact.value) for fact in self.facts)
        if not self.session:
            return Beside(self.title, facts)
        game = self.game
        stops = self.asked.keys["down"] if game.latched else ()
        return Beside(self.title, facts, self.page, self.latched, stops, game.how, game.deeds)

    @property
    def page(self) -> Page | None:
        return self.session.page if self.session else None
