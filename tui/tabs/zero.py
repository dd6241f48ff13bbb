"""The ZeRO tab: which stage do I need, what will it cost, and does it fit."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import var
from textual.timer import Timer

from engines.wire import EngineError, Failed
from engines.zero import search
from engines.zero.explain import explain
from engines.zero.export.formats import FORMATS, export
from engines.zero.machines import NETWORKS
from engines.zero.messages import Search
from engines.zero.modes import MODES
from engines.zero.plan import Plan, plan
from engines.zero.presets import preset
from engines.zero.profiles import PROFILES
from engines.zero.setup import Setup
from engines.zero.state import State, step
from engines.zero.timeline import Frame, timeline
from tui.files import write_new
from tui.i18n import N_, _
from tui.tabs import zero_views
from tui.tabs.engine_tab import EngineTab
from tui.tabs.zero_step import stepped
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
    "bars": N_("where it goes"),
    "gpus": N_("against GPUs"),
    "network": N_("against network"),
    "reach": N_("how far"),
}
DRAWN_RANKS = 8
"""GPUs that the animation has: more would be more of the same."""
SECONDS_A_FRAME = 0.5

EXPLANATION = N_(
    "Training keeps parameters, gradients and the optimizer's states: 16 bytes a parameter with "
    "Adam in mixed precision, whatever the batch. ZeRO cuts them among the GPUs instead of copying "
    "them: stage 1 the optimizer's states, stage 2 the gradients too, stage 3 the parameters too. "
    "Offload and Infinity move them to the host or its NVMe; ZeRO++ sends less.\n\n"
    "The arrow keys go from cell to cell, and the view below says where the number comes from. "
    "Memory is one GPU's, in GB of 10^9 bytes; what is moved is in multiples of Ψ, the "
    "parameters.\n\n"
    "What is counted differs between papers and programs: p changes the profile. Times are a model "
    "of the machine, not a measurement."
)


class ZeroTab(EngineTab):
    ENGINE = "zero"
    step = staticmethod(step)
    HELP = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "edit('model')", N_("model"), id="zero.model"),
        Binding("n", "edit('gpus')", N_("GPUs"), id="zero.gpus"),
        Binding("g", "edit('gpu')", N_("GPU"), id="zero.gpu"),
        Binding("b", "edit('batch')", N_("batch"), id="zero.batch"),
        Binding("s", "edit('sequence')", N_("sequence"), show=False, id="zero.sequence"),
        Binding("o", "edit('accumulation')", N_("more settings"), show=False, id="zero.more"),
        Binding("c", "checkpointing", N_("checkpointing"), show=False, id="zero.checkpointing"),
        Binding("p", "profile", N_("profile"), id="zero.profile"),
        Binding("v", "view(1)", N_("view"), id="zero.view"),
        Binding("V", "view(-1)", N_("view before"), show=False, id="zero.view_before"),
        Binding("a", "all", N_("all modes"), show=False, id="zero.all"),
        Binding("f", "find", N_("how far"), id="zero.find"),
        Binding("e", "export", N_("export"), id="zero.export"),
        Binding("space", "play", N_("play"), id="zero.play"),
        Binding("left_square_bracket", "frame(-1)", show=False, id="zero.frame_before"),
        Binding("right_square_bracket", "frame(1)", show=False, id="zero.frame"),
        Binding("left_curly_bracket", "frame(-10000)", show=False, id="zero.first_frame"),
        Binding("right_curly_bracket", "frame(10000)", show=False, id="zero.last_frame"),
    ]

    state: var[State] = var(State(), init=False)
    view: var[str] = var("formula", init=False)
    every: var[bool] = var(False, init=False)
    """All modes, also where there is little room."""

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan = plan(Setup(preset("llama-2-7b"), sequence=4096))
        self.frame = 0
        self.playing: Timer | None = None

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
        self.query_one(PlanTable).show(self.plan, self.keys)
        self.look()

    def look(self) -> None:
        """Paint what is about the cell under the cursor."""
        table = self.query_one(PlanTable)
        found = explain(self.plan, table.mode, table.cell)
        title = MODES[table.mode].title
        self.query_one("#side", Drawing).show(partial(zero_views.explanation, found, title))
        self.set_class(self.view != "formula", "-other")
        self.query_one("#panel", Drawing).show(self.drawn())
        self.query_one(ViewBar).show(self.view)

    @property
    def keys(self) -> tuple[str, ...]:
        """The modes that the table shows."""
        room = self.every or self.size.height >= 34
        return tuple(MODES) if room else MAIN

    def drawn(self) -> Draw:
        """The view below the table."""
        table = self.query_one(PlanTable)
        first = (table.mode, *(key for key in MAIN if key != table.mode))
        match self.view:
            case "step":
                return partial(
                    stepped, self.frames(), self.frame, self.drawn_ranks, bool(self.playing)
                )
            case "bars":
                return partial(zero_views.bars, self.plan, self.keys, table.mode)
            case "gpus":
                return partial(zero_views.against_gpus, self.tables("gpus"), first[:6])
            case "network":
                return partial(zero_views.against_network, self.tables("network"), first[:6])
            case "reach":
                known = (self.state, self.plan, self.keys, table.mode)
                return partial(zero_views.reaches, *known)
        found = explain(self.plan, table.mode, table.cell)
        return partial(zero_views.explanation, found, MODES[table.mode].title)

    def tables(self, axis: str) -> list[Plan]:
        """The plan with other numbers of GPUs, or other networks."""
        modes = [MODES[key] for key in {*MAIN, self.query_one(PlanTable).mode}]
        if axis == "gpus":
            setups = [search.with_gpus(self.setup, gpus) for gpus in search.counts(self.setup)]
        else:
            nets = {net.rate: net.name for net in NETWORKS.values()}
            setups = [
                msgspec.structs.replace(self.setup, network=nets[rate]) for rate in sorted(nets)
            ]
        return [plan(setup, modes) for setup in setups]

    def on_plan_table_moved(self) -> None:
        self.look()

    def action_view(self, by: int) -> None:
        names = tuple(VIEWS)
        self.view = names[(names.index(self.view) + by) % len(names)]
        self.look()

    def on_view_bar_chosen(self, event: ViewBar.Chosen) -> None:
        self.view = event.name
        self.look()

    def action_all(self) -> None:
        self.every = not self.every
        self.paint()

    # A step

    @property
    def drawn_ranks(self) -> int:
        return min(self.setup.ranks, DRAWN_RANKS)

    def frames(self) -> tuple[Frame, ...]:
        """The step of the mode under the cursor, on few GPUs; on two nodes, if there are more."""
        ranks = self.drawn_ranks
        node = max(1, ranks // 2) if self.setup.nodes > 1 else ranks
        few = msgspec.structs.replace(
            self.setup, gpus=ranks, gpus_per_node=node, tensor=1, pipeline=1, subgroup=0
        )
        return timeline(few, MODES[self.query_one(PlanTable).mode], self.plan.profile)

    def action_frame(self, by: int) -> None:
        self.view = "step"
        self.frame = max(0, min(self.frame + by, len(self.frames()) - 1))
        self.look()

    def action_play(self) -> None:
        if self.playing:
            self.stop()
            return
        self.view = "step"
        self.playing = self.set_interval(SECONDS_A_FRAME, self.play)
        self.look()

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
        self.view = "reach"
        self.leave()
        self.state = State()
        self.ask(Search(self.setup))
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
            folder = Path(f"{key}-{chosen}")
            paths = write_new(folder, export(self.setup, MODES[key], chosen))
        except EngineError as error:
            self.notify(error.failed.why, title=_(error.failed.what), severity="error")
            return
        said = "\n".join(str(path) for path in paths)
        self.notify(said, title=_("Exported into {folder}").format(folder=folder.absolute()))
