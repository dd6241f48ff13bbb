"""What the Probe tab does to a chip, each time as a job: flash it, compare it, erase it."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from engines.probe.messages import Erase, Flash, Plugged, Target, Verify
from tui.file_watch import FileWatch
from tui.i18n import _
from tui.tabs import probe_words as words
from tui.tabs.probe_viewing import Viewing

SUFFIXES = (".elf", ".axf", ".hex", ".ihex", ".bin", ".srec", ".s19", ".mot", ".uf2")
PROGRAMS = (".elf", ".axf")
"""What brings the names of its functions along."""

FIRMWARE = "firmware"
"""The kind of the recent files."""

LOOK = 0.5
"""Seconds between two looks at a file that is flashed whenever it changes."""


class Working(Viewing):
    def __init__(self) -> None:
        super().__init__()
        self.files: dict[str, Path] = {}
        """What was flashed last, by probe."""
        self.watched: FileWatch | None = None
        """The file that is flashed whenever it changes."""

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(LOOK, self.look_at_file)

    def program(self, probe: str) -> str:
        file = self.files.get(probe)
        return str(file) if file and file.suffix.lower() in PROGRAMS else ""

    # Flashing

    def action_flash(self) -> None:
        self.pick(_("Flash a file: {probe}"), self.flash)

    def action_again(self) -> None:
        """The file that was flashed last, as it is now."""
        if (probe := self.subject) and (file := self.files.get(probe.probe)):
            self.flash(file, probe)

    def flash(self, path: Path, probe: Plugged) -> None:
        """A locked part only after its name was typed."""
        self.files[probe.probe] = path
        request = Flash(str(path), self.wanted(probe.probe))
        here = self.state.connected is not None and self.state.connected.probe == probe.probe
        target = self.state.target if here else None
        if not (target and target.protection):
            self.begin(request, f"flash {path.name}", probe.probe)
            return

        def sure(name: str) -> None:
            confirmed = msgspec.structs.replace(request, confirm=name)
            self.begin(confirmed, f"flash {path.name}", probe.probe)

        question = _("Unlock and flash {part}?")
        self.confirm(
            question, _("Taking its read protection off erases everything in it."), target, sure
        )

    def action_watch(self) -> None:
        """Flash the file again whenever it changes, from now on; or no longer."""
        probe = self.subject
        file = self.files.get(probe.probe) if probe else None
        if self.watched:
            self.watched = None
        elif file:
            self.watched = FileWatch(file)
        self.paint()

    @property
    def watched_name(self) -> str:
        return self.watched.file.name if self.watched else ""

    def look_at_file(self) -> None:
        """While a job runs the change is not asked for, and so it is still one afterwards."""
        probe = self.subject
        if not self.watched or self.working or probe is None:
            return
        if self.files.get(probe.probe) == self.watched.file and self.watched.changed():
            self.flash(self.watched.file, probe)

    # Comparing

    def action_verify(self) -> None:
        self.pick(_("Compare with a file: {probe}"), self.verify)

    def verify(self, path: Path, probe: Plugged) -> None:
        request = Verify(str(path), self.wanted(probe.probe))
        self.begin(request, f"verify {path.name}", probe.probe)

    def pick(self, title: str, then: Callable[[Path, Plugged], None]) -> None:
        from tui.screens.file_picker import FilePicker

        if (probe := self.subject) is None:
            return

        def picked(path: Path | None) -> None:
            if path:
                then(path, probe)

        title = title.format(probe=words.name(probe))
        self.app.push_screen(FilePicker(title, FIRMWARE, suffixes=SUFFIXES), picked)

    # Erasing

    def action_erase(self) -> None:
        if self.state.target:
            question = _("Erase all of {part}?")
            self.erase(question, _("Everything in its flash will be lost."), None, 0)

    def action_erase_sectors(self) -> None:
        """Those that a range of addresses touches."""
        from tui.screens.address import RangeScreen

        def answered(found: tuple[int, int] | None) -> None:
            if found:
                start, length = found
                where = words.span(start, length)
                question = _("Erase a part of {part}?")
                loss = _("The sectors around {where} will be lost.").format(where=where)
                self.erase(question, loss, start, length)

        if self.state.target:
            title = _("Erase from which address, and how much?")
            hint = _("Enter goes on, and asks once more; Esc leaves")
            self.app.push_screen(RangeScreen(title, hint, words.places(self.state)), answered)

    def erase(self, question: str, loss: str, start: int | None, length: int) -> None:
        state = self.state
        if not (state.connected and state.target):
            return
        probe = state.connected.probe

        def sure(name: str) -> None:
            self.begin(Erase(name, self.wanted(probe), start, length), f"erase {name}", probe)

        self.confirm(question, loss, state.target, sure)

    def confirm(
        self, question: str, consequence: str, target: Target, then: Callable[[str], None]
    ) -> None:
        """`then` with the part's name, once one of its names was typed."""
        from tui.screens.confirm import ConfirmScreen

        def answered(sure: bool | None) -> None:
            if sure:
                then(names[0])

        names = words.names(target)
        question = question.format(part=names[0])
        self.app.push_screen(ConfirmScreen(question, consequence, *names), answered)
