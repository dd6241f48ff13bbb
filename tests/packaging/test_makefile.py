"""`make run` on machines that lack something, and what it costs when nothing is to be done."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A Python that notes each call, makes a venv out of itself, and installs a console that prints
# its arguments.
FAKE = """#!/bin/sh
echo "$*" >>calls
case "$*" in
*"${FAIL:-nothing fails}"*) exit 1 ;;
"-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
*" -e "*)
    printf '#!/bin/sh\\necho console "$@"\\n' >.venv/bin/zerodeck
    chmod +x .venv/bin/zerodeck ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python"
    python.write_text(FAKE)
    python.chmod(0o755)
    return tmp_path


def make(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    # Without what an outer `make test` left in the environment.
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    command = ["make", *words]
    if not any(word.startswith("PYTHON=") for word in words):
        command.append("PYTHON=./python")
    return subprocess.run(
        command, cwd=folder, env=clean | env, capture_output=True, text=True, timeout=60
    )


def calls(folder: Path) -> list[str]:
    lines = (folder / "calls").read_text().splitlines()
    (folder / "calls").unlink()
    return lines


def real_python_with(folder: Path, module: str, text: str) -> str:
    """A Python of this version in which `module` runs `text` when it is imported."""
    (folder / "site").mkdir()
    (folder / "site" / f"{module}.py").write_text(text)
    python = folder / "other-python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}/site" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return f"PYTHON={python}"


def test_no_python_names_the_packages_to_install(checkout: Path) -> None:
    done = make(checkout, "run", "PYTHON=python3-that-is-missing")
    assert done.returncode
    assert "sudo apt install python3 python3-venv" in done.stderr


def test_an_old_python_is_told_what_is_needed(checkout: Path) -> None:
    old = real_python_with(checkout, "sitecustomize", "import sys; sys.version_info = (3, 9, 2)")
    done = make(checkout, "run", old)
    assert done.returncode
    assert "needs Python 3.11 or newer, and this is 3.9" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_missing_venv_module_names_its_package(checkout: Path) -> None:
    bare = real_python_with(checkout, "ensurepip", "raise ModuleNotFoundError('ensurepip')")
    done = make(checkout, "run", bare)
    assert done.returncode
    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (checkout / ".venv").exists()


def test_the_first_run_sets_up_and_starts_the_console(checkout: Path) -> None:
    done = make(checkout, "run", "ARGS=devzero read")
    assert done.stdout.splitlines()[-1] == "console devzero read"
    installs = [line for line in calls(checkout) if "pip install" in line]
    assert all("-c constraints.txt" in line for line in installs)
    assert any(line.endswith("--no-deps pgzero") for line in installs)


def test_the_second_run_calls_nothing_and_costs_under_a_tenth_of_a_second(checkout: Path) -> None:
    make(checkout, "run")
    calls(checkout)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        done = make(checkout, "run")
        took.append(time.perf_counter() - start)
        assert done.stdout == "console\n"
    assert not (checkout / "calls").exists()
    assert statistics.median(took) < 0.1


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_requirement_installs_again_into_the_same_venv(checkout: Path, name: str) -> None:
    make(checkout, "run")
    calls(checkout)
    later = time.time() + 5
    os.utime(checkout / name, (later, later))
    make(checkout, "run")
    again = calls(checkout)
    assert any("pip install" in line for line in again)
    assert "-m venv .venv" not in again


def test_a_half_made_venv_is_removed(checkout: Path) -> None:
    broken = make(checkout, "run", FAIL="-m venv")
    assert broken.returncode
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    (checkout / ".venv/left-over").touch()
    assert make(checkout, "run").stdout.endswith("console\n")
    assert not (checkout / ".venv/left-over").exists()


def test_an_install_that_broke_off_goes_on_next_time(checkout: Path) -> None:
    assert make(checkout, "run", FAIL="pgzero").returncode
    calls(checkout)
    assert make(checkout, "run").stdout.endswith("console\n")
    assert "-m venv .venv" not in calls(checkout)


def test_a_moved_checkout_gets_a_new_venv(checkout: Path) -> None:
    home = checkout / "before"
    home.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "python"):
        shutil.copy(checkout / name, home)
    make(home, "run")
    calls(home)
    moved = home.rename(checkout / "after")
    assert make(moved, "run").stdout.endswith("console\n")
    assert "-m venv .venv" in calls(moved)


@pytest.mark.parametrize(("kib", "simulator"), [(1048576, True), (1048575, False)])
def test_the_simulator_is_left_out_below_1_gib_of_memory(
    checkout: Path, kib: int, simulator: bool
) -> None:
    (checkout / "meminfo").write_text(f"MemTotal: {kib} kB\nMemFree: 1 kB\n")
    make(checkout, "run", "MEMINFO=meminfo")
    console = next(line for line in calls(checkout) if " -e " in line)
    assert ("sim" in console) is simulator


def test_the_tests_get_torch_before_anything_else_could_choose_its_build(checkout: Path) -> None:
    make(checkout, "run")
    calls(checkout)
    make(checkout, ".venv/dev", "TORCH_ARGS=--index-url of-cpu-builds")
    installs = [line for line in calls(checkout) if "pip install" in line]
    assert all("-c constraints.txt" in line for line in installs)
    assert installs[0].endswith("--index-url of-cpu-builds torch")
    assert not any("of-cpu-builds" in line for line in installs[1:])
    assert {"torch", "cluster"} <= set(installs[-1].partition("[")[2].rstrip("]").split(","))
