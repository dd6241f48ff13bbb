"""What the int() tab asks its engine, and when."""

import os
from pathlib import Path, PurePath

import msgspec
from textual.reactive import var

from engines import wire
from engines.implicit_int.finding import OMISSIONS, Kind
from engines.implicit_int.messages import Ask, Attend, Check, Find, Measure, Mend, Open, Run
from engines.implicit_int.standards import STANDARDS
from engines.implicit_int.state import State, step
from tui.i18n import _, ngettext
from tui.tabs.engine_tab import EngineTab
from tui.tabs.implicit_int_who import ISO, Who

KIND = "c"
"""Of recent files."""
SUFFIXES = (".c", ".h")


class Asking(EngineTab):
    ENGINE = "implicit_int"
    step = staticmethod(step)

    # A new child tells the same again: then, too, the next question is asked.
    state: var[State] = var(State(), init=False, always_update=True)
    view: var[str] = var("source", init=False)
    who: var[Who] = var(ISO, init=False)
    """Who speaks in the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.path = self.folder = ""
        """The source that is read, "" is the document's example; the folder that was opened."""
        self.standard = "gnu17"
        self.kinds: frozenset[Kind] = OMISSIONS
        """What the fix mends."""
        self.asked: dict[type[wire.Message], tuple[wire.Message, str]] = {}
        """The last request of each kind beside Open, and the digest of the source it is about."""
        self.backup = ""
        """Where the source that was mended last lies as it was."""

    def paint(self) -> None:
        raise NotImplementedError

    def open(self, view: str) -> None:
        raise NotImplementedError

    def begin(self, path: str) -> None:
        """Read another source, and go to where it begins."""
        raise NotImplementedError

    # Sources

    def shown(self) -> None:
        """A new child: it is asked everything again. What comes last is answered first."""
        self.asked.clear()
        folder = [Check(paths=(self.folder,), standard=self.standard)] if self.folder else []
        self.ask(Attend(), Find(), *folder, Open(path=self.path, standard=self.standard))

    @property
    def here(self) -> bool:
        """The source that is wanted is here, and all that is found in it."""
        opened, wanted = self.state.opened, (self.path, self.standard)
        return bool(opened and self.state.complete and (opened.path, opened.standard) == wanted)

    @property
    def reading(self) -> bool:
        return not (self.here or self.state.refused or self.state.last)

    def read(self, path: str) -> None:
        """Another source; or the same once more."""
        self.path = path
        for kind in (Ask, Mend):
            self.asked.pop(kind, None)
        if self.state.refused:
            self.state = msgspec.structs.replace(self.state, refused=None)
        self.ask_anew(Open(path=path, standard=self.standard))

    def ask_anew(self, *requests: wire.Message) -> None:
        """Of a new child, where there is none."""
        if self.link:
            self.ask(*requests)
        else:
            self.shown()
        self.paint()

    def action_again(self) -> None:
        self.leave()
        self.state = msgspec.structs.replace(self.state, refused=None, last=None)
        self.shown()

    def action_example(self) -> None:
        self.open("source")
        self.begin("")

    def action_paths(self) -> None:
        from tui.screens.source_picker import SourcePicker

        title = _("Open a file, or a folder (with / at its end)")
        self.app.push_screen(SourcePicker(title, KIND, suffixes=SUFFIXES), self.chosen)

    def chosen(self, path: Path | None) -> None:
        if path is None:
            return
        if path.is_dir():
            self.folder = str(path)
            self.open("files")
            self.ask_anew(Check(paths=(self.folder,), standard=self.standard))
            return
        if self.folder and not path.is_relative_to(self.folder):
            self.folder = ""
        self.open("source")
        self.begin(str(path))

    def action_standard(self, by: int) -> None:
        at = STANDARDS.index(self.standard) + by
        self.standard = STANDARDS[at % len(STANDARDS)]
        self.read(self.path)

    # What each view needs

    def want(self) -> None:
        """Ask for what the view shows, once the source is here."""
        opened = self.state.opened
        if not self.link or not self.here or opened is None:
            return
        match self.view:
            case "source" | "compilers" if self.state.compilers:
                self.once(Ask(path=self.path, standard=self.standard), opened.digest)
            case "fix" if self.path:
                self.once(self.mend(), opened.digest)
            case "rules" if self.who.name:
                self.once(Measure(self.who.name))
            case "run":
                self.once(Run())

    def once(self, request: wire.Message, digest: str = "") -> None:
        """Not the same again of the same bytes, until another one has been asked."""
        if self.asked.get(type(request)) != (request, digest):
            self.asked[type(request)] = request, digest
            self.ask(request)

    def mend(self, digest: str = "") -> Mend:
        kinds = tuple(sorted(self.kinds))
        write = bool(digest)
        return Mend(
            paths=(self.path,), standard=self.standard, kinds=kinds, write=write, digest=digest
        )

    # Mending

    def action_kind(self, kind: Kind) -> None:
        """Mend these, too; or no more."""
        self.kinds ^= {kind}
        self.want()
        self.paint()

    def action_write(self) -> None:
        from tui.screens.confirm import ConfirmScreen

        mended = self.state.mended
        if not self.path:
            self.notify(_("The example is in no file: o opens one of yours."), severity="warning")
        elif mended is None:
            self.notify(_("The fix is not here yet."), severity="warning")
        elif not mended.edits:
            self.notify(_("There is nothing to mend."))
        else:
            name = PurePath(self.path).name
            question = ngettext(
                "Write {number} edit into {file}?",
                "Write {number} edits into {file}?",
                mended.edits,
            ).format(number=f"{mended.edits:,}", file=self.path)
            kept = _("As it is now it stays beside it, as {backup}.").format(backup=self.free(name))
            screen = ConfirmScreen(question, kept, name)
            self.app.push_screen(screen, lambda sure: self.write(mended.digest) if sure else None)

    def free(self, name: str) -> str:
        """What the next backup is called."""
        from engines.implicit_int.saving import backups  # more than the tab opens with

        real = Path(self.path).resolve()
        return next(it for it in backups(real.name) if not os.path.lexists(real.with_name(it)))

    def write(self, digest: str) -> None:
        self.ask(self.mend(digest))

    def written(self, state: State) -> None:
        """It is read again: as it is now, nothing is left to mend."""
        backup = state.mended.backup if state.mended else ""
        if backup and backup != self.backup:
            self.backup = backup
            self.notify(_("As it was: {backup}").format(backup=backup), title=_("Written"))
            self.read(self.path)
