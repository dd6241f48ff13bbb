"""Every word that a command prints is translated. Tried with a language made for it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.spoken import NAMES, SPOKEN, TYPED
from tests.tabs import ascii_words

ROOT = Path(__file__).parents[2]


def wide(words: list[str], folder: Path, typed: str = "") -> str:
    """What the command says in that language, errors too."""
    environ = os.environ | {"PYTHONPATH": str(ROOT), "LC_ALL": "zh_CN.UTF-8", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.wide", *words],
        **{"cwd": folder, "env": environ, "input": typed, "text": True},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    return done.stdout


@pytest.mark.parametrize("case", SPOKEN, ids=lambda case: " ".join(case.words))
@pytest.mark.some(60)
def test_every_word_of_a_command_is_translated(case, tmp_path):
    case.prepare(tmp_path)
    said = wide([*case.words], tmp_path, case.typed)
    assert re.search("[ａ-ｚＡ-Ｚ]", said)
    left = TYPED.sub(" ", said.replace(str(tmp_path), ""))
    assert ascii_words(left) - NAMES - {*case.names} == set(), said
