"""What there is on the field, in whole numbers, and the blows it takes.

Foes and shots lie in lists by lane. An `x` is a foe's left edge or a shot's nose in parts of a
point, POINT of them each.
"""

from typing import NamedTuple

import msgspec
from msgspec import field as made

from engines.arcade.chance import Chance
from engines.arcade.game import World
from engines.arcade.podline.kinds import BROOD, FOES, MITE

LANES, PLOTS = 5, 4
"""Plots are the places of a lane where a plant can stand: its columns 1 to PLOTS."""
POINT = 256
COLUMN = 16 * POINT
FAR = 160 * POINT
TOP = 8
"""The points above the first lane; a lane is 16 high."""

BODY = 14 * POINT
"""How deep a foe is, for shots."""
NEVER = 1 << 40
MOST_DEW = 999
FLASHES = 24

PLAIN, UNDER, CLOSED, CROUCHED = range(4)
"""What a foe is doing: under the ground, with its shield up, about to hop."""

POD, FROST = range(2)
"""Shots."""


class Rules(NamedTuple):
    """Of a difficulty: percents of a foe's health and speed and of the dew that comes by itself,
    how often the garden can be bitten, and the ticks between a boss's warning and its blow."""

    health: int
    speed: int
    dew: int
    garden: int
    warning: int


RULES = (
    Rules(75, 80, 130, 8, 100),
    Rules(100, 100, 100, 6, 80),
    Rules(110, 106, 95, 5, 65),
    Rules(122, 114, 90, 4, 52),
)


class Foe(msgspec.Struct):
    """`slow` and `hold` are the ticks until which it is chilled and stands still; at `due` it does
    what only its kind does; `fed` is the last tick in which a plant stopped it."""

    kind: int
    x: int
    health: int
    most: int
    speed: int
    due: int = NEVER
    doing: int = PLAIN
    slow: int = 0
    hold: int = 0
    bite: int = 0
    fed: int = 0


class Plant(msgspec.Struct):
    kind: int
    health: int
    due: int
    shown: int = 0
    """The tick until which it is seen at work."""


class Shot(msgspec.Struct):
    x: int
    kind: int
    yours: bool = False


class Lob(msgspec.Struct):
    lane: int
    start: int
    goal: int
    born: int
    lands: int


class Flash(msgspec.Struct):
    """Something that is only to be seen, at this point, in points."""

    image: str
    x: int
    y: int
    until: int


class Strike(msgspec.Struct):
    """A boss's blow at a whole lane, marked from `shown` on: its plants lose `harm` at `at`, and
    whoever stands there before `until` is hurt."""

    lane: int
    shown: int
    at: int
    until: int
    harm: int


class Boss(msgspec.Struct):
    """`y` is its upper edge in points; it covers two lanes. Until `guard`, what flies straight
    does it no harm."""

    kind: int
    x: int
    y: int
    health: int
    most: int
    due: int
    goal: int
    guard: int = 0
    blows: int = 0


