"""What the shipped formulas should give, written down once more with pandas.

Its rolling windows and exponential means are somebody else's; conditions that are not known are
made unknown here by hand.
"""

import numpy as np
import pandas as pd

Bars = pd.DataFrame
Lines = dict[str, pd.Series]


def mean(x, n):
    return x.rolling(n).mean()


def ema(x, n):
    return x.ewm(span=n, adjust=False, ignore_na=True).mean()


def sma(x, n, m=1):
    return x.ewm(alpha=m / n, adjust=False, ignore_na=True).mean()


def total(x, n):
    return x.rolling(n or len(x), min_periods=1).sum()


def highest(x, n):
    return x.rolling(n, min_periods=1).max()


def lowest(x, n):
    return x.rolling(n, min_periods=1).min()


def above(x, least=0):
    """MAX(x, least), unknown where x is."""
    return x.clip(lower=least)


def when(condition, known, value, other=0.0):
    """Where `known` is not, the result is not."""
    return pd.Series(np.where(condition, value, other), known.index).where(known.notna())


def rate(x, n, m=6, e=9):
    roc = 100 * (x / x.shift(n) - 1)
    return {"ROC": roc, "MAROC": mean(roc, m), "EROC": ema(roc, e), "ZERO": x * 0}


def roc_a1(b):
    return rate(b.amount / b.volume / 100, 12)


def roc_nn(b):
    oldest = b.close.shift(12).fillna(b.close.iloc[0])
    roc = 100 * (b.close / oldest - 1)
    return {"ROC": roc, "MAROC": mean(roc, 6), "EROC": ema(roc, 9), "ZERO": b.close * 0}


def macd(b):
    dif = ema(b.close, 12) - ema(b.close, 26)
    dea = ema(dif, 9)
    return {"DIF": dif, "DEA": dea, "MACD": 2 * (dif - dea)}


def kdj(b):
    low, high = lowest(b.low, 9), highest(b.high, 9)
    k = sma(100 * (b.close - low) / (high - low), 3)
    d = sma(k, 3)
    return {"K": k, "D": d, "J": 3 * k - 2 * d}


def rsi(b):
    move = b.close.diff()
    return {
        f"RSI{k}": 100 * sma(above(move), n) / sma(move.abs(), n)
        for k, n in enumerate((6, 12, 24), 1)
    }


def boll(b):
    middle = mean(b.close, 20)
    wide = 2 * b.close.rolling(20).apply(lambda x: np.std(x, ddof=1), raw=True)
    return {"BOLL": middle, "UB": middle + wide, "LB": middle - wide}


def mtm(b):
    change = b.close.diff(12)
    return {"MTM": change, "MTMMA": mean(change, 6)}


def wr(b):
    def one(n):
        high = highest(b.high, n)
        return 100 * (high - b.close) / (high - lowest(b.low, n))

    return {"WR1": one(10), "WR2": one(6)}


def cci(b):
    typical = (b.high + b.low + b.close) / 3
    away = typical.rolling(14).apply(lambda x: np.abs(x - x.mean()).mean(), raw=True)
    return {"CCI": (typical - mean(typical, 14)) / 0.015 / away}


def obv(b):
    line = (np.sign(b.close.diff()) * b.volume).cumsum()
    return {"OBV": line, "MAOBV": mean(line, 30)}


def true_range(b):
    last = b.close.shift(1)
    found = np.maximum(np.maximum(b.high - b.low, (b.high - last).abs()), (b.low - last).abs())
    return found.where(last.notna())


def dmi(b):
    up, down = b.high.diff(), -b.low.diff()
    reach = total(true_range(b), 14)
    plus = 100 * total(when((up > 0) & (up > down), up, up), 14) / reach
    minus = 100 * total(when((down > 0) & (down > up), down, down), 14) / reach
    adx = mean(100 * (plus - minus).abs() / (plus + minus), 6)
    return {"PDI": plus, "MDI": minus, "ADX": adx, "ADXR": (adx + adx.shift(6)) / 2}


def bias(b):
    return {
        f"BIAS{k}": 100 * (b.close / mean(b.close, n) - 1) for k, n in enumerate((6, 12, 24), 1)
    }


