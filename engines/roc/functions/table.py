"""The functions by the names that the language has for them."""

from collections.abc import Callable
from typing import Any

from engines.roc.functions import (
    arithmetic,
    calendar,
    counting,
    future,
    logic,
    ranges,
    reference,
    smoothing,
    statistics,
    turns,
    windows,
)

Function = Callable[..., Any]

OPERATORS: dict[str, Function] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "%": arithmetic.modulo,
    "NEG": arithmetic.negative,
    "<": logic.less,
    ">": logic.greater,
    "<=": logic.at_most,
    ">=": logic.at_least,
    "=": logic.equal,
    "<>": logic.unequal,
    "AND": logic.both,
    "OR": logic.either,
}

BY_BAR: dict[str, Function] = {
    "ABS": arithmetic.absolute,
    "MAX": arithmetic.larger,
    "MIN": arithmetic.smaller,
    "SQRT": arithmetic.root,
    "POW": arithmetic.power,
    "EXP": arithmetic.exponential,
    "LN": arithmetic.natural_logarithm,
    "LOG": arithmetic.logarithm,
    "SIN": arithmetic.sine,
    "COS": arithmetic.cosine,
    "TAN": arithmetic.tangent,
    "ASIN": arithmetic.arcsine,
    "ACOS": arithmetic.arccosine,
    "ATAN": arithmetic.arctangent,
    "MOD": arithmetic.modulo,
    "INTPART": arithmetic.whole_part,
    "FRACPART": arithmetic.fraction,
    "FLOOR": arithmetic.floor,
    "CEILING": arithmetic.ceiling,
    "ROUND": arithmetic.rounded,
    "ROUND2": arithmetic.rounded_to,
    "SIGN": arithmetic.sign,
    "REVERSE": arithmetic.negative,
    "NOT": logic.opposite,
    "IF": logic.choose,
    "IFN": logic.choose_not,
    "RANGE": logic.within,
    "BETWEEN": logic.between,
}

PAST: dict[str, Function] = {
    "REF": reference.ref,
    "REFV": reference.ref,
    "VALUEWHEN": reference.value_when,
    "BARSCOUNT": reference.bars_count,
    "CROSS": logic.cross,
    "LONGCROSS": logic.long_cross,
    "MA": windows.average,
    "WMA": windows.weighted_average,
    "SUM": windows.total,
    "HHV": windows.highest,
    "LLV": windows.lowest,
    "HHVBARS": windows.bars_since_highest,
    "LLVBARS": windows.bars_since_lowest,
    "EMA": smoothing.ema,
    "EXPMEMA": smoothing.expmema,
    "SMA": smoothing.sma,
    "MEMA": smoothing.mema,
    "DMA": smoothing.dma,
    "COUNT": counting.count,
    "EVERY": counting.every,
    "EXIST": counting.exist,
    "LAST": counting.last,
    "UPNDAY": counting.rising,
    "DOWNNDAY": counting.falling,
    "NDAY": counting.above,
    "FILTER": counting.filtered,
    "BARSLAST": counting.bars_since_last,
    "BARSSINCE": counting.bars_since_first,
    "BARSSINCEN": counting.bars_since_first_of,
    "BARSLASTCOUNT": counting.run,
    "SUMBARS": counting.bars_to_sum,
    "TOPRANGE": ranges.top_range,
    "LOWRANGE": ranges.low_range,
    "STD": statistics.deviation,
    "STDP": statistics.deviation_of_all,
    "VAR": statistics.variance,
    "VARP": statistics.variance_of_all,
    "DEVSQ": statistics.squared_deviations,
    "AVEDEV": statistics.mean_deviation,
    "SLOPE": statistics.slope,
    "FORCAST": statistics.forecast,
    "COVAR": statistics.covariance,
    "RELATE": statistics.correlation,
}

FUTURE: dict[str, Function] = {
    "REFX": reference.ref_ahead,
    "REFXV": reference.ref_ahead,
    "CONST": reference.constant,
    "XMA": future.centred_average,
    "FILTERX": future.filtered_ahead,
    "BACKSET": future.back_set,
    "ZIG": turns.zigzag,
    "PEAK": turns.peak,
    "TROUGH": turns.trough,
    "PEAKBARS": turns.bars_since_peak,
    "TROUGHBARS": turns.bars_since_trough,
}

OF_BARS: dict[str, Function] = {
    "ISUP": logic.up,
    "ISDOWN": logic.down,
    "ISEQUAL": logic.level,
    "TOTALBARSCOUNT": reference.total_bars,
    "CURRBARSCOUNT": reference.bars_left,
    "ISLASTBAR": reference.is_last,
    "DRAWNULL": reference.nothing,
    "DATE": calendar.date,
    "TIME": calendar.time,
    "YEAR": calendar.year,
    "MONTH": calendar.month,
    "DAY": calendar.day,
    "WEEKDAY": calendar.weekday,
    "HOUR": calendar.hour,
    "MINUTE": calendar.minute,
}

BATCH: dict[str, Function] = OPERATORS | BY_BAR | PAST | FUTURE | OF_BARS
"""Each works on (bars,) and (bars, symbols), right-aligned, and keeps float32; counts are a number
or one a bar. Where several series are taken, one may be a number.

What the language writes without arguments is given what it is about: ISUP and its like open and
close, the counts of bars and DRAWNULL the close, DATE and its like the times, for 2-D as a column.
"""
