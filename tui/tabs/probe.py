"""The Probe tab: which debug probes there are, the chip on one of them, and flashing it."""

from collections.abc import Callable
from pathlib import Path
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
    Erase,
    Flash,
    Halt,
    Leave,
    Listen,
    Reset,
    Resume,
    Say,
    ShowMemory,
    Step,
    Verify,
    Wanted,
    Watch,
)
from engines.probe.state import Flashing, State
from tui import clipboard
from tui.i18n import N_, _
from tui.tabs import probe_words as words
from tui.tabs.probe_connecting import Connecting
from tui.widgets.code_view import CodeView
from tui.widgets.flash_progress import FlashProgress
from tui.widgets.headline import Headline
from tui.widgets.memory_view import MemoryView
from tui.widgets.notice import MUTED, Notice
from tui.widgets.registers import Registers
from tui.widgets.rule import Rule
from tui.widgets.table import Column, Table
from tui.widgets.words import Words

SUFFIXES = (".elf", ".axf", ".hex", ".ihex", ".bin", ".srec", ".s19", ".mot", ".uf2")
FIRMWARE = "firmware"
"""The kind of the recent files."""

COLUMNS = (Column(N_("probes"), 0), Column("", 9, right=True))

EXPLANATION = N_(
    "Connecting only looks: the program runs on, and nothing is unlocked or erased.\n\n"
    "Flashing is a job: it goes on when you leave or the line drops. Only pages that differ are "
    "written, and every byte is compared. Unplugged in the middle, it waits and goes on.\n\n"
    "A read-protected part is never erased unless you type its name."
)


