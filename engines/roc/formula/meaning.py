"""What terms mean: names looked up, arguments checked, and their nodes made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isnan, trunc

from engines.roc.formula import nodes, unsupported
from engines.roc.formula.catalogue import FIELDS, FUNCTIONS, Function
from engines.roc.formula.errors import FormulaError, place, wrong
from engines.roc.formula.graph import Graph, TooLarge
from engines.roc.formula.names import canonical, guess, short
from engines.roc.formula.parser import Term
from engines.roc.formula.tokens import Kind, Token
from engines.wire import N_

MISUSED = N_("This function is used in another way.")
UNKNOWN = N_("This name is not known.")
UNSUPPORTED = N_("The formula uses something that is not supported.")
UNSUPPORTED_NAME = N_("unsupported: {name}: {why}")
MOST_WARNINGS = 20
SURPRISING = N_("= and <> compare what was computed to the last digit: a difference is safer.")

QUOTED = re.compile(r"\s*\w+\s*([$.#])\s*\w+")
PRICES = ("open", "high", "low", "close")
TURNING = ("ZIG", "PEAK", "TROUGH", "PEAKBARS", "TROUGHBARS")
"""Their first argument may be a number from 0 to 3, which stands for a price."""
UPON_BARS = ("TOTALBARSCOUNT", "CURRBARSCOUNT", "ISLASTBAR")
"""They are told the bars' close, for it says how many bars a symbol has."""
MOVES = {"ISUP": ">", "ISDOWN": "<", "ISEQUAL": "="}


@dataclass
class Scope:
    """`named` has the offset of every name that the formula defines; `lines` the nodes of those
    that were defined so far, `drawn` those that are drawings."""

    parameters: Mapping[str, float]
    named: Mapping[str, int]
    lines: dict[str, int] = field(default_factory=dict)
    drawn: set[str] = field(default_factory=set)


