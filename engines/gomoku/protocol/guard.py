"""Ends a group of processes once our standard input ends: `guard.py GROUP`.

Whoever holds the other end may be killed; then nobody else would end what it has started. Run by
its path, without site-packages, so that it starts quickly and stays small.
"""

import os
import signal
import sys
from contextlib import suppress


def main(group: int) -> None:
    while os.read(0, 1):
        pass
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
