"""Cells that several things are drawn into, one over the other, and the runs they become."""

from rich.cells import cell_len

from tui.braille import Columns, Pen
from tui.runs import Row

BLANK = " "
BEHIND = "muted"


class Grid:
    """A cell shows the line or the glyph that came last: dots of two lines in one colour would be
    neither. Only what stands back is still seen through it.
    """

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
                    if self.roles[y][x] in (role, BEHIND):
                        bits |= self.bits[y][x]
                    self.bits[y][x] = bits
                    self.chars[y][x], self.roles[y][x] = glyphs[bits], role

    def put(self, x: int, y: int, text: str, role: str) -> None:
        """A text from a cell on, cut where the grid ends; a wide character is not halved."""
        for char in text if 0 <= y < self.rows else "":
            size = cell_len(char)
            if size and 0 <= x <= self.width - size:
                for at in range(x, x + size):
                    self._clear(at, y)
                    self.roles[y][at] = role
                self.chars[y][x : x + size] = [char, ""][:size]
            x += size

    def _clear(self, x: int, y: int) -> None:
        """Blank a cell, and the other half of a wide character that stands in it."""
        line, self.bits[y][x] = self.chars[y], 0
        if line[x] == "":
            line[x - 1] = BLANK
        elif x + 1 < self.width and line[x + 1] == "":
            line[x + 1] = BLANK
        line[x] = BLANK

    def cross(self, x: int, glyph: str, role: str) -> None:
        """A line down the column x, where nothing else stands."""
        if 0 <= x < self.width:
            for chars, roles in zip(self.chars, self.roles, strict=True):
                if chars[x] == BLANK:
                    chars[x], roles[x] = glyph, role

    def row(self, y: int) -> Row:
        """The runs of a row; blanks are text."""
        chars, roles = self.chars[y], self.roles[y]
        runs: Row = []
        begin, role = 0, roles[0]
        for x, now in enumerate(roles):
            if now != role:
                runs.append(("".join(chars[begin:x]), role))
                begin, role = x, now
        return [*runs, ("".join(chars[begin:]), role)]


def joined(row: Row) -> Row:
    """The row as it is sent: blanks belong to the run before them, as nobody sees their colour.

    A change of colour costs 25 bytes, and a chart has many short strokes in a row.
    """
    found: Row = []
    for text, role in row:
        blank = not text.strip(BLANK)
        if found and (blank or found[-1][1] == role):
            found[-1] = (found[-1][0] + text, found[-1][1])
        elif found and not found[-1][0].strip(BLANK):
            found[-1] = (found[-1][0] + text, role)
        else:
            found.append((text, role))
    return found
