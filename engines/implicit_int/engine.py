"""The checker of omitted types: requests in, what it finds and what compilers say out."""

from collections.abc import Callable
from functools import partial

from engines import wire
from engines.implicit_int import answering
from engines.implicit_int.answering import Answers
from engines.implicit_int.messages import (
    Ask,
    Attend,
    Check,
    Done,
    Find,
    Measure,
    Mend,
    Open,
    Refused,
    Request,
    Run,
)
from engines.implicit_int.running import Enough
from engines.inbox import Inbox, Stopped

Emit = Callable[[wire.Message], None]


def serve(inbox: Inbox[Request], emit: Emit) -> Done:
    """Answers one request, and is done; after an Attend, whatever is asked. Raises EngineError."""
    request = inbox.wait()
    if isinstance(request, Attend):
        Desk(inbox, emit).attend()
    for event in answers(request, partial(stopped, inbox), partial(stopped, inbox)):
        inbox.check()
        if event:
            emit(event)
    return Done()


class Desk:
    """What is being answered, a step at a time, the newest request first: a compiler that runs is
    ended for it, and started again. What was asked before of the same kind is put away, but what
    writes files is finished."""

    def __init__(self, inbox: Inbox[Request], emit: Emit) -> None:
        self.inbox, self.emit = inbox, emit
        self.work: dict[object, Answers] = {}

    def attend(self) -> None:
        """Until nobody is there any more: raises Stopped."""
        while True:
            while request := self.inbox.wait(0 if self.work else None):
                self.take(request)
            self.step()

    def take(self, request: Request) -> None:
        key = request if isinstance(request, Mend) and request.write else type(request)
        self.work.pop(key, None)
        gone, wanted = partial(stopped, self.inbox), lambda: self.inbox.waiting
        self.work[key] = answers(request, gone, wanted)

    def step(self) -> None:
        key = next(reversed(self.work))
        try:
            event = next(self.work[key])
            if event:
                self.emit(event)
        except StopIteration:
            del self.work[key]
        except wire.EngineError as error:
            del self.work[key]
            self.emit(Refused(error.failed.what, error.failed.why, error.failed.fix))


def answers(request: Request | None, gone: Enough, wanted: Enough) -> Answers:
    match request:
        case Find():
            return answering.found(request, gone)
        case Open():
            return answering.opened(request)
        case Check():
            return answering.checked(request, gone, wanted)
        case Ask():
            return answering.asked(request, gone, wanted)
        case Mend():
            return answering.mended(request)
        case Measure():
            return answering.measured(request, gone, wanted)
        case Run():
            return answering.ran(request, gone, wanted)
    return iter(())


def stopped(inbox: Inbox[Request]) -> bool:
    try:
        inbox.check()
    except Stopped:
        return True
    return False
