"""The alerts of a market: which have become true, and what their hooks came to."""

from collections.abc import Iterator, Sequence

import numpy as np

from engines.roc.alarm import Alarm, Told
from engines.roc.formula.nodes import Program
from engines.roc.hooks import Hooks
from engines.roc.market import WIDTH, Market
from engines.roc.messages import Alert, Alerted
from engines.roc.wording import dates, number

Watched = tuple[tuple[Alert, Program], ...]


class Alerts:
    """An alarm each, which goes on while its alert is asked for and the market is the same."""

    def __init__(self) -> None:
        self.market: Market | None = None
        self.watched: Watched = ()
        self.alarms: dict[Alert, Alarm] = {}
        self.hooks = Hooks()

    def watch(self, market: Market, alerts: Watched) -> Iterator[Alerted]:
        """What new ones have to tell of the newest bars: without their hooks, as it may be old.

        In a market that was read anew bars are counted anew; what was known is not told again.
        """
        if self.market is market and self.watched == alerts:
            return
        known = self.alarms
        alarms = known if self.market is market else {}
        self.market, self.watched = market, alerts
        self.alarms = {
            alert: alarms[alert] if alert in alarms else Alarm(alert.cooldown)
            for alert, _program in alerts
        }
        for alert, index, told in self._look(range(len(market))):
            if alert not in known:
                yield self._told(alert, index, told, hooks=False)

    def look(self, which: Sequence[int]) -> Iterator[Alerted]:
        """What is to be told of symbols that have changed."""
        for alert, index, told in self._look(which):
            yield self._told(alert, index, told, hooks=True)

    def close(self) -> None:
        self.hooks.close()

    def _look(self, which: Sequence[int]) -> Iterator[tuple[Alert, int, Told]]:
        assert self.market is not None
        members = self.market.members
        for alert, program in self.watched:
            group = {symbol.lower() for symbol in alert.symbols}
            among = [at for at in which if not group or members[at].symbol.lower() in group]
            for start, line in enumerate(self.market.values(program, among)):
                block = among[start * WIDTH : (start + 1) * WIDTH]
                places = {members[at].symbol: at for at in block}
                bars = [members[at].bars for at in block]
                holds = (line != 0) & ~np.isnan(line)
                for told in self.alarms[alert].look(list(places), bars, holds):
                    yield alert, places[told.symbol], told

    def _told(self, alert: Alert, index: int, told: Told, hooks: bool) -> Alerted:
        assert self.market is not None
        member, series = self.market.members[index], self.market.series(index)
        back = max(1, min(member.bars - told.bar, len(series)))
        time = dates(series.times[-back:][:1], series.period)[0]
        price = number(float(series.close[-back]))
        values = {
            "symbol": member.symbol,
            "name": member.name,
            "price": "" if price is None else f"{price:.10g}",
            "time": time,
            "alert": alert.name,
        }
        hooked = self.hooks.start(alert.hook, values) if hooks and alert.hook else ""
        return Alerted(alert.name, member.symbol, member.name, time, price, hooked)
