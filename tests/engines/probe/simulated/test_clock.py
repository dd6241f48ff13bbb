import pytest

from engines.probe.simulated import clock as clocks
from engines.probe.simulated.clock import VirtualClock, WallClock


@pytest.fixture
def cpu(monkeypatch):
    """The CPU time that this process has used, as it is told."""
    used = [5.0]
    monkeypatch.setattr(clocks.time, "process_time", lambda: used[0])
    return used


def test_the_hosts_cpu_time_counts_and_the_simulators_does_not(cpu):
    clock = VirtualClock()
    cpu[0] += 2  # the host computes
    assert clock.enter() == 2
    cpu[0] += 30  # the simulator does
    clock.leave()
    cpu[0] += 1
    assert clock.now() == 3
    assert clock.now() == 3


def test_waiting_moves_virtual_time_and_never_back(cpu):
    clock = VirtualClock()
    clock.enter()
    clock.reach(4.0)
    clock.reach(1.0)
    clock.leave()
    assert clock.now() == 4
    clock.sleep(0.5)
    cpu[0] += 0.25
    assert clock.now() == 4.75


def test_the_wall_clock_sleeps_until_the_moment_and_no_longer(monkeypatch):
    slept = []
    monkeypatch.setattr(clocks.time, "monotonic", lambda: 10.0)
    monkeypatch.setattr(clocks.time, "sleep", slept.append)
    clock = WallClock()
    clock.reach(10.25)
    clock.reach(9.0)
    clock.sleep(0.5)
    assert slept == [0.25, 0, 0.5]
    assert clock.enter() == clock.now() == 10


def test_only_the_wall_clock_loses_patience():
    assert WallClock.patience < 1
    assert VirtualClock.patience == float("inf")
