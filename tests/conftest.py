"""What holds for every test: a frozen environment, a seed, and nothing left running."""

import gc
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests import until

T = TypeVar("T")

# Read once, when textual is imported: set before any test module is.
os.environ["TEXTUAL_ANIMATIONS"] = "none"
# Some screens say when a job began.
os.environ["TZ"] = "UTC"
time.tzset()

CLEARED = (
    "NO_COLOR",
    "COLORTERM",
    "FORCE_COLOR",
    "COLUMNS",
    "LINES",
    "TMUX",
    "DISPLAY",
    "LANGUAGE",
)
CLEARED_PREFIXES = ("CLICOLOR", "TEXTUAL_", "SSH_", "XDG_", "LC_", "ZERODECK_")
KEPT = ("ZERODECK_REQUIRE", "ZERODECK_WHEEL", "TEXTUAL_SNAPSHOT_TEMPDIR")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="every count in full; by default 1/50")
    parser.addoption("--seed", type=int, default=random.getrandbits(32), help="repeat a run")
    parser.addoption("--update-goldens", action="store_true", help="the screens are right as drawn")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Of xdist: its workers would draw seeds of their own."""
    node.workerinput["seed"] = node.config.getoption("--seed")


def pytest_configure(config: pytest.Config) -> None:
    if told := getattr(config, "workerinput", None):
        config.option.seed = told["seed"]
    if config.getoption("--update-goldens"):
        config.option.update_snapshots = True
    if not config.getoption("--hypothesis-seed", default=None):
        config.option.hypothesis_seed = config.getoption("--seed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test marked `some(2)`, two cases that are drawn, and of all that are marked
    `some(2, of="storms")` two together; all under --full, and where goldens are made. For what
    takes long and is much alike."""
    if config.getoption("--full") or config.getoption("--update-goldens"):
        return
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if marker := item.get_closest_marker("some"):
            alike = marker.kwargs.get("of", item.nodeid.partition("[")[0])
            cases.setdefault(alike, []).append(item)
    left = set()
    for name, alike in cases.items():
        drawn = random.Random(f"{config.getoption('--seed')} {name}")  # noqa: S311 - --seed repeats it
        (number,) = alike[0].get_closest_marker("some").args
        left.update(drawn.sample(alike, max(0, len(alike) - number)))
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


gc.disable()  # until the tests are collected: what is made until then stays


def pytest_collection_finish() -> None:
    """Fifteen thousand tests live as long as the run: that the collector looked at them again and
    again took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Not in the header, which a quiet run leaves out."""
    terminalreporter.write_line(f"--seed {config.getoption('--seed')}")


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """count(100): how often to repeat. 100 under --full, else about 1/50 of it."""
    full = request.config.getoption("--full")
    return lambda number: number if full else max(3, number // 50)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Randomness that --seed repeats; each test has its own."""
    return random.Random(f"{request.config.getoption('--seed')} {request.node.nodeid}")  # noqa: S311 - --seed repeats it


@pytest.fixture
def some(
    request: pytest.FixtureRequest, rng: random.Random
) -> Callable[[Sequence[T]], Sequence[T]]:
    """some(cases): all of them under --full, else one that is drawn; for cases that take long."""
    full = request.config.getoption("--full")
    return lambda cases: cases if full else [rng.choice(cases)]


@pytest.fixture(autouse=True)
def frozen_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's terminal, language, settings or jobs."""
    for name in list(os.environ):
        if name in CLEARED or (name.startswith(CLEARED_PREFIXES) and name not in KEPT):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for kind in ("STATE", "CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    for name in ("LANG", "LC_ALL"):
        monkeypatch.setenv(name, "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")


@pytest.fixture(autouse=True)
def nothing_left_running(frozen_environment: None, tmp_path: Path) -> Iterator[None]:
    """Fails a test whose children outlive it. They are known by the HOME they were given."""
    yield
    mark = f"HOME={tmp_path / 'home'}\0".encode()
    try:
        until(lambda: not children(mark), 2.0)
    except AssertionError:
        left = children(mark)
        for number in left:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        pytest.fail(f"left running: {left}")


def children(mark: bytes) -> dict[int, str]:
    """The processes with this in their environment, and their commands."""
    found = {}
    processes = (entry.name for entry in os.scandir("/proc") if entry.name.isdecimal())
    for number in map(int, processes):
        with suppress(OSError):
            if number != os.getpid() and mark in content(f"/proc/{number}/environ"):
                command = content(f"/proc/{number}/cmdline")
                found[number] = command.replace(b"\0", b" ").decode()
    return found


def content(path: str) -> bytes:
    """Not by pathlib: it is asked after each of 12,000 tests about each process."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - quicker
        return file.read()


def need(tool: str) -> str:
    """The path of a command line tool. Without it the test is skipped; a failure where CI asks."""
    if path := shutil.which(tool):
        return path
    if os.environ.get("ZERODECK_REQUIRE") == "1":
        pytest.fail(f"{tool} is missing")
    pytest.skip(f"{tool} is missing")
