"""The doctor behind the bridge: a request in, a finding after the other out."""

from collections.abc import Callable, Mapping, Sequence

from engines import wire
from engines.inbox import Inbox
from engines.pi.doctor.check import Check, Result
from engines.pi.doctor.doctor import CHECKS, examine
from engines.pi.doctor.host import Host, here
from engines.pi.messages import Checked, Done, Examine, Examining

Emit = Callable[[wire.Message], None]


def serve(
    inbox: Inbox[Examine],
    emit: Emit,
    checks: Sequence[Check] = CHECKS,
    host: Callable[[], Host] = here,
) -> Done:
    """Look once, and tell each finding as soon as it is there."""
    request = None
    while request is None:
        request = inbox.wait()
    emit(Examining(len(checks)))
    there = host()
    for check, result in examine(told(there, request.environ), checks):
        emit(checked(check, result))
        inbox.check()
    return Done()


def told(host: Host, environ: Mapping[str, str]) -> Host:
    return host._replace(environ={**host.environ, **environ})


def checked(check: Check, result: Result) -> Checked:
    """What a machine calls its files and devices may be no text."""
    about = {name: wire.printable(value) for name, value in result.about.items()}
    fix = wire.printable(result.fix)
    return Checked(
        check.key, check.group, check.title, result.status, result.says, about, fix, check.why
    )
