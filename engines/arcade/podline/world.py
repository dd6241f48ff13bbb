"""Podline: whoever comes along the five lanes must not reach the garden at their left end."""

from engines.arcade.chance import stream
from engines.arcade.game import Setup
from engines.arcade.podline.bosses import fight
from engines.arcade.podline.field import LANES, PLOTS, RULES, Field
from engines.arcade.podline.hand import obey
from engines.arcade.podline.helpers import grow
from engines.arcade.podline.march import march
from engines.arcade.podline.shots import fly
from engines.arcade.podline.waves import FIRST, STAGES, arrive, composed
from engines.marking import N_
from engines.wire import EngineError

LEVELS: tuple[str, ...] = (*STAGES, "endless")
START, MORE = 100, 25
"""Dew at the beginning of the first stage, and so much more at each later one's."""
DROPS = 5
"""Percent of a dew that come by themselves in a tick."""


class Podline(Field):
    """The whole state of a run. `stars`, 1 to 3, are known once it is won."""

    def go(self, buttons: int) -> None:
        obey(self, buttons)
        self.drops += self.rules.dew * DROPS
        if self.drops >= 10000:
            self.drops -= 10000
            self.gain(1)
        grow(self)
        fly(self)
        march(self)
        fight(self)
        if not self.ended:
            arrive(self)
        if self.flashes:
            self.flashes = [flash for flash in self.flashes if flash.until > self.tick]
        if self.ended == "won":
            reward(self)


def begin(setup: Setup) -> Podline:
    """EngineError for a level that there is not."""
    if setup.level not in LEVELS:
        raise EngineError(N_("Podline has no such level."), setup.level, "zerodeck arcade list")
    rules = RULES[setup.difficulty]
    world = Podline(
        setup,
        garden=rules.garden,
        dew=(START + MORE * LEVELS.index(setup.level)) * rules.dew // 100,
        plants=[None] * (LANES * PLOTS),
        foes=[[] for _ in range(LANES)],
        shots=[[] for _ in range(LANES)],
        next_beat=FIRST,
        lanes_chance=stream(setup.seed, "lanes"),
        waves_chance=stream(setup.seed, "waves"),
        boss_chance=stream(setup.seed, "boss"),
    )
    world.waves = [composed(world, 1)] if world.endless else list(STAGES[setup.level])
    return world


def reward(world: Podline) -> None:
    """Three stars for a garden that nobody bit, two for one of which half is left."""
    whole = world.rules.garden
    world.stars = 3 if world.garden == whole else 2 if world.garden * 2 >= whole else 1
    world.score += world.garden * 100 + world.dew + world.longest * 10
    world.cues.append("won")
