"""Rates of change: requests in, what the market and a formula say out."""

from collections.abc import Callable, Iterator

from engines import wire
from engines.inbox import Inbox
from engines.roc.evaluating import backtested, drawn, evaluated
from engines.roc.messages import Backtest, Done, Draw, Evaluate, Request, Scan, Stream
from engines.roc.scan import scanned
from engines.roc.streaming import stream
from engines.roc.watch import Live

Emit = Callable[[wire.Message], None]


def serve(inbox: Inbox[Request], emit: Emit) -> wire.Done:
    """A Look, or a Feed that nobody began, is the start of a living conversation.

    Everything else is answered, and that is all. Raises EngineError.
    """
    request = inbox.wait()
    match request:
        case Evaluate():
            return finish(evaluated(request, emit), inbox)
        case Scan():
            return finish(scanned(request, emit), inbox)
        case Backtest():
            return finish(backtested(request, emit), inbox)
        case Draw():
            return finish(drawn(request, emit), inbox)
        case Stream():
            return stream(inbox, request, emit)
    return Live(inbox, emit).run(request)


def finish(work: Iterator[None], inbox: Inbox[Request]) -> wire.Done:
    for _step in work:
        inbox.check()
    return Done()
