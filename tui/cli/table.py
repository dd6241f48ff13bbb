"""A table, as lines of text."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from tui.i18n import _

Cells = Sequence[str]


def columns(rows: Iterable[Cells], left: Sequence[int] = (0,)) -> Iterator[str]:
    """Cells under each other, by the width that a terminal gives them; those columns at the left,
    all others at the right."""
    lines = [tuple(row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = enumerate(zip(line, widths, strict=True))
        padded = [
            to_left(cell, width) if at in left else to_right(cell, width)
            for at, (cell, width) in cells
        ]
        yield "  ".join(padded).rstrip()


def to_left(text: str, cells: int) -> str:
    """In so many cells; what is longer stays as it is."""
    return text + " " * (cells - cell_len(text))


def to_right(text: str, cells: int) -> str:
    return " " * (cells - cell_len(text)) + text


def answer(yes: bool) -> str:
    """As a cell has it. Both words at once: "no" alone is also what a standard says of C."""
    return _("yes|no").split("|")[not yes]
