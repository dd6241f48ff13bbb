"""What the gomoku engine tells, as lines of text."""

from engines.gomoku import points
from engines.gomoku.matches.score import elo
from engines.gomoku.matches.spec import spec
from engines.gomoku.messages import Chosen, Done, Played, Ready, Score
from engines.gomoku.player import Analysis, Line
from engines.wire import Cancelled, Log, Message
from tui import units

SHOWN = 6
"""Moves of a continuation."""


def kernel(ready: Ready) -> str:
    return f"kernel: {ready.backend}" + (f" ({ready.why})" if ready.why else "")


def worth(line: Line) -> str:
    if line.win is None:
        return f"{100 * line.winrate:.1f} %"
    moves = (abs(line.win) + 1) // 2
    return f"{'wins' if line.win > 0 else 'loses'} in {moves}"


def cut(found: Analysis) -> str:
    return ", cut short by the clock" if found.capped else ""


HEAD = (
    f"{'game':>4}  black  {'won by':<12}  moves  {'a: s, most':>15}  {'b: s, most':>15}  score of a"
)


def standing(score: Score) -> str:
    """The points, and what they prove."""
    share, low, high = (f"{100 * each:.1f}" for each in (score.points, score.low, score.high))
    return f"+{score.won} ={score.drawn} -{score.lost}  {share} % ({low} to {high})"


def searches(player: str) -> bool:
    """Whether the kernel of the process that plays the match does its work."""
    found = spec(player)
    return not found.python and (
        found.kind in ("nodes", "search") or (found.kind == "level" and found.number > 1)
    )


class Games:
    """A match: one line a game, with the score after it."""

    def __init__(self, a: str, b: str) -> None:
        self.names = f"a is {a}, b is {b}"
        self.searched = searches(a) or searches(b)
        self.played: Played | None = None

    def __call__(self, event: Message) -> str | None:
        match event:
            case Ready():
                lines = ([kernel(event)] if self.searched else []) + [self.names, HEAD]
                return "\n".join(lines)
            case Played():
                self.played = event
            case Score():
                before = game(self.played) if self.played else "already played:"
                return f"{before}  {standing(event)}"
            case Log():
                return event.text
            case Cancelled():
                return "stopped"
            case Done(score=Score() as score):
                difference = elo(score.points)
                by = "" if difference is None else f", {difference:+.0f} Elo"
                return f"a has {standing(score)}{by}"
        return None


def game(played: Played) -> str:
    ended = f"{played.winner or '-'} {played.why}"
    return (
        f"{played.number + 1:4}  {played.black:<5}  {ended:<12}  {len(played.moves):5}  "
        f"{played.seconds_a:8.1f} {played.slowest_a:6.2f}  "
        f"{played.seconds_b:8.1f} {played.slowest_b:6.2f}"
    )


class Positions:
    """The best move of each position of a game, beside what was played there."""

    def __init__(self, moves: tuple[int, ...]) -> None:
        self.moves = moves

    def __call__(self, event: Message) -> str | None:
        if isinstance(event, Ready):
            head = f"{'move':>4}  {'played':>6}  {'best':>4}  {'':>11}  continuation"
            return f"{kernel(event)}\n{head}"
        if not isinstance(event, Chosen):
            return None
        number, size, best = len(event.game.moves), event.game.rules.size, event.analysis.lines[0]
        played = points.name(self.moves[number], size) if number < len(self.moves) else ""
        move, line = points.name(best.moves[0], size), points.line(best.moves[1:SHOWN], size)
        told = f"{number + 1:4}  {played:>6}  {move:>4}  {worth(best):>11}  {line}".rstrip()
        return told + cut(event.analysis)


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
        return (
            f"{len(event.game.moves):3} stones  depth {found.depth:2}  {found.nodes:11,} nodes  "
            f"{found.seconds:7.2f} s  {rate(found.nodes, found.seconds)}  "
            f"all {rate(nodes, seconds)}, depth {depth:.1f}"
        )


def rate(nodes: int, seconds: float) -> str:
    return f"{nodes / seconds:9,.0f} nodes/s" if seconds else f"{units.UNKNOWN:>9} nodes/s"
