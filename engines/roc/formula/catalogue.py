"""Every function of the language: what it takes, what it means, how far back it looks.

Meanings follow 通达信's help; where sources disagree, docs/formula.md says what was chosen.
No numpy: the console checks a formula while it is typed.
"""

from typing import NamedTuple

from engines.roc.formula.warmups import (
    Rule,
    all_of_them,
    back,
    bars,
    dma,
    ema,
    expmema,
    mema,
    none,
    sma,
)
from engines.roc.streams.history import FARTHEST

LARGEST_COUNT = 100_000


class Function(NamedTuple):
    """`form` is how it is written: EMA(X,N). `takes` has a letter an argument: x a series, n a
    count (a number, or one a bar), c a number known beforehand, k such a count, t a text. Those
    after `needed` may be left out (-1: none of them). Counts are `least` to `most`.

    `warmup` is given the arguments that are numbers (None for the others) and says how many bars
    back a value depends on; None: all. A `plain` one needs no other bar: of numbers it makes a
    number. `whole`: it makes whole numbers, so that = compares them safely; `picks`: it makes none
    that was not given to it.
    """

    form: str
    takes: str
    warmup: Rule
    meaning: str
    needed: int = -1
    least: int = 0
    most: int = LARGEST_COUNT
    future: bool = False
    draws: bool = False
    plain: bool = False
    whole: bool = False
    picks: bool = False

    @property
    def name(self) -> str:
        return self.form.partition("(")[0]


def by_name(*functions: Function) -> dict[str, Function]:
    return {function.name: function for function in functions}


F = Function
window, span = bars(1, 1), bars(1)

OPERATORS = by_name(
    F("OR", "xx", none, "true where either is", plain=True, whole=True),
    F("AND", "xx", none, "true where both are", plain=True, whole=True),
    F("=", "xx", none, "equal, to the last digit", plain=True, whole=True),
    F("<>", "xx", none, "not equal", plain=True, whole=True),
    F("<", "xx", none, "less", plain=True, whole=True),
    F(">", "xx", none, "more", plain=True, whole=True),
    F("<=", "xx", none, "less or equal", plain=True, whole=True),
    F(">=", "xx", none, "more or equal", plain=True, whole=True),
    F("+", "xx", none, "sum", plain=True),
    F("-", "xx", none, "difference", plain=True),
    F("*", "xx", none, "product", plain=True),
    F("/", "xx", none, "quotient; unknown where divided by 0", plain=True),
    F("%", "xx", none, "remainder, with the sign of the left", plain=True),
    F("NEG", "x", none, "minus", plain=True),
)

LOOKING_BACK = by_name(
    F("REF(X,N)", "xn", back, "X of N bars ago", picks=True),
    F("REFV(X,N)", "xn", back, "X of N bars ago", picks=True),
    F("MA(X,N)", "xn", window, "mean of N bars, unknown until there are N", least=1),
    F("EMA(X,N)", "xn", ema, "exponential mean: 2/(N+1) of X, the rest of the last", least=1),
    F("EXPMEMA(X,N)", "xk", expmema, "EMA that begins with the mean of N bars", least=1),
    F("SMA(X,N,M)", "xnn", sma, "(M*X+(N-M)*last)/N, begins with the first X", least=1),
    F("MEMA(X,N)", "xn", mema, "SMA(X,N,1)", least=1),
    F("DMA(X,A)", "xx", dma, "A*X+(1-A)*last, A between 0 and 1"),
    F("WMA(X,N)", "xn", window, "mean of N bars with weights N for the newest down to 1", least=1),
    F("HHV(X,N)", "xn", window, "highest of N bars; 0: of all", picks=True),
    F("LLV(X,N)", "xn", window, "lowest of N bars; 0: of all", picks=True),
    F("HHVBARS(X,N)", "xn", window, "bars since the highest of N", whole=True),
    F("LLVBARS(X,N)", "xn", window, "bars since the lowest of N", whole=True),
    F("SUM(X,N)", "xn", window, "sum of N bars; 0: of all"),
    F("COUNT(X,N)", "xn", window, "bars of N on which X is true; 0: of all", least=-1, whole=True),
    F("EVERY(X,N)", "xn", window, "X is true on all of N bars; 0: of all", whole=True),
    F("EXIST(X,N)", "xn", window, "X is true on one of N bars; 0: of all", whole=True),
    F("LAST(X,A,B)", "xnn", span, "X is true from A (0: the first) to B bars ago", whole=True),
    F("CROSS(A,B)", "xx", lambda *_given: 1, "A was at most B, and is above it", whole=True),
    F("LONGCROSS(A,B,N)", "xxn", bars(2), "A was below B for N bars, and is above", whole=True),
    F("UPNDAY(X,N)", "xn", span, "X has risen N times in a row", least=1, whole=True),
    F("DOWNNDAY(X,N)", "xn", span, "X has fallen N times in a row", least=1, whole=True),
    F("NDAY(X,Y,N)", "xxn", bars(2, 1), "X is above Y on N bars in a row", least=1, whole=True),
)

