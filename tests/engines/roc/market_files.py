"""Files of bars to look at, and a conversation without a child."""

import struct
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from engines import wire
from engines.inbox import Inbox, Stopped
from engines.roc.engine import serve

FIRST = date(2024, 1, 1)
PATIENCE = 20.0
"""Seconds."""


def record(day: date, close: float, opened: float | None = None, lots: int = 10_000) -> bytes:
    """A bar of a .day file whose turnover lies within it."""
    prices = [round(100 * (close if opened is None else opened)), round(100 * close)]
    opened_, closed = prices
    amount = closed / 100 * lots * 100
    shares = lots * 100
    fields = (opened_, max(prices), min(prices), closed, amount, shares, 0)
    return struct.pack("<IIIIIfII", day.year * 10_000 + day.month * 100 + day.day, *fields)


def records(closes: Iterable[float], first: date = FIRST, lots: int = 10_000) -> bytes:
    """A bar a day; each opens where the last closed."""
    found, before = [], None
    for at, close in enumerate(closes):
        found.append(record(first + timedelta(at), close, before, lots))
        before = close
    return b"".join(found)


def day_file(folder: Path, symbol: str, closes: Iterable[float], **options: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{symbol}.day"
    path.write_bytes(records(closes, **options))
    return path


def walk(seed: int, bars: int = 300, start: float = 20.0) -> list[float]:
    steps = np.random.default_rng(seed).normal(0, 0.02, bars)
    return np.round(np.maximum(start * np.exp(np.cumsum(steps)), 1), 2).tolist()


def market(folder: Path, count: int, bars: int = 300, first: int = 600_000) -> list[Path]:
    """Symbols sh600000, sh600001, …, each on a walk of its own."""
    return [day_file(folder, f"sh{first + number}", walk(number, bars)) for number in range(count)]


Said = tuple[wire.Done | Exception, list[wire.Message]]


def talk(
    *requests: wire.Message,
    then: Callable[[Inbox, wire.Message], None] = lambda inbox, event: None,
    patience: float = PATIENCE,
) -> Said:
    """What serve came to and what it said; `then` sees each event, and may ask or stop."""
    inbox: Inbox = Inbox(requests)
    events: list[wire.Message] = []

    def emit(message: wire.Message) -> None:
        wire.encode(message)
        events.append(message)
        then(inbox, message)

    late = AssertionError("it waits for ever")
    alarm = threading.Timer(patience, inbox.stop, (late,))
    alarm.start()
    try:
        return serve(inbox, emit), events
    except (wire.EngineError, Stopped) as error:
        return error, events
    finally:
        alarm.cancel()


def kinds(events: Sequence[wire.Message]) -> list[str]:
    return [type(event).__name__ for event in events if not isinstance(event, wire.Progress)]


def only(events: Sequence[wire.Message], kind: type) -> list:
    return [event for event in events if isinstance(event, kind)]
