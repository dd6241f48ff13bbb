"""The /dev/zero tab: a live meter of what the kernel delivers."""

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import var

from engines.devzero.messages import LARGEST_BLOCK, MOST_WORKERS, SMALLEST_BLOCK, Read, Summary
from engines.devzero.state import State, step
from engines.wire import Failed
from tui import units
from tui.i18n import N_, _, ngettext
from tui.tabs.engine_tab import EngineTab
from tui.widgets.facts import Fact, Facts
from tui.widgets.figure import Figure
from tui.widgets.live_graph import LiveGraph
from tui.widgets.notice import Notice
from tui.widgets.rule import Rule
from tui.widgets.words import Words

GIGA = 1e9

EXPLANATION = N_(
    "The kernel answers each read of /dev/zero by clearing your buffer: no disk and no device, "
    "just memory writes and the price of a call.\n\n"
    "Small blocks pay for the call, large ones fall out of the cache. The best block lies in "
    "between: try + and -.\n\n"
    "A rate per CPU second stays true while other programs compete for the processor; a rate per "
    "second of the clock does not. When they do, the meter says contended.\n\n"
    "Batched reads fill many blocks in one call: another measurement, not to be compared."
)


class DevZeroTab(EngineTab):
    ENGINE = "devzero"
    step = staticmethod(step)
    HELP = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause", N_("pause"), id="devzero.pause"),
        Binding("r", "restart", N_("restart"), id="devzero.restart"),
        Binding("plus,equals_sign", "larger", N_("block"), key_display="+ -", id="devzero.larger"),
        Binding("minus", "smaller", N_("smaller block"), show=False, id="devzero.smaller"),
        Binding("w", "workers", N_("workers"), id="devzero.workers"),
        Binding("b", "batched", N_("batched"), id="devzero.batched"),
    ]

    state: var[State] = var(State(), init=False)
    read: var[Read] = var(Read(), init=False)
    paused: var[bool] = var(False, init=False)

    def compose(self) -> ComposeResult:
        with Horizontal(id="head"):
            yield Figure()
            yield Facts(id="facts")
        yield Rule()
        yield Notice(id="notice")
        with Horizontal(id="body"):
            yield LiveGraph(id="graph", unit="GB/s")
            yield Words(EXPLANATION, id="explain")

    def watch_state(self, state: State) -> None:
        self.set_class(isinstance(state.last, Failed), "failed")
        if isinstance(state.last, Failed):
            self.query_one(Notice).fail(state.last, _("r tries again"))
        rate = state.sample.rate if state.sample else None
        self.query_one(Figure).show(*units.split(rate))
        self.tell()
        points = [(seconds, rate / GIGA, contended) for seconds, rate, contended in state.history]
        self.query_one(LiveGraph).show(points, lines(state))

    def shown(self) -> None:
        if not self.paused:
            self.measure()

    def measure(self) -> None:
        self.read = msgspec.structs.replace(self.read, hertz=self.app.live_hertz)
        self.ask(self.read)
        self.tell()  # now, not with the engine's first word, which may be long in coming

    def tell(self) -> None:
        """What is measured, and how it goes."""
        self.query_one(Facts).show(facts(self.state, self.read), health(self.state, self.paused))

    def action_pause(self) -> None:
        self.paused = not self.paused
        if self.paused:
            self.leave()
        else:
            self.measure()
        self.watch_state(self.state)

    def action_restart(self) -> None:
        self.paused = False
        self.leave()
        self.state = State()
        self.measure()

    def action_larger(self) -> None:
        self.change(block=min(LARGEST_BLOCK, self.read.block * 2))

    def action_smaller(self) -> None:
        self.change(block=max(SMALLEST_BLOCK, self.read.block // 2))

    def action_workers(self) -> None:
        self.change(workers=self.read.workers % MOST_WORKERS + 1)

    def action_batched(self) -> None:
        self.change(batched=not self.read.batched)

    def change(self, **fields: int) -> None:
        """Measure with other settings from now on; while paused, as soon as it goes on."""
        self.read = msgspec.structs.replace(self.read, **fields)
        if self.paused:
            self.watch_state(self.state)
        else:
            self.measure()


def facts(state: State, read: Read) -> list[list[Fact]]:
    block = units.size(read.block)
    mode = _("reading {block} a call") if not read.batched else _("batched, blocks of {block}")
    workers = ngettext("{number} worker", "{number} workers", read.workers)
    how = [("", mode.format(block=block)), ("", workers.format(number=read.workers))]
    run = state.sample.run if state.sample else None
    return [how, percentiles(run), costs(run)]


def percentiles(run: Summary | None) -> list[Fact]:
    if run is None:
        return []
    levels = (("p5", run.p5), ("p50", run.p50), ("p95", run.p95), ("p99", run.p99))
    return [
        *((name, units.digits(level / GIGA)) for name, level in levels),
        (_("peak"), units.rate(run.peak)),
    ]


def costs(run: Summary | None) -> list[Fact]:
    if run is None:
        return []
    cost = "n/a" if run.cpu_ns_per_kib is None else f"{units.digits(run.cpu_ns_per_kib)} ns/KiB"
    return [
        ("CPU", cost),
        ("", _("{amount} per CPU second").format(amount=units.amount(run.cpu_rate))),
        ("", f"{units.amount(run.bytes)} / {units.duration(run.seconds)}"),
    ]


def health(state: State, paused: bool) -> tuple[str, str]:
    if isinstance(state.last, Failed):
        return _("failed"), "danger"
    if paused:
        return _("paused"), "muted"
    if state.sample is None:
        return _("starting"), "muted"
    if state.sample.contended:
        return _("contended"), "attention"
    return _("steady"), "good"


def lines(state: State) -> dict[str, float]:
    """The levels drawn through the graph, the median first: it keeps its row."""
    if state.sample is None:
        return {}
    run = state.sample.run
    return {"p50": run.p50 / GIGA, "p95": run.p95 / GIGA, "p5": run.p5 / GIGA}