COUNTING = by_name(
    F("FILTER(X,N)", "xn", all_of_them, "X, but not for N bars after it was true", whole=True),
    F("BARSLAST(X)", "x", all_of_them, "bars since X was last true", whole=True),
    F("BARSSINCE(X)", "x", all_of_them, "bars since X was first true", whole=True),
    F("BARSSINCEN(X,N)", "xn", window, "bars since X was first true of N; 0: of all", whole=True),
    F("BARSCOUNT(X)", "x", all_of_them, "bars since the first that X has; 0 there", whole=True),
    F("BARSLASTCOUNT(X)", "x", all_of_them, "bars in a row on which X is true", whole=True),
    F("SUMBARS(X,A)", "xx", all_of_them, "bars back until X adds up to A", whole=True),
    F("VALUEWHEN(C,X)", "xx", all_of_them, "X of the last bar on which C was true", picks=True),
    F("TOPRANGE(X)", "x", all_of_them, "bars in a row before this one that X is above", whole=True),
    F("LOWRANGE(X)", "x", all_of_them, "bars in a row before this one that X is below", whole=True),
)

STATISTICS = by_name(
    F("STD(X,N)", "xn", window, "standard deviation of a sample (N-1)", least=1),
    F("STDP(X,N)", "xn", window, "standard deviation of all (N)", least=1),
    F("VAR(X,N)", "xn", window, "variance of a sample (N-1)", least=1),
    F("VARP(X,N)", "xn", window, "variance of all (N)", least=1),
    F("DEVSQ(X,N)", "xn", window, "sum of squared deviations from the mean", least=1),
    F("AVEDEV(X,N)", "xn", window, "mean distance from the mean", least=1, most=FARTHEST),
    F("SLOPE(X,N)", "xn", window, "slope of the straight line through N bars", least=1),
    F("FORCAST(X,N)", "xn", window, "that line's value on this bar", least=1),
    F("COVAR(X,Y,N)", "xxn", bars(2, 1), "covariance of all (N)", least=1),
    F("RELATE(X,Y,N)", "xxn", bars(2, 1), "correlation", least=1),
)

LOGIC = by_name(
    F("IF(C,A,B)", "xxx", none, "A where C is true, else B", plain=True, picks=True),
    F("IFN(C,A,B)", "xxx", none, "B where C is true, else A", plain=True, picks=True),
    F("NOT(X)", "x", none, "true where X is 0", plain=True, whole=True),
    F("RANGE(X,A,B)", "xxx", none, "A < X < B", plain=True, whole=True),
    F("BETWEEN(X,A,B)", "xxx", none, "X lies between A and B, or on them", plain=True, whole=True),
    F("ISUP", "", none, "C>O", whole=True),
    F("ISDOWN", "", none, "C<O", whole=True),
    F("ISEQUAL", "", none, "C=O", whole=True),
    F("DRAWNULL", "", none, "no value: a line has a hole there", plain=True, picks=True),
)

MATHEMATICS = by_name(
    F("ABS(X)", "x", none, "distance from 0", plain=True, picks=True),
    F("MAX(A,B)", "xx", none, "the larger", plain=True, picks=True),
    F("MIN(A,B)", "xx", none, "the smaller", plain=True, picks=True),
    F("SQRT(X)", "x", none, "square root", plain=True),
    F("POW(A,B)", "xx", none, "A to the power of B", plain=True),
    F("EXP(X)", "x", none, "e to the power of X", plain=True),
    F("LN(X)", "x", none, "natural logarithm", plain=True),
    F("LOG(X)", "x", none, "logarithm to base 10", plain=True),
    F("SIN(X)", "x", none, "sine of radians", plain=True),
    F("COS(X)", "x", none, "cosine of radians", plain=True),
    F("TAN(X)", "x", none, "tangent of radians", plain=True),
    F("ASIN(X)", "x", none, "its radians: the inverse of SIN", plain=True),
    F("ACOS(X)", "x", none, "its radians: the inverse of COS", plain=True),
    F("ATAN(X)", "x", none, "its radians: the inverse of TAN", plain=True),
    F("MOD(A,B)", "xx", none, "A % B", plain=True),
    F("INTPART(X)", "x", none, "without what stands after the point", plain=True, whole=True),
    F("FLOOR(X)", "x", none, "the whole number at or below", plain=True, whole=True),
    F("CEILING(X)", "x", none, "the whole number at or above", plain=True, whole=True),
    F(
        "ROUND(X)",
        "x",
        none,
        "the nearest whole number, halves away from 0",
        plain=True,
        whole=True,
    ),
    F("ROUND2(X,N)", "xk", none, "rounded to N digits after the point", most=15, plain=True),
    F("SIGN(X)", "x", none, "1, 0 or -1", plain=True, whole=True),
    F("REVERSE(X)", "x", none, "-X", plain=True, picks=True),
    F("FRACPART(X)", "x", none, "what stands after the point", plain=True),
)

