"""What is the same in every tab with a living engine: a Link for as long as the tab shows."""

import inspect
from collections.abc import Callable, Sequence
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Vertical

from engines import wire
from engines.link import Link

if TYPE_CHECKING:
    from textual.worker import WorkType

    from engines.job import Job
    from tui.app import Zerodeck


class EngineTab(Vertical, can_focus=True):
    """A subclass brings its bindings, `compose`, a `state`, `watch_state`, and what to ask first.

    `state` is a plain `var`, assigned once a batch; a `reactive` would repaint the whole tab.
    """

    ENGINE: ClassVar[str]
    step: Callable[[Any, Any], Any]
    """The engine's pure `step(state, event)`, as a staticmethod."""

    HELP: ClassVar[str] = ""
    """What `?` says about this tab, below its keys."""

    UNLISTED: ClassVar[frozenset[str]] = frozenset()
    """Actions whose keys `?` does not list among the others: it says them in `help`."""

    ARGV: ClassVar[Sequence[str] | None] = None
    """Another command than the local child's; tests replace it."""

    app: "Zerodeck"
    state: Any
    tall = False
    """Whether it has the machine's row, too, while it is in front."""
    swallows = False
    """Whether all keys are its own at the moment, as those of a running game."""

    def __init_subclass__(cls, **options: Any) -> None:
        """A tab's stylesheet lies beside its module, and is read when the tab is first opened."""
        super().__init_subclass__(**options)
        sheet = Path(inspect.getfile(cls)).with_suffix(".tcss")
        cls.DEFAULT_CSS = sheet.read_text() if sheet.exists() else ""
        # A sheet names its tab itself, so that it may also ask how wide the screen is.
        cls.SCOPED_CSS = False

    def __init__(self) -> None:
        super().__init__(id=self.ENGINE)
        self.link: Link | None = None

    @property
    def help(self) -> tuple[str, str, list[tuple[str, str]]] | None:
        """What `?` says at the moment in place of HELP and all keys: a title, a text, and keys with
        what they do."""
        return None

    def watch_state(self, state: Any) -> None:
        """Paint the state. Also called for the same one, when words or settings have changed."""

    def shown(self) -> None:
        """The tab has come to the front: the place to start a Link."""

    def shows(self, job: "Job") -> bool:
        """Whether how this job goes and ends can be read here."""
        return False

    def stretch(self, tall: bool) -> None:
        """Take the machine's row, or give it back."""
        if tall != self.tall:
            self.tall = tall
            self.set_class(tall, "-tall")
            if self.display:
                self.app.frame.set_class(tall, "-tall")

    def terminal_answered(self) -> None:
        """The terminal has told where its cursor is, as it was asked."""

    def hidden(self) -> None:
        """Another tab has come to the front. A tab that keeps its engine says so by overriding."""
        self.leave()

    def ask(self, *requests: wire.Message) -> None:
        """Send to the running engine, or start one with these requests."""
        if self.link:
            for request in requests:
                self.link.send(request)
        else:
            # Not a coroutine: one that is cancelled before it begins would never be awaited.
            watch: WorkType[None] = partial(self._watch, *requests)
            self.run_worker(watch, group="link", exclusive=True)

    def leave(self) -> None:
        """End the engine; the tab keeps showing what it knew."""
        self.link = None
        self.workers.cancel_group(self, "link")

    def idle(self) -> None:
        """The engine has ended by itself; its last event is in `state`."""

    async def _watch(self, *requests: wire.Message) -> None:
        try:
            async with Link(self.ENGINE, *requests, argv=self.ARGV) as link:
                self.link = link
                async for batch in link:
                    self.state = reduce(self.step, batch, self.state)
        except wire.EngineError as error:
            self.state = self.step(self.state, error.failed)
        self.link = None
        self.idle()
