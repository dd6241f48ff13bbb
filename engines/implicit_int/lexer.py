"""C source to tokens, in one pass and without a preprocessor.

The text is the bytes read as latin-1, so that each place in it is a place in the file. Comments,
splices and preprocessor lines leave no tokens. A macro without parameters is replaced by its words,
which all stand where it stood; a branch that no compiler of C takes (`#if 0`) is left out unread.
"""

import re
from array import array
from collections.abc import Callable, Iterator, Sequence

from engines.implicit_int.calls import LARGE, OPENING, Calls, Macro, defines, macro
from engines.implicit_int.directives import Conditions, Line, read
from engines.implicit_int.words import SPECIFIERS

PIECE = re.compile(
    r"""
    [A-Za-z_$\x80-\xff][A-Za-z0-9_$\x80-\xff]*+ (?:\\\r?\n[A-Za-z0-9_$\x80-\xff]++)*+
    | (<%|%>|<:|:>)                                                          # 1: digraph
    | [()\[\]{};,?:]
    | \*=?
    | =(?!=)
    | (/\*.*?(?:\*/|\Z) | //(?:[^\\\n]++|\\\r?\n|\\)*+)                   # 2: comment
    | ("(?:[^"\\\n]++|\\(?:\r\n|.)?)*+"? | '(?:[^'\\\n]++|\\(?:\r\n|.)?)*+'?)  # 3: string
    | (\.?[0-9](?:[eEpP][-+]|[A-Za-z0-9_.$]|'(?=[A-Za-z0-9]))*+)             # 4: number
    | (\#)                                                                   # 5: directive
    | [-+%|^!~<>=&.]+
    | /=?
    """,
    re.VERBOSE | re.DOTALL,
)
LINE = re.compile(
    r"""\#(?:
          [^\n\\/"']++ | \\\r?\n | \\ | /\*.*?(?:\*/|\Z) | //(?:[^\\\n]++|\\\r?\n|\\)*+
          | "(?:[^"\\\n]++|\\(?:\r\n|.)?)*+"? | '(?:[^'\\\n]++|\\.)*+'(?!\w) | [/'] )*+""",
    re.VERBOSE | re.DOTALL,
)
"""A directive, with its comments and splices."""
DIGRAPH, COMMENT, STRING, NUMBER, DIRECTIVE = 1, 2, 3, 4, 5
DIGRAPHS = {"<%": "{", "%>": "}", "<:": "[", ":>": "]"}
CLOSING = {")": "(", "]": "[", "}": "{"}
LITERALS = {STRING: '""', NUMBER: "0"}
PREFIXES = frozenset(("L", "u", "U", "u8"))
SPLICE = re.compile(r"\\\r?\n")
MARK = "\xef\xbb\xbf"
"""A byte order mark, as latin-1."""
ROUNDS = 4
LONGEST = 32
"""Macros in macros are replaced so often. What becomes longer than so many words is paid for."""


Meaning = str | tuple[str, ...] | Macro
Header = Callable[[str], str | None]
"""Gives the text of a header in quotation marks, if it is to be read."""


