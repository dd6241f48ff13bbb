"""Who comes when. A wave is written as its beats: a letter is a foe of that kind, "." is nobody,
and those in round brackets come at once."""

from engines.arcade.podline.field import LANES, Boss, Field, appear
from engines.arcade.podline.kinds import BOSSES, FOES

BEAT = 60
FIRST, REST, PATIENCE = 240, 200, 1500
"""Ticks before the first wave, after a wave that was beaten, and until the next comes anyway."""

STAGES: dict[str, tuple[str, str, str]] = {
    "1": (
        "g....g....g....g...g...g...g",
        "g...g...g..g...g..(gg)...g..g...(gg)",
        "g..g..s...g..(gg)..s...g..(gs)...(gg)..s..(gsg)",
    ),
    "2": (
        "g..s..g..(gg)...s..g..s..g..(gs)",
        "s..(gg)..s..g..(gs)...(gg)..s..(ss)..g..(ggs)",
        "(gg)..s..(ss)..g..(gg)..s..(gs)..(gg)..(ss)..g..(gsgs)",
    ),
    "3": (
        "g..i..g..s..(gg)..i..g..(ss)..i..(gg)",
        "i..(gs)..g..i..(gg)..(ss)..(ig)..g..s..(ggi)",
        "(gi)..s..(gg)..i..(ss)..(gg)..i..(gs)..(ii)..g..(ssg)",
    ),
    "4": (
        "h..g..(gh)..s..h..g..(gs)..h..(gg)..(hh)",
        "(hg)..i..g..(hh)..s..(gg)..(ih)..s..(hg)..(ggs)",
        "(gh)..i..(ss)..(hg)..g..(ih)..(hh)..(gs)..i..(ggh)..(ss)",
    ),
    "5": (
        "b..g..(gs)..h..b..g..(gh)..(ss)..b..(gg)",
        "(gb)..i..h..(gs)..b..(gg)..(hi)..s..(bg)..(ggs)",
        "(bg)..(ss)..i..(gh)..b..(gg)..(sb)............W",
    ),
    "6": (
        "d..(gg)..d..s..(gd)..b..(gs)..d..(gg)..(dh)",
        "(dg)..h..(gs)..b..(dd)..(gg)..h..(ds)..g..(gdg)..(ss)",
        "(id)..(gg)..(ds)..b..(gh)..(dg)..(ss)..(di)..(ggb)..(dsg)",
    ),
    "7": (
        "g..(mg)..g..(gi)..s..(mg)..g..(gs)..d..(gmg)",
        "(gm)..(gg)..i..(hm)..(gs)..b..(gim)..d..(gg)..(mss)..(gg)",
        "(dm)..(gg)..(ib)..(gmi)..h..(gs)..(dm)..(ggg)..(im)..(bss)",
    ),
    "8": (
        "v...g...s..(gg)..v..(gi)...(gv)..s..(vv)..(ggs)",
        "(vd)..(gg)..(vv)..m..(gi)..(sv)..(gg)..(vh)..(dm)..(gvg)..(ss)",
        "(bv)..(gs)..(giv)..d..(sm)..(vv)..(hg)..(bv)..(gs)..(vd)..(ss)",
    ),
    "9": (
        "i...g...(sg)..d..(gg)...(mb)..h..(gvs)..(gi)..(ds)..(gg)",
        "(di)..(hg)..(bss)..(mv)..(ggg)..(id)..(gvb)..(hs)..(gmg)..(ssg)",
        "(ggi)..(vg)..(dmg)..(bs)..(sig)..(hg)..(vdb)..(gg)..(bim)..(gsghs)",
    ),
    "10": (
        "g...s...(ig)..d..(gb)...(mg)..h..(ggs)..(di)..(sv)..(gb)",
        "(img)..(vs)..(ggs)..(bd)..(dhg)..(vi)..(ggs)..(mb)..(gig)..(ssg)",
        "(bg)..(dvg)..(ggs)..(ih)..(gmg)..(ssb)..(gi)............M",
    ),
}
LETTERS = {kind.letter: number for number, kind in enumerate(FOES)}
GIANTS = {giant.letter: number for number, giant in enumerate(BOSSES)}
LATER = (("g", 1), ("s", 1), ("i", 3), ("h", 4), ("b", 5), ("d", 6), ("m", 7), ("v", 8))
"""In the endless garden: the wave from which a kind comes."""
EVERY = 10
"""There, after so many waves comes a boss."""


