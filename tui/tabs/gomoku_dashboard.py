"""What is told of a training beside its board: how far it is, its losses, its games, its gates."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engines import wire
from engines.gomoku.messages import Done, Gated, Watched
from engines.gomoku.training.config import Config
from engines.gomoku.training.told import Training
from tui import units
from tui.axis import Axis, fitted
from tui.braille import BRAILLE, Pen
from tui.curve_chart import curve
from tui.i18n import N_, _
from tui.runs import Row, apart, bar, cut, fit
from tui.tabs.gomoku_panel import folded
from tui.tabs.gomoku_words import KINDS
from tui.widgets.heading import heading

PHASES: Mapping[str, str] = {
    "imitation": N_("the search plays, to be imitated"),
    "selfplay": N_("self-play"),
    "learning": N_("learning"),
    "gate": N_("against the last accepted"),
}
UNITS: Mapping[str, str] = {"games": N_("games"), "steps": N_("steps")}

LOSSES = (("policy", N_("policy"), "line4"), ("value", N_("value"), "line2"))
"""Of the curve's points, in order behind the step: a name, what it is called, its role."""

FIXED, LEAST_CHART, LEAST_GATES = 7, 3, 3
"""Rows without the charts and the gates, and those of each that there are at least."""
ROOMY = 26
"""Rows from which there is room to explain."""
GENERATION = 3
"""Cells of its number."""

EXPLANATION = (
    N_(
        "Policy: how far the network's moves are from those of the search that it learns from, in "
        "nats. Value: how far it is from the results."
    ),
    N_(
        "Gate: the new weights play those accepted last. They are accepted unless a test shows "
        "that they are not stronger, or they have no more than half of the points."
    ),
)


class Shown(NamedTuple):
    """A training as it is looked at. `axes` are of the losses, by their names."""

    told: Training
    title: str = ""
    config: Config | None = None
    axes: Mapping[str, Axis] = {}
    lasted: float | None = None
    pen: Pen = BRAILLE


def values(told: Training, name: str) -> list[tuple[float, float]]:
    at = [each for each, _title, _role in LOSSES].index(name) + 1
    return [(point[0], point[at]) for point in told.losses.drawn]


def axes(told: Training, old: Mapping[str, Axis]) -> dict[str, Axis]:
    """Those of before, wherever they still hold what is to be drawn; none before there is any."""
    if not told.losses.drawn:
        return {}
    return {
        name: fitted([y for _x, y in values(told, name)], old.get(name))
        for name, _title, _role in LOSSES
    }


# Above


def headline(shown: Shown) -> list[Row]:
    told, phase = shown.told, shown.told.phase
    first: Row = [(shown.title, "strong")]
    if phase:
        words = _("generation {number} of {all}")
        said = words.format(number=phase.generation, all=phase.of)
        first += [("   ", "text"), (said, "text")]
        if told.last is None:
            first += [("   ", "text"), (_(PHASES.get(phase.what, phase.what)), "accent")]
    return [first, setting(shown)]


def setting(shown: Shown) -> Row:
    """What is trained, and where."""
    row: Row = []
    if config := shown.config:
        row += [(what(config), "text"), (f"   {_('net')} ", "muted")]
        row += [(f"{config.net.channels} × {config.net.blocks}", "text")]
    if phase := shown.told.phase:
        row += [("   ", "text"), (phase.device, "text")]
    if weights := shown.told.weights:
        row += [(f"   {_('weights')} ", "muted"), (weights, "text")]
    if shown.lasted is not None:
        row += [("   ", "text"), (units.duration(shown.lasted), "text")]
    return row


def what(config: Config) -> str:
    """Which game: "freestyle 6, 7, 8, 9"."""
    sizes, row = ", ".join(map(str, config.game.sizes)), config.game.row
    said = f"{_(KINDS[config.game.kind])} {sizes}"
    return said if row == 5 else f"{said}  {_('{number} in a row').format(number=row)}"


def health(shown: Shown) -> tuple[str, str]:
    told = shown.told
    match told.last:
        case wire.Failed():
            return _("failed"), "danger"
        case wire.Cancelled():
            return _("cancelled"), "attention"
        case wire.Done():
            return _("done"), "good"
    if told.resting:
        return _("paused"), "attention"
    return (_("training"), "good") if told.phase else (_("starting"), "muted")


# The game, and what stands beside it


def caption(seen: Watched | None, actors: int, width: int, height: int) -> list[Row]:
    """Below the board: how far the game is, and what the digits say. Of games that other processes
    play nothing is told."""
    if seen is None:
        said, hint = "", _("Self-play is shown here.")
        if actors:
            hint = _("Other processes play its games.")
    else:
        moves = len(seen.game.moves)
        black = 1 - seen.winrate if moves % 2 else seen.winrate
        said = _("move {number}, black {share}").format(number=moves, share=units.percent(black))
        hint = _("Digits: where the network expected the last move, 9 is most.")
    rows: list[Row] = [[(f" {said}", "text")]] if said else []
    return [*rows, *([(f" {line}", "muted")] for line in folded(hint, width - 2))]


