"""The chart as a picture, with matplotlib: prices above, the formula below."""

from typing import Any

from engines import picture
from engines.roc.charting import charted
from engines.roc.messages import Chart, Charted, Line
from engines.roc.rules import Signals
from engines.roc.study import Study

STYLES = {"POINTDOT": ":", "DOTLINE": "--"}
SIGNS = {"buy": ("^", "tab:red"), "sell": ("v", "tab:green")}
COLOURS = {"top": "tab:green", "bottom": "tab:red"}
TICKS = 6


def draw(study: Study, chart: Chart, signals: Signals, path: str) -> str:
    """Write the picture; the path it has. Raises EngineError: a file that is there stays."""
    from matplotlib.figure import Figure

    shown = charted(study, chart, signals, 0)
    figure = Figure(figsize=(10, 6), layout="constrained")
    above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    prices(shown, above)
    lines(shown, below)
    links(shown, above, below)
    return picture.write(figure, path)


def prices(shown: Charted, axes: Any) -> None:
    bars = range(shown.first, shown.first + len(shown.times))
    axes.plot(bars, known(shown.close), color="black", linewidth=0.9)
    for sign in shown.signs:
        if sign.kind in SIGNS:
            marker, colour = SIGNS[sign.kind]
            level = shown.close[sign.bar - shown.first]
            alpha = 0.3 if sign.doubted else 1.0
            axes.plot([sign.bar], known((level,)), marker, color=colour, markersize=5, alpha=alpha)
        elif sign.kind == "exrights":
            axes.axvline(sign.bar, color="gray", linestyle=":", linewidth=0.8)
    # A name is no formula, whatever signs it has.
    axes.set_title(f"{shown.name or shown.symbol}  {shown.period}", parse_math=False)
    axes.grid(visible=True, alpha=0.3)


def lines(shown: Charted, axes: Any) -> None:
    bars = range(shown.first, shown.first + len(shown.times))
    for line in shown.lines:
        if "NODRAW" not in line.attributes:
            axes.plot(bars, known(line.values), linestyle=style(line), linewidth=0.9)
            axes.lines[-1].set_label(line.name)
    places = [int(step * (len(bars) - 1) / (TICKS - 1)) for step in range(TICKS)]
    axes.set_xticks([bars[place] for place in places], [shown.times[place] for place in places])
    axes.axhline(0, color="gray", linewidth=0.6)
    axes.grid(visible=True, alpha=0.3)
    legend = axes.legend(fontsize="small", loc="upper left")
    for text in legend.get_texts():
        text.set_parse_math(False)


def links(shown: Charted, above: Any, below: Any) -> None:
    """Divergences: from pivot to pivot in both panels, those that may still change dashed."""
    for link in shown.links:
        colour = COLOURS["top" if link.top else "bottom"]
        dashes = "--" if link.told is None else "-"
        for axes, levels in ((above, link.prices), (below, link.values)):
            axes.plot((link.start, link.end), levels, dashes, color=colour, linewidth=1.2)


def known(values: tuple[float | None, ...]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def style(line: Line) -> str:
    return next((STYLES[name] for name in line.attributes if name in STYLES), "-")
