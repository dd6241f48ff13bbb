"""What int() says."""

from pathlib import Path

from tests.cli.case import case

KINDS = (
    *("declaration", "definition", "empty", "knr", "missing", "parameter", "return", "undeclared"),
    *("local", "member", "pointer", "extern", "static", "typedef", "type", "names", "main"),
)
SEVERITIES = ("error", "warning", "note")
"""As editors look for them."""

CODE = (
    *("add", "auto", "bare", "const", "for", "half", "inline", "int", "register", "sizeof"),
    *("struct", "unchecked", "unsigned", "void"),
)
COMPILERS = ("gcc", "clang", "tcc", "sdcc", "aarch", "arm", "gnu", "mcs", "json", "text", "sarif")


def sources(folder: Path) -> None:
    (folder / "old.c").write_text("main(){ return f(1); }\nstatic x;\nFOO(y) bar;\ng(a) {}\n")
    (folder / "new.c").write_text("int z(void){return 0;}\n")
    (folder / "maybe.c").write_text("FOO(y) bar;\n")


CASES = [
    case("c --help", "check", "compilers", "explain", "fix", "run"),
    case("c check --help", "cousins", "findings", "gnu", "unread"),
    case("c fix --help", "gnu"),
    case("c check old.c --std c77"),
    case("c check . --cousins", *KINDS, *SEVERITIES, "gnu", prepare=sources),
    case("c check new.c", "gnu", prepare=sources),
    case("c check maybe.c", *KINDS, *SEVERITIES, prepare=sources),
    case("c check none.c", prepare=sources),
    case("c check folder", "folder"),
    case("c check new.c --ask all", *COMPILERS, prepare=sources),
    case("c check old.c --ask nobody", "nobody", "arm", "aarch", *COMPILERS, prepare=sources),
    case("c fix new.c", prepare=sources),
    case("c fix maybe.c", prepare=sources),
    case("c fix old.c --write", "orig", prepare=sources),
    case("c explain", *CODE, *KINDS, *COMPILERS),
    case("c explain nothing", "nothing"),
    case("c explain knr-names", *CODE, *KINDS, *COMPILERS),
    case("c explain empty-parentheses", *CODE, *KINDS, *COMPILERS),
    case("c compilers", *COMPILERS),
]
