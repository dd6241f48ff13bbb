"""What a scan says of each finding, and what it leaves in doubt."""

import subprocess
import sys

import pytest

from engines.implicit_int.declarations import FAR, MANY
from engines.implicit_int.finding import OMISSIONS, Finding
from engines.implicit_int.lexer import tokens
from engines.implicit_int.scanner import scan, unread


def omissions(source: str, standard: str = "gnu99") -> list[Finding]:
    return [it for it in scan(source.encode("latin-1"), standard) if it.kind in OMISSIONS]


def told(source: str, standard: str = "gnu99") -> list[tuple[str, str]]:
    return [(it.kind, it.name) for it in omissions(source, standard)]


def sure(source: str) -> list[tuple[str, str]]:
    return [(it.name, it.certainty) for it in omissions(source)]


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("f() {}", [("return", "f")]),
        ("static x;", [("declaration", "x")]),
        ("void f() { register i; }", [("local", "i")]),
        ("void f(const x) {}", [("parameter", "x")]),
        ("int f(a, b) register b; { }", [("knr-parameter", "a"), ("knr-parameter", "b")]),
        ("struct { const x : 3; } s;", [("member", "x")]),
        ("int n = sizeof(const *);", [("type-name", "")]),
    ],
)
def test_each_kind_has_its_word(source: str, kinds: list[tuple[str, str]]) -> None:
    assert told(source) == kinds


def test_a_finding_says_where_it_is_and_in_which_function() -> None:
    (found,) = omissions("int a;\nvoid g(void)\n{\n\tstatic  deep;\n}\n")
    assert (found.line, found.column, found.offset) == (4, 10, 31)
    assert (found.name, found.function, found.certainty) == ("deep", "g", "certain")


def test_declarators_of_one_declaration_share_its_edit() -> None:
    found = omissions("static a, *b, c[3];")
    assert len(found) == 3
    assert len({it.edits for it in found}) == 1
    assert [(edit.offset, edit.text) for edit in found[0].edits] == [(7, "int ")]


def test_names_are_read_as_utf_8() -> None:
    assert scan("static größe;".encode())[0].name == "größe"


@pytest.mark.parametrize("standard", ["c23", "gnu23", "c2x"])
def test_inference_of_c23_is_no_omission(standard: str) -> None:
    source = "void f(void) { auto i = 3; auto j; }"
    assert told(source, standard) == [("local", "j")]


def test_auto_with_a_value_is_found_before_c23_and_left_alone() -> None:
    (found,) = omissions("void f(void) { auto i = 3; }")
    assert (found.name, found.edits) == ("i", ())


def test_attributes_of_c23_are_no_declarators() -> None:
    assert told("[[nodiscard]] static f(void) { [[maybe_unused]] const x; }", "c23") == [
        ("return", "f"),
        ("local", "x"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        'MODULE_LICENSE("GPL");',
        "DECLARE_BITMAP(bits, 32);",
        "counter(3);",
        "TEST(first) { }",
        '#include "defs.h"\nLOCAL count;',
        '#include "defs.h"\nvoid f() { REG i; }',
        '#include "defs.h"\nint f(const maybe);',
        "#ifdef X\nint\n#endif\nf() {}",
    ],
)
def test_what_may_be_a_macro_or_a_type_is_doubtful_and_has_no_edits(source: str) -> None:
    (found, *_) = omissions(source)
    assert (found.certainty, found.edits) == ("maybe", ())


