import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.devzero.rates import PATIENCE_NS, Meter, Span, Window
from engines.devzero.tally import Count

MS = 1_000_000
GB = 1_000_000_000
spans = st.lists(
    st.builds(Span, st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), st.just(1)),
    min_size=1,
    max_size=60,
)


def naive_percentile(rates: list[float], percent: int) -> float:
    return sorted(rates)[max(1, math.ceil(percent / 100 * len(rates))) - 1]


@given(spans, st.integers(1, 20))
def test_a_window_says_what_a_naive_count_over_the_latest_spans_says(spans, size):
    window = Window(size)
    for span in spans:
        window.add(span)
    latest = spans[-size:]
    rates = [span.rate for span in latest]
    for percent in (1, 5, 50, 95, 99, 100):
        assert window.percentile(percent) == naive_percentile(rates, percent)
    assert window.total == Span(
        sum(span.bytes for span in latest),
        sum(span.cpu_ns for span in latest),
        sum(span.wall_ns for span in latest),
    )


def test_percentiles_are_nearest_ranks():
    window = Window()
    for gigabytes in (40, 10, 30, 20):
        window.add(Span(gigabytes * GB, GB, GB))
    found = [window.percentile(percent) / GB for percent in (5, 25, 26, 50, 75, 76, 95, 100)]
    assert found == [10, 10, 20, 20, 30, 40, 40, 40]


def test_the_mean_weighs_by_time_not_by_sample():
    window = Window()
    window.add(Span(10 * GB, GB, GB))
    window.add(Span(0, GB, 3 * GB))
    assert window.total.rate == 2.5 * GB


def meter(workers: int = 1, shortest_ns: int = 10 * MS) -> Meter:
    """A run whose workers began at 0, each with some CPU time spent before."""
    return Meter([Count(0, 3 * MS, 0)] * workers, shortest_ns, 0)


def after(bytes_: int, cpu_ms: int, wall_ms: int) -> Count:
    return Count(bytes_, (3 + cpu_ms) * MS, wall_ms * MS)


def test_a_rate_is_bytes_by_the_time_that_was_measured():
    span = meter().take([after(1000, 100, 125)], 110 * MS)
    assert span.rate == 8000
    assert span.cpu_rate == 10000
    assert span.cpu_ns_per_kib == 100 * MS * 1024 / 1000
    assert span.seconds == 0.125


def test_each_span_begins_where_the_one_before_ended():
    run = meter()
    run.take([after(1000, 90, 100)], 100 * MS)
    span = run.take([after(4000, 250, 300)], 300 * MS)
    assert (span.bytes, span.cpu_ns, span.wall_ns) == (3000, 160 * MS, 200 * MS)
    assert run.run == Span(4000, 250 * MS, 300 * MS)


def test_workers_add_up_though_their_counts_are_of_different_moments():
    span = meter(2).take([after(1000, 100, 100), after(800, 80, 80)], 101 * MS)
    assert span.rate == pytest.approx(20000)
    assert span.seconds == 0.09
    assert span.share == 1


def test_a_span_waits_for_the_last_worker():
    run = meter(2)
    assert run.take([after(1000, 100, 100), Count(0, 3 * MS, 0)], 100 * MS) is None
    assert run.take([after(1000, 100, 100), None], 110 * MS) is None
    assert run.take([after(2000, 200, 200), after(2000, 200, 200)], 200 * MS).rate == 20000


def test_no_span_is_shorter_than_the_shortest():
    run = meter(shortest_ns=25 * MS)
    assert run.take([after(9000, 24, 24)], 24 * MS) is None
    assert run.take([after(9000, 25, 25)], 25 * MS) is not None
    assert run.take([after(9001, 26, 26)], 49 * MS) is None


def test_a_stuck_worker_counts_as_time_without_bytes():
    run = meter(2)
    late = PATIENCE_NS
    seen = [after(1000, 1000, 1000), Count(0, 3 * MS, 0)]
    assert run.take(seen, late - 1) is None
    span = run.take(seen, late)
    assert span.rate == 1000
    assert span.share == 0.5
    assert span.contended


def test_a_worker_that_was_stuck_goes_on_from_there():
    run = meter()
    run.take([None], PATIENCE_NS)
    span = run.take([after(500, 100, 1500)], PATIENCE_NS + 500 * MS)
    assert span.rate == 1000
    assert run.run.wall_ns == 1500 * MS


@pytest.mark.parametrize(
    ("cpu_ms", "contended"), [(100, False), (90, False), (89, True), (0, True)]
)
def test_below_nine_tenths_of_a_core_a_span_is_contended(cpu_ms, contended):
    span = meter().take([after(1000, cpu_ms, 100)], 100 * MS)
    assert span.share == cpu_ms / 100
    assert span.contended is contended


def test_a_share_is_never_over_one():
    assert Span(1, 101, 100).share == 1


def test_figures_without_a_divisor_are_unknown_not_infinite():
    assert Span(0, 5, 5).cpu_ns_per_kib is None
    assert Span(5, 0, 5).cpu_rate is None
