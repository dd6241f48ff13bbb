"""What a program prints over RTT (SEGGER's real-time transfer): a ring in its RAM that we empty."""

from codecs import getincrementaldecoder
from typing import Any

from engines import wire
from engines.probe.parts import Part

SEARCHES = 3
"""One turn in so many looks for a control block that is not there: that reads all RAM."""


class Rtt:
    """Channel 0 of both directions. A reset of the target only means to search again."""

    def __init__(self, target: Any, part: Part) -> None:
        self.target, self.part = target, part
        self.block: Any = None
        self.searching = False
        self._turn = 0
        self._unsent = b""
        # A character may come in two pieces.
        self._decode = getincrementaldecoder("utf-8")("replace").decode

    def read(self) -> str:
        """What was printed since the last time; "" also while the program has not begun."""
        from pyocd.core.exceptions import Error, TransferTimeoutError

        try:
            if not self._found():
                return ""
            self._send()
            return self._decode(bytes(self.block.up_channels[0].read()))
        except TransferTimeoutError:
            raise
        except Error:
            # It has moved, or the program has not written it again yet.
            self.block, self._unsent = None, b""
            return ""

    def write(self, line: str) -> None:
        """What its ring has no room for follows with the next reads.

        Raises EngineError where the program does not listen, or not all of the last line is sent.
        """
        if not self._found() or not self.block.down_channels:
            raise wire.EngineError("The program does not listen over RTT.")
        if self._unsent:
            why = f"{len(self._unsent)} bytes of it wait"
            raise wire.EngineError("The program has not read the last line yet.", why)
        self._unsent = line.encode() + b"\n"
        self._send()

    def close(self) -> None:
        """The program may go on printing: it drops what nobody takes."""

    def _send(self) -> None:
        if self._unsent:
            sent = self.block.down_channels[0].write(self._unsent)
            self._unsent = self._unsent[sent:]

    def _found(self) -> bool:
        if self.block is None:
            self._turn += 1
            if self._turn % SEARCHES == 1:
                self._search()
        return self.block is not None

    def _search(self) -> None:
        from pyocd.core.exceptions import RTTError
        from pyocd.debug.rtt import RTTControlBlock

        ram = self.part.ram[0]
        try:
            block = RTTControlBlock.from_target(self.target, ram.start, ram.length)
            block.start()
        except RTTError:
            return
        if block.up_channels:
            self.block = block
