"""The reader's side of an event stream: bytes in, batches of typed events out."""

import importlib
from typing import Any

import msgspec

from engines import ENGINES, wire

UPGRADE = "pip install --upgrade zerodeck"


class Events:
    """Reads one stream of engine `name`. `ended` is set once its last event has been given out.

    Whatever is wrong with the stream becomes its last event, a `Failed`, behind all that was good.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.ended = False
        self._decode = msgspec.json.Decoder(event_type(name)).decode
        self._lines = wire.Lines()
        self._greeted = False

    def feed(self, data: bytes) -> list[wire.Message]:
        batch: list[wire.Message] = []
        try:
            for line in self._lines.feed(data):
                batch.append(self._event(line))
                if isinstance(batch[-1], wire.LAST):
                    self.ended = True
                    return batch
        except wire.NO_MESSAGE as error:
            batch.append(self.fail("The engine sent something that is no message.", str(error)))
        except wire.EngineError as error:
            batch.append(self.fail(error.failed.what, error.failed.why, error.failed.fix))
        return batch

    def fail(self, what: str, why: str = "", fix: str = "") -> wire.Failed:
        """End the stream with this as its last event."""
        self.ended = True
        return wire.Failed(what, why, fix)

    def _event(self, line: bytes) -> wire.Message:
        if not self._greeted:
            self._greeted = True
            check(msgspec.json.decode(line, type=wire.Hello), self.name)
        event: wire.Message = self._decode(line)
        return event


def event_type(name: str) -> Any:
    """The union of all that engine `name` may say."""
    if name not in ENGINES:
        raise wire.EngineError("There is no such engine.", name, "zerodeck --help")
    return importlib.import_module(f"{ENGINES[name]}.messages").Event


def check(hello: wire.Hello, name: str) -> None:
    """Raises EngineError unless both sides speak the same words."""
    if hello.wire != wire.WIRE:
        why = f"wire {hello.wire} of version {hello.version}, here it is {wire.WIRE}"
        raise wire.EngineError("The engine is of another version.", why, UPGRADE)
    if hello.engine != name:
        raise wire.EngineError("Another engine answered.", f"{hello.engine} instead of {name}")
