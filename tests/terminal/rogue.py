"""The bridge's rogue children, taken for the meter: python -m tests.terminal.rogue MODE [samples]

With `samples`, what they say is the meter's own word, so the console draws all of it.
"""

import importlib
import sys

from engines import wire
from engines.devzero.messages import Sample, Summary

RUN = Summary(10.0, 10**9, 1e9, 1e9, 1e9, 1e9, 1e9, 1e9, 8.0, 1e9, 1.0, False)

if __name__ == "__main__":
    rogue = importlib.import_module("tests.bridge.rogue")
    rogue.HELLO = wire.encode(wire.hello("devzero"))
    if "samples" in sys.argv:
        rogue.GOOD = wire.encode(Sample(10.0, 1e9, 1.0, False, RUN))
    getattr(rogue, sys.argv[1])()
