"""The console: the frame around the tabs. It draws; the engines compute."""

import os
from collections.abc import Iterable
from importlib import import_module
from signal import SIGTSTP, SIGWINCH
from typing import Any, ClassVar

from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen

from engines import paths
from engines.job import Job
from engines.wire import Message
from tui import (
    clipboard,
    colorless,
    gone_widgets,
    i18n,
    key_parser,
    keys,
    line_noise,
    lost_resizes,
    palette,
    partial_update,
    recent,
    settings,
    signals,
    terminal,
    words,
)
from tui.ascii import AsciiFilter
from tui.i18n import N_, _
from tui.key_parser import KeyFlags, KeyUp
from tui.key_releases import KeyReleases
from tui.settings import Settings
from tui.tabs import FIRST, TABS
from tui.tabs.engine_tab import EngineTab
from tui.themes import OURS
from tui.widgets.canvas import Canvas
from tui.widgets.job_bar import JobBar
from tui.widgets.key_line import KeyLine
from tui.widgets.machine_line import MachineLine
from tui.widgets.notice import Notice
from tui.widgets.tab_bar import TabBar
from tui.widgets.too_small import SMALLEST, TooSmall
from tui.widgets.words import Words

WIDE = 110
"""Columns from which a tab has room for an explanation at its side."""


SWALLOWED = frozenset({"open", "jobs", "settings", "doctor", "copy", "clear_jobs", "quit"})
"""Actions of the console's own keys."""


