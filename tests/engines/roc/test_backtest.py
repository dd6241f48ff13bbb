"""Fills on the next open, by rules; the anchors; and nothing known before its time."""

import time
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from engines.roc.backtest import Refusal, backtest
from engines.roc.crossings import crossings
from engines.roc.performance import performance
from engines.roc.rules import CHINA, PLAIN, Rules
from tests.engines.roc.samples import goog, made, pingan, roc, wild

NAN = np.nan
WHOLE = Rules(cash=1000)


def flags(bars, *at):
    found = np.zeros(bars, bool)
    found[list(at)] = True
    return found


def run(opened, buys, sells, rules, volume=None, close=None):
    series = made(opened if close is None else close, opened, volume=volume)
    return backtest(series, flags(len(series), *buys), flags(len(series), *sells), rules)


def crossed(series, rules=PLAIN):
    up, down = crossings(roc(series.close))
    return backtest(series, up, down, rules)


@pytest.mark.parametrize(
    ("series", "growth", "held", "drawdown"),
    [(goog, 9.858, 8.035, 0.252), (pingan, 1.746, 1.145, 0.675)],
    ids=["GOOG", "sz000001"],
)
def test_zero_crossings_of_12_bars_earn_what_is_known(series, growth, held, drawdown):
    """Long or out, no costs, fractions of a share, filled on the next open; `held` is the last
    close by the first; the drawdown is that of the equity at the closes."""
    bars = series()
    found = performance(crossed(bars), bars.close, PLAIN)
    assert round(found.growth, 3) == growth
    assert round(found.held, 3) == held
    assert round(found.drawdown, 3) == drawdown


@pytest.mark.parametrize("series", [goog, pingan])
def test_the_equity_is_that_of_a_loop_that_knows_no_rules(series):
    bars, cash, shares, equity = series(), 100_000.0, 0.0, []
    line, wins, paid = roc(bars.close), 0, 0.0
    for bar in range(len(bars)):
        before, now = line[bar - 2 : bar] if bar > 1 else (NAN, NAN)
        if before <= 0 < now and not shares:
            paid, shares, cash = bars.open[bar], cash / bars.open[bar], 0.0
        elif before >= 0 > now and shares:
            cash, shares = shares * bars.open[bar], 0.0
            wins += bars.open[bar] > paid
        equity.append(cash + shares * bars.close[bar])
    result = crossed(bars)
    assert np.allclose(result.equity, equity, rtol=1e-12)
    assert performance(result, bars.close, PLAIN).wins == wins


def test_a_signal_is_filled_on_the_open_of_the_bar_after_it():
    result = run([10, 11, 12, 13, 14], [1], [3], WHOLE, close=[10, 11.5, 12.5, 13.5, 15])
    [trade] = result.trades
    assert (trade.bought, trade.price, trade.sold, trade.got) == (2, 12, 4, 14)
    assert trade.shares == 83  # 996 of the 1,000
    assert trade.gain == 166
    assert result.equity.tolist() == [1000, 1000, 4 + 83 * 12.5, 4 + 83 * 13.5, 1166]
    assert result.held.tolist() == [0, 0, 83, 83, 0]


def test_a_signal_on_the_last_bar_waits_for_a_bar_that_is_not_there():
    result = run([10, 11], [1], [], WHOLE)
    assert (result.trades, result.refused, result.waiting) == ((), (), "buy")


def test_whole_lots_are_bought_and_fractions_only_where_allowed():
    shares = [
        run([10, 10], [0], [], Rules(cash=1999, **rules)).trades[0].shares
        for rules in ({"lot": 100}, {"lot": 1}, {"fractions": True})
    ]
    assert shares == [100, 199, 199.9]
    assert run([0.1] * 2, [0], [], Rules(cash=0.3)).trades[0].shares == 3
    poor = run([10, 10], [0], [], Rules(cash=999, lot=100))
    assert poor.refused == (Refusal(1, True, "cash"),)


