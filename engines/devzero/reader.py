"""The workers of one measurement: started, watched and ended together."""

import os
import signal
import warnings
from mmap import mmap
from pathlib import Path
from typing import Self

from engines.devzero.tally import SIZE, Count, Tally
from engines.devzero.worker import work
from engines.devzero.zero_file import ZERO, open_zero
from engines.marking import N_
from engines.wire import EngineError


class Reader:
    """Reads /dev/zero in `workers` processes for as long as its block runs.

    Entering raises EngineError where the device is not what it should be, or no process is to be
    had. Leaving ends the workers, and returns only when none is left.
    """

    def __init__(
        self, block: int, workers: int = 1, batched: bool = False, device: Path = ZERO
    ) -> None:
        self.block = block
        self.workers = workers
        self.batched = batched
        self.device = device
        self.pids: list[int] = []

    def __enter__(self) -> Self:
        self._file = open_zero(self.device)
        self._memory = mmap(-1, self.workers * SIZE)  # shared with what is forked from here
        self._tallies = [Tally(self._memory, index) for index in range(self.workers)]
        try:
            for tally in self._tallies:
                self.pids.append(self._fork(tally))
        except OSError as error:
            self.__exit__()
            raise EngineError("A reader could not be started.", str(error), "ulimit -u") from error
        return self

    def __exit__(self, *_: object) -> None:
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        while self.pids:
            os.waitpid(self.pids.pop(), 0)
        self._file.close()

    def starts(self) -> list[Count] | None:
        """The count each worker began with; None until all have begun."""
        starts = [start for tally in self._tallies if (start := tally.start)]
        return starts if len(starts) == self.workers else None

    def counts(self) -> list[Count | None]:
        """The newest count of each worker; None where it cannot be had just now."""
        return [tally.latest for tally in self._tallies]

    def check(self) -> None:
        """Raises EngineError once a worker has ended: what the others count is no rate."""
        for pid, tally in zip(self.pids, self._tallies, strict=True):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self.pids.remove(pid)
                raise obituary(tally, os.waitstatus_to_exitcode(status))

    def _fork(self, tally: Tally) -> int:
        parent = os.getpid()  # asked for here: a worker that outlives us at once still knows
        with warnings.catch_warnings():
            # Python 3.12 warns of locks that another thread (ours reads the requests) may hold at
            # this moment. The worker takes none: it imports, prints and logs nothing, allocates
            # through an allocator that fork leaves usable, and leaves by os._exit.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            work(self._file, self.block, self.batched, tally, parent)
        return pid


def obituary(tally: Tally, code: int) -> EngineError:
    """Why a worker ended: in its own words, else in the kernel's."""
    if failed := tally.failed:
        return EngineError(failed.what, failed.why, failed.fix)
    if code < 0:
        return EngineError("A reader was killed.", signal.Signals(-code).name, "sudo dmesg | tail")
    return EngineError("A reader broke down.", N_("exit code {code}").format(code=code))
