"""The Probe tab: which debug probes there are, the chip on one of them, and flashing it."""

from typing import Any, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from engines import wire
from engines.probe.messages import (
    SIMULATED,
    Halt,
    Leave,
    Reset,
    Resume,
    Step,
    Wanted,
)
from engines.probe.state import Flashing, State
from tui.i18n import N_, _
from tui.said import particulars
from tui.tabs import probe_keys
from tui.tabs import probe_words as words
from tui.tabs.probe_working import Working
from tui.widgets.code_view import CodeView
from tui.widgets.flash_progress import FlashProgress
from tui.widgets.headline import Headline
from tui.widgets.memory_view import MemoryView
from tui.widgets.notice import MUTED, Notice
from tui.widgets.peripheral_view import PeripheralView
from tui.widgets.registers import Registers
from tui.widgets.rule import Rule
from tui.widgets.table import Column, Table
from tui.widgets.words import Words

COLUMNS = (Column(N_("probes"), 0), Column("", 9, right=True))

EXPLANATION = N_(
    "Connecting only looks: the program runs on, and nothing is unlocked or erased.\n\n"
    "Flashing is a job: it goes on when you leave or the line drops. Only pages that differ are "
    "written, and every page is compared. Unplugged in the middle, it waits and goes on.\n\n"
    "A read-protected part is never erased unless you type its name."
)


