"""The ROC engine's child."""

from collections.abc import Callable

from engines import wire
from engines.inbox import Inbox
from engines.roc.messages import Done, Request

Emit = Callable[[wire.Message], None]


def serve(inbox: Inbox[Request], emit: Emit) -> wire.Done:
    inbox.wait()
    return Done()