TIMES = by_name(
    F("DATE", "", none, "(year-1900)*10000+month*100+day", whole=True),
    F("TIME", "", none, "hour*100+minute", whole=True),
    F("YEAR", "", none, "the year", whole=True),
    F("MONTH", "", none, "1 to 12", whole=True),
    F("DAY", "", none, "of the month", whole=True),
    F("WEEKDAY", "", none, "0 for Sunday to 6", whole=True),
    F("HOUR", "", none, "0 to 23", whole=True),
    F("MINUTE", "", none, "0 to 59", whole=True),
)

FUTURE = by_name(
    F("REFX(X,N)", "xn", none, "X of N bars later", future=True, picks=True),
    F("REFXV(X,N)", "xn", none, "X of N bars later", future=True, picks=True),
    F("XMA(X,N)", "xn", window, "mean of N bars around this one", least=1, future=True),
    F(
        "FILTERX(X,N)",
        "xn",
        none,
        "X, but not for N bars before it is true",
        future=True,
        whole=True,
    ),
    F("BACKSET(X,N)", "xn", none, "1 on the last N bars until X is true", future=True, whole=True),
    F("CONST(X)", "x", all_of_them, "X of the newest bar, on all", future=True, picks=True),
    F("TOTALBARSCOUNT", "", all_of_them, "how many bars there are", future=True, whole=True),
    F("CURRBARSCOUNT", "", none, "bars to the newest, which has 1", future=True, whole=True),
    F("ISLASTBAR", "", none, "true on the newest bar", future=True, whole=True),
    F("ZIG(K,N)", "xc", all_of_them, "straight lines between turns of N percent", future=True),
    F(
        "PEAK(K,N,M)",
        "xck",
        all_of_them,
        "value of the M-th last peak of ZIG",
        least=1,
        future=True,
    ),
    F(
        "TROUGH(K,N,M)",
        "xck",
        all_of_them,
        "value of the M-th last trough of ZIG",
        least=1,
        future=True,
    ),
    F(
        "PEAKBARS(K,N,M)",
        "xck",
        all_of_them,
        "bars since that peak",
        least=1,
        future=True,
        whole=True,
    ),
    F(
        "TROUGHBARS(K,N,M)",
        "xck",
        all_of_them,
        "bars since that trough",
        least=1,
        future=True,
        whole=True,
    ),
)

DRAWING = by_name(
    F("DRAWICON(C,P,K)", "xxc", none, "icon K, 1 to 46, at P where C is true", draws=True),
    F("DRAWTEXT(C,P,T)", "xxt", none, "the text at P where C is true", draws=True),
    F("DRAWNUMBER(C,P,X)", "xxx", none, "the number X at P where C is true", draws=True),
    F("STICKLINE(C,A,B,W,E)", "xxxcc", none, "a bar from A to B, W wide, E empty", 3, draws=True),
)

GROUPS = {
    "Looking back": LOOKING_BACK,
    "Counting bars": COUNTING,
    "Statistics": STATISTICS,
    "Logic": LOGIC,
    "Mathematics": MATHEMATICS,
    "The bar's time": TIMES,
    "Looking ahead (these repaint)": FUTURE,
    "Drawing": DRAWING,
}

FUNCTIONS = {name: it for group in GROUPS.values() for name, it in group.items()}

CALLS = FUNCTIONS | OPERATORS
"""All that a node of a program may call, but those that are rewritten: ISUP is C>O."""

ALIASES = {
    "EXPMA": "EMA",
    "STDDEV": "STD",
    "IFF": "IF",
    "SGN": "SIGN",
    "CEIL": "CEILING",
}

FIELDS = {
    "OPEN": "open",
    "HIGH": "high",
    "LOW": "low",
    "CLOSE": "close",
    "VOL": "volume",
    "AMO": "amount",
    "O": "open",
    "H": "high",
    "L": "low",
    "C": "close",
    "V": "volume",
    "AMOUNT": "amount",
}
"""What of a bar a name reads, as a series calls it."""
