"""The alerts of a market: which have become true, and what their hooks came to."""

from collections.abc import Iterator, Sequence
from math import isfinite

import numpy as np

from engines.roc.alarm import Alarm, Told
from engines.roc.formula.nodes import Program
from engines.roc.hooks import Hooks
from engines.roc.market import WIDTH, Market
from engines.roc.messages import Alert, Alerted
from engines.roc.wording import dates, number


class Alerts:
    """Alarms by what they are about: one that is asked for again goes on where it was."""

    def __init__(self) -> None:
        self.alarms: dict[Alert, tuple[Alarm, Program]] = {}
        self.hooks = Hooks()

    def watch(self, alerts: Sequence[tuple[Alert, Program]]) -> None:
        self.alarms = {
            alert: (self.alarms[alert][0] if alert in self.alarms else Alarm(alert.cooldown), made)
            for alert, made in alerts
        }

    def look(
        self, market: Market, which: Sequence[int] | None = None, hooks: bool = True
    ) -> Iterator[Alerted]:
        """What is to be told of all symbols, or of those that have changed."""
        indices = list(range(len(market))) if which is None else list(which)
        for alert, (alarm, made) in self.alarms.items():
            wanted = {symbol.lower() for symbol in alert.symbols}
            among = [at for at in indices if named(market, at, wanted)]
            for start, line in enumerate(market.values(made, among)):
                block = among[start * WIDTH : (start + 1) * WIDTH]
                members = [market.members[at] for at in block]
                holds = (line != 0) & ~np.isnan(line)
                symbols = [member.symbol for member in members]
                places = dict(zip(symbols, block, strict=True))
                for told in alarm.look(symbols, [member.bars for member in members], holds):
                    yield self._told(market, places[told.symbol], alert, told, hooks)

    def _told(self, market: Market, index: int, alert: Alert, told: Told, hooks: bool) -> Alerted:
        member, series = market.members[index], market.series(index)
        back = min(member.bars - told.bar, len(series))
        time = dates(series.times[-back:][:1], series.period)[0]
        price = number(float(series.close[-back]))
        values = {
            "symbol": member.symbol,
            "name": member.name,
            "price": "" if price is None or not isfinite(price) else f"{price:.10g}",
            "time": time,
            "alert": alert.name,
        }
        hooked = self.hooks.start(alert.hook, values) if hooks and alert.hook else ""
        return Alerted(alert.name, member.symbol, member.name, time, price, hooked)

    def close(self) -> None:
        self.hooks.close()


def named(market: Market, index: int, symbols: set[str]) -> bool:
    return not symbols or market.members[index].symbol.lower() in symbols
