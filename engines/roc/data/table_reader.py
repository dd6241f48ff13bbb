"""Lines of a table of bars become series, in pieces."""

from array import array
from collections.abc import Sequence

import numpy as np

from engines.roc.data import markets
from engines.roc.data.bars import DATE, Rows, Table
from engines.roc.data.cells import bare
from engines.roc.data.columns import Bad, Dates, clocks, numbers
from engines.roc.data.faults import Tally
from engines.roc.data.layout import SOURCE, Layout, split
from engines.roc.data.markets import TABLE, Code
from engines.roc.data.regular import MOST_ROWS, named, too_many
from engines.roc.data.symbols import Found, several
from engines.roc.data.text import BROKEN
from engines.roc.data.volumes import LOTS, SHARES, TENS, UNITS, Unit
from engines.roc.series import FIELDS, Floats
from engines.wire import N_

CELL = N_("Rows with a cell that cannot be read were left out.")
NARROW = N_("Rows with too few cells were left out.")
WIDE = N_("Rows with more cells than there are headings were left out.")
GARBLED = N_("Rows in no encoding that was tried were left out.")


class TableReader:
    """`feed` takes lines as they come, `series` makes the bars of all of them."""

    def __init__(self, layout: Layout, path: str, table: tuple[Code, ...] = TABLE) -> None:
        self.layout, self.path, self.table = layout, path, table
        self._dates, self._seconds = Dates(), list[Floats]()
        self._columns: dict[str, list[Floats]] = {
            name: [] for name in FIELDS if name in layout.heading.at
        }
        self._rows: list[Rows] = []
        self._symbols: list[Rows] = []
        self._known: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._bad = Tally()
        self._spoilt_rows = array("q")
        self._told: set[int] = set()
        """The places of bad rows among those that are being taken: each is told of once."""
        self.count = 0

    def feed(self, lines: Sequence[str], first: int) -> None:
        """`first` is the number of the first line. Raises EngineError for too many, or bad ones."""
        self.count += len(lines)
        if self.count > MOST_ROWS:
            raise too_many(self.path, self.count)
        rows, places = self._split(lines, first)
        if rows:
            self._take(rows, places)
        self._bad.prove(self.count)

    def _take(self, rows: list[list[str]], places: list[int]) -> None:
        self._told.clear()
        columns = list(zip(*rows, strict=False))
        at = self.layout.heading.at
        self._spoilt(DATE, self._dates.add(columns[at["date"]]), places)
        if "time" in at:
            seconds, bad = clocks(columns[at["time"]])
            self._seconds.append(seconds)
            self._spoilt(DATE, bad, places)
        for name, pieces in self._columns.items():
            values, bad = numbers(columns[at[name]], self.layout.comma)
            pieces.append(values)
            self._spoilt(CELL, bad, places)
        self._rows.append(np.array(places))
        if "symbol" in at:
            names = columns[at["name"]] if "name" in at else None
            self._symbols.append(self._coded(columns[at["symbol"]], names))
        elif "name" in at:
            self._names[0] = bare(columns[at["name"]][-1])

    def _split(self, lines: Sequence[str], first: int) -> tuple[list[list[str]], list[int]]:
        """The rows that have the cells they should, and the numbers of their lines."""
        if plain := self._plain(lines):
            return plain, list(range(first, first + len(plain)))
        heading, delimiter = self.layout.heading, self.layout.delimiter
        least, rows, places = max(heading.at.values()) + 1, [], []
        for place, line in enumerate(lines, first):
            if not line or line.isspace() or line[0] == "#" or SOURCE in line:
                continue
            cells = split(line, delimiter)
            if BROKEN in line:
                self._bad.add(GARBLED, place)
            elif len(cells) < least:
                self._bad.add(NARROW, place)
            elif len(cells) > heading.width and any(map(str.strip, cells[heading.width :])):
                self._bad.add(WIDE, place)
            else:
                rows.append(cells)
                places.append(place)
        return rows, places

    def _plain(self, lines: Sequence[str]) -> list[list[str]]:
        """All of them, where nothing is odd about any: the quick way for nearly all files."""
        delimiter, text = self.layout.delimiter, "\n".join(lines)
        if not delimiter or any(sign in text for sign in ('"', "#", SOURCE, BROKEN)):
            return []
        rows = [line.split(delimiter) for line in lines]
        return rows if set(map(len, rows)) == {self.layout.heading.width} else []

    def _spoilt(self, what: str, bad: Bad, places: Sequence[int]) -> None:
        for at, text in bad.items():
            if at not in self._told:
                self._told.add(at)
                self._bad.add(what, places[at], text)
                self._spoilt_rows.append(places[at])

    def _coded(self, symbols: Sequence[str], names: Sequence[str] | None) -> Rows:
        codes = np.empty(len(symbols), np.int64)
        for place, text in enumerate(symbols):
            code = self._known.get(text)
            if code is None:
                code = self._known[text] = len(self._known)
                if names:
                    self._names[code] = bare(names[place])
            codes[place] = code
        return codes

    def series(self) -> Found:
        """Raises EngineError where it does not show which number of a date is the day."""
        faults = self._bad.faults(self.path)
        if not self._rows:
            return (), tuple(faults)
        whole = self._whole()
        codes = np.concatenate(self._symbols) if self._symbols else np.zeros_like(whole.rows)
        if self._spoilt_rows:
            keep = ~np.isin(whole.rows, self._spoilt_rows)
            whole, codes = whole.take(keep), codes[keep]
        layout = self.layout
        made, wrong = several(
            whole,
            codes,
            self._listed(),
            self.path,
            self.table,
            layout.period,
            units(layout.heading.units),
        )
        return made, (*faults, *wrong)

    def _whole(self) -> Table:
        times = self._dates.times(self.path)
        if self._seconds:
            seconds = np.nan_to_num(np.concatenate(self._seconds)).astype(np.int64)
            times = times + seconds
        unknown = np.full(len(times), np.nan)
        columns = {name: unknown for name in FIELDS}
        columns |= {name: np.concatenate(pieces) for name, pieces in self._columns.items()}
        with np.errstate(over="ignore"):
            for name, factor in self.layout.heading.units.items():
                columns[name] = columns[name] * factor
        return Table(times, columns, np.concatenate(self._rows))

    def _listed(self) -> list[tuple[str, str]]:
        """Symbols and names, in the order of their codes."""
        if self._symbols:
            return [
                (self._symbol(text), self._names.get(code, ""))
                for text, code in self._known.items()
            ]
        stem, layout = markets.symbol(named(self.path)[0]), self.layout
        known = markets.look_up(stem, self.table).market or not layout.code
        return [(stem if known else layout.code, self._names.get(0, layout.name))]

    def _symbol(self, text: str) -> str:
        text = bare(text)
        if self.layout.heading.chinese and text.isdecimal():
            text = text.zfill(6)  # spreadsheets drop the zeros in front
        return markets.symbol(text)


def units(told: dict[str, float]) -> tuple[Unit, ...]:
    """What is left to tell from the numbers, once the headings have told some of it."""
    if "volume" in told and "amount" in told:
        return (LOTS,)
    if "volume" in told:
        return tuple(unit for unit in UNITS if unit.lots == 1.0)
    if "amount" in told:
        return (SHARES, LOTS, TENS)
    return UNITS
