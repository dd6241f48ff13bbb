"""A number for each stone: the hash of a position is the XOR of those of its stones.

Whose turn it is follows from how many stones there are, so the hash need not say it. The numbers
are those of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
2014) from a fixed seed: the same everywhere, so that all searches and saved tables agree.
"""

from functools import cache

SEED = 0x5A45524F4445434B
MASK = (1 << 64) - 1

Keys = tuple[int, ...]


def splitmix64(state: int) -> tuple[int, int]:
    """The next state, and its number; both of 64 bits."""
    state = (state + 0x9E3779B97F4A7C15) & MASK
    mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
    return state, mixed ^ (mixed >> 31)


@cache
def keys(size: int) -> tuple[Keys, Keys]:
    """Black's and white's, by point: black's are the first `size * size` numbers after SEED."""
    state, numbers = SEED, []
    for _ in range(2 * size * size):
        state, number = splitmix64(state)
        numbers.append(number)
    return tuple(numbers[: size * size]), tuple(numbers[size * size :])
