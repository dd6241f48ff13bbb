"""Recipes become sounds."""

import io
import random
import wave
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from engines.arcade.making import folder, recipe
from engines.arcade.making.recipe import Mix, Voice, Wave
from engines.arcade.making.synth import EDGE, RATE, SILENCE, hertz, samples, wav
from engines.wire import EngineError

WAVES = get_args(Wave)
CHECKSUM = 2321913558


def voice(shape: str = "square", pitch: str | int = "A4", length: int = 1000, **keys) -> Voice:
    return msgspec.convert({"wave": shape, "notes": [[pitch, length]], "volume": 100} | keys, Voice)


def heard(*voices: Voice) -> list[int]:
    """Samples from -128 to 127."""
    return [sample - SILENCE for sample in samples(list(voices))]


def any_voice(rng: random.Random, volume: int) -> Voice:
    pitches = ["-", "C0", "A4", "F#5", "Bb3", "B8", rng.randint(1, 11_025)]
    notes = [[rng.choice(pitches), rng.randint(1, 60)] for _ in range(rng.randint(1, 6))]
    keys = {"wave": rng.choice(WAVES), "notes": notes, "volume": rng.randint(0, volume)}
    keys |= {"slide": rng.randint(-20_000, 20_000), "duty": rng.randint(1, 99)}
    keys |= {"repeat": rng.randint(1, 3)} | rng.choice([{}, {"decay": rng.randint(1, 200)}])
    return msgspec.convert(keys, Voice)


def periods(sound: list[int]) -> int:
    return sum(before <= 0 < after for before, after in pairwise(sound))


def changes(sound: list[int]) -> int:
    return sum(before * after < 0 for before, after in pairwise(sound))


def loudness(sound: list[int]) -> int:
    return max(map(abs, sound))


# Any recipe


