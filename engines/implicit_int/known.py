"""What compilers say of each construct unless they are told otherwise, as it was measured.

tests/engines/implicit_int/measuring.py asks them, and prints columns for these tables.
"""

import re
from typing import NamedTuple

from engines.implicit_int.compiler import Family
from engines.implicit_int.standards import STANDARDS
from engines.implicit_int.standards import standard as named

WORDS = {".": "ok", "w": "warning", "E": "error", "-": ""}
"""A letter for each of STANDARDS; the last for one that it does not take. tcc takes all, and makes
no difference between them."""

VERSIONS: dict[Family, dict[str, str]] = {
    "gcc": {
        "11": "gnu17",
        "12": "gnu17",
        "13": "gnu17",
        "14": "gnu17",
        "15": "gnu23",
        "16": "gnu23",
    },
    "clang": {"14": "gnu17", "16": "gnu17", "19": "gnu17", "21": "gnu17"},
    "tcc": {"0.9.27": "gnu99"},
    "sdcc": {"4.2": "gnu11", "4.5": "gnu11"},
}
"""What was measured, oldest first, and the standard of each where none is named. One that has no
column says the same as the one before it. An arm-none-eabi-gcc says what a gcc does."""

GCC_AND_CLANG = """
                    gcc-11     gcc-13     gcc-14     clang-14   clang-16   clang-19
definition          ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
pointer-definition  ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
static-definition   ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
inline-definition   E.wwwwwwww E.wwwwwwww E.EEEEEEEE E.wwwwwwww E.EEEEEEEE E.EEEEEEEE
knr-untyped         ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww wwEEEEEEEE wwEEEEEEEE
knr-names           ..wwwwwwww ..wwwwwwww ..EEEEEEEE .......... wwEEEEEEEE wwEEEEEEEE
knr-return          ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww wwEEEEEEEE wwEEEEEEEE
knr-register        ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww wwEEEEEEEE wwEEEEEEEE
static              ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
const               ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
typedef             ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
extern-function     ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
bare                wwwwwwwwww wwwwwwwwww wwEEEEEEEE wwwwwwwwww ..EEEEEEEE ..EEEEEEEE
bare-pointer        wwwwwwwwww wwwwwwwwww wwEEEEEEEE wwwwwwwwww ..EEEEEEEE ..EEEEEEEE
bare-function       wwwwwwwwww wwwwwwwwww wwEEEEEEEE wwwwwwwwww ..EEEEEEEE ..EEEEEEEE
bare-prototype      wwwwwwwwww wwwwwwwwww wwEEEEEEEE wwwwwwwwww ..EEEEEEEE ..EEEEEEEE
local               ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
auto                ..wwwwwwww ..wwwwwwEE ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
auto-value          ..wwwwwwww ..wwwwww.. ..EEEEEE.. ..wwwwwwww ..EEEEEEEE ..EEEEEE..
for                 EEwwwwwwww EEwwwwwwww EEEEEEEEEE wwwwwwwwww wwEEEEEEEE wwEEEEEEEE
local-bare          EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE
local-call          .......... .......... .......... .......... .......... ..........
local-prototype     EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE
parameter           ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
parameter-unnamed   ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
names               wwwwwwwwww wwwwwwwwww wwEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE
half-typed          EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE wwwwwwwwww ..EEEEEEEE ..EEEEEEEE
member              ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
member-bare         EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE EEEEEEEEEE
type-name           ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
undeclared-call     ..wwwwwwww ..wwwwwwww ..EEEEEEEE ..wwwwwwww ..EEEEEEEE ..EEEEEEEE
missing-return      .......... .......... .......... wwwwwwwwww wwwwwwwwww wwwwwwwwww
empty-parentheses   .......... .......... .......... .......... .......... ..........
unchecked-call      .......... ........EE ........EE .......... wwwwwwwwEE wwwwwwwwEE
knr-definition      ........ww ........ww ........ww .......... wwwwwwwwEE wwwwwwwwEE
unsigned            .......... .......... .......... .......... .......... ..........
typedef-name        .......... .......... .......... .......... .......... ..........
"""
OTHERS = """
                    tcc-0.9.27 sdcc-4.2   sdcc-4.5
definition          .......... ......--.. wwwwwwwwww
pointer-definition  EEEEEEEEEE ......--.. wwwwwwwwww
static-definition   .......... wwEEEE--EE wwEEEEEEEE
inline-definition   .......... EEEEEE--EE EEEEEEEEEE
knr-untyped         .......... EEEEEE--EE wwwwwwwwEE
knr-names           .......... EEEEEE--EE ........EE
knr-return          .......... EEEEEE--EE wwwwwwwwEE
knr-register        .......... EEEEEE--EE wwEEEEEEEE
static              .......... wwEEEE--EE wwEEEEEEEE
const               .......... wwEEEE--EE wwEEEEEEEE
typedef             .......... wwEEEE--EE wwEEEEEEEE
extern-function     .......... wwEEEE--EE wwEEEEEEEE
bare                .......... EEEEEE--EE EEEEEEEEEE
bare-pointer        EEEEEEEEEE EEEEEE--EE EEEEEEEEEE
bare-function       .......... EEEEEE--EE EEEEEEEEEE
bare-prototype      .......... EEEEEE--EE EEEEEEEEEE
local               .......... wwEEEE--EE wwEEEEEEEE
auto                .......... wwEEEE--EE wwEEEEEEEE
auto-value          .......... wwEEEE--EE wwEEEEEE..
for                 .......... EEEEEE--EE EEEEEEEEEE
local-bare          EEEEEEEEEE EEEEEE--EE EEEEEEEEEE
local-call          .......... ......--.. ..........
local-prototype     EEEEEEEEEE EEEEEE--EE EEEEEEEEEE
parameter           .......... wwEEEE--EE wwEEEEEEEE
parameter-unnamed   .......... wwEEEE--EE wwEEEEEEEE
names               .......... EEEEEE--EE ........EE
half-typed          EEEEEEEEEE EEEEEE--EE EEEEEEEEEE
member              .......... wwEEEE--EE wwEEEEEEEE
member-bare         EEEEEEEEEE EEEEEE--EE EEEEEEEEEE
type-name           .......... wwEEEE--EE wwEEEEEEEE
undeclared-call     wwwwwwwwww EEEEEE--EE EEEEEEEEEE
missing-return      wwwwwwwwww wwwwww--ww wwwwwwwwww
empty-parentheses   .......... ......--.. ..........
unchecked-call      .......... EEEEEE--EE EEEEEEEEEE
knr-definition      .......... EEEEEE--EE ........EE
unsigned            .......... ......--.. ..........
typedef-name        .......... ......--.. ..........
"""