class ProbeTab(Connecting):
    HELP = EXPLANATION

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "connect", N_("connect"), key_display="Enter", id="probe.connect"),
        Binding("d", "demo", N_("simulated board"), id="probe.demo"),
        Binding("c", "cancel", N_("cancel job"), id="probe.cancel"),
        Binding("f", "flash", N_("flash"), id="probe.flash"),
        Binding("v", "verify", N_("verify"), id="probe.verify"),
        Binding("e", "erase", N_("erase"), id="probe.erase"),
        Binding("r", "reset", N_("reset"), id="probe.reset"),
        Binding("h", "halt", N_("halt"), id="probe.halt"),
        Binding("g", "go", N_("go"), id="probe.go"),
        Binding("s", "step", N_("step"), id="probe.step"),
        Binding("m", "memory", N_("memory"), id="probe.memory"),
        Binding("t", "rtt", N_("rtt"), id="probe.rtt"),
        Binding("u", "uart", N_("uart"), id="probe.uart"),
        Binding("R", "reset_halt", N_("reset and halt"), show=False, id="probe.reset_halt"),
        Binding("i", "say", N_("type a line to the program"), show=False, id="probe.say"),
        Binding("w", "save", N_("save what was printed"), show=False, id="probe.save"),
        Binding("pageup", "page(-1)", N_("page up"), show=False, id="probe.pageup"),
        Binding("pagedown", "page(1)", N_("page down"), show=False, id="probe.pagedown"),
        Binding("escape", "back", N_("leave the chip"), show=False, id="probe.back"),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.heard: Listen | None = None
        """Where we listen to the program, if we do."""
        self.memory = ShowMemory(size=0)
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
        self.paint_probes()
        probe = self.listed(self.place) if self.working else self.subject
        self.query_one(Headline).show(
            words.headline(state, self.told, self.work, probe),
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
            self.query_one(CodeView).show(standing.code, standing.place)
            self.query_one(MemoryView).show(standing.address, standing.memory)
        for console in self.consoles:
            console.show(words.heard(self.heard), self.state.printed)

    def paint_job(self) -> None:
        if not self.work:
            return
        self.query_one(FlashProgress).show(self.job.id if self.job else "", self.work, self.told)
        said = [
            ((f"▲ {_(each.what)}", ""), (f" {each.why}\n", MUTED)) for each in self.told.cautions
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

    @property
    def consoles(self) -> Any:
        """The console, once it was opened: it brings an input along, which takes time."""
        return self.query("ProgramConsole")

    def begun(self) -> None:
        if self.heard and self.heard.tty:
            self.tell(self.heard)

    def settled(self) -> None:
        """A chip is connected: ask for what is shown of it."""
        self.read_about_lock = False
        self.query_one(Registers).forget()
        self.tell(self.memory)
        if self.heard and not self.heard.tty:
            self.tell(self.heard)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action in self.offers() or action not in words.OFFERS

    def offers(self) -> set[str]:
        return words.offers(
            self.state, self.subject, self.listed(self.chosen),
            working=self.working, heard=self.heard, memory=self.memory.size, demo=self.demo,
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
        if self.link:
            self.tell(Watch(demo=True))
        else:
            self.restart()
        self.paint()

    def action_back(self) -> None:
        """Put aside what is in front; where nothing is, leave the chip."""
        self.again = ""
        if self.app.focused is not self:
            self.focus()
        elif self.work and not self.working:
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

    # Memory, and what is printed

    def on_memory_view_room(self, event: MemoryView.Room) -> None:
        self.look_at(size=event.bytes)
        self.paint()

    def look_at(self, **fields: int) -> None:
        wanted = msgspec.structs.replace(self.memory, **fields)
        if wanted != self.memory:
            self.memory = wanted
            if self.state.connected:
                self.tell(wanted)

    def action_memory(self) -> None:
        from tui.screens.address import AddressScreen

        def answered(address: int | None) -> None:
            if address is not None:
                self.look_at(address=address)

        self.app.push_screen(AddressScreen(words.places(self.state)), answered)

    def action_page(self, by: int) -> None:
        if self.memory.size:
            self.look_at(address=self.query_one(MemoryView).page(by))
        else:
            for console in self.consoles:
                console.turn(-by)

    async def action_rtt(self) -> None:
        await self.listen(Listen())

    async def action_uart(self) -> None:
        ttys = self.subject.ttys if self.subject else ()
        if self.heard and self.heard.tty:
            await self.listen(self.heard)
        elif ttys:
            await self.listen(Listen(tty=ttys[0]))

    async def listen(self, where: Listen) -> None:
        """There, instead of elsewhere; or no more."""
        from tui.widgets.program_console import ProgramConsole

        self.heard = None if self.heard == where else where
        if not self.consoles:
            await self.query_one("#right").mount(ProgramConsole())
        self.order(self.heard or Listen(on=False))
        self.paint()

    def action_say(self) -> None:
        self.query_one("ProgramConsole Input").focus()

    def on_program_console_said(self, event: Any) -> None:
        self.order(Say(event.line))

    def action_save(self) -> None:
        clipboard.save_as(
            self.app, _("Save what was printed to"), "printed.txt", self.state.printed
        )

    # Files, and what is lost

    def action_flash(self) -> None:
        self.pick(_("Flash a file: {probe}"), self.flash)

    def action_verify(self) -> None:
        self.pick(_("Compare with a file: {probe}"), self.verify)

    def pick(self, title: str, then: Callable[[Path, str], None]) -> None:
        from tui.screens.file_picker import FilePicker

        if (probe := self.subject) is None:
            return

        def picked(path: Path | None) -> None:
            if path:
                then(path, probe.probe)

        title = title.format(probe=words.name(probe))
        self.app.push_screen(FilePicker(title, FIRMWARE, suffixes=SUFFIXES), picked)

    def flash(self, path: Path, probe: str) -> None:
        """A locked part only after its name was typed."""
        state, title = self.state, f"flash {path.name}"
        request = Flash(str(path), Wanted(probe))
        here = state.connected is not None and state.connected.probe == probe
        if not (here and state.target and state.target.protection):
            self.begin(request, title, probe)
            return

        def sure(name: str) -> None:
            self.begin(msgspec.structs.replace(request, confirm=name), title, probe)

        question = _("Unlock and flash {part}?")
        consequence = _("Taking its read protection off erases everything in it.")
        self.confirm(question, consequence, state.target.name, sure)

    def verify(self, path: Path, probe: str) -> None:
        self.begin(Verify(str(path), Wanted(probe)), f"verify {path.name}", probe)

    def action_erase(self) -> None:
        state = self.state
        if not (state.connected and state.target):
            return
        probe = state.connected.probe

        def sure(name: str) -> None:
            self.begin(Erase(name, Wanted(probe)), f"erase {name}", probe)

        question = _("Erase all of {part}?")
        self.confirm(question, _("Everything in its flash will be lost."), state.target.name, sure)

    def confirm(
        self, question: str, consequence: str, name: str, then: Callable[[str], None]
    ) -> None:
        """`then` with the name, once it was typed."""
        from tui.screens.confirm import ConfirmScreen

        def answered(sure: bool | None) -> None:
            if sure:
                then(name)

        self.app.push_screen(ConfirmScreen(question.format(part=name), consequence, name), answered)
