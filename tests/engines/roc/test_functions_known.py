"""Small series whose answers were found with a pencil."""

import math

import numpy as np
import pytest

from engines.roc.functions.table import BATCH

nan, inf = math.nan, math.inf
T, F = 1.0, 0.0

KNOWN = [
    ("+", ([1, nan], 2.0), [3, nan]),
    ("-", ([1, nan], 2.0), [-1, nan]),
    ("*", ([3, nan], 2.0), [6, nan]),
    ("/", ([1, 0, -1, nan, 6], [0, 0, 0, 2, 3]), [nan, nan, nan, nan, 2]),
    ("/", (1.0, [4, 0]), [0.25, nan]),
    ("/", ([1, 2], 0.0), [nan, nan]),
    ("%", ([26, -7, 7, 5.5], [10, 3, -3, 0]), [6, -1, 1, nan]),
    ("NEG", ([1, nan],), [-1, nan]),
    ("<", ([1, 2, nan], 2.0), [T, F, nan]),
    (">", ([1, 3, nan], 2.0), [F, T, nan]),
    ("<=", ([1, 2, nan], 2.0), [T, T, nan]),
    (">=", ([1, 2, inf], 2.0), [F, T, T]),
    ("=", ([1, 2, nan], [1, 3, nan]), [T, F, nan]),
    ("<>", ([1, 2, nan], [1, 3, nan]), [F, T, nan]),
    ("AND", ([1, 2, 0, nan, 0], [1, 0, 0, 1, nan]), [T, F, F, nan, nan]),
    ("OR", ([1, 2, 0, nan, 1], [1, 0, 0, 1, nan]), [T, T, F, nan, nan]),
    ("NOT", ([0, 2, nan],), [T, F, nan]),
    ("IF", ([1, 0, nan, -0.5], 5.0, [1, 2, 3, 4]), [5, 2, nan, 5]),
    ("IFN", ([1, 0, nan], 5.0, 6.0), [6, 5, nan]),
    ("RANGE", ([1, 2, 3, nan], 1.0, 3.0), [F, T, F, nan]),
    ("BETWEEN", ([1, 2, 3, 4, nan], 3.0, 1.0), [T, T, T, F, nan]),
    ("ABS", ([-1, nan],), [1, nan]),
    ("MAX", ([1, nan, 3], 2.0), [2, nan, 3]),
    ("MAX", ([1, nan, 3], 2.0, [0, 9, 9]), [2, nan, 9]),
    ("MIN", ([1, nan, 3], 2.0), [1, nan, 2]),
    ("SQRT", ([4, -1, nan],), [2, nan, nan]),
    ("POW", ([2, -8, 0, 10], [3, 1 / 3, -1, 400]), [8, nan, nan, nan]),
    ("EXP", ([0, 1, 1000],), [1, math.e, nan]),
    ("LN", ([1, math.e, 0, -1],), [0, 1, nan, nan]),
    ("LOG", ([1, 1000, 0, -1],), [0, 3, nan, nan]),
    ("SIN", ([0, math.pi / 2],), [0, 1]),
    ("COS", ([0, math.pi],), [1, -1]),
    ("TAN", ([0, math.pi / 4],), [0, 1]),
    ("ASIN", ([1, 2],), [math.pi / 2, nan]),
    ("ACOS", ([1, 2],), [0, nan]),
    ("ATAN", ([1, nan],), [math.pi / 4, nan]),
    ("MOD", ([26, -7], 10.0), [6, -7]),
    ("INTPART", ([3.7, -3.7, nan],), [3, -3, nan]),
    ("FRACPART", ([3.75, -3.75, nan],), [0.75, -0.75, nan]),
    ("FLOOR", ([3.7, -3.2],), [3, -4]),
    ("CEILING", ([3.2, -3.7],), [4, -3]),
    ("ROUND", ([0.5, 1.5, 2.5, -2.5, 0.49999999999999994, nan],), [1, 2, 3, -3, 0, nan]),
    ("ROUND2", ([1.234, -1.235, 1e300, nan], 2.0), [1.23, -1.24, 1e300, nan]),
    ("ROUND2", ([1250.0, 1.5], -2.0), [1300, 0]),
    ("SIGN", ([-3, 0, 4, nan],), [-1, 0, 1, nan]),
    ("REVERSE", ([1, nan],), [-1, nan]),
    ("REF", ([1, 2, 3, 4], 1.0), [nan, 1, 2, 3]),
    ("REF", ([1, 2, 3, 4], 0.0), [1, 2, 3, 4]),
    ("REF", ([1, 2, 3, 4], 9.0), [nan] * 4),
    ("REF", ([1, 2, 3, 4], -1.0), [nan] * 4),
    ("REF", ([1, 2, 3, 4], [0, 1, nan, 2]), [1, 1, nan, 2]),
    ("REFX", ([1, 2, 3, 4], 1.0), [2, 3, 4, nan]),
    ("MA", ([nan, 1, 2, 3, nan, 5, 6], 2.0), [nan, nan, 1.5, 2.5, nan, nan, 5.5]),
    ("MA", ([1, 2, 3], 0.0), [nan, nan, nan]),
    ("MA", ([1, 2, 3, 4], [1, 2, 4, 3]), [1, 1.5, nan, 3]),
    ("WMA", ([1, 2, 4], 3.0), [nan, nan, (1 + 4 + 12) / 6]),
    ("EMA", ([nan, 1, 2, nan, 3], 3.0), [nan, 1, 1.5, nan, 2.25]),
    ("EMA", ([1, 2], 0.5), [nan, nan]),
    ("EXPMEMA", ([nan, 1, 3, nan, 4], 2.0), [nan, nan, 2, nan, 4 * 2 / 3 + 2 / 3]),
    ("SMA", ([1, 2, 3], 3.0, 1.0), [1, 4 / 3, 17 / 9]),
    ("SMA", ([1, 2, 3], 1.0, 3.0), [nan, nan, nan]),
    ("MEMA", ([1, 2, 3], 3.0), [1, 4 / 3, 17 / 9]),
    ("DMA", ([1, 2, 3, 4], [0.1, 0.5, nan, 0.5]), [1, 1.5, nan, 2.75]),
    ("SUM", ([nan, 1, 2, nan, 3], 2.0), [nan, 1, 3, 2, 3]),
    ("SUM", ([nan, 1, 2, nan, 3], 0.0), [nan, 1, 3, 3, 6]),
    ("SUM", ([1, nan, nan, 4], 2.0), [1, 1, nan, 4]),
    ("HHV", ([nan, 3, 1, 2, nan], 2.0), [nan, 3, 3, 2, 2]),
    ("HHV", ([2, 3, 1], 0.0), [2, 3, 3]),
    ("LLV", ([2, 3, 1, 4], 3.0), [2, 2, 1, 1]),
    ("LLV", ([2, 3, 1, 4], 99.0), [2, 2, 1, 1]),
    ("HHVBARS", ([1, 3, 3, 2, 2], 3.0), [0, 0, 0, 1, 2]),
    ("LLVBARS", ([1, 3, 3, 2, nan], 0.0), [0, 1, 2, 3, 4]),
    ("COUNT", ([nan, 1, 0, 1, 1], 2.0), [nan, 1, 1, 1, 2]),
    ("COUNT", ([nan, 1, 0, 1, 1], -1.0), [nan, 1, 1, 2, 3]),
    ("EVERY", ([1, 1, 0, 1, 1], 2.0), [nan, T, F, F, T]),
    ("EXIST", ([0, 1, 0, 0], 2.0), [F, T, T, F]),
    ("LAST", ([1, 1, 0, 1], 2.0, 1.0), [nan, nan, T, F]),
    ("LAST", ([1, 1, 0, 1], 0.0, 1.0), [nan, T, T, F]),
    ("LAST", ([1, 1, 0, 1], 1.0, 2.0), [nan] * 4),
    ("CROSS", ([-1, 1, 1, 0, 0, 2], 0.0), [nan, T, F, F, F, T]),
    ("CROSS", ([nan, 1, -1, 1], 0.0), [nan, nan, F, T]),
    ("CROSS", ([-1, nan, 1, 2], 0.0), [nan, nan, nan, F]),
    ("LONGCROSS", ([-1, -1, 1, -1, 1], 0.0, 2.0), [nan, nan, T, F, F]),
    ("LONGCROSS", ([-1, 0, 1], 0.0, 2.0), [nan, nan, F]),
    ("UPNDAY", ([1, 2, 3, 3, 4], 2.0), [nan, nan, T, F, F]),
    ("DOWNNDAY", ([3, 2, 1, 1], 2.0), [nan, nan, T, F]),
    ("NDAY", ([3, 3, 1], [1, 2, 2], 2.0), [nan, T, F]),
    ("FILTER", ([1, 1, 1, 1, 0, 1], 2.0), [1, 0, 0, 1, 0, 0]),
    ("FILTER", ([1, nan, 1, 1], 1.0), [1, nan, 1, 0]),
    ("FILTER", ([1, 1], 0.0), [1, 1]),
    ("FILTERX", ([1, 1, 1, 0, 1], 2.0), [0, 1, 0, 0, 1]),
    ("BACKSET", ([0, 0, 1, 0, 1], 2.0), [0, 1, 1, 1, 1]),
    ("BACKSET", ([nan, nan, 1, 0], 2.0), [nan, 1, 1, 0]),
    ("BARSLAST", ([0, 1, 0, nan, 1],), [nan, 0, 1, 2, 0]),
    ("BARSSINCE", ([0, 1, 0, 1],), [nan, 0, 1, 2]),
    ("BARSSINCEN", ([0, 1, 0, 1, 0, 0], 3.0), [nan, 0, 1, 2, 1, 2]),
    ("BARSCOUNT", ([nan, 5, nan, 5],), [nan, 0, 1, 2]),
    ("BARSLASTCOUNT", ([1, 1, 0, 1, nan, 1],), [1, 2, 0, 1, nan, 1]),
    ("SUMBARS", ([5, 1, 2, 3, 9], 5.0), [1, 2, 3, 2, 1]),
    ("SUMBARS", ([1, 1, -1, 1, 4], 2.0), [nan, 2, nan, 4, 1]),
    ("VALUEWHEN", ([nan, 1, 0, nan, 1], [9, 8, 7, 6, 5]), [nan, 8, 8, 8, 5]),
    ("CONST", ([1, 2, 3],), [3, 3, 3]),
    ("TOPRANGE", ([1, 2, 3, 2, 3, 4],), [0, 1, 2, 0, 1, 5]),
    ("LOWRANGE", ([3, 2, nan, 2, 1],), [0, 1, nan, 1, 4]),
    ("TOTALBARSCOUNT", ([nan, 1, 2],), [2, 2, 2]),
    ("CURRBARSCOUNT", ([nan, 1, 2],), [3, 2, 1]),
    ("ISLASTBAR", ([1, 2, 3],), [0, 0, 1]),
    ("DRAWNULL", ([1, 2],), [nan, nan]),
    ("ISUP", ([1, 2, 3, nan], [2, 2, 2, 2]), [T, F, F, nan]),
    ("ISDOWN", ([1, 2, 3, nan], [2, 2, 2, 2]), [F, F, T, nan]),
    ("ISEQUAL", ([1, 2, 3, nan], [2, 2, 2, 2]), [F, T, F, nan]),
    ("STD", ([1, 2, 3, 6], 3.0), [nan, nan, 1, math.sqrt(13 / 3)]),
    ("STDP", ([1, 2, 3], 3.0), [nan, nan, math.sqrt(2 / 3)]),
    ("STD", ([1, 2], 1.0), [nan, nan]),
    ("STDP", ([1, 2], 1.0), [0, 0]),
    ("VAR", ([1, 2, 3], 3.0), [nan, nan, 1]),
    ("VARP", ([1, 2, 3], 3.0), [nan, nan, 2 / 3]),
    ("DEVSQ", ([1, 2, 3], 3.0), [nan, nan, 2]),
    ("AVEDEV", ([1, 2, 3], 3.0), [nan, nan, 2 / 3]),
    ("SLOPE", ([1, 3, 5, 5], 3.0), [nan, nan, 2, 1]),
    ("FORCAST", ([1, 3, 5, 5], 3.0), [nan, nan, 5, 16 / 3]),
    ("COVAR", ([1, 2, 3], [1, 2, 6], 3.0), [nan, nan, 5 / 3]),
    ("RELATE", ([1, 2, 3], [3, 2, 1], 3.0), [nan, nan, -1]),
    ("RELATE", ([1, 2, 3], 1.0, 3.0), [nan, nan, nan]),
    ("XMA", ([1, 2, 3, 4], 3.0), [1.5, 2, 3, 3.5]),
    ("XMA", ([1, 2, 3, 4], 2.0), [1, 1.5, 2.5, 3.5]),
    ("ZIG", ([10, 12, 11, 9, 10, 12, 11.9], 10.0), [10, 12, 10.5, 9, 10.5, 12, 11.9]),
    ("ZIG", ([nan, 10, nan, 10.1], 10.0), [nan, 10, nan, 10.1]),
    ("PEAK", ([10, 12, 11, 9, 10, 12, 11.9], 10.0, 1.0), [nan, 12, 12, 12, 12, 12, 12]),
    ("PEAK", ([10, 12, 9, 13, 9], 10.0, 2.0), [nan, nan, nan, 12, 12]),
    ("TROUGH", ([10, 12, 11, 9, 10, 12, 11.9], 10.0, 1.0), [10, 10, 10, 9, 9, 9, 9]),
    ("PEAKBARS", ([10, 12, 11, 9, 10, 12, 11.9], 10.0, 1.0), [nan, 0, 1, 2, 3, 4, 5]),
    ("TROUGHBARS", ([10, 12, 11, 9, 10, 12, 11.9], 10.0, 1.0), [0, 1, 2, 0, 1, 2, 3]),
    ("ZIG", ([10, 12], 0.0), [nan, nan]),
    ("ZIG", ([10, 10.99, 10.5], 10.0), [10, 10.25, 10.5]),
    ("TROUGH", ([10, 11, 10.5], 10.0, 1.0), [10, 10, 10]),
    ("TROUGH", ([10, 10.99, 10.5], 10.0, 1.0), [nan, nan, nan]),
    ("PEAK", ([10, 9, 9.5], 10.0, 1.0), [10, 10, 10]),
    ("PEAK", ([10, 9.01, 9.5], 10.0, 1.0), [nan, nan, nan]),
]


