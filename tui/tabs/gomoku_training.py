"""The training in the gomoku tab: begun, looked at, paused, and played against afterwards."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from engines import jobs, wire
from engines.gomoku.messages import Pause, Resume, Train
from engines.gomoku.policy_value_net import shelf
from engines.gomoku.rules import Rules
from engines.gomoku.training import places
from engines.gomoku.training.config import Config, read
from engines.gomoku.training.told import Training as Told
from engines.gomoku.training.told import step as told_step
from engines.job import Job
from tui import braille, words
from tui.axis import Axis
from tui.gomoku_table import PERSON, Engine, Table
from tui.i18n import N_, _
from tui.runs import Row, plain
from tui.said import particulars
from tui.tabs import gomoku_dashboard as dashboard
from tui.tabs.gomoku_choosing import Choosing
from tui.tabs.gomoku_scene import watched
from tui.tabs.gomoku_words import named
from tui.tabs.job_tab import JobTab
from tui.widgets.drawing import Drawing
from tui.widgets.go_board import GoBoard
from tui.widgets.headline import Headline
from tui.widgets.notice import Notice

FIRST = N_(
    "Enter chooses how, and begins: tiny takes minutes, small and large take hours. The network "
    "plays against itself and learns from that; it is a job, and goes on when you leave. It needs "
    "torch.\n\nT goes back to the board."
)

WORK = frozenset(("train", "rest", "cancel", "against", "others"))
"""Actions of the training; `training` and `back` are always there, all others are of the game."""


class View(Vertical):
    """What is shown of it; not there until somebody looks."""

    def compose(self) -> ComposeResult:
        yield Headline(id="training-head")
        yield Notice(id="training-notice")
        with Horizontal(id="training-body"):
            with Vertical(id="game"):
                yield GoBoard(id="watched", pointed=False)
                yield Drawing(id="caption")
            yield Drawing(id="figures")


class Training(Choosing, JobTab):
    """While the training is in front, the game is neither seen nor played."""

    RESOURCE = places.RESOURCE
    NOTHING = Told()
    job_step = staticmethod(told_step)

    training = False
    """Whether it is in front."""

    def __init__(self) -> None:
        super().__init__()
        self.request: Train | None = None
        """Of the job that is shown."""
        self.chosen = False
        """Somebody has chosen which one is looked at, whatever else runs."""
        self.axes: Mapping[str, Axis] = {}
        self.offered: set[str] = set()

    # In front or not

    @property
    def in_front(self) -> bool:
        return super().in_front and not self.training

    async def action_training(self) -> None:
        """To the training, and back to the board."""
        if self.training:
            self.leave_training()
            return
        if not self.query("#training"):
            await self.mount(View(id="training"))
        self.training = True
        self.add_class("-training")
        self.close_entry()
        self.hidden()
        self.find_job()
        self.find_ended()
        self.paint()
        self.refresh_bindings()

    def leave_training(self) -> None:
        self.training = self.chosen = False
        self.remove_class("-training")
        self.shown()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in WORK:
            return self.training and action in self.offers()
        if self.training and action not in ("training", "back"):
            return False
        return super().check_action(action, parameters)

    def offers(self) -> set[str]:
        """Keys are offered where they do something."""
        found = {"rest", "cancel"} if self.working else {"train"}
        return found | {"others"} | ({"against"} if self.told.weights else set())

    # Which job

    def follows(self, job: Job) -> bool:
        resources = job.record.resources
        return super().follows(job) and any(each.startswith(self.RESOURCE) for each in resources)

    def shows(self, job: Job) -> bool:
        return self.training and super().shows(job)

    def find_job(self) -> None:
        """Nothing is followed that nobody looks at."""
        if self.training and not self.chosen:
            super().find_job()

    def find_ended(self) -> None:
        """Where none runs, the last one that there was."""
        if not self.work and (ended := [job for job in jobs.every() if self.follows(job)]):
            self.attach(ended[-1])

    def attach(self, job: Job, *, ours: bool = False) -> None:
        self.axes, self.request = {}, None
        with suppress(*wire.NO_MESSAGE):  # another version may have asked
            self.request = msgspec.json.decode(job.record.request, type=Train)
        self.chosen = False
        super().attach(job, ours=ours)

    def over(self) -> None:
        """Why one could not be begun stays, whatever runs."""
        self.chosen = self.chosen or self.job is None

    def action_others(self) -> None:
        """Look at another training, one that runs or one that has ended."""
        from tui.screens.choice import ChoiceScreen

        now = datetime.now()
        found = {called(job, now): job for job in reversed(jobs.every()) if self.follows(job)}

        def chosen(name: str | None) -> None:
            if name:
                self.attach(found[name])
                self.chosen = True

        if found:
            self.app.push_screen(ChoiceScreen(_("Which training?"), tuple(found)), chosen)
        else:
            self.app.notify(_("Nothing was trained yet."))

    # What is done with it

    def action_train(self) -> None:
        """Go on with one that was ended in the middle, or choose among the configurations that are
        shipped, or take a file."""
        from tui.screens.choice import ChoiceScreen

        shipped = {f"{name}: {summary(each)}": each for name, each in places.shipped().items()}
        file = _("a file of your own (.toml)")
        ended, again = self.request, ""
        if ended and isinstance(self.told.last, wire.Cancelled | wire.Failed):
            again = _("go on with {name}").format(name=ended.config.name)

        def chosen(name: str | None) -> None:
            if name == file:
                self.pick()
            elif name == again and ended:
                self.train(ended)
            elif name:
                self.train(Train(config=shipped[name]))

        choices = (*([again] if again else []), *shipped, file)
        self.app.push_screen(ChoiceScreen(_("Train a network: how?"), choices), chosen)

    def pick(self) -> None:
        from tui.screens.file_picker import FilePicker

        title = _("A configuration of a training (TOML)")
        self.app.push_screen(FilePicker(title, "training", suffixes=(".toml",)), self.picked)

    def picked(self, path: Path | None) -> None:
        if path is None:
            return
        try:
            self.train(Train(config=read(path)))
        except wire.EngineError as error:
            failed = error.failed
            self.app.notify(
                particulars(failed.why), title=_(failed.what), severity="error", timeout=15
            )

    def train(self, request: Train) -> None:
        self.request = request
        self.begin(request, places.title(request.config), request.place)

    def action_rest(self) -> None:
        """Pause it, or let it go on."""
        resting = self.told.resting
        try:
            if self.job:
                self.job.send(Resume() if resting else Pause())
                if not resting:
                    self.app.notify(_("It pauses at its next safe point."))
        except wire.EngineError as error:
            failed = error.failed
            self.app.notify(particulars(failed.why), title=_(failed.what), severity="error")

    def action_against(self) -> None:
        """A game against what was accepted last, on the largest board that it knows."""
        networks = shelf.networks()
        hash = self.told.weights
        found = [each for each in networks if hash and each.sha256.startswith(hash)]
        if not found:
            self.app.notify(_("Its weights are not in your folder: zerodeck gomoku nets import"))
            return
        network = found[0]
        self.leave_training()
        rules = Rules(max(network.sizes), network.row, network.kind)
        engine = Engine(self.preferred.level, named(network, networks))
        self.begin_game(Table(rules, (PERSON, engine)))
        self.paint()

    # What is shown

    def watch_told(self, told: Told) -> None:
        if self.training:
            self.paint_at_leisure()

    def paint_training(self) -> None:
        shown, nothing = self.looked_at(), not self.work
        self.query_one("#history").display = False
        self.axes = shown.axes
        self.query_one("#training-head", Headline).show(*above(shown, nothing=nothing))
        self.paint_notice(shown)
        told, config = shown.told, shown.config
        failed = isinstance(told.last, wire.Failed) and told.phase is None
        self.query_one("#training-body").display = not (nothing or failed)
        size = max(config.game.sizes) if config else 15
        board = self.query_one("#watched", GoBoard)
        board.show(watched(told.watched, size))
        if told.watched and told.watched.game.moves:
            board.go(told.watched.game.moves[-1])
        self.query_one("#caption", Drawing).show(
            partial(dashboard.caption, told.watched, config.actors if config else 0)
        )
        self.query_one("#figures", Drawing).show(partial(dashboard.dashboard, shown))
        offered = self.offers()
        if offered != self.offered:
            self.offered = offered
            self.refresh_bindings()

    def looked_at(self) -> dashboard.Shown:
        told: Told = self.told
        return dashboard.Shown(
            told,
            self.work,
            self.request.config if self.request else None,
            dashboard.axes(told, self.axes),
            self.job.lasted if self.job and told.last else None,
            braille.ASCII if self.app.ascii.enabled else braille.BRAILLE,
        )

    def paint_notice(self, shown: dashboard.Shown) -> None:
        """What to do first, or what went wrong."""
        notice, last = self.query_one("#training-notice", Notice), shown.told.last
        notice.display = not self.work or isinstance(last, wire.Failed)
        if isinstance(last, wire.Failed):
            notice.fail(last, _("Enter begins again"))
        elif not self.work:
            notice.say(_("No network is being trained."), _(FIRST))


def above(shown: dashboard.Shown, *, nothing: bool) -> tuple[list[Row], tuple[str, str]]:
    """The first rows of the tab, and its health."""
    if nothing:
        return [[(_("Training"), "strong")]], ("", "muted")
    return dashboard.headline(shown), dashboard.health(shown)


def called(job: Job, now: datetime) -> str:
    when, how = words.began(job.record.started, now), plain(words.result(job, job.status()))
    return f"{job.id}  {when}  {job.record.title}  {how}"


def summary(config: Config) -> str:
    words = _("{game}, {number} generations of {games} games")
    plan = config.selfplay
    return words.format(game=dashboard.what(config), number=plan.generations, games=plan.games)
