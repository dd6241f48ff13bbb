"""What of C is asked about: each way to leave out a type, and what looks like one, alone."""

from typing import NamedTuple

from engines.implicit_int.finding import Kind
from engines.marking import N_


class Construct(NamedTuple):
    """`title` is how C writes it; `law` names what rules it, among the LAWS; `kinds` are those that
    a scan finds in the example, none where nothing is left out that may be."""

    title: str
    meaning: str
    example: str
    law: str
    kinds: tuple[Kind, ...] = ()


RETURN = N_(
    "A function is defined without the type of what it returns: it returns int. A pointer or a "
    "storage class beside the name changes nothing about that."
)
SPECIFIED = N_(
    "A declaration says how something is stored or whether it changes, but not what it is: int is "
    "meant, for every name that follows."
)
BARE = N_(
    "Outside of functions a declaration has nothing before its name. No standard ever had this; "
    "compilers took it over from the C before the first of them."
)

CONSTRUCTS: dict[str, Construct] = {
    "definition": Construct(
        "f(int a) {}", RETURN, "f(int a) { return a; }", "definition", ("return",)
    ),
    "pointer-definition": Construct(
        "*f(void) {}", RETURN, "*f(void) { return 0; }", "definition", ("return",)
    ),
    "static-definition": Construct(
        "static f(void) {}", RETURN, "static f(void) { return 0; }", "specified", ("return",)
    ),
    "inline-definition": Construct(
        "inline f(void) {}",
        N_(
            "An inline function without the type of what it returns. Where standard C has inline, "
            "types may not be omitted any more: only compilers' own C89 takes both."
        ),
        "inline f(void) { return 0; }",
        "inline",
        ("return",),
    ),
    "knr-untyped": Construct(
        "f(a, b) {}",
        N_(
            "An old definition that names parameters and declares none of them: they are int, and "
            "so is what the function returns."
        ),
        "f(a, b) { return a + b; }",
        "definition",
        ("return", "knr-parameter"),
    ),
    "knr-names": Construct(
        "int f(a, b) {}",
        N_("An old definition that names parameters and does not declare them: they are int."),
        "int f(a, b) { return a + b; }",
        "undeclared-knr",
        ("knr-parameter",),
    ),
    "knr-return": Construct(
        "f(a) int a; {}",
        N_("An old definition whose parameters are declared, without the type of what it returns."),
        "f(a) int a; { return a; }",
        "definition",
        ("return",),
    ),
    "knr-register": Construct(
        "int f(a) register a;",
        N_("A parameter of an old definition is declared with a storage class alone: it is int."),
        "int f(a) register a; { return a; }",
        "specified-knr",
        ("knr-parameter",),
    ),
    "static": Construct("static x;", SPECIFIED, "static x;", "specified", ("declaration",)),
    "const": Construct("const y;", SPECIFIED, "const y;", "specified", ("declaration",)),
    "typedef": Construct("typedef T;", SPECIFIED, "typedef T;", "specified", ("declaration",)),
    "extern-function": Construct(
        "extern g(int);", SPECIFIED, "extern g(int);", "specified", ("declaration",)
    ),
    "bare": Construct("x;", BARE, "x;", "bare", ("declaration",)),
    "bare-pointer": Construct("*p;", BARE, "*p;", "bare", ("declaration",)),
    "bare-function": Construct("zero();", BARE, "zero();", "bare", ("declaration",)),
    "bare-prototype": Construct(
        "add(int a, int b);", BARE, "add(int a, int b);", "bare", ("declaration",)
    ),
    "local": Construct(
        "{ register i; }", SPECIFIED, "void f(void) { register i; }", "specified", ("local",)
    ),
    "auto": Construct("{ auto i; }", SPECIFIED, "void f(void) { auto i; }", "auto", ("local",)),
    "auto-value": Construct(
        "{ auto i = 3; }",
        N_(
            "The one omission whose meaning has changed: an int in old C, the type of the value "
            "in C23. With 3 both are int, with 3.5 they are not."
        ),
        "void f(void) { auto i = 3; }",
        "auto-value",
        ("local",),
    ),
    "for": Construct(
        "for (register i = 0;",
        N_(
            "A loop declares its counter with a storage class alone. Where a loop may declare "
            "something, types may not be omitted any more."
        ),
        "void f(void) { for (register i = 0; i < 3; i++) ; }",
        "for",
        ("local",),
    ),
    "local-bare": Construct(
        "{ x; }",
        N_(
            "Within a function this is no declaration: it is the value of x, which nobody has "
            "declared."
        ),
        "void f(void) { x; }",
        "undeclared",
    ),
    "local-call": Construct(
        "{ zero(); }",
        N_(
            "Within a function this is no declaration: it calls the function, and what stands in "
            "its body is done."
        ),
        "int zero(void) { return 0; }\nvoid f(void) { zero(); }",
        "call",
    ),
    "local-prototype": Construct(
        "{ add(int a, int b); }",
        N_(
            "Within a function this is read as a call, and a type is no argument: refused "
            "everywhere."
        ),
        "int add(int, int);\nvoid f(void) { add(int a, int b); }",
        "call-of-types",
    ),
    "parameter": Construct(
        "f(const x)", SPECIFIED, "void f(const x) {}", "specified", ("parameter",)
    ),
    "parameter-unnamed": Construct(
        "int (*fp)(const);", SPECIFIED, "int (*fp)(const);", "specified", ("parameter",)
    ),
    "names": Construct(
        "int f(x);",
        N_(
            "Names without types in a declaration. They belong to old definitions; here they say "
            "nothing about the parameters."
        ),
        "int f(x);",
        "names",
    ),
    "half-typed": Construct(
        "int f(int a, b)",
        N_(
            "A type is not handed on to the next parameter: either each one has its own, or, in an "
            "old definition, none has."
        ),
        "int f(int a, b) { return a + b; }",
        "half-typed",
    ),
    "member": Construct(
        "struct { const x; }", SPECIFIED, "struct S { const x; };", "specified", ("member",)
    ),
    "member-bare": Construct(
        "struct { x; }",
        N_("A member with nothing before its name. No C has ever had this."),
        "struct S { x; };",
        "member",
    ),
    "type-name": Construct(
        "sizeof(const)",
        N_("The name of a type that consists of a qualifier: int is meant."),
        "int n = sizeof(const);",
        "specified",
        ("type-name",),
    ),
    "undeclared-call": Construct(
        "g(3);",
        N_(
            "A function is called that nobody has declared: it is taken to return int, and "
            "its arguments are passed unchecked."
        ),
        "int f(void) { return g(3); }",
        "undeclared-call",
        ("undeclared-call",),
    ),
    "missing-return": Construct(
        "int z = zero();",
        N_(
            "A function that owes a value ends without one, and the caller uses it: z is whatever "
            "was left in a register. To end so is allowed while nobody uses the value."
        ),
        "int zero(void) {}\nint f(void) { int z = zero(); return z; }",
        "missing-return",
        ("missing-return",),
    ),
    "empty-parentheses": Construct(
        "int f() {}",
        N_(
            "Empty parentheses of a definition: there are no parameters, but calls with arguments "
            "go unseen until C23. With void between them they are refused everywhere."
        ),
        "int f() { return 0; }",
        "empty-definition",
        ("empty-parentheses",),
    ),
    "unchecked-call": Construct(
        "int f(); f(3);",
        N_(
            "Empty parentheses of a declaration say nothing about the arguments, so that wrong "
            "ones go unseen; in C23 they say that there are none."
        ),
        "int f();\nint g(void) { return f(3); }",
        "unchecked-call",
        ("empty-parentheses",),
    ),
    "knr-definition": Construct(
        "int f(a) int a; {}",
        N_(
            "An old definition with every type in place. It omits nothing, but calls of it are "
            "unchecked, and C23 has it no more."
        ),
        "int f(a) int a; { return a; }",
        "knr",
        ("knr-definition",),
    ),
    "unsigned": Construct(
        "unsigned u;",
        N_("Nothing is omitted: unsigned, signed, long and short are types by themselves."),
        "unsigned u;\nlong l;\nshort s;",
        "typed",
    ),
    "typedef-name": Construct(
        "T f(void) {}",
        N_("Nothing is omitted: the name of a type is a type."),
        "typedef int T;\nT f(void) { return 0; }",
        "typed",
    ),
}
"""In the order of a table: definitions, declarations, what is in blocks, in parentheses and in
structs; then the cousins, and what omits nothing."""
