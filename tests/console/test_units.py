"""What may be typed, and how figures are printed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui import units

finite = st.floats(allow_nan=False, allow_infinity=False)
measured = st.floats(min_value=1e-3, max_value=9.99e20)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("512", 512),
        ("512B", 512),
        ("64K", 65536),
        ("64k", 65536),
        ("64KiB", 65536),
        (" 64 kib ", 65536),
        ("1M", 1 << 20),
        ("1.5M", 3 << 19),
        ("0.5k", 512),
        ("2G", 2 << 30),
        ("1T", 1 << 40),
        ("0", 0),
    ],
)
def test_sizes_are_binary(text, size):
    assert units.parse_size(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "K",
        "-1",
        "64KB",
        "1.M",
        ".5M",
        "1,5M",
        "0.3",
        "0.3K",
        "1e6",
        "64 K B",
        "٣",
        "9" * 99,
        "1X",
    ],
)
def test_nonsense_is_refused_with_what_is_accepted(text):
    with pytest.raises(ValueError, match=r"512, 64K, 64KiB or 1\.5M"):
        units.parse_size(text)


@given(st.text())
def test_any_text_is_a_size_or_refused(text):
    try:
        assert units.parse_size(text) >= 0
    except ValueError as error:
        assert str(error)


@given(st.integers(0, 1023), st.integers(0, 4))
def test_a_printed_size_can_be_typed(count, power):
    assert units.parse_size(units.size(count << 10 * power)) == count << 10 * power


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("8", 8),
        ("7500000000", 7_500_000_000),
        ("7,500,000,000", 7_500_000_000),
        ("7.5e9", 7_500_000_000),
        ("7.5E+9", 7_500_000_000),
        (" 7.5 B ", 7_500_000_000),
        ("7.5b", 7_500_000_000),
        ("125M", 125_000_000),
        ("1.5k", 1500),
        ("1T", 10**12),
        ("0.001B", 10**6),
        ("999999999999999999", 10**18 - 1),
    ],
)
def test_counts_are_decimal(text, count):
    assert units.parse_count(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B",
        "-1",
        "+1",
        "1.5",
        "7,5e9",
        "1,00",
        "1e-3",
        "1e19",
        "10e99",
        "0x10",
        "1 2",
        "1MB",
        "nan",
        "٣",
        "1000000000000000000",
        "99999999999999.999999999999999",
        "9" * 99,
    ],
)
def test_what_is_no_count_is_refused_with_what_is_accepted(text):
    with pytest.raises(ValueError, match=r"7500000000, 7\.5e9, 7\.5B or 125M"):
        units.parse_count(text)


@given(st.integers(0, 10**18 - 1))
def test_a_printed_count_can_be_typed(count):
    assert units.parse_count(str(count)) == units.parse_count(units.count(count)) == count


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("80GB", 80 * 10**9),
        ("80gb", 80 * 10**9),
        ("80 G", 80 * 10**9),
        ("80GiB", 80 << 30),
        ("80Gi", 80 << 30),
        ("1.5TB", 1_500_000_000_000),
        ("0.5KiB", 512),
        ("512B", 512),
        ("1PB", 10**15),
        ("0.000000001GB", 1),
        ("1000000000GB", 10**18),
    ],
)
def test_memory_is_as_it_is_sold_or_as_programs_print_it(text, size):
    assert units.parse_memory(text) == size


@pytest.mark.parametrize(
    "text", ["", "80", "GB", "-80GB", "80 GiB B", "1e3GB", "0.3B", "80XB", "٣GB"]
)
def test_what_is_no_memory_is_refused_with_what_is_accepted(text):
    with pytest.raises(ValueError, match=r"80GB \(10\^9 bytes each\) or 80GiB \(2\^30\)"):
        units.parse_memory(text)


@given(st.text() | st.from_regex(r"[0-9.,]+[eE]?[0-9]*[kKMGTBPi]*", fullmatch=True))
def test_any_text_is_a_count_and_memory_or_refused(text):
    for parse in (units.parse_count, units.parse_memory):
        try:
            assert parse(text) >= 0
        except ValueError as error:
            assert str(error)


@given(finite)
def test_a_short_figure_has_six_cells_at_most_but_for_its_sign(value):
    assert len(units.short(value).removeprefix("-")) <= 6


def test_a_short_figure_is_in_digits_where_it_can_be():
    assert [units.short(value) for value in (8.4, 12_500, 1e6, 1e-7)] == [
        "8.40",
        "12,500",
        "1e+06",
        "1e-07",
    ]


@pytest.mark.parametrize(
    ("size", "printed"),
    [
        (None, "n/a"),
        (0, "0 B"),
        (1023, "1023 B"),
        (262144, "256 KiB"),
        (1500, "1.46 KiB"),
        (1023 << 10, "1023 KiB"),
        ((1 << 20) - 1, "1.00 MiB"),
        (64 << 20, "64 MiB"),
        (5 << 50, "5120 TiB"),
    ],
)
def test_sizes(size, printed):
    assert units.size(size) == printed


def test_memory_is_in_the_unit_of_its_total():
    assert units.memory(212 << 20, 427 << 20) == "212/427 M"
    assert units.memory(1945 << 20, 7782 << 20) == "1.9/7.6 G"
    assert units.memory(None, 427 << 20) == "n/a/427 M"
    assert units.memory(None, None) == "n/a"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (14.2e9, "14.2 GB/s"),
        (1.0e6, "1.00 MB/s"),
        (9.994, "9.99 B/s"),
        (9.996, "10.0 B/s"),
        (99.96, "100 B/s"),
        (999.4, "999 B/s"),
        (999.6, "1.00 kB/s"),
        (0.0123, "0.0123 B/s"),
        (0, "0 B/s"),
        (-14.2e9, "-14.2 GB/s"),
        (None, "n/a"),
        (math.nan, "n/a"),
        (math.inf, "n/a"),
    ],
)
def test_rates(value, printed):
    assert units.rate(value) == printed


def test_amounts_below_a_thousand_are_exact():
    assert units.amount(1.42e12) == "1.42 TB"
    assert units.amount(512) == "512 B"
    assert units.amount(7) == "7 B"
    assert units.amount(None) == "n/a"


@given(measured)
def test_three_significant_digits_within_half_of_the_last(value):
    number, unit = units.split(value)
    power = "_kMGTPE".find(unit[0]) if unit != "B/s" else 0
    assert math.isclose(float(number) * 1000**power, value, rel_tol=0.0051)
    assert len(number.replace(".", "").lstrip("0")) == 3


@given(st.floats(min_value=1, max_value=9.99e20))
def test_a_steady_figure_keeps_its_width(value):
    assert len(units.rate(value, steady=True)) == len(units.rate(None, steady=True)) == 9
    assert len(units.amount(value, steady=True)) == len(units.amount(3, steady=True)) == 7


@given(finite)
def test_any_number_can_be_printed(value):
    for show in (units.rate, units.amount, units.digits, units.duration, units.percent):
        assert show(value)


def test_a_row_of_figures_shares_the_unit_of_the_largest():
    assert units.together([13.1e9, None, 0.95e9]) == (["13.1", "n/a", "0.950"], "GB/s")
    assert units.together([None]) == (["n/a"], "B/s")
    assert units.together([999.6e6, 5e6]) == (["1.00", "0.00500"], "GB/s")


@pytest.mark.parametrize(
    ("seconds", "printed"),
    [
        (None, "n/a"),
        (0.02, "0.02 s"),
        (0.996, "1.0 s"),
        (1.1, "1.1 s"),
        (9.96, "10 s"),
        (100, "100 s"),
        (119.6, "2:00"),
        (725, "12:05"),
        (3599.6, "1 h 00 min"),
        (12000, "3 h 20 min"),
        (187200, "2 d 4 h"),
    ],
)
def test_durations(seconds, printed):
    assert units.duration(seconds) == printed


def test_counts_percents_and_temperatures():
    assert units.count(12480) == "12,480"
    assert units.percent(0.614) == "61 %"
    assert units.temperature(51.4) == "51 °C"
    assert units.temperature(51.4, " ") == "51 C"
    assert units.count(None) == units.percent(None) == units.temperature(None) == "n/a"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0:00.00"), (8.5, "0:08.50"), (59.996, "1:00.00"), (4262.25, "71:02.25")],
)
def test_a_lap_is_told_to_the_hundredth(seconds: float, said: str) -> None:
    assert units.lap(seconds) == said
