"""The console itself, after what only tests need.

    python -m tests.terminal.console [--job TITLE:JSON]... [--child COMMAND] [zerodeck's arguments]

Each --job starts the sleeper with that request, by the process that then becomes the console.
--child replaces the command of every engine. Nothing here imports the screen, so the console finds
things as it does when a person starts it.
"""

import argparse
import shlex
import sys

import msgspec

import engines
from engines import jobs, link
from tests.bridge import SERVE, SLEEPER
from tests.bridge.sleeper.messages import Count


def start(job: str) -> None:
    title, _, request = job.partition(":")
    jobs.start("sleeper", msgspec.json.decode(request, type=Count), title=title, argv=SERVE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--job", action="append", default=[])
    parser.add_argument("--child", default="")
    ours, theirs = parser.parse_known_args()
    engines.ENGINES["sleeper"] = SLEEPER
    for job in ours.job:
        start(job)
    if ours.child:
        link.child = lambda engine: shlex.split(ours.child)
    sys.argv[1:] = theirs

    from tui.cli import main

    main()
