"""What a scan and a backtest have found, in rows of words above their lists."""

import msgspec

from engines.roc.messages import Backtest, Scan, Tested
from engines.roc.rules import CHINA, PLAIN, Rules
from engines.roc.state import State
from tui import units
from tui.braille import BRAILLE, Pen
from tui.equity import curve
from tui.i18n import N_, _, enumerated, ngettext
from tui.runs import Row, cut
from tui.said import particulars
from tui.tabs.roc_words import folded
from tui.widgets.watch_table import tendency

RULES: dict[str, Rules] = {"plain": PLAIN, "china": CHINA}
ABOUT = {
    "plain": N_("no costs, fractions of a share"),
    "china": N_("lots of 100, T+1, price limits, fees and stamp tax"),
}
CROSSES = N_("the first line crosses 0")


class Outcome(msgspec.Struct, frozen=True):
    """What was asked for last, whether it is still awaited, and the rows that the tab has."""

    state: State
    scan: Scan | None = None
    backtest: Backtest | None = None
    scanning: bool = False
    testing: bool = False
    room: int = 20
    pen: Pen = BRAILLE


def results(view: str, outcome: Outcome, width: int, height: int) -> list[Row]:
    rows = scanned(outcome) if view == "scan" else tested(outcome, width)
    return [cut([(" ", "text"), *row], width) for row in rows]


def scanned(outcome: Outcome) -> list[Row]:
    scan, state = outcome.scan, outcome.state
    if scan is None:
        words = _("m looks for symbols on which a condition was true lately.")
        return [[(words, "strong")], [(_("Without one: {rule}.").format(rule=_(CROSSES)), "muted")]]
    row: Row = [(scan.where or _(CROSSES), "strong")]
    if scan.within > 1:
        row.append((f"  {_('within {number} bars').format(number=scan.within)}", "muted"))
    else:
        row.append((f"  {_('on the newest bar')}", "muted"))
    if outcome.scanning:
        found = units.count(len(state.hits))
        said = _("scanning… {number} so far").format(number=found)
        looked = state.progress.done if state.progress and state.progress.total is None else 0
        of = _("of {number} symbols").format(number=units.count(int(looked)))
        return [[*row, (f"   {said}", "accent"), (f"  {of}" if looked else "", "muted")]]
    if state.scanned is None:
        return [row]
    words = ngettext(
        "{found} of {number} symbol", "{found} of {number} symbols", state.scanned.total
    )
    said = words.format(
        found=units.count(state.scanned.found), number=units.count(state.scanned.total)
    )
    row.append((f"   {said}", "text"))
    if state.scanned.repaints:
        names = enumerated(state.scanned.repaints)
        row.append((f"   {_('repaints: {names}').format(names=names)}", "attention"))
    return [row]


def tested(outcome: Outcome, width: int) -> list[Row]:
    test, found = outcome.backtest, outcome.state.tested
    if test is None:
        words = _("b buys and sells the symbol under the cursor by its signals, in the past.")
        return [
            [(words, "strong")],
            [(_("An order is filled on the open of the next bar. No advice."), "muted")],
        ]
    if outcome.testing or found is None:
        return [*asked(test), [(_("testing…") if outcome.testing else "", "accent")]]
    rows = [growth(found), *asked(test), costs(found)]
    for warning in found.warnings[:2]:
        rows += [[(part, "attention")] for part in folded(particulars(warning), max(2, width - 2))]
    drawn = curve(found.times, found.equity, width - 1, max(4, outcome.room // 3), outcome.pen)
    return [*rows, *drawn]


def growth(found: Tested) -> Row:
    """The one figure that matters, beside the one that it has to beat."""
    gain = found.growth - found.held
    verdict = _("more than holding") if gain > 0 else _("less than holding")
    return [
        (f"{found.symbol}  ", "strong"),
        (f"×{units.digits(found.growth)}", "strong"),
        (f"  {_('holding')} ", "muted"),
        (f"×{units.digits(found.held)}", "text"),
        (f"  {verdict}", tendency(gain) if gain else "muted"),
        (f"  {_('largest fall')} ", "muted"),
        (units.percent(found.drawdown), "text"),
    ]


def asked(test: Backtest) -> list[Row]:
    name = next((name for name, rules in RULES.items() if rules == test.rules), "")
    return [
        [
            (f"{_('buy')} ", "muted"),
            (test.buy or _("first line crosses 0 upwards"), "text"),
            (f"  {_('sell')} ", "muted"),
            (test.sell or _("downwards"), "text"),
        ],
        [(f"{_('rules')} ", "muted"), (f"{name}: {_(ABOUT.get(name, ''))}", "text")],
    ]


def costs(found: Tested) -> Row:
    ended = sum(bool(trade.sold) for trade in found.trades)
    trades = ngettext("{number} trade", "{number} trades", len(found.trades))
    row: Row = [(trades.format(number=units.count(len(found.trades))), "text")]
    wins = _("{wins} of {ended} won").format(wins=found.wins, ended=ended)
    row += [(f"  {wins}", "text"), (f"  {_('costs')} ", "muted"), (f"{found.costs:,.0f}", "text")]
    row += [(f"  {_('in the market')} ", "muted"), (units.percent(found.exposure), "text")]
    if found.refused:
        refused = _("{number} orders not filled").format(number=found.refused)
        row.append((f"  {refused}", "attention"))
    return row
