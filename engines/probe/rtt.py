"""What a program prints over RTT (SEGGER's real-time transfer): a ring in its RAM that we empty."""

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
        self._turn = 0

    def read(self) -> str:
        """What was printed since the last time; "" also while the program has not begun."""
        from pyocd.core.exceptions import Error, TransferTimeoutError

        try:
            if not self._found():
                return ""
            return bytes(self.block.up_channels[0].read()).decode(errors="replace")
        except TransferTimeoutError:
            raise
        except Error:
            self.block = None  # it has moved, or the program has not written it again yet
            return ""

    def write(self, line: str) -> None:
        """Raises EngineError where the program does not listen, or has no room for the line."""
        data = line.encode() + b"\n"
        if not self._found() or not self.block.down_channels:
            raise wire.EngineError("The program does not listen over RTT.")
        if self.block.down_channels[0].write(data) != len(data):
            raise wire.EngineError("The program has not read the last line yet.", "try again")

    def close(self) -> None:
        """The program may go on printing: it drops what nobody takes."""

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
