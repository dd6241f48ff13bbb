"""A source with its findings marked, of which only the lines in sight are drawn."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.messages import Place
from tui.runs import Row, cut
from tui.runs import width as cells
from tui.widgets.canvas import Canvas
from tui.widgets.scrolled import WHEEL

GUTTER = " │ "
PAN = 8
"""Cells that one key goes to the side."""
AHEAD = 12
"""Cells that are seen before and behind a mark that has to be gone to sideways."""

Tell = Callable[[Finding], tuple[str, str]]
"""What is said about a finding, and in which role its name stands."""


def silent(finding: Finding) -> tuple[str, str]:
    return "", "attention"


class SourceView(Canvas):
    """A line that has findings has a row of marks below it. The cursor goes from one finding to the
    next; where there are none, lines are turned.

    The tab that it stands in has the focus, and the keys.
    """

    class Moved(Message):
        """The cursor is on another finding."""

    DEFAULT_CSS = "SourceView { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[str] = ()
        self.findings: Sequence[Finding] = ()
        self.places: Sequence[Place] = ()
        self.tell: Tell = silent
        self.marked: list[int] = []
        """The numbers of the lines with findings."""
        self.row = self.top = self.left = 0
        """The finding under the cursor; the first line and the first cell in sight, from 0."""
        self.new = True
        """The cursor has stood on nothing of this source yet."""

    def show(
        self,
        lines: Sequence[str],
        findings: Sequence[Finding],
        places: Sequence[Place],
        tell: Tell,
        complete: bool,
    ) -> None:
        """`findings` in the order of the source, and where each stands in its line. Where more of
        it follows, the cursor waits for what it stood on."""
        self.lines, self.places, self.tell = lines, places, tell
        if findings is not self.findings:
            self.findings, self.marked = findings, sorted({it.line for it in findings})
        if complete:
            self.row = max(0, min(self.row, len(findings) - 1))
            self.top = max(0, min(self.top, len(lines) - 1))
            if self.new:
                self.start()
        self.repaint()

    def begin(self) -> None:
        """Another source is to come."""
        self.row = self.top = self.left = 0
        self.new = True

    def start(self) -> None:
        """At the first omission; cousins may stand before it."""
        omissions = (at for at, it in enumerate(self.findings) if it.kind in OMISSIONS)
        self.row, self.new = next(omissions, 0), False
        self.reveal()

    @property
    def here(self) -> Finding | None:
        return self.findings[self.row] if self.row < len(self.findings) else None

    # What is drawn

    def draw(self, width: int, height: int) -> list[Row]:
        rows: list[Row] = []
        for index in range(self.top, len(self.lines)):
            if len(rows) >= height:
                break
            rows += self.line(index, width)
        return rows[:height]

    def line(self, index: int, width: int) -> list[Row]:
        """A line of the source, and its marks below it where it has any."""
        marks = self.marks(index + 1)
        here = any(at == self.row for at in marks)
        number = f"{index + 1:>{len(str(len(self.lines)))}}"
        head: Row = [("▸ " if here else "  ", "accent"), (number, "muted"), (GUTTER, "rule")]
        text = self.lines[index]
        rows = [cut([*head, *beyond(self.coloured(text, marks), self.left)], width)]
        if marks:
            head = [("  ", "text"), (" " * len(number), "text"), (GUTTER, "rule")]
            room = max(0, width - cells(head))
            rows.append(cut([*head, *self.underlined(text, marks, room)], width))
        return rows

    def marks(self, number: int) -> range:
        """The findings of a line."""
        first = bisect_left(self.findings, number, key=line_of)
        return range(first, bisect_right(self.findings, number, lo=first, key=line_of))

    def coloured(self, text: str, marks: range) -> Row:
        row: Row = []
        at = 0
        for index, begin, end in self.spans(text, marks):
            role = "chosen" if index == self.row else self.tell(self.findings[index])[1]
            row += [(text[at:begin], "text"), (text[begin:end], role)]
            at = end
        return [*row, (text[at:], "text")]

    def underlined(self, text: str, marks: range, room: int) -> Row:
        """Marks, and what is said about the one under the cursor, or about an omission."""
        row: Row = []
        at = 0
        for index, begin, end in self.spans(text, marks):
            role = self.tell(self.findings[index])[1]
            row.append((" " * cell_len(text[at:begin]), "text"))
            row.append(("^" * max(1, cell_len(text[begin:end])), role))
            at = end
        said, _role = self.tell(self.findings[self.first(marks)])
        return beside(beyond(row, self.left), said, room)

    def first(self, marks: Iterable[int]) -> int:
        """The one under the cursor; or an omission, as cousins may stand at the same place."""
        return min(marks, key=lambda at: (at != self.row, self.findings[at].kind not in OMISSIONS))

    def spans(self, text: str, marks: range) -> Iterator[tuple[int, int, int]]:
        """Which finding, and from where to where in the text; none over another."""
        at = 0
        for _begin, group in groupby(marks, lambda index: self.places[index].begin):
            index = self.first(group)
            place = self.places[index]
            begin, end = place.begin, min(place.begin + place.length, len(text))
            if at <= begin < end:
                yield index, begin, end
                at = end

    # Moving

    def move(self, by: int) -> None:
        if self.findings:
            self.go(self.row + by)
        else:
            self.turn(by)

    def go(self, row: int) -> None:
        """To a finding, which then is in sight."""
        row = max(0, min(row, len(self.findings) - 1))
        moved, self.row = row != self.row, row
        self.reveal()
        self.repaint()
        if moved:
            self.post_message(self.Moved())

    def turn(self, lines: int) -> None:
        """So many lines on. The cursor stays in sight, where there is a finding in sight."""
        self.top = max(0, min(self.top + lines, self.last_top()))
        row = self.row
        if self.here and not self.top < self.here.line <= self.top + self.in_sight():
            after = bisect_right(self.findings, self.top, key=line_of)
            first = min(after, len(self.findings) - 1)
            self.row = first if lines > 0 else self.last_in_sight(first)
        self.repaint()
        if row != self.row:
            self.post_message(self.Moved())

    def page(self, by: int) -> None:
        """So many screens on; a line stays, to read on from."""
        self.turn(by * max(1, self.in_sight() - 1))

    def end(self, to: int) -> None:
        """The first line, and the first finding; or the last ones."""
        self.turn(to * len(self.lines))
        if self.findings:
            self.go(0 if to < 0 else len(self.findings) - 1)
            self.turn(to * len(self.lines))

    def pan(self, by: int) -> None:
        longest = max((cell_len(line) for line in self.sighted()), default=0)
        self.left = max(0, min(self.left + by * PAN, max(self.left, longest - self.room + AHEAD)))
        self.repaint()

    def reveal(self) -> None:
        """So that the cursor is in sight, with as little movement as may be."""
        if not self.here:
            return
        line = self.here.line - 1
        self.top = max(min(self.top, line), line - self.size.height + 1)
        while self.top < line and self.rows(self.top, line) > self.size.height:
            self.top += 1
        begin, end = self.reach()
        if not self.left <= begin < end <= self.left + self.room:
            self.left = 0 if end <= self.room else max(0, begin - AHEAD)

    def reach(self) -> tuple[int, int]:
        """From which cell of its line to which the finding under the cursor goes."""
        if not self.here or self.here.line > len(self.lines):
            return 0, 1
        text, place = self.lines[self.here.line - 1], self.places[self.row]
        begin = cell_len(text[: place.begin])
        return begin, begin + max(1, cell_len(text[place.begin : place.begin + place.length]))

    def rows(self, first: int, last: int) -> int:
        """Rows that these lines and the ones between them take, with their marks."""
        marked = bisect_right(self.marked, last + 1) - bisect_left(self.marked, first + 1)
        return last - first + 1 + marked

    def in_sight(self) -> int:
        """How many lines are."""
        height, lines = self.size.height, 0
        while lines < height and self.rows(self.top, self.top + lines) <= height:
            lines += 1
        return max(1, lines)

    def last_in_sight(self, first: int) -> int:
        """The last finding in sight, from this one on."""
        return max(first, bisect_right(self.findings, self.top + self.in_sight(), key=line_of) - 1)

    def last_top(self) -> int:
        """The first line, when the last one stands at the bottom."""
        last = len(self.lines) - 1
        top = max(0, last - self.size.height + 1)
        while top < last and self.rows(top, last) > self.size.height:
            top += 1
        return top

    def sighted(self) -> Sequence[str]:
        return self.lines[self.top : self.top + self.in_sight()]

    @property
    def room(self) -> int:
        """Cells of a line of the source."""
        return max(1, self.size.width - 2 - len(str(len(self.lines))) - len(GUTTER))

    def on_resize(self) -> None:
        self.top = min(self.top, self.last_top())
        self.reveal()
        super().on_resize()

    def on_click(self, event: Click) -> None:
        """The finding in the line, or in the marks below it; of several the one at the mouse."""
        y = event.y
        for index in range(self.top, len(self.lines)):
            marks = self.marks(index + 1)
            tall = 1 + bool(marks)
            if y < tall:
                at = self.left + event.x - (self.size.width - self.room)
                if marks:
                    self.go(min(marks, key=lambda mark: self.distance(mark, at)))
                return
            y -= tall

    def distance(self, mark: int, cell: int) -> int:
        place = self.places[mark]
        text = self.lines[self.findings[mark].line - 1]
        begin = cell_len(text[: place.begin])
        return max(begin - cell, cell - begin - place.length, 0)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        event.stop()
        self.turn(-WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        event.stop()
        self.turn(WHEEL)


def line_of(finding: Finding) -> Any:
    return finding.line


def beyond(row: Row, left: int) -> Row:
    """The row without its first cells. Of a wide character that is cut through, a space is left."""
    kept: Row = []
    for text, role in row:
        rest = text
        if left >= cell_len(text):
            rest, left = "", left - cell_len(text)
        while rest and left > 0:
            left -= cell_len(rest[0])
            rest = " " * max(0, -left) + rest[1:]
        if rest:
            kept.append((rest, role))
    return kept


def beside(marks: Row, text: str, room: int) -> Row:
    """What is said behind the marks; where it has more room there, before them."""
    behind = room - cells(marks)
    before = cell_len(marks[0][0]) if marks and marks[0][0].isspace() else 0
    if cell_len(text) >= behind and before > behind:
        shown = cut([(text, "text")], max(0, before - 2))
        space = " " * (before - cells(shown) - 1)
        return cut([(space, "text"), *shown, (" ", "text"), *marks[1:]], room)
    return cut([*marks, (f" {text}", "text")], room)
