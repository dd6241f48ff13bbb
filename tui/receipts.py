"""Which pictures a terminal has: it is asked where its cursor is, and when it answers, it has all
that was written before. So a link that is slow, behind however many buffers, is not sent more than
it takes."""

from collections.abc import Callable

from tui.held_keys import After, Timer

PATIENCE = 2.0
"""Seconds for the terminal to answer."""


class Receipts:
    """`ask` the terminal: False where there is nobody to ask; `tell` whoever draws that the picture
    of this number is there. `after` calls something once so many seconds have passed."""

    def __init__(self, ask: Callable[[], bool], tell: Callable[[int], None], after: After) -> None:
        self.ask, self.tell, self.after = ask, tell, after
        self.waiting: list[int] = []
        """Pictures that were written, and that the terminal has not confirmed."""
        self.answers = self.mute = False
        self.patience: Timer | None = None

    def clear(self) -> None:
        self.waiting = []
        self.rest()

    def rest(self) -> None:
        """No answer is waited for."""
        if self.patience:
            self.patience.stop()
            self.patience = None

    def written(self, number: int) -> None:
        self.waiting.append(number)
        if self.mute or not self.ask():
            self.confirm()
        elif self.patience is None:
            self.patience = self.after(PATIENCE, self.unanswered)

    def answered(self) -> None:
        self.answers, self.mute = True, False
        self.confirm()

    def confirm(self) -> None:
        self.rest()
        if self.waiting:
            self.tell(self.waiting.pop(0))
        if self.waiting and not self.mute:
            self.patience = self.after(PATIENCE, self.unanswered)

    def unanswered(self) -> None:
        """A terminal that never answers is taken to be as quick as we are."""
        self.patience, self.mute = None, not self.answers
        while self.waiting:
            self.tell(self.waiting.pop(0))
