"""Recipes of sounds: a table of sounds.toml for each, named as its cue.

    [coin]
    wave = "square"                     # or "triangle", "saw", "noise"
    notes = [["C5", 60], ["E5", 120]]   # a name (C#4, Bb3), or Hz, or "-" for silence; milliseconds
    volume = 40                         # 0 to 100; 50 unless told
    slide = -400                        # Hz a second, within each note; 0 unless told
    decay = 90                          # milliseconds in which each note fades; not unless told
    duty = 25                           # percent of a square's period that is up; 50 unless told
    repeat = 1                          # how often all the notes are played

Noise has a new level eight times in a period of its note.

Music is several voices at once, each with the keys above; it lasts as long as its longest voice.
Their volumes are 100 together at most, so that it never overflows.

    [title]
    voices = [
      { wave = "square", notes = [["C4", 250], ["G4", 250]], volume = 30, repeat = 8 },
      { wave = "noise", notes = [[4000, 125], ["-", 125]], volume = 10, decay = 60, repeat = 16 },
    ]
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from engines.arcade.making.drawing import NAME
from engines.marking import N_
from engines.wire import EngineError

PITCH = re.compile(r"([A-G])([#b]?)([0-8])")
LONGEST = 45_000
"""Milliseconds: more would not fit into the megabyte of a game."""

Wave = Literal["square", "triangle", "saw", "noise"]
Pitch = Annotated[int, Meta(ge=1, le=11_025)]
Milliseconds = Annotated[int, Meta(ge=1, le=LONGEST)]
Notes = Annotated[list[tuple[str | Pitch, Milliseconds]], Meta(min_length=1)]


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    wave: Wave
    notes: Notes
    volume: Annotated[int, Meta(ge=0, le=100)] = 50
    slide: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)] = 0
    decay: Annotated[int, Meta(ge=1, le=LONGEST)] | None = None
    duty: Annotated[int, Meta(ge=1, le=99)] = 50
    repeat: Annotated[int, Meta(ge=1, le=1000)] = 1

    def __post_init__(self) -> None:
        for name, _ in self.notes:
            if isinstance(name, str) and name != "-" and not PITCH.fullmatch(name):
                raise ValueError(f"notes: {name!r} is no note; C4, F#5, Bb3, 440 and - are")
        if self.milliseconds > LONGEST:
            raise ValueError(f"notes: {self.milliseconds} ms; {LONGEST} are the most")

    @property
    def milliseconds(self) -> int:
        return self.repeat * sum(length for _, length in self.notes)


class Mix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    voices: Annotated[list[Voice], Meta(min_length=1)]

    def __post_init__(self) -> None:
        if (volume := sum(voice.volume for voice in self.voices)) > 100:
            raise ValueError(f"voices: their volumes are {volume}; 100 are the most")


def read(path: Path) -> dict[str, list[Voice]]:
    """The voices of each sound. Raises EngineError."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise unreadable(path, str(error)) from error
    return {name: voices(path, name, table) for name, table in tables.items()}


def voices(path: Path, name: str, table: object) -> list[Voice]:
    if not NAME.fullmatch(name):
        raise unreadable(path, f"[{name}]: a sound is named by lower case letters, digits and _")
    try:
        if isinstance(table, dict) and "voices" in table:
            return msgspec.convert(table, Mix).voices
        return [msgspec.convert(table, Voice)]
    except msgspec.ValidationError as error:
        raise unreadable(path, f"[{name}]: {error}") from error


def unreadable(path: Path, why: str) -> EngineError:
    return EngineError(N_("This sound cannot be made."), f"{path}: {why}")
