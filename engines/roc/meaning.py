"""What a Look means in programs; where something in it is wrong, what was meant before it."""

from typing import NamedTuple

from engines import wire
from engines.roc import listing
from engines.roc.formula.errors import FormulaError
from engines.roc.formula.nodes import Program
from engines.roc.messages import Alert, Formula, Look, Problem
from engines.roc.programs import check_lines, condition, program, steady
from engines.roc.rules import Signals
from engines.wire import EngineError

NOTHING = Program("", (), ())
"""What is shown while there has been no good formula yet: prices alone."""


class Meaning(NamedTuple):
    formula: Program
    where: Program | None
    sort: Program | None
    alerts: tuple[tuple[Alert, Program], ...]
    signals: Signals
    problems: tuple[Problem, ...] = ()

    @property
    def programs(self) -> list[Program]:
        """All that is evaluated over the whole market."""
        found = (self.formula, self.where, self.sort, *(each for _alert, each in self.alerts))
        return [each for each in found if each is not None]


EMPTY = Meaning(NOTHING, None, None, (), Signals())


def complaint(error: EngineError, where: str, look: int = 0) -> Problem:
    place = (error.line, error.column) if isinstance(error, FormulaError) else (0, 0)
    failed: wire.Failed = error.failed
    return Problem(failed.what, failed.why, where, "", *place, look=look)


class Reader:
    """Compiles one Look after another."""

    def __init__(self) -> None:
        self.good = EMPTY
        self.formula = Formula()
        """What `good.formula` was made of: conditions are about its lines."""

    def read(self, look: Look) -> Meaning:
        problems: list[Problem] = []
        self.good = self.good._replace(formula=self._formula(look, problems))
        self.good = Meaning(
            self.good.formula,
            self._condition(look.where, "where", self.good.where, problems, look),
            self._sort(look, problems),
            self._alerts(look, problems),
            self._signals(look, problems),
            tuple(problems),
        )
        return self.good

    def _formula(self, look: Look, problems: list[Problem]) -> Program:
        try:
            found = program(look.formula)
        except EngineError as error:
            problems.append(complaint(error, "formula", look.number))
            return self.good.formula
        self.formula = look.formula
        return found

    def _condition(
        self, source: str, where: str, last: Program | None, problems: list[Problem], look: Look
    ) -> Program | None:
        if not source.strip():
            return None
        try:
            return condition(self.formula, source)
        except EngineError as error:
            problems.append(complaint(error, where, look.number))
            return last

    def _sort(self, look: Look, problems: list[Problem]) -> Program | None:
        if look.sort in listing.KEYS:
            return None
        return self._condition(look.sort, "sort", self.good.sort, problems, look)

    def _alerts(self, look: Look, problems: list[Problem]) -> tuple[tuple[Alert, Program], ...]:
        """A bad one is what it was before, if it was good then."""
        before = {alert.name: (alert, made) for alert, made in self.good.alerts}
        found = []
        for alert in look.alerts:
            try:
                found.append((alert, steady(condition(self.formula, alert.source), alert.name)))
            except EngineError as error:
                problems.append(complaint(error, "alert", look.number))
                found += [before[alert.name]] if alert.name in before else []
        return tuple(found)

    def _signals(self, look: Look, problems: list[Problem]) -> Signals:
        try:
            check_lines(self.good.formula, look.signals)
        except EngineError as error:
            problems.append(complaint(error, "formula", look.number))
            return Signals()
        return look.signals
