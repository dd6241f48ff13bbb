"""Choose a file or a whole folder."""

from pathlib import Path

from tui import recent
from tui.i18n import _
from tui.screens.file_picker import NO_PATH, FilePicker


class SourcePicker(FilePicker):
    """A folder is gone into first; with its slash typed, Enter takes the folder itself."""

    def choose(self, text: str) -> None:
        try:
            path = Path(text).expanduser().absolute()
            whole = text.endswith("/") and path.is_dir()
        except NO_PATH:
            whole = False
        if whole and not self.highlighted():
            recent.opened_file(self.kind, path)
            self.dismiss(path)
        else:
            super().choose(text)

    def problem(self, path: Path) -> str:
        found = super().problem(path)
        return found or ("" if path.exists() else _("There is no such file."))
