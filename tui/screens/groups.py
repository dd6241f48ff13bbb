"""Groups of symbols: which one is shown, and which symbols are in them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.i18n import N_, _, ngettext
from tui.screens.form import Field, FormScreen
from tui.screens.over import Over
from tui.widgets.options import Options

Groups = Mapping[str, tuple[str, ...]]


class GroupsScreen(Over, ModalScreen[str | None]):
    """Dismissed with the group to show, "" for all symbols; `keep` is called with every change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("cancel"), key_display="Esc"),
        Binding("space", "switch", N_("in or out"), priority=True),
        Binding("n", "new", N_("new")),
        Binding("e", "edit", N_("edit")),
        Binding("delete,backspace", "remove", N_("remove"), key_display="Del"),
    ]
    CSS = """
    GroupsScreen Options:focus { border: none; }
    """
    DEFAULT_CSS = """
    GroupsScreen { align: center middle; }
    """

    def __init__(
        self,
        groups: Groups,
        shown: str,
        symbol: str,
        keep: Callable[[dict[str, tuple[str, ...]]], None],
    ) -> None:
        """`symbol` is the one that space puts in and takes out."""
        super().__init__()
        self.groups, self.group, self.symbol, self.keep = dict(groups), shown, symbol, keep

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(_("Groups"), classes="title", markup=False)
            yield Options(markup=False)
            keys = _("Enter shows it, n makes one, e edits it, Del removes it, Esc leaves")
            if self.symbol:
                words = _("space puts {symbol} in or takes it out")
                keys = f"{words.format(symbol=self.symbol)}\n{keys}"
            yield Static(keys, classes="hint", markup=False)

    def on_mount(self) -> None:
        self.offer(self.group)

    @property
    def options(self) -> Options:
        return self.query_one(Options)

    def offer(self, highlighted: str) -> None:
        options = self.options
        options.clear_options()
        options.add_option(Option(_("all symbols"), id="g"))
        options.add_options([Option(self.line(name), id=f"g{name}") for name in self.groups])
        names = ["", *self.groups]
        options.highlighted = names.index(highlighted) if highlighted in names else 0
        options.focus()

    def line(self, name: str) -> str:
        symbols = self.groups[name]
        mark = "✓ " if self.symbol in symbols else "  "
        number = ngettext("{number} symbol", "{number} symbols", len(symbols))
        return f"{mark}{name}   {number.format(number=len(symbols))}"

    @property
    def here(self) -> str:
        option = self.options.highlighted_option
        return (option.id or "g")[1:] if option else ""

    def changed(self, groups: dict[str, tuple[str, ...]], highlighted: str) -> None:
        self.groups = groups
        self.keep(groups)
        self.offer(highlighted)

    def action_switch(self) -> None:
        name = self.here
        if not name or not self.symbol:
            return
        symbols = self.groups[name]
        inside = self.symbol in symbols
        others = tuple(each for each in symbols if each != self.symbol)
        self.changed({**self.groups, name: others if inside else (*symbols, self.symbol)}, name)

    def action_new(self) -> None:
        self.form("")

    def action_edit(self) -> None:
        if self.here:
            self.form(self.here)

    def form(self, name: str) -> None:
        fields = [
            Field("name", _("name"), name),
            Field("symbols", _("symbols"), " ".join(self.groups.get(name, (self.symbol,)))),
        ]
        parse = partial(group_of, [each for each in self.groups if each != name])
        self.app.push_screen(FormScreen(_("A group"), fields, parse), partial(self.formed, name))

    def formed(self, before: str, found: tuple[str, tuple[str, ...]] | None) -> None:
        if found is None:
            return
        name, symbols = found
        renamed = {name if each == before else each: kept for each, kept in self.groups.items()}
        self.changed({**renamed, name: symbols}, name)

    def action_remove(self) -> None:
        if self.here:
            kept = {name: each for name, each in self.groups.items() if name != self.here}
            self.changed(kept, "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss((event.option_id or "g")[1:])


def group_of(taken: list[str], typed: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Raises ValueError."""
    if not typed["name"]:
        raise ValueError(_("A group has a name."))
    if typed["name"] in taken:
        raise ValueError(_("There is a group of that name."))
    symbols = typed["symbols"].replace(",", " ").split()
    return typed["name"], tuple(dict.fromkeys(symbols))
