"""A feed that never ends does not fill the memory, nor does it bring numpy."""

import random
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from math import nan

import pytest

from engines.roc.streams import counting, history, reference, rolling, runs
from engines.roc.streams.table import STATES, called
from tests.engines.roc.streams.cases import takes

FORMS = [(name, fixed) for name, it in STATES.items() for fixed in (it.fixed, it.varying) if fixed]


def size(thing: object) -> int:
    """Bytes of a state, with all it holds."""
    return sys.getsizeof(thing) + sum(map(size, inside(thing)))


def inside(thing: object) -> Iterator[object]:
    if isinstance(thing, (list, tuple, deque)):
        yield from thing
    elif not isinstance(thing, type) and not callable(thing):
        for slot in getattr(type(thing), "__slots__", ()):
            yield getattr(thing, slot)


def feeds(rng: random.Random) -> Iterator[Callable[[int], float]]:
    """Any; what falls for ever, which nothing tops; what never adds up; what is unknown."""
    yield lambda _bar: rng.choice((0.0, 1.0, rng.random(), nan))
    yield lambda bar: -float(bar)
    yield lambda _bar: 0.0
    yield lambda _bar: nan


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("fixed", [True, False])
def test_states_do_not_grow(
    name: str,
    fixed: bool,
    rng: random.Random,
    count: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (counting, history, reference, rolling, runs):
        monkeypatch.setattr(module, "LONGEST", 100)
    letters = takes(name)
    if not fixed and STATES[name].varying is None:
        return
    numbers = [7.0 if fixed and letter in "nk" else None for letter in letters]
    ticks = count(100_000)
    for feed in feeds(rng):
        call = called(name, numbers)
        largest = [0, 0]
        for bar in range(ticks):
            args = [7.0 if letter in "nk" else feed(bar) for letter in letters]
            call.close(*(args[place] for place in call.takes))
            if bar % 97 == 0:
                state = call.close.__self__  # type: ignore[attr-defined]
                half = 2 * bar // ticks
                largest[half] = max(largest[half], size(state))
        assert largest[1] <= 1.1 * largest[0] + 200


def test_a_stream_comes_without_numpy() -> None:
    words = "import sys, engines.roc.streams.stream, engines.roc.streams.ticker as it, engines.roc."
    words += "formula.program; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", words], check=True)
