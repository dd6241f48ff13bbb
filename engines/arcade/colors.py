"""The 256 colors of a terminal, and which of them is nearest to one that is given.

A table for all colors of 5 bits a channel, for whoever looks up whole pictures at once (numpy):

    table = np.frombuffer(nearest_of_each(), np.uint8)
    numbers = table[(r >> 3 << 10) | (g >> 3 << 5) | b >> 3]     # r, g, b as uint16
"""

from functools import cache

RGB = tuple[int, int, int]

SYSTEM: tuple[RGB, ...] = (
    (0, 0, 0),
    (205, 0, 0),
    (0, 205, 0),
    (205, 205, 0),
    (0, 0, 238),
    (205, 0, 205),
    (0, 205, 205),
    (229, 229, 229),
    (127, 127, 127),
    (255, 0, 0),
    (0, 255, 0),
    (255, 255, 0),
    (92, 92, 255),
    (255, 0, 255),
    (0, 255, 255),
    (255, 255, 255),
)
"""Of xterm; other terminals have others, and themes change them."""

STEPS = (0, 95, 135, 175, 215, 255)
"""Each channel of the cube of 6x6x6 colors, which begins at number CUBE."""
CUBE, GRAYS, ALL = 16, 232, 256
WEIGHTS = (2, 4, 3)
"""How much a difference of red, green and blue weighs."""


def rgb(number: int) -> RGB:
    """IndexError unless it is 0 to 255."""
    if not 0 <= number < ALL:
        raise IndexError(number)
    if number < CUBE:
        return SYSTEM[number]
    if number >= GRAYS:
        return (gray(number),) * 3
    red, rest = divmod(number - CUBE, 36)
    return STEPS[red], STEPS[rest // 6], STEPS[rest % 6]


def gray(number: int) -> int:
    return 8 + 10 * (number - GRAYS)


def distance(one: RGB, other: RGB) -> int:
    """Squared and weighted: of whole numbers, so that all machines choose the same color."""
    return sum(w * (a - b) * (a - b) for w, a, b in zip(WEIGHTS, one, other, strict=True))


@cache
def nearest_256(color: RGB) -> int:
    """Of the cube and the grays: those look the same in all terminals. Of equals the first."""
    r, g, b = (min(range(6), key=lambda step: abs(STEPS[step] - level)) for level in color)
    near: list[int] = [CUBE + 36 * r + 6 * g + b, *range(GRAYS, ALL)]
    return min(near, key=lambda number: distance(color, rgb(number)))


@cache
def nearest_16(color: RGB) -> int:
    """Of xterm's system colors; of equals the first. How colorful it is counts as well: a pink
    must not become a gray, though one may be nearer."""

    def unlike(number: int) -> int:
        faded = chroma(color) - chroma(SYSTEM[number])
        return distance(color, SYSTEM[number]) + faded * faded

    return min(range(CUBE), key=unlike)


def chroma(color: RGB) -> int:
    return max(color) - min(color)


@cache
def nearest_of_each() -> bytes:
    """The nearest of 256 for each color of 5 bits a channel, at red * 1024 + green * 32 + blue.

    Where one of the 256 falls into such a place itself, that one, so that it stays what it is; of
    a gray and another, the gray.
    """
    levels = [level << 3 | level >> 2 for level in range(32)]
    steps = [min(range(6), key=lambda step: abs(STEPS[step] - level)) for level in levels]
    off = [(STEPS[step] - level) ** 2 for step, level in zip(steps, levels, strict=True)]
    shades = [min(23, max(0, (level - 3) // 10)) for level in range(ALL)]
    red, green, blue = WEIGHTS
    table = bytearray()
    for r, r_level in enumerate(levels):
        for g, g_level in enumerate(levels):
            mixed, cube = red * r_level + green * g_level, CUBE + 36 * steps[r] + 6 * steps[g]
            error = red * off[r] + green * off[g]
            for b, b_level in enumerate(levels):
                shade = shades[(mixed + blue * b_level) // sum(WEIGHTS)]
                level = 8 + 10 * shade
                far = (
                    red * (r_level - level) ** 2
                    + green * (g_level - level) ** 2
                    + blue * (b_level - level) ** 2
                )
                nearer = far < error + blue * off[b]
                table.append(GRAYS + shade if nearer else cube + steps[b])
    for number in range(CUBE, ALL):
        table[place(rgb(number))] = number
    return bytes(table)


def place(color: RGB) -> int:
    """Of a color in that table."""
    r, g, b = color
    return r >> 3 << 10 | g >> 3 << 5 | b >> 3