class Known(NamedTuple):
    """A version that was measured; `default` is its standard where none is named."""

    family: Family
    version: str
    default: str
    letters: dict[str, str]
    """A row of each construct."""

    def word(self, construct: str, standard: str) -> str:
        """ "ok", "warning", "error", or "" where it does not take the standard. KeyError for no
        construct, ValueError for no standard."""
        return WORDS[self.letters[construct][STANDARDS.index(named(standard))]]


def columns(table: str) -> dict[str, dict[str, str]]:
    """The rows of each compiler in a table."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    return {name: {line[0]: line[at] for line in lines} for at, name in enumerate(head, 1)}


def listed() -> list[Known]:
    measured = columns(GCC_AND_CLANG) | columns(OTHERS)
    found = []
    letters: dict[str, str] = {}
    for family, versions in VERSIONS.items():
        for version, default in versions.items():
            letters = measured.get(f"{family}-{version}", letters)
            found.append(Known(family, version, default, letters))
    return found


KNOWN = tuple(listed())
"""Family by family, oldest first."""


def known(family: str, version: str) -> Known | None:
    """The newest that was measured and is not above that version; it says which. None for what is
    older than all of them."""
    some = [it for it in KNOWN if it.family == family and parts(it.version) <= parts(version)]
    return some[-1] if some else None


def parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
