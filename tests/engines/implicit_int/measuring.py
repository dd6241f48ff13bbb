"""What compilers say of the constructs, asked anew: the lines of engines/implicit_int/known.py.

python -m tests.engines.implicit_int.measuring [--root FOLDER] gcc-16 clang-21 …

With a root, those of the system in that folder are asked, which root alone may do. A new version is
a new column; where it says the same as the one before, its number is enough.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engines.implicit_int.constructs import CONSTRUCTS
from engines.implicit_int.standards import INFERRING, STANDARDS

SECONDS = 120
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("compilers", nargs="+")
    parser.add_argument("--root", type=Path, default=Path("/"))
    asked = parser.parse_args()
    for name in asked.compilers:
        print(f"\n{name}")
        for key, letters in measured(name, root=asked.root).items():
            print(f"    {key:<20}{letters}", flush=True)


def measured(
    name: str, standards: Sequence[str] = STANDARDS, root: Path = Path("/")
) -> dict[str, str]:
    """A row of letters for each construct: nothing said, a warning, an error, or "-" for a standard
    that it does not take, that is, not even for an innocent source."""
    with tempfile.TemporaryDirectory(dir=root / "tmp") as folder:
        source = Path(folder) / "source.c"
        source.write_text("int nothing;\n")
        taken = {each: said(name, each, source, root) == "." for each in standards}
        found = {}
        for key, construct in CONSTRUCTS.items():
            source.write_text(construct.example + "\n")
            row = (said(name, it, source, root) if taken[it] else "-" for it in standards)
            found[key] = "".join(row)
    return found


def said(name: str, standard: str, source: Path, root: Path) -> str:
    chroot = ["chroot", str(root)] if root != Path("/") else []
    command = [*chroot, name, *options(name, standard)]
    inner = "/" / source.relative_to(root) if chroot else source
    command += [str(inner), *output(name, inner)]
    done = subprocess.run(
        command, capture_output=True, timeout=SECONDS, cwd=source.parent, env=ENVIRONMENT
    )
    return "E" if done.returncode else "w" if b"warning" in done.stdout + done.stderr else "."


def options(name: str, standard: str) -> list[str]:
    """clang 14 and gcc up to 13 know C23 as c2x only, and all take that name still."""
    if standard in INFERRING:
        standard = standard.replace("23", "2x")
    if name.startswith("sdcc"):
        return [f"--std-{standard.replace('gnu', 'sdcc')}"]
    return [f"-std={standard}"]


def output(name: str, source: Path) -> list[str]:
    """What is written lies beside the source: tcc and sdcc have no way to write nothing."""
    if name.startswith(("tcc", "sdcc")):
        return ["-S" if name.startswith("sdcc") else "-c", "-o", str(source.with_suffix(".out"))]
    return ["-fsyntax-only"]


if __name__ == "__main__":
    main()
