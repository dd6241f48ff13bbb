"""Starts a job again and again, each time in a fork that is killed one line of ours later.

    python -m tests.bridge.starter FOLDER

FOLDER/0, FOLDER/1 … become the state folders. Ends after the first start that was not killed, and
says how many were.
"""

import itertools
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import engines
from engines import job, jobs, locks
from tests.bridge import SERVE, SLEEPER
from tests.bridge.sleeper.messages import Count

OURS = {module.__file__ for module in (job, jobs, locks)}


def killed_after(lines: int, state: Path) -> bool:
    if number := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == -signal.SIGKILL
    os.environ["XDG_STATE_HOME"] = str(state)

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename not in OURS:
            return None
        if event == "line" and (lines := lines - 1) < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    jobs.start("sleeper", Count(), title="ours", resources=["a thing"], argv=SERVE)
    os._exit(0)


if __name__ == "__main__":
    engines.ENGINES["sleeper"] = SLEEPER
    folder = Path(sys.argv[1])
    print(next(n for n in itertools.count() if not killed_after(n, folder / str(n))))
