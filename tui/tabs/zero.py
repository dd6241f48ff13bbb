"""The ZeRO tab: which stage do I need, what will it cost, and does it fit."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

import msgspec
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.reactive import var
from textual.timer import Timer

from engines.wire import EngineError, Failed
from engines.zero import search
from engines.zero.explain import explain
from engines.zero.export.formats import FORMATS, export, notes
from engines.zero.machines import NETWORKS
from engines.zero.messages import Grid, Search
from engines.zero.modes import MODES
from engines.zero.plan import Plan, plan
from engines.zero.presets import SIZES, preset
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup
from engines.zero.state import State, step
from engines.zero.states import among
from engines.zero.timeline import Frame, timeline
from tui.files import unused, write_new
from tui.i18n import N_, _
from tui.said import particulars
from tui.tabs import zero_tables, zero_views
from tui.tabs.engine_tab import EngineTab
from tui.tabs.zero_keys import EXPLANATION, KEYS
from tui.tabs.zero_step import drawn_setup, stepped
from tui.tabs.zero_words import facts, health, sentence
from tui.widgets.drawing import Draw, Drawing
from tui.widgets.headline import Headline
from tui.widgets.notice import Notice
from tui.widgets.plan_table import PlanTable
from tui.widgets.view_bar import ViewBar

MAIN = ("ddp", "zero1", "zero2", "zero3", "offload", "infinity", "zeropp", "fsdp2")
"""The modes that a small screen has room for."""

CHECKPOINTING = ("none", "selective", "full")
VIEWS: Mapping[str, str] = {
    "formula": N_("formula"),
    "step": N_("a step"),
    "bars": N_("memory"),
    "holes": N_("holes"),
    "gpus": N_("GPUs"),
    "network": N_("network"),
    "counts": N_("counts"),
    "reach": N_("reach"),
    "models": N_("models"),
}
LARGE = 34
"""Rows of the tab from which all modes have room."""
BESIDE = 5
"""Rows that the table leaves: the head's, the bar's, and two for the view."""
DRAWN_MODES = 6
"""Lines of a chart."""
DRAWN_RANKS = 8
"""GPUs that the animation has: more would be more of the same."""
SECONDS_A_FRAME = 0.5

T = TypeVar("T")


class ZeroTab(EngineTab):
    ENGINE = "zero"
    step = staticmethod(step)
    HELP = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = KEYS

    state: var[State] = var(State(), init=False)
    view: var[str] = var("formula", init=False)
    every: var[bool | None] = var(None, init=False)
    """All modes, whatever room there is; None: where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan = plan(Setup(preset("llama-2-7b"), sequence=4096))
        self.frame = 0
        self.playing: Timer | None = None
        self.searching = False
        self.known: dict[tuple[object, ...], Any] = {}
        """What the views have computed for this plan."""

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        yield PlanTable(id="table")
        yield ViewBar(VIEWS)
        yield Notice(id="notice")
        with Horizontal(id="below"):
            yield Drawing(id="panel")
            yield Drawing(id="side")

    def on_mount(self) -> None:
        self.paint()

    def on_resize(self) -> None:
        self.paint()

    # The plan

    @property
    def setup(self) -> Setup:
        return self.plan.setup

    def compute(self, setup: Setup) -> None:
        """Raises EngineError for names that nobody knows."""
        self.plan = plan(setup)
        self.known.clear()
        self.frame = 0
        self.leave()
        self.state = State()
        self.paint()

    def edited(self, before: Setup, kept: bool | None) -> None:
        if not kept:
            self.compute(before)

    def action_edit(self, field: str) -> None:
        from tui.screens.setup import SetupScreen

        screen = SetupScreen(self.setup, field, self.compute)
        self.app.push_screen(screen, partial(self.edited, self.setup))

    def action_checkpointing(self) -> None:
        after = CHECKPOINTING.index(self.setup.checkpointing) + 1
        self.replace(checkpointing=CHECKPOINTING[after % len(CHECKPOINTING)])

    def action_profile(self) -> None:
        names = tuple(PROFILES)
        after = names.index(self.setup.profile) + 1
        self.replace(profile=names[after % len(names)])

    def replace(self, **fields: str) -> None:
        self.compute(msgspec.structs.replace(self.setup, **fields))

    # The views

    def watch_state(self, state: State) -> None:
        failed = state.last if isinstance(state.last, Failed) else None
        self.query_one("#notice", Notice).display = failed is not None
        if failed:
            self.query_one("#notice", Notice).fail(failed, _("f tries again"))
        self.paint()

    def paint(self) -> None:
        if not self.is_mounted or not self.query(PlanTable):
            return
        self.query_one(Headline).show([sentence(self.plan), facts(self.plan)], health(self.plan))
        table = self.query_one(PlanTable)
        table.styles.max_height = max(2, self.size.height - BESIDE)
        table.show(self.plan, self.keys)
        self.look()

    def look(self) -> None:
        """Paint what is about the cell under the cursor."""
        table = self.query_one(PlanTable)
        if not table.mode:  # a key that came before the first picture
            return
        found = explain(self.plan, table.mode, table.cell)
        title = MODES[table.mode].title
        self.query_one("#side", Drawing).show(partial(zero_views.explanation, found, title))
        self.set_class(self.view != "formula", "-other")
        self.query_one("#panel", Drawing).show(self.drawn())
        self.query_one(ViewBar).show(self.view)

    @property
    def keys(self) -> tuple[str, ...]:
        """The modes that the table shows."""
        every = self.size.height >= LARGE if self.every is None else self.every
        return tuple(MODES) if every else MAIN

    def drawn(self) -> Draw:
        """The view below the table."""
        table = self.query_one(PlanTable)
        first = (table.mode, *(key for key in MAIN if key != table.mode))
        rows = (self.plan, self.keys, table.mode)
        match self.view:
            case "step":
                playing = bool(self.playing)
                return partial(stepped, self.frames(), self.frame, self.drawn_ranks, playing)
            case "bars":
                return partial(zero_views.bars, *rows)
            case "gpus":
                return partial(zero_views.against_gpus, self.tables("gpus"), first[:DRAWN_MODES])
            case "network":
                tables = self.tables("network")
                return partial(zero_views.against_network, tables, first[:DRAWN_MODES])
            case "holes":
                ranks = among(self.setup, MODES[table.mode].gradients.cut)
                return partial(zero_tables.holes, self.setup, ranks)
            case "counts":
                return partial(zero_tables.accountings, self.plan, MODES[table.mode].stage)
            case "reach":
                return partial(zero_views.reaches, self.state, *rows, self.searching)
            case "models":
                return partial(zero_tables.models, self.state, self.keys, self.searching)
        found = explain(self.plan, table.mode, table.cell)
        return partial(zero_views.explanation, found, MODES[table.mode].title)

    def tables(self, axis: str) -> list[Plan]:
        """The plan with other numbers of GPUs, or other networks."""
        keys = (*MAIN, self.query_one(PlanTable).mode)
        modes = [MODES[key] for key in dict.fromkeys(keys)]
        return self.once(lambda: [plan(each, modes) for each in self.setups(axis)], axis, *keys)

    def setups(self, axis: str) -> list[Setup]:
        if axis == "gpus":
            return [search.with_gpus(self.setup, gpus) for gpus in search.counts(self.setup)]
        nets = {net.rate: net.name for net in NETWORKS.values()}
        return [msgspec.structs.replace(self.setup, network=nets[rate]) for rate in sorted(nets)]

    def once(self, compute: Callable[[], T], *key: object) -> T:
        """Computed for this plan when it is first looked at."""
        if key not in self.known:
            self.known[key] = compute()
        return cast("T", self.known[key])

    def action_move(self, columns: int, rows: int) -> None:
        self.query_one(PlanTable).move(columns, rows)

    def on_plan_table_moved(self) -> None:
        self.look()

    def action_view(self, by: int) -> None:
        names = tuple(VIEWS)
        self.open(names[(names.index(self.view) + by) % len(names)])

    def on_view_bar_chosen(self, event: ViewBar.Chosen) -> None:
        self.open(event.name)

    def open(self, view: str) -> None:
        self.view = view
        if view != "step":
            self.stop()
        self.look()

    def action_all(self) -> None:
        self.every = len(self.keys) < len(MODES)
        self.paint()

    # A step

    @property
    def drawn_ranks(self) -> int:
        return min(self.setup.ranks, DRAWN_RANKS)

    def frames(self) -> tuple[Frame, ...]:
        """The step of the mode under the cursor."""
        mode = MODES[self.query_one(PlanTable).mode]
        few = drawn_setup(self.setup, self.drawn_ranks)
        return self.once(lambda: timeline(few, mode, self.plan.profile), "step", mode.key)

    def action_frame(self, by: int) -> None:
        last = len(self.frames()) - 1
        self.frame = max(0, min(min(self.frame, last) + by, last))
        self.open("step")

    def action_play(self) -> None:
        if self.playing:
            self.stop()
            self.look()
            return
        self.playing = self.set_interval(SECONDS_A_FRAME, self.play)
        self.open("step")

    def play(self) -> None:
        self.frame = (self.frame + 1) % len(self.frames())
        self.look()

    def stop(self) -> None:
        if self.playing:
            self.playing.stop()
            self.playing = None

    def hidden(self) -> None:
        self.stop()
        super().hidden()

    # Searches and exports

    def action_find(self) -> None:
        """How far each mode goes; in the view of models, which of all sizes fit."""
        self.leave()
        self.state = State()
        self.searching = True
        models = self.view == "models"
        self.ask(self.grid() if models else Search(self.setup))
        self.open("models" if models else "reach")

    def grid(self) -> Grid:
        """Models that are too small for these stages and parts are left out."""
        fitting = []
        for model in map(preset, SIZES):
            with suppress(ValueError):
                msgspec.structs.replace(self.setup, model=model)
                fitting.append(model)
        return Grid(self.setup, MAIN, models=tuple(fitting), gpus=(self.setup.gpus,))

    def leave(self) -> None:
        self.searching = False
        super().leave()

    def idle(self) -> None:
        self.searching = False
        self.look()

    def action_export(self) -> None:
        from tui.screens.choice import ChoiceScreen

        title = _("Export {mode} for which program?")
        mode = MODES[self.query_one(PlanTable).mode]
        screen = ChoiceScreen(title.format(mode=mode.title), tuple(FORMATS))
        self.app.push_screen(screen, partial(self.exported, mode.key))

    def exported(self, key: str, chosen: str | None) -> None:
        """Into a new folder where the console was started."""
        if chosen is None:
            return
        try:
            folder = unused(Path(f"{key}-{chosen}").absolute())
            paths = write_new(folder, export(self.setup, MODES[key], chosen))
        except EngineError as error:
            self.notify(particulars(error.failed.why), title=_(error.failed.what), severity="error")
            return
        said = [path.name for path in paths]
        said += [_(note) for note in notes(self.setup, MODES[key], chosen)]
        title = _("Exported into {folder}").format(folder=folder)
        self.notify("\n".join(said), title=title, timeout=15)