def test_slip_fee_its_least_and_the_tax_on_sales_are_paid():
    rules = Rules(cash=10_000, lot=100, fee=0.001, least=5, tax=0.01, slip=0.01)
    [trade] = run([10, 10, 20], [0], [1], rules).trades
    assert (trade.price, trade.shares) == (10.1, 900)  # 9,090 and 9.09 of fee
    assert trade.got == 19.8
    assert trade.costs == pytest.approx(9.09 + 17.82 + 178.2)
    assert trade.gain == pytest.approx(900 * 9.7 - trade.costs)
    small = Rules(cash=1000, fee=0.001, least=5, fractions=True)
    result = run([10, 10, 10], [0], [1], small)
    assert result.trades[0].shares == pytest.approx(99.5)
    assert result.equity[-1] == pytest.approx(990)
    assert result.costs == 10


def test_cash_never_falls_below_0_whatever_is_bought(rng, count):
    for _ in range(count(5000)):
        rules = Rules(
            cash=rng.uniform(1, 1e6),
            lot=rng.choice([1, 100]),
            fee=rng.choice([0, 0.00025, 0.3]),
            least=rng.choice([0, 5]),
            slip=rng.choice([0, 0.001]),
            fractions=rng.choice([False, True]),
        )
        price = round(rng.uniform(0.01, 300), 2)
        for trade in run([price, price], [0], [], rules).trades:
            spent = trade.shares * trade.price + trade.costs
            assert spent <= rules.cash * (1 + 1e-9)
            if rules.fractions:
                assert spent == pytest.approx(rules.cash)
            else:
                another = (trade.shares + rules.lot) * trade.price
                assert another + max(another * rules.fee, rules.least) > rules.cash * (1 - 1e-9)


def test_at_the_upper_limit_nothing_is_bought_and_the_signal_is_dropped():
    """10 % above 10.04 is 11.044: the exchange makes it 11.04, and that is the limit."""
    rules = Rules(cash=1000, limit=0.1)
    close = [10.04, 10.04, 10.04]
    for opened, why in ((11.03, ""), (11.04, "limit"), (11.05, "limit"), (13, "limit")):
        result = run([10, opened, 10], [0], [], rules, close=close)
        assert [each.why for each in result.refused] == ([why] if why else [])
        assert len(result.trades) == (not why)


def test_at_the_lower_limit_a_sale_is_tried_again_until_it_is_filled():
    rules = Rules(cash=1000, limit=0.1)
    result = run([10, 10, 9, 8.1, 8, 8], [0], [1], rules)
    assert result.refused == (Refusal(2, False, "limit"),)
    [trade] = result.trades
    assert (trade.sold, trade.got) == (4, 8)


def test_a_new_signal_to_buy_takes_back_a_sale_that_waits():
    rules = Rules(cash=1000, limit=0.1)
    result = run([10, 10, 9, 8.1, 8, 8], [0, 2], [1], rules)
    [trade] = result.trades
    assert trade.sold is None
    assert trade.gain == -200


@pytest.mark.parametrize(("opened", "volume"), [(10, 0), (NAN, 1), (0, 1)])
def test_nothing_is_filled_while_nothing_is_traded(opened, volume):
    buying = run([10, opened, 10], [0], [], WHOLE, [1, volume, 1], [10] * 3)
    assert (buying.trades, buying.refused) == ((), (Refusal(1, True, "halt"),))
    selling = run([10, 10, opened, opened, 9], [0], [1], WHOLE, [1, 1, volume, volume, 1], [9] * 5)
    assert selling.refused == (Refusal(2, False, "halt"),)
    assert selling.trades[0].sold == 4


def test_an_unknown_volume_is_no_halt():
    assert run([10, 10], [0], [], WHOLE, [NAN, NAN]).trades


def test_what_was_bought_is_sold_only_once_it_is_settled():
    for settle, sold in ((0, 2), (1, 2), (2, 3), (3, 4)):
        result = run([10] * 6, [0], [1], Rules(cash=1000, settle=settle))
        assert result.trades[0].sold == sold
        assert [each.why for each in result.refused] == ["settle"] * (sold > 2)


def test_equity_is_at_the_last_known_close():
    result = run([10] * 4, [0], [], WHOLE, close=[10, 12, NAN, 8])
    assert result.equity.tolist() == [1000, 1200, 1200, 800]
    unknown = run([10] * 3, [0], [], WHOLE, close=[NAN, NAN, 11])
    assert unknown.equity.tolist() == [1000, 1000, 1100]


