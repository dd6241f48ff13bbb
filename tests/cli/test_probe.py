"""`zerodeck probe`: a chip is looked at and flashed without a screen. The board is simulated."""

import json
import os
import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from engines import jobs, wire
from engines.probe.messages import SIMULATED, Flash, Pace, Phased
from tests import ROOT, until
from tests.cli import ZERODECK, started, zerodeck
from tests.engines.probe import usb_tree
from tests.engines.probe.pack_file import packed
from tests.terminal import children
from tests.terminal.terminal import Terminal
from tui import file_watch
from tui.cli import confirm, flashing, probe_words
from tui.cli.progress_line import ERASE, ProgressLine
from tui.glyphs import Glyphs

FIRMWARE = ROOT / "assets/firmware"
COUNT, BLINK = str(FIRMWARE / "count.elf"), str(FIRMWARE / "blink.elf")
PART = "STM32F103RC"
COMMANDS = ("list", "info", "flash", "verify", "erase", "reset", "read", "rtt")

FLASH_SIZE = 256 << 10
OPTIONS = b"\xa5\x5a" + b"\xff\x00" * 7
ERASED = b"\xff" * FLASH_SIZE

# What is plugged in, is told to the commands by this; and what was imported, to the test.
LISTS = """
import functools, pathlib
from engines.probe import listing
for name in ("everywhere", "exact"):
    bound = functools.partial(getattr(listing, name), root=pathlib.Path({root!r}))
    setattr(listing, name, bound)
from tui.cli import main
main()
"""
REPORTS = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from tui.cli import main
main()
"""


def probe(*words, **changes):
    return zerodeck("probe", *words, **changes)


def demo(command, *words):
    return probe(command, "--demo", *words)


def events(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def cells() -> Path:
    """The flash of the board, with its option bytes behind."""
    return Path(os.environ["XDG_STATE_HOME"]) / "zerodeck/simulated/cells"


def held() -> bytes:
    return cells().read_bytes()[:FLASH_SIZE]


def image(name) -> bytes:
    return (FIRMWARE / name).read_bytes()


@pytest.fixture
def flashed():
    """count.elf is on the board."""
    cells().parent.mkdir(parents=True)
    cells().write_bytes(image("count.bin").ljust(FLASH_SIZE, b"\xff") + OPTIONS)


@pytest.fixture
def locked(flashed):
    """Read protection on: any RDP but 0xA5 with its complement (PM0075, 2.5)."""
    board = bytearray(cells().read_bytes())
    board[FLASH_SIZE : FLASH_SIZE + 2] = b"\x00\xff"
    cells().write_bytes(board)
    return bytes(board)


@pytest.fixture
def tree(tmp_path, monkeypatch):
    plugged = usb_tree.Tree(tmp_path / "root")
    lists = LISTS.format(root=str(plugged.root))
    monkeypatch.setattr("tests.cli.ZERODECK", [sys.executable, "-c", lists])
    return plugged


@pytest.fixture
def terminal():
    """terminal(*words): zerodeck in one."""
    opened = []

    def start(*words, **options):
        opened.append(Terminal(*ZERODECK, *words, **options))
        return opened[-1]

    yield start
    for each in opened:
        each.clean()


def last_job():
    return jobs.every()[-1]


@contextmanager
def begun(*words, **options) -> Iterator:
    """Not waited for, but not for ever."""
    process = started("probe", *words, **options)
    watchdog = Timer(60, process.kill)
    watchdog.start()
    try:
        yield process
        process.wait(10)
        assert "Traceback" not in process.stderr.read()
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@contextmanager
def flashing_blink() -> Iterator:
    """Two seconds of flashing a blank board, of which the first page has begun."""
    with begun("flash", "--demo", "--json", BLINK) as process:
        for line in process.stdout:
            event = json.loads(line)
            if event["type"] == "Phased" and event["phase"] == "program":
                break
        yield process


# Help


@pytest.mark.some(1)
@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_its_options_and_its_exit_status(command):
    done = probe(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    wanted = {
        "list": (),
        "flash": ("--base", "--erase", "auto|chip|sector", "--confirm", "--no-reset", "--watch"),
        "verify": ("--base",),
        "erase": ("--confirm", "--start", "--length"),
        "reset": ("--halt",),
        "read": ("--out", "ADDRESS", "SIZE"),
    }.get(command, ())
    aimed = ("--probe", "--target", "--pack", "--clock") if command != "list" else ()
    for word in ("--demo", "--json", "--plain", *wanted, *aimed, "Exit status:", "130"):
        assert word in done.stdout


def test_help_names_each_command():
    said = probe("--help").stdout
    assert "--demo" in said
    assert all(f"  {command} " in said for command in COMMANDS)


def test_the_bare_command_needs_no_screen():
    done = probe()
    assert (done.returncode, done.stderr) == (0, "")
    assert "zerodeck" in done.stdout


# The list


def test_the_list_has_a_line_a_probe_and_the_remedy_below(tree):
    tree.plug(usb_tree.DEBUG_PROBE, "1-1")
    tree.plug(usb_tree.ST_LINK_V1, "1-2")
    done = probe("list")
    assert done.returncode == 0
    first, second, why = done.stdout.splitlines()
    assert first.startswith("E6616407E3646B29  CMSIS-DAP v2")
    assert "Raspberry Pi Debug Probe" in first
    assert second.startswith("-  ")
    assert why.strip() == "pyOCD does not drive this kind of probe."


def test_the_json_list_is_one_document(tree):
    tree.plug(usb_tree.DEBUG_PROBE)
    tree.node("1-1").unlink()
    (found,) = json.loads(probe("list", "--json").stdout)
    assert found["probe"] == "E6616407E3646B29"
    assert found["kind"] == "CMSIS-DAP v2"
    assert found["obstacle"]
    assert set(found) == {"probe", "kind", "name", "serial", "ttys", "obstacle", "fix"}


def test_the_simulated_board_is_listed_on_request_only(tree):
    empty = probe("list")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "--demo" in empty.stderr
    assert json.loads(probe("list", "--json").stdout) == []
    assert probe("list", "--demo").stdout.startswith(SIMULATED)


@pytest.mark.some(1)
@pytest.mark.parametrize("words", [("list", "--demo"), ("flash", "--demo", COUNT)])
def test_pyocd_stays_out_of_the_command_line(words, monkeypatch):
    monkeypatch.setattr("tests.cli.ZERODECK", [sys.executable, "-c", REPORTS])
    done = probe(*words)
    assert done.returncode == 0
    modules = set(done.stderr.splitlines()[-1].split())
    assert "engines.probe.listing" in modules
    assert not modules & {"pyocd", "unicorn", "capstone", "usb", "serial", "textual", "numpy"}


@pytest.mark.some(1)
@pytest.mark.parametrize("words", [["--demo", "probe"], ["probe", "--demo"]])
def test_demo_is_heard_wherever_it_stands(words, tree):
    assert zerodeck(*words, "list").stdout.startswith(SIMULATED)
    said = json.loads(zerodeck(*words, "info", "--json").stdout)
    assert said["probe"]["probe"] == SIMULATED


@pytest.mark.some(1)
@pytest.mark.parametrize("words", [["--demo", "probe"], ["probe", "--demo"]])
def test_the_tab_opens_with_the_simulated_board_wherever_demo_stands(terminal, words):
    opened = terminal(*words).shows("simulated board")
    opened.press("q")
    assert opened.end() == 0


# There and back


def test_what_was_flashed_is_verified_and_read_back(tmp_path):
    done = demo("flash", COUNT)
    assert done.returncode == 0
    assert done.stderr == ""
    phases = [line.split()[0] for line in done.stdout.splitlines()]
    assert phases[:6] == ["connect", "compare", "erase", "program", "verify", "reset"]
    assert "1 of 1 page programmed" in done.stdout
    assert held().startswith(image("count.bin"))

    assert demo("verify", COUNT).returncode == 0
    other = demo("verify", BLINK)
    assert other.returncode == 3
    assert "32 pages not the same: 0x08000000, " in other.stdout

    again = demo("flash", COUNT)
    assert again.returncode == 0
    assert "it was there already" in again.stdout


def test_memory_is_read_as_a_dump_or_into_a_new_file(flashed, tmp_path):
    whole = image("count.bin")
    size = str(len(whole))
    dumped = demo("read", "0x08000000", size)
    assert dumped.returncode == 0, dumped.stderr
    rows = [line[10:58].split() for line in dumped.stdout.splitlines()]
    assert bytes.fromhex("".join(map("".join, rows))) == whole
    assert dumped.stdout.startswith("08000000  00 c0 00 20 ")

    file = tmp_path / "read.bin"
    assert demo("read", "0x08000000", "1K", "--out", str(file)).returncode == 0
    assert file.read_bytes() == whole.ljust(1024, b"\xff")

    said = events(demo("read", "0x08000000", size, "--json"))
    assert [event["type"] for event in said] == ["Hello", "Memory", "Done"]
    assert bytes.fromhex(said[1]["data"]) == whole


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    file = tmp_path / "kept"
    file.write_text("mine")
    done = demo("read", "0x08000000", "16", "--out", str(file))
    assert done.returncode == 1
    assert "This file is there already." in done.stderr
    assert file.read_text() == "mine"
    assert not cells().exists()


def test_a_bin_goes_where_base_says(tmp_path):
    file = tmp_path / "data.bin"
    file.write_bytes(bytes(range(256)) * 8)
    done = demo("flash", "--base", "0x08001000", str(file))
    assert done.returncode == 0, done.stderr
    assert held() == b"\xff" * 0x1000 + file.read_bytes() + b"\xff" * (FLASH_SIZE - 0x1800)
    assert demo("verify", "--base", "0x08001000", str(file)).returncode == 0


@pytest.mark.some(1)
@pytest.mark.parametrize("mode", ["chip", "sector"])
def test_the_erase_mode_is_as_asked(mode):
    done = demo("flash", "--erase", mode, "--json", "--bulk", COUNT)
    result = events(done)[-1]["result"]
    assert result["how"] == ("chip" if mode == "chip" else "sectors")


def test_a_pack_serves_every_command(tmp_path):
    pack = ("--bulk", "--pack", packed(tmp_path / "a part.pack"))
    assert json.loads(demo("info", *pack, "--json").stdout)["target"]["target"] == "zd103rc"
    done = demo("flash", *pack, COUNT)
    assert (done.returncode, done.stderr) == (0, "")
    assert held().startswith(image("count.bin"))
    assert demo("verify", *pack, COUNT).returncode == 0
    refused = demo("erase", *pack)
    assert refused.stderr.splitlines()[-1].endswith("--confirm ZD103RC")
    assert zerodeck(*shlex.split(refused.stderr.splitlines()[-1])[2:]).returncode == 0
    assert held() == ERASED


@pytest.mark.some(2)
@pytest.mark.parametrize("command", [["info"], ["flash", COUNT], ["verify", COUNT], ["erase"]])
def test_a_damaged_pack_is_refused_in_words(command, tmp_path, flashed):
    before = cells().read_bytes()
    pack = tmp_path / "damaged.pack"
    pack.write_bytes(b"PK and nothing else")
    done = demo(*command, "--pack", str(pack))
    assert done.returncode == 1
    assert "This pack cannot be read." in done.stderr
    assert pack.name in done.stderr
    assert cells().read_bytes() == before


# JSON


def test_flashing_in_json_ends_with_what_was_done():
    done = demo("flash", "--json", COUNT)
    said = events(done)
    assert (done.returncode, done.stderr) == (0, "")
    assert said[0]["type"] == "Hello"
    assert said[-1]["type"] == "Flashed"
    assert said[-1]["result"]["programmed"] == 1
    assert {"Phased", "Pace"} <= {event["type"] for event in said}


@pytest.mark.some(2)
@pytest.mark.parametrize("command", [["info"], ["reset"], ["reset", "--halt"]])
def test_how_the_chip_stands_is_one_document(command, flashed):
    done = demo(*command, "--json")
    assert done.returncode == 0
    said = json.loads(done.stdout)
    assert said["probe"]["probe"] == SIMULATED
    assert said["target"]["target"].upper() == PART
    assert said["target"]["flash"] == FLASH_SIZE
    halted = command[-1] == "--halt"
    assert said["standing"]["state"] == ("halted" if halted else "running")
    assert bool(said["standing"]["registers"]) == halted


def test_verify_and_erase_in_json_end_with_what_was_done(flashed):
    assert events(demo("verify", "--json", COUNT))[-1] == {
        "type": "Verified",
        "part": "STM32F103RC",
        "differing": [],
    }
    differ = demo("verify", "--json", BLINK)
    assert differ.returncode == 3
    assert len(events(differ)[-1]["differing"]) == 32
    erased = demo("erase", "--json", "--confirm", PART)
    assert erased.returncode == 0
    assert events(erased)[-1]["type"] == "Erased"


@pytest.mark.some(1)
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["info", "--probe", "nosuch"], 1),
        (["reset", "--probe", "nosuch"], 1),
        (["flash", "--probe", "nosuch", COUNT], 1),
        (["verify", "--probe", "nosuch", COUNT], 1),
        (["erase", "--probe", "nosuch", "--confirm", PART], 1),
        (["read", "--probe", "nosuch", "0", "4"], 1),
        (["rtt", "--probe", "nosuch"], 1),
    ],
)
def test_a_failure_in_json_is_the_last_thing_said(words, status):
    done = probe(*words, "--json")
    assert (done.returncode, done.stderr) == (status, "")
    failed = json.loads(done.stdout.splitlines()[-1]) if "\n}" not in done.stdout else None
    assert failed == {
        "type": "Failed",
        "what": "There is no such probe.",
        "why": "nosuch",
        "fix": "zerodeck probe list",
    }


# What is refused


@pytest.mark.some(1)
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["info"], 1, "No debug probe is plugged in."),
        (["flash", COUNT], 1, "No debug probe is plugged in."),
        (["flash"], 2, "Missing argument"),
        (["flash", COUNT, "--erase", "half"], 2, "half"),
        (["flash", COUNT, "--base", "here"], 2, "An address or a size is written like"),
        (["flash", COUNT, "--demo", "--probe", "0240"], 2, "--demo is a probe of its own"),
        (["info", "--clock", "5"], 2, "1 kHz to 50 MHz"),
        (["info", "--clock", "fast"], 2, "A clock is written like"),
        (["info", "--clock", "infM"], 2, "A clock is written like"),
        (["info", "--pack", "/nosuch.pack"], 2, "does not exist"),
        (["info", "--probe", "some where:1"], 1, "This is no address of a remote probe."),
        (["flash", COUNT, "--probe", "host:0"], 1, "This is no address of a remote probe."),
        (["read", "0x08000000"], 2, "Missing argument"),
        (["read", "0x08000000", "0"], 2, "at least 1"),
        (["read", "0xFFFFFFFF", "2"], 2, "32 bits"),
        (["read", "-1", "2"], 2, "No such option"),
        (["read", "0x", "2"], 2, "An address or a size is written like"),
        (["read", "08000000", "16"], 2, "An address is written with 0x: 0x08000000."),
        (["read", "0x08000000", "0100"], 2, "Is 0100 hex?"),
        (["erase", "--demo", "--length", "4K"], 2, "counted from --start"),
        (["nonsense"], 2, "No such command"),
        (["list", "--nonsense"], 2, "No such option"),
    ],
)
def test_wrong_usage_and_what_cannot_be_done_have_words_and_a_status(words, status, said):
    done = probe(*words)
    assert done.returncode == status
    assert done.stdout == ""
    assert said in " ".join(done.stderr.split())
    assert not cells().exists()


@pytest.mark.some(3)
@pytest.mark.parametrize("command", ["flash", "verify"])
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.elf", None, "There is no such file."),
        ("garbage.hex", b":10000000zz\n", ""),
        ("garbage.elf", b"\x7fELF and nothing else", ""),
        ("empty.bin", b"", ""),
        ("notes.txt", b"dear diary\n", "The format of this file is not known."),
    ],
)
def test_a_bad_file_leaves_the_board_as_it_was(command, name, content, words, tmp_path, flashed):
    before = cells().read_bytes()
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    done = demo(command, str(file))
    assert done.returncode == 1
    assert words in done.stderr
    assert name in done.stderr
    assert cells().read_bytes() == before


def test_a_probe_that_flashes_cannot_be_used_meanwhile():
    with flashing_blink():
        for command in (["flash", COUNT], ["info"], ["verify", COUNT]):
            done = demo(*command)
            assert done.returncode == 1
            assert "is us" in done.stderr  # "is using this", "is used by"
        last_job().cancel()
        until(lambda: not last_job().running)


# Dangerous things


def test_erasing_wants_the_parts_name(flashed):
    before = cells().read_bytes()
    for words in ((), ("--confirm", "STM32F407VG")):
        done = demo("erase", *words)
        assert done.returncode == 1
        assert f"$ zerodeck probe erase --demo --confirm {PART}" in done.stderr
        assert cells().read_bytes() == before


def test_the_remedy_of_a_refused_erase_erases(flashed):
    remedy = demo("erase").stderr.splitlines()[-1]
    done = zerodeck(*shlex.split(remedy)[2:])
    assert done.returncode == 0
    assert held() == ERASED


def test_sectors_are_erased_alone():
    assert demo("flash", BLINK).returncode == 0
    before = held()
    done = demo("erase", "--start", "0x08000800", "--length", "4K", "--confirm", PART)
    assert done.returncode == 0, done.stderr
    assert held() == before[:0x800] + b"\xff" * 0x1000 + before[0x1800:]


def test_a_locked_part_is_flashed_only_once_it_was_named(locked):
    done = demo("flash", COUNT)
    assert done.returncode == 1
    assert "read-protected" in done.stderr
    assert done.stderr.splitlines()[-1] == (
        f"$ zerodeck probe flash --demo {COUNT} --confirm {PART}"
    )
    assert cells().read_bytes() == locked
    done = demo("flash", COUNT, "--confirm", PART)
    assert done.returncode == 0, done.stderr
    assert held().startswith(image("count.bin"))


@pytest.mark.some(1)
@pytest.mark.parametrize(
    ("words", "repeated"),
    [
        (["erase"], ["erase"]),
        (["erase", "--confirm", "X", "--demo"], ["erase", "--demo"]),
        (["erase", "--confirm=X", "--demo"], ["erase", "--demo"]),
        (["flash", "my file.hex"], ["flash", "my file.hex"]),
    ],
)
def test_the_remedy_is_the_same_command_with_the_name(words, repeated):
    assert shlex.split(confirm.again(words, PART)) == ["zerodeck", *repeated, "--confirm", PART]


def test_a_terminal_is_asked_for_the_name(terminal, flashed):
    asking = terminal("probe", "erase", "--demo")
    asking.shows("type its name", PART)
    assert asking.rows[0] == "Everything in its flash will be lost."
    assert "--confirm" not in asking.text  # no error, and no command: it is going to be asked
    assert held() != ERASED
    asking.press(f"{PART.lower()}\n")
    assert asking.end() == 0
    assert held() == ERASED


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("typed", "status"), [("yes\n", 1), ("STM32F103RB\n", 1), ("\x03", 130), ("\x04", 130)]
)
def test_another_answer_erases_nothing(terminal, flashed, typed, status):
    before = cells().read_bytes()
    asking = terminal("probe", "erase", "--demo").shows("type its name")
    asking.press(typed)
    assert asking.end() == status
    assert "Traceback" not in asking.printed
    assert ("That is another name" in asking.printed) == (status == 1)
    assert asking.printed.endswith("\n")
    assert cells().read_bytes() == before


def test_a_terminal_is_asked_before_a_part_is_unlocked(terminal, locked):
    asking = terminal("probe", "flash", "--demo", COUNT)
    asking.shows("type its name", PART)
    assert "taking that off erases everything in it." in asking.text
    assert "--confirm" not in asking.text
    assert cells().read_bytes() == locked
    asking.press(f"{PART}\n")
    assert asking.end() == 0
    assert held().startswith(image("count.bin"))


# The job


def test_whoever_leaves_leaves_it_flashing(some):
    for sign in some([signal.SIGINT, signal.SIGHUP, signal.SIGTERM]):
        cells().unlink(missing_ok=True)  # of a board that holds it already, no page is written
        with flashing_blink() as process:
            process.send_signal(sign)
            if sign == signal.SIGINT:
                assert process.wait(10) == 130
                id, said = last_job().id, process.stderr.read()
                goes_on = f"The job goes on: zerodeck jobs attach {id}; zerodeck jobs cancel {id}"
                assert goes_on in said
            assert last_job().running
        until(lambda: not last_job().running)
        assert isinstance(last_job().status().last, wire.Done)
        assert demo("verify", BLINK).returncode == 0


def test_the_job_is_self_contained():
    assert demo("flash", "assets/firmware/count.elf").returncode == 0
    record = last_job().record
    assert record.title == "flash count.elf"
    assert record.resources == (f"probe:{SIMULATED}",)
    request = json.loads(bytes(record.request))
    assert request["file"] == COUNT
    assert request["wanted"]["probe"] == SIMULATED
    assert last_job().seen


def test_a_cancelled_flash_ends_in_130():
    with flashing_blink() as process:
        last_job().cancel()
        *_, last = process.stdout
        assert json.loads(last)["type"] == "Cancelled"
        assert process.wait(10) == 130


def test_who_cancels_once_erasing_has_begun_is_told_what_that_means():
    erase, program = Phased("erase", 32), Phased("program", 32)
    events = [wire.hello("probe"), Phased("compare", 32), wire.Cancelled()]
    assert probe_words.told(events[-1]) == "cancelled"
    for phases, said in (((), False), ((erase,), True), ((erase, program), True), ((), False)):
        *_, last = [probe_words.told(event) for event in (*events[:-1], *phases, events[-1])]
        assert ("half a program" in last) == said


def test_a_cancelled_flash_says_so_in_a_terminal_too(terminal):
    running = terminal("probe", "flash", "--demo", BLINK).shows("program", " %")
    last_job().cancel()
    assert running.end() == 130
    assert "cancelled: the chip may hold half a program; flash it again" in running.text


# Watching


class File:
    """What a look at it says, by the turn; the clock goes on a tenth of a second each."""

    def __init__(self, *looks):
        self.looks = list(looks)
        self.time = 0.0

    def look(self, path):
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    def sleep(self, seconds):
        self.time += seconds
        assert self.time < 60, "nothing happens any more"

    def changes(self):
        watch = file_watch.FileWatch(Path("program.bin"), self.look, lambda: self.time)
        return flashing.changes(watch, self.sleep)


def test_the_first_flash_waits_for_nothing():
    file = File(None)
    next(file.changes())
    assert file.time == 0


def test_a_file_in_the_making_is_waited_for():
    file = File("old", "old", None, "h", "ha", "hal", "half", "new")
    changes = file.changes()
    next(changes)
    next(changes)
    assert file.looks == ["new"]
    assert file.time >= 0.5 + file_watch.QUIET


def test_a_change_during_the_flash_counts():
    file = File("old", "new")
    changes = file.changes()
    next(changes)
    next(changes)
    assert file.time == pytest.approx(file_watch.QUIET)
    with pytest.raises(AssertionError):
        next(changes)


def test_a_watched_file_is_flashed_whenever_it_changes(tmp_path):
    file = tmp_path / "program.bin"
    file.write_bytes(image("count.bin"))
    with begun("flash", "--demo", "--watch", "--json", str(file)) as process:
        results = []
        for line in process.stdout:
            if json.loads(line)["type"] == "Flashed":
                results.append(held())
                if len(results) == 2:
                    break
                file.write_bytes(b"\x00\xc0\x00\x20" + image("count.bin")[4:] + b"more")
        assert results[0].startswith(image("count.bin"))
        assert results[1].startswith(file.read_bytes())
        until(lambda: not any(job.running for job in jobs.every()))
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert len(jobs.every()) == 2


def test_watching_goes_on_after_a_build_that_failed(tmp_path, monkeypatch):
    file, turns = tmp_path / "program.hex", iter([1, 0, 130])
    monkeypatch.setattr(flashing, "flashed", lambda *_, **__: next(turns))
    monkeypatch.setattr(flashing, "changes", lambda watch: iter([None] * 9))
    assert flashing.watched(Flash(str(file)), json=False, bar=False) == 130
    assert next(turns, None) is None


# The bar


def test_in_a_terminal_one_line_says_how_it_goes(terminal):
    running = terminal("probe", "flash", "--demo", BLINK)
    running.shows("program", " %", " left", "▆▁")
    assert running.end() == 0
    assert running.rows[0].startswith("connect ")
    assert running.rows[6].startswith("STM32F103RC: 64 KiB in ")
    assert " left" not in running.text
    assert "▆" not in running.text
    drawn = [piece for piece in running.printed.split("\r") if " left" in piece]
    assert len(drawn) > 3


@pytest.mark.some(1)
@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (["--plain"], {}),
        (["--json"], {}),
        ([], {"TERM": "dumb"}),
    ],
)
def test_where_it_is_not_wanted_there_is_no_bar(terminal, options, changes):
    running = terminal("probe", "flash", "--demo", *options, COUNT, changes=changes)
    assert running.end() == 0
    assert b"\x1b" not in running.output
    assert "▆" not in running.printed


def test_without_unicode_the_bar_is_ascii(terminal):
    changes = {"LANG": "C", "LC_ALL": "C"}
    running = terminal("probe", "flash", "--demo", BLINK, changes=changes)
    running.shows("program", "#.")
    assert running.end() == 0
    assert running.output.isascii()


class Screen:
    """A stream that is no terminal, and remembers."""

    def __init__(self):
        self.written = []

    def fileno(self):
        raise OSError

    def write(self, text):
        self.written.append(text)

    def flush(self):
        pass


async def test_the_bar_is_away_while_a_line_is_printed():
    screen = Screen()
    line = ProgressLine(screen, Glyphs.ascii())
    pace = Pace(50.0, 1.5, 18_200.0, 1.0)

    async def batches():
        yield [Phased("program", 32), pace]
        yield [pace, wire.Progress("flash", 50.0, 100.0)]
        yield [Phased("program", 32, 1.0)]
        yield [wire.Done()]

    async for batch in line.below(batches()):
        screen.written.append(batch[0])
    shown = "program  ##########..........  50 %  18.2 kB/s  1.5 s left"
    begin, ended = Phased("program", 32), Phased("program", 32, 1.0)
    kinds = [ERASE, begin, ERASE + shown, pace, ERASE + shown, ERASE, ended, ERASE + shown, ERASE]
    assert screen.written == [*kinds, wire.Done(), ERASE]


# RTT


def test_rtt_shows_what_the_program_prints_and_sends_what_is_typed(terminal, flashed):
    running = terminal("probe", "rtt", "--demo")
    # What was printed, not what stands there: ticks come by the screenful.
    running.until(lambda: "Ctrl+C ends" in running.printed and "tick 2" in running.printed)
    running.press("hello\n")
    running.until(lambda: "you said hello" in running.printed)
    running.press("\x03")
    assert running.end() == 130
    assert "Traceback" not in running.printed


def test_rtt_takes_lines_from_a_pipe_and_goes_on(flashed):
    with begun("rtt", "--demo", stdin=-1) as process:
        for line in process.stdout:
            if line == "tick 1\n":
                process.stdin.write("hello\n")
                process.stdin.close()
            assert line != "tick 300\n"
            if line == "you said hello\n":
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130


def test_ctrl_c_twice_ends_an_engine_that_hangs(flashed):
    """As in a USB driver. The second is a SIGTERM: two of the same may arrive as one."""
    with begun("rtt", "--demo", stdin=-3) as process:
        process.stdout.readline()
        (engine,) = children(process.pid)
        os.kill(engine, signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 130


def test_rtt_in_json_is_events(flashed):
    with begun("rtt", "--demo", "--json", stdin=-3) as process:
        text, kinds = "", []
        for line in process.stdout:
            event = json.loads(line)
            kinds.append(event["type"])
            text += event.get("text", "")
            if "tick 2" in text:
                process.send_signal(signal.SIGINT)
                break
        kinds += [json.loads(line)["type"] for line in process.stdout]
        assert kinds[0] == "Hello"
        assert kinds[-1] == "Cancelled"
        assert process.wait(10) == 130
        assert process.stderr.read() == ""


def test_a_reader_that_leaves_ends_rtt_in_silence(flashed):
    with begun("rtt", "--demo", stdin=-3) as process:
        assert process.stdout.readline().startswith("tick")
        process.stdout.close()
        assert process.wait(10) == 0


# Words


def test_a_dump_has_sixteen_bytes_a_row_and_a_short_end():
    first, second = probe_words.hexdump(0x0800_0008, bytes(range(0x38, 0x4C)))
    assert first == (
        "08000008  38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47  |89:;<=>?@ABCDEFG|"
    )
    assert second == f"08000018  48 49 4a 4b{' ' * 39}|HIJK|"


def test_the_facts_name_part_memory_and_protection(flashed):
    said = demo("info").stdout
    for words in (PART.lower(), "Cortex-M3", "256 KiB at 0x08000000", "48 KiB at 0x20000000"):
        assert words in said
    assert "protection  none" in said
    assert "core        running" in said


def test_what_a_chip_prints_cannot_drive_the_terminal():
    from tui.cli.rtt import harmless

    assert (
        harmless("tick 1\r\n\té 中\x1b]52;c;eA==\x07\x1b[6n\x9b")
        == "tick 1\r\n\té 中·]52;c;eA==··[6n·"
    )
