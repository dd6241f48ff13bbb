"""A child that plays: `python -m engines.gomoku.training.actor FOLDER DEVICE CONFIG [watched]`.

It reads units, one line of JSON each, takes their weights from the training's folder, writes a file
of games into it, and says Done, or Failed and why; before that, if it is watched, Watched now and
then. A line `true` lets it rest in the middle of its games, `false` lets it go on. When nobody asks
any more it ends at once.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import msgspec

from engines import wire
from engines.gomoku.policy_value_net.weights import load
from engines.gomoku.training.config import Config
from engines.gomoku.training.playing import Playing, repeatable
from engines.gomoku.training.selfplay import Watch
from engines.gomoku.training.units import KERNEL, Unit, save
from engines.gomoku.training.watching import WATCHED, Watching
from engines.inbox import Inbox, Stopped

READ = 1 << 12


def main(folder: Path, device: str, config: Config, seen: bool) -> None:
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever else is printed is no answer
    inbox: Inbox[Unit] = Inbox()
    awake = Event()
    awake.set()
    Thread(target=read, args=(inbox, awake), daemon=True).start()
    playing = Playing(config, device)

    def say(answer: wire.Message) -> None:
        os.write(answers, wire.encode(answer))

    def pause() -> None:
        awake.wait()
        inbox.check()

    watch: Watch = Watching(say) if seen else lambda *_: None
    for unit in inbox:
        try:
            with repeatable(1):
                play(playing, folder, unit, pause, watch)
            say(wire.Done())
        except Stopped:
            break
        except wire.EngineError as error:
            say(error.failed)
    os._exit(0)


def read(inbox: Inbox[Unit], awake: Event) -> None:
    lines = wire.Lines()
    while data := os.read(0, READ):
        for line in lines.feed(data):
            told = msgspec.json.decode(line, type=Unit | bool)
            if isinstance(told, Unit):
                inbox.put(told)
            elif told:
                awake.clear()
            else:
                awake.set()
    inbox.stop()
    awake.set()


def play(
    playing: Playing, folder: Path, unit: Unit, pause: Callable[[], None], watch: Watch
) -> None:
    weights = None
    if unit.weights != KERNEL:
        weights = load(folder / "weights" / f"{unit.weights[:16]}.npz")
    save(folder / "games", unit, playing.play(unit, weights, pause, watch))


if __name__ == "__main__":
    told = msgspec.json.decode(sys.argv[3], type=Config)
    main(Path(sys.argv[1]), sys.argv[2], told, sys.argv[4:] == [WATCHED])
