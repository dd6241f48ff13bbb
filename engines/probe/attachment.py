"""A probe that is ours, and a connection through it that can be made anew."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from engines import wire
from engines.locks import CONSOLE
from engines.probe import source
from engines.probe.messages import Connected, Look, ShowMemory, Standing
from engines.probe.session import Lost, translated
from engines.probe.standing import standing
from engines.probe.symbols import Symbols, named


class Attachment:
    """Until closed nobody else has the probe.

    `connected` is what there is to tell of it. Raises EngineError, and then holds nothing.
    """

    connected: Connected

    def __init__(self, request: Look, root: Path) -> None:
        self.request = request
        self.connection: Any = None
        self.symbols = Symbols(())
        self._open = ExitStack()
        with ExitStack() as held:
            self.source = held.enter_context(source.held(request.wanted, root, CONSOLE))
            held.callback(self.disconnect)
            try:
                self.connect()
            except Lost as error:
                raise source.unreachable(error) from error
            self._held = held.pop_all()

    def connect(self) -> None:
        """Once more, if there was a connection. Raises Lost and EngineError; then there is none."""
        from engines.probe.connect import connected

        self.disconnect()
        wanted = self.request.wanted
        with ExitStack() as opened:
            connection = opened.enter_context(connected(self.source.probe(), wanted))
            with translated():
                self.symbols, note = named(connection.target, self.request.program)
            if (plugged := self.source.plugged()) is None:
                raise Lost("it is not on the bus")
            self._open = opened.pop_all()
        self.connection = connection
        target = connection.facts()
        if note:
            target = msgspec.structs.replace(target, notes=(*target.notes, note))
        self.connected = Connected(plugged, target)

    def disconnect(self) -> None:
        self.connection = None
        self._open.close()

    def close(self) -> None:
        self._held.close()

    def standing(self, shown: ShowMemory) -> Standing:
        """How the core stands now. Raises Lost and EngineError."""
        if self.connection is None:
            raise wire.EngineError("The chip does not answer.")
        with translated():
            return standing(self.connection.target, shown, self.symbols)
