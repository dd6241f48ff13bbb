"""Programs that do more for boards. zerodeck goes without all of them, so none is a fault."""

from collections.abc import Sequence
from functools import partial

from engines.pi.doctor.check import Check, Result, ok, skipped
from engines.pi.doctor.host import Host
from engines.wire import N_

FOLDERS = "/usr/local/bin:/usr/bin:/bin"
COMPILERS = ("gcc", "clang", "tcc", "sdcc", "arm-none-eabi-gcc")
DEBUGGERS = ("gdb-multiarch", "arm-none-eabi-gdb")


def installed(host: Host, name: str) -> bool:
    """Whether it would be found by its name, or after a login that knows more folders."""
    folders = f"{host.environ.get('PATH', '')}:{FOLDERS}".split(":")
    return any(host.at(f"{each}/{name}").is_file() for each in folders if each[:1] == "/")


def any_of(names: Sequence[str], absent: str, package: str, host: Host) -> Result:
    found = [name for name in names if installed(host, name)]
    if found:
        return ok(N_("There is {programs}."), programs=", ".join(found))
    return skipped(absent, f"sudo apt install {package}")


def check(key: str, names: Sequence[str], package: str, title: str, absent: str, why: str) -> Check:
    return Check(key, N_("Tools"), title, why, partial(any_of, names, absent, package))


CHECKS: tuple[Check, ...] = (
    check(
        "compilers", COMPILERS, "gcc", N_("C compilers"), N_("There is no C compiler."),
        N_("int() asks the compilers that it finds, and runs the example; it knows much without."),
    ),
    check(
        "debugger", DEBUGGERS, "gdb-multiarch", N_("Debugger"),
        N_("There is no debugger for boards."),
        N_("gdb-multiarch steps through a program on a board; the machine's own gdb cannot."),
    ),
    check(
        "tmux", ("tmux",), "tmux", "tmux", N_("There is no tmux."),
        N_("zerodeck --keep runs inside it: a connection that drops then loses nothing."),
    ),
)  # fmt: skip
