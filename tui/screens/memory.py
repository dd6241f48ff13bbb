"""What each part of zerodeck has of the memory, now."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from engines.wire import EngineError
from tui import memory_rows
from tui.i18n import N_
from tui.memory_rows import Seen
from tui.screens.over import Over
from tui.widgets.headline import Headline
from tui.widgets.key_line import KeyLine
from tui.widgets.rule import Rule
from tui.widgets.table import Column, Table
from tui.widgets.words import Words

if TYPE_CHECKING:
    from textual.worker import WorkType

    from tui.app import Zerodeck

PERIOD = 2.0
"""Seconds between the end of a look and the next: what a process has is counted page by page."""

WIDTHS = (7, 0, 7, 7, 10)
COLUMNS = [
    Column(head, cells, right=cells > 0)
    for head, cells in zip(memory_rows.HEADS, WIDTHS, strict=True)
]


class MemoryScreen(Over, Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", N_("back"), key_display="Esc"),
        Binding("j", "app.jobs", N_("jobs")),
    ]
    EXPLAINED = (
        N_("Memory"),
        N_(
            "What each part of zerodeck has of the memory, and what is left. An engine that there "
            "is no room for is refused, with the reason, before the kernel has to end something."
        ),
    )
    DEFAULT_CSS = """
    MemoryScreen Table { height: auto; max-height: 45%; }
    MemoryScreen Headline { padding: 0 1; }
    MemoryScreen #legend { height: 1fr; padding: 0 2; color: $foreground 60%; }
    """
    app: "Zerodeck"

    def __init__(self, look: Callable[[], Seen] = memory_rows.look) -> None:
        super().__init__()
        self.ask = look

    def compose(self) -> ComposeResult:
        yield Words(N_("Memory"), classes="page-title")
        yield Headline()
        yield Rule()
        yield Table(COLUMNS)
        yield Rule()
        yield Words(memory_rows.LEGEND, id="legend")
        yield KeyLine()

    def on_mount(self) -> None:
        self.begin()

    def begin(self) -> None:
        watch: WorkType[None] = self.watch_memory  # mypy takes a bare one for a coroutine's factory
        self.run_worker(watch)

    async def watch_memory(self) -> None:
        """A look that takes long delays the next one: they would only cancel each other."""
        await self.look()
        self.set_timer(PERIOD, self.begin)

    async def look(self) -> None:
        """In a thread: the kernel counts for milliseconds, on a small machine for many."""
        try:
            seen = await asyncio.to_thread(self.ask)
        except EngineError as error:
            self.query_one(Headline).show(memory_rows.problem(error.failed), ("", "muted"))
            self.query_one(Table).show([])
            return
        self.query_one(Headline).show(memory_rows.summary(seen), ("", "muted"))
        lines = [memory_rows.line(part, seen.titles) for part in seen.parts]
        self.query_one(Table).show(lines)