def test_every_sound_is_as_long_as_its_longest_voice_and_begins_and_ends_silent(
    rng: random.Random, count: Callable[[int], int]
) -> None:
    for _ in range(count(2000)):
        number = rng.randint(1, 4)
        voices = [any_voice(rng, 100 // number) for _ in range(number)]
        sound = samples(voices)
        assert len(sound) == max(one.milliseconds for one in voices) * RATE // 1000
        assert sound[0] == sound[-1] == SILENCE
        assert min(sound) > 0


def test_a_sound_is_a_wav_of_8_bits_at_22050_hz() -> None:
    with wave.open(io.BytesIO(wav([voice(length=500)]))) as file:
        assert file.getparams()[:4] == (1, 1, 22050, 11025)
        assert file.readframes(20_000) == samples([voice(length=500)])


def test_a_recipe_makes_the_same_bytes_on_every_machine() -> None:
    """Changed on purpose? Then this sum as well, and `make assets`."""
    voices = [voice(shape, "F#5", 90, volume=20, slide=-900, decay=70, duty=30) for shape in WAVES]
    assert zlib.crc32(wav(voices)) == CHECKSUM


@pytest.mark.parametrize("shape", WAVES)
def test_a_note_comes_and_goes_softly(shape: str) -> None:
    """Three notes of full volume: whatever they do between, each begins and ends below a tenth."""
    sound = heard(voice(shape, notes=[["C5", 100], ["-", 50], [3000, 100]]))
    for edge in (0, 2205, 3307):
        assert loudness(sound[max(0, edge - 6) : edge + 6]) <= 13
    assert loudness(sound[EDGE : 2205 - EDGE]) > 100
    assert loudness(sound[2205:3307]) == 0


def test_voices_of_one_length_stay_together_however_it_is_divided() -> None:
    whole, parts = voice(notes=[["C4", 1001]]), voice(notes=[["C4", 7]], repeat=143)
    assert len(heard(whole)) == len(heard(parts))


def test_notes_that_are_repeated_are_the_same_as_if_they_were_typed_again() -> None:
    notes = [["C4", 33], ["-", 21], [700, 50]]
    again = voice(notes=notes, repeat=3, decay=40)
    assert heard(again) == heard(voice(notes=notes * 3, decay=40))


# Pitch


@pytest.mark.parametrize(
    ("name", "thousandths"),
    [("A4", 440_000), ("C4", 261_626), ("C0", 16_352), ("B8", 7_902_133), ("F#5", 739_989),
     ("Gb5", 739_989), ("Bb3", 233_082), ("E#4", 349_228), (1, 1000), (11_025, 11_025_000)],
)  # fmt: skip
def test_notes_have_their_pitch(name: str | int, thousandths: int) -> None:
    assert abs(hertz(name) - thousandths) <= 1 + thousandths // 100_000


@pytest.mark.parametrize("shape", ["square", "triangle", "saw"])
@pytest.mark.parametrize("pitch", [110, 440, 1760])
def test_a_tone_has_as_many_periods_a_second_as_its_pitch_says(shape: str, pitch: int) -> None:
    assert abs(periods(heard(voice(shape, pitch))) - pitch) <= 1


@pytest.mark.parametrize(("slide", "more"), [(400, 200), (-400, -200), (0, 0)])
def test_a_slide_changes_the_pitch_by_so_many_hz_a_second(slide: int, more: int) -> None:
    assert abs(periods(heard(voice(pitch=800, slide=slide))) - (800 + more)) <= 2


def test_what_slides_down_to_nothing_stays_there() -> None:
    assert periods(heard(voice(pitch=100, slide=-1000))) == pytest.approx(5, abs=1)


def test_noise_changes_more_often_the_higher_it_is_and_does_not_come_round_in_a_second() -> None:
    low, high = heard(voice("noise", 100)), heard(voice("noise", 2000))
    assert changes(low) == pytest.approx(400, rel=0.15)
    assert changes(high) == pytest.approx(8000, rel=0.15)
    part = high[EDGE : EDGE + 200]
    assert not any(high[at : at + 200] == part for at in range(EDGE + 1, len(high)))


# Shape


@pytest.mark.parametrize("duty", [10, 50, 75])
def test_a_square_is_up_for_its_duty(duty: int) -> None:
    sound = heard(voice(pitch=200, duty=duty))[EDGE:-EDGE]
    assert sum(level > 0 for level in sound) / len(sound) == pytest.approx(duty / 100, abs=0.02)


@pytest.mark.parametrize("volume", [0, 1, 10, 50, 100])
@pytest.mark.parametrize("shape", WAVES)
def test_volume_is_how_loud_it_becomes(shape: str, volume: int) -> None:
    assert abs(loudness(heard(voice(shape, 300, volume=volume))) - 127 * volume / 100) <= 1.3


def test_what_decays_falls_evenly_from_each_note_on_and_is_silent_then() -> None:
    sound = heard(voice(notes=[["A4", 500], ["A4", 500]], decay=400))
    for start in (0, RATE // 2):
        half = loudness(sound[start + 4410 : start + 4510])
        assert half == pytest.approx(63, abs=2)
        assert loudness(sound[start + EDGE : start + 200]) > 120
        assert loudness(sound[start + 8820 : start + 11025]) == 0


def test_voices_are_added_and_the_shorter_one_is_silent_at_last() -> None:
    one, other = voice(volume=40, length=100), voice("saw", 700, volume=60, length=300)
    first, second = heard(one), heard(other)
    first += [0] * (len(second) - len(first))
    both = zip(heard(one, other), first, second, strict=True)
    assert all(abs(mixed - a - b) <= 1 for mixed, a, b in both)


def test_voices_that_are_loudest_together_do_not_overflow() -> None:
    assert loudness(heard(*[voice(volume=25)] * 4)) == 127


# Recipes


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    return tmp_path / "sounds.toml"


def refused(sounds: Path) -> str:
    with pytest.raises(EngineError) as caught:
        recipe.read(sounds)
    assert caught.value.failed.what == "This sound cannot be made."
    return caught.value.failed.why


def test_the_recipes_of_the_docstring_are_recipes(sounds: Path) -> None:
    told = [line[4:] for line in recipe.__doc__.splitlines() if line.startswith("    ")]
    sounds.write_text("\n".join(told))
    made = folder.made(sounds.parent, {})
    assert sorted(made) == ["sounds/coin.wav", "sounds/title.wav"]
    assert all(len(set(data)) > 3 for data in made.values())


GOOD = 'wave = "saw"\nnotes = [["C4", 90]]\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[Coin]\n" + GOOD, "[Coin]: a sound is named by lower case letters, digits and _"),
        (GOOD, "[wave]: Expected `object`, got `str`"),
        ('[x]\nnotes = [["C4", 90]]', "[x]: Object missing required field `wave`"),
        ("[x]\nvolme = 3\n" + GOOD, "[x]: Object contains unknown field `volme`"),
        ("[x]\nvolume = 101\n" + GOOD, "[x]: Expected `int` <= 100 - at `$.volume`"),
        ('[x]\nvolume = "1"\n' + GOOD, "[x]: Expected `int`, got `str` - at `$.volume`"),
        ("[x]\nduty = 0\n" + GOOD, "[x]: Expected `int` >= 1 - at `$.duty`"),
        ("[x]\nslide = nan\n" + GOOD, "[x]: Expected `int`, got `float` - at `$.slide`"),
        ("[x]\ndecay = 0\n" + GOOD, "[x]: Expected `int` >= 1 - at `$.decay`"),
        ("[x]\nrepeat = 501\n" + GOOD, "[x]: notes: 45090 ms; 45000 are the most"),
        ('[x]\nwave = "sine"\nnotes = [[1, 9]]', "[x]: Invalid enum value 'sine' - at `$.wave`"),
        ('[x]\nwave = "saw"\nnotes = []', "[x]: Expected `array` of length >= 1 - at `$.notes`"),
        ('[x]\nwave = "saw"\nnotes = [["H4", 9]]',
         "[x]: notes: 'H4' is no note; C4, F#5, Bb3, 440 and - are"),
        ('[x]\nwave = "saw"\nnotes = [["C9", 9]]',
         "[x]: notes: 'C9' is no note; C4, F#5, Bb3, 440 and - are"),
        ('[x]\nwave = "saw"\nnotes = [["C4", 0]]',
         "[x]: Expected `int` >= 1 - at `$.notes[0][1]`"),
        ('[x]\nwave = "saw"\nnotes = [[12000, 9]]',
         "[x]: Expected `int` <= 11025 - at `$.notes[0][0]`"),
        ("[x]\nvoices = []", "[x]: Expected `array` of length >= 1 - at `$.voices`"),
        ("[x]\nvoices = [1]", "[x]: Expected `object`, got `int` - at `$.voices[0]`"),
        ("[x]\nvolume = 3\nvoices = []", "[x]: Object contains unknown field `volume`"),
        ('[x]\nvoices = [{ wave = "saw", notes = [[9, 9]], volume = 60 }, '
         '{ wave = "saw", notes = [[9, 9]], volume = 41 }]',
         "[x]: voices: their volumes are 101; 100 are the most"),
        ("[x", "Expected ']' at the end of a table declaration (at end of document)"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_recipe_is_told_with_table_and_key(
    sounds: Path, text: str, why: str
) -> None:
    sounds.write_text(text)
    assert refused(sounds).startswith(f"{sounds}: {why}")


def test_recipes_that_are_no_text_or_missing_are_told(sounds: Path) -> None:
    assert str(sounds) in refused(sounds)
    sounds.write_bytes(b"\xff")
    assert str(sounds) in refused(sounds)


def test_a_voice_says_how_long_it_is() -> None:
    assert voice(notes=[["C4", 10], ["-", 5]], repeat=3).milliseconds == 45
    assert Mix([voice(volume=50)] * 2).voices[0].volume == 50
