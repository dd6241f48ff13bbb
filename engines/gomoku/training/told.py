"""What a console knows of a training, from what it has told; light to import.

It is bounded, however long a training goes on.
"""

from pathlib import PurePath

import msgspec

from engines import wire
from engines.gomoku.messages import Done, Gated, Learnt, Phase, SelfPlayed, Watched

MOST = 240
"""Points of a curve."""
GATES = 100
"""Gates that are remembered, the newest."""

Point = tuple[float, ...]


class Curve(msgspec.Struct, frozen=True):
    """What was told again and again. Each of its points is the mean of `every` that were told; once
    there are MOST of them, each two become one. `sums` are of the last `count`."""

    points: tuple[Point, ...] = ()
    every: int = 1
    sums: Point = ()
    count: int = 0

    def added(self, point: Point) -> "Curve":
        sums = tuple(map(sum, zip(self.sums, point, strict=True))) if self.sums else point
        count = self.count + 1
        if count < self.every:
            return msgspec.structs.replace(self, sums=sums, count=count)
        points = (*self.points, mean(sums, count))
        if len(points) < MOST:
            return Curve(points, self.every)
        pairs = zip(points[::2], points[1::2], strict=True)
        halved = (tuple(map(sum, zip(*pair, strict=True))) for pair in pairs)
        return Curve(tuple(mean(each, 2) for each in halved), 2 * self.every)

    @property
    def drawn(self) -> tuple[Point, ...]:
        """With what is not a whole point yet."""
        return (*self.points, mean(self.sums, self.count)) if self.count else self.points


def mean(sums: Point, count: int) -> Point:
    return tuple(each / count for each in sums)


class Training(msgspec.Struct, frozen=True):
    """The latest of each kind. `losses` are (step, policy, value), its steps counted over all
    generations; `before` are those of the generations before the last. `resting`: it is paused, in
    the middle of `phase`. `gates` and `accepted` count all of them, `judged` are the newest."""

    phase: Phase | None = None
    resting: bool = False
    learnt: Learnt | None = None
    losses: Curve = Curve()
    before: int = 0
    played: SelfPlayed | None = None
    judged: tuple[Gated, ...] = ()
    gates: int = 0
    accepted: int = 0
    watched: Watched | None = None
    progress: wire.Progress | None = None
    last: wire.Done | wire.Cancelled | wire.Failed | None = None

    @property
    def weights(self) -> str:
        """How the hash begins of those that were accepted last; "" before there are any."""
        if isinstance(self.last, Done) and self.last.weights:
            return PurePath(self.last.weights).stem[:8]
        return self.phase.weights if self.phase else ""


def step(training: Training, event: wire.Message) -> Training:
    """The training after `event`. What says nothing here changes nothing."""
    replace = msgspec.structs.replace
    match event:
        case Phase(what="rest"):
            return replace(training, resting=True)
        case Phase():
            same = training.phase is not None and training.phase.what == event.what
            progress = training.progress if same else None
            return replace(training, phase=event, resting=False, progress=progress)
        case Learnt():
            return learnt(training, event)
        case SelfPlayed():
            return replace(training, played=event)
        case Gated():
            return replace(
                training,
                judged=(*training.judged, event)[-GATES:],
                gates=training.gates + 1,
                accepted=training.accepted + event.accepted,
            )
        case Watched():
            return replace(training, watched=event)
        case wire.Progress():
            return replace(training, progress=event)
        case wire.Done() | wire.Cancelled() | wire.Failed():
            return replace(training, last=event, resting=False)
    return training


def learnt(training: Training, event: Learnt) -> Training:
    latest, before = training.learnt, training.before
    if latest and latest.generation != event.generation:
        before += latest.steps
    point = (float(before + event.step), event.policy, event.value)
    return msgspec.structs.replace(
        training, learnt=event, before=before, losses=training.losses.added(point)
    )
