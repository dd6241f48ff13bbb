"""Writes C programs in many manners: what old, small and careless programs look like, and what gcc
takes. It knows nothing of what is omitted where; that is for gcc to say.

`program(rng)` composes declarations, and `dressed` puts them down: tabs or none, a line or many,
comments and splices anywhere, CRLF, latin-1.
"""

import random
import re
from collections.abc import Callable, Sequence

STORAGE = ("static", "extern", "register", "auto")
TYPES = (
    *("int", "char", "long", "unsigned", "short", "double", "float", "unsigned char", "long long"),
    *("signed", "unsigned long", "struct node", "struct node *", "word", "byte_t", "enum hue"),
)
WORDS = """
buf cnt len ptr node item head tail state mode flag port tick baud crc mask reg pin temp row col
sum avg idx key val src dst line word token name size limit gain duty phase step Count Motor
nextChar readByte DoWork is_ready Init isr2 x y z p q n i2c_tx spi0
"""
NOUNS = WORDS.split()
HEAD = """\
typedef unsigned short word;
typedef unsigned char byte_t;
struct node { int key; struct node *next; };
enum hue { RED, GREEN = 5, BLUE };
int turns;
"""
COMMENTS = ("/* static x; */", "/*{*/", "/* it's ( */", "/**/", "/* gr\xfc\xdfe */", '/* " */')
TOKEN = re.compile(
    r"^[ \t]*#(?:\\\n|[^\n])*\n|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'|/\*.*?\*/|//[^\n]*\n"
    r"|[A-Za-z_]\w*|\.?\d[\w.]*|\.\.\.|->|\+\+|--|<<=|>>=|<<|>>|&&|\|\||[-+*/%&|^<>=!]=|\S|\n",
    re.MULTILINE | re.DOTALL,
)


LONG = 1_500
"""Characters of a dense line; behind column 4096 gcc no longer counts."""


