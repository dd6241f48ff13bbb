"""Ways through all rooms, that searches found: `python -m engines.arcade.thornstep.ways` finds them
anew, for when a room or the rules have changed.

A line of assets/arcade/thornstep/ways.txt has a level, for a boss also the difficulty, and then the
buttons and for how many ticks each of them is held: "1-2 R12 RA6 .3".
"""

from functools import cache
from itertools import groupby

from engines.arcade.game import DIFFICULTIES, DOWN, LEFT, RIGHT, UP, A, B, Setup
from engines.arcade.thornstep.rooms import FOLDER
from engines.arcade.thornstep.world import LEVELS, ONLY, begin

LETTERS = {"L": LEFT, "R": RIGHT, "U": UP, "D": DOWN, "A": A, "B": B}
FILE = FOLDER / "ways.txt"
MOST = 150_000
"""States that a search may look at."""


def name(level: str, difficulty: int) -> str:
    """Rooms are the same on every difficulty, and bosses are not."""
    return f"{level}/{difficulty}" if level.endswith("boss") else level


@cache
def ways() -> dict[str, list[int]]:
    """The buttons of each tick, by `name`."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return {words[0]: read(words[1:]) for line in lines if (words := line.split())}


def read(words: list[str]) -> list[int]:
    held: list[int] = []
    for word in words:
        letters = word.rstrip("0123456789")
        buttons = sum(LETTERS.get(letter, 0) for letter in letters)
        held += [buttons] * int(word[len(letters) :])
    return held


def written(way: list[int]) -> str:
    runs = [(buttons, sum(1 for _ in run)) for buttons, run in groupby(way)]
    return " ".join(f"{letters(buttons)}{ticks}" for buttons, ticks in runs)


def letters(buttons: int) -> str:
    return "".join(letter for letter, bit in LETTERS.items() if buttons & bit) or "."


def found() -> dict[str, list[int]]:
    """By searching. ValueError for a level that it finds no way through."""
    from engines.arcade.thornstep.search import solve

    new = {}
    for level in LEVELS:
        for difficulty in range(len(DIFFICULTIES)):
            if (title := name(level, difficulty)) not in new:
                way = solve(begin(Setup("thornstep", ONLY + level, difficulty)), MOST)
                if way is None:
                    raise ValueError(f"no way through {title}")
                new[title] = way
    return new


if __name__ == "__main__":
    lines = [f"{title} {written(way)}\n" for title, way in found().items()]
    FILE.write_text("".join(lines), encoding="utf-8")
