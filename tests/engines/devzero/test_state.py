from engines import wire
from engines.devzero.messages import Done, Read, Reading, Sample, Summary
from engines.devzero.state import HISTORY_POINTS, HISTORY_SECONDS, Point, State, step

SUMMARY = Summary(1, 2, 3, 3, 3, 3, 3, 3, None, None, 1, False)


def sample(seconds: float, rate: float = 1.0, contended: bool = False) -> Sample:
    return Sample(seconds, rate, 0.5 if contended else 1.0, contended, SUMMARY)


def fold(*events: wire.Message) -> State:
    state = State()
    for event in events:
        state = step(state, event)
    return state


def test_a_reading_starts_anew():
    state = fold(Reading(Read()), sample(1), wire.Failed("no"), Reading(Read(block=512)))
    assert state == State(read=Read(block=512))


def test_a_sample_is_shown_and_remembered():
    state = fold(Reading(Read()), sample(0.1, 7), sample(0.2, 8, contended=True))
    assert state.sample == sample(0.2, 8, contended=True)
    assert state.history == (Point(0.1, 7, False), Point(0.2, 8, True))


def test_history_holds_the_last_minute():
    state = fold(*(sample(float(second)) for second in range(100)))
    assert [point.seconds for point in state.history] == [float(s) for s in range(39, 100)]
    assert state.history[-1].seconds - state.history[0].seconds == HISTORY_SECONDS


def test_history_is_bounded_whatever_the_rate_of_samples():
    state = fold(*(sample(number / 1000) for number in range(2 * HISTORY_POINTS)))
    assert len(state.history) == HISTORY_POINTS == 600
    assert state.history[-1].seconds == (2 * HISTORY_POINTS - 1) / 1000


def test_the_last_event_stays_with_the_figures_before_it():
    for last in (Done(Read(), SUMMARY), wire.Failed("no"), wire.Cancelled()):
        state = fold(Reading(Read()), sample(1), last)
        assert state.last == last
        assert state.sample == sample(1)


def test_what_says_nothing_about_the_meter_changes_nothing():
    state = fold(Reading(Read()), sample(1))
    for event in (wire.hello("devzero"), wire.Log("x"), wire.Progress("x", 1)):
        assert step(state, event) is state