def test_signals_that_are_no_orders_and_both_at_once():
    both = run([10] * 5, [0, 1], [0, 1], WHOLE)
    assert [(each.bought, each.sold) for each in both.trades] == [(1, 2)]
    assert run([10] * 5, [], [0, 1, 2], WHOLE).equity.tolist() == [1000] * 5
    again = run([10] * 5, [0, 1, 2], [], WHOLE)
    assert (len(again.trades), again.refused) == (1, ())


def random_rules(rng):
    return Rules(
        cash=rng.choice([50, 5000, 100_000]),
        lot=rng.choice([1, 100]),
        settle=rng.randint(0, 3),
        limit=rng.choice([0, 0.1]),
        fee=rng.choice([0, 0.001]),
        least=rng.choice([0, 5]),
        tax=rng.choice([0, 0.0005]),
        slip=rng.choice([0, 0.001]),
        fractions=rng.choice([False, True]),
    )


def same_so_far(part, whole, bars):
    """The result of the first bars is the first bars of the result."""
    assert np.array_equal(part.equity, whole.equity[:bars])
    assert np.array_equal(part.held, whole.held[:bars])
    assert part.refused == tuple(each for each in whole.refused if each.bar < bars)
    begun = [each for each in whole.trades if each.bought < bars]
    assert len(part.trades) == len(begun)
    for now, later in zip(part.trades, begun, strict=True):
        if later.sold is not None and later.sold < bars:
            assert now == later
        else:
            assert (now.bought, now.price, now.shares) == (later.bought, later.price, later.shares)
            assert now.sold is None


def test_the_result_of_every_prefix_is_the_prefix_of_the_result(rng, count):
    for _ in range(count(3000)):
        series, rules = wild(rng, 60), random_rules(rng)
        up, down = crossings(roc(series.close, 3))
        whole = backtest(series, up, down, rules)
        for bars in range(61):
            part = series.cut(0, bars)
            up, down = crossings(roc(part.close, 3))
            same_so_far(backtest(part, up, down, rules), whole, bars)


def test_no_prefix_of_a_real_series_knows_what_comes(rng, count):
    series = goog()
    whole = crossed(series, CHINA)
    for bars in (0, 1, 13, *(rng.randrange(2149) for _ in range(count(2000))), 2148):
        same_so_far(crossed(series.cut(0, bars), CHINA), whole, bars)


def test_what_comes_after_a_signal_changes_no_fill_before_it(rng, count):
    """Not only is nothing read that is not there yet: what is there may be anything."""
    for _ in range(count(5000)):
        series, rules, bar = wild(rng, 60), random_rules(rng), rng.randrange(1, 60)
        up, down = crossings(roc(series.close, 3))
        other = {
            name: np.append(values[:bar], values[bar:][::-1] * 1.3)
            for name, values in series.columns().items()
        }
        changed = replace(series, **other)
        whole = backtest(series, up, down, rules)
        assert np.array_equal(backtest(changed, up, down, rules).equity[:bar], whole.equity[:bar])


def test_the_gains_and_the_equity_say_the_same(rng, count):
    for _ in range(count(5000)):
        series, rules = wild(rng, 80), random_rules(rng)
        up, down = crossings(roc(series.close, 3))
        result = backtest(series, up, down, rules)
        gains = sum(each.gain for each in result.trades)
        assert result.equity[-1] == pytest.approx(rules.cash + gains, rel=1e-9)
        assert result.costs == pytest.approx(sum(each.costs for each in result.trades))
        assert np.isfinite(result.equity).all()


def test_a_sale_costs_no_more_than_the_account_has(rng, count):
    """The least fee may be more than the shares are worth: it takes that, and not a loan."""
    for _ in range(count(5000)):
        series = wild(rng, 60)
        dear = {"least": rng.uniform(0, 60_000), "tax": rng.uniform(0, 0.99)}
        rules = msgspec.structs.replace(random_rules(rng), **dear)
        up, down = crossings(roc(series.close, 3))
        result = backtest(series, up, down, rules)
        assert (result.equity >= -1e-9 * rules.cash).all()
        gains = sum(each.gain for each in result.trades)
        assert result.equity[-1] == pytest.approx(rules.cash + gains, abs=1e-9 * rules.cash)


def test_5000_bars_take_a_blink():
    series = pingan()
    up, down = crossings(roc(series.close))
    begun = time.process_time()
    for _ in range(5):
        backtest(series, up, down, CHINA)
    assert (time.process_time() - begun) / 5 < 0.05
