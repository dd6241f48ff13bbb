"""A paragraph in the reader's language, also after the language has changed."""

from textual.widgets import Static

from tui.i18n import _


class Words(Static):
    """`text` is the English text, the translation key."""

    def __init__(self, text: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(_(text), id=id, classes=classes, markup=False)
        self.text = text

    def reword(self) -> None:
        self.update(_(self.text))
