"""What the keys of the ROC tab choose: files, formula, order, condition, group, period, signals."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from engines.roc.messages import PERIODS, Alert, Alerted, Formula
from engines.roc.rules import DIVERGENCES, Signals
from engines.roc.state import State
from tui.i18n import _, enumerated
from tui.roc_book import Alarm
from tui.runs import Row
from tui.said import particulars
from tui.tabs.roc_looking import Looking
from tui.tabs.roc_words import SORTS, notes, problem_rows

FALLING = ("change", "last")
"""Orders that begin with the largest; those by a formula do, too."""
KIND = "market"
"""Of recent files."""
SUFFIXES = (".day", ".lc1", ".lc5", ".csv", ".txt", ".tsv", ".xls", ".parquet", ".ndjson", ".jsonl")
MOST_TOLD = 3
"""Broken formulas of the user's own that are told at once."""


class Choosing(Looking):
    def choose_one(self, title: str, names: Mapping[str, str], take: Callable[[str], None]) -> None:
        """`names` are what stands there, by what is taken."""
        from tui.screens.choice import ChoiceScreen

        keys = {shown: key for key, shown in names.items()}

        def chosen(name: str | None) -> None:
            if name is not None:
                take(keys[name])

        self.app.push_screen(ChoiceScreen(title, tuple(keys)), chosen)

    # The list

    def action_sort(self) -> None:
        listed = self.state.listed
        names = {key: _(words) for key, words in SORTS.items()}
        names |= {name: name for name in (listed.columns if listed else ())}
        names["…"] = _("an expression…")
        if self.sort in names:
            names[self.sort] += f" {'▼' if self.descending else '▲'}"
        self.choose_one(_("Sort by (the same again turns it round)"), names, self.sorted)

    def sorted(self, key: str) -> None:
        if key == "…":
            self.ask_for_order()
        elif key == self.sort:
            self.action_reverse()
        else:
            self.order(key)

    def order(self, key: str) -> None:
        self.sort = key
        self.descending = key in FALLING or key not in SORTS
        self.anew()

    def ask_for_order(self) -> None:
        from tui.screens.form import Field, FormScreen

        value = self.sort if self.sort not in SORTS else ""
        field = Field("sort", _("expression"), value, "ABS(ROC-MAROC)")
        screen = FormScreen(_("Sort by an expression"), [field], partial(self.read, "sort"))
        self.app.push_screen(screen, lambda found: self.order(found) if found else None)

    def action_reverse(self) -> None:
        self.descending = not self.descending
        self.anew()

    def action_filter(self) -> None:
        from tui.screens.form import Field, FormScreen

        field = Field("where", _("condition"), self.where, "ROC>0 AND ROC>MAROC")
        hint = _("About the newest bar, in the formula's words. Empty: all symbols.")
        screen = FormScreen(_("Show where"), [field], partial(self.read, "where"), hint)
        self.app.push_screen(screen, self.filtered)

    def filtered(self, where: str | None) -> None:
        if where is not None and where != self.where:
            self.where = where
            self.anew()

    def read(self, key: str, typed: Mapping[str, str]) -> str:
        """A condition or an expression. Raises EngineError."""
        self.check(typed[key])
        return typed[key]

    def check(self, source: str) -> None:
        """Raises EngineError where it is no condition about the lines of the formula."""
        from engines.roc.programs import condition

        if source:
            condition(self.formula, source)

    def check_steady(self, source: str) -> None:
        """Raises EngineError, too, where it looks at later bars: nobody could have acted on it."""
        from engines.roc.programs import condition, steady

        if source:
            steady(condition(self.formula, source), _("it could not be known at the time"))

    def action_group(self) -> None:
        from tui.screens.groups import GroupsScreen

        here = self.table.here
        screen = GroupsScreen(
            self.book.groups, self.book.group, here.symbol if here else "", self.regroup
        )
        self.app.push_screen(screen, self.grouped)

    def regroup(self, groups: dict[str, tuple[str, ...]]) -> None:
        before = self.book.symbols()
        self.change(groups=groups)
        if self.book.symbols() != before:
            self.anew()

    def grouped(self, group: str | None) -> None:
        if group is not None and group != self.book.group:
            self.change(group=group)
            self.anew()

    # The bars

    def action_period(self) -> None:
        after = PERIODS.index(self.book.period) + 1
        self.change(period=PERIODS[after % len(PERIODS)])
        self.other_bars()

    def other_bars(self) -> None:
        """A symbol's bars are others: those in sight are its newest."""
        self.window = msgspec.structs.replace(self.window, first=None, cursor=None)
        self.look()

    def action_follow(self) -> None:
        self.change(follow=not self.book.follow)
        said = _("The files are looked at every second.")
        self.notify(said if self.book.follow else _("The files are no longer followed."))
        self.look()

    def action_paths(self) -> None:
        if not self.book.paths:
            self.open_paths()
            return
        names = {"+": _("open another file or folder…"), "": _("the samples")}
        names |= {path: _("close {path}").format(path=path) for path in self.book.paths}
        self.choose_one(_("Files"), names, self.take_path)

    def take_path(self, key: str) -> None:
        if key == "+":
            self.open_paths()
        else:
            kept = tuple(path for path in self.book.paths if path != key) if key else ()
            self.other_paths(kept)

    def open_paths(self) -> None:
        from tui.screens.source_picker import SourcePicker

        title = _("Open a file, or a folder (with / at its end)")
        self.app.push_screen(SourcePicker(title, KIND, suffixes=SUFFIXES), self.opened)

    def opened(self, path: Path | None) -> None:
        if path is not None:
            self.other_paths(tuple(dict.fromkeys((*self.book.paths, str(path)))))

    def other_paths(self, paths: tuple[str, ...]) -> None:
        self.change(paths=paths)
        self.leave()
        self.state = State(alerts=self.state.alerts)
        self.anew()

    def action_reload(self) -> None:
        """A new child reads all files."""
        self.leave()
        self.look()

    def action_problems(self) -> None:
        from tui.screens.listing import ListingScreen

        problems, said = self.state.problems, notes(self.state)
        if not problems and not said:
            self.notify(_("There are no problems."))
            return

        def draw(width: int, height: int) -> list[Row]:
            return problem_rows(problems, said, width)

        self.app.push_screen(ListingScreen(_("Problems"), draw))

    # The formula and its signals

    heard: set[Alerted]
    """What has been told."""

    def action_formula(self) -> None:
        from engines.roc.formula.library import FORMULAS

        names = {name: name for name in FORMULAS}
        for path, error in FORMULAS.problems()[:MOST_TOLD]:
            said = f"{path.name}: {_(error.failed.what)}"
            self.notify(particulars(error.failed.why), title=said, severity="warning")
        self.choose_one(_("Formula"), names, self.take_formula)

    def take_formula(self, name: str) -> None:
        self.change(formula=name)
        self.trial = None
        if self.sort not in SORTS:
            self.sort, self.descending = "", False
        self.look()

    def action_edit(self) -> None:
        from tui.screens.formula import FormulaScreen

        screen = FormulaScreen(self.book.chosen(), self.preview)
        self.editor = screen
        self.app.push_screen(screen, self.edited)
        self.call_after_refresh(screen.show, self.state)  # until its own chart comes

    editor: Any = None
    """The formula's editor while it is open: it shows the chart, too."""

    def preview(self, formula: Formula) -> None:
        self.trial = formula
        self.soon()

    def edited(self, formula: Formula | None) -> None:
        """Saved, or as it was."""
        self.editor, self.trial = None, None
        if formula is not None:
            kept = {**self.book.parameters, formula.name: formula.parameters}
            self.change(formula=formula.name, parameters=kept)
        self.look()

    def action_signals(self) -> None:
        from tui.screens.form import Field, FormScreen

        now = self.book.signals
        fields = [
            Field("band", _("band around 0"), f"{now.band:g}", "0"),
            Field("quiet", _("quiet bars"), str(now.quiet), "0"),
            Field("against", _("crosses the line"), now.against, "0"),
            Field("divergences", _("divergences"), " ".join(now.divergences), _("none")),
            Field("pivot", _("bars of a pivot"), f"{now.left} {now.right}", "5 5"),
        ]
        hint = _("Divergences: regular, hidden, loose. Band and quiet bars keep noise away.")
        screen = FormScreen(_("Signals"), fields, partial(signals_of, now), hint)
        self.app.push_screen(screen, self.take_signals)

    def take_signals(self, signals: Signals | None) -> None:
        if signals is not None:
            self.change(signals=signals)
            self.look()

    def action_alerts(self) -> None:
        from tui.screens.alerts import AlertsScreen

        told = tuple(dict.fromkeys(self.state.alerts))
        screen = AlertsScreen(self.book.alerts, told, self.take_alerts, self.check_steady)
        self.app.push_screen(screen)

    def take_alerts(self, alerts: tuple[Alarm, ...]) -> None:
        before: tuple[Alert, ...] = self.book.on()
        self.change(alerts=alerts)
        if self.book.on() != before:
            self.heard.clear()  # by a name, another condition may be told of
            self.look()


def signals_of(now: Signals, typed: Mapping[str, str]) -> Signals:
    """Raises ValueError."""
    try:
        left, _space, right = (typed["pivot"] or "5 5").partition(" ")
        numbers = {"left": int(left), "right": int(right or left)}
        numbers["quiet"] = int(typed["quiet"] or 0)
        band = float(typed["band"] or 0)
    except ValueError:
        raise ValueError(_("A number is written like 3 or 0.5.")) from None
    kinds = tuple(typed["divergences"].replace(",", " ").split())
    for each in kinds:
        if each not in DIVERGENCES:
            known = enumerated(DIVERGENCES)
            raise ValueError(_("There are {known}, and no {name}.").format(known=known, name=each))
    return msgspec.structs.replace(
        now, band=band, against=typed["against"], divergences=kinds, **numbers
    )
