"""The ROC tab as it is drawn, over a small market that stands still."""

from collections.abc import Awaitable, Callable
from functools import reduce

from textual.pilot import Pilot
from textual.widgets import TextArea

from engines import wire
from engines.roc.messages import Alerted, Backtest, Listed, Rows, Scan
from engines.roc.rules import CHINA
from tests import eventually
from tests.tabs import press, settled
from tests.tabs.roc_market import BARS, PROBLEMS, TESTED, chart, day, hits, market
from tui.roc_book import Alarm

State = Callable[[Pilot[None]], Awaitable[None]]

FAILED = wire.Failed(
    "The engine stopped without a word.", "killed by SIGKILL", "tail ~/.local/state/zerodeck/log"
)
WRONG = "{Rate of change}\nROC:100*(C-REF(C,N))/REF(C,N);\nMAROC:MA(ROC,6;\n"


def tell(pilot: Pilot[None], *events: wire.Message) -> None:
    tab = pilot.app.tab
    tab.state = reduce(tab.step, events, tab.state)


async def opened(pilot: Pilot[None]) -> None:
    await pilot.app.action_open("roc")
    tab = pilot.app.tab
    await eventually(lambda: tab.number and tab.size and tab.link)
    await settled(pilot)


async def told(pilot: Pilot[None], **listed: object) -> None:
    await opened(pilot)
    tab = pilot.app.tab
    tell(pilot, *market(tab.number, **listed), chart(look=tab.number))
    await eventually(lambda: tab.symbol and tab.table.size.height > 1)
    await rested(pilot)


async def rested(pilot: Pilot[None]) -> None:
    """Until nothing is still to be asked for."""
    await settled(pilot)
    await eventually(lambda: pilot.app.tab.timer is None)
    await settled(pilot)


async def watchlist(pilot: Pilot[None]) -> None:
    await told(pilot, repaints=("ZIG",), sample=True)


async def problems(pilot: Pilot[None]) -> None:
    await told(pilot)
    tell(pilot, *PROBLEMS)
    await settled(pilot)
    await press(pilot, "exclamation_mark")


async def graph(pilot: Pilot[None]) -> None:
    await told(pilot)
    await press(pilot, "enter", *["left"] * 12)
    await rested(pilot)


async def candles(pilot: Pilot[None]) -> None:
    await told(pilot)
    await press(pilot, "enter", "plus", "c")
    await rested(pilot)


async def editor(pilot: Pilot[None]) -> None:
    await told(pilot)
    await press(pilot, "e")
    await eventually(lambda: pilot.app.screen.query(TextArea))
    screen = pilot.app.screen
    screen.show(pilot.app.tab.state)
    screen.query_one(TextArea).text = WRONG
    await eventually(lambda: screen.source == WRONG)
    screen.query_one(TextArea).cursor_blink = False
    screen.query_one(TextArea).cursor_location = (2, 9)
    await settled(pilot)


async def scan(pilot: Pilot[None]) -> None:
    await told(pilot)
    pilot.app.tab.run_scan(Scan(where="CROSS(ROC,MAROC)", within=5))
    tell(pilot, *hits(6))
    await settled(pilot)


async def backtest(pilot: Pilot[None]) -> None:
    await told(pilot)
    pilot.app.tab.run_backtest(Backtest(buy="CROSS(ROC,MAROC)", rules=CHINA))
    tell(pilot, TESTED)
    await settled(pilot)


async def alerts(pilot: Pilot[None]) -> None:
    await told(pilot)
    tab = pilot.app.tab
    tab.book = type(tab.book)(
        alerts=(
            Alarm(name="turns up", source="CROSS(ROC,0)", cooldown=5, hook=("notify-send",)),
            Alarm(name="far down", source="ROC<-10", symbols=("sz000001",), on=False),
        )
    )
    fired = Alerted("turns up", "sh600519", "贵州茅台", day(BARS - 1), 1702.5, "started")
    tab.told = (fired,)
    tab.state = tab.step(tab.state, fired)
    tab.told = tab.state.alerts
    await press(pilot, "a")
    pilot.app.clear_notifications()
    await settled(pilot)


async def replay(pilot: Pilot[None]) -> None:
    await told(pilot)
    await press(pilot, "enter", *["left"] * 30, "r")
    await rested(pilot)
    tab = pilot.app.tab
    tell(pilot, chart(look=tab.number, total=BARS - 29, bars=331))
    await settled(pilot)


async def empty(pilot: Pilot[None]) -> None:
    await opened(pilot)
    number = pilot.app.tab.number
    tell(pilot, Listed(number, 0, 0, (), ""), Rows(number, 0, ()))
    await settled(pilot)


async def reading(pilot: Pilot[None]) -> None:
    await opened(pilot)
    tell(pilot, wire.Progress("Reading", 1234, 5000))
    await settled(pilot)


async def failed(pilot: Pilot[None]) -> None:
    await told(pilot)
    tell(pilot, FAILED)
    await settled(pilot)


STATES: dict[str, State] = {
    "roc": watchlist,
    "roc-problems": problems,
    "roc-chart": graph,
    "roc-candles": candles,
    "roc-editor": editor,
    "roc-scan": scan,
    "roc-backtest": backtest,
    "roc-alerts": alerts,
    "roc-replay": replay,
    "roc-empty": empty,
    "roc-reading": reading,
    "roc-failed": failed,
}
