"""Signals whose handlers are Textual's: run by the loop, one after the other."""

import signal

from tests import eventually
from tui.signals import between_events


async def test_a_size_is_not_overtaken_by_an_older_one():
    """The second signal comes while the first is being handled."""
    sizes, sent = ["new", "old"], []

    def handler(sign, frame):
        size = sizes.pop()
        if sizes:
            signal.raise_signal(signal.SIGWINCH)
        sent.append(size)

    before = signal.signal(signal.SIGWINCH, handler)
    try:
        between_events(signal.SIGWINCH)
        signal.raise_signal(signal.SIGWINCH)
        await eventually(lambda: len(sent) == 2)
        assert sent == ["old", "new"]
    finally:
        signal.signal(signal.SIGWINCH, before)
