"""What the sleeper is asked, and what it tells."""

from engines import wire


class Count(wire.Message, frozen=True):
    """Count to `to`, with `pause` seconds for each number. A newer Count replaces this one.

    Each number writes "(" and ")" to the file `work`, so half-done work shows.
    """

    to: int = 3
    pause: float = 0.002
    fault: str = ""
    work: str = ""
    ballast: str = ""

    def __post_init__(self) -> None:
        if self.to < 0:
            raise ValueError("to is 0 or more")
        if self.fault == "broken check":
            raise KeyError("a check that is wrong itself")


class Counting(wire.Message, frozen=True):
    """What follows answers the request to count to `to`, which brought `ballast` characters."""

    to: int
    ballast: int


class Done(wire.Done, frozen=True):
    counted: int
    ballast: str = ""


Request = Count | wire.Cancel
Event = Counting | Done | wire.Common
