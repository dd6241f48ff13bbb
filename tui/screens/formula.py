"""The formula's editor: what is wrong stands below it while it is typed, and what it draws."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import TextArea

from engines.roc.formula import library
from engines.roc.formula.nodes import Parameter, Program
from engines.roc.messages import LONGEST_SOURCE, Formula
from engines.roc.programs import program, source_of
from engines.roc.state import State
from engines.wire import EngineError
from tui import hand_file, roc_book
from tui.bar_columns import View
from tui.i18n import N_, _
from tui.runs import Row
from tui.screens.form import Field, FormScreen
from tui.screens.formula_words import completion, parameters_row, signature, verdict
from tui.screens.over import Over
from tui.widgets.drawing import Drawing
from tui.widgets.headline import Headline
from tui.widgets.key_line import KeyLine
from tui.widgets.price_chart import PriceChart

REST = 0.15
"""Seconds without a key after which it is compiled."""
PROBLEM_ROWS = 3


class FormulaScreen(Over, ModalScreen[Formula | None]):
    """Dismissed with the formula that was saved, or None. `live` gets every one that is right."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", N_("back"), key_display="Esc"),
        Binding("ctrl+s", "save", N_("save"), key_display="^s", priority=True),
        Binding("ctrl+a", "select", N_("select all"), key_display="^a", priority=True),
        Binding("tab", "complete", N_("complete a name"), show=False, priority=True),
        Binding("f2", "parameters", N_("parameters"), key_display="F2"),
        Binding("f3", "candles", N_("candles or a line"), key_display="F3"),
    ]
    CSS = """
    FormulaScreen TextArea { border: none; padding: 0 1; background: $surface; }
    FormulaScreen TextArea:focus { border: none; }
    """
    DEFAULT_CSS = """
    FormulaScreen { background: $background; layout: vertical; }
    FormulaScreen Headline { height: 1; }
    FormulaScreen TextArea { height: 1fr; min-height: 5; scrollbar-size-vertical: 1; }
    FormulaScreen #problem { height: 3; }
    FormulaScreen #words { height: 1; }
    FormulaScreen PriceChart { height: 1fr; }
    """

    def __init__(self, formula: Formula, live: Callable[[Formula], None]) -> None:
        super().__init__()
        self.formula, self.live = formula, live
        self.source = self.saved = known_source(formula)
        self.program: Program | None = None
        self.error: EngineError | None = None
        self.timer: Timer | None = None
        self.candles = self.leaving = False

    def compose(self) -> ComposeResult:
        yield Headline(id="head")
        yield TextArea(
            self.source, show_line_numbers=True, soft_wrap=True, highlight_cursor_line=False
        )
        yield Drawing(id="problem")
        yield Drawing(id="words")
        yield PriceChart()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one("#problem", Drawing).drawn = self.problem
        self.query_one("#words", Drawing).drawn = self.words
        self.query_one(TextArea).focus()
        self.compile()

    # While it is typed

    def on_text_area_changed(self) -> None:
        self.leaving = False
        if self.timer:
            self.timer.stop()
        self.timer = self.set_timer(REST, self.compile)

    def on_text_area_selection_changed(self) -> None:
        self.query_one("#words", Drawing).repaint()

    def action_select(self) -> None:
        """All of it: a formula that is pasted takes its place."""
        self.query_one(TextArea).select_all()

    def action_complete(self) -> None:
        """A name that is begun; where none is, spaces."""
        area = self.query_one(TextArea)
        line, column = area.cursor_location
        begun, whole = completion(area.document.get_line(line)[:column])
        area.replace(whole, (line, column - len(begun)), (line, column))

    @property
    def text(self) -> str:
        return self.query_one(TextArea).text

    def compile(self) -> None:
        self.source, self.program, self.error = self.text, None, None
        try:
            if len(self.source) > LONGEST_SOURCE:
                raise EngineError(_("A formula has at most 65,536 characters."))
            self.program = program(self.current())
        except EngineError as error:
            self.error = error
        else:
            self.live(self.current())
        self.paint()

    def current(self) -> Formula:
        """What stands there; one that is empty is none, not the one of its name."""
        return Formula(self.formula.name, self.source or ";", self.kept())

    def kept(self) -> dict[str, float]:
        return dict(self.formula.parameters)

    def paint(self) -> None:
        if self.error:
            state = (_("wrong"), "danger")
        elif self.source != self.saved:
            state = (_("not saved"), "attention")
        else:
            state = (_("saved"), "good")
        row: Row = [(self.formula.name, "strong")]
        if self.leaving:
            row.append((f"   {_('Not saved: Esc once more leaves, ^s saves.')}", "attention"))
        self.query_one(Headline).show([row], state)
        for drawing in self.query(Drawing):
            drawing.repaint()

    def problem(self, width: int, height: int) -> list[Row]:
        return verdict(self.program, self.error, width)[:PROBLEM_ROWS]

    def words(self, width: int, height: int) -> list[Row]:
        line, column = self.query_one(TextArea).cursor_location
        lines = self.text.split("\n")
        before = "\n".join([*lines[:line], lines[line][:column]])
        declared = self.program.parameters if self.program else ()
        return [signature(before, width) or parameters_row(declared, self.kept(), width)]

    def show(self, state: State) -> None:
        """The chart that the engine has drawn with it."""
        chart = state.chart
        if chart is None:
            return
        bars = max(20, self.size.width)
        view = View(max(0, chart.total - bars), bars, self.candles, None)
        for shown in self.query(PriceChart):  # none while the screen opens or closes
            shown.show(chart, view)

    def action_candles(self) -> None:
        self.candles = not self.candles
        chart = self.query_one(PriceChart)
        chart.show(chart.chart, chart.view._replace(candles=self.candles))

    # Parameters

    def action_parameters(self) -> None:
        declared = self.program.parameters if self.program else ()
        if not declared:
            said = _("It has none. {PARAM N 2 120 12} makes one: name, least, most, usual.")
            self.notify(said)
            return
        fields = [
            Field(
                each.name,
                f"{each.name}  {each.least:g} … {each.most:g}",
                f"{self.kept().get(each.name, each.usual):g}",
                f"{each.usual:g}",
            )
            for each in declared
        ]
        parse = partial(parameters_of, declared)
        self.app.push_screen(FormScreen(_("Parameters"), fields, parse), self.take_parameters)

    def take_parameters(self, found: dict[str, float] | None) -> None:
        if found is not None:
            self.formula = Formula(self.formula.name, "", found)
            self.compile()

    # Saving and leaving

    def action_leave(self) -> None:
        if self.text != self.saved and not self.leaving:
            self.leaving = True
            self.paint()
        else:
            self.dismiss(None)

    def action_save(self) -> None:
        self.compile()
        if self.error:
            self.notify(_("What is wrong is not saved."), severity="warning")
            return
        if self.source == self.saved:
            self.dismiss(Formula(self.formula.name, "", self.kept()))
            return
        own = path_of(self.formula.name).exists()
        name = self.formula.name if own else f"{self.formula.name}2"
        field = Field("name", _("name"), name)
        hint = str(roc_book.formulas())
        self.app.push_screen(FormScreen(_("Save as"), [field], name_of, hint), self.named)

    def named(self, name: str | None) -> None:
        if name is None:
            return
        if path_of(name).exists() and name != self.formula.name:
            from tui.screens.confirm import ConfirmScreen

            question = _("There is a formula {name} of yours.").format(name=name)
            screen = ConfirmScreen(question, _("It will be replaced."), name)
            self.app.push_screen(screen, lambda sure: self.write(name) if sure else None)
        else:
            self.write(name)

    def write(self, name: str) -> None:
        try:
            hand_file.write(path_of(name), self.source)
        except OSError as error:
            self.notify(str(error), title=_("Not saved"), severity="error")
        else:
            self.dismiss(Formula(name, "", self.kept()))


