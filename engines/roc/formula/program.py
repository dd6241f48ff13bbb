"""From a source to a program. No numpy: the console compiles what is typed, as it is typed."""

from collections.abc import Iterator, Mapping
from math import isnan
from typing import NamedTuple

from engines.roc.formula.attributes import complaint
from engines.roc.formula.catalogue import CALLS, FUNCTIONS
from engines.roc.formula.errors import place, wrong
from engines.roc.formula.graph import alive
from engines.roc.formula.meaning import Meaning, Scope
from engines.roc.formula.names import short, taken
from engines.roc.formula.nodes import Kind, Mark, Node, Output, Parameter, Program
from engines.roc.formula.parameters import chosen, declared
from engines.roc.formula.parser import Statement, parse
from engines.roc.formula.tokens import Token
from engines.wire import N_

TAKEN = N_("This name is taken.")
NEVER = N_("This line has no value on any bar.")


class Line(NamedTuple):
    """An output before those without a name have got one."""

    name: str
    node: int
    attributes: tuple[str, ...]
    at: int


def compile(source: str, parameters: Mapping[str, float] | None = None) -> Program:
    """The program of a formula. Raises FormulaError; it says where."""
    statements, headers = parse(source)
    known = declared(headers, source)
    for name, (_parameter, at) in known.items():
        if why := taken(name):
            raise wrong(source, at, TAKEN, why)
    compiler = Compiler(source, statements, chosen(known, parameters or {}, source))
    for statement in statements:
        compiler.take(statement)
    return compiler.program(tuple(parameter for parameter, _at in known.values()))


class Compiler:
    """Takes statements in their order."""

    def __init__(
        self, source: str, statements: list[Statement], parameters: Mapping[str, float]
    ) -> None:
        self.source = source
        named = {it.name.text: it.name.at for it in reversed(statements) if it.name}
        self.scope = Scope(parameters, named)
        self.meaning = Meaning(source, self.scope)
        self.lines: list[Line] = []
        self.marks: list[Mark] = []

    def take(self, statement: Statement) -> None:
        name, term = statement.name, statement.term
        if name:
            self.free(name)
        attributes = self.attributes(statement.attributes)
        function = FUNCTIONS.get(term.token.text)
        if term.called and function and function.draws and not statement.hidden:
            condition, *args = self.meaning.drawing(function, term)
            self.marks.append(Mark(function.name, condition, tuple(args), attributes))
            self.scope.drawn.update([name.text] if name else ())
            return
        node = self.meaning.series(term)
        if name:
            self.scope.lines[name.text] = node
        if not statement.hidden:
            at = name.at if name else term.start
            self.lines.append(Line(name.text if name else "", node, attributes, at))

    def free(self, name: Token) -> None:
        """Raises FormulaError where the name has a meaning already."""
        why = taken(name.text)
        if name.text in self.scope.lines or name.text in self.scope.drawn:
            line, column = place(self.source, self.scope.named[name.text])
            known = N_("{name} is defined at {place}")
            why = known.format(name=short(name.text), place=f"{line}:{column}")
        elif name.text in self.scope.parameters:
            why = N_("{name} is a parameter").format(name=short(name.text))
        if why:
            raise wrong(self.source, name.at, TAKEN, why)

    def attributes(self, tokens: tuple[Token, ...]) -> tuple[str, ...]:
        for token in tokens:
            if why := complaint(token.text):
                raise wrong(self.source, token.at, N_("This attribute is not known."), why)
        return tuple(token.text for token in tokens)

    def program(self, parameters: tuple[Parameter, ...]) -> Program:
        """Raises FormulaError where nothing is drawn."""
        roots = {line.node for line in self.lines}
        roots.update(place for mark in self.marks for place in (mark.condition, *mark.args))
        if not roots:
            what = N_("The formula draws nothing.")
            raise wrong(self.source, 0, what, N_("it needs a line: NAME:expression;"))
        nodes, moved = alive(self.meaning.graph.nodes, roots)
        warmups = [nodes[moved[root]].warmup for root in roots]
        return Program(
            source=self.source,
            nodes=nodes,
            outputs=tuple(
                Output(name, moved[line.node], line.attributes)
                for name, line in zip(self.names(), self.lines, strict=True)
            ),
            marks=tuple(
                Mark(
                    it.function,
                    moved[it.condition],
                    tuple(moved[arg] for arg in it.args),
                    it.attributes,
                )
                for it in self.marks
            ),
            parameters=parameters,
            repaints=tuple(sorted({node.name for node in nodes if repaints(node)})),
            fields=frozenset(node.name for node in nodes if node.kind is Kind.FIELD),
            warmup=longest(warmups),
            warnings=self.warnings(),
        )

    def names(self) -> Iterator[str]:
        """The lines' names; one without is LINE and its number, which nobody else has."""
        taken = {line.name for line in self.lines}
        for number, line in enumerate(self.lines, 1):
            name = line.name or f"LINE{number}"
            while not line.name and name in taken:
                name += "_"
            yield name

    def warnings(self) -> tuple[str, ...]:
        for line in self.lines:
            node = self.meaning.graph.nodes[line.node]
            if node.kind is Kind.NUMBER and isnan(node.value):
                self.meaning.warn(line.at, NEVER)
        return tuple(self.meaning.warnings)


def repaints(node: Node) -> bool:
    return node.kind is Kind.CALL and CALLS[node.name].future


def longest(warmups: list[int | None]) -> int | None:
    known = [warmup for warmup in warmups if warmup is not None]
    return max(known) if len(known) == len(warmups) else None
