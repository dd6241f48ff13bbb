"""What a program prints over RTT (SEGGER's real-time transfer): a ring in its RAM that we empty."""

import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from typing import Any

from engines import wire
from engines.marking import N_
from engines.probe.control_block import ControlBlock, block_at, put, ring_at, search, take
from engines.probe.parts import Part

SPELL = 0.05
"""Seconds that a turn may search: all of RAM takes seconds, and others want the probe meanwhile."""

MOST = 4096
"""Bytes read in a turn, and of what waits to be sent."""

MOST_BLOCKS = 8

PATIENCE = 2.0
"""Seconds in which one of several blocks shall show that the program writes to it."""

AGAIN, QUIET = 1.0, 5.0
"""Seconds between two searches where there is no block, and where it says nothing: it may be one
of an earlier program."""


class Rtt:
    """Channel 0 of both directions. A reset of the target only means to search again.

    RAM outlives a reset, and so do control blocks of earlier programs. The one in use is known by
    its moving; where none moves, by its having something to say. Raises EngineError for a part
    whose RAM is not known.
    """

    def __init__(self, target: Any, part: Part, now: Callable[[], float] = time.monotonic) -> None:
        if not part.ram:
            raise wire.EngineError(
                "RTT is in RAM, and where this part has that is not known.",
                part.name,
                "zerodeck probe rtt --target NAME",
            )
        self.target, self.ram, self.now = target, part.ram, now
        self.block: int | None = None
        """The address of the one in use."""
        self._moves = False
        """It was seen moving."""
        self._found: dict[int, int | None] = {}
        """The blocks there are, and where their writers were. None is for one that has vanished:
        wherever its writer is when it is back, it has moved."""
        self._since = 0.0
        """When the first of them was found, or the one in use vanished."""
        self._search: Iterator[int | None] | None = search(target, self.ram)
        self._searched = False
        """All of RAM, once at least."""
        self._due = 0.0
        """When to search again."""
        self._unsent = b""
        self._begin()

    def _begin(self) -> None:
        # A character may come in two pieces.
        self._decode = getincrementaldecoder("utf-8")("replace").decode

    @property
    def searching(self) -> bool:
        return self._search is not None

    def read(self) -> str:
        """What was printed since the last time; "" also while the program has not begun."""
        from pyocd.core.exceptions import TransferFaultError

        now = self.now()
        if not self._moves or now >= self._due:
            self._look_around(now)
        if self.block is None or not (block := self._seen(self.block, now)):
            return ""
        try:
            self._send(block)
            data = take(self.target, block.up, MOST) if block.up.waiting else b""
        except TransferFaultError:  # it leads to where there is no RAM in this part
            self._vanished(self.block, now)
            return ""
        if data:
            self._search, self._due = None, now + QUIET
        return self._decode(data)

    def write(self, line: str) -> None:
        """What its ring has no room for, or was said before it is found, follows with the reads.

        Raises EngineError where the program does not listen, or not all of the last line is sent.
        """
        block = self._seen(self.block, self.now()) if self.block is not None else None
        deaf = not block.down if block else self._searched and not self._found
        if deaf:
            raise wire.EngineError("The program does not listen over RTT.")
        data = line.encode() + b"\n"
        if (block and self._unsent) or len(self._unsent + data) > MOST:
            why = N_("{number} bytes of it wait").format(number=len(self._unsent))
            raise wire.EngineError("The program has not read the last line yet.", why)
        self._unsent += data
        if block:
            self._send(block)

    def close(self) -> None:
        """The program may go on printing: it drops what nobody takes."""

    def _send(self, block: ControlBlock) -> None:
        if self._unsent and block.down:
            ring = ring_at(self.target, block.down)
            if ring.sane(self.ram):
                self._unsent = self._unsent[put(self.target, ring, self._unsent) :]

    # Which block is in use

    def _look_around(self, now: float) -> None:
        if self._search is None and now >= self._due:
            self._search = search(self.target, self.ram)
        if self._search:
            self._search_on(self._search, now)
        others = {each: self._seen(each, now) for each in list(self._found) if each != self.block}
        there = {address: block for address, block in others.items() if block}
        moving = [each for each in there if there[each].up.write != self._found[each]]
        speaking = [each for each in there if there[each].up.waiting]
        if moving:
            self._choose(moving[0], moves=True)
        elif speaking and not self._moves and self._decided(speaking, now):
            self._choose(speaking[0])
        elif self._unsent and self.block is None and self._decided(list(there), now):
            self._choose(next(iter(there)))

    def _search_on(self, addresses: Iterator[int | None], now: float) -> None:
        """For a spell, or to the end."""
        for address in addresses:
            if address is None and self.now() - now >= SPELL:
                return
            if address is None or address in self._found or len(self._found) == MOST_BLOCKS:
                continue
            if block := self._block_at(address):
                self._since = self._since or now
                self._found[address] = block.up.write
        self._search, self._searched = None, True
        self._due = self.now() + (AGAIN if self.block is None else QUIET)

    def _decided(self, blocks: list[int], now: float) -> bool:
        """Whether there is but one, or none of them has moved for long enough."""
        alone = len(blocks) == 1 and not self.searching
        return alone or (bool(blocks) and now - self._since >= PATIENCE)

    def _choose(self, address: int, moves: bool = False) -> None:
        if self.block is not None:
            self._unsent = b""
        self.block, self._moves = address, moves
        self._begin()

    def _seen(self, address: int, now: float) -> ControlBlock | None:
        """The block as it is now; None where none is any more."""
        block = self._block_at(address)
        if block is None:
            self._vanished(address, now)
        elif address == self.block:
            self._moves = self._moves or block.up.write != self._found[address]
            self._found[address] = block.up.write
        return block

    def _vanished(self, address: int, now: float) -> None:
        if address != self.block:
            if self._found[address] is not None:
                del self._found[address]
            return
        self.block, self._moves, self._unsent = None, False, b""
        self._found[address] = None
        self._since = now
        self._search = search(self.target, self.ram)

    def _block_at(self, address: int) -> ControlBlock | None:
        from pyocd.core.exceptions import TransferFaultError

        try:
            return block_at(self.target, address, self.ram)
        except TransferFaultError:
            return None