class Field(World):
    garden: int = 0
    dew: int = 0
    drops: int = 0
    """Parts of the next dew, in percent."""

    lane: int = 2
    choice: int = 0
    before: int = 0
    since: int = 0
    loaded: int = 0
    """The tick at which the launcher can fire again."""
    volley: int = 0
    """Shots that are still to come of the last press."""
    shown: int = 0
    safe: int = 0
    """Until this tick a blow does not hurt again."""
    combo: int = 0
    longest: int = 0
    """The most hits in a row."""

    plants: list[Plant | None] = made(default_factory=list)
    foes: list[list[Foe]] = made(default_factory=list)
    shots: list[list[Shot]] = made(default_factory=list)
    lobs: list[Lob] = made(default_factory=list)
    boss: Boss | None = None
    strikes: list[Strike] = made(default_factory=list)
    flashes: list[Flash] = made(default_factory=list)

    wave: int = 0
    waves: list[str] = made(default_factory=list)
    beats: list[str] = made(default_factory=list)
    next_beat: int = 0
    patience: int = 0
    bag: list[int] = made(default_factory=list)
    stars: int = 0

    lanes_chance: Chance = made(default_factory=lambda: Chance(0))
    waves_chance: Chance = made(default_factory=lambda: Chance(0))
    boss_chance: Chance = made(default_factory=lambda: Chance(0))

    @property
    def rules(self) -> Rules:
        return RULES[self.setup.difficulty]

    @property
    def endless(self) -> bool:
        return self.setup.level == "endless"

    def flash(self, image: str, x: int, y: int, ticks: int) -> None:
        if len(self.flashes) >= FLASHES:
            del self.flashes[0]
        self.flashes.append(Flash(image, x, y, self.tick + ticks))

    def gain(self, dew: int) -> None:
        self.dew = min(MOST_DEW, self.dew + dew)

    def earn(self, points: int) -> None:
        """Shots of yours that hit one after another make everything worth more."""
        self.score += points * self.times

    @property
    def times(self) -> int:
        return min(5, 1 + self.combo // 20)

    def bitten(self, teeth: int) -> None:
        self.garden = max(0, self.garden - teeth)
        self.combo = 0
        self.cues.append("garden")
        if not self.garden:
            self.ended = "lost"
            self.cues.append("lost")


def count(field: Field) -> None:
    """A hit of yours."""
    field.combo += 1
    field.longest = max(field.longest, field.combo)


def boss_in(field: Field, lane: int) -> Boss | None:
    """The boss, where it stands in this lane."""
    boss = field.boss
    if boss and boss.y <= TOP + lane * 16 + 8 < boss.y + 32:
        return boss
    return None


def target(field: Field, lane: int, x: int) -> bool:
    """Whether a shot from there could find something."""
    for foe in field.foes[lane]:
        if x - BODY < foe.x < FAR and foe.doing != UNDER:
            return True
    boss = boss_in(field, lane)
    return boss is not None and boss.x < FAR


def hurt(field: Field, lane: int, foe: Foe, damage: int) -> None:
    """Armour takes one from each blow, never all of it."""
    foe.health -= max(1, damage - FOES[foe.kind].armour)
    if foe.health <= 0:
        fall(field, lane, foe)


def fall(field: Field, lane: int, foe: Foe) -> None:
    kind = FOES[foe.kind]
    field.foes[lane] = [other for other in field.foes[lane] if other is not foe]
    field.earn(kind.points)
    field.gain(kind.dew)
    field.flash("puff", foe.x // POINT, TOP + lane * 16, 14)
    field.cues.append("fall")
    if foe.kind == BROOD:
        for beside in (lane - 1, lane + 1):
            if 0 <= beside < LANES:
                appear(field, MITE, beside, min(foe.x + COLUMN // 2, FAR))


def appear(field: Field, number: int, lane: int, x: int = FAR) -> Foe:
    """A new foe. In the endless garden they grow stronger with the waves."""
    kind, rules = FOES[number], field.rules
    growth = 100 + (8 * max(0, field.wave - 5) if field.endless else 0)
    health = max(1, kind.health * rules.health * growth // 10000)
    speed = kind.speed * rules.speed // 100
    foe = Foe(number, x, health, health, speed)
    if kind.first:
        foe.due = field.tick + kind.first
    field.foes[lane].append(foe)
    return foe


def harm(field: Field, place: int, damage: int) -> None:
    """A plant is bitten or struck."""
    plant = field.plants[place]
    if plant is None:
        return
    plant.health -= damage
    if plant.health <= 0:
        field.plants[place] = None
        lane, plot = divmod(place, PLOTS)
        field.flash("leaves", 16 + plot * 16, TOP + lane * 16, 18)
        field.cues.append("eaten")


def hurt_boss(field: Field, damage: int) -> None:
    boss = field.boss
    if boss is None:
        return
    boss.health -= damage
    if boss.health <= 0:
        field.earn(1500 * (1 + boss.kind))
        field.gain(150)
        for number in range(4):
            x, y = boss.x // POINT + number % 2 * 16, boss.y + number // 2 * 16
            field.flash("puff", x, y, 40 + number * 8)
        field.boss = None
        field.strikes.clear()
        field.cues.append("boss_falls")
