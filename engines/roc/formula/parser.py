"""From tokens to statements, by the powers of the operators."""

from typing import NamedTuple, NoReturn

from engines.roc.formula.errors import wrong
from engines.roc.formula.names import short
from engines.roc.formula.tokens import Kind, Token, tokens
from engines.roc.formula.unsupported import ELSEWHERE
from engines.wire import N_

DEEPEST = 200
"""Brackets within brackets, and values made of values."""

POWERS = {
    "OR": 1,
    "AND": 2,
    **dict.fromkeys(("=", "<>"), 3),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
"""The higher is done first; equal ones from left to right. A sign before a value comes first."""

SIGN = 7

DEEP = N_("at most {most} levels")


class Term(NamedTuple):
    """A number, a text, a name, or what stands before arguments: a function or an operator."""

    token: Token
    args: tuple["Term", ...] = ()
    called: bool = False
    depth: int = 1

    @property
    def start(self) -> int:
        """The offset of its first character, but for brackets around it."""
        term = self
        while len(term.args) == 2 and not term.called:
            term = term.args[0]
        return term.token.at


class Statement(NamedTuple):
    """`NAME:term,attributes`, or `NAME:=term`, which is hidden; without a name, `term` alone."""

    name: Token | None
    hidden: bool
    term: Term
    attributes: tuple[Token, ...]


def parse(source: str) -> tuple[list[Statement], list[Token]]:
    """The statements, and the headers of parameters. Raises FormulaError."""
    every = tokens(source)
    headers = [token for token in every if token.kind is Kind.HEADER]
    parser = Parser(source, [token for token in every if token.kind is not Kind.HEADER])
    return parser.statements(), headers


class Parser:
    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.next = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def statements(self) -> list[Statement]:
        found: list[Statement] = []
        while True:
            while self.taken(";"):
                pass
            if self.token.kind is Kind.END:
                return found
            found.append(self.statement())
            self.end()

    def statement(self) -> Statement:
        name, hidden = None, False
        if self.token.kind is Kind.NAME and self.tokens[self.next + 1].text in (":", ":="):
            name, hidden = self.token, self.tokens[self.next + 1].text == ":="
            self.next += 2
        term = self.expression(0, 1)
        attributes = []
        while self.taken(","):
            if self.token.kind is not Kind.NAME:
                self.expected(N_("expected an attribute, as COLORRED, found {found}"))
            attributes.append(self.token)
            self.next += 1
        return Statement(name, hidden, term, tuple(attributes))

    def end(self) -> None:
        """What follows is another statement: a new line begins one where no operator goes on."""
        fresh = self.token.fresh and self.token.kind in (Kind.NAME, Kind.NUMBER)
        if not (fresh or self.token.kind is Kind.END or self.taken(";")):
            self.expected(N_("expected an operator, a comma or a semicolon, found {found}"))

    def expression(self, power: int, level: int) -> Term:
        """A term of operators above `power`. One frame a bracket: the depth is what bounds it."""
        token = self.token
        if level > DEEPEST:
            self.too_deep(token)
        self.next += 1
        if token.kind is Kind.NAME:
            term = self.call(token, level) if self.taken("(") else Term(token)
        elif token.kind in (Kind.NUMBER, Kind.TEXT):
            term = Term(token)
        elif token.text in ("+", "-"):
            term = self.expression(SIGN, level + 1)
            if token.text == "-":
                term = self.over(token._replace(text="NEG"), (term,))
        elif token.text == "(":
            term = self.expression(0, level + 1)
            self.need(")")
        else:
            self.next -= 1
            self.expected(N_("expected a value, found {found}"))
        self.elsewhere(term)
        while (found := self.operator()) > power:
            sign = self.token
            self.next += 1
            term = self.over(sign, (term, self.expression(found, level + 1)))
        return term

    def operator(self) -> int:
        token = self.token
        return POWERS.get(token.text, 0) if token.kind is Kind.SIGN else 0

    def call(self, name: Token, level: int) -> Term:
        """A function's arguments, its bracket being open."""
        args: list[Term] = []
        if not self.taken(")"):
            args.append(self.expression(0, level + 1))
            while self.taken(","):
                args.append(self.expression(0, level + 1))
            self.need(")")
        return self.over(name, tuple(args), called=True)

    def over(self, token: Token, args: tuple[Term, ...], called: bool = False) -> Term:
        depth = 1 + max((term.depth for term in args), default=0)
        if depth > DEEPEST:
            self.too_deep(token)
        return Term(token, args, called, depth)

    def taken(self, sign: str) -> bool:
        """Go past the sign, if it is next."""
        if self.token.kind is not Kind.SIGN or self.token.text != sign:
            return False
        self.next += 1
        return True

    def need(self, sign: str) -> None:
        if not self.taken(sign):
            self.expected(N_("expected {sign}, found {found}"), sign)

    def elsewhere(self, term: Term) -> None:
        """Refuse what 通达信 can reach from here: another indicator, period or symbol."""
        sign = self.token
        if sign.kind is not Kind.SIGN or sign.text not in ELSEWHERE:
            return
        following = self.tokens[self.next + 1]
        first = sign if term.args or term.called else term.token
        self.fail(
            first,
            N_("The formula uses something that is not supported."),
            N_("unsupported: {name}: {why}").format(
                name=short(self.source[first.at : sign.at + 1]) + short(following.text),
                why=ELSEWHERE[sign.text],
            ),
        )

    def expected(self, why: str, sign: str = "") -> NoReturn:
        token = self.token
        found = N_("the end") if token.kind is Kind.END else self.written(token)
        why = why.format(sign=sign, found=found)
        self.fail(token, N_("Something else is expected here."), why)

    def written(self, token: Token) -> str:
        """The token as it stands in the source, as far as it is short."""
        text = f"'{token.text}'" if token.kind is Kind.TEXT else token.text
        return short(text)

    def too_deep(self, token: Token) -> NoReturn:
        self.fail(token, N_("The formula nests too deep."), DEEP.format(most=DEEPEST))

    def fail(self, token: Token, what: str, why: str) -> NoReturn:
        raise wrong(self.source, token.at, what, why)
