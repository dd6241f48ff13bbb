"""Thornstep: where the hero is, what a death costs, and how one room leads to the next.

A level is named as in LEVELS and a run goes on from it to the last one. "only 1-4" is practice:
that run is won at the exit of 1-4. Saves: easy has all of them, normal those that are marked so,
hard the entry of each room; on cruel there is none but the start of a world (or of the run) and
the door of its boss. On easy, traps that are hidden are marked.
"""

from msgspec import field

from engines.arcade import game
from engines.arcade.game import UP, Setup
from engines.arcade.thornstep import hero, traps
from engines.arcade.thornstep.boss import Boss
from engines.arcade.thornstep.bosses import summoned
from engines.arcade.thornstep.parts import UNIT, Thing
from engines.arcade.thornstep.room import SOLID, THORN, Room, place
from engines.arcade.thornstep.rooms import door, feet, room
from engines.arcade.thornstep.titles import TITLES
from engines.arcade.thornstep.touch import touches
from engines.marking import N_

LEVELS = tuple(TITLES)
ONLY = "only "

CRUEL = 3
DEATHS = N_("Deaths")
RETRY = 8
"""Ticks from a death to the next try; as many from a door to the next room."""
GIVE_UP = 60
"""Ticks that UP is held for to begin again from the save."""
ABYSS = 90 * UNIT
CLEARED, CLEAN, PROMPT = 1000, 500, 600
"""Points for a room, for one without deaths, and for one in no time: a tenth of a second is 1."""


