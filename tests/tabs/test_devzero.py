"""The /dev/zero tab: what its keys ask of the engine, and what it shows of the answers."""

import os
import signal

import pytest

from engines import wire
from engines.devzero.messages import LARGEST_BLOCK, SMALLEST_BLOCK, Read
from tests import eventually
from tests.tabs import (
    Child,
    console,
    fed,
    measuring,
    press,
    python,
    rows,
    screen,
    sees,
    settled,
    state,
)
from tui.tabs.devzero import DevZeroTab, facts, health, lines

FAILED = wire.Failed("The engine stopped without a word.", "killed by SIGKILL", "tail 'a log'")


def reads(child):
    return [request for request in child.requests if isinstance(request, Read)]


async def asked(child, number):
    """The requests so far, once there are so many."""
    await eventually(lambda: len(reads(child)) >= number)
    return reads(child)


# What is asked


async def test_opening_the_tab_starts_measuring_at_the_live_rate(child):
    async with console():
        assert await asked(child, 1) == [Read(hertz=10.0)]


async def test_over_ssh_it_asks_for_fewer_samples(child, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.2 1 10.0.0.7 22")
    async with console():
        assert await asked(child, 1) == [Read(hertz=2.0)]


async def test_each_key_asks_the_running_engine_for_another_measurement(child):
    async with console() as pilot:
        await asked(child, 1)
        await press(pilot, "+", "minus", "minus", "w", "b", "b")
        found = await asked(child, 7)
        assert [(read.block >> 10, read.workers, read.batched) for read in found] == [
            (256, 1, False),
            (512, 1, False),
            (256, 1, False),
            (128, 1, False),
            (128, 2, False),
            (128, 2, True),
            (128, 2, False),
        ]
        assert len(child.starts) == 1


async def test_blocks_and_workers_stay_within_what_the_engine_takes(child):
    async with console() as pilot:
        for _ in range(12):
            await pilot.press("+")
        assert pilot.app.tab.read.block == LARGEST_BLOCK
        for _ in range(20):
            await pilot.press("minus")
        assert pilot.app.tab.read.block == SMALLEST_BLOCK
        seen = []
        for _ in range(9):
            seen.append(pilot.app.tab.read.workers)
            await pilot.press("w")
        assert seen == [1, 2, 3, 4, 5, 6, 7, 8, 1]


async def test_a_pause_ends_the_engine_and_space_starts_it_again(child):
    child.says(*measuring(rate=14.2e9))
    async with console() as pilot:
        await sees(pilot, "steady")
        await press(pilot, "space")
        await eventually(lambda: not child.alive)
        assert "paused" in screen(pilot)
        assert "peak 15.2 GB/s" in screen(pilot)  # what was measured stays
        await press(pilot, "space")
        await asked(child, 2)
        assert "paused" not in screen(pilot)


async def test_what_is_changed_during_a_pause_counts_as_soon_as_it_ends(child):
    async with console() as pilot:
        await asked(child, 1)
        await press(pilot, "space", "+", "w")
        assert "reading 512 KiB a call" in screen(pilot)
        assert len(reads(child)) == 1
        await press(pilot, "space")
        assert (await asked(child, 2))[1] == Read(block=512 << 10, workers=2)


async def test_a_paused_tab_stays_paused_when_it_comes_back(three_tabs, children):
    async with console(kind=three_tabs) as pilot:
        await asked(children["devzero"], 1)
        await press(pilot, "space", "8", "2")
        assert len(children["devzero"].starts) == 1
        assert "paused" in screen(pilot)


async def test_a_restart_begins_anew_with_the_same_setting(child):
    child.says(*measuring())
    async with console() as pilot:
        await sees(pilot, "peak")
        await press(pilot, "+")
        child.says()
        await press(pilot, "r")
        assert (await asked(child, 3))[2].block == 512 << 10
        assert len(child.starts) == 2
        await eventually(lambda: pilot.app.tab.state.sample is None)
        assert "peak" not in screen(pilot)


async def test_a_restart_ends_a_pause(child):
    async with console() as pilot:
        await asked(child, 1)
        await press(pilot, "space", "r")
        await asked(child, 2)
        assert "paused" not in screen(pilot)


# What is shown


async def test_a_sample_becomes_a_figure_its_levels_and_its_health(child):
    async with console() as pilot:
        await press(pilot, "+", "w")
        fed(pilot.app.tab, measuring(pilot.app.tab.read, seconds=100.0, rate=14.2e9))
        shown = await sees(pilot, "steady")
        for words in ("512 KiB", "2 workers", "p50 14.1", "peak 15.2 GB/s", "8.40 ns/KiB"):
            assert words in shown
        assert "1.42 TB / 100 s" in shown


async def test_before_the_first_sample_it_says_so():
    async with console() as pilot:
        fed(pilot.app.tab, measuring()[:1])
        await settled(pilot)
        assert "· starting" in screen(pilot)
        assert "0.00" not in screen(pilot)


@pytest.mark.parametrize(
    ("events", "paused", "role"),
    [
        ([], False, "muted"),
        (measuring(), False, "good"),
        (measuring(contended=True), False, "attention"),
        (measuring(), True, "muted"),
        ([*measuring(), FAILED], False, "danger"),
        ([*measuring(), FAILED], True, "danger"),
    ],
)
def test_health_is_one_word_with_one_meaning(events, paused, role):
    word, found = health(state(*events), paused)
    assert found == role
    assert word.isalpha()


def test_what_the_kernel_does_not_tell_is_not_zero():
    unknown = state(*measuring(cpu_ns_per_kib=None, cpu_rate=None))
    (_how, _levels, costs) = facts(unknown, Read())
    assert ("CPU", "n/a") in costs
    assert any("n/a" in value for _label, value in costs[1:])


def test_the_median_comes_first_among_the_lines_of_the_graph():
    assert next(iter(lines(state(*measuring())))) == "p50"
    assert lines(state()) == {}


def test_the_two_modes_have_names_of_their_own():
    per_call, batched = (
        facts(state(), Read(batched=batched))[0][0][1] for batched in (False, True)
    )
    assert "a call" in per_call
    assert "batched" in batched


# When it goes wrong


async def test_a_failure_says_what_and_why_and_y_copies_the_fix(child):
    child.says(*measuring(), FAILED)
    async with console() as pilot:
        shown = await sees(pilot, FAILED.what)
        assert "killed by SIGKILL" in shown
        assert "$ tail 'a log'" in shown
        assert "failed" in rows(pilot)[2]
        await press(pilot, "y")
        assert pilot.app.clipboard == "tail 'a log'"


async def test_without_a_failure_y_copies_the_screen():
    async with console() as pilot:
        await press(pilot, "y")
        assert "pi@zero2w" in pilot.app.clipboard


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('cat "$1.events"; kill -9 $$', "killed by SIGKILL"),
        ('cat "$1.events"; exit 3', "exit code 3"),
        ('cat "$1.events"; echo garbage; cat >/dev/null', "no message"),
        ("exit 0", "exit code 0"),
        ('cat "$1.events"; head -c 2000000 /dev/zero | tr "\\0" x; cat', "too long"),
    ],
    ids=["killed", "leaves", "garbage", "silent", "long line"],
)
async def test_a_broken_engine_is_an_error_state_and_r_tries_again(
    script, words, tmp_path, monkeypatch, child
):
    broken = Child(tmp_path / "..", "devzero", script).says(*measuring())
    monkeypatch.setattr(DevZeroTab, "ARGV", broken.argv)
    async with console() as pilot:
        await sees(pilot, words)
        assert "✗" in screen(pilot)
        child.says(*measuring())
        monkeypatch.setattr(DevZeroTab, "ARGV", child.argv)
        await press(pilot, "r")
        await sees(pilot, "steady")
        assert words not in screen(pilot)


