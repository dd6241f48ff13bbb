"""`make docs`: docs/troubleshooting.md, from the doctor's checks.

The sentences and the commands are those that the checks tell of the machines of their tests: what
somebody will really see. Where no machine shows a command, the page names the check.
"""

import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from textwrap import fill

from engines.pi.doctor.check import Check, Result
from engines.pi.doctor.doctor import CHECKS, examine, named
from tests.engines.pi.doctor.test_machines import MACHINES, host

FILE = Path(__file__).resolve().parents[1] / "docs" / "troubleshooting.md"
WIDE = 125

HEAD = """\
# Something is wrong

    zerodeck doctor                               # all that may be wrong with this machine
    zerodeck doctor usb-nodes groups              # some checks alone, with the why
    zerodeck doctor --strict; echo $?             # for scripts: 0 well, 1 a warning, 2 to be mended

The doctor changes nothing and needs no root. What it prints behind `$` is to be pasted: it knows
this machine's names and folders, while those below are examples, of a Pi whose user is `pi` and
whose zerodeck is in `/home/pi/venv`. In the console, `D` opens it.

*This page is made from the checks: `make docs`.*
"""

SYMPTOMS = (
    ("keys echo seconds late", "wifi-power-saving", "wifi-signal"),
    ("`error: externally-managed-environment`", "environment"),
    ("`ensurepip is not available`", "venv-tools"),
    ("`Killed`, and nothing else", "memory"),
    ("`No available debug probes`", "usb-nodes", "udev-rules", "groups"),
    ("`Access denied (insufficient permissions)`", "usb-nodes", "udev-rules", "groups"),
    ("`No backend available`", "libusb"),
    ("a probe vanishes in the middle of work", "power"),
    ("every command of pyOCD ends with a traceback", "pyocd-plugin"),
    ("`could not open port /dev/ttyACM0`", "serial", "groups"),
    ("`No space left on device`", "disk", "tmp"),
    ("`Read-only file system`", "read-only", "sd-card"),
    ("pip compiles for hours: `Building wheel for capstone`", "pip", "bits"),
    ("pip fetches gigabytes of `nvidia-…`", "torch"),
    ("`certificate is not yet valid`", "clock"),
    ("`ModuleNotFoundError`", "dependencies", "environment"),
    ("a game does not start, or `pygame` lacks something", "pygame", "display"),
    ("a game makes no sound", "sound"),
    ("everything is slow, and was not before", "heat", "power", "memory"),
    ("no tabs, only a report", "terminal"),
    ("lines are drawn with `+` and `-`; no Chinese", "locale"),
    ("colors are pale or wrong", "color"),
    ("`Esc` takes half a second", "multiplexer"),
)
"""What somebody would search for, and the checks to run."""


def main() -> None:
    FILE.write_text(page(), "utf-8")
    print(FILE)


def page() -> str:
    found = examples()
    parts = [HEAD, symptoms()]
    for group, members in groupby(CHECKS, lambda it: it.group):
        parts += [f"## {group}\n", *(told(it, found.get(it.key, [])) for it in members)]
    return "\n".join(parts)


def symptoms() -> str:
    rows = ["## What you see\n", "| you see | type |", "|---|---|"]
    for seen, *keys in SYMPTOMS:
        links = ", ".join(f"[{it.title}](#{it.key})" for it in named(keys))
        rows.append(f"| {seen} | `zerodeck doctor {' '.join(keys)}`: {links} |")
    return "\n".join(rows) + "\n"


def told(check: Check, results: Iterable[Result]) -> str:
    lines = [f"### {check.key}\n", fill(f"*{check.title}.* {check.why}", WIDE) + "\n"]
    for result in results:
        lines.append(f"> {result.sentence}\n")
        if result.fix:
            lines += [*(f"    {line}" for line in result.fix.splitlines()), ""]
    if not any(result.fix for result in results):
        lines.append(f"    zerodeck doctor {check.key}\n")
    return "\n".join(lines)


def examples() -> dict[str, list[Result]]:
    """By check, what it says of all machines; of several that differ in particulars, the first."""
    found: dict[str, dict[str, Result]] = {}
    for check, result in results():
        if result.status in ("warning", "failure") or result.fix:
            found.setdefault(check.key, {}).setdefault(result.says, result)
    return {key: list(each.values()) for key, each in found.items()}


def results() -> Iterator[tuple[Check, Result]]:
    for machine in MACHINES.values():
        with tempfile.TemporaryDirectory() as root:
            yield from examine(host(Path(root), machine))


if __name__ == "__main__":
    main()