@pytest.mark.parametrize(("name", "args", "expected"), KNOWN)
def test_known_answer(name: str, args: tuple, expected: list) -> None:
    arrays = [np.array(arg, float) if isinstance(arg, list) else arg for arg in args]
    np.testing.assert_allclose(BATCH[name](*arrays), expected, rtol=1e-14, atol=1e-15)


def test_every_function_has_a_known_answer() -> None:
    times = {"DATE", "TIME", "YEAR", "MONTH", "DAY", "WEEKDAY", "HOUR", "MINUTE"}
    assert BATCH.keys() - {name for name, *_ in KNOWN} == {"REFV", "REFXV"} | times


def test_the_parts_of_a_time() -> None:
    times = np.array(
        ["2021-05-14T14:35:59", "1969-12-31T23:59", "2024-02-29T00:00", "NaT"], "M8[s]"
    )
    found = {name: BATCH[name](times).tolist()[:3] for name in ("DATE", "TIME", "WEEKDAY")}
    assert found["DATE"] == [1210514, 691231, 1240229]
    assert found["TIME"] == [1435, 2359, 0]
    assert found["WEEKDAY"] == [5, 3, 4]
    assert [BATCH[it](times)[0] for it in ("YEAR", "MONTH", "DAY")] == [2021, 5, 14]
    assert [BATCH[it](times)[0] for it in ("HOUR", "MINUTE")] == [14, 35]
    for name in ("DATE", "TIME", "YEAR", "MONTH", "DAY", "WEEKDAY", "HOUR", "MINUTE"):
        assert math.isnan(BATCH[name](times)[3])
    assert BATCH["WEEKDAY"](np.array(["2021-05-16", "2021-05-15"], "M8[s]")).tolist() == [0, 6]
    assert BATCH["DATE"](times[:, None]).shape == (4, 1)