@pytest.mark.parametrize(
    "source",
    [
        "#define ISR(v) void v(void)\nISR(timer) { }",
        "#define FIELD(t, n) t n\nFIELD(int, x);",
        '#include "defs.h"\nEXPORT(int) f(void);',
        '#include "defs.h"\nLOCAL FILE *f; PRIVATE int g(void); u8 x; static u8 y; T *z;',
        '#include "defs.h"\nstatic T (*f)(int); const MACRO(1) x = 3; T (g)(int);',
        '#include "defs.h"\nint f(const Thing, register Other *);',
        '#include "defs.h"\nvoid g(void) { NEW(const T); use(sizeof(const T), (const T) x); }',
        "#include <stddef.h>\nstatic size_t n; int f(const size_t);",
        "__declspec(thread) int x; static __declspec(thread) int y;",
        "int f(void) { a * b; return c(d); }",
        "#define f(x) x\n#if 0\nstatic y;\n#endif\n",
        'extern "C" { int f(); }',
        "class X { };",
        "void f(void) { struct { int a; } const x; union U { int a; } volatile *y; }",
        "@interface Y @end",
        "void f(void) { for (const char *p = 0; ; ) ; }",
    ],
)
def test_what_has_a_type_is_no_finding(source: str) -> None:
    assert not omissions(source)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("#define REG register\nvoid f() { REG i; }", ["i"]),
        ("#define REG /* c */ register \\\n const\nvoid f() { REG i; }", ["i"]),
        ("#define A static\n#define B A\nB x;", ["x"]),
        ("#define INT int\nstatic INT x; INT y; INT f() {}", []),
        ("#define NONE\nNONE static x;", ["x"]),
        ("#define FN(n) n\nFN(f)(a) { }", ["FN", "a"]),
        ("#define P(a) a\nextern f P((int));", ["f"]),
        ("#define A B\n#define B A\nstatic A;", ["A"]),
        (
            "#define BEGIN {\n#define END }\nf() BEGIN register i; END g() BEGIN END",
            ["f", "i", "g"],
        ),
        ("#define DO(x) do { x\n#define OD } while (0)\nvoid f() { DO(a); OD; }\ng() {}", ["g"]),
    ],
)
def test_macros_without_parameters_are_what_they_stand_for(source: str, names: list[str]) -> None:
    assert [it.name for it in omissions(source)] == names
    assert all(it.certainty == "certain" for it in omissions(source))


def test_a_macro_that_holds_words_and_name_is_not_edited() -> None:
    (found,) = omissions("#define DECL static x\nDECL;")
    assert (found.name, found.edits) == ("x", ())


def test_both_branches_are_read_and_dead_ones_are_not() -> None:
    source = """#ifdef A\nstatic a;\n#elif B\nstatic b;\n#else\nstatic c;\n#endif
#if 0\nstatic d;\n#elif C\nstatic e;\n#endif\n#if 1\nstatic f;\n#else\nstatic g;\n#endif\n"""
    assert sure(source) == [(name, "certain") for name in "abcef"]


def test_heads_that_share_a_body_are_all_read() -> None:
    source = "#ifdef A\nf(a)\n#else\ng(b)\n#endif\n{ register i; }\nh() {}\n"
    found = [it.name for it in omissions(source)]
    assert found == ["f", "a", "g", "b", "i", "h"]
    assert all(it.certainty == "certain" for it in omissions(source))


def test_a_function_declared_void_is_mended_with_void() -> None:
    (found,) = omissions("void f();\nf() {}")
    assert [edit.text for edit in found.edits] == ["void "]


def test_statements_outside_of_functions_make_declarations_doubtful() -> None:
    assert sure("f() { } x; } if (x) return;\ny = 3;") == [
        ("f", "certain"),
        ("x", "maybe"),
        ("y", "maybe"),
    ]