def dma(b):
    dif = mean(b.close, 10) - mean(b.close, 50)
    return {"DIF": dif, "DIFMA": mean(dif, 10)}


def trix(b):
    smooth = ema(ema(ema(b.close, 12), 12), 12)
    line = 100 * (smooth / smooth.shift(1) - 1)
    return {"TRIX": line, "MATRIX": mean(line, 9)}


def brar(b):
    last = b.close.shift(1)
    return {
        "BR": 100 * total(above(b.high - last), 26) / total(above(last - b.low), 26),
        "AR": 100 * total(b.high - b.open, 26) / total(b.open - b.low, 26),
    }


def cr(b):
    middle = (b.high + b.low).shift(1) / 2
    line = 100 * total(above(b.high - middle), 26) / total(above(middle - b.low), 26)
    shifted = {10: 5, 20: 9, 40: 17, 62: 25}
    means = {f"MA{k}": mean(line, n).shift(shifted[n]) for k, n in enumerate(shifted, 1)}
    return {"CR": line} | means


def vr(b):
    move = b.close.diff()
    rising = total(when(move > 0, move, b.volume), 26)
    falling = total(when(move < 0, move, b.volume), 26)
    same = total(when(move == 0, move, b.volume), 26)
    line = 100 * (2 * rising + same) / (2 * falling + same)
    return {"VR": line, "MAVR": mean(line, 6)}


def psy(b):
    move = b.close.diff()
    line = 100 / 12 * total(when(move > 0, move, 1.0), 12)
    return {"PSY": line, "PSYMA": mean(line, 6)}


def expma(b):
    return {"EXP1": ema(b.close, 12), "EXP2": ema(b.close, 50)}


def ma(b):
    return {f"MA{k}": mean(b.close, n) for k, n in enumerate((5, 10, 20, 60), 1)}


def atr(b):
    return {"TR": true_range(b), "ATR": mean(true_range(b), 14)}


def asi(b):
    last, opened = b.close.shift(1), b.open.shift(1)
    aa, bb = (b.high - last).abs(), (b.low - last).abs()
    cc, dd = (b.high - b.low.shift(1)).abs(), (last - opened).abs()
    third = cc + dd / 4
    second = np.where((bb > cc) & (bb > aa), bb + aa / 2 + dd / 4, third)
    reach = np.where((aa > bb) & (aa > cc), aa + bb / 2 + dd / 4, second)
    x = b.close - last + (b.close - b.open) / 2 + last - opened
    line = total(known(16 * x / reach * np.maximum(aa, bb)), 26)
    return {"ASI": line, "ASIT": mean(line, 10)}


def emv(b):
    middle = 100 * (b.high + b.low).diff() / (b.high + b.low)
    span = b.high - b.low
    part = middle * mean(b.volume, 14) / b.volume * span / mean(span, 14)
    line = mean(known(part), 14)
    return {"EMV": line, "MAEMV": mean(line, 9)}


def dpo(b):
    line = b.close - mean(b.close, 20).shift(11)
    return {"DPO": line, "MADPO": mean(line, 6)}


def mfi(b):
    typical = (b.high + b.low + b.close) / 3
    move, money = typical.diff(), typical * b.volume
    rising, falling = (total(when(it > 0, move, money), 14) for it in (move, -move))
    return {"MFI": 100 - 100 / (1 + known(rising / falling))}


def bbi(b):
    return {"BBI": sum(mean(b.close, n) for n in (3, 6, 12, 24)) / 4}


def known(x):
    """Unknown where it is infinite: divided by 0."""
    return x.where(np.isfinite(x))


ORACLES = {
    "ROC": lambda b: rate(b.close, 12),
    "ROC-A1": roc_a1,
    "ROC-NN": roc_nn,
} | {
    it.__name__.upper(): it
    for it in (
        *(macd, kdj, rsi, boll, mtm, wr, cci, obv, dmi, bias, dma, trix, brar, cr, vr, psy, expma),
        *(ma, atr, asi, emv, dpo, mfi, bbi),
    )
}  # fmt: skip
