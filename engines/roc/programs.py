"""Formulas as they are asked for, and conditions about their lines, as programs.

No numpy: a command line checks what was typed before it starts a child.
"""

from dataclasses import replace
from functools import lru_cache

from engines.roc.formula.errors import FormulaError
from engines.roc.formula.graph import alive
from engines.roc.formula.library import FORMULAS
from engines.roc.formula.nodes import Kind, Output, Program
from engines.roc.formula.program import compile
from engines.roc.messages import Formula
from engines.roc.rules import Signals
from engines.wire import N_, EngineError, printable

REMEMBERED = 64
MOST_COLUMNS = 60
REPAINTS = N_("A formula that repaints is refused here.")
BETWEEN = "\n;\n"
"""What separates a formula from a condition about it, whatever the formula ends with."""


def source_of(formula: Formula) -> str:
    """Raises EngineError where there is none of that name."""
    if formula.source:
        return formula.source
    if formula.name not in FORMULAS:
        why = N_("{name}; there are {names}").format(
            name=repr(printable(formula.name[:40])), names=", ".join(FORMULAS)
        )
        raise EngineError(N_("There is no formula of that name."), why, "zerodeck roc formulas")
    return FORMULAS[formula.name]


def program(formula: Formula) -> Program:
    """Raises EngineError; a FormulaError names the place."""
    return compiled(source_of(formula), tuple(formula.parameters.items()))


@lru_cache(REMEMBERED)
def compiled(source: str, parameters: tuple[tuple[str, float], ...]) -> Program:
    return compile(source, dict(parameters))


def condition(formula: Formula, source: str) -> Program:
    """A program whose one output is the last line of `source`, which may name the formula's lines.

    Raises FormulaError with places in `source`.
    """
    return conditioned(source_of(formula), source, tuple(formula.parameters.items()))


@lru_cache(REMEMBERED)
def conditioned(base: str, source: str, parameters: tuple[tuple[str, float], ...]) -> Program:
    above = base.count("\n") + BETWEEN.count("\n")
    try:
        whole = compile(base + BETWEEN + source, dict(parameters))
    except FormulaError as error:
        raise moved(error, above, source) from None
    if len(whole.outputs) == len(compile(base, dict(parameters)).outputs):
        raise FormulaError(N_("A condition has a value."), N_("this has none"), 1, 1, source)
    return only(whole, whole.outputs[-1])


def moved(error: FormulaError, above: int, source: str) -> FormulaError:
    """The same, with its place in the condition, where it is there."""
    if error.line <= above:
        return error
    line = error.line - above
    why = error.failed.why.split("\n")[0].partition(": ")[2]
    return FormulaError(error.failed.what, why, line, error.column, source)


def only(program: Program, output: Output) -> Program:
    """The program without what this output is not made of."""
    nodes, moved = alive(list(program.nodes), {output.node})
    called = {node.name for node in nodes if node.kind is Kind.CALL}
    return replace(
        program,
        nodes=nodes,
        outputs=(replace(output, node=moved[output.node]),),
        marks=(),
        fields=frozenset(node.name for node in nodes if node.kind is Kind.FIELD),
        repaints=tuple(name for name in program.repaints if name in called),
        warmup=program.nodes[output.node].warmup,
    )


def telling(program: Program) -> tuple[Output, ...]:
    """The outputs that are the same on every bar, as a line at 0 is, left out."""
    return tuple(each for each in program.outputs if not constant(program, each))


def columns(program: Program) -> tuple[str, ...]:
    """The names of the values of a row: the first of what it tells."""
    return tuple(output.name for output in telling(program)[:MOST_COLUMNS])


def constant(program: Program, output: Output) -> bool:
    return program.nodes[output.node].kind is Kind.NUMBER


def check_lines(program: Program, signals: Signals) -> None:
    """Raises EngineError where `signals` name a line that the formula does not have."""
    known = [output.name for output in telling(program)]
    for name in filter(None, (signals.line, signals.against)):
        if name.upper() not in (each.upper() for each in known):
            why = N_("{name}; it has {names}")
            why = why.format(name=printable(name[:40]), names=", ".join(known))
            raise EngineError(N_("The formula has no line of that name."), why)


def steady(program: Program, purpose: str) -> Program:
    """The same. Raises EngineError where it repaints: what it said yesterday may change."""
    if not program.repaints:
        return program
    why = N_("{names} look at later bars: {purpose}")
    if len(program.repaints) == 1:
        why = N_("{names} looks at later bars: {purpose}")
    raise EngineError(REPAINTS, why.format(names=", ".join(program.repaints), purpose=purpose))
