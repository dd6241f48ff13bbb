"""5,000 symbols in the ROC tab of the real console, in a pseudo-terminal: what a key costs."""

import os
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import Figure, tui_cost
from tests.bench.console import PROGRAM
from tests.engines.roc.market_files import market

SYMBOLS = 5000

KEYS = {"a row down": "down*40", "a page down": "pgdn*40", "to the end and back": "end,home," * 9}
"""The chart of the row follows a moment later, once the cursor rests."""


def figures() -> list[Figure]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        market(Path(folder), SYMBOLS)
        for name, keys in KEYS.items():
            answer = cost(folder, keys.rstrip(","))
            first, last = answer["key_first_ms"], answer["key_last_ms"]
            found.append(Figure(f"{name}: first byte", first, "ms median", 15, at_most=True))
            found.append(Figure(f"{name}: last byte", last, "ms median", 60, at_most=True))
    return [*found, Figure("console and child, RSS", answer["end_rss_mib"], "MiB")]


def cost(folder: str, keys: str) -> dict[str, Any]:
    """What tui_cost says of the tab, under a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        config = Path(home) / "zerodeck"
        config.mkdir()
        (config / "roc.toml").write_text(f'paths = ["{folder}"]\n')
        variables = {
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_STATE_HOME": home,
            "LC_ALL": "C.UTF-8",
            "COLORTERM": os.environ.get("COLORTERM", ""),
        }
        pairs = [word for name, text in variables.items() for word in ("--env", f"{name}={text}")]
        # It is quiet once all files have been read.
        options = ["--quiet", "2.5", "--keys", keys]
        return tui_cost.summary(
            [tui_cost.measure(tui_cost.parse([*options, *pairs, "--", *PROGRAM, "roc"]))]
        )
