"""What terms mean: names looked up, arguments checked, and their nodes made."""

import re
from collections.abc import Callable, Mapping
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
        """The node of a term that has a value on each bar."""
        token = term.token
        if token.kind is Kind.NUMBER:
            return self.number(token)
        if token.kind is Kind.TEXT:
            raise self.misplaced(token)
        if token.kind is Kind.SIGN:
            args = []
            for arg in term.args:
                args.append(self.series(arg))
            self.compared(token, args)
            return self.call(token, token.text, args)
        return self.function(term) if term.called else self.name(token)

    def number(self, token: Token) -> int:
        value = float(token.text)
        if value == inf:
            raise self.wrong(token, N_("This number is too large."), "over 1.7e308")
        return self.made(token, lambda: self.graph.number(value))

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
                raise self.wrong(token, MISUSED, f"it is written {FUNCTIONS[name].form}")
            return self.bare(token, name)
        raise self.unknown(token)

    def unknown(self, token: Token) -> FormulaError:
        text, scope = token.text, self.scope
        if text in scope.drawn:
            return self.wrong(token, MISUSED, f"{short(text)} is drawn, and has no value")
        if text in scope.named:
            line, column = place(self.source, scope.named[text])
            return self.wrong(token, UNKNOWN, f"{short(text)} is defined later, at {line}:{column}")
        if why := unsupported.NAMES.get(text):
            return self.wrong(token, UNSUPPORTED, f"unsupported: {text}: {why}")
        near = guess(text, [*scope.named, *scope.parameters])
        return self.wrong(token, UNKNOWN, f"{short(text)}{near}")

    def function(self, term: Term) -> int:
        name = canonical(term.token.text)
        if name not in FUNCTIONS:
            raise self.uncallable(term.token)
        if FUNCTIONS[name].draws:
            raise self.wrong(term.token, MISUSED, f"{name} draws: it is a statement of its own")
        args = self.arguments(FUNCTIONS[name], term)
        return self.call(term.token, name, args) if args else self.bare(term.token, name)

    def uncallable(self, token: Token) -> FormulaError:
        text = token.text
        for kind, known in (
            ("a line", {**self.scope.lines, **self.scope.named}),
            ("a parameter", self.scope.parameters),
            (f"the bar's {FIELDS.get(text)}", FIELDS),
        ):
            if text in known:
                return self.wrong(token, MISUSED, f"{short(text)} is {kind}, not a function")
        return self.unknown(token)

    def bare(self, token: Token, name: str) -> int:
        """The call of what takes no arguments."""
        close, opening = self.graph.field("close"), self.graph.field("open")
        if name == "DRAWNULL":
            return self.graph.number(float("nan"))
        if name in MOVES:
            return self.call(token, MOVES[name], [close, opening])
        return self.call(token, name, [close] if name in UPON_BARS else [])

    def arguments(self, function: Function, term: Term) -> list[int]:
        """The nodes of a function's arguments, of the right number and kinds."""
        least = len(function.takes) if function.needed < 0 else function.needed
        if not least <= len(term.args) <= len(function.takes):
            why = f"it is written {function.form}, but has {len(term.args)} arguments"
            raise self.wrong(term.token, MISUSED, why)
        found = []
        for kind, arg in zip(function.takes, term.args, strict=False):
            found.append(self.argument(function, kind, arg))
        self.weights(function, found, term)
        return found

    def argument(self, function: Function, kind: str, term: Term) -> int:
        """`kind` is a letter of `Function.takes`."""
        if kind == "t":
            if term.token.kind is not Kind.TEXT:
                raise self.wrong(
                    term.token, MISUSED, f"a text in quotes is needed: {function.form}"
                )
            return self.made(term.token, lambda: self.graph.text(term.token.text))
        place = self.series(term)
        node = self.graph.nodes[place]
        if node.kind is nodes.Kind.NUMBER:
            if kind in "nk":
                return self.count(function, term, node.value)
            if kind == "x" and function.name in TURNING and node.value in range(4):
                return self.graph.field(PRICES[int(node.value)])
        elif kind in "ck":
            why = f"a number that is the same on all bars is needed: {function.form}"
            raise wrong(self.source, term.start, MISUSED, why)
        return place

    def count(self, function: Function, term: Term, value: float) -> int:
        """A number of bars: whole, as what stands after the point does not count."""
        if isnan(value) or not function.least <= trunc(value) <= function.most:
            why = f"from {function.least:,} to {function.most:,} in {function.form}, not {value:g}"
            raise wrong(self.source, term.start, N_("This count cannot be used."), why)
        return self.made(term.token, lambda: self.graph.number(float(trunc(value))))

    def weights(self, function: Function, args: list[int], term: Term) -> None:
        """M of SMA(X,N,M) is at most N."""
        if function.name == "SMA":
            _x, n, m = (self.graph.nodes[arg] for arg in args)
            if n.kind is m.kind is nodes.Kind.NUMBER and m.value > n.value:
                why = f"M is at most N in {function.form}, not {m.value:g} of {n.value:g}"
                raise wrong(self.source, term.args[2].start, MISUSED, why)

    def call(self, token: Token, name: str, args: list[int]) -> int:
        return self.made(token, lambda: self.graph.call(name, args))

    def made(self, token: Token, make: Callable[[], int]) -> int:
        try:
            return make()
        except TooLarge as error:
            raise self.wrong(token, N_("The formula is too large."), str(error)) from None

    def compared(self, token: Token, args: list[int]) -> None:
        if token.text in ("=", "<>") and not all(self.graph.exact[arg] for arg in args):
            self.warn(token.at, SURPRISING)

    def warn(self, at: int, sentence: str) -> None:
        line, column = place(self.source, at)
        self.warnings[f"{line}:{column}: {sentence}"] = None

    def misplaced(self, token: Token) -> FormulaError:
        """A text where a value is wanted: another symbol's, as often as not."""
        if found := QUOTED.fullmatch(token.text):
            why = f"unsupported: {short(token.text)}: {unsupported.ELSEWHERE[found[1]]}"
            return self.wrong(token, UNSUPPORTED, why)
        return self.wrong(token, MISUSED, "a text stands only in DRAWTEXT")

    def wrong(self, token: Token, what: str, why: str) -> FormulaError:
        return wrong(self.source, token.at, what, why)
