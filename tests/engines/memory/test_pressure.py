import subprocess
import sys
from pathlib import Path

import pytest

from engines import link
from engines.memory import pressure
from tests.engines.memory import machine

SCORE = "proc/self/oom_score_adj"


@pytest.mark.parametrize(
    ("text", "number"),
    [("nr_free_pages 7\noom_kill 12\n", 12), ("nr_free_pages 7\n", 0), ("", 0), ("oom_kill", 0)],
)
def test_how_many_were_ended_for_want_of_memory(tmp_path, text, number):
    assert pressure.oom_kills(machine(tmp_path, {"proc/vmstat": text})) == number


@pytest.mark.parametrize(
    ("engine", "before", "after"),
    [("roc", "0", "300"), ("probe", "0", "100"), ("probe", "500", "500"), ("roc", "-900", "300")],
)
def test_a_child_goes_before_consoles_and_one_that_flashes_last(tmp_path, engine, before, after):
    root = machine(tmp_path, {SCORE: f"{before}\n"})
    pressure.expendable(engine, root)
    assert (tmp_path / SCORE).read_text().strip() == after


@pytest.mark.parametrize("text", ["", "much"])
def test_where_the_score_cannot_be_told_it_stays(tmp_path, text):
    pressure.expendable("roc", machine(tmp_path, {SCORE: text}))
    assert (tmp_path / SCORE).read_text() == text
    pressure.expendable("roc", f"{tmp_path}/nowhere/")


def test_a_real_child_is_expendable():
    asked = "import sys; from engines import serve; serve.serve_stream = lambda *_: print(open("
    asked += "'/proc/self/oom_score_adj').read()); serve.main(['probe', '75'])"
    command = [sys.executable, "-c", asked]
    told = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    own = int(Path("/proc/self/oom_score_adj").read_text())
    assert int(told.stderr) == max(own, pressure.FLASHING)
    assert link.child("probe", 75)[-2:] == ["probe", "75"]
