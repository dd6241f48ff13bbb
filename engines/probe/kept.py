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

from engines import paths, wire

ERASED = 0xFFFF
"""An option half-word that is."""


class Content(msgspec.Struct):
    """`cells` in hex by their address; `options` are half-words by theirs."""

    cells: dict[int, str] = {}
    options: dict[int, int] = {}


class Kept:
    """Of one chip, in its file; without one only as long as this lives."""

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
    def of(cls, part: str, unique_id: tuple[int, ...]) -> Self:
        """Without a unique id nobody knows which chip a file was of, so there is none."""
        if not unique_id:
            return cls()
        chip = part, unique_id
        name = hashlib.sha256(repr(chip).encode()).hexdigest()[:32]
        return cls(paths.state() / "kept" / f"{name}.json")

    def hold(self, runs: Iterable[tuple[int, bytes]]) -> None:
        """Before they are erased. Raises EngineError."""
        new = dict(runs)
        if new.items() - self.cells.items():
            self.cells |= new
            self.write()

    def hold_options(self, options: dict[int, int]) -> dict[int, int]:
        """The same for option bytes. Those that are held already count where they were erased."""
        held = {at: self.options.get(at, now) for at, now in options.items()}
        self.options = {
            at: held[at] if now in (ERASED, held[at]) else now for at, now in options.items()
        }
        self.write()
        return self.options

    def restored(self, address: int, data: bytes, blank: bytes = b"\xff") -> bytes:
        """What belongs there, where the chip holds `data` now: what we have, if it was only lost.

        A cell is as it was then, or on its way there from blank, be it half erased or half written;
        where anything else stands, somebody has written it since, and that counts.
        """
        whole = bytearray(data)
        for at, saved in self.cells.items():
            low, high = max(at, address), min(at + len(saved), address + len(data))
            if low < high:
                now, was = data[low - address : high - address], saved[low - at : high - at]
                if all(between(cell, old, blank[0]) for cell, old in zip(now, was, strict=True)):
                    whole[low - address : high - address] = was
        return bytes(whole)

    def write(self) -> None:
        """Raises EngineError."""
        if self.file is None:
            return
        try:
            self._write(self.file)
        except OSError as error:
            what = "What the chip holds beside the image cannot be kept safe."
            raise wire.EngineError(what, str(error)) from error

    def _write(self, kept: Path) -> None:
        cells = {at: data.hex() for at, data in self.cells.items()}
        folder = paths.private(paths.private(paths.state()) / kept.parent.name)
        draft = folder / f".{kept.name}.{os.getpid()}"
        with draft.open("wb") as file:
            file.write(msgspec.json.encode(Content(cells, self.options)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(kept)

    def drop(self, start: int, end: int) -> None:
        """The cells there are in the chip again, or were erased on purpose."""
        left = {at: data for at, data in self.cells.items() if at >= end or at + len(data) <= start}
        if left != self.cells:
            self.cells = left
            self.write()

    def forget(self) -> None:
        """It is in the chip again, or was erased on purpose."""
        self.cells, self.options = {}, {}
        if self.file:
            with suppress(OSError):
                self.file.unlink()


def between(cell: int, old: int, blank: int) -> bool:
    """Whether a cell can have become this on its way from `old` to blank, or back."""
    return cell & old == old if blank else cell | old == old
