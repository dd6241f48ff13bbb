"""Cells that several things are drawn into, one over the other, and the runs they become."""

from tui.braille import Columns, Pen
from tui.runs import Row
from tui.runs import cells as split

BLANK = " "


class Grid:
    """Dots of several lines share a cell; its role is that of the last. A glyph has its cell."""

    def __init__(self, width: int, rows: int, pen: Pen) -> None:
        self.width, self.rows, self.pen = width, rows, pen
        self.chars = [[BLANK] * width for _row in range(rows)]
        self.roles = [["text"] * width for _row in range(rows)]
        self.bits = [bytearray(width) for _row in range(rows)]

    def columns(self) -> Columns:
        """Room for dots, as wide as the grid."""
        return [0] * (self.width * self.pen.across)

    def stamp(self, columns: Columns, role: str) -> None:
        across, down, glyphs = self.pen
        mask = (1 << down) - 1
        for x in range(self.width):
            left = columns[x * across]
            right = columns[x * across + across - 1] if across > 1 else 0
            both = left | right
            if not both:
                continue
            first, last = ((both & -both).bit_length() - 1) // down, (both.bit_length() - 1) // down
            for y in range(first, min(last + 1, self.rows)):
                shift = y * down
                bits = (left >> shift & mask) | (right >> shift & mask) << down
                if bits:
                    bits = self.bits[y][x] = self.bits[y][x] | bits
                    self.chars[y][x], self.roles[y][x] = glyphs[bits], role

    def put(self, x: int, y: int, text: str, role: str) -> None:
        """A text from a cell on, cut where the grid ends; a wide character is not halved."""
        if not 0 <= y < self.rows:
            return
        found = split([(text, role)])
        for at, (char, _role) in enumerate(found, x):
            wide = at + 1 - x < len(found) and found[at + 1 - x][0] == ""
            if 0 <= at < self.width - wide and (char or at > x):
                self._whole(at, y)
                self.chars[y][at], self.roles[y][at], self.bits[y][at] = char, role, 0

    def _whole(self, x: int, y: int) -> None:
        """Blank the other half of a wide character that stands here."""
        line = self.chars[y]
        if line[x] == "" and x:
            line[x - 1] = BLANK if split([(line[x - 1], "")])[1:] else line[x - 1]
        if x + 1 < self.width and line[x + 1] == "":
            line[x + 1] = BLANK

    def row(self, y: int, cross: int | None = None, glyph: str = "│") -> Row:
        """The runs of a row. Blanks between two runs of one role belong to it: a run less to send.

        `cross` is a column with a thin line where nothing else stands.
        """
        chars, roles = self.chars[y], self.roles[y]
        runs: Row = []
        begin, end, role = 0, 0, "text"
        for x, char in enumerate(chars):
            if char == BLANK:
                continue
            if roles[x] != role:
                if end > begin:
                    runs.append(("".join(chars[begin:end]), role))
                if x > end:
                    runs.append((BLANK * (x - end), "text"))
                begin, role = x, roles[x]
            end = x + 1
        if end > begin:
            runs.append(("".join(chars[begin:end]), role))
        if self.width > end:
            runs.append((BLANK * (self.width - end), "text"))
        if cross is not None and 0 <= cross < self.width and chars[cross] == BLANK:
            runs = crossed(runs, cross, glyph)
        return runs


def crossed(row: Row, x: int, glyph: str) -> Row:
    """The row with a glyph of the crosshair in its cell x; the roles beside it stay."""
    found: Row = []
    for text, role in row:
        width = len(split([(text, role)]))
        if 0 <= x < width:
            at = len("".join(char for char, _role in split([(text, role)])[:x]))
            parts = [(text[:at], role), (glyph, "accent"), (text[at + 1 :], role)]
            found += [part for part in parts if part[0]]
        else:
            found.append((text, role))
        x -= width
    return found
