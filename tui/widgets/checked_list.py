"""The sources of a folder, and how many omissions are in each."""

from collections.abc import Sequence

from engines.implicit_int.state import Listed
from tui.i18n import N_, _
from tui.runs import Row, fit, right
from tui.widgets.long_list import LongList

MARK = 3
FIGURES = ((N_("omissions"), 11), (N_("maybe"), 8), (N_("cousins"), 9))
BESIDE = MARK + sum(cells for _title, cells in FIGURES) + 1


class CheckedList(LongList):
    DEFAULT_CSS = "CheckedList { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.files: Sequence[Listed] = ()
        self.folder = ""

    def show(self, files: Sequence[Listed], folder: str) -> None:
        """Their names are shown as from the folder."""
        before, self.files, self.folder = len(self.files), files, folder
        self.changed(before)

    @property
    def count(self) -> int:
        return len(self.files)

    @property
    def here(self) -> Listed | None:
        return self.files[self.row] if self.files else None

    def sideways(self, by: int) -> None:
        """To the next file, or the one before, of which there is something to say."""
        row = self.row + by
        while 0 <= row < self.count:
            file = self.files[row]
            if file.certain or file.doubtful or file.unread:
                return self.go(row)
            row += by
        return None

    def head(self, width: int) -> Row:
        row: Row = [(fit(f"   {_('file')}", max(MARK, width - BESIDE + MARK)), "muted")]
        return row + [(right(_(title), cells), "muted") for title, cells in FIGURES]

    def line(self, index: int, here: bool, width: int) -> Row:
        file = self.files[index]
        name = file.path.removeprefix(self.folder).lstrip("/") or file.path
        row: Row = [(" ▸ " if here else "   ", "accent")]
        row.append((fit(name, max(1, width - BESIDE)), "strong" if here else "text"))
        if file.unread:
            return [*row, (f"  {file.unread}", "danger")]
        counts = (file.certain, file.doubtful, file.cousins)
        roles = ("danger" if file.certain else "good", "text", "text")
        figures = zip(counts, roles, FIGURES, strict=True)
        return row + [
            (right(str(each), cells), role if each else "muted")
            for each, role, (_title, cells) in figures
        ]
