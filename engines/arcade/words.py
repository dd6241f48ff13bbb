"""The words of a game's own window: the facts above its picture, a page over it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engines.arcade.program import Program
    from engines.arcade.session import Page

WORDS = 10
"""Points, before they are scaled, of the line of words above the picture."""
INK, FAINT, CHOSEN, PAPER = (238, 238, 238), (138, 138, 138), (255, 215, 0), (18, 18, 18)
LEAST = 12
"""Points of the screen that letters are high at least."""


def write(screen: Any, program: "Program") -> None:
    height = max(LEAST, 7 * program.points)
    left = 2 * program.points
    above = [("", program.notice)] if program.noticed else program.facts
    for label, value in above:
        screen.draw.text(label, (left, program.points), color=FAINT, fontsize=height)
        left += width(label, height) + program.points
        screen.draw.text(value, (left, program.points), color=INK, fontsize=height)
        left += width(value, height) + 5 * program.points
    if page := program.page:
        lay(screen, program, page, height)


def lay(screen: Any, program: "Program", page: "Page", height: int) -> None:
    """In the middle of the picture."""
    from pgzero.rect import Rect

    told = [f"{label} {value}" for label, value in page.facts]
    lines = [*told, *(said(item.label, item.value) for item in page.items)]
    wide = max(width(line, height) for line in [page.head, *lines]) + 4 * height
    high = (len(lines) + 3) * height
    middle, center = program.size.width // 2, (program.size.height + program.top) // 2
    box = Rect(middle - wide // 2, center - high // 2, wide, high)
    screen.draw.filled_rect(box, PAPER)
    screen.draw.rect(box, FAINT)
    for number, line in enumerate([page.head, "", *lines]):
        chosen = number - 2 - len(told) == page.chosen
        color = CHOSEN if chosen else INK if number < 2 + len(told) else FAINT
        at = middle, box.top + height // 2 + number * height
        screen.draw.text(line, midtop=at, color=color, fontsize=height)


def said(label: str, value: str) -> str:
    return f"{label}   < {value} >" if value else label


def width(text: str, height: int) -> int:
    from pgzero.ptext import getfont

    return int(getfont(fontsize=height).size(text)[0])
