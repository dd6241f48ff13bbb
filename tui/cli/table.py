"""A table, as lines of text."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

Cells = Sequence[str]


def columns(rows: Iterable[Cells], left: Sequence[int] = (0,)) -> Iterator[str]:
    """Cells under each other, by the width that a terminal gives them; those columns at the left,
    all others at the right."""
    lines = [tuple(row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = []
        for at, (cell, width) in enumerate(zip(line, widths, strict=True)):
            room = " " * (width - cell_len(cell))
            padded.append(cell + room if at in left else room + cell)
        yield "  ".join(padded).rstrip()