async def test_a_missing_engine_is_an_error_state_too(monkeypatch, child):
    monkeypatch.setattr(DevZeroTab, "ARGV", ["/does/not/exist"])
    async with console() as pilot:
        await sees(pilot, "The engine could not be started.")
        assert "/does/not/exist" in screen(pilot)
        monkeypatch.setattr(DevZeroTab, "ARGV", child.says(*measuring()).argv)
        await press(pilot, "r")
        await sees(pilot, "steady")


async def test_an_engine_that_is_killed_while_it_runs_is_an_error(child):
    child.says(*measuring())
    async with console() as pilot:
        await sees(pilot, "steady")
        (number,) = child.alive
        os.killpg(number, signal.SIGKILL)
        await sees(pilot, "killed by SIGKILL")


async def test_another_setting_is_measured_by_a_new_engine_after_a_failure(child):
    child.says(FAILED)
    async with console() as pilot:
        await sees(pilot, FAILED.what)
        await eventually(lambda: pilot.app.tab.link is None)
        child.says(*measuring())
        await press(pilot, "+")
        await sees(pilot, "steady")
        assert FAILED.what not in screen(pilot)


async def test_a_flood_leaves_the_keys_alive(tmp_path, monkeypatch):
    flood = Child(tmp_path / "..", "devzero", 'cat "$1.events"; while cat "$1.more"; do :; done')
    flood.says(*measuring()[:1])
    many = b"".join(wire.encode(measuring(seconds=at / 10)[1]) for at in range(200))
    flood._file("more").write_bytes(many)
    monkeypatch.setattr(DevZeroTab, "ARGV", flood.argv)
    async with console() as pilot:
        await eventually(lambda: pilot.app.tab.state.sample)
        pilot.app.simulate_key("space")
        await eventually(lambda: pilot.app.tab.paused, 5)
        await sees(pilot, "paused")


# And with the real engine


async def test_the_real_engine_moves_the_figure(monkeypatch):
    monkeypatch.setattr(DevZeroTab, "ARGV", python("engines.serve", "devzero"))
    async with console() as pilot:
        await eventually(lambda: pilot.app.tab.state.sample)
        first = pilot.app.tab.state.sample
        await eventually(lambda: pilot.app.tab.state.sample.seconds > first.seconds)
        await press(pilot, "+")
        await eventually(lambda: pilot.app.tab.state.read.block == 512 << 10)
        assert "GB/s" in screen(pilot) or "MB/s" in screen(pilot)


def test_every_key_of_the_tab_can_be_changed():
    """Its bindings have ids, so that the settings screen lists them."""
    assert all(binding.id.startswith("devzero.") for binding in DevZeroTab.BINDINGS)
