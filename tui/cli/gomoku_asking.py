"""Positions that are thought about one after another."""

from collections.abc import Iterator, Sequence
from functools import partial

from engines import wire
from engines.gomoku import points
from engines.gomoku.messages import Chosen, Game, Refused, Think, Thinking
from engines.gomoku.rules import Kind, Rules
from engines.link import Link
from tui.cli import stream
from tui.cli.stream import Batches, Plain

POSITIONS = (
    "H8 H9",
    "H8 H9 J7 G10 J9 J8 H10",
    "H8 I9 H9 H10 J8 G8 J6 G10 J7 J5",
    "H8 H9 I7 G8 I10 I9 J9 G9 H11 K8 F9 G10 G11",
    "H8 H9 J9 I10 J11 G8 J10 J12 I9 F7 E6 K11 F6 G7 J7 J8 G6",
    "H8 H9 I6 G8 F7 I10 J11 J9 G9 F10 K8 J7 G10 K10 J6 I8 L11 K6 L5 H7 G6",
)
"""On 15 lines, by all rules without a win that a search of 60,000 nodes would find. Most are from
games of the search against itself."""


def positions(kind: Kind) -> Iterator[Game]:
    rules = Rules(15, 5, kind)
    for text in POSITIONS:
        yield Game(rules, tuple(points.point(name, 15) for name in text.split()))


def show(asked: Sequence[Think], plain: Plain | None, unshown: Sequence[Think] = ()) -> int:
    """Ask, and print each answer, but for those to what comes first, `unshown`.

    Returns the exit status: 0 once all are answered.
    """
    answered: list[Chosen] = []
    first, *others = (*unshown, *asked)
    return stream.show(
        "gomoku",
        first,
        plain,
        partial(chosen, others=iter(others), answered=answered, unshown=len(unshown)),
        lambda last: 0 if len(answered) > len(others) else stream.status(last) or 1,
    )


async def chosen(
    link: Link, others: Iterator[Think], answered: list[Chosen], unshown: int
) -> Batches:
    """The stream without what is known in between. The next is asked when one is answered."""
    async for batch in link:
        hidden = (Thinking, Chosen) if len(answered) < unshown else (Thinking,)
        yield [event for event in batch if not isinstance(event, hidden)]
        for event in batch:
            if isinstance(event, Refused):
                yield [wire.Failed(event.what, event.why)]
                return
            if isinstance(event, Chosen):
                answered.append(event)
                if (request := next(others, None)) is None:
                    return
                link.send(request)
