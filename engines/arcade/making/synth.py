"""Sounds from their recipes: WAV of 8 bits, 22050 Hz, one channel. Reckoned in whole numbers, so
that every machine makes the same ones."""

import io
import wave
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from engines.arcade.making.recipe import PITCH, Voice, Wave

RATE = 22_050
FULL = 1 << 15
"""The level of a wave at full volume; the least is -FULL."""
SILENCE = 128
LOUDEST = 127
"""How far a sample of 8 bits goes from silence."""
EDGE = 66
"""Samples in which a note comes and goes, 3 ms: less would click."""

OCTAVE_8 = {"C": 4_186_009, "D": 4_698_636, "E": 5_274_041, "F": 5_587_652,
            "G": 6_271_927, "A": 7_040_000, "B": 7_902_133}  # fmt: skip
"""Thousandths of Hz, equally tempered, A4 = 440 Hz."""
SHARP, UNIT = 1_059_463, 1_000_000
"""The twelfth root of two."""

TURN = 1 << 32
"""A whole period, as phases are counted."""
DRAWS = 8
"""Levels of noise in a period of its note."""
MIXED = 0b010_1001_1100_1011
"""What the register of noise begins with: after a lonely bit it would be silent at first."""


def wav(voices: list[Voice]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(RATE)
        out.writeframes(samples(voices))
    return file.getvalue()


def samples(voices: list[Voice]) -> bytes:
    """8 bits each, 128 is silence; the last one is."""
    whole = 100 * FULL
    mixed = map(sum, zip_longest(*map(levels, voices), fillvalue=0))
    return bytes(SILENCE + (level * LOUDEST + whole // 2) // whole for level in mixed)


def levels(voice: Voice) -> Iterator[int]:
    """-100 * FULL to 100 * FULL. Ends of notes are reckoned from the beginning, so that voices of
    one length stay together."""
    time = end = 0
    decay = (voice.decay or 0) * RATE // 1000
    for pitch, length in voice.notes * voice.repeat:
        time += length
        start, end = end, time * RATE // 1000
        if pitch == "-":
            yield from (0 for _ in range(end - start))
            continue
        tone = note(voice.wave, hertz(pitch), end - start, voice.slide * 1000, decay, voice.duty)
        yield from (voice.volume * level for level in tone)


def hertz(pitch: str | int) -> int:
    """In thousandths. A number is Hz already."""
    if isinstance(pitch, int):
        return pitch * 1000
    found = PITCH.fullmatch(pitch)
    assert found
    name, bent, octave = found.groups()
    high = OCTAVE_8[name]
    if bent:
        high = high * SHARP // UNIT if bent == "#" else high * UNIT // SHARP
    return high >> 8 - int(octave)


@cache
def note(
    shape: Wave, pitch: int, length: int, slide: int, decay: int, duty: int
) -> tuple[int, ...]:
    """Of `length` samples; `pitch` and `slide` in thousandths of Hz. It begins and ends silent."""
    phases = turning(pitch, length, slide)
    tone: Iterator[int]
    match shape:
        case "square":
            up = TURN * duty // 100
            tone = (FULL if phase % TURN < up else -FULL for phase in phases)
        case "saw":
            tone = ((phase % TURN >> 16) - FULL for phase in phases)
        case "triangle":
            tone = (2 * abs((phase % TURN >> 16) - FULL) - FULL for phase in phases)
        case "noise":
            tone = hiss(phases)
    return tuple(
        level * loud // FULL for level, loud in zip(tone, envelope(length, decay), strict=True)
    )


def turning(pitch: int, length: int, slide: int) -> Iterator[int]:
    """The phase at each sample. What slides stays between silence and what samples can tell."""
    phase, highest = 0, RATE * 500
    for sample in range(length):
        yield phase
        now = min(max(pitch + slide * sample // RATE, 0), highest)
        phase += now * TURN // (RATE * 1000)


def hiss(phases: Iterator[int]) -> Iterator[int]:
    """By a shift register of 15 bits with feedback from its last two, which comes round after
    32767 steps."""
    register, drawn = MIXED, 0
    for phase in phases:
        for _ in range(phase * DRAWS // TURN - drawn):
            register = register >> 1 | ((register ^ register >> 1) & 1) << 14
            drawn += 1
        yield FULL if register & 1 else -FULL


def envelope(length: int, decay: int) -> Iterator[int]:
    """How loud each sample is, 0 to FULL."""
    for sample in range(length):
        edge = min(sample, length - 1 - sample, EDGE)
        loud = FULL * edge // EDGE
        yield loud * max(decay - sample, 0) // decay if decay else loud
