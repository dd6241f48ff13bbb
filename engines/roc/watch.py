"""The conversation with a tab: one Look after another, and what else is asked meanwhile."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from engines import wire
from engines.inbox import Inbox
from engines.roc.desk import Desk
from engines.roc.evaluating import backtested, drawn
from engines.roc.meaning import complaint
from engines.roc.messages import Backtest, Done, Draw, Feed, Look, Request, Scan, Stream
from engines.roc.scan import scanned
from engines.roc.streaming import Streaming
from engines.wire import N_, EngineError

Emit = Callable[[wire.Message], None]
Work = Iterator[None]


class Live:
    """Until stopped. What is wrong becomes a Problem, and the conversation goes on.

    Work is done a step at a time, so that a newer request does not wait for it.
    """

    def __init__(self, inbox: Inbox[Request], emit: Emit) -> None:
        self.inbox, self.emit = inbox, emit
        self.desk = Desk(emit)
        self.look = Look()
        self.works: deque[tuple[str, Work]] = deque()
        """What is under way, the answer to the Look first; beside each, what a Problem names."""
        self.stream: Streaming | None = None
        self.due = 0.0

    def run(self, request: Request | None) -> wire.Done:
        try:
            while True:
                if request is not None:
                    self.obey(request)
                elif self.works:
                    self.step()
                elif self.look.follow:
                    self.follow()
                if self.look.once and not self.works:
                    return Done()
                request = self.inbox.wait(self.spare())
        finally:
            self.desk.close()
            if self.stream:
                self.stream.close()

    def spare(self) -> float | None:
        """Seconds without anything to do; None: until something is asked."""
        if self.works:
            return 0
        return max(0.0, self.due - time.monotonic()) if self.look.follow else None

    def obey(self, request: Any) -> None:
        match request:
            case Look():
                if self.works and self.works[0][0] == "":
                    self.works.popleft()
                self.look, self.due = request, 0.0
                self.works.appendleft(("", self.desk.answer(request)))
            case Scan():  # a newer one replaces it, as with a Look
                self.works = deque(each for each in self.works if each[0] != "scan")
                self.works.append(("scan", scanned(request, self.emit)))
            case Backtest():
                self.works.append(("backtest", backtested(request, self.emit)))
            case Draw():
                self.works.append(("draw", drawn(request, self.emit)))
            case Stream() | Feed():
                self.feed(request)

    def step(self) -> None:
        """A step of the first work. One that fails is over."""
        where, work = self.works[0]
        try:
            next(work)
            return
        except StopIteration:
            pass
        except EngineError as error:
            self.emit(complaint(error, where or "file", self.look.number))
        self.works.popleft()

    def follow(self) -> None:
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + self.look.follow
            try:
                self.desk.follow()
            except EngineError as error:
                self.emit(complaint(error, "file", self.look.number))

    def feed(self, request: Stream | Feed) -> None:
        try:
            if isinstance(request, Stream):
                if self.stream:
                    self.stream.close()
                self.stream = Streaming(request, self.emit)
            elif self.stream:
                self.stream.feed(request)
            else:
                raise EngineError(N_("No stream was begun."))
        except EngineError as error:
            self.emit(complaint(error, "stream", self.look.number))
