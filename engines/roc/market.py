"""Many symbols: what is known of each, and the newest bars of all as matrices.

Only what programs read is kept, as float32 and no farther back than they look: 5,000 symbols of 250
bars are 5 MB a field. What a row shows in full is read again, and a few of these are remembered.
"""

import gc
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engines import wire
from engines.roc.data.faults import Fault
from engines.roc.data.load import files
from engines.roc.formula.catalogue import TIMES
from engines.roc.formula.evaluate import evaluate
from engines.roc.formula.nodes import Program
from engines.roc.messages import Problem
from engines.roc.reading import again, codes, loaded, problem, sources
from engines.roc.series import Floats, Series, Times
from engines.roc.wording import moment
from engines.wire import N_

Columns = dict[str, NDArray[np.float32]]

WIDTH = 256
"""Symbols of a block: what a pass works on at once stays in the cache."""

MOST_BARS = 1000
"""How far back is read where a formula wants all bars."""

MOST_PROBLEMS = 100
"""So many are told of one loading; of the others, how many there are."""

REMEMBERED = 256
"""Series of rows that were shown, so that scrolling back reads nothing."""


class Wanted(NamedTuple):
    """What to read: `fields` of a bar, `depth` bars back, and with `timed` their times too."""

    paths: tuple[str, ...]
    period: str = ""
    until: str = ""
    fields: frozenset[str] = frozenset({"close"})
    depth: int = 1
    timed: bool = False

    def covers(self, other: "Wanted") -> bool:
        return (
            self[:3] == other[:3]
            and self.fields >= other.fields
            and self.depth >= other.depth
            and self.timed >= other.timed
        )


def wanted(
    paths: tuple[str, ...], period: str, until: str, programs: Sequence[Program], bars: int
) -> Wanted:
    """What these programs need for their values on the newest `bars`."""
    fields = frozenset({"close"}).union(*(program.fields for program in programs))
    backs = [program.warmup for program in programs]
    far = MOST_BARS if None in backs else max((back or 0 for back in backs), default=0)
    return Wanted(paths, period, until, fields, bars + far, any(map(timed, programs)))


def timed(program: Program) -> bool:
    return any(node.name in TIMES for node in program.nodes)


@dataclass(slots=True)
class Member:
    """A symbol. `place` is its number in its file; `bars` are counted on as new ones come."""

    symbol: str
    name: str
    kind: str
    path: str
    place: int
    time: np.datetime64
    bars: int
    last: float
    change: float
    """In percent of the close before."""


@dataclass(slots=True)
class Block:
    """Up to WIDTH symbols: a matrix (depth, WIDTH) a field, right-aligned, NaN above."""

    columns: Columns
    times: NDArray[np.datetime64] | None
    count: int = 0

    @classmethod
    def empty(cls, wanted: Wanted) -> "Block":
        shape = wanted.depth, WIDTH
        times = np.full(shape, np.datetime64("NaT", "s")) if wanted.timed else None
        return cls({name: np.full(shape, np.nan, np.float32) for name in wanted.fields}, times)

    def put(self, column: int, series: Series) -> None:
        depth = min(len(series), len(self.columns["close"]))
        for name, matrix in self.columns.items():
            matrix[: len(matrix) - depth, column] = np.nan
            matrix[len(matrix) - depth :, column] = getattr(series, name)[len(series) - depth :]
        if self.times is not None:
            self.times[: len(self.times) - depth, column] = np.datetime64("NaT")
            self.times[len(self.times) - depth :, column] = series.times[len(series) - depth :]

    def part(self, which: slice | list[int]) -> tuple[Columns, Times | None]:
        columns = {name: matrix[:, which] for name, matrix in self.columns.items()}
        return columns, None if self.times is None else self.times[:, which]


