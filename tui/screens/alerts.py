"""Alerts: which there are, which are on, and what they have told."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engines.roc.messages import MOST_ALERTS, Alerted
from tui.i18n import N_, _, ngettext
from tui.roc_book import Alarm
from tui.runs import Row, cut
from tui.screens.form import Field, FormScreen
from tui.screens.over import Over
from tui.widgets.drawing import Drawing
from tui.widgets.options import Options
from tui.widgets.watch_table import price

TOLD = 6
"""Of what was told, the newest that are shown."""


class AlertsScreen(Over, ModalScreen[None]):
    """`keep` is called with every change; `check` raises EngineError for what is no condition."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", N_("close"), key_display="Esc"),
        Binding("space", "switch", N_("on or off"), priority=True),
        Binding("n", "new", N_("new")),
        Binding("e", "edit", N_("edit")),
        Binding("delete,backspace", "remove", N_("remove"), key_display="Del"),
    ]
    CSS = """
    AlertsScreen .dialog { width: 100; }
    AlertsScreen Options:focus { border: none; }
    """
    DEFAULT_CSS = """
    AlertsScreen { align: center middle; }
    AlertsScreen Drawing { height: auto; }
    AlertsScreen .empty { height: auto; }
    """

    def __init__(
        self,
        alarms: Sequence[Alarm],
        told: Sequence[Alerted],
        keep: Callable[[tuple[Alarm, ...]], None],
        check: Callable[[str], None],
    ) -> None:
        super().__init__()
        self.alarms, self.told, self.keep, self.check = tuple(alarms), told, keep, check

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("Alerts"), classes="title", markup=False)
            yield Static(
                _("None yet. n makes one: a condition that is told when it becomes true."),
                classes="empty",
                markup=False,
            )
            yield Options(markup=False)
            log = Drawing()
            log.drawn = self.history
            yield log
            hint = _(
                "space on or off, Enter edits, n new, Del removes, Esc leaves\n"
                "They are told while this tab is in front, and with F (follow) in any tab."
            )
            yield Static(hint, classes="hint", markup=False)

    def on_mount(self) -> None:
        self.offer(0)

    @property
    def options(self) -> Options:
        return self.query_one(Options)

    def offer(self, highlighted: int) -> None:
        options = self.options
        options.clear_options()
        options.add_options([Option(line(alarm)) for alarm in self.alarms])
        options.display = bool(self.alarms)
        self.query_one(".empty").display = not self.alarms
        if self.alarms:
            options.highlighted = max(0, min(highlighted, len(self.alarms) - 1))
            options.focus()

    def history(self, width: int, height: int) -> list[Row]:
        if not self.told:
            return []
        rows: list[Row] = [[], [(_("told, the newest first"), "muted")]]
        for each in self.told[: -TOLD - 1 : -1]:
            row: Row = [(f"{each.time}  ", "muted"), (f"{each.alert}  ", "strong")]
            row.append((f"{each.name} {each.symbol}  {price(each.price)}", "text"))
            row.append((f"  {each.hooked}" if each.hooked else "", "muted"))
            rows.append(cut(row, width))
        return rows

    @property
    def here(self) -> int | None:
        return self.options.highlighted if self.alarms else None

    def changed(self, alarms: Sequence[Alarm], highlighted: int) -> None:
        self.alarms = tuple(alarms)
        self.keep(self.alarms)
        self.offer(highlighted)

    def action_switch(self) -> None:
        if self.here is not None:
            alarm = self.alarms[self.here]
            self.put(self.here, msgspec.structs.replace(alarm, on=not alarm.on))

    def put(self, at: int, alarm: Alarm) -> None:
        self.changed([*self.alarms[:at], alarm, *self.alarms[at + 1 :]], at)

    def action_remove(self) -> None:
        if self.here is not None:
            self.changed([*self.alarms[: self.here], *self.alarms[self.here + 1 :]], self.here)

    def action_new(self) -> None:
        if len(self.alarms) < MOST_ALERTS:
            self.form(None)

    def action_edit(self) -> None:
        if self.here is not None:
            self.form(self.here)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.form(event.option_index)

    def form(self, at: int | None) -> None:
        was = Alarm(name="-", source="") if at is None else self.alarms[at]
        fields = [
            Field("name", _("name"), "" if at is None else was.name, _("ROC turns up")),
            Field("source", _("condition"), was.source, "CROSS(ROC,0)"),
            Field("symbols", _("symbols"), " ".join(was.symbols), _("all")),
            Field("cooldown", _("quiet bars"), str(was.cooldown), "1"),
            Field("hook", _("command"), shlex.join(was.hook), _("none")),
        ]
        hint = _("In the command {symbol} {name} {price} {time} {alert} are filled in; no shell.")
        parse = partial(alarm_of, was, self.check)
        self.app.push_screen(
            FormScreen(_("An alert"), fields, parse, hint), partial(self.formed, at)
        )

    def formed(self, at: int | None, alarm: Alarm | None) -> None:
        if alarm is not None:
            self.put(len(self.alarms) if at is None else at, alarm)


def line(alarm: Alarm) -> str:
    words = [f"{'✓' if alarm.on else '·'} {alarm.name}", alarm.source]
    if alarm.symbols:
        words.append(" ".join(alarm.symbols[:3]) + (" …" if len(alarm.symbols) > 3 else ""))
    if alarm.cooldown > 1:
        quiet = ngettext("then quiet for {number} bar", "then quiet for {number} bars", 2)
        words.append(quiet.format(number=alarm.cooldown))
    if alarm.hook:
        words.append(f"$ {alarm.hook[0]}")
    return "   ".join(words)


def alarm_of(was: Alarm, check: Callable[[str], None], typed: Mapping[str, str]) -> Alarm:
    """Raises ValueError, EngineError."""
    if not typed["name"]:
        raise ValueError(_("An alert has a name."))
    if not typed["source"]:
        raise ValueError(_("An alert has a condition, such as CROSS(ROC,0)."))
    check(typed["source"])
    try:
        cooldown = int(typed["cooldown"] or 1)
    except ValueError:
        raise ValueError(_("A number is written like 3 or 0.5.")) from None
    try:
        hook = tuple(shlex.split(typed["hook"]))
    except ValueError:
        raise ValueError(_("A quotation in the command does not end.")) from None
    symbols = tuple(typed["symbols"].replace(",", " ").split())
    return Alarm(typed["name"], typed["source"], symbols, cooldown, hook, on=was.on)
