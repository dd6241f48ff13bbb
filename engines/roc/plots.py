"""The chart as a picture, with matplotlib: prices above, the formula below."""

import io
from pathlib import Path
from typing import Any

from engines import wire
from engines.roc.charting import charted
from engines.roc.messages import Chart, Charted, Line
from engines.roc.rules import Signals
from engines.roc.study import Study
from engines.wire import N_

KINDS = (".svg", ".png", ".pdf")
STYLES = {"POINTDOT": ":", "DOTLINE": "--"}
SIGNS = {"buy": ("^", "tab:red"), "sell": ("v", "tab:green")}
COLOURS = {"top": "tab:green", "bottom": "tab:red"}
TICKS = 6


def refuse(path: str) -> None:
    """Raises EngineError, before anything is read, where nothing could be written."""
    target = Path(path)
    if target.suffix not in KINDS:
        why = f"{target.name!r} ends in none of {', '.join(KINDS)}"
        raise wire.EngineError(N_("A plot has the kind that its file's name ends in."), why)
    if target.exists():
        raise wire.EngineError(N_("The plot could not be written."), f"{path} is there already")
    try:
        import matplotlib  # noqa: F401 - an extra, which may be missing
    except ImportError as error:
        fix = "pip install 'zerodeck[plot]'"
        raise wire.EngineError(N_("Plots want matplotlib."), str(error), fix) from error


def draw(study: Study, chart: Chart, signals: Signals, path: str) -> str:
    """Write the picture; the path it has. Raises EngineError: a file that is there stays."""
    from matplotlib.figure import Figure

    target = Path(path)
    shown = charted(study, chart, signals, 0)
    figure = Figure(figsize=(10, 6), layout="constrained")
    above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    prices(shown, above)
    lines(shown, below)
    links(shown, above, below)
    drawn = io.BytesIO()  # first, so that what cannot be drawn leaves no file behind
    figure.savefig(drawn, format=target.suffix[1:])
    try:
        with target.open("xb") as file:
            file.write(drawn.getbuffer())
    except OSError as error:
        raise wire.EngineError(N_("The plot could not be written."), str(error)) from error
    return str(target.resolve())


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
