"""What the ROC tab says in its first rows: the symbol under the cursor, and what is looked at."""

import msgspec
from rich.cells import cell_len, chop_cells

from engines.roc.doubts import DOUBTS
from engines.roc.messages import Charted, Look, Problem
from engines.roc.messages import Row as Watched
from engines.roc.state import State
from engines.wire import Failed
from tui import units
from tui.i18n import N_, _, enumerated, ngettext
from tui.runs import Row, width
from tui.said import particulars
from tui.widgets.watch_table import change, figure, price, rising, tendency

PERIODS = {
    "": N_("as in the file"),
    "day": N_("day"),
    "week": N_("week"),
    "month": N_("month"),
    "tick": N_("tick"),
}
"""Others are what they are called: 5min."""

SORTS = {
    "": N_("as they come"),
    "symbol": N_("symbol"),
    "name": N_("name"),
    "last": N_("last price"),
    "change": N_("change in percent"),
    "since": N_("bars since it crossed 0"),
}
"""Orders by what they are called on the bridge; others are expressions."""

HEALTH = {
    "buy": (N_("buy"), "good"),
    "sell": (N_("sell"), "danger"),
    "top": (N_("top divergence"), "attention"),
    "bottom": (N_("bottom divergence"), "attention"),
}

DOUBTED = {
    "exrights": N_("ex-rights"),
    "halt": N_("no trade"),
    "stale": N_("stale"),
    "lacking": N_("data lacking"),
    "short": N_("too few bars"),
    "average": N_("A1 means nothing"),
}
"""DOUBTS in a word or two."""
assert DOUBTED.keys() == DOUBTS.keys()


class Selected(msgspec.Struct, frozen=True):
    """The symbol that is looked at: its row, where it is in the list, and its chart, if it came."""

    symbol: str = ""
    watched: Watched | None = None
    chart: Charted | None = None

    @property
    def name(self) -> str:
        known = self.watched or self.chart
        return known.name if known else ""

    @property
    def row(self) -> Watched | None:
        """What is known of its newest bar; of a symbol that is not listed, by its chart."""
        chart = self.chart
        if self.watched or chart is None or chart.first + len(chart.times) < chart.total:
            return self.watched
        last, before = [*(None, None), *chart.close][-1:-3:-1]
        moved = 100 * (last / before - 1) if last is not None and before else None
        values = tuple(each.values[-1] for each in chart.lines if each.values)
        trend = chart.lines[0].values[-2:] if chart.lines else ()
        time = chart.times[-1] if chart.times else ""
        return Watched(self.symbol, chart.name, time, last, moved, values, trend)


def health(state: State, selected: Selected, until: str) -> tuple[str, str]:
    if isinstance(state.last, Failed):
        return _("failed"), "danger"
    if state.listed is None or slow(state):
        return _("reading"), "muted"
    if until:
        return _("replay"), "attention"
    watched = selected.row
    if watched is None:
        return "", "muted"
    if watched.signal in HEALTH:
        words, role = HEALTH[watched.signal]
        return _(words), role
    way = rising(watched)
    return ("" if way is None else _("rising") if way else _("falling")), "muted"


def headline(state: State, selected: Selected, room: int) -> Row:
    """The symbol, what it costs, and as many values of the formula as there is room for."""
    if not selected.symbol:
        return [(_("no symbol"), "muted")] if state.listed else [(_("reading…"), "muted")]
    name = selected.name
    row: Row = [(f"{name} ", "strong")] if name and name != selected.symbol else []
    row.append((selected.symbol, "muted" if row else "strong"))
    watched = selected.row
    if watched is None:
        return row
    row += [("  ", "text"), (price(watched.last), "strong")]
    if watched.change is not None:
        row += [("  ", "text"), (f"{change(watched.change)} %", tendency(watched.change))]
    columns = state.listed.columns if state.listed else ()
    for at, (title, value) in enumerate(zip(columns, watched.values, strict=False)):
        role = tendency(value) if not at else "text"
        more: Row = [("   " if not at else "  ", "text"), (f"{title} ", "muted")]
        more.append((figure(value), role))
        if width([*row, *more]) > room:
            break
        row += more
    return row


def crossing(watched: Watched | None) -> str:
    """When the first line crossed 0, and how."""
    if watched is None or watched.since is None or not watched.crossed:
        return ""
    bars = abs(watched.since)
    up = watched.crossed > 0
    if not bars:
        return _("crosses 0 upwards now") if up else _("crosses 0 downwards now")
    if up:
        words = ngettext(
            "crossed 0 upwards {number} bar ago", "crossed 0 upwards {number} bars ago", bars
        )
    else:
        words = ngettext(
            "crossed 0 downwards {number} bar ago", "crossed 0 downwards {number} bars ago", bars
        )
    return words.format(number=bars)


