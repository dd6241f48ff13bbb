"""Which pictures a terminal has, as far as it answers."""

from tests.console.test_held_keys import Clock
from tui.receipts import PATIENCE, Receipts


def test_what_was_sent_of_an_old_game_confirms_nothing_of_a_new_one():
    clock, told = Clock(), []
    receipts = Receipts(lambda: True, told.append, clock.after)
    receipts.written(7)
    receipts.answered()
    receipts.written(8)
    clock.pass_(PATIENCE / 2)
    receipts.clear()
    receipts.written(1)
    clock.pass_(PATIENCE * 0.75)
    assert told == [7]
    clock.pass_(PATIENCE / 2)
    assert told == [7, 1]
