"""The console itself, after what only tests need.

    python -m tests.terminal.console [--job TITLE=JSON]... [--child COMMAND] [--spy FILE] ...

Each --job starts the sleeper with that request, by the process that then becomes the console.
--child replaces the command of every engine. --spy notes every request that an engine is sent, and
at the end of the first one whether Textual animates. Nothing here imports the screen, so the
console finds things as it does when a person starts it.
"""

import argparse
import shlex
import sys
from pathlib import Path

import msgspec

import engines
from engines import jobs, link, wire
from tests.bridge import SERVE, SLEEPER
from tests.bridge.sleeper.messages import Count


def start(job: str) -> None:
    title, _, request = job.partition("=")
    jobs.start("sleeper", msgspec.json.decode(request, type=Count), title=title, argv=SERVE)


def spied(file: Path) -> type[link.Link]:
    class Spied(link.Link):
        def __init__(self, engine: str, *requests: wire.Message, **options: object) -> None:
            from textual.constants import TEXTUAL_ANIMATIONS

            lines = b"".join(map(wire.encode, requests))
            file.write_bytes(lines + f"animations {TEXTUAL_ANIMATIONS}\n".encode())
            super().__init__(engine, *requests, **options)  # type: ignore[arg-type]

    return Spied


if __name__ == "__main__":
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    parser.add_argument("--job", action="append", default=[])
    parser.add_argument("--child", default="")
    parser.add_argument("--spy", type=Path)
    ours, theirs = parser.parse_known_args()
    engines.ENGINES["sleeper"] = SLEEPER
    for job in ours.job:
        start(job)
    if ours.child:
        link.child = lambda engine, needed: shlex.split(ours.child)
    if ours.spy:
        link.Link = spied(ours.spy)  # type: ignore[misc]
    sys.argv[1:] = theirs

    from tui.cli import main

    main()
