"""The one line that says how flashing goes, below the lines of what is done."""

import os
import sys
from typing import Self, TextIO

from rich.cells import chop_cells

from engines import wire
from engines.probe.messages import Pace
from engines.probe.state import Flashing, flash_step
from tui import glyphs, terminal, units
from tui.cli.stream import Batches
from tui.flash_words import PHASES
from tui.i18n import _
from tui.runs import fit

CELLS = 20
ERASE = "\r\x1b[K"


def below(batches: Batches) -> Batches:
    """The same batches, with the line below what is printed of them where there is a terminal."""
    line = ProgressLine.on(sys.stderr)
    return line.below(batches) if line else batches


class ProgressLine:
    def __init__(self, out: TextIO, drawn: glyphs.Glyphs) -> None:
        self.out, self.drawn = out, drawn
        self.state = Flashing()

    @classmethod
    def on(cls, out: TextIO) -> Self | None:
        """None where nothing can be drawn over."""
        environ = terminal.environment()
        if not out.isatty() or environ.get("TERM", "") in {"", "dumb", "unknown"}:
            return None
        return cls(out, glyphs.choose("auto", environ, out.encoding))

    async def below(self, batches: Batches) -> Batches:
        """The same batches; the line is away while they are printed, and drawn again after."""
        try:
            async for batch in batches:
                if not all(isinstance(event, Pace | wire.Progress) for event in batch):
                    self._write("")
                yield batch
                for event in batch:
                    self.state = flash_step(self.state, event)
                if self.state.last is None:
                    self._write(self.text())
        finally:
            self._write("")

    def text(self) -> str:
        state = self.state
        if state.waiting:
            return _("waiting for the probe: plug it in again")
        phase = _(PHASES[state.phases[-1].phase if state.phases else "connect"])
        if state.pace is None:
            return phase
        pace = state.pace
        filled = min(int(pace.percent / 100 * CELLS), CELLS)
        bar = self.drawn.bar * filled + self.drawn.track * (CELLS - filled)
        rate = "" if pace.rate is None else units.rate(pace.rate, steady=True)
        left = _("{time} left").format(time=units.duration(pace.left))
        return f"{fit(phase, 8)} {bar} {pace.percent:3.0f} %  {rate:<9}  {left}".rstrip()

    def _write(self, text: str) -> None:
        try:
            columns = os.get_terminal_size(self.out.fileno()).columns
        except OSError:
            columns = 0
        self.out.write(ERASE + next(iter(chop_cells(text, (columns or 80) - 1)), ""))
        self.out.flush()