class Writer:
    """One program. Names have numbers, so that nothing is declared twice; `modern` ones are for
    compilers that know C99."""

    def __init__(self, rng: random.Random, firmware: bool, modern: bool) -> None:
        self.rng = rng
        self.modern = modern
        self.number = 0
        self.functions: list[str] = []
        self.variables: list[str] = []
        self.firmware = firmware

    def name(self) -> str:
        self.number += 1
        return f"{self.rng.choice(NOUNS)}{self.number}"

    def odds(self, chance: float) -> bool:
        return self.rng.random() < chance

    def pick(self, *choices: str) -> str:
        return self.rng.choice(choices)

    def one(self, *makers: Callable[[], str]) -> str:
        return self.rng.choice(makers)()

    # --- types and declarators

    def base(self, omit: float = 0.3) -> str:
        """Specifiers without a storage class; at times without a type, but never nothing."""
        qualifier = self.pick("const", "volatile", "const volatile", "__const", "__volatile__")
        if self.odds(omit):
            return qualifier
        kind = self.rng.choice(TYPES)
        if self.odds(0.2) and not kind.endswith("*"):
            return f"{kind} {qualifier}" if self.odds(0.5) else f"{qualifier} {kind}"
        return kind

    def declarator(self, name: str) -> str:
        return self.pick(
            *(name,) * 8,
            *(
                f"*{name}",
                f"**{name}",
                f"*const {name}",
                f"{name}[3]",
                f"{name}[2][4]",
                f"({name})",
            ),
            *(f"(*{name})()", f"*{name}[4]", f"(*{name})(int, {self.abstract()})"),
            *(f"(*{name}[2])(void)", f"(*{name})[5]", f"* volatile *{name}"),
        )

    def abstract(self) -> str:
        base = self.base(0.5)
        return base + self.pick("", "", " *", " **", " (*)(void)", " *const", " (*)(const)")

    def parameters(self) -> str:
        """Of a prototype."""
        if self.odds(0.2):
            return "void"
        return ", ".join(self.parameter() for _ in range(self.rng.randint(1, 4))) + self.pick(
            "", "", "", "", ", ..."
        )

    def parameter(self) -> str:
        lead = self.pick("", "", "", "register ")
        base = self.base(0.25) if not lead or self.odds(0.5) else ""
        return f"{lead}{base} {self.declarator(self.name())}"

    # --- outside of functions

    def variable(self) -> str:
        """Declarators in a list, with or without anything before them."""
        lead = self.pick("static", "extern", "", "", "static const", "const", "volatile", "static")
        typed = "" if self.odds(0.45) else self.rng.choice(TYPES)
        if not typed and not lead and self.odds(0.3):
            lead = "__thread"
        return f"{lead} {typed} {self.list(typed, 'extern' in lead)};\n"

    def list(self, typed: str, bare: bool) -> str:
        found = []
        for _ in range(self.pick("1", "1", "2", "4").__len__() + self.rng.randint(0, 2)):
            name = self.name()
            plain = not bare and typed in ("", "int", "long", "char", "unsigned")
            if plain and self.odds(0.4):
                self.variables.append(name)
                found.append(f"{name} = {self.rng.randint(0, 99)}")
            elif plain and self.odds(0.2):
                found.append(f"{name}[] = {{1, 2, [4] = {self.rng.randint(0, 9)}, }}")
            else:
                found.append(self.declarator(name))
        return ", ".join(found)

    def prototype(self) -> str:
        name = self.name()
        lead = self.pick(
            "extern", "static", "", "", "extern __attribute__((cold))", "inline static"
        )
        typed = self.pick("", "int", "void", "char *", "struct node *", "word", "*", "**")
        ending = self.pick("", "", "", " __attribute__((noinline))", ' __asm__("' + name + '_")')
        self.functions.append(name)
        inside = self.pick("", self.parameters(), "int a, int b", "void")
        return f"{lead} {typed} {name}({inside}){ending};\n"

    def types(self) -> str:
        name = self.name()
        return self.pick(
            f"typedef {name};\n",
            f"typedef {name}_t, *{name}_p;\n",
            f"typedef const {name};\nstatic {name} {self.name()};\n",
            f"typedef unsigned {name};\nextern {name} {self.name()}, *{self.name()};\n",
            f"typedef (*{name})(int);\n{name} {self.name()};\n",
            f"typedef int {name}(int);\nstatic {name} {self.name()};\n",
            f"enum {name} {{ {self.name()}, {self.name()} = 1 << 3, }};\n",
            f"struct {name} {{ {self.members()} }};\n",
            f"union {{ {self.members()} }} {name};\n",
            f"static struct {{ {self.members()} }} const {name};\n",
            f"struct __attribute__((packed)) {name} {{ {self.members()} }} *{self.name()};\n",
        )

    def members(self) -> str:
        return " ".join(
            self.pick(
                f"int {self.name()};",
                f"const {self.name()};",
                f"volatile {self.name()}, *{self.name()};",
                f"unsigned {self.name()} : 3;",
                f"const {self.name()} : 2;",
                f"struct {{ volatile {self.name()}; }} {self.name()};",
                f"int (*{self.name()})(const, register {self.name()});",
                f"{self.base()} {self.declarator(self.name())};",
            )
            for _ in range(self.rng.randint(1, 4))
        )

    def macros(self) -> str:
        name = self.name().upper()
        other = self.name()
        return self.pick(
            f"#define {name} static\n{name} {other};\n{name} int {self.name()};\n",
            f"#define {name} register\nint {other}() {{ {name} q; {name} char *s; q = 1; }}\n",
            f"#define {name} extern const\n{name} {other}, *{self.name()};\n",
            f"#define {name} unsigned int\n{name} {other}; static {name} {self.name()}() {{}}\n",
            f"#define {name}\n{name} static {other}; {name} {self.name()}() {{}}\n",
            f"#define {name}(n) n\n{name}({other})(a) {{ return a; }}\n",
            f"#define {name}(args) args\nextern {other} {name}((int, char *));\n",
            f"#define {name}(t) t\nstatic {name}(int) {other};\n",
            f"#define {name}(n) int n\n{name}({other}) = 3;\n",
            f"#define {name} {{\n#define {name}_ }}\n{other}() {name} register i; {name}_\n",
            f"#define {name}(v) void v(void)\n{name}({other}) {{ static count; count++; }}\n",
            f"#define {name} \\\n  static /* x */ \\\n  const\n{name} {other};\n",
        )

    def conditional(self) -> str:
        one, two = self.name(), self.name()
        return self.pick(
            f"#if 0\nstatic it's {{ not C\n#endif\n{one}() {{ }}\n",
            f"#ifdef {one.upper()}\nint {one}(a) int a;\n#else\nint {one}(int a)\n#endif\n"
            "{ return a; }\n",
            '#ifdef __cplusplus\nextern "C" {\n#endif\n'
            f"{one}();\n#ifdef __cplusplus\n}}\n#endif\n",
            f"#ifndef {one.upper()}\nstatic int {one};\n#else\nlong {one};\n#endif\n{two}() {{}}\n",
            f"#if defined({one.upper()}) && \\\n  1\nint {one}\n#else\nint {two}\n#endif\n;\n",
            f"static {two}(a)\n#ifdef {one.upper()}\nlong a;\n#else\nint a;\n#endif\n"
            "{ return a; }\n",
            f"#pragma GCC poison {one.upper()}\n#undef {one}\n{one};\n",
        )

    # --- functions

    def function(self) -> str:
        return self.one(*(self.old,) * 3, *(self.new,) * 3, self.returning_function, self.vendor)

    def result(self) -> str:
        lead = self.pick("", "", "", "static", "extern", "inline static", "static inline", "const")
        return f"{lead} {self.pick('', '', '', 'int', 'char *', 'void', 'word', '*', 'unsigned')}"

    def old(self) -> str:
        """Names in parentheses, and their declarations behind: all, some or none."""
        name, names = self.name(), [self.name() for _ in range(self.rng.randint(0, 4))]
        declared = [it for it in names if self.odds(0.6)]
        self.rng.shuffle(declared)
        lists = [self.old_declaration(it) for it in declared]
        self.functions.append(name)
        gap = self.pick(" ", "\n", "\n    ")
        head = f"{self.result()} {name}({', '.join(names)}){gap}"
        return head + gap.join(lists) + "\n" + self.body()

    def old_declaration(self, name: str) -> str:
        return self.pick(
            f"register {name};",
            f"int {name};",
            f"char *{name};",
            f"register char **{name};",
            f"const {name};",
            f"register *{name};",
            f"int (*{name})();",
            f"struct node *{name};",
            f"word {name};",
            f"register int (*{name})(const);",
            f"unsigned {name};",
        )

    def new(self) -> str:
        name = self.name()
        self.functions.append(name)
        return f"{self.result()} {name}({self.parameters()})\n{self.body()}"

    def returning_function(self) -> str:
        lead, name = self.pick("", "static", "int", "char *", "const"), self.name()
        inside = self.pick("", "a, b", "int a", "void", "register a")
        behind = self.pick("", "int", "void")
        return f"{lead} (*{name}({inside}))({behind})\n{{ {self.statements(1)} return 0; }}\n"

    def vendor(self) -> str:
        if not self.firmware:
            return self.new()
        name = self.name()
        return (
            self.pick(
                f"__interrupt {name}(void)\n",
                f"void __interrupt {name}(void)\n",
                f"static __far {name}()\n",
                f"__attribute__((noinline)) {name}(int a)\n",
                f'__attribute__((section(".text.isr"))) static {name}()\n',
                f'_Pragma("GCC optimize 1") {name}(register a)\n',
                f"_Noreturn {name}(const v)\n{{ for (;;) ; }}\n{self.name()}()\n",
            )
            + self.body()
        )

    def body(self) -> str:
        return f"{{\n{self.statements(2)}}}\n"

    def statements(self, depth: int) -> str:
        number = self.rng.randint(0, 5)
        locals_ = "".join(self.local() for _ in range(self.rng.randint(0, 3)))
        work = "".join(self.work() for _ in range(self.rng.randint(0, 10)))
        return locals_ + work + "".join(self.statement(depth) for _ in range(number))

    def work(self) -> str:
        """What most of a program is: nothing is declared here."""
        value, other = self.value(), self.value()
        return self.pick(
            f"turns = {value};\n",
            f"turns += {value} << 2;\n",
            f"if (turns > {value}) turns -= 2; else turns++;\n",
            f"while (turns > 0 && turns < {value}) --turns;\n",
            f"for (turns = 0; turns < {value}; turns++) if (turns == {other}) break;\n",
            f"/* as it was: static turns; */ turns = turns * {value} - {other} / 3;\n",
            f"switch (turns & 3) {{ case 0: turns = {value}; break; default: turns ^= 1; }}\n",
            f'turns = "abc;{{"[turns % 3] == {value} ? turns : -{other};\n',
            f"turns = (char) {value} + (turns) * ({other});\n",
        )

    def local(self) -> str:
        name = self.name()
        return self.pick(
            f"register {name};\n",
            f"static {name}, *{self.name()};\n",
            f"register {name} = 3;\n",
            f"const {name} = {self.value()};\n",
            f"int {name};\n",
            f'char *{name} = "a;b{{\\"";\n',
            f"auto {name};\n",
            f"auto {name} = 7;\n",
            f"extern {name}(), (*{self.name()})();\n",
            f"static {name}[] = {{ 1, 2 }};\n",
            f"extern char *{name}(), {self.name()}();\n",
            f"struct {{ const {name}; }} {self.name()};\n",
            f"static const struct node {name} = {{ .key = 1, .next = 0 }};\n",
            f"typedef {name}; {name} {self.name()};\n",
            f'static const char *const {name}[] = {{ "x", "y" }};\n',
            f"int {name} = ({{ register t; t = 2; t; }});\n",
            f"volatile word {name};\n",
            f"extern {self.declarator(name)};\n",
            f"auto int {name}(int); int {name}(a) {{ return a; }}\n",
            f"__extension__ static {name};\n",
        )

    def value(self) -> str:
        number = str(self.rng.randint(0, 300))
        if not self.variables:
            return number
        name = self.rng.choice(self.variables)
        return self.pick(
            number, name, f"{name} + 1", f"({name} * {number})", f"(int) {name}", "'{'"
        )

    def statement(self, depth: int) -> str:
        if depth == 0:
            return f"{self.value()};\n"
        inner = self.statements(depth - 1)
        name = self.name()
        loop = name if self.modern else "turns"
        return self.pick(
            f"if ({self.value()}) {{ {inner} }} else ;\n",
            f"while ({self.value()}) {{ {inner} break; }}\n",
            f"for ({'register ' * self.modern}{loop} = 0; {loop} < 3; {loop}++) {{ {inner} }}\n",
            f"for (;;) {{ {inner} }}\n",
            f"switch ({self.value()}) {{ case 1 ... 3: {{ {inner} }} default: ; }}\n",
            f"{name}: ; {inner}\n",
            f"{name}: {{ register q; q = 1; goto {name}; }}\n",
            "(void) sizeof(const);\n",
            f"(void) ((const) {self.value()});\n",
            "(void) (volatile *) 0;\n",
            "(void) (const char *) 0;\n",
            "(void) sizeof(const int *);\n",
            "(void) sizeof(int (*)(const, register));\n",
            '__asm__ volatile ("" : : : "memory");\n',
            f"(void) (int) {{ {self.value()} }};\n",
            f"do {{ {inner} }} while (0);\n",
            f"(void) ({self.value()} ? {self.value()} : {self.value()});\n",
            ";\n",
        )


