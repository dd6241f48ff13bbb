"""What happened, why, and the command that mends it; or what to do first, where nothing has yet."""

from textual.content import Content
from textual.widgets import Static

from engines.wire import Failed
from tui.i18n import _
from tui.said import particulars

MUTED = "$foreground 60%"


class Notice(Static):
    """An error or an empty state in a tab. `fix` is what y copies."""

    DEFAULT_CSS = """
    Notice { height: auto; margin: 1 2; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.fix = ""

    def fail(self, failed: Failed, retry: str) -> None:
        """`retry` says which key tries once more."""
        self.fix = failed.fix
        parts = [("✗ ", "$text-error bold"), (_(failed.what), "bold")]
        if failed.why:
            parts.append((f"\n  {particulars(failed.why)}", ""))
        if failed.fix:
            parts += [("\n\n  $ ", MUTED), (failed.fix, "$text-secondary bold")]
            parts.append((f"\n  {_('y copies this command')}", MUTED))
        parts.append((f"\n\n  {retry}", MUTED))
        self.update(Content.assemble(*parts))

    def say(self, first: str, rest: str) -> None:
        """An empty or resting state: what it is, and what to do first."""
        self.fix = ""
        self.update(Content.assemble((first, "bold"), (f"\n{rest}", MUTED)))
