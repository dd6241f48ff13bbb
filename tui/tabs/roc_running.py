"""What the ROC tab runs: a scan, a backtest, a replay, an export."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from textual.timer import Timer

from engines.roc.messages import Alerted, Backtest, Draw, Evaluate, Hit, Problem, Scan
from engines.roc.state import State
from engines.wire import EngineError
from tui.braille import ASCII, BRAILLE
from tui.files import unused, write_new
from tui.i18n import N_, _, enumerated
from tui.said import particulars
from tui.tabs import roc_window
from tui.tabs.roc_backtest import RULES, Outcome
from tui.tabs.roc_choosing import Choosing
from tui.tabs.roc_values import FORMATS, values
from tui.tabs.roc_words import PLACES
from tui.widgets.long_list import LongList
from tui.widgets.watch_table import price

SECONDS_A_BAR = 0.4
TOLD = 3
"""Alerts of one moment that are told one by one."""
ACTIONS = ("scan", "backtest", "draw")
"""What was asked for once: when it goes wrong, it is told at once."""
EXPORTS: Mapping[str, str] = {
    "screen": N_("this screen, as SVG"),
    "png": N_("the chart, as PNG (needs matplotlib)"),
    "csv": N_("the values of the formula, as CSV"),
    "json": N_("the values of the formula, as JSON"),
}


class Running(Choosing):
    def __init__(self) -> None:
        super().__init__()
        self.heard = set()
        self.scan: Scan | None = None
        self.backtest: Backtest | None = None
        self.scanning = self.testing = False
        self.replay: tuple[str, ...] = ()
        """The times that a replay goes through, as they were when it began."""
        self.playing: Timer | None = None

    def open(self, view: str) -> None:
        raise NotImplementedError

    @property
    def outcome(self) -> Outcome:
        pen = ASCII if self.app.ascii.enabled else BRAILLE
        asked, awaited = (self.scan, self.backtest), (self.scanning, self.testing)
        return Outcome(self.state, *asked, *awaited, self.size.height, pen)

    def arrived(self, state: State) -> None:
        """What was awaited has come."""
        self.tell(state.alerts)
        new = [each for each in state.problems if each not in self.problems]
        self.problems = state.problems
        wrong = {each.where: each for each in new if each.where in ACTIONS}
        for each in wrong.values():
            said = f"{_(each.what)} {particulars(each.why)}"
            self.notify(said, title=_(PLACES[each.where]), severity="error")
        if state.scanned or "scan" in wrong:
            self.scanning = False
        if state.tested or "backtest" in wrong:
            self.testing = False
        if state.drawn and state.drawn is not self.drawn:
            self.notify(state.drawn.path, title=_("Saved"), timeout=15)
        self.drawn = state.drawn
        if self.editor:
            self.editor.show(state)

    drawn: Any = None
    problems: tuple[Problem, ...] = ()
    told: tuple[Alerted, ...] = ()

    def tell(self, alerts: tuple[Alerted, ...]) -> None:
        """New alerts, above whatever is in front. A child that was started again tells them again:
        that is no news."""
        last = self.told[-1] if self.told else None
        after = next((at for at in range(len(alerts), 0, -1) if alerts[at - 1] is last), 0)
        new = [each for each in alerts[after:] if each not in self.heard]
        self.told = alerts
        self.heard.update(new)
        for each in new[:TOLD]:
            name = f"{each.name} " if each.name != each.symbol else ""
            said = f"{name}{each.symbol}  {price(each.price)}  {each.time}"
            self.notify(said, title=each.alert, timeout=15)
        if len(new) > TOLD:
            said = _("and {number} more: a lists them").format(number=len(new) - TOLD)
            self.notify(said, title=_("Alerts"), timeout=15)
        if new and self.app.settings.bell:
            self.app.bell()

    def common(self) -> dict[str, Any]:
        """What every request says of the files and of the formula."""
        return {
            "paths": self.book.paths,
            "formula": self.formula,
            "period": self.book.period,
            "signals": self.book.signals,
            "until": self.until,
        }

    # A scan

    def action_scan(self) -> None:
        from tui.screens.form import Field, FormScreen

        before = self.scan or Scan()
        fields = [
            Field("where", _("condition"), before.where, _("the first line crosses 0")),
            Field("within", _("within bars"), str(before.within), "1"),
        ]
        hint = _("CROSS(ROC,MAROC), C>HHV(C,20) … 1: on the newest bar.")
        screen = FormScreen(_("Look through all symbols"), fields, self.scan_of, hint)
        self.app.push_screen(screen, self.run_scan)

    def scan_of(self, typed: Mapping[str, str]) -> Scan:
        """Raises ValueError, EngineError."""
        self.check(typed["where"])
        try:
            within = int(typed["within"] or 1)
        except ValueError:
            raise ValueError(_("A number is written like 3 or 0.5.")) from None
        return Scan(
            **self.common(), where=typed["where"], within=within, symbols=self.book.symbols()
        )

    def run_scan(self, scan: Scan | None) -> None:
        if scan is None:
            return
        self.scan, self.scanning = scan, True
        self.query_one("#hits", LongList).row = 0
        found: tuple[Hit, ...] = ()
        self.state = msgspec.structs.replace(self.state, hits=found, scanned=None)
        self.also(scan)
        self.open("scan")

    # A backtest

    def action_backtest(self) -> None:
        from tui.screens.form import Field, FormScreen

        before = self.backtest or Backtest()
        rules = next((name for name, each in RULES.items() if each == before.rules), "plain")
        fields = [
            Field("buy", _("buy when"), before.buy, _("the first line crosses 0 upwards")),
            Field("sell", _("sell when"), before.sell, _("it crosses 0 downwards")),
            Field("rules", _("rules"), rules, "plain", tuple(RULES)),
        ]
        hint = _("plain: no costs. china: lots of 100, T+1, limits, fees and stamp tax.")
        title = _("What would {symbol} have been worth?").format(symbol=self.symbol)
        self.app.push_screen(FormScreen(title, fields, self.test_of, hint), self.run_backtest)

    def test_of(self, typed: Mapping[str, str]) -> Backtest:
        """Raises ValueError, EngineError."""
        for each in (typed["buy"], typed["sell"]):
            self.check_steady(each)
        rules = RULES.get(typed["rules"] or "plain")
        if rules is None:
            known = enumerated(RULES)
            words = _("There are {known}, and no {name}.")
            raise ValueError(words.format(known=known, name=typed["rules"]))
        buy, sell = typed["buy"], typed["sell"]
        return Backtest(**self.common(), symbol=self.symbol, buy=buy, sell=sell, rules=rules)

    def run_backtest(self, test: Backtest | None) -> None:
        if test is None:
            return
        self.backtest, self.testing = test, True
        self.query_one("#trades", LongList).row = 0
        self.state = msgspec.structs.replace(self.state, tested=None)
        self.also(test)
        self.open("backtest")

    # A replay

    def action_replay(self) -> None:
        """From the crosshair on; without one from the middle of what is in sight. Again: end it."""
        chart = self.state.chart
        if self.until:
            self.replayed("")
        elif chart and len(chart.times) > 1:
            first = roc_window.start(self.window, chart.total)
            middle = first + min(self.window.bars, chart.total) // 2
            bar = middle if self.window.cursor is None else self.window.cursor
            self.replay = chart.times
            self.replayed(chart.times[max(0, min(bar - chart.first, len(chart.times) - 1))])

    def replayed(self, until: str) -> None:
        """As if it were then; "" is now."""
        self.until = until
        if not until:
            self.stop()
        self.window = roc_window.Window(self.window.bars)
        self.look()
        self.refresh_bindings()
        self.paint()

    def stride(self, by: int) -> None:
        at = self.replay.index(self.until) + by
        at = max(0, min(at, len(self.replay) - 1))
        if self.replay[at] != self.until:
            self.replayed(self.replay[at])
        else:
            self.stop()

    def action_play(self) -> None:
        if self.playing:
            self.stop()
        else:
            self.playing = self.set_interval(SECONDS_A_BAR, self.play)

    def play(self) -> None:
        """A bar on, once the one before has been drawn."""
        chart = self.state.chart
        if chart and chart.look == self.number:
            self.stride(1)

    def stop(self) -> None:
        if self.playing:
            self.playing.stop()
            self.playing = None

    # Exports

    def action_export(self) -> None:
        if not self.symbol:
            self.notify(_("There is no symbol to export."), severity="warning")
            return
        names = {key: _(words) for key, words in EXPORTS.items()}
        self.choose_one(_("Export {symbol}").format(symbol=self.symbol), names, self.export)

    def export(self, kind: str) -> None:
        """Into a new file where the console was started."""
        stem = f"{safe(self.symbol)}-{safe(self.formula.name or 'formula')}"
        if kind == "png":
            path = unused(Path(f"{stem}.png").absolute())
            chart = roc_window.request(self.window, self.symbol)
            self.also(Draw(**self.common(), chart=chart, path=str(path)))
        elif kind == "screen":
            # The list of exports is still closing: it shall not be in the picture.
            self.call_after_refresh(self.picture, Path(f"{stem}.svg"))
        else:
            request = Evaluate(**self.common(), symbol=self.symbol)
            self.run_worker(self.tabulate(request, kind, stem), group="export", exclusive=True)

    def picture(self, path: Path) -> None:
        self.write(path, self.app.export_screenshot(title=self.symbol, simplify=True))

    async def tabulate(self, request: Evaluate, kind: str, stem: str) -> None:
        try:
            found = await values(request, self.ARGV)
        except EngineError as error:
            self.notify(particulars(error.failed.why), title=_(error.failed.what), severity="error")
        else:
            self.write(Path(f"{stem}.{kind}"), FORMATS[kind](found))

    def write(self, path: Path, text: str) -> None:
        path = unused(path.absolute())
        try:
            write_new(path.parent, [(path.name, text)])
        except EngineError as error:
            self.notify(particulars(error.failed.why), title=_(error.failed.what), severity="error")
        else:
            self.notify(str(path), title=_("Saved"), timeout=15)

    def idle(self) -> None:
        self.scanning = self.testing = False
        self.stop()
        self.paint()


def safe(name: str) -> str:
    """As part of a file's name."""
    return "".join(char if char.isalnum() or char in "._-" else "_" for char in name) or "_"