def dashboard(shown: Shown, width: int, height: int) -> list[Row]:
    """Charts and gates share what is left of the rows."""
    told = shown.told
    explained = explanation(width) if height >= ROOMY else []
    rest = height - FIXED - len(explained)
    gates = max(min(rest // 2, len(told.judged)), LEAST_GATES)
    charts = max(LEAST_CHART, rest - gates)
    rows = [progress(told, width), *losses(shown, width, charts)]
    rows += [games_heading(told, width), games(told)]
    rows += [gates_heading(told, width), *judged(told.judged, width, gates)]
    return [cut(row, width) for row in (*rows, *explained)]


def progress(told: Training, width: int) -> Row:
    """How far what is done now has come; at the end, what came of it all."""
    match told.last:
        case Done(weights=path) if path:
            return [(f" {_('weights')} ", "muted"), (path, "text")]
        case wire.Cancelled():
            return [(f" {_('begun again, it goes on where it stood')}", "muted")]
    done = told.progress
    if done is None or not done.total:
        return [(f" {_('getting ready')}", "muted")] if told.last is None else []
    name = _(UNITS.get(done.what, done.what))
    counted = f" {units.count(int(done.done))} / {units.count(int(done.total))} {name}"
    left = _("{time} left").format(time=units.duration(done.left)) if done.left else ""
    room = max(4, width - len(counted) - 16)
    row: Row = [(" ", "text"), *bar(done.done / done.total, room), (counted, "text")]
    return apart(row, [(f"{left} ", "muted")], width)


def losses(shown: Shown, width: int, height: int) -> list[Row]:
    """A heading, and the charts side by side, each below its name."""
    learnt, half = shown.told.learnt, width // 2
    said: Row = [(_("losses"), "muted")]
    if learnt:
        hits = _("hits {share}").format(share=units.percent(learnt.hits))
        rate = _("{number} samples/s").format(number=units.count(round(learnt.rate)))
        said += [(f"  {hits}  {rate}", "text")]
    drawn = [chart(shown, at, half, height) for at in range(len(LOSSES))]
    rows = [[*left, *right] for left, right in zip(*drawn, strict=True)]
    return [heading(said, width), *rows, steps(shown.told, width)]


def chart(shown: Shown, at: int, width: int, height: int) -> list[Row]:
    """So many rows, the first with its name, each filled to the width."""
    name, title, role = LOSSES[at]
    points = values(shown.told, name)
    axis = shown.axes.get(name) or fitted([y for _x, y in points])
    rows = curve(points, axis, width - 1, height - 1, role, shown.pen)
    blank: list[Row] = [[(" " * (width - 1), "text")]] * (height - 1 - len(rows))
    return [
        [(" ", "text"), (fit(_(title), width - 1), role)],
        *([(" ", "text"), *row] for row in [*rows, *blank]),
    ]


def steps(told: Training, width: int) -> Row:
    """How far the charts reach."""
    drawn = told.losses.drawn
    if not drawn:
        return [(f" {_('nothing has been learnt yet')}", "muted")]
    first, last = (units.count(round(drawn[at][0])) for at in (0, -1))
    return [(f" {_('steps {first} to {last}').format(first=first, last=last)}", "muted")]


def games_heading(told: Training, width: int) -> Row:
    said: Row = [(_("self-play"), "muted")]
    if told.played:
        rate = _("{number} games/s").format(number=units.digits(told.played.rate))
        said.append((f"  {rate}", "text"))
    return heading(said, width)


def games(told: Training) -> Row:
    played = told.played
    if played is None:
        return [(f" {_('no game has been played yet')}", "muted")]
    black = _("black {share}").format(share=units.percent(played.black))
    drawn = _("draws {share}").format(share=units.percent(played.drawn))
    moves = _("{number} moves a game").format(number=round(played.moves))
    return [(f" {moves}  {black}  {drawn}", "text")]


def gates_heading(told: Training, width: int) -> Row:
    said: Row = [(_("gates"), "muted")]
    if told.gates:
        words = _("{number} of {all} accepted")
        said.append((f"  {words.format(number=told.accepted, all=told.gates)}", "text"))
    return heading(said, width)


def judged(gates: Sequence[Gated], width: int, height: int) -> list[Row]:
    """The newest first."""
    rows = [gate(each, width) for each in reversed(gates[-height:])]
    if not rows:
        rows = [[(f" {_('no weights have been judged yet')}", "muted")]]
    return [*rows, *([[]] * (height - len(rows)))]


def gate(each: Gated, width: int) -> Row:
    score = each.score
    results = f"+{score.won} ={score.drawn} -{score.lost}"
    share = f"{units.percent(score.points)} ({100 * score.low:.0f}-{100 * score.high:.0f})"
    by = f"{each.elo:+.0f} Elo" if each.elo is not None else ""
    verdict = (_("accepted"), "good", "✓") if each.accepted else (_("refused"), "attention", "✗")
    row: Row = [
        (f"{each.generation:>{GENERATION}}  ", "muted"),
        (f"{results:<13}", "text"),
        (f"{share:<13}", "strong"),
        (f"{by:>9} ", "text"),
    ]
    word, role, mark = verdict
    return [*row, (f"{mark} {word}" if width >= 60 else mark, role)]


def explanation(width: int) -> list[Row]:
    lines = [line for text in EXPLANATION for line in folded(_(text), width - 2)]
    return [[], *([(f" {line}", "muted")] for line in lines)]
