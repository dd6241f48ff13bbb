"""Every value of a formula on one symbol, as a file: asked of a child of its own."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from engines.link import Link
from engines.roc.messages import Evaluate, Problem, Values
from engines.wire import EngineError, Failed

Column = tuple[float | None, ...]


class Found(msgspec.Struct, frozen=True):
    dates: tuple[str, ...]
    lines: dict[str, Column]
    warnings: tuple[str, ...] = ()


async def values(request: Evaluate, argv: Sequence[str] | None = None) -> Found:
    """Raises EngineError."""
    pieces: list[Values] = []
    problem: Problem | None = None
    async with Link("roc", request, argv=argv) as link:
        async for batch in link:
            for event in batch:
                if isinstance(event, Failed):
                    raise EngineError(event.what, event.why, event.fix)
                if isinstance(event, Values):
                    pieces.append(event)
                elif isinstance(event, Problem):
                    problem = event
    if not pieces and problem:
        raise EngineError(problem.what, problem.why)
    return joined(pieces)


def joined(pieces: Sequence[Values]) -> Found:
    names = list(pieces[0].lines) if pieces else []
    return Found(
        tuple(date for piece in pieces for date in piece.dates),
        {name: tuple(value for piece in pieces for value in piece.lines[name]) for name in names},
        pieces[0].warnings if pieces else (),
    )


def csv_text(found: Found) -> str:
    import csv
    import io

    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(("date", *found.lines))
    for date, *row in zip(found.dates, *found.lines.values(), strict=True):
        table.writerow((date, *("" if value is None else value for value in row)))
    return file.getvalue()


def json_text(found: Found) -> str:
    return msgspec.json.encode(found).decode() + "\n"


FORMATS: Mapping[str, Callable[[Found], str]] = {"csv": csv_text, "json": json_text}
