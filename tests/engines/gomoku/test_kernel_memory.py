"""The kernel touches no memory that is not its own, and does nothing that C leaves undefined."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import need

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "engines/gomoku/kernel/kernel.c"

PLAY = """
import random, sys
from pathlib import Path
from engines.gomoku.kernel.native import Kernel, Limits, Progress, load
from engines.gomoku.kernel.position import Position
from engines.gomoku.rules import Rules
lib, rng = load(Path(sys.argv[1])), random.Random(sys.argv[2])
for kind in ("freestyle", "standard", "renju"):
    for size in (6, 13, 20):
        rules = Rules(size, kind=kind)
        kernel, position = Kernel(rules, lib=lib, table_bits=6, failure_bits=6), Position(rules)
        while not position.winner and position.legal():
            move = position.moves[-1] + rng.choice((1, -1, size, -size)) if position.moves else -1
            if move not in position.legal():
                move = rng.choice(position.legal())
            kernel.play(move)
            position.play(move)
            if not position.winner and position.legal():
                kernel.search(Limits(nodes=rng.choice((1, 100, 1000)), lines=rng.randint(1, 9)))
                kernel.forbidden(rng.choice(position.empty()))
        while position.moves:
            position.undo()
            kernel.undo()
        kernel.search(Limits(nodes=300))
print("clean")
"""


def test_no_sanitizer_finds_anything(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    gcc, library = need("gcc"), tmp_path / "kernel.so"
    flags = ["-O1", "-g", "-std=c99", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    subprocess.run([gcc, *flags, "-shared", "-fPIC", str(SOURCE), "-o", str(library)], check=True)
    found = [
        subprocess.run([gcc, f"-print-file-name={name}.so"], capture_output=True, text=True)
        for name in ("libasan", "libubsan")
    ]
    env = {"LD_PRELOAD": " ".join(each.stdout.strip() for each in found)}
    env |= {"ASAN_OPTIONS": "detect_leaks=0", "PYTHONPATH": str(ROOT), "PYTHONMALLOC": "malloc"}
    seed = str(request.config.getoption("--seed"))
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(library), seed],
        env=os.environ | env, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.stdout == "clean\n", done.stderr[-3000:]
