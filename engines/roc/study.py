"""A formula on all the bars of one symbol, and what its lines say."""

from dataclasses import dataclass, replace

import numpy as np

from engines.roc.data.volumes import UNSURE
from engines.roc.doubts import DOUBTS
from engines.roc.formula.evaluate import Result, evaluate
from engines.roc.formula.nodes import Program
from engines.roc.programs import constant, telling
from engines.roc.rules import Signals
from engines.roc.series import Floats, Series
from engines.roc.signals import Reading, read
from engines.roc.trust import AVERAGED, lacking


@dataclass(frozen=True, slots=True)
class Study:
    """`lines` are all outputs by their names, each as long as the series."""

    series: Series
    program: Program
    lines: dict[str, Floats]
    result: Result

    @property
    def told(self) -> dict[str, Floats]:
        """The lines that differ from bar to bar: those that are read for signals."""
        return {each.name: self.lines[each.name] for each in telling(self.program)}

    def reading(self, signals: Signals) -> Reading:
        """Raises EngineError where the line that is to be read is none of the formula."""
        if not self.told:
            return Reading((), (), np.zeros(len(self.series), bool))
        return read(self.series, self.told, signals, reach(self.program, signals.line))

    def newest(self, bars: int) -> "Study":
        """Of the newest bars alone; what they were computed from stays."""
        first = max(0, len(self.series) - bars)
        lines = {name: line[first:] for name, line in self.lines.items()}
        return replace(self, series=self.series.cut(first, None), lines=lines)

    @property
    def warnings(self) -> tuple[str, ...]:
        averaged = self.program.fields >= AVERAGED
        about = [each for each in self.series.warnings if averaged or each != UNSURE]
        found = [*self.program.warnings, *about]
        if averaged and not self.series.average:
            found.append(UNSURE)
        if len(self.series) and all(np.isnan(line).all() for line in self.told.values()):
            found.append(
                DOUBTS["lacking" if lacking(self.series, self.program.fields) else "short"]
            )
        return tuple(dict.fromkeys(found))


def study(series: Series, program: Program) -> Study:
    result = evaluate(program, series.columns(), series.times)
    return Study(series, program, result.lines, result)


def reach(program: Program, name: str) -> int | None:
    """Bars that the line which is read looks back; None: all of them."""
    for output in program.outputs:
        if output.name.upper() == name.upper() or (not name and not constant(program, output)):
            return program.nodes[output.node].warmup
    return 0
