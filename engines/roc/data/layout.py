"""How a table in a text file is laid out, told by its first lines."""

import csv
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from engines.roc.data import cells as cell
from engines.roc.data import headers
from engines.roc.data.headers import Heading

DELIMITERS = (",", "\t", ";", "|", "")
"""The last is any white space."""

BEFORE = 20
"""Lines that may stand before the headings, or be empty."""

SOURCE = "数据来源"
"""In the last line of what 通达信 exports."""

TITLES = {"日": "day", "周": "week", "月": "month"}
LONGEST_TITLE = 128
"""Characters. In a longer line it could take minutes to see that it is none."""
_TITLE = re.compile(r"\s*(\d{6})\s+(.*?)\s*(?:(\d{1,2})分钟|([日周月]))线(?:\s.*)?")


class Layout(NamedTuple):
    """`before`: lines that are no rows. `comma`: 12,5 is twelve and a half."""

    delimiter: str
    heading: Heading
    before: int
    comma: bool = False
    code: str = ""
    name: str = ""
    period: str = ""


def layout(lines: Sequence[str]) -> Layout | None:
    """The layout of a file that begins so; None where no line is one of headings or a first row."""
    code = name = period = ""
    for place, line in enumerate(lines[:BEFORE]):
        if len(line) <= LONGEST_TITLE and (title := _TITLE.fullmatch(line)):
            code, name = title[1], title[2]
            period = f"{title[3]}min" if title[3] else TITLES[title[4]]
            continue
        if found := _headed(line) or _naked(line):
            delimiter, heading, headed = found
            before = place + headed
            comma = _decimal_comma(lines[before : before + BEFORE], delimiter)
            return Layout(delimiter, heading, before, comma, code, name, period)
    return None


def split(line: str, delimiter: str) -> list[str]:
    if not delimiter:
        return line.split()
    if '"' in line:
        try:
            return next(csv.reader([line], delimiter=delimiter))
        except csv.Error:  # a lone \r within the line
            return [line]
    return line.split(delimiter)


def _headed(line: str) -> tuple[str, Heading, int] | None:
    for delimiter in DELIMITERS:
        if found := headers.heading(split(line, delimiter)):
            return delimiter, found, 1
    return None


def _naked(line: str) -> tuple[str, Heading, int] | None:
    """A first row without headings: a date, perhaps a time, and numbers."""
    for delimiter in DELIMITERS:
        cells = split(line, delimiter)
        if len(cells) < 5 or not _is(cell.time, cells[0]):
            continue
        timed = len(cells) >= 7 and _is(cell.clock, cells[1]) and "." not in cells[1]
        if (found := headers.naked(cells, timed)) and all(
            _is(cell.number, text) for text in cells[1 + timed :]
        ):
            return delimiter, found, 0
    return None


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except (ValueError, OverflowError):
        return False
    return True


def _decimal_comma(lines: Sequence[str], delimiter: str) -> bool:
    """12,5 and never 12.5, between other delimiters than commas."""
    return (
        delimiter == ";"
        and any("," in line for line in lines)
        and not any("." in text for line in lines for text in split(line, delimiter)[1:])
    )