def beats(wave: str) -> list[str]:
    """ "g.(gg)" is ["g", "", "gg"]."""
    found = []
    while wave:
        if wave[0] == "(":
            group, _, wave = wave[1:].partition(")")
        else:
            group, wave = wave[0].strip("."), wave[1:]
        found.append(group)
    return found


def preview(wave: str) -> list[tuple[str, int]]:
    """The titles of who comes, and how many of each."""
    kinds = [(kind.title, kind.letter) for kind in FOES]
    kinds += [(giant.title, giant.letter) for giant in BOSSES]
    return [(title, wave.count(letter)) for title, letter in kinds if letter in wave]


def composed(field: Field, number: int) -> str:
    """The endless garden's wave of this number, 1 the first."""
    chance = field.waves_chance
    letters = [letter for letter, first in LATER if first <= number]
    groups = []
    for _ in range(min(12, 5 + number // 2)):
        size = 1 + chance.below(min(5, 1 + (number + 2) // 4))
        group = "".join(letters[chance.below(len(letters))] for _ in range(size))
        groups.append(group if size == 1 else f"({group})")
    if number % EVERY == 0:
        groups = [*groups[: len(groups) // 2], "......", "WM"[number // EVERY % 2 - 1]]
    return "..".join(groups)


def arrive(field: Field) -> None:
    if field.tick < field.next_beat:
        return
    if field.beats:
        field.next_beat = field.tick + BEAT
        enter(field, field.beats.pop(0))
        if not field.beats:
            field.patience = field.tick + PATIENCE
        return
    empty = field.boss is None and not any(field.foes)
    if empty or (field.tick >= field.patience and field.waves and field.boss is None):
        over(field, empty)


def over(field: Field, empty: bool) -> None:
    """The next wave, now or after a rest; or this was the last."""
    if field.wave and empty and field.patience:
        field.patience = 0
        if not field.waves:
            field.ended = "won"
            return
        field.next_beat = field.tick + REST
        return
    field.wave += 1
    field.beats = beats(field.waves.pop(0))
    if field.endless:
        field.waves.append(composed(field, field.wave + 1))
    field.patience = field.tick + PATIENCE
    field.cues.append("wave")


def enter(field: Field, letters: str) -> None:
    taken: list[int] = []
    for letter in letters:
        if letter in GIANTS:
            come(field, GIANTS[letter])
        else:
            lane = drawn(field, taken)
            taken.append(lane)
            appear(field, LETTERS[letter], lane)


def come(field: Field, kind: int) -> None:
    health = BOSSES[kind].health * field.rules.health // 100
    if field.endless:
        health = health * (100 + 2 * field.wave) // 100
    field.boss = Boss(kind, 164 * 256, 8 + 16, health, health, field.tick + 200, 1)
    field.cues.append("boss")


def drawn(field: Field, taken: list[int]) -> int:
    """A lane, each once before any comes again, and none twice in a beat."""
    for _ in range(2):
        if not field.bag:
            field.bag = shuffled(field)
        for place, lane in enumerate(field.bag):
            if lane not in taken:
                return field.bag.pop(place)
        field.bag = []
    return taken[0]


def shuffled(field: Field) -> list[int]:
    lanes = list(range(LANES))
    for place in range(LANES - 1, 0, -1):
        other = field.lanes_chance.below(place + 1)
        lanes[place], lanes[other] = lanes[other], lanes[place]
    return lanes