class ProbeTab(Working):
    HELP = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "connect", N_("connect"), key_display="Enter", id="probe.connect"),
        Binding("d", "demo", N_("simulated board"), id="probe.demo"),
        Binding("c", "cancel", N_("cancel job"), id="probe.cancel"),
        Binding("f", "flash", N_("flash"), id="probe.flash"),
        Binding("a", "again", N_("again"), id="probe.again"),
        Binding("v", "verify", N_("verify"), id="probe.verify"),
        Binding("e", "erase", N_("erase"), id="probe.erase"),
        Binding("r", "reset", N_("reset"), id="probe.reset"),
        Binding("h", "halt", N_("halt"), id="probe.halt"),
        Binding("g", "go", N_("go"), id="probe.go"),
        Binding("s", "step", N_("step"), id="probe.step"),
        Binding("m", "memory", N_("memory"), id="probe.memory"),
        Binding("p", "peripherals", N_("peripherals"), id="probe.peripherals"),
        Binding("t", "rtt", N_("rtt"), id="probe.rtt"),
        Binding("u", "uart", N_("uart"), id="probe.uart"),
        Binding("o", "options", N_("connect otherwise"), id="probe.options"),
        Binding("A", "watch", N_("flash whenever it changes"), show=False, id="probe.watch"),
        Binding("E", "erase_sectors", N_("erase sectors"), show=False, id="probe.erase_sectors"),
        Binding("R", "reset_halt", N_("reset and halt"), show=False, id="probe.reset_halt"),
        Binding("i", "say", N_("type a line to the program"), show=False, id="probe.say"),
        Binding("w", "save", N_("save what was printed"), show=False, id="probe.save"),
        Binding("pageup", "page(-1)", N_("page up"), show=False, id="probe.pageup"),
        Binding("pagedown", "page(1)", N_("page down"), show=False, id="probe.pagedown"),
        Binding("end", "newest", N_("back to the newest line"), show=False, id="probe.newest"),
        Binding("escape", "back", N_("leave the chip"), show=False, id="probe.back"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.read_about_lock = False
        self.said: Any = None
        self.offered: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        yield Rule()
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield Table(COLUMNS)
                yield Registers(id="registers")
                yield Words(EXPLANATION, id="explain")
            with Vertical(id="right"):
                yield FlashProgress(id="job")
                yield Static(id="cautions", markup=False)
                yield Notice(id="notice")
                yield CodeView(id="code")
                yield PeripheralView(id="peripheral")
                yield MemoryView(id="memory")

    # What is shown

    def watch_state(self, state: State) -> None:
        self.pursue(state)
        self.paint()

    def watch_told(self, told: Flashing) -> None:
        self.paint()

    def paint(self) -> None:
        state, standing = self.state, self.state.standing
        if not self.is_mounted:
            return
        self.set_class(state.probes == () and not self.work, "-empty")
        self.set_class(state.connected is not None, "-on")
        self.set_class(standing is not None and standing.state == "halted", "-halted")
        self.set_class(bool(self.work), "-job")
        self.set_class(self.heard is not None, "-rtt")
        self.set_class(bool(self.peripheral), "-peripheral")
        self.paint_probes()
        probe = self.listed(self.place) if self.working else self.subject
        self.query_one(Headline).show(
            words.headline(state, self.told, self.work, probe, self.watched_name),
            words.health(state, self.told, self.work, self.looking),
        )
        self.paint_chip()
        self.paint_job()
        self.paint_notice()
        offered = self.offers()
        if offered != self.offered:
            self.offered = offered
            self.refresh_bindings()

    def paint_probes(self) -> None:
        probes, table = self.state.probes or (), self.query_one(Table)
        ids = [probe.probe for probe in probes]
        if ids and self.chosen not in ids:
            self.chosen = ids[0]
        if self.chosen in ids:
            table.row = ids.index(self.chosen)  # it stays with its probe, whatever is plugged in
        busy = self.place if self.working else ""
        table.show([words.listed(probe, self.state, busy) for probe in probes])

    def paint_chip(self) -> None:
        if standing := self.state.standing:
            self.query_one(Registers).show(standing.registers)
            code = standing.code, standing.place, standing.disassembler
            self.query_one(CodeView).show(*code)
            self.query_one(MemoryView).show(standing.address, standing.memory, standing.fault)
        self.query_one(PeripheralView).view(self.peripheral, self.state.peripheral)
        for console in self.consoles:
            console.show(words.heard(self.heard), self.state.printed)

    def paint_job(self) -> None:
        if not self.work:
            return
        self.query_one(FlashProgress).show(self.job.id if self.job else "", self.work, self.told)
        said = [
            ((f"▲ {_(each.what)}", ""), (f" {particulars(each.why)}\n", MUTED))
            for each in self.told.cautions
        ]
        cautions = self.query_one("#cautions", Static)
        cautions.display = bool(said)
        cautions.update(Content.assemble(*(part for parts in said for part in parts)))

    def paint_notice(self) -> None:
        """Only when there is something else to say: it is laid out anew each time."""
        said = words.notice(
            self.state, self.told, self.work, self.subject,
            looking=self.looking, read=self.read_about_lock,
        )  # fmt: skip
        if said == self.said:
            return
        self.said = said
        notice = self.query_one(Notice)
        notice.display = said is not None
        if said is None:
            notice.fix = ""
        elif isinstance(said[0], wire.Failed):
            notice.fail(*said)
        else:
            notice.say(*said)

    def settled(self) -> None:
        self.read_about_lock = False
        self.query_one(Registers).forget()
        super().settled()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action in self.offers() or action not in probe_keys.OFFERS

    def offers(self) -> set[str]:
        return probe_keys.offers(
            self.state, self.subject, self.listed(self.chosen),
            working=self.working, heard=self.heard, memory=self.memory.size, demo=self.demo,
            flashed=self.subject is not None and self.subject.probe in self.files,
            peripheral=bool(self.peripheral),
        )  # fmt: skip

    def action_move(self, by: int) -> None:
        self.query_one(Table).action_move(by)

    def on_table_moved(self) -> None:
        self.chosen = (self.state.probes or ())[self.query_one(Table).row].probe
        self.paint()

    def action_connect(self) -> None:
        if self.link is None:
            self.restart()
        elif self.chosen:
            self.connect(self.chosen)

    def action_demo(self) -> None:
        self.demo, self.chosen = True, SIMULATED
        self.watch_bus()
        self.paint()

    def action_options(self) -> None:
        """Connect to another probe, or in another way."""
        from tui.screens.wanted import WantedScreen

        def chosen(wanted: Wanted | None) -> None:
            if wanted:
                self.ways[wanted.probe] = wanted
                self.again = wanted.probe
                self.watch_bus()
                self.pursue(self.state)

        ids = [probe.probe for probe in self.state.probes or ()]
        here = self.wanted(self.subject.probe if self.subject else "")
        self.app.push_screen(WantedScreen(here, ids), chosen)

    def action_back(self) -> None:
        """Put aside what is in front; where nothing is, leave the chip."""
        self.again = ""
        if self.app.focused is not self:
            self.focus()
        elif self.work and not self.working:
            self.watched = None
            self.put_away()
        elif self.state.refused:
            self.state = msgspec.structs.replace(self.state, refused=None)
        elif self.state.target and self.state.target.protection and not self.read_about_lock:
            self.read_about_lock = True
            self.paint()
        elif self.state.connected:
            self.order(Leave())
        else:
            self.app.action_clear_jobs()

    def action_halt(self) -> None:
        self.order(Halt())

    def action_go(self) -> None:
        self.order(Resume())

    def action_step(self) -> None:
        self.order(Step())

    def action_reset(self) -> None:
        self.order(Reset())

    def action_reset_halt(self) -> None:
        self.order(Reset(halt=True))
