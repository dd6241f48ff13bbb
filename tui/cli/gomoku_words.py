"""What the gomoku engine tells, as lines of text."""

from engines.gomoku import points
from engines.gomoku.matches.score import elo
from engines.gomoku.matches.spec import spec
from engines.gomoku.messages import Chosen, Done, Played, Ready, Score
from engines.gomoku.player import Analysis, Line
from engines.wire import Cancelled, Log, Message
from tui import units
from tui.cli.table import to_left, to_right
from tui.i18n import N_, _
from tui.said import particulars

SHOWN = 6
"""Moves of a continuation."""


def kernel(ready: Ready) -> str:
    words = _("kernel: {backend} ({why})") if ready.why else _("kernel: {backend}")
    return words.format(backend=ready.backend, why=particulars(ready.why))


def worth(line: Line) -> str:
    if line.win is None:
        return f"{100 * line.winrate:.1f} %"
    words = _("wins in {number}") if line.win > 0 else _("loses in {number}")
    return words.format(number=(abs(line.win) + 1) // 2)


def told(line: str, found: Analysis) -> str:
    """What was found, and whether the clock has let it be found out."""
    return _("{line}, cut short by the clock").format(line=line) if found.capped else line


HEAD = N_("game|black|won by|moves|a: s, most|b: s, most|score of a")
WIDTHS = (4, 5, 12, 5, 15, 15)
LEFT = (1, 2)


def head() -> str:
    *cells, last = _(HEAD).split("|")
    padded = [
        (to_left if at in LEFT else to_right)(cell, width)
        for at, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ]
    return "  ".join((*padded, last))


def standing(score: Score) -> str:
    """The points, and what they prove."""
    share, low, high = (f"{100 * each:.1f}" for each in (score.points, score.low, score.high))
    return _("+{won} ={drawn} -{lost}  {share} % ({low} to {high})").format(
        won=score.won, drawn=score.drawn, lost=score.lost, share=share, low=low, high=high
    )


def searches(player: str) -> bool:
    """Whether the kernel of the process that plays the match does its work."""
    found = spec(player)
    return not found.python and (
        found.kind in ("nodes", "search") or (found.kind == "level" and found.number > 1)
    )


class Games:
    """A match: one line a game, with the score after it."""

    def __init__(self, a: str, b: str) -> None:
        self.names = _("a is {a}, b is {b}").format(a=a, b=b)
        self.searched = searches(a) or searches(b)
        self.played: Played | None = None

    def __call__(self, event: Message) -> str | None:
        match event:
            case Ready():
                lines = ([kernel(event)] if self.searched else []) + [self.names, head()]
                return "\n".join(lines)
            case Played():
                self.played = event
            case Score():
                before = game(self.played) if self.played else _("already played:")
                return f"{before}  {standing(event)}"
            case Log():
                return particulars(event.text)
            case Cancelled():
                return _("stopped")
            case Done(score=Score() as score):
                return outcome(score)
        return None


def outcome(score: Score) -> str:
    difference = elo(score.points)
    words = _("a has {score}") if difference is None else _("a has {score}, {difference} Elo")
    return words.format(score=standing(score), difference=f"{difference or 0:+.0f}")


ENDED = N_("row|full|stuck|time|illegal|forbidden|crash")
"""What a game was won by (messages.Played); from "time" on it is what the other one did."""


def game(played: Played) -> str:
    why = dict(zip(ENDED.split("|"), _(ENDED).split("|"), strict=True))[played.why]
    ended = f"{played.winner or '-'} {why}"
    return (
        f"{played.number + 1:4}  {played.black:<5}  {to_left(ended, 12)}  {len(played.moves):5}  "
        f"{played.seconds_a:8.1f} {played.slowest_a:6.2f}  "
        f"{played.seconds_b:8.1f} {played.slowest_b:6.2f}"
    )


class Positions:
    """The best move of each position of a game, beside what was played there."""

    def __init__(self, moves: tuple[int, ...]) -> None:
        self.moves = moves

    def __call__(self, event: Message) -> str | None:
        if isinstance(event, Ready):
            return f"{kernel(event)}\n{position(*_(POSITION).split('|'))}"
        if not isinstance(event, Chosen):
            return None
        number, size, best = len(event.game.moves), event.game.rules.size, event.analysis.lines[0]
        played = points.name(self.moves[number], size) if number < len(self.moves) else ""
        move, line = points.name(best.moves[0], size), points.line(best.moves[1:SHOWN], size)
        shown = position(str(number + 1), played, move, worth(best), line)
        return told(shown, event.analysis)


POSITION = N_("move|played|best||continuation")


def position(number: str, played: str, best: str, worth: str, line: str) -> str:
    cells = zip((number, played, best, worth), (4, 6, 4, 11), strict=True)
    return "  ".join((*(to_right(cell, width) for cell, width in cells), line)).rstrip()


class Speed:
    """What each position took, and all up to it together."""

    def __init__(self) -> None:
        self.told: list[Analysis] = []

    def __call__(self, event: Message) -> str | None:
        if isinstance(event, Ready):
            return kernel(event)
        if not isinstance(event, Chosen):
            return None
        found = event.analysis
        self.told.append(found)
        nodes, seconds = sum(each.nodes for each in self.told), sum(e.seconds for e in self.told)
        depth = sum(each.depth for each in self.told) / len(self.told)
        return _(
            "{stones} stones  depth {depth}  {nodes} nodes  {seconds} s  {rate}  "
            "all {mean}, depth {deep}"
        ).format(
            stones=f"{len(event.game.moves):3}",
            depth=f"{found.depth:2}",
            nodes=f"{found.nodes:11,}",
            seconds=f"{found.seconds:7.2f}",
            rate=rate(found.nodes, found.seconds),
            mean=rate(nodes, seconds),
            deep=f"{depth:.1f}",
        )


def rate(nodes: int, seconds: float) -> str:
    number = f"{nodes / seconds:9,.0f}" if seconds else f"{units.UNKNOWN:>9}"
    return _("{number} nodes/s").format(number=number)