class World(game.World):
    number: int = 0
    """Of the level, in LEVELS."""
    last: int = 0
    """Of the level at whose exit the run is won."""
    x: int = 0
    y: int = 0
    vx: int = 0
    vy: int = 0
    left: bool = False
    under: int = 0
    """What the hero stands on, as flags of `room`; 0 in the air."""
    deck: int = -1
    """The number of the part that carries the hero."""
    held: int = 0
    asked: int = 0
    buffer: int = 0
    coyote: int = 0
    air: int = 1
    """Jumps that are left in the air."""
    rising: bool = False
    """In a jump that ends when its button is let go."""
    dying: int = 0
    entering: int = 0
    begging: int = 0
    """Ticks that UP has been held for."""
    clock: int = 0
    """Ticks of this try in this room: all that moves by itself goes by it."""
    things: list[Thing] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    """Where this try began: x, y."""
    trail: list[int] = field(default_factory=list)
    boss: Boss | None = None
    deaths: int = 0
    lost: int = 0
    """Deaths since this room was entered."""
    since: int = 0
    """Ticks since this room was entered."""
    times: list[int] = field(default_factory=list)
    """Of each level the ticks that it took in this run; 0 where its exit was not reached."""
    save: list[int] = field(default_factory=list)
    """Of the last save: level, x, y."""

    @property
    def level(self) -> str:
        return LEVELS[self.number]

    @property
    def plan(self) -> Room:
        return room(LEVELS[self.number])

    @property
    def pose(self) -> int:
        """0 standing, 1 to 2 running, 3 going up, 4 going down."""
        if not self.under:
            return 3 if self.vy < 0 else 4
        return 1 + (self.x // (6 * UNIT)) % 2 if self.vx else 0

    @property
    def place(self) -> tuple[str, int, int, str]:
        """For a ghost: the level, the upper left corner of the hero in points, and its image."""
        side = "left" if self.left else "right"
        image = f"hero_{side}_{self.pose}"
        return self.level, (self.x >> 8) - 1, (self.y >> 8) - 1, image

    @property
    def beaten(self) -> tuple[str, ...]:
        return tuple(self.quickest)

    @property
    def counts(self) -> dict[str, int]:
        return {DEATHS: self.deaths}

    @property
    def quickest(self) -> dict[str, int]:
        return {level: time for level, time in zip(LEVELS, self.times, strict=True) if time}

    def go(self, buttons: int) -> None:
        self.since += 1
        if self.dying or self.entering:
            self.wait(buttons)
            return
        self.clock += 1
        plan = self.plan
        self.beg(buttons)
        hero.move(self, plan, buttons)
        for part, thing in zip(plan.parts, self.things, strict=True):
            part.move(self, part, thing)
        if plan.echo:
            traps.follow(self)
        if self.boss:
            summoned(plan.boss).move(self, self.boss)
        self.look(plan)

    def wait(self, buttons: int) -> None:
        self.held = buttons
        self.entering = max(0, self.entering - 1)
        if self.dying:
            self.dying -= 1
            if not self.dying:
                self.retry()

    def beg(self, buttons: int) -> None:
        self.begging = self.begging + 1 if buttons & UP else 0
        if self.begging >= GIVE_UP:
            self.begging = 0
            self.die()

    def look(self, plan: Room) -> None:
        """At the tiles that the hero touches, and at doors and saves."""
        x, y, tiles = self.x, self.y, plan.tiles
        right, feet_ = x + hero.WIDE - 1, y + hero.HIGH - 1
        for number in (place(x, y), place(right, y), place(x, feet_), place(right, feet_)):
            if tiles[number] & THORN and touches(self, plan.thorns[number]):
                self.die()
        if y > ABYSS:
            self.die()
        if self.dying:
            return
        for save in plan.saves:
            if save.hardest >= self.setup.difficulty and touches(self, door(save.column, save.row)):
                self.keep(*feet(save.column, save.row))
        if touches(self, plan.exit) and self.open:
            self.leave()

    @property
    def open(self) -> bool:
        """Whether the exit is one yet: no boss, and no shy door that was not met."""
        shy = any(
            part.kind == "shy" and not thing.state
            for part, thing in zip(self.plan.parts, self.things, strict=True)
        )
        return not shy and not (self.boss and self.boss.health)

    def die(self) -> None:
        if not self.dying:
            self.dying = RETRY
            self.deaths += 1
            self.lost += 1
            self.cues.append("die")

    def keep(self, x: int, y: int) -> None:
        if self.save != [self.number, x, y]:
            self.save = [self.number, x, y]
            self.cues.append("save")

    def retry(self) -> None:
        number, x, y = self.save
        if number != self.number:
            self.number, self.since, self.lost = number, 0, 0
        self.appear(x, y)

    def leave(self) -> None:
        self.times[self.number] = self.since
        self.score += CLEARED + max(0, PROMPT - self.since // 6)
        self.score += CLEAN if not self.lost else 0
        if self.number == self.last:
            self.ended = "won"
            self.cues.append("win")
            return
        self.cues.append("door")
        self.enter(self.number + 1)
        self.entering = RETRY

    def enter(self, number: int) -> None:
        self.number, self.since, self.lost = number, 0, 0
        x, y = self.plan.entry
        begins = self.level.endswith(("-1", "-boss"))
        if self.setup.difficulty < CRUEL or begins or not self.save:
            self.save = [number, x, y]
        self.appear(x, y)

    def appear(self, x: int, y: int) -> None:
        """The room is as it was made, and the hero stands here."""
        plan = self.plan
        self.x, self.y, self.vx, self.vy = x, y, 0, 0
        self.begun = [x, y]
        self.left, self.rising, self.deck = x > 80 * UNIT, False, -1
        self.buffer, self.coyote, self.air, self.under = 0, 0, 1, SOLID
        self.clock = self.begging = 0
        self.things = [Thing(part.x, part.y) for part in plan.parts]
        self.trail = []
        self.boss = summoned(plan.boss).begin(self.setup.difficulty) if plan.boss else None


def begin(setup: Setup) -> World:
    """ValueError for a level that there is none of."""
    level = setup.level.removeprefix(ONLY)
    if level not in LEVELS:
        raise ValueError(setup.level)
    number = LEVELS.index(level)
    last = number if setup.level.startswith(ONLY) else len(LEVELS) - 1
    world = World(setup, number=number, last=last, times=[0] * len(LEVELS))
    world.enter(number)
    return world
