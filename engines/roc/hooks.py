"""The commands of alerts: started without a shell, never waited for, ended when they take long."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from engines.wire import N_, EngineError

MOST, SECONDS = 4, 30.0
PLACEHOLDER = re.compile(r"\{(symbol|name|price|time|alert)\}")


def filled(hook: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """The words with their placeholders filled in, once each: what was filled in is not read again.

    Raises EngineError where a value would choose the command or become an option of it: a word that
    begins with a placeholder, filled with something that begins with "-". After a word "--" that
    may be, as there are no options after it.
    """
    if not hook or not hook[0]:
        raise EngineError(N_("The hook has no command."))
    if PLACEHOLDER.search(hook[0]):
        raise EngineError(N_("The command of a hook is fixed."), hook[0])
    words = [PLACEHOLDER.sub(lambda found: values.get(found[1], ""), word) for word in hook]
    ended = hook.index("--") if "--" in hook else len(hook)
    for given, word in zip(hook[:ended], words, strict=False):
        if word.startswith("-") and PLACEHOLDER.match(given):
            raise EngineError(N_("A hook's word would become an option."), word)
    return words


class Hooks:
    """At most `most` commands at once, each at most `seconds` long.

    A command gets nothing to read, what it writes is lost, and it is a session of its own: killed
    with all that it has started.
    """

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self.most = most
        self.seconds = seconds
        self.running: dict[subprocess.Popen[bytes], threading.Thread] = {}

    def start(self, hook: Sequence[str], values: Mapping[str, str]) -> str:
        """At once: "started", or why not, in words."""
        self.running = {each: thread for each, thread in self.running.items() if thread.is_alive()}
        if len(self.running) >= self.most:
            return N_("Too many hooks are running.")
        try:
            process = spawned(filled(hook, values))
        except EngineError as error:
            return error.failed.what
        except (OSError, ValueError) as error:
            return f"{hook[0]}: {getattr(error, 'strerror', None) or error}"
        thread = threading.Thread(target=watch, args=(process, self.seconds), daemon=True)
        self.running[process] = thread
        thread.start()
        return "started"

    def close(self, grace: float = 1.0) -> None:
        """Give those that run so many seconds together, then end them."""
        until = time.monotonic() + grace
        for process, thread in self.running.items():
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                kill(process)
                thread.join()
        self.running.clear()


def spawned(words: Sequence[str]) -> subprocess.Popen[bytes]:
    null = subprocess.DEVNULL
    return subprocess.Popen(words, stdin=null, stdout=null, stderr=null, start_new_session=True)


def watch(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Take the child's status, so that no zombie stays; kill it once its time is over."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        kill(process)
        process.wait()


def kill(process: subprocess.Popen[bytes]) -> None:
    """With its whole group; it leads one, as it leads its session."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
