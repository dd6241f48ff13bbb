"""What Tab offers: values that the commands take, and silence where there are none."""

import random
import subprocess

import pytest

from engines import jobs, paths
from engines.arcade import added
from engines.gomoku.messages import Train
from engines.probe.messages import Plugged
from engines.wire import EngineError
from tests.cli import zerodeck
from tests.conftest import need
from tests.tabs import written
from tui.cli import offering

OFFERED = {
    "doctor ": {"python", "capstone", "groups"},
    "arcade play ": {"podline", "thornstep"},
    "arcade bot ": {"podline", "thornstep"},
    "arcade scores t": {"thornstep"},
    "arcade play podline --difficulty ": {"easy", "normal", "hard", "cruel"},
    "c check --std gnu": {"gnu89", "gnu99", "gnu11", "gnu17", "gnu23"},
    "c check --ask a": {"all"},
    "c explain kn": {"knr-untyped", "knr-names"},
    "gomoku train ": {"tiny", "small", "large"},
    "gomoku play --net ": {"small", "large"},
    "roc formulas MA": {"MA", "MACD"},
    "roc show --formula RO": {"ROC", "ROC-A1", "ROC-NN"},
    "zero explain zeropp_": {"zeropp_qwz", "zeropp_hpz", "zeropp_qgz"},
    "zero explain zero3 o": {"optimizer"},
    "zero plan --modes zero1,zero": {"zero1,zero2", "zero1,zero3"},
    "zero plan --model opt-1": {"opt-125m", "opt-1.3b", "opt-13b"},
    "zero plan --gpu h1": {"h100", "h100-pcie"},
    "zero plan --network ib-n": {"ib-ndr", "ib-ndr-8"},
    "zero plan --profile d": {"deepspeed"},
    "completion ": {"bash", "zsh", "fish"},
    "setup completion z": {"zsh"},
}


def tab(typed: str) -> set[str]:
    """Tab after these words in bash."""
    words = ["zerodeck", *typed.split(), *([""] if typed.endswith(" ") else [])]
    done = zerodeck(
        _ZERODECK_COMPLETE="complete_bash",
        COMP_WORDS="\n".join(words),
        COMP_CWORD=str(len(words) - 1),
    )
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.split())


@pytest.mark.some(7)
@pytest.mark.parametrize(("typed", "values"), OFFERED.items())
def test_tab_offers_the_values_that_begin_so(typed: str, values: set[str]) -> None:
    found = tab(typed)
    assert values <= found
    begun = "" if typed.endswith(" ") else typed.split()[-1]
    assert all(value.startswith(begun) for value in found)


def test_a_job_is_offered_by_its_id_and_told_by_its_title() -> None:
    written("0a11", "train tiny", engine="gomoku", request=Train())
    written("0b22", "count the sheep")
    assert offering.jobs() == [("0b22", "count the sheep"), ("0a11", "train tiny")]
    assert offering.trainings() == []
    assert tab("jobs show 0") == {"0a11", "0b22"}


def test_of_trainings_those_are_offered_that_run(monkeypatch: pytest.MonkeyPatch) -> None:
    written("0a11", "train tiny", engine="gomoku", request=Train())
    written("0b22", "count the sheep")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(jobs.Job, "running", True)
        assert offering.trainings() == [("0a11", "train tiny")]


def test_a_probe_is_offered_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    there = (Plugged("0668FF", "ST-Link", "Nucleo"),)
    monkeypatch.setattr("engines.probe.listing.everywhere", lambda: there)
    assert offering.probes() == [("0668FF", "Nucleo")]


def test_what_was_added_can_be_played_and_taken_off(tmp_path) -> None:
    program = tmp_path / "hello.py"
    program.write_text("TITLE = 'Hello'\ndef draw():\n    pass\n")
    name = added.add(program).name
    assert name in tab("arcade play ")
    assert tab("arcade remove ") == {name}


def test_a_list_that_cannot_be_had_offers_nothing_and_says_nothing() -> None:
    added.kept().parent.mkdir(parents=True, exist_ok=True)
    added.kept().write_text("{")
    with pytest.raises(EngineError):
        added.all_added()
    assert offering.added() == []
    assert tab("arcade remove ") == set()
    assert "podline" in tab("arcade play ")


HOSTILE = r"flash \$(touch OWNED)`touch OWNED`';touch OWNED;'.elf"


def test_a_shell_that_evaluates_what_is_offered_runs_nothing() -> None:
    written("0a11", HOSTILE)
    assert offering.jobs() == [("0a11", "flash  (touch OWNED) touch OWNED ;touch OWNED; .elf")]


def test_a_value_that_a_shell_would_not_take_as_it_stands_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = [Plugged(probe, "", "a\nb") for probe in ("$(reboot)", "a b", "a\\", "x'", "06:8F")]
    monkeypatch.setattr("engines.probe.listing.everywhere", lambda: there)
    assert offering.probes() == [("06:8F", "a b")]


def test_zsh_that_completes_runs_nothing(tmp_path) -> None:
    """The line with `_arguments` is what zsh evaluates, as a whole and then each list in it."""
    zsh = need("zsh")
    written("0a11", HOSTILE)
    line = zerodeck(
        _ZERODECK_COMPLETE="complete_zsh",
        _TYPER_COMPLETE_ARGS="zerodeck jobs show ",
    ).stdout
    assert "0a11" in line
    script = """_arguments() { for each; do eval "list=( ${${each#*\\(\\(}%\\)\\)} )"; done
        print -rl -- $list; }; eval "$1" """
    done = subprocess.run(
        [zsh, "-f", "-c", script, "zsh", line], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.startswith("0a11:"), done
    assert not (tmp_path / "OWNED").exists()


def test_a_formula_that_cannot_be_read_hides_no_other() -> None:
    own = paths.config() / "formulas"
    own.mkdir(parents=True)
    (own / "broken.tdx").write_bytes(b"\xff\xff\xff")
    (own / "mine.tdx").write_text("{what it is}A:CLOSE;")
    offered = dict(offering.formulas())
    assert offered["MINE"] == "what it is"
    assert "ROC" in offered
    assert "BROKEN" not in offered


def test_a_mode_that_stands_there_is_not_offered_again(rng: random.Random) -> None:
    keys = [key for key, _title in offering.modes()]
    before = rng.sample(keys, 3)
    offered = [text for text, _title in offering.more_modes(",".join(before) + ",z")]
    assert len(offered) == len(keys) - 3
    assert all(text.split(",")[:3] == before for text in offered)
    assert not {text.split(",")[3] for text in offered} & set(before)
