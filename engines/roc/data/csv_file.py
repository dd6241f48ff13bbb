"""Bars in a text file: CSV in English or Chinese, and what 通达信 exports."""

import os
from collections.abc import Iterator

from engines.roc.data.layout import BEFORE, layout
from engines.roc.data.markets import TABLE, Code
from engines.roc.data.regular import opened
from engines.roc.data.symbols import Found
from engines.roc.data.table_reader import TableReader
from engines.roc.data.text import encodings, lines
from engines.wire import N_, EngineError

HEAD = 1 << 12


def read(path: str, table: tuple[Code, ...] = TABLE) -> Found:
    """The series of every symbol in the file. Raises EngineError where it is no table of bars."""
    with opened(path) as (file, _):
        head = os.pread(file, HEAD, 0)
        if not head.strip():
            raise EngineError(N_("The file is empty."), path)
        tried = encodings(head, path)
        for encoding in tried:
            try:
                return parse(path, lines(file, encoding), tried, table)
            except UnicodeDecodeError:
                continue
        return parse(path, lines(file, tried[0], "replace"), tried, table)


def parse(
    path: str, pieces: Iterator[list[str]], tried: tuple[str, ...], table: tuple[Code, ...]
) -> Found:
    """The series of these lines; `tried` are the encodings that are told of where there are none.

    Raises EngineError, and UnicodeDecodeError where the pieces do.
    """
    piece = next((lines for lines in pieces if lines), [])
    found = layout(piece[: 2 * BEFORE])
    if found is None:
        first = next((line for line in piece if line.strip()), "")
        told = N_("{line}, read as {encodings}")
        why = f"{path}: {told.format(line=repr(first[:80]), encodings=', '.join(tried))}"
        what = N_("No columns of dates and closing prices were found.")
        raise EngineError(what, why, "date,open,high,low,close")
    reader = TableReader(found, path, table)
    reader.feed(piece[found.before :], found.before + 1)
    row = len(piece) + 1
    for piece in pieces:
        reader.feed(piece, row)
        row += len(piece)
    return reader.series()
