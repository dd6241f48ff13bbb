"""5,000 symbols in the ROC tab of the real console, in a pseudo-terminal: what a key costs."""

import tempfile
from pathlib import Path

from tests.bench import Figure
from tests.bench.console import cost
from tests.engines.roc.market_files import market

SYMBOLS = 5000

KEYS = {"a row down": "down*40", "a page down": "pgdn*40", "to the end and back": "end,home," * 9}
"""The chart of the row follows a moment later, once the cursor rests."""


def figures() -> list[Figure]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        market(Path(folder), SYMBOLS)
        for name, keys in KEYS.items():
            # It is quiet once all files have been read.
            options = ["--quiet", "2.5", "--keys", keys.rstrip(",")]
            answer = cost(options, tab="roc", book=f'paths = ["{folder}"]\n')
            first, last = answer["key_first_ms"], answer["key_last_ms"]
            found.append(Figure(f"{name}: first byte", first, "ms median", 15, at_most=True))
            found.append(Figure(f"{name}: last byte", last, "ms median", 60, at_most=True))
    return [*found, Figure("console and child, RSS", answer["end_rss_mib"], "MiB")]
