"""Random numbers that are the same on every machine and with every Python, for as long as games are
replayed.

Each purpose has its own stream: a new foe's colour must not change which foe comes next.
"""

import zlib

import msgspec

MULTIPLIER, INCREMENT = 6364136223846793005, 1442695040888963407
WORD, LONG = (1 << 32) - 1, (1 << 64) - 1


class Chance(msgspec.Struct):
    """PCG32 (O'Neill 2014, XSH-RR 64/32), with one increment for all streams."""

    state: int

    def below(self, count: int) -> int:
        """0 to count - 1; `count` is far below 2^32, so that each is as likely as another."""
        return self.word() * count >> 32

    def one_in(self, count: int) -> bool:
        return not self.below(count)

    def word(self) -> int:
        old = self.state
        self.state = old * MULTIPLIER + INCREMENT & LONG
        mixed = (old >> 18 ^ old) >> 27 & WORD
        turn = old >> 59
        return (mixed >> turn | mixed << (32 - turn)) & WORD


def stream(seed: int, purpose: str) -> Chance:
    """The same seed and purpose always begin the same stream."""
    chance = Chance(0)
    for part in (seed & WORD, seed >> 32 & WORD, zlib.crc32(purpose.encode())):
        chance.state = chance.state + part & LONG
        chance.word()
    return chance
