"""Random numbers that stay what they are."""

from collections import Counter

from engines.arcade.chance import Chance, stream


def test_it_is_the_generator_that_is_named() -> None:
    """PCG32's own demo: seed 42, stream 54, whose increment is another than ours, so its step is
    made by hand."""
    state, increment = 0, 54 << 1 | 1
    mask = (1 << 64) - 1
    state = (state * 6364136223846793005 + increment) & mask
    state = (state + 42) & mask
    state = (state * 6364136223846793005 + increment) & mask
    found = []
    for _ in range(6):
        found.append(Chance(state).word())
        state = (state * 6364136223846793005 + increment) & mask
    assert [hex(each) for each in found] == [
        "0xa15c02b7", "0x7b47f409", "0xba1d3330", "0x83d2f293", "0xbfa4784b", "0xcbed606e",
    ]  # fmt: skip


def test_these_numbers_never_change() -> None:
    """Else every replay that there is would go another way."""
    chance = stream(2026, "rules")
    assert [chance.below(100) for _ in range(8)] == [39, 10, 83, 53, 26, 52, 54, 58]


def test_streams_of_a_seed_have_nothing_in_common() -> None:
    rules, foes = stream(1, "rules"), stream(1, "foes")
    assert [rules.word() for _ in range(4)] != [foes.word() for _ in range(4)]
    assert stream(1, "rules") != stream(2, "rules")
    assert stream(1, "rules") != stream(1 << 40 | 1, "rules")


def test_numbers_are_as_likely_as_each_other() -> None:
    chance = stream(5, "even")
    often = Counter(chance.below(6) for _ in range(60_000))
    assert sorted(often) == list(range(6))
    assert all(abs(each - 10_000) < 500 for each in often.values())