def second(state: State, selected: Selected, look: Look, group: str, room: int) -> Row:
    """What has to be known about what stands there, as much as there is room for."""
    if slow(state):
        return busy(state)
    watched = selected.watched
    parts: list[tuple[str, str]] = []
    if look.until:
        parts.append((f"{_('replay')} {look.until}", "attention"))
    if state.listed and state.listed.repaints:
        names = enumerated(state.listed.repaints)
        parts.append((_("repaints: {names}").format(names=names), "attention"))
    parts += [(_(DOUBTED[each]), "attention") for each in (watched.doubts if watched else ())]
    parts += [(each, "danger") for each in wrong(state)]
    parts.append((crossing(watched), "text"))
    parts += [(each, "text") for each in chosen(look, group)]
    parts.append((listed(state), "muted"))
    if state.listed and state.listed.sample:
        parts.append((_("samples: o opens your own"), "attention"))
    parts += [(each, "muted") for each in looked(state, look)]
    row: Row = []
    for text, role in parts:
        more: Row = [("  ", "text"), (text, role)] if row else [(text, role)]
        if text and width([*row, *more]) <= room:
            row += more
    return row


def slow(state: State) -> bool:
    """Whether what is read takes long enough to be told of: a few files are read in an instant."""
    progress = state.progress
    if progress is None or progress.total is None:  # a scan says itself how far it has come
        return False
    return state.listed is None or progress.done > 0


def busy(state: State) -> Row:
    assert state.progress
    done, total = int(state.progress.done), int(state.progress.total or 0)
    words = _("reading {done} of {total} files")
    return [(words.format(done=units.count(done), total=units.count(total)), "muted")]


def chosen(look: Look, group: str) -> list[str]:
    """Why not all symbols are listed."""
    said = [_("group {name}").format(name=group)] if group else []
    return [*said, *([_("filter {condition}").format(condition=look.where)] if look.where else [])]


def listed(state: State) -> str:
    if state.listed is None:
        return ""
    shown, total = map(units.count, (state.listed.shown, state.listed.total))
    symbols = ngettext("{number} symbol", "{number} symbols", state.listed.total)
    of = _("{shown} of {total}").format(shown=shown, total=total)
    return symbols.format(number=total if shown == total else of)


def looked(state: State, look: Look) -> list[str]:
    """The formula, the bars, their order, and what is odd about them."""
    period = state.chart.period if state.chart else look.period
    said = [look.formula.name or _("own formula"), _(PERIODS.get(period, period))]
    if look.sort:
        arrow = "▼" if look.descending else "▲"
        said.append(f"{_('by')} {_(SORTS.get(look.sort, look.sort))} {arrow}")
    if look.follow:
        said.append(_("followed"))
    if state.listed and state.listed.divided:
        words = ngettext(
            "{number} value divided by 0", "{number} values divided by 0", state.listed.divided
        )
        said.append(words.format(number=units.count(state.listed.divided)))
    if notes(state):
        said.append(f"{_('notes')}: !")
    return said


def notes(state: State) -> tuple[str, ...]:
    """What is to be known about the formula and the chart, each once."""
    listed = state.listed.warnings if state.listed else ()
    charted = state.chart.warnings if state.chart else ()
    return tuple(dict.fromkeys((*listed, *charted)))


def wrong(state: State) -> list[str]:
    """The problems, in a few words."""
    files = sum(each.where == "file" for each in state.problems)
    nothing = state.listed is not None and not state.listed.shown
    silent = ("file", "chart") if nothing else ("file",)  # the notice says why there is no chart
    others = [each for each in state.problems if each.where not in silent]
    said = [f"{_(PLACES.get(each.where, each.where))}: {_(each.what)}" for each in others[-1:]]
    if files:
        words = ngettext("{number} file problem", "{number} file problems", files)
        said.append(f"{words.format(number=files)}: !")
    return said


PLACES = {
    "file": N_("file"),
    "formula": N_("formula"),
    "where": N_("condition"),
    "sort": N_("sort"),
    "buy": N_("buy"),
    "sell": N_("sell"),
    "alert": N_("alert"),
    "chart": N_("chart"),
    "scan": N_("scan"),
    "backtest": N_("backtest"),
    "draw": N_("picture"),
}


def placed(problem: Problem) -> str:
    """The file, line and column of a problem."""
    place = problem.path or _(PLACES.get(problem.where, problem.where))
    if problem.line:
        place += f":{problem.line}"
        place += f":{problem.column}" if problem.column else ""
    return place


def problem_rows(problems: tuple[Problem, ...], said: tuple[str, ...], room: int) -> list[Row]:
    """Each in full: what is too long goes on in the next row."""
    rows = [row for each in said for row in broken("· ", "muted", particulars(each), room)]
    for each in problems:
        mark, role = ("✗ ", "danger") if each.lost else ("! ", "attention")
        place = placed(each)
        while cell_len(place) > room - 2:  # its end says which file it is
            place = f"…{place[2:]}"
        rows.append([(mark, role), (place, "strong")])
        rows += broken("  ", "text", f"{_(each.what)}  {particulars(each.why)}".rstrip(), room)
    return rows


def broken(mark: str, role: str, text: str, room: int) -> list[Row]:
    parts = folded(text, max(2, room - 2))
    return [[(mark if not at else "  ", role), (part, "text")] for at, part in enumerate(parts)]


def folded(text: str, room: int) -> list[str]:
    """In parts of so many cells, two at least, broken between words where it has any."""
    parts: list[str] = []
    while cell_len(text) > room:
        part = chop_cells(text, room)[0]
        if text[len(part)] != " " and " " in part.strip():
            part = part[: part.rindex(" ", 0, len(part.rstrip()))]
        parts.append(part.rstrip())
        text = text[len(part) :].lstrip()
    return [*parts, text]