def test_scanning_needs_no_compiler_and_no_library() -> None:
    program = (
        "import sys; from engines.implicit_int.scanner import scan; scan(b'x;');"
        "print(sorted({it.partition('.')[0] for it in sys.modules} & {'numpy', 'textual', 'rich',"
        "'subprocess', 'asyncio', 'typer'}))"
    )
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("f() { ) register i; } g() { }", ["f", "i", "g"]),
        ("f() { (; } g() { ] [ }", ["f", "g"]),
        ("#if 0\n#if X\n#endif\nstatic it's;\n#endif\nx;", ["x"]),
        ("#ifdef A\nvoid f() {\nint a;\n#else\nvoid g() {\nint b;\n#endif\n}\nh() {}", ["h"]),
    ],
)
def test_what_is_behind_brackets_and_branches_that_do_not_match_is_read(
    source: str, names: list[str]
) -> None:
    assert sure(source) == [(name, "certain") for name in names]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("#define D(n) static n; static n##_count\nD(x);", ["x", "x_count"]),
        (
            "#ifdef A\nf(a)\n#else\ng(a)\n#endif\n{ }\n#define D(n) static n; static n##2\nD(x);",
            ["f", "a", "g", "a", "x", "x2"],
        ),
        ("#define L(c, l) c() { d(l); }\nL(f, (1, 2)) L(g, 3)\nh() {}", ["f", "g", "h"]),
        ("#define R(v) do { register t = v; } while (0)\nvoid f() { R(3); }", ["t"]),
        ("#define S(a, ...) static a = __VA_ARGS__;\nS(x, 1)", ["x"]),
        ("#define S(a, b...) static a[] = { b };\nS(x, 1, 2)", ["x"]),
        ("#define A(n) const n;\n#define B A\n#define C B(y)\nB(x) C", ["x", "y"]),
        ("#define A(n) static n\n#define B(n) A(n); A(n##2)\nB(x);", ["x", "x2"]),
        ('#define A(n) static n = 1; char *n##_ = #n "#"\nA(x);', ["x"]),
        ("#define A(n) A(n); static n\nA(x);", ["x"]),
        ("#define A(n) static n\nint A; A /* c */ \\\n (x);", ["x"]),
        ("#define R register\n#define A(n) R n\nint f() { A(x); } h() {}", ["x", "h"]),
        ("#define F( a ) { static a\nint f() F(x); } h() {}", ["x", "h"]),
    ],
)
def test_calls_of_macros_that_declare_something_are_what_they_stand_for(
    source: str, names: list[str]
) -> None:
    found = omissions(source)
    assert [it.name for it in found] == names
    assert all(not it.edits for it in found if source[it.offset].isupper())


def test_a_macro_without_its_parentheses_is_a_name() -> None:
    assert told("#define O(x) { static x;\nint a, O = 0, b;\nstatic c;") == [("declaration", "c")]


def test_a_call_without_end_is_a_name() -> None:
    assert [it.name for it in omissions("#define A(n) static n\nx; A(y; z() {}")] == ["x"]
    many = "#define A(n) static n\nx; A(" + "(y), " * 2000 + "); z() {}"
    assert [it.name for it in omissions(many)] == ["x", "z"]


def test_a_call_with_branches_within_is_a_name() -> None:
    source = "#define A(n) static n\nA(\n#if X\nx\n#else\ny\n#endif\n); z() {}"
    assert [it.name for it in omissions(source)] == ["z"]


def test_calls_of_macros_make_no_more_words_than_the_source_has_letters() -> None:
    source = "#define A(n) static n" + ", n##1" * 600 + ";\n" + "A(x)\n" * 2000
    assert len(omissions(source)) < len(source)
    source = "#define A(n) static x; " + "n " * 300 + "\nA(" + "y " * 1000 + ")\n"
    assert len(tokens(source, unread).texts) < len(source)