def program(rng: random.Random, modern: bool = True) -> str:
    firmware = rng.random() < 0.4
    writer = Writer(rng, firmware, modern)
    text = HEAD
    if firmware:
        text += "#define __interrupt __attribute__((noinline))\n#define __far\n"
    if rng.random() < 0.3:
        text = "#include <stddef.h>\n" + text + "static size_t many;\n"
    makers: Sequence[Callable[[], str]] = (
        *(writer.function,) * 6,
        *(writer.variable,) * 3,
        *(writer.prototype, writer.types, writer.macros, writer.conditional),
    )
    return text + "".join(rng.choice(makers)() for _ in range(rng.randint(2, 18)))


def dressed(text: str, rng: random.Random) -> bytes:
    """The same program put down in some manner."""
    gap, comment = rng.choice((" ", "\t", "  ")), rng.choice((0.0, 0.0, 0.03, 0.15))
    breaks, dense = rng.choice((0.0, 0.1, 0.4)), rng.random() < 0.25
    pieces: list[str] = []
    for piece in TOKEN.findall(text):
        if piece.lstrip().startswith("#"):
            pieces.append(("" if not pieces or pieces[-1].endswith("\n") else "\n") + piece)
        elif piece == "\n":
            kept = not dense or len("".join(pieces[-LONG:]).rpartition("\n")[2]) > LONG
            pieces.append("\n" if kept else "")
        else:
            pieces += [between(pieces, piece, gap, dense), piece]
            if rng.random() < comment and piece != "/":
                pieces.append(rng.choice(COMMENTS))
            elif rng.random() < breaks:
                pieces.append(rng.choice(("\n", "\n" + gap, " \\\n")))
    whole = "".join(pieces) + "\n"
    if rng.random() < 0.2:
        whole = whole.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if rng.random() < 0.1 else b""
    return mark + whole.encode("latin-1")


def between(pieces: Sequence[str], piece: str, gap: str, dense: bool) -> str:
    """White space where two tokens would become one, and elsewhere unless it is dense."""
    before = next((it for it in reversed(pieces) if it), "\n")
    if before.endswith("\n"):
        return ""
    word = re.compile(r"[\w.+\-<>&|=/*'\"]")
    joined = word.match(before[-1]) and word.match(piece[0])
    return gap if joined or not dense else ""
