"""How long to think, by what a manager of games has said about time. All in seconds."""

import msgspec

DEFAULT_TURN = 30.0
"""What the protocol's own manager gives where nobody has said anything."""

QUICK = 0.05
"""For a move that is to come as fast as possible."""

SHARES, FEWEST_SHARES = 20, 8
"""What is left of a match is shared out among so many moves of ours, fewer as the game goes on."""

MARGIN, SHARE_OF_MARGIN = 0.02, 0.03
"""Of each move: kept back for what lies between our clock and the manager's."""

FIRST_OVERRUN = 0.05
"""How much longer than asked a player takes, before one move has told."""

FORGETTING = 0.97
LEAST = 0.3
"""The share of a move's time that is used whatever the margins are."""

MOST = 86_400.0

TOLERANCE, SHARE_OF_TOLERANCE = 0.5, 0.05


class Timing(msgspec.Struct):
    """`turn` 0 is as fast as possible; `match` 0 is no limit; `left` is known once it was told.

    `overrun`: how much longer than asked the player took lately. It is measured, so that a slow or
    a busy machine is given a larger margin.
    """

    turn: float = DEFAULT_TURN
    match: float = 0.0
    left: float | None = None
    overrun: float = FIRST_OVERRUN

    def limit(self, moves: int) -> float:
        """What the next move may take in all, after so many of ours."""
        if self.turn <= 0:
            return QUICK
        if self.match <= 0:
            return self.turn
        left = self.match if self.left is None else self.left
        return min(self.turn, max(left, 0.0) / max(FEWEST_SHARES, SHARES - moves))

    def seconds(self, moves: int) -> float:
        """What a player may be given for it."""
        limit = self.limit(moves)
        margin = max(MARGIN, SHARE_OF_MARGIN * limit) + self.overrun
        return min(max(limit - margin, LEAST * limit), MOST)

    def note(self, given: float, took: float) -> None:
        """A player that was given so much has taken so much."""
        self.overrun = max(took - given, FORGETTING * self.overrun)
        if self.match > 0:
            self.left = (self.match if self.left is None else self.left) - took

    def begin(self) -> None:
        """Another match: its time is whole."""
        self.left = None


def allowed(seconds: float) -> float:
    """What a move that may take so long is waited for, before it is lost on time.

    A manager has a tolerance, or a machine that is busy for a moment would decide games.
    """
    return TOLERANCE + (1 + SHARE_OF_TOLERANCE) * seconds
