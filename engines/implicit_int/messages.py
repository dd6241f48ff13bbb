"""What the checker of omitted types is asked, and what it tells."""

import msgspec

from engines import wire
from engines.implicit_int.compiler import Compiler, Diagnostic, Match, Verdict
from engines.implicit_int.finding import OMISSIONS, Finding, Kind
from engines.implicit_int.standards import STANDARDS
from engines.marking import N_

LONGEST_PATH = 4096
MOST_PATHS = 10_000

FIXABLE: frozenset[Kind] = OMISSIONS | {"empty-parentheses", "knr-definition"}
"""Kinds with edits. The last two are made only where somebody asks for them."""


class Asked(wire.Message, frozen=True, kw_only=True):
    """What all have: the standard that is asked about."""

    standard: str = "gnu17"

    def __post_init__(self) -> None:
        if self.standard not in STANDARDS:
            words = N_("a standard is one of {known}")
            raise ValueError(words.format(known=", ".join(STANDARDS)))


class Attend(wire.Message, frozen=True):
    """Stay when everything is answered, for what is asked next."""


class Check(Asked, frozen=True, kw_only=True):
    """Look through files and folders: a Checked each file, and a Said of each of these compilers;
    "all" are all there are."""

    paths: tuple[str, ...] = (".",)
    compilers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        fitting(*self.paths)


class Open(Asked, frozen=True, kw_only=True):
    """One source to be read: an Opened, its Lines and Findings. "" is the document's example."""

    path: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.path:
            fitting(self.path)


class Ask(Asked, frozen=True, kw_only=True):
    """What compilers say about a source, a Said each; all there are without names."""

    path: str = ""
    compilers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.path:
            fitting(self.path)


class Mend(Asked, frozen=True, kw_only=True):
    """The edits of these kinds as a diff, a Mended each file that has some; with `write` also made.

    `digest` is that of the bytes that somebody has seen the diff of: others are not written over.
    """

    paths: tuple[str, ...] = (".",)
    kinds: tuple[Kind, ...] = tuple(sorted(OMISSIONS))
    write: bool = False
    digest: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        fitting(*self.paths)
        if not FIXABLE.issuperset(self.kinds):
            words = N_("kinds to mend are {known}")
            raise ValueError(words.format(known=", ".join(sorted(FIXABLE))))


class Find(wire.Message, frozen=True):
    """Which compilers are here: one Compilers."""


class Measure(wire.Message, frozen=True):
    """What a compiler says of every construct in every standard: a Measured each construct."""

    compiler: str = "gcc"


class Run(wire.Message, frozen=True):
    """Build the document's example with every native compiler at every level and run it: a Ran
    each."""


class Checking(wire.Message, frozen=True):
    """A Check begins; Checked and Said follow, and a Total ends it."""

    paths: tuple[str, ...]


class Checked(wire.Message, frozen=True):
    """`unread` says why a file could not be read, or is "". `more`: this is not all, another one of
    the same file follows."""

    path: str
    findings: tuple[Finding, ...] = ()
    unread: str = ""
    more: bool = False


class Total(wire.Message, frozen=True):
    """Of a Check: files that were read, omissions that are certain, doubtful ones, and cousins."""

    files: int = 0
    certain: int = 0
    doubtful: int = 0
    cousins: int = 0


class Opened(wire.Message, frozen=True):
    """A source, whose Lines and Findings follow. `lines` are all it has, `shown` those sent."""

    path: str
    standard: str
    digest: str
    lines: int
    shown: int


class Lines(wire.Message, frozen=True):
    """More lines of what was opened, as one reads them: tabs are spaces, bytes that are no UTF-8
    escapes."""

    lines: tuple[str, ...]


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a finding stands in its line as Lines shows it: from this character, so many."""

    begin: int
    length: int


class Findings(wire.Message, frozen=True):
    """More findings in what was opened, and where each stands. `last`: these were all."""

    findings: tuple[Finding, ...]
    places: tuple[Place, ...]
    last: bool = True


class Compilers(wire.Message, frozen=True):
    compilers: tuple[Compiler, ...]


class Said(wire.Message, frozen=True):
    """A compiler's verdict beside ours: where both see one; only we, as numbers of findings; only
    it. `digest` is that of the bytes that it is about."""

    path: str
    digest: str
    verdict: Verdict
    agree: tuple[Match, ...]
    ours: tuple[int, ...]
    theirs: tuple[Diagnostic, ...]


class Diff(wire.Message, frozen=True):
    """A part of what a Mend would change, as of `diff -u`: a character a byte, which latin-1 makes
    of it. Of each file it comes before its Mended; part 0 is the first."""

    path: str
    part: int
    text: str


class Mended(wire.Message, frozen=True):
    """`backup` is where the source lies as it was, once it is written."""

    path: str
    digest: str = ""
    edits: int = 0
    backup: str = ""
    unread: str = ""


class Measured(wire.Message, frozen=True):
    """A word for each of STANDARDS: "ok", "warning", "error", "" where it does not take that,
    or does not answer."""

    compiler: str
    construct: str
    words: tuple[str, ...]


class Ran(wire.Message, frozen=True):
    """What the example printed, some times in a row; `why` it did not."""

    compiler: str
    level: str
    outputs: tuple[str, ...] = ()
    why: str = ""


class Refused(wire.Message, frozen=True):
    """This request could not be answered; the engine goes on."""

    what: str
    why: str = ""
    fix: str = ""


class Done(wire.Done, frozen=True):
    """Everything was answered."""


def fitting(*paths: str) -> None:
    """Raises ValueError for what can be no path."""
    if not 1 <= len(paths) <= MOST_PATHS:
        raise ValueError(N_("paths are 1 to {most}").format(most=f"{MOST_PATHS:,}"))
    for path in paths:
        if "\0" in path or not 1 <= len(path) <= LONGEST_PATH:
            words = N_("a path has 1 to {most} characters, none of them NUL")
            raise ValueError(words.format(most=f"{LONGEST_PATH:,}"))


Request = Attend | Check | Open | Ask | Mend | Find | Measure | Run | wire.Cancel
Event = (
    Checking
    | Checked
    | Total
    | Opened
    | Lines
    | Findings
    | Compilers
    | Said
    | Diff
    | Mended
    | Measured
    | Ran
    | Refused
    | Done
    | wire.Common
)
