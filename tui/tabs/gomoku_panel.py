"""What stands beside the board: players, clocks, what the engine thinks, threats, moves."""

from collections.abc import Mapping

from rich.cells import cell_len, chop_cells

from engines.gomoku import points
from engines.gomoku.messages import Threat
from engines.gomoku.player import Analysis, Line
from engines.gomoku.rules import BLACK, WHITE
from tui import units
from tui.gomoku_table import Table
from tui.i18n import N_, _, joined, ngettext
from tui.runs import Row, apart, bar, cut, plain
from tui.runs import width as cells
from tui.said import particulars
from tui.tabs.gomoku_words import (
    COLORS,
    KINDS,
    View,
    health,
    kernel,
    sentence,
    strong,
    who,
    worth,
)
from tui.widgets.go_board import Pen
from tui.widgets.heading import heading

ROLES = {BLACK: "black", WHITE: "white"}
FOUND: Mapping[str, str] = {
    "five": N_("makes the row"),
    "block": N_("stops the row"),
    "vcf": N_("by fours"),
    "vct": N_("by fours and threes"),
    "opening": N_("opening"),
    "only": N_("the only move"),
}
PROOFS: Mapping[str, str] = {
    "five": N_("in one move"),
    "vcf": N_("by fours"),
    "vct": N_("by fours and threes"),
}
THREATS: Mapping[str, str] = {"four": N_("four"), "three": N_("three")}
RANKS = "abc"
"""What the best moves are called, on the board and beside it."""
MOST_LINES = len(RANKS)
MOST_THREATS = 3
MOVE = 8
"""Cells of a move in the list: its number, its point."""


def panel(view: View, head: bool, width: int, height: int) -> list[Row]:
    """`head`: with what stands above the board where there is room for it."""
    rows = above(view, width) if head else []
    rows += players(view, width)
    rows += [winrate(view, width), *thoughts(view, width)]
    rows += threatened(view, width)
    rest = height - len(rows)
    if rest > 1:
        rows += listed(view.table, width, rest) if view.table.whole else first_words(view, width)
    return [cut(row, width) for row in rows]


def above(view: View, width: int) -> list[Row]:
    word, role = health(view)
    said: list[Row] = [
        [(f" {line}", run_role)]
        for text, run_role in sentence(view)
        for line in folded(text.strip(), width - 2)
    ]
    rules, engine = view.table.rules, view.table.engine
    what: Row = [(f" {_(KINDS[rules.kind])} {rules.size} × {rules.size}", "text")]
    how: Row = [(f" {plain(strong(view.ready, engine))}", "muted")] if engine else []
    work = kernel(view)
    beneath = (
        [[*how, *work]]
        if cells([*how, *work]) <= width or not work
        else [how, [(" ", "text"), (work[0][0].lstrip(), "muted"), work[1]]]
    )
    return [*said, apart(what, [(f"{word} ", role)], width), *beneath]


def folded(text: str, room: int) -> list[str]:
    """The text in lines of so many cells, cut between words where there are some."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and cell_len(joined) <= room:
            lines[-1] = joined
        else:
            lines += chop_cells(word, max(2, room))
    return lines


def players(view: View, width: int) -> list[Row]:
    """Who plays which color, whose turn it is, and how long each has thought."""
    table = view.table
    rows = []
    for color in (BLACK, WHITE):
        turn = table.board.turn == color and not table.over
        player = table.sides[color - 1]
        row: Row = [
            (" ▸ " if turn else "   ", "accent"),
            (f" {view.pen.stones[color]} ", ROLES[color]),
            (f"  {_(COLORS[color])}  ", "text"),
            (who(player), "muted"),
        ]
        clock = f"{seconds(table.used(color, view.now))} "
        rows.append(apart(row, [(clock, "text")], width))
    return rows


def seconds(used: float) -> str:
    """ "0:42", "12:05", "1:02:03"."""
    hours, rest = divmod(int(used), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def winrate(view: View, width: int) -> Row:
    """How it stands for black, as far as the engine can tell."""
    share = for_black(view)
    words = f" {_('black')} {units.percent(share)} "
    room = max(0, width - cells([(words, "")]) - 1)
    track = bar(share, room) if share is not None else [("▁" * room, "rule")]
    return [(" ", "text"), *track, (words, "text" if share is not None else "muted")]


def for_black(view: View) -> float | None:
    """Black's share of what is to be won, 0 to 1."""
    table, turn = view.table, view.table.board.turn
    if table.over:
        return {BLACK: 1.0, WHITE: 0.0}.get(table.winner, 0.5)
    if view.proof and view.proof.moves and view.proof.to_move:
        return float(view.proof.color == BLACK)
    if view.analysis:
        rate = view.analysis.lines[0].winrate
        return rate if turn == BLACK else 1 - rate
    if view.fresh:
        rate = view.fresh.analysis.lines[0].winrate
        return 1 - rate if len(view.fresh.game.moves) % 2 else rate
    return view.rates.get(len(table.moves))


