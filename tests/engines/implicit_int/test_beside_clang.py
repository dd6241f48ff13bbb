"""Where clang's own fix-its break a source, ours do not. Those that they leave whole get other
names: `add` is `intadd` then."""

import shutil
import subprocess
from pathlib import Path

import pytest

from engines.implicit_int.fixing import fixed
from engines.implicit_int.scanner import scan
from tests.engines.implicit_int.oracle import assembly

EXAMPLES = (
    "add(int a, int b)\n{\n\treturn a + b;\n}\n",
    "main()\n{\n\treturn 0;\n}\n",
    "static x;\nint f() { return x; }\n",
    "static a, *b, c[3], d();\n",
    "int f(const x) { return x; }\n",
    "int f() { register i, *p; i = 3; p = 0; return p ? *p : i; }\n",
    "extern counter;\nint f() { return counter; }\n",
    "struct { const x; } s;\n",
)


@pytest.mark.parametrize("compiler", ["clang-16", "clang-19"])
def test_what_clang_breaks_is_mended_here(tmp_path: Path, compiler: str) -> None:
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is missing")
    before, ours, theirs = (put(tmp_path / name) for name in ("before", "ours", "theirs"))
    for path in ours:
        source = path.read_bytes()
        path.write_bytes(fixed(source, scan(source)))
    for path in theirs:
        command = [compiler, "-std=gnu99", "-fsyntax-only", "-Xclang", "-fixit", str(path)]
        subprocess.run(command, capture_output=True, timeout=60)
    compiled = assembly(before, tmp_path / "compiled")
    assert None not in compiled
    assert compiled == assembly(ours, tmp_path / "compiled again")
    others = assembly(theirs, tmp_path / "broken")
    assert all(one != other for one, other in zip(compiled, others, strict=True))
    assert others.count(None) == len(EXAMPLES) - 2


def put(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{number}.c" for number in range(len(EXAMPLES))]
    for path, text in zip(paths, EXAMPLES, strict=True):
        path.write_text(text)
    return paths
