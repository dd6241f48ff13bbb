"""The results of a match in a file, so that it can go on where it was interrupted.

The first line is the match, each other line a game that was Played.
"""

import errno
import fcntl
import os
import stat
from pathlib import Path
from typing import BinaryIO

import msgspec

from engines import paths, wire
from engines.gomoku.messages import Match, Played
from engines.wire import N_, EngineError

UNUSABLE = N_("The record of the match cannot be used.")
OTHER = N_("This is the record of another match.")
TAKEN = N_("Another match writes this record.")
HOLDS_OTHER = N_("it holds something else")
TAKE_OTHER = N_("take another file for this one")


class Ledger:
    """Without a path, it is kept nowhere."""

    def __init__(self, match: Match) -> None:
        """Raises EngineError, and then the file is as it was."""
        self.played: dict[int, Played] = {}
        self.file: BinaryIO | None = None
        if match.record:
            try:
                self.file = taken(Path(match.record))
                self.file.seek(0)
                self.read(match, self.file.read())
            except OSError as error:
                self.close()
                raise EngineError(UNUSABLE, str(error)) from error
            except EngineError:
                self.close()
                raise

    def read(self, match: Match, data: bytes) -> None:
        """What it holds; a last line that is not whole is cut off."""
        assert self.file
        whole = data.rfind(b"\n") + 1
        if not whole and not wire.encode(alike(match)).startswith(data):
            raise EngineError(UNUSABLE, f"{match.record}: {HOLDS_OTHER}")
        head, *games = data[:whole].splitlines() or [b""]
        try:
            if head and alike(msgspec.json.decode(head, type=Match)) != alike(match):
                raise EngineError(OTHER, f"{match.record}: {TAKE_OTHER}")
            for game in games:
                played = msgspec.json.decode(game, type=Played)
                self.played[played.number] = played
        except (*wire.NO_MESSAGE, ValueError) as error:
            raise EngineError(UNUSABLE, f"{match.record}: {error}") from error
        self.file.truncate(whole)
        if not head:
            self.write(alike(match))

    def add(self, played: Played) -> None:
        self.played[played.number] = played
        self.write(played)

    def write(self, message: wire.Message) -> None:
        """A line, or nothing of it: what follows half a line would be lost with it."""
        if self.file is None:
            return
        line, end = wire.encode(message), self.file.seek(0, os.SEEK_END)
        try:
            if self.file.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            self.file.truncate(end)
            raise EngineError(UNUSABLE, str(error)) from error

    def close(self) -> None:
        if self.file is not None:
            self.file.close()


def taken(path: Path) -> BinaryIO:
    """The file, for us alone until it is closed."""
    paths.refuse_devices(path)
    file = path.open("a+b", buffering=0)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise EngineError(UNUSABLE, f"{path} is no plain file")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise EngineError(TAKEN, str(path)) from None
    return file


def alike(match: Match) -> Match:
    """The match without what may change when it goes on."""
    return msgspec.structs.replace(match, games=2, sprt=None, record="")
