"""What the tests of conversations share."""

import pytest

from engines.probe.simulated import board
from tests.engines.probe.conversation import COUNT, Conversation
from tests.engines.probe.rig import write


@pytest.fixture
def talk(tmp_path):
    conversations = []

    def begin(*requests, root=tmp_path):
        conversations.append(Conversation(root, *requests))
        return conversations[-1]

    yield begin
    for each in conversations:
        each.stop()


@pytest.fixture
def counting(tmp_path):
    """The board runs the firmware that counts."""
    write(tmp_path / "count.elf", COUNT, base=None)


@pytest.fixture
def boards(monkeypatch):
    """Every board that is taken from the desk from now on."""
    taken = []

    original = board.desk

    def desk(*arguments):
        taken.append(original(*arguments))
        return taken[-1]

    monkeypatch.setattr(board, "desk", desk)
    return taken