class Tokens:
    """Words and where each begins. Every string is `""` and every number `0`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.texts: list[str] = []
        self.starts = array("I")
        self.branches: list[tuple[int, str]] = []
        """Before which token a conditional line stands: if, elif, else, endif."""
        self.macros: dict[str, tuple[str, ...]] = {}
        """Macros with parameters, and their words."""
        self.undefined: dict[str, int] = {}
        """Where macros end that are not defined anew."""
        self.headers: list[str] = []
        self.included: list[Tokens] = []
        """What headers hold that were read."""
        self.called: set[int] = set()
        """Where calls of macros stand that were put down in full: there nothing can be edited."""
        self.renamed: set[str] = set()
        """Which of `int` and `void` are macros, and may mean something else."""


def tokens(text: str, header: Header) -> Tokens:
    return Lexer(text, {}, Calls(text), header).run()


class Lexer:
    def __init__(
        self,
        text: str,
        words: dict[str, Meaning],
        calls: Calls,
        header: Header,
        depth: int = 0,
    ) -> None:
        self.text = text
        self.found = Tokens(text)
        self.words = words
        """What each word is replaced by: mostly itself, so that equal words are one object."""
        self.calls = calls
        self.header = header
        self.depth = depth
        """In how many calls of macros this text stands."""
        self.conditions = Conditions()

    def run(self) -> Tokens:
        place = len(MARK) if self.text.startswith(MARK) else 0
        while place < len(self.text):
            place = self.stretch(place)
        if "\\\n" in self.text or "\\\r" in self.text:
            texts = self.found.texts
            texts[:] = [SPLICE.sub("", word) if "\\" in word else word for word in texts]
        return self.found

    def stretch(self, place: int) -> int:
        """Reads on from there to the end, or to where a branch was left out; says where it is."""
        add, begin, words = self.found.texts.append, self.found.starts.append, self.words
        for match in PIECE.finditer(self.text, place):
            special = match.lastindex
            if special is None:
                text = match[0]
                word = words.get(text)
                if word is None:
                    words[text] = word = text
                elif word.__class__ is not str:
                    if past := self.replace(text, match.start(), match.end()):
                        return past
                    continue
                add(word)
                begin(match.start())
            elif special == DIRECTIVE and not self.within_line(match.start()):
                return self.directive(match.start())
            elif special != COMMENT:
                self.literal(special, match[0], match.start())
        return len(self.text)

    def within_line(self, place: int) -> bool:
        """Whether a token stands before it on the line, so that no directive begins there."""
        starts = self.found.starts
        return bool(starts) and self.text.find("\n", starts[-1], place) < 0

    def literal(self, special: int, text: str, start: int) -> None:
        if special == STRING and self.found.texts and self.found.texts[-1] in PREFIXES:
            before = self.found.starts[-1] + len(self.found.texts[-1])
            if before == start:
                start = self.found.starts.pop()
                self.found.texts.pop()
        self.found.texts.append(LITERALS.get(special) or DIGRAPHS.get(text, text))
        self.found.starts.append(start)

    def replace(self, name: str, start: int, end: int) -> int:
        """Puts a macro's words where it stands; says where a call of it ends, if it is one."""
        meaning = self.words[name]
        if isinstance(meaning, Macro):
            return self.call(meaning, name, start, end)
        replaced = [name]
        for _ in range(ROUNDS):
            replaced = list(self.once(replaced, name if len(replaced) > 1 else ""))
            if len(replaced) > LONGEST and not self.calls.affords(len(replaced)):
                replaced = [name]
                break
        called = [isinstance(self.words.get(word), Macro) for word in replaced]
        if len(replaced) == 1 and called[0]:
            return self.replace(replaced[0], start, end)
        self.put(self.inner(name, " ".join(replaced)) if any(called) else replaced, start)
        return 0

    def once(self, replaced: list[str], itself: str) -> Iterator[str]:
        for text in replaced:
            word = self.words.get(text, text)
            if text == itself or isinstance(word, str | Macro):
                yield text
            else:
                yield from word

    def call(self, macro: Macro, name: str, start: int, end: int) -> int:
        """The same of a macro with parameters, which is only a name where none follow."""
        opening = OPENING.match(self.text, end)
        full = None
        if opening and macro.declares and self.depth < ROUNDS:
            full = self.calls.put_down(macro, self.text, opening.end() - 1)
        if not full:
            self.put(macro.left if opening else [name], start)
            return 0
        self.put(self.inner(name, full[0]), start)
        self.found.called.add(start)
        return full[1]

    def inner(self, name: str, text: str) -> list[str]:
        """The words of a text that stands for a macro. In itself a macro is only a name."""
        if self.depth == ROUNDS:
            return [name]
        meaning, self.words[name] = self.words[name], name
        words = Lexer(text, self.words, self.calls, self.header, self.depth + 1).run().texts
        self.words[name] = meaning
        return words

    def put(self, words: Sequence[str], start: int) -> None:
        self.found.texts += words
        self.found.starts.extend([start] * len(words))

    def directive(self, place: int) -> int:
        """Heeds a line; says where to read on."""
        match = LINE.match(self.text, place)
        assert match
        self.heed(read(match[0]), place)
        if self.conditions.dead:
            return self.conditions.alive_again(self.text, match.end())
        return match.end()

    def heed(self, line: Line, place: int) -> None:
        match line.word:
            case "define":
                self.define(line.rest)
            case "undef":
                self.words.pop(line.rest, None)
                self.found.undefined[line.rest] = place
            case "include" | "import" | "include_next":
                self.include(line.rest)
            case _:
                if seen := self.conditions.meet(line):
                    self.found.branches.append((len(self.found.texts), seen))

    def include(self, name: str) -> None:
        self.found.headers.append(name)
        text = self.header(name.strip('"')) if name.startswith('"') else None
        if text:
            inner = Lexer(text, self.words, Calls(text), self.header).run()
            self.found.included.append(inner)
            for macro in inner.macros.keys() - inner.undefined.keys():
                self.found.macros[macro] = inner.macros[macro]
            self.found.renamed |= inner.renamed

    def define(self, rest: str) -> None:
        """Where branches define a macro differently, the first one with words holds."""
        head = re.match(r"[\w$\x80-\xff]+", rest)
        if not head:
            return
        name = head[0]
        self.found.renamed |= {name} & {"int", "void"}
        self.found.undefined.pop(name, None)
        parameters = rest[head.end() : head.end() + 1] == "("
        body = words_of(rest[head.end() :].partition(")")[2] if parameters else rest[head.end() :])
        meaning: Meaning = body
        if parameters:
            self.found.macros.setdefault(name, body)
            left = (*unpaired(body), name)
            meaning = macro(rest, left, any(map(self.declares, body)) or defines(body))
        if self.conditions.within and isinstance(held := self.words.get(name), tuple) and held:
            return
        if len(body) <= LARGE and meaning != (name,):
            self.words[name] = meaning

    def declares(self, word: str) -> bool:
        """Whether a word, or what it stands for, declares something."""
        meaning = self.words.get(word, word)
        if isinstance(meaning, Macro):
            return meaning.declares
        return not SPECIFIERS.isdisjoint(
            (word, *meaning) if isinstance(meaning, tuple) else (word,)
        )


def unpaired(body: tuple[str, ...]) -> tuple[str, ...]:
    """Brackets that a macro opens or closes for others."""
    left: list[str] = []
    for text in body:
        if text in CLOSING and left and left[-1] == CLOSING[text]:
            left.pop()
        elif text in CLOSING or text in CLOSING.values():
            left.append(text)
    return tuple(left)


def words_of(body: str) -> tuple[str, ...]:
    """The words of a macro, without comments."""
    return tuple(
        LITERALS.get(match.lastindex or 0) or DIGRAPHS.get(match[0], match[0])
        for match in PIECE.finditer(body)
        if match.lastindex != COMMENT
    )