def thoughts(view: View, width: int) -> list[Row]:
    """The best lines, and what was done for them; as many rows whatever is known."""
    size, found = view.table.rules.size, view.analysis
    lines: list[Row] = []
    if found:
        ranked = zip(RANKS, found.lines, strict=False)
        lines = [variation(rank, each, size, width) for rank, each in ranked]
        lines.append([(f" {work(found, width - 2)}", "muted")])
    elif view.fresh and not view.table.over:
        last = view.fresh.analysis
        lines = [[(f" {work(last, width - 2)}", "muted")]]
        if expected := last.lines[0].moves[1:]:
            said = _("expects {moves}").format(moves=points.line(expected, size))
            lines.append([(f" {said}", "muted")])
    return [*lines, *([[]] * (MOST_LINES + 1 - len(lines)))]


def variation(rank: str, line: Line, size: int, width: int) -> Row:
    first, *then = line.moves
    row: Row = [(f" {rank} ", "accent"), (f"{points.name(first, size):<4}", "strong")]
    return apart([*row, (points.line(then, size), "text")], [(f" {worth(line)} ", "text")], width)


def work(found: Analysis, room: int) -> str:
    """By what a move was found, and how much was done for it; as much of it as has room."""
    parts = [_(FOUND[found.found])] if found.found in FOUND else []
    if found.lines[0].win is not None and found.found != "five":
        parts.append(worth(found.lines[0]))
    elif found.depth:
        parts.append(_("depth {number}").format(number=found.depth))
    if found.capped:
        parts.append(_("cut by the clock"))
    if found.nodes:
        parts.append(thought(found))
        parts.append(units.duration(found.seconds))
    while len(parts) > 1 and cells([(joined(parts), "")]) > room:
        parts.pop()
    return joined(parts)


def thought(found: Analysis) -> str:
    nodes = found.nodes
    if found.found == "playouts":
        words = ngettext("{number} playout", "{number} playouts", nodes)
    else:
        words = ngettext("{number} node", "{number} nodes", nodes)
    return words.format(number=units.count(nodes))


# Threats and the proof


def threatened(view: View, width: int) -> list[Row]:
    """What stands on the board now, and who wins by force; nothing while it is not asked for."""
    if view.threats is None:
        return []
    size, pen = view.table.rules.size, view.pen
    rows = [heading([(_("threats"), "muted")], width)]
    rows += [threat(each, size, pen) for each in view.threats[:MOST_THREATS]]
    if len(view.threats) > MOST_THREATS:
        more = _("and {number} more").format(number=len(view.threats) - MOST_THREATS)
        rows.append([(f"     {more}", "muted")])
    if not view.threats:
        rows.append([(f" {_('no fours and no open threes')}", "muted")])
    return rows + proved(view, width)


def threat(each: Threat, size: int, pen: Pen) -> Row:
    ends = "-".join(points.name(point, size) for point in (each.stones[0], each.stones[-1]))
    return [
        (" ", "text"),
        (f" {pen.stones[each.color]} ", ROLES[each.color]),
        (f" {_(THREATS.get(each.kind, each.kind))} {ends}", "text"),
        (f"  → {points.line(each.points, size)}", "muted"),
    ]


def proved(view: View, width: int) -> list[Row]:
    """Who wins by force, and how far that has been played out. Of a game that is over, nobody is
    asked."""
    proof = view.proof
    if proof is None:
        if view.table.over:
            return []
        return [[(f" {_('is there a win by force?')}", "muted")]]
    if not proof.moves:
        return [[(f" {_('No win by force was found.')}", "muted")]]
    color = _(COLORS[proof.color]).capitalize()
    words = _("{color} wins {how}.") if proof.to_move else _("{color} threatens to win {how}.")
    said = words.format(color=color, how=_(PROOFS.get(proof.kind, proof.kind)))
    step = f" {view.at}/{len(proof.moves)} "
    first, *rest = folded(said, width - 1 - len(step))
    return [
        apart([(f" {first}", "attention")], [(step, "text")], width),
        *([(f" {line}", "attention")] for line in rest),
    ]


# The moves


def first_words(view: View, width: int) -> list[Row]:
    """What stands there while there are no moves: how to begin otherwise, and why it is slow."""
    said, ready = [_("n: another board, other rules, another level")], view.ready
    said.append(_("T: train a network of your own"))
    if ready and ready.why:
        said.append(f"{_('kernel')} {ready.backend}: {particulars(ready.why)}")
    lines = [[(f" {line}", "muted")] for text in said for line in folded(text, width - 1)]
    return [heading([(_("moves"), "muted")], width), *lines]


def listed(table: Table, width: int, height: int) -> list[Row]:
    """A heading, and the last moves that have room; while one steps, those around the one that is
    looked at."""
    whole, here = table.whole, len(table.moves)
    rows = [heading([(_("moves"), "muted")], width)]
    across = max(2, (width - 1) // MOVE // 2 * 2)
    room = height - 1
    lines = [whole[at : at + across] for at in range(0, len(whole), across)]
    middle = max(0, here - 1) // across
    first = max(
        0, min(middle - room // 2, len(lines) - room) if table.stepping else len(lines) - room
    )
    for y in range(first, min(first + room, len(lines))):
        row: Row = [(" ", "text")]
        for x, point in enumerate(lines[y]):
            number = y * across + x + 1
            role = "accent" if number == here else "text" if number < here else "muted"
            name = points.name(point, table.rules.size)
            row += [(f"{number:>3} ", "muted"), (f"{name:<{MOVE - 4}}", role)]
        rows.append(row)
    return rows