class Market:
    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.sample = not wanted.paths
        self.members: list[Member] = []
        self.blocks: list[Block] = []
        self.recent: OrderedDict[int, Series] = OrderedDict()
        self.faults: tuple[Fault, ...] = ()
        """What was wrong with the file that was read last."""
        self.codes = codes()
        self.until = moment(wanted.until)
        """Raises EngineError for a time that is none."""

    def __len__(self) -> int:
        return len(self.members)

    @property
    def newest(self) -> np.datetime64 | None:
        return max((member.time for member in self.members), default=None)

    # Reading

    def load(self) -> Iterator[wire.Message | None]:
        """Read all files, one step after another; what a step yields is to be told."""
        named = sources(self.wanted.paths)
        total, told = sum(1 for _file in files(named)), 0
        yield wire.Progress("Reading", 0, total)
        period, depth = self.wanted.period, self.wanted.depth
        for done, each in enumerate(loaded(named, period, self.until, depth), 1):
            for fault in each.faults:
                told += 1
                if told <= MOST_PROBLEMS:
                    yield problem(fault)
            for place, series in enumerate(each.series):
                self._add(each.path, place, series)
            yield wire.Progress("Reading", done, total) if done % WIDTH == 0 else None
        if told > MOST_PROBLEMS:
            yield Problem(
                N_("More is wrong with the files."),
                N_("{number} more problems").format(number=f"{told - MOST_PROBLEMS:,}"),
            )
        gc.collect()

    def _add(self, path: str, place: int, series: Series) -> None:
        column = len(self.members) % WIDTH
        if column == 0:
            self.blocks.append(Block.empty(self.wanted))
        self.blocks[-1].put(column, series)
        self.blocks[-1].count = column + 1
        last, change = closes(series)
        about = (series.symbol, series.name, series.kind, path, place, series.times[-1])
        self.members.append(Member(*about, len(series), last, change))

    def reread(self, index: int) -> Series | None:
        """Its newest bars as they are in the file now; None where it is not in there any more."""
        return self._again(index, self.wanted.depth)

    def whole(self, index: int) -> Series:
        """All its bars; none of a symbol whose file has lost it."""
        found = self._again(index, None)
        return gone(self.members[index]) if found is None else found

    def _again(self, index: int, bars: int | None) -> Series | None:
        member = self.members[index]
        about = (member.path, member.place, self.wanted.period, self.until, bars, self.codes)
        found, self.faults = again(*about)
        return None if found is None else replace(found, symbol=member.symbol)

    def update(self, index: int, steady: Callable[[], bool] = lambda: True) -> bool:
        """Take what is in its file now. Returns whether there is something new.

        Nothing where the file is no longer `steady` once it was read: its last line may be half.
        """
        series, member = self.reread(index), self.members[index]
        if series is None or not len(series) or not steady():
            return False
        column = index % WIDTH
        block = self.blocks[index // WIDTH]
        before = [matrix[:, column].copy() for matrix in block.columns.values()]
        last, change = closes(series)
        same = (member.time, member.last, member.change) == (series.times[-1], last, change)
        newer = int(np.count_nonzero(series.times > member.time))
        member.bars = member.bars + newer if series.times[-1] >= member.time else len(series)
        member.time, member.last, member.change = series.times[-1], last, change
        block.put(column, series)
        self.recent.pop(index, None)
        after = (matrix[:, column] for matrix in block.columns.values())
        return not same or not all(map(equal, before, after))

    def series(self, index: int) -> Series:
        """Its newest bars in full: every field, every digit."""
        found = self.recent.pop(index, None)
        if found is None:
            read = self.reread(index)
            found = read if read is not None else gone(self.members[index])
        self.recent[index] = found
        if len(self.recent) > REMEMBERED:
            self.recent.popitem(last=False)
        return found

    # Values

    def newest_values(self, program: Program, which: Sequence[int] | None = None) -> Floats:
        """What the program's one output is on the newest bar, of all symbols or of these."""
        rows = [matrix[-1:] for matrix in self.values(program, which)]
        return np.concatenate(rows, axis=1)[0] if rows else np.empty(0, np.float32)

    def values(self, program: Program, which: Sequence[int] | None = None) -> Iterator[Floats]:
        """The program's one output, (bars, symbols), a block of symbols after another."""
        for columns, times in self.parts(which):
            yield evaluate(program, columns, times).values[program.outputs[0].node]

    def parts(self, which: Sequence[int] | None) -> Iterator[tuple[Columns, Times | None]]:
        if which is None:
            yield from (block.part(slice(0, block.count)) for block in self.blocks)
            return
        for start in range(0, len(which), WIDTH):
            yield self._gathered(which[start : start + WIDTH])

    def _gathered(self, which: Sequence[int]) -> tuple[Columns, Times | None]:
        parts = [self.blocks[index // WIDTH].part([index % WIDTH]) for index in which]
        columns = {
            name: np.concatenate([columns[name] for columns, _times in parts], axis=1)
            for name in self.wanted.fields
        }
        times = [times for _columns, times in parts if times is not None]
        return columns, np.concatenate(times, axis=1) if times else None


def closes(series: Series) -> tuple[float, float]:
    """The newest close, and its change in percent."""
    last = float(series.close[-1])
    before = float(series.close[-2]) if len(series) > 1 else np.nan
    return last, 100 * (last / before - 1) if before else np.nan


def equal(one: Floats, other: Floats) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def gone(member: Member) -> Series:
    """A series without bars, of a symbol whose file has lost it."""
    empty = np.empty(0)
    times = np.empty(0, "datetime64[s]")
    return Series(
        member.symbol, times, empty, empty, empty, empty, empty, empty, member.name,
        kind=member.kind,
    )  # fmt: skip
