"""The series that are shipped."""

from pathlib import Path

from engines import paths


def samples() -> tuple[Path, ...]:
    """Two real ones and thirteen that are named synthetic: assets/market/README.md."""
    folder = paths.ASSETS / "market"
    names = ("sz/lday/sz000001.day", "sh/lday/sh000001.day", "synthetic.csv")
    return tuple(folder / name for name in names)


def minutes() -> Path:
    """Real bars of five minutes."""
    return paths.ASSETS / "minutes/sh688001.lc5"
