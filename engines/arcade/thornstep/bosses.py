"""The boss of a room, by the name that its file gives."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from engines.arcade.thornstep import foreman, gourd, moth
from engines.arcade.thornstep.boss import Boss, resting

if TYPE_CHECKING:
    from engines.arcade.thornstep.world import World


class Kind(NamedTuple):
    """`begin` takes the difficulty; `idle` tells for how many ticks nothing can hurt it."""

    begin: Callable[[int], Boss]
    move: Callable[["World", Boss], None]
    idle: Callable[[Boss], int]


BOSSES = {
    "gourd": Kind(gourd.begin, gourd.move, gourd.idle),
    "foreman": Kind(foreman.begin, foreman.move, resting),
    "moth": Kind(moth.begin, moth.move, resting),
}


def summoned(name: str) -> Kind:
    return BOSSES[name]
