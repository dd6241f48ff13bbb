from mmap import mmap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import wire
from engines.devzero.tally import SIZE, Count, Tally

RECORD = 32
whole = st.integers(0, 2**62)
counts = st.builds(Count, whole, whole, whole)


@pytest.fixture
def tally() -> Tally:
    return Tally(mmap(-1, 2 * SIZE), 1)


def test_before_the_start_there_is_no_count(tally):
    assert tally.start is None
    assert tally.latest is None
    assert tally.failed is None


def test_the_newest_count_is_given_and_the_first_is_kept(tally):
    tally.begin(Count(0, 5, 10))
    for step in range(1, 6):
        tally.store(Count(100 * step, 5 + step, 10 + step))
        assert tally.latest == Count(100 * step, 5 + step, 10 + step)
    assert tally.start == Count(0, 5, 10)


def test_neighbours_do_not_touch_each_other():
    memory = mmap(-1, 3 * SIZE)
    tallies = [Tally(memory, index) for index in range(3)]
    for index, tally in enumerate(tallies):
        tally.begin(Count(index, index, index))
        tally.fail(wire.Failed(str(index)))
    assert [tally.latest for tally in tallies] == [Count(i, i, i) for i in range(3)]
    assert [tally.failed for tally in tallies] == [wire.Failed(str(i)) for i in range(3)]


@given(old=counts, new=counts, order=st.permutations(range(4)), stored=st.integers(0, 3))
def test_a_half_written_record_is_never_taken_for_a_count(old, new, order, stored):
    """Whichever of its four words have arrived, in any order: ARM promises none."""
    memory, fresh = mmap(-1, SIZE), mmap(-1, SIZE)
    tally = Tally(memory, 0)
    tally.begin(old)
    tally.store(old)
    after = Tally(fresh, 0)
    after.begin(new)
    for word in order[:stored]:
        place = slice(RECORD + 8 * word, RECORD + 8 * word + 8)
        memory[place] = fresh[place]
    assert tally.latest in (old, new)


def test_while_a_record_is_half_written_the_one_before_it_counts(tally):
    tally.begin(Count(0, 1, 1))
    tally.store(Count(7, 2, 2))
    tally.store(Count(9, 3, 3))
    tally._memory[SIZE + RECORD] ^= 0xFF
    assert tally.latest == Count(7, 2, 2)


@pytest.mark.parametrize("why", ["0 of 4,096 bytes", "", "\x01" * 5000, "零" * 5000])
def test_a_failure_comes_across_however_long_it_is(tally, why):
    tally.fail(wire.Failed("What.", why, "fix it"))
    assert tally.failed == wire.Failed("What.", why[:120], "fix it")
