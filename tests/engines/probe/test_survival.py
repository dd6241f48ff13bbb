"""A dropped SSH connection is a SIGHUP to the console: the flashing goes on without it."""

import os
import signal
import subprocess
import sys
import time

from engines import jobs
from engines.probe.messages import Flashed
from tests import until
from tests.engines.probe.rig import held, noise


def test_a_dropped_connection_never_spoils_a_flash(tmp_path, count, rng):
    """At any moment: the image is right, and the next console is told so."""
    for _ in range(count(20)):
        data = noise(rng.getrandbits(32))
        file = tmp_path / "fw.bin"
        file.write_bytes(data)
        command = [sys.executable, "-m", "tests.engines.probe.starter", str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as console:
            assert console.stdout
            job = jobs.find(console.stdout.readline().decode().strip())
            time.sleep(rng.uniform(0, 2.5))  # the moment is what is tried here
            os.killpg(console.pid, signal.SIGHUP)
            console.wait()
        until(lambda job=job: not job.running, 30)
        last = job.status().last
        assert isinstance(last, Flashed), last
        assert held(len(data)) == data


def test_two_jobs_never_hold_one_probe(tmp_path):
    file = tmp_path / "fw.bin"
    file.write_bytes(noise(1))
    command = [sys.executable, "-m", "tests.engines.probe.starter", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as first:
        assert first.stdout
        job = jobs.find(first.stdout.readline().decode().strip())
        second = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert "Another job is using this" in second.stderr
        first.terminate()
    until(lambda: not job.running, 30)
