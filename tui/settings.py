"""What the user has chosen, in a file that can also be edited by hand.

Nothing in the file can stop the start: what is wrong is told, and its default used instead.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines import paths
from tui import hand_file
from tui.i18n import _

ACCEPTED: dict[str, tuple[object, ...]] = {
    "language": ("auto", "en", "zh_CN"),
    "glyphs": ("auto", "unicode", "ascii"),
    "rate": ("auto", 1, 2, 4, 10),
    "colors": ("west", "china", "cvd"),
    "animations": ("auto", "on", "off"),
    "bell": (True, False),
    "mouse": (True, False),
}
"""The values of each setting that has a fixed choice; the settings screen lists them."""


@dataclass(frozen=True)
class Settings:
    """`rate` is in Hz. `colors` paints gains and losses. `keys` maps a binding's id to its key."""

    theme: str = "zerodeck"
    language: str = "auto"
    glyphs: str = "auto"
    rate: str | int = "auto"
    colors: str = "west"
    animations: str = "auto"
    bell: bool = True
    mouse: bool = True
    keys: dict[str, str] = field(default_factory=dict)


def file() -> Path:
    return paths.config() / "settings.toml"


def load(path: Path | None = None) -> tuple[Settings, list[str]]:
    """The settings, and what was wrong with the file, one sentence each."""
    path = path or file()
    values, problems = hand_file.read(path)
    good: dict[str, Any] = {}
    for name in Settings.__dataclass_fields__:
        if name == "keys":
            good[name], wrong = _keys(values.get(name, {}), path)
            problems += wrong
        elif name in values and _fits(name, values[name]):
            good[name] = values[name]
        elif name in values:
            problems.append(_problem(path, name, values[name], _accepted(name)))
    return Settings(**good), problems


def save(settings: Settings, path: Path | None = None) -> None:
    """Raises OSError. Keys of a newer version stay; a file that cannot be read is set aside."""
    path = (path or file()).resolve()  # a link into somebody's dotfiles stays a link
    values, problems = hand_file.read(path)
    if problems and path.exists():
        hand_file.set_aside(path)
    values.update(dataclasses.asdict(settings))
    tables = {name: value for name, value in values.items() if isinstance(value, dict)}
    entry = hand_file.entry
    lines = [entry(name, values[name]) for name in values if name not in tables]
    for name, table in tables.items():
        lines += ["", f"[{hand_file.key(name)}]", *(entry(key, table[key]) for key in table)]
    hand_file.write(path, "\n".join(lines) + "\n")


def live_hertz(settings: Settings, environ: Mapping[str, str]) -> int:
    """How often a live figure is drawn. A slow link chokes on what a local terminal enjoys."""
    if isinstance(settings.rate, int):
        return settings.rate
    return 2 if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") else 10


def _keys(value: object, path: Path) -> tuple[dict[str, str], list[str]]:
    accepted = _('the name of a key, like "f5" or "ctrl+s"')
    if not isinstance(value, dict):
        return {}, [_problem(path, "keys", value, _("a table, [keys]"))]
    good = {name: key for name, key in value.items() if isinstance(key, str) and key}
    wrong = [_problem(path, f"keys.{name}", value[name], accepted) for name in value.keys() - good]
    return good, wrong


def _fits(name: str, value: object) -> bool:
    if name not in ACCEPTED:
        return isinstance(value, str) and value != ""
    # By type too: in Python True == 1, and a rate of `true` is no rate.
    return any(value == choice and type(value) is type(choice) for choice in ACCEPTED[name])


def _accepted(name: str) -> str:
    return (
        ", ".join(map(hand_file.line, ACCEPTED[name]))
        if name in ACCEPTED
        else _("a name in quotes")
    )


def _problem(path: Path, key: str, value: object, accepted: str) -> str:
    sentence = _("{file}: {key} cannot be {value}. Accepted: {accepted}.")
    return sentence.format(file=path, key=key, value=hand_file.line(value), accepted=accepted)
