"""What only we have while a chip is being flashed: cells and options that were erased with others.

A flash job that is interrupted between erasing and writing back would lose them. They lie in a
file of the state folder until they are seen to be in the chip again.
"""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from engines import paths

BLANK = 0xFF


class Content(msgspec.Struct):
    """`cells` in hex by their address; `options` are half-words by theirs."""

    cells: dict[int, str] = {}
    options: dict[int, int] = {}


class Kept:
    """Of one chip, in its file; without one, nothing is kept."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self.cells: dict[int, bytes] = {}
        self.options: dict[int, int] = {}
        if file:
            with suppress(OSError, msgspec.MsgspecError, ValueError):
                content = msgspec.json.decode(file.read_bytes(), type=Content)
                self.cells = {at: bytes.fromhex(text) for at, text in content.cells.items()}
                self.options = content.options

    @classmethod
    def of(cls, *chip: object) -> Self:
        """By its part and its unique id, or by its probe where it has none."""
        name = hashlib.sha256(repr(chip).encode()).hexdigest()[:32]
        return cls(paths.state() / "kept" / f"{name}.json")

    def hold(self, runs: Iterable[tuple[int, bytes]]) -> None:
        """Before they are erased. Raises OSError."""
        new = {at: data for at, data in runs if data.strip(bytes([BLANK]))}
        if new.items() - self.cells.items():
            self.cells |= new
            self.write()

    def hold_options(self, options: dict[int, int]) -> dict[int, int]:
        """The same for option bytes; those that are held already count. Raises OSError."""
        if not self.options:
            self.options = dict(options)
            self.write()
        return self.options

    def restored(self, address: int, data: bytes, blank: bytes = b"\xff") -> bytes:
        """What belongs there, where the chip holds `data` now: what we have, if it was only lost.

        A cell is as it was then, or still erased; where anything else stands, somebody has written
        it since, and that counts.
        """
        whole = bytearray(data)
        for at, saved in self.cells.items():
            low, high = max(at, address), min(at + len(saved), address + len(data))
            if low < high:
                now, was = data[low - address : high - address], saved[low - at : high - at]
                if all(cell in (blank[0], old) for cell, old in zip(now, was, strict=True)):
                    whole[low - address : high - address] = was
        return bytes(whole)

    def write(self) -> None:
        cells = {at: data.hex() for at, data in self.cells.items()}
        if self.file is None:
            return
        folder = paths.private(paths.private(paths.state()) / self.file.parent.name)
        draft = folder / f".{self.file.name}.{os.getpid()}"
        with draft.open("wb") as file:
            file.write(msgspec.json.encode(Content(cells, self.options)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.file)

    def drop(self, start: int, end: int) -> None:
        """The cells there were erased on purpose."""
        left = {at: data for at, data in self.cells.items() if not start <= at < end}
        if left != self.cells:
            self.cells = left
            self.write()

    def forget(self) -> None:
        """It is in the chip again, or was erased on purpose."""
        self.cells, self.options = {}, {}
        if self.file:
            with suppress(OSError):
                self.file.unlink()
