"""What the user keeps for the ROC tab: paths, groups, alerts, the formula; a file to edit by hand.

Nothing in it can stop the start: what is wrong is told, and its default used instead.
"""

from pathlib import Path
from typing import Any

import msgspec

from engines import paths
from engines.roc.messages import MOST_ALERTS, Alert, Formula, Period
from engines.roc.rules import Signals
from tui import hand_file
from tui.i18n import _

FOLLOWED = 1.0
"""Seconds between two looks at files that are followed."""


class Alarm(Alert, frozen=True, kw_only=True):
    """An alert, and whether it is on."""

    on: bool = True

    def alert(self) -> Alert:
        return Alert(self.name, self.source, self.symbols, self.cooldown, self.hook)


class Book(msgspec.Struct, frozen=True):
    """`parameters` are by the formula's name, those that differ from its own; `group` is the one
    that is shown, "" for all symbols."""

    paths: tuple[str, ...] = ()
    formula: str = "ROC"
    parameters: dict[str, dict[str, float]] = {}
    period: Period = ""
    group: str = ""
    groups: dict[str, tuple[str, ...]] = {}
    alerts: tuple[Alarm, ...] = ()
    signals: Signals = Signals()
    follow: bool = False
    candles: bool = False

    def chosen(self) -> Formula:
        return Formula(self.formula, parameters=self.parameters.get(self.formula, {}))

    def symbols(self) -> tuple[str, ...]:
        """Those of the group that is shown."""
        return self.groups.get(self.group, ())

    def on(self) -> tuple[Alert, ...]:
        return tuple(each.alert() for each in self.alerts if each.on)[:MOST_ALERTS]


def file() -> Path:
    return paths.config() / "roc.toml"


def formulas() -> Path:
    """Where the user's own formulas are."""
    return paths.config() / "formulas"


def load(path: Path | None = None) -> tuple[Book, list[str]]:
    """The book, and what was wrong with the file, one sentence each."""
    path = path or file()
    values, problems = hand_file.read(path)
    good: dict[str, Any] = {}
    for field in msgspec.structs.fields(Book):
        if field.name not in values:
            continue
        try:
            if field.name in ("groups", "alerts"):
                good[field.name], wrong = _each(field.name, values[field.name], path)
                problems += wrong
            else:
                good[field.name] = msgspec.convert(values[field.name], field.type)
        except (msgspec.ValidationError, RecursionError) as error:
            problems.append(_problem(path, field.name, error))
    return Book(**good), problems


def save(book: Book, path: Path | None = None) -> None:
    """Raises OSError. Keys of a newer version stay; a file with something wrong is set aside."""
    path = (path or file()).resolve()  # a link into somebody's dotfiles stays a link
    hand_file.refuse_others(path)
    values, _problems = hand_file.read(path)
    if load(path)[1] and path.exists():
        hand_file.set_aside(path)
    values.update(msgspec.to_builtins(book, builtin_types=()))
    hand_file.write(path, _text(values))


def _text(values: dict[str, Any]) -> str:
    """Alerts and groups one a paragraph, as a person would write them."""
    entry = hand_file.entry
    alerts = values.pop("alerts", ())
    tables = {name: value for name, value in values.items() if isinstance(value, dict)}
    lines = [entry(name, _lists(values[name])) for name in values.keys() - tables]
    lines.sort()
    for name, table in tables.items():
        lines += ["", f"[{hand_file.key(name)}]"]
        lines += [entry(key, _lists(table[key])) for key in table]
    for alert in alerts:
        lines += ["", "[[alerts]]"]
        lines += [entry(key, _lists(alert[key])) for key in alert]
    return "\n".join(lines) + "\n"


def _lists(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _each(name: str, value: object, path: Path) -> tuple[Any, list[str]]:
    """Groups or alerts: one that is wrong costs only itself."""
    problems: list[str] = []
    if name == "alerts":
        good = []
        for at, each in enumerate(msgspec.convert(value, list[Any]), 1):
            try:
                good.append(msgspec.convert(each, Alarm))
            except (msgspec.ValidationError, RecursionError) as error:
                problems.append(_problem(path, f"alerts {at}", error))
        return tuple(good), problems
    groups = {}
    for key, each in msgspec.convert(value, dict[str, Any]).items():
        try:
            groups[key] = msgspec.convert(each, tuple[str, ...])
        except (msgspec.ValidationError, RecursionError) as error:
            problems.append(_problem(path, f"groups.{key}", error))
    return groups, problems


def _problem(path: Path, key: str, error: Exception) -> str:
    return _("{file}: {key} is wrong: {why}").format(file=path, key=key, why=error)