def known_source(formula: Formula) -> str:
    """ "" where its file has gone."""
    try:
        return source_of(formula)
    except EngineError:
        return ""


def path_of(name: str) -> Path:
    """Its file, or where it will be: a file's own capitals do not matter."""
    folder = roc_book.formulas()
    return library.listed(folder).get(name, folder / f"{name}{library.SUFFIX}")


def name_of(typed: Mapping[str, str]) -> str:
    """Raises ValueError."""
    name = typed["name"].upper()
    if not name or name.startswith(".") or "/" in name or "\0" in name or len(name) > 40:
        raise ValueError(_("A name has 1 to 40 characters, no / and no dot at its beginning."))
    if name in library.shipped(library.SHIPPED):
        raise ValueError(_("A formula of that name is shipped: choose another."))
    return name


def parameters_of(declared: tuple[Parameter, ...], typed: Mapping[str, str]) -> dict[str, float]:
    """Those that differ from the usual. Raises ValueError."""
    found = {}
    for each in declared:
        try:
            value = float(typed[each.name] or each.usual)
        except ValueError:
            raise ValueError(_("A number is written like 3 or 0.5.")) from None
        if not each.least <= value <= each.most:
            words = _("{name} is {least} to {most}.")
            raise ValueError(
                words.format(name=each.name, least=f"{each.least:g}", most=f"{each.most:g}")
            )
        if value != each.usual:
            found[each.name] = value
    return found
