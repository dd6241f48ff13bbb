"""What the Probe tab looks at in a chip: memory, peripherals, what the program prints."""

from typing import Any

import msgspec

from engines import wire
from engines.probe.messages import Listen, Say, ShowMemory, ShowPeripheral
from engines.probe.state import State
from tui import clipboard
from tui.i18n import _
from tui.tabs import probe_words as words
from tui.tabs.probe_connecting import Connecting
from tui.widgets.memory_view import END, MemoryView
from tui.widgets.peripheral_view import PeripheralView


class Viewing(Connecting):
    def __init__(self) -> None:
        super().__init__()
        self.memory = ShowMemory(size=0)
        self.heard: Listen | None = None
        """Where we listen to the program, if we do."""
        self.peripheral = ""
        """The name of the one that is shown."""
        self.choosing = False
        """The names of the peripherals are asked for, to choose from."""

    def begun(self) -> None:
        if self.heard and self.heard.tty:
            self.tell(self.heard)

    def settled(self) -> None:
        """Another chip may be connected: ask for what is shown of it."""
        self.peripheral, self.choosing = "", False
        self.action_newest()
        self.tell(self.memory)
        if self.heard and not self.heard.tty:
            self.tell(self.heard)

    @property
    def needed(self) -> bool:
        return super().needed or bool(self.heard and self.heard.tty)

    def order(self, request: wire.Message) -> None:
        """The chip is looked at again, and no longer how a job has ended.

        What the core has been made to do may have changed its peripherals.
        """
        if self.work and not self.working:
            self.put_away()
        super().order(request)
        if self.peripheral:
            self.tell(ShowPeripheral(self.peripheral))

    def pursue(self, state: State) -> None:
        super().pursue(state)
        if self.choosing and state.refused:
            self.choosing = False
        if self.choosing and state.peripherals:
            self.choosing = False
            self.choose(state.peripherals)

    # Memory

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

        title, hint = _("Memory at which address?"), _("Enter shows it, Esc leaves")
        self.app.push_screen(AddressScreen(title, hint, words.places(self.state)), answered)

    def on_memory_view_turned(self, event: MemoryView.Turned) -> None:
        """From what was asked for last: the answer may still be on its way."""
        address = self.memory.address + event.bytes
        self.look_at(address=max(0, min(address, END - self.memory.size)))

    def action_page(self, by: int) -> None:
        """Through what is in front: what the program prints goes before what stands in the chip."""
        shown = [console for console in self.consoles if console.display]
        if shown:
            shown[0].page(by)
        elif self.peripheral:
            self.query_one(PeripheralView).page(by)
        else:
            self.query_one(MemoryView).page(by)

    # Peripherals

    def action_peripherals(self) -> None:
        """Choose one to look at; or put it away."""
        if self.peripheral:
            self.peripheral = ""
            self.paint()
        elif self.state.peripherals:
            self.choose(self.state.peripherals)
        else:
            self.choosing = True
            self.app.notify(_("Reading the description of this part's registers."))
            self.order(ShowPeripheral())

    def choose(self, names: tuple[str, ...]) -> None:
        from tui.screens.choice import ChoiceScreen

        def chosen(name: str | None) -> None:
            if name:
                self.peripheral = name
                self.order(ShowPeripheral(name))
                self.paint()

        self.app.push_screen(ChoiceScreen(_("Which peripheral?"), names), chosen)

    # What the program prints

    @property
    def consoles(self) -> Any:
        """The console, once it was opened: it brings an input along, which takes time."""
        return self.query("ProgramConsole")

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

    def action_newest(self) -> None:
        for console in self.consoles:
            console.newest()

    def action_save(self) -> None:
        clipboard.save_as(
            self.app, _("Save what was printed to"), "printed.txt", self.state.printed
        )