class Meaning:
    """Makes the nodes of terms in one graph. Everything raises FormulaError."""

    def __init__(self, source: str, scope: Scope) -> None:
        self.source = source
        self.scope = scope
        self.graph = Graph()
        self.warnings: dict[str, None] = {}

    def series(self, term: Term) -> int:
        """The node of a term that has a value on each bar.

        Without recursion: a console may call this from deep within its own frames.
        """
        todo: list[tuple[Term, tuple[Term, ...] | None]] = [(term, None)]
        done: list[int] = []
        while todo:
            term, parts = todo.pop()
            if parts is None:
                parts = self.parts(term)
                todo.append((term, parts))
                todo.extend((part, None) for part in reversed(parts))
            else:
                first = len(done) - len(parts)
                try:
                    done[first:] = [self.node(term, done[first:])]
                except TooLarge as error:
                    raise self.too_large(term.token, error) from None
        return done[0]

    def parts(self, term: Term) -> tuple[Term, ...]:
        """Those that have a value on each bar, as the term itself has."""
        if not term.called:
            return term.args
        function = self.function(term.token)
        if function.draws:
            why = N_("{name} draws: it is a statement of its own").format(name=function.name)
            raise self.wrong(term.token, MISUSED, why)
        return self.checked(function, term)

    def node(self, term: Term, parts: list[int]) -> int:
        """The node of a term whose parts have theirs."""
        token = term.token
        if token.kind is Kind.NUMBER:
            return self.number(token)
        if token.kind is Kind.TEXT:
            raise self.misplaced(token)
        if token.kind is Kind.SIGN:
            self.compared(token, parts)
            return self.graph.call(token.text, parts)
        if not term.called:
            return self.name(token)
        function = self.function(token)
        args = self.arguments(function, term, parts)
        return self.graph.call(function.name, args) if args else self.bare(function.name)

    def number(self, token: Token) -> int:
        value = float(token.text)
        if value == inf:
            raise self.wrong(token, N_("This number is too large."), N_("over 1.7e308"))
        return self.graph.number(value)

    def name(self, token: Token) -> int:
        text = token.text
        if text in self.scope.lines:
            return self.scope.lines[text]
        if text in self.scope.parameters:
            return self.graph.number(self.scope.parameters[text])
        if text in FIELDS:
            return self.graph.field(FIELDS[text])
        if (name := canonical(text)) in FUNCTIONS:
            if FUNCTIONS[name].takes:
                why = N_("it is written {form}").format(form=FUNCTIONS[name].form)
                raise self.wrong(token, MISUSED, why)
            return self.bare(name)
        raise self.unknown(token)

    def unknown(self, token: Token) -> FormulaError:
        text, scope = token.text, self.scope
        if text in scope.drawn:
            why = N_("{name} is drawn, and has no value").format(name=short(text))
            return self.wrong(token, MISUSED, why)
        if text in scope.named:
            line, column = place(self.source, scope.named[text])
            later = N_("{name} is defined later, at {place}")
            why = later.format(name=short(text), place=f"{line}:{column}")
            return self.wrong(token, UNKNOWN, why)
        if reason := unsupported.NAMES.get(text):
            why = UNSUPPORTED_NAME.format(name=text, why=reason)
            return self.wrong(token, UNSUPPORTED, why)
        return self.wrong(token, UNKNOWN, guess(text, [*scope.named, *scope.parameters]))

    def function(self, token: Token) -> Function:
        name = canonical(token.text)
        if name not in FUNCTIONS:
            raise self.uncallable(token)
        return FUNCTIONS[name]

    def uncallable(self, token: Token) -> FormulaError:
        text = token.text
        for why, known in (
            (N_("{name} is a line, not a function"), {**self.scope.lines, **self.scope.named}),
            (N_("{name} is a parameter, not a function"), self.scope.parameters),
            (N_("{name} is the bar's {field}, not a function"), FIELDS),
        ):
            if text in known:
                told = why.format(name=short(text), field=FIELDS.get(text))
                return self.wrong(token, MISUSED, told)
        return self.unknown(token)

    def bare(self, name: str) -> int:
        """The call of what takes no arguments."""
        close, opening = self.graph.field("close"), self.graph.field("open")
        if name == "DRAWNULL":
            return self.graph.number(float("nan"))
        if name in MOVES:
            return self.graph.call(MOVES[name], [close, opening])
        return self.graph.call(name, [close] if name in UPON_BARS else [])

    def drawing(self, function: Function, term: Term) -> list[int]:
        """The nodes of the arguments of what draws."""
        parts = [self.series(part) for part in self.checked(function, term)]
        try:
            return self.arguments(function, term, parts)
        except TooLarge as error:
            raise self.too_large(term.token, error) from None

    def checked(self, function: Function, term: Term) -> tuple[Term, ...]:
        """The arguments that are no texts; all are there, and texts where they should be."""
        least = len(function.takes) if function.needed < 0 else function.needed
        if not least <= len(term.args) <= len(function.takes):
            why = N_("it is written {form}, but has {number} arguments")
            why = why.format(form=function.form, number=len(term.args))
            raise self.wrong(term.token, MISUSED, why)
        found = []
        for kind, arg in zip(function.takes, term.args, strict=False):
            if kind != "t":
                found.append(arg)
            elif arg.token.kind is not Kind.TEXT:
                why = N_("a text in quotes is needed: {form}").format(form=function.form)
                raise wrong(self.source, arg.start, MISUSED, why)
        return tuple(found)

    def arguments(self, function: Function, term: Term, parts: list[int]) -> list[int]:
        """The nodes of a function's arguments, each as it is taken; `parts` without texts."""
        found, rest = [], iter(parts)
        for kind, arg in zip(function.takes, term.args, strict=False):
            found.append(
                self.graph.text(arg.token.text)
                if kind == "t"
                else self.argument(function, kind, arg, next(rest))
            )
        self.weights(function, found, term)
        return found

    def argument(self, function: Function, kind: str, term: Term, place: int) -> int:
        """`kind` is a letter of `Function.takes`."""
        node = self.graph.nodes[place]
        if node.kind is nodes.Kind.NUMBER:
            if kind in "nk":
                return self.count(function, term, node.value)
            if kind == "x" and function.name in TURNING and node.value in range(4):
                return self.graph.field(PRICES[int(node.value)])
        elif kind in "ck":
            why = N_("a number that is the same on all bars is needed: {form}")
            why = why.format(form=function.form)
            raise wrong(self.source, term.start, MISUSED, why)
        return place

    def count(self, function: Function, term: Term, value: float) -> int:
        """A number of bars: whole, as what stands after the point does not count."""
        if isnan(value) or not function.least <= trunc(value) <= function.most:
            why = N_("from {least} to {most} in {form}, not {number}").format(
                least=f"{function.least:,}",
                most=f"{function.most:,}",
                form=function.form,
                number=f"{value:g}",
            )
            raise wrong(self.source, term.start, N_("This count cannot be used."), why)
        return self.graph.number(float(trunc(value)))

    def weights(self, function: Function, args: list[int], term: Term) -> None:
        """M of SMA(X,N,M) is at most N."""
        if function.name == "SMA":
            _x, n, m = (self.graph.nodes[arg] for arg in args)
            if n.kind is m.kind is nodes.Kind.NUMBER and m.value > n.value:
                why = N_("M is at most N in {form}, not {m} of {n}").format(
                    form=function.form, m=f"{m.value:g}", n=f"{n.value:g}"
                )
                raise wrong(self.source, term.args[2].start, MISUSED, why)

    def too_large(self, token: Token, error: TooLarge) -> FormulaError:
        return self.wrong(token, N_("The formula is too large."), str(error))

    def compared(self, token: Token, args: list[int]) -> None:
        if token.text in ("=", "<>") and not all(self.graph.exact[arg] for arg in args):
            self.warn(token.at, SURPRISING)

    def warn(self, at: int, sentence: str) -> None:
        if len(self.warnings) == MOST_WARNINGS:
            return
        line, column = place(self.source, at)
        self.warnings[f"{line}:{column}: {sentence}"] = None

    def misplaced(self, token: Token) -> FormulaError:
        """A text where a value is wanted: another symbol's, as often as not."""
        if found := QUOTED.fullmatch(token.text):
            elsewhere = unsupported.ELSEWHERE[found[1]]
            why = UNSUPPORTED_NAME.format(name=short(token.text), why=elsewhere)
            return self.wrong(token, UNSUPPORTED, why)
        return self.wrong(token, MISUSED, N_("a text stands only in DRAWTEXT"))

    def wrong(self, token: Token, what: str, why: str) -> FormulaError:
        return wrong(self.source, token.at, what, why)
