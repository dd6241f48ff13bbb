"""The command line, as a person or a script meets it: in processes of its own."""

import os
import subprocess
import sys
from typing import Any

from tests import ROOT

ZERODECK = [sys.executable, "-m", "tui"]


def zerodeck(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run to its end. Whatever is asked of it, it never shows a traceback."""
    done = subprocess.run(
        [*ZERODECK, *words],
        cwd=ROOT,
        env={**os.environ, **changes},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def started(*words: str, **options: Any) -> subprocess.Popen[str]:
    """Run without waiting for it."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*ZERODECK, *words], cwd=ROOT, stdout=pipe, stderr=pipe, text=True, **options
    )
