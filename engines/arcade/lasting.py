"""Keyboards that do not tell when a key is let go: a tap of a button counts as held for a while."""


class Lasting:
    """Of the buttons in `mask`, for so many ticks; another tap meanwhile is another press."""

    def __init__(self, mask: int, ticks: int) -> None:
        self.mask, self.ticks = mask, ticks
        self.left = self.before = 0

    def held(self, buttons: int) -> int:
        """What counts as held in the next tick, of what is."""
        tapped = buttons & ~self.before & self.mask
        self.before = buttons
        if not tapped:
            self.left = max(0, self.left - 1)
            return buttons | (self.mask if self.left else 0)
        again = self.left > 1
        self.left = self.ticks + again
        return buttons & ~self.mask if again else buttons
