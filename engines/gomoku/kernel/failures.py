"""What proof searches remember: positions where no win was found, and with how much tried."""

BITS = 16

FOURS, THREATS = 0, 1
KEYS = (
    (0x9D39247E33776D41, 0x2AF7398005AAA5C7),
    (0x44DB015024623547, 0x9C15F73E62A76AE2),
)
"""They set the positions of the two proof searches, and of the two attackers, apart."""


class Failures:
    """2 ** BITS slots; what comes later takes the place of what was there."""

    def __init__(self, bits: int = BITS) -> None:
        self.mask = (1 << bits) - 1
        self.slots: dict[int, tuple[int, int]] = {}

    def failed(self, key: int, left: int) -> bool:
        """Whether as many moves, or more, did not win."""
        known, tried = self.slots.get(key & self.mask, (-1, -1))
        return known == key and tried >= left

    def remember(self, key: int, left: int) -> None:
        self.slots[key & self.mask] = key, left
