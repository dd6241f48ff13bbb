"""A game for tests: every tick counts what is held, and much luck."""

from engines.arcade.chance import Chance, stream
from engines.arcade.game import LEFT, RIGHT, A, Fact, Scene, Setup, Sprite, World

LEVELS = ("1", "2", "3")


class Counting(World, kw_only=True):
    luck: Chance
    x: int = 0
    goal: int = 30

    def go(self, buttons: int) -> None:
        self.x += bool(buttons & RIGHT) - bool(buttons & LEFT)
        self.x += self.luck.one_in(50)
        if buttons & A:
            self.score += 1
            self.cues.append("hop")
        if self.x >= self.goal:
            self.ended = "won"
        elif self.x < -5:
            self.ended = "lost"

    @property
    def counts(self) -> dict[str, int]:
        return {"hops": self.score}

    @property
    def quickest(self) -> dict[str, int]:
        return {self.setup.level: self.tick} if self.ended == "won" else {}


def begin(setup: Setup) -> Counting:
    if setup.level not in LEVELS:
        raise ValueError(f"no level {setup.level}")
    return Counting(setup, luck=stream(setup.seed, "rules"))


GROUND = (Sprite("ground", 0, 0),)


def scene(world: Counting) -> Scene:
    return Scene(GROUND, [Sprite("hero", world.x, 40)])


def status(world: Counting) -> list[Fact]:
    return [Fact("Score", str(world.score))]
