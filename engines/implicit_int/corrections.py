"""What the document that began this says of omitted types, and what is so."""

from typing import NamedTuple

from engines.marking import N_


class Correction(NamedTuple):
    """`constructs` show it."""

    document: str
    so: str
    constructs: tuple[str, ...]


CORRECTIONS = (
    Correction(
        N_("In a definition the type may be omitted, usually with a warning."),
        N_(
            "In C89 it may, and gcc and clang do not warn. No later standard allows it: there gcc "
            "warns up to version 13, and gcc 14 and clang 16 refuse it."
        ),
        ("definition", "pointer-definition", "static-definition"),
    ),
    Correction(
        N_("In a declaration it may not be omitted."),
        N_(
            "In C89 it may, beside any other specifier: extern g(int); static x; const y; and "
            "typedef T; are right, and gcc is silent even where it is asked to be pedantic."
        ),
        ("extern-function", "static", "const", "typedef", "local", "parameter", "member"),
    ),
    Correction(
        N_("Outside of functions add(int a, int b); is refused."),
        N_(
            "No standard has it, since nothing at all stands before the name; compilers take it "
            "all the same. gcc warns, and no option rules that warning; from C99 on gcc 14 and "
            "clang 16 refuse it; tcc never minds. SDCC alone does as the document says."
        ),
        ("bare-prototype", "bare-function", "bare", "bare-pointer"),
    ),
    Correction(
        N_("Of what such lines mean within functions nothing is said."),
        N_(
            "There zero(); declares nothing: it is a call, and the function runs. "
            "add(int a, int b); is a call as well, of types, and refused everywhere."
        ),
        ("local-call", "local-prototype", "local-bare"),
    ),
    Correction(
        N_("zero() {} returns an int, which int z = zero(); may use."),
        N_(
            "Its value is undefined: z is what was left in a register, 0 under one compiler, 2 or "
            "another number at each run under the next. gcc does not say so without -Wall."
        ),
        ("missing-return",),
    ),
)


def correction(construct: str) -> Correction | None:
    """The one that a construct shows."""
    return next((it for it in CORRECTIONS if construct in it.constructs), None)