class Zerodeck(App[None]):
    TITLE = "zerodeck"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(tab.digit, f"open('{name}')", show=False) for name, tab in TABS.items()),
        Binding("question_mark,f1", "help", N_("help"), key_display="?", id="help"),
        Binding("j", "jobs", N_("jobs"), show=False, id="jobs"),
        Binding("comma", "settings", N_("settings"), show=False, id="settings"),
        Binding("D", "doctor", N_("doctor"), show=False, id="doctor"),
        Binding("y", "copy", N_("copy"), show=False, id="copy"),
        Binding("escape", "clear_jobs", show=False),
        Binding("q", "quit", N_("quit"), id="quit"),
    ]

    def __init__(
        self,
        tab: str = "",
        here: terminal.Terminal | None = None,
        *,
        demo: bool = False,
        asked: Message | None = None,
    ) -> None:
        """`demo`: the Probe tab lists the simulated board. `asked`: what the first tab's engine is
        asked as soon as it is shown."""
        self.terminal = here or terminal.here()  # first: Textual takes NO_COLOR away
        super().__init__()
        self.demo, self.asked = demo, asked
        self.seen: Size | None = None
        """The last size that the terminal told."""
        self.settings, self.problems = settings.load()
        self.first = next(name for name in (tab, recent.load().tab, FIRST) if name in TABS)
        self.tabs = Container(id="tabs")
        self.ascii = AsciiFilter()
        self._filters = [*colorless.instead(self._filters), self.ascii]
        self.key_releases = KeyReleases(self)
        key_parser.install()
        partial_update.install()
        line_noise.install()
        lost_resizes.install()
        gone_widgets.install()
        for theme in OURS:
            self.register_theme(theme)
        self.adopt(self.settings)

    def compose(self) -> ComposeResult:
        yield TabBar(TABS)
        yield self.tabs
        yield JobBar()
        yield MachineLine()
        yield KeyLine()
        yield TooSmall(id="too-small")

    def on_load(self) -> None:
        signals.end_in_order(self)
        signals.when_waked(self)
        self.app_resume_signal.subscribe(self, lambda _app: self.key_releases.waked())

    def _handle_exception(self, error: Exception) -> None:
        """A screen that was still opening may miss its widgets on the way out: no harm is done."""
        if not self._exit:
            super()._handle_exception(error)

    async def on_mount(self) -> None:
        signals.between_events(SIGTSTP, SIGWINCH)
        await self.action_open(self.first)
        for problem in self.problems:
            self.notify(problem, title=_("Settings"), severity="warning", timeout=15)
        try:
            paths.usable(paths.state())
        except OSError as error:
            title = _("Jobs and logs cannot be kept")
            self.notify(str(error), title=title, severity="warning", timeout=15)

    def on_resize(self, event: Resize) -> None:
        width, height = event.size
        if event.size == self.seen:  # smaller and back between two events: what was cut is gone
            self.screen.refresh(layout=True)
        self.seen = event.size
        # No class of its own for the usual size: a class less is one styling of everything less.
        self.frame.set_class(width < SMALLEST[0] or height < SMALLEST[1], "-small")
        self.frame.set_class(width >= WIDE, "-wide")
        self.frame.query_one(TooSmall).tell(width, height)

    # Tabs

    @property
    def frame(self) -> Screen[object]:
        """The screen with the tabs, whatever has opened over it."""
        return self.screen_stack[0]

    @property
    def tab(self) -> EngineTab | None:
        """The tab in front."""
        return next((tab for tab in self.visited if tab.display), None)

    @property
    def visited(self) -> list[EngineTab]:
        """The tabs that were made. Not by a query, which would look at everything in them."""
        return [tab for tab in self.tabs.children if isinstance(tab, EngineTab)]

    async def action_open(self, name: str) -> None:
        """Bring a tab to the front; its first visit is when it is made."""
        old = self.tab
        if old and old.id == name:
            return
        new = next((tab for tab in self.visited if tab.id == name), None)
        if new is None:
            widget = getattr(import_module(f"tui.tabs.{name}"), TABS[name].widget)
            new = widget()
            await self.tabs.mount(new)
        if old:
            old.display = False
            old.hidden()
        new.display = True
        self.frame.set_class(new.tall, "-tall")
        self.frame.query_one(TabBar).active = name
        new.focus()
        recent.opened_tab(name)
        # The first picture does not wait for an engine to start, and none does for who has gone on.
        self.call_after_refresh(lambda: new.shown() if new.display else None)

    async def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        await self.action_open(event.name)

    def on_cursor_position(self) -> None:
        if self.tab:
            self.tab.terminal_answered()

    def on_key_flags(self, event: KeyFlags) -> None:
        self.key_releases.answered(event)

    def on_key_up(self, event: KeyUp) -> None:
        self.key_releases.key_up(event)

    # Jobs

    @property
    def job_bar(self) -> JobBar:
        return self.frame.query_one(JobBar)

    def shows(self, job: Job) -> bool:
        """Whether how it goes and ends can be read, with nothing over it."""
        return self.screen is self.frame and self.tab is not None and self.tab.shows(job)

    def on_job_bar_ended(self, event: JobBar.Ended) -> None:
        if self.settings.bell:
            self.bell()
        if not self.shows(event.job):
            text, role = words.ending(event.last)
            title = f"{event.job.id} {event.job.record.title}"
            self.notify(text, title=title, severity="error" if role == "danger" else "information")

    def action_clear_jobs(self) -> None:
        self.job_bar.clear()

    def action_jobs(self) -> None:
        from tui.screens.jobs import JobsScreen

        self.push_screen(JobsScreen(), lambda _result: self.job_bar.look())

    def action_doctor(self) -> None:
        from tui.screens.doctor import DoctorScreen

        self.push_screen(DoctorScreen())

    def action_memory(self) -> None:
        from tui.screens.memory import MemoryScreen

        self.push_screen(MemoryScreen())

    # Settings

    @property
    def live_hertz(self) -> float:
        return float(settings.live_hertz(self.settings, os.environ))

    def adopt(self, chosen: Settings) -> None:
        """Let the settings be in force."""
        self.settings = chosen
        i18n.use(chosen.language)
        self.ascii.enabled = chosen.glyphs == "ascii" or (
            chosen.glyphs == "auto" and not self.terminal.unicode
        )
        name = terminal.theme(chosen, self.terminal)
        self.theme = name if name in self.available_themes else Settings().theme
        self.roles = palette.styles(self.get_css_variables(), chosen.colors)
        self.set_keymap(chosen.keys)

    def change(self, chosen: Settings) -> None:
        """Adopt and keep new settings, and paint everything that they could have changed."""
        self.adopt(chosen)
        try:
            settings.save(chosen)
        except OSError as error:
            self.notify(str(error), title=_("Settings are not kept"), severity="error")
        for tab in self.visited:
            tab.watch_state(tab.state)
        for screen in self.screen_stack:
            for canvas in screen.query(Canvas):
                canvas.repaint()
            for paragraph in screen.query(Words):
                paragraph.reword()

    def action_settings(self) -> None:
        from tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key of the console's own is none while a tab has them all."""
        swallowed = action in SWALLOWED and self.tab is not None and self.tab.swallows
        return super().check_action(action, parameters) and not swallowed

    # Help, copies, the palette

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        if explained := getattr(self.screen, "EXPLAINED", None):
            title, text = explained
            self.push_screen(HelpScreen(_(title), _(text), keys.shown(self, self.screen)))
            return
        title = TABS[self.tab.id].title if self.tab and self.tab.id else self.TITLE
        text = _(self.tab.HELP) if self.tab and self.tab.HELP else ""
        usual = title, text, keys.shown(self)
        self.push_screen(HelpScreen(*((self.tab and self.tab.help) or usual)))

    def action_help_quit(self) -> None:
        """Ctrl+C ends nothing; it says what does."""
        self.notify(keys.way_out(self))

    def display_key(self, key: str) -> str:
        # Textual's ⏎ is not in every font, and has no stand-in.
        return "Enter" if key == "enter" else self.get_key_display(Binding(key, ""))

    def notify(self, message: str, *, markup: bool = False, **options: Any) -> None:
        """Always as it stands: a file may be called [/b], and an error begins with [Errno 2]."""
        super().notify(message, markup=False, **options)

    def action_copy(self) -> None:
        """The command that mends what is wrong, where one is shown; else the whole screen."""
        fixes = [notice.fix for notice in self.screen.query(Notice) if notice.region and notice.fix]
        clipboard.copy(self, fixes[0] if fixes else clipboard.screen_text(self.screen))

    def action_command_palette(self) -> None:
        from tui.screens.command_palette import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("What do you want to do?")))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        from tui.commands import commands

        return commands(self, screen)
