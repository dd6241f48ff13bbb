"""The keys of the ROC tab, and what ? says about it."""

from textual.binding import Binding, BindingType

from tui.i18n import N_

KEYS: list[BindingType] = [
    Binding("escape", "back", N_("back"), key_display="Esc", id="roc.back"),
    Binding("space", "play", N_("play"), id="roc.play"),
    Binding("enter", "open", N_("open"), key_display="Enter", id="roc.open"),
    Binding("s", "sort", N_("sort"), id="roc.sort"),
    Binding("slash", "filter", N_("filter"), key_display="/", id="roc.filter"),
    Binding("f", "formula", N_("formula"), id="roc.formula"),
    Binding("m", "scan", N_("scan"), id="roc.scan"),
    Binding("b", "backtest", N_("backtest"), id="roc.backtest"),
    Binding("a", "alerts", N_("alerts"), id="roc.alerts"),
    Binding("r", "replay", N_("replay"), id="roc.replay"),
    Binding("o", "paths", N_("files"), id="roc.paths"),
    Binding("e", "edit", N_("edit"), id="roc.edit"),
    Binding("p", "period", N_("period"), id="roc.period"),
    Binding("g", "group", N_("group"), id="roc.group"),
    Binding("x", "export", N_("export"), id="roc.export"),
    Binding("d", "signals", N_("signals and divergences"), show=False, id="roc.signals"),
    Binding("c", "candles", N_("candles or a line"), show=False, id="roc.candles"),
    Binding("F", "follow", N_("follow the files"), show=False, id="roc.follow"),
    Binding("S", "reverse", N_("reverse the order"), show=False, id="roc.reverse"),
    Binding("v", "view(1)", N_("next view"), show=False, id="roc.view"),
    Binding("V", "view(-1)", N_("view before"), show=False, id="roc.view_before"),
    Binding(
        "exclamation_mark", "problems", N_("problems"), key_display="!", show=False,
        id="roc.problems",
    ),
    Binding("R", "reload", N_("read the files again"), show=False, id="roc.reload"),
    Binding("plus,equals_sign", "zoom(True)", N_("fewer bars"), show=False, id="roc.closer"),
    Binding("minus", "zoom(False)", N_("more bars"), show=False, id="roc.farther"),
    Binding("left_square_bracket", "pan(-0.5)", N_("earlier bars"), show=False, id="roc.earlier"),
    Binding("right_square_bracket", "pan(0.5)", N_("later bars"), show=False, id="roc.later"),
    Binding("left", "cross(-1)", N_("crosshair, or a bar back"), show=False, id="roc.left"),
    Binding("right", "cross(1)", N_("crosshair, or a bar on"), show=False, id="roc.right"),
    Binding("shift+left", "cross(-10)", show=False),
    Binding("shift+right", "cross(10)", show=False),
    Binding("up", "move(-1)", show=False),
    Binding("down", "move(1)", show=False),
    Binding("pageup", "page(-1)", show=False),
    Binding("pagedown", "page(1)", show=False),
    Binding("home", "end(-1)", show=False),
    Binding("end", "end(1)", show=False),
]  # fmt: skip
"""In the order in which a narrow screen has room for them."""

EXPLANATION = N_(
    "ROC is the price in percent of what it was 12 bars ago, less 100. Read simply: while it is "
    "above 0 the price has risen, below 0 it has fallen. Where it crosses 0 upwards, the indicator "
    "says buy; downwards, sell. MAROC is its average over 6 bars: ROC above it gains strength, "
    "below it loses. When the price makes a new high and ROC does not, they diverge: the rise is "
    "tired (top); at a new low, the fall is (bottom).\n\n"
    "These are sums over past prices, not advice. The same sums say buy and sell hundreds of times "
    "in twenty years: b tells what that would have been worth, with costs.\n\n"
    "↑ ↓ choose a symbol, ← → move a crosshair. A divergence is known only some bars after its "
    'last pivot; dimmed, it is not confirmed. "repaints" marks a formula that looks into the '
    "future: its past signals were not there at the time.\n\n"
    "In the chart ▲ is buy and ▼ sell, ▽ a top and △ a bottom, with a line between its two pivots; "
    "a small chart leaves them out. In the list, trend is the formula's first line above and below "
    "0; since counts the bars since it crossed 0, + upwards, - downwards; a ! after the signal "
    "marks bars that are odd, and the second row says how.\n\n"
    "r replays from the crosshair on, as if later bars had not happened: space plays, ← → step."
)