def test_where_int_is_a_macro_nothing_is_edited() -> None:
    assert not any(it.edits for it in omissions("#define int short\nx; f() { static y; }"))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("f(a)\n#ifdef A\nchar *a;\n#endif\n#ifndef A\nchar a;\n#endif\n{ }", ["f"]),
        ("f(a, b) int a; int a; { }", ["f", "b"]),
        ("f(a) int c; { } g() {}", ["g"]),
        ("#include <varargs.h>\nf(a, va_alist) va_dcl { }", ["f", "a"]),
        ("f(va_alist) va_dcl; { } g(va_alist) { }", ["f", "g", "va_alist"]),
        ('#include "t.h"\nf(a, b) reg Eptr a; reg Eptr *b; { } g() {}', ["f", "g"]),
        ('#include "z.h"\nlocal word f(a) huft * FAR *a; { }\nlocal huft *g(a) int a; { }', []),
        ('#include "z.h"\nT f(a) char * CONST a; { }', []),
        ("SCCSID(@(#)a.c\t1.2);\nf() {}", ["f"]),
        ("int a,\n#ifdef X\nb;\n#else\nc;\n#endif\nd() {}", ["d"]),
        ("_PROTOTYPE( int f, (void) );\nFORWARD _PROTOTYPE( void g, (int a) );\nh() {}", ["h"]),
        ("#define P(x) x\nstatic P(y)(a) { }", ["P", "a"]),
    ],
)
def test_manners_of_old_sources_are_read(source: str, names: list[str]) -> None:
    assert [it.name for it in omissions(source)] == names


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("#define put(a) a\n#undef put\nput(b) { }", ["put", "b"]),
        ("#define put(a) a\n#undef put\n#define put(a) void a()\nput(b) { }", []),
        ("#define put(a) a;\nput(b) c; { }\n#undef put\nput(d) { }", ["c", "put", "d"]),
        ("#ifndef copy\n#define copy(a) a\n#else\ncopy(a) char *a; { }\n#endif", ["copy"]),
        ('#include "l.h"\nint f(g, h) P(int (*g), (int)); int h; { } k() {}', ["k"]),
        ('#include "l.h"\nint f(g) P(int (*h), (int)); { } k() {}', ["k"]),
    ],
)
def test_a_name_is_a_macro_only_where_it_is_defined_and_called(
    source: str, names: list[str]
) -> None:
    assert [it.name for it in omissions(source)] == names


def test_behind_a_comma_in_a_block_no_declaration_begins() -> None:
    assert not omissions("void f(void) { a, const b; }")


def test_a_declarator_has_its_name_among_its_first_tokens() -> None:
    assert [it.name for it in omissions("static " + "*" * (FAR - 1) + "x; y;")] == ["x", "y"]
    assert [it.name for it in omissions("static " + "*" * FAR + "x; y;")] == ["y"]


def test_a_declaration_has_so_many_declarators() -> None:
    many = ", ".join(f"x{number}" for number in range(MANY))
    assert len(omissions(f"static {many}; y;")) == MANY + 1
    assert [it.name for it in omissions(f"static {many}, z; y;")] == ["y"]


@pytest.mark.parametrize("word", ["static", "const", "register", "extern"])
def test_what_stands_in_the_call_of_a_macro_that_makes_a_type_is_no_parameter(word: str) -> None:
    source = f"LOCAL({word}) int x;\nvoid f(void) {{ LOCAL({word}) int y; }}\n"
    assert [it for it in scan(source.encode()) if it.kind in OMISSIONS] == []


@pytest.mark.parametrize(
    "source",
    [
        "int f(void) __THROW __attribute__((__const__));",
        "int f(void) __attribute__((const, unused));",
        "int f(void) UNSEEN __attribute__((unused, const));",
        "__declspec(const) int x;",
        "extern EXPORTED(int) _hidden;",
        "extern EXPORTED(other *) _hidden;",
        "MADE(1, int, name, static);",
        "MADE(int, (*name), (void), typedef);",
    ],
)
def test_what_headers_of_libraries_write_omits_nothing(source: str) -> None:
    assert [it for it in scan(source.encode()) if it.kind in OMISSIONS and it.edits] == []
    assert not [it for it in scan(source.encode()) if it.kind in ("parameter", "type-name")]


def test_headers_of_another_language_omit_nothing_where_a_scope_is_named() -> None:
    source = (
        b"typedef std::set Set;\nclass It {\n  const std::set all;\n  typedef own::type T;\n};\n"
    )
    assert [it for it in scan(source) if it.kind in OMISSIONS] == []
