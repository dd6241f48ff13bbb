"""The planner's child and what a console folds of its answers."""

import subprocess
import sys
from functools import reduce

import msgspec
import pytest

from engines import wire
from engines.inbox import Inbox, Stopped
from engines.zero import search
from engines.zero.engine import serve
from engines.zero.messages import (
    MOST_COUNTS,
    MOST_MODELS,
    Cells,
    Done,
    Draw,
    Drawn,
    Edge,
    Frontier,
    Grid,
    Reach,
    Request,
    Search,
)
from engines.zero.model import Model
from engines.zero.modes import MODES
from engines.zero.plan import plan
from engines.zero.presets import preset
from engines.zero.setup import Setup
from engines.zero.state import State, step

SETUP = Setup(preset("gpt2"), sequence=1024)
STAGES = ("ddp", "zero1", "zero2", "zero3")


def run(request, do=lambda inbox, event: None):
    """What serve came to, and what it said; `do` sees every event and the inbox."""
    inbox, events = Inbox([request]), []

    def emit(event):
        events.append(event)
        do(inbox, event)

    try:
        return serve(inbox, emit), events
    except (wire.EngineError, Stopped) as error:
        return error, events


# Answers


def test_a_search_is_one_reach_a_mode_and_done():
    done, events = run(Search(SETUP))
    assert done == Done()
    assert [event.mode for event in events] == list(MODES)
    assert events == [Reach(*found) for found in search.fit(SETUP)]


def test_only_the_modes_that_were_asked_for_are_answered():
    _done, events = run(Search(SETUP, ("zero3", "ddp")))
    assert [event.mode for event in events] == ["zero3", "ddp"]


def test_no_modes_are_no_answers():
    assert run(Search(SETUP, ())) == (Done(), [])


def test_a_grid_is_one_answer_a_model_with_a_cell_for_each_count_and_mode():
    models = (preset("gpt2"), Model("7.5e9", 7_500_000_000))
    done, events = run(Grid(SETUP, STAGES, models=models, gpus=(1, 8, 64)))
    assert done == Done()
    assert [(event.model, event.parameters) for event in events] == [
        (model.name, model.parameters) for model in models
    ]
    for model, event in zip(models, events, strict=True):
        assert [(cell.gpus, cell.mode) for cell in event.cells] == [
            (gpus, mode) for gpus in (1, 8, 64) for mode in STAGES
        ]
        setup = msgspec.structs.replace(SETUP, model=model)
        row = plan(search.with_gpus(setup, 64)).rows["zero3"]
        assert (event.cells[-1].total, event.cells[-1].fits) == (row.total, row.fits)


def test_a_frontier_is_one_edge_a_mode():
    done, events = run(Frontier(SETUP, STAGES, gpus=(1, 2, 8)))
    assert done == Done()
    assert [event.mode for event in events] == list(STAGES)
    for event in events:
        assert [gpus for gpus, _parameters in event.points] == [1, 2, 8]
    sizes = [parameters for _gpus, parameters in events[-1].points]
    assert sizes == sorted(sizes)
    assert sizes[0] == search.largest_model(search.with_gpus(SETUP, 1), MODES["zero3"])


def test_a_plot_is_drawn_into_a_file_that_was_not_there(tmp_path):
    pytest.importorskip("matplotlib")
    file = tmp_path / "memory.svg"
    done, events = run(Draw(SETUP, STAGES, path=str(file)))
    assert done == Drawn(str(file))
    assert events == []
    assert file.read_bytes().startswith(b"<?xml")
    before = file.read_bytes()
    error, _ = run(Draw(SETUP, STAGES, path=str(file)))
    assert isinstance(error, wire.EngineError)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("path", "plot", "what"),
    [
        ("memory.gif", "memory", "A plot has the kind that its file's name ends in."),
        ("memory", "memory", "A plot has the kind that its file's name ends in."),
        ("memory.svg", "mood", "There is no such plot."),
    ],
)
def test_a_plot_that_cannot_be_is_refused_with_those_that_can(path, plot, what, tmp_path):
    error, events = run(Draw(SETUP, path=str(tmp_path / path), plot=plot))
    assert error.failed.what == what
    assert error.failed.why
    assert events == []
    assert not (tmp_path / path).exists()


def test_a_setup_that_nobody_has_fails_with_a_reason():
    error, events = run(Search(msgspec.structs.replace(SETUP, gpu="abacus")))
    assert isinstance(error, wire.EngineError)
    assert "abacus" in error.failed.why
    assert events == []


@pytest.mark.parametrize(
    "setup",
    [
        Setup(Model("1", 1), gpus=1),
        Setup(Model("10^15", 10**15), gpus=1 << 20),
        Setup(preset("infinity-100t"), gpus=1 << 20, memory=1),
        Setup(preset("gpt2"), batch=1 << 20, sequence=1 << 24, defragmentation=False),
        Setup(preset("llama-2-70b"), gpus=21, gpus_per_node=3, tensor=3),
    ],
    ids=["one parameter", "most of all", "no memory", "endless batch", "odd nodes"],
)
def test_a_hostile_setup_is_searched_too(setup):
    done, events = run(Search(setup))
    assert done == Done()
    assert len(events) == len(MODES)


# Stopping


@pytest.mark.parametrize(
    "request_",
    [
        Search(SETUP),
        Frontier(SETUP, gpus=(1, 2)),
        Grid(SETUP, models=(preset("gpt2"),) * 13, gpus=(1,)),
    ],
    ids=["search", "frontier", "grid"],
)
def test_stopped_in_the_middle_it_ends_before_the_next_part(request_):
    outcome, events = run(request_, lambda inbox, event: inbox.stop())
    assert isinstance(outcome, Stopped)
    assert len(events) == 1


def test_stopped_before_anything_was_asked_it_answers_nothing():
    inbox = Inbox([])
    inbox.stop()
    with pytest.raises(Stopped):
        serve(inbox, print)


def test_a_cancel_ends_a_long_grid_in_its_middle():
    """Through the child's door, whose reader turns it into a stop."""
    grid = Grid(SETUP, models=(preset("llama-2-70b"),) * 200, gpus=tuple(range(8, 520, 8)))
    child = subprocess.Popen([sys.executable, "-m", "engines.serve", "zero"], stdin=-1, stdout=-1)
    with child:
        child.stdin.write(wire.encode(grid))
        child.stdin.flush()
        first = [child.stdout.readline() for _ in range(2)]
        child.stdin.write(wire.encode(wire.Cancel()))
        child.stdin.flush()
        rest = child.stdout.read().splitlines()
    assert b"Cells" in first[1]
    assert b"Cancelled" in rest[-1]
    assert len(rest) < 150


# Requests are refused on decoding


def encoded(request, **changes):
    fields = msgspec.json.decode(wire.encode(request))
    for name, value in changes.items():
        place, _, last = name.rpartition("__")
        inside = fields
        for part in filter(None, place.split("__")):
            inside = inside[part]
        inside[last] = value
    return msgspec.json.encode(fields)


decode = msgspec.json.Decoder(Request).decode
GRID = Grid(SETUP, models=(preset("gpt2"),), gpus=(8,))


@pytest.mark.parametrize(
    "request_",
    [Search(SETUP), GRID, Frontier(SETUP, gpus=(1, 8)), Draw(SETUP, path="a.svg"), wire.Cancel()],
    ids=lambda request: type(request).__name__,
)
def test_a_request_travels(request_):
    assert decode(wire.encode(request_)) == request_


@pytest.mark.parametrize(
    ("request_", "changes"),
    [
        (Search(SETUP), {"modes": ["zero9"]}),
        (Search(SETUP), {"modes": "zero1"}),
        (Search(SETUP), {"modes": ["x" * 10_000]}),
        (Search(SETUP), {"setup": None}),
        (Search(SETUP), {"setup__gpus": 0}),
        (Search(SETUP), {"setup__gpus": -8}),
        (Search(SETUP), {"setup__gpus": 1 << 21}),
        (Search(SETUP), {"setup__gpus": 12}),
        (Search(SETUP), {"setup__gpus": 8.5}),
        (Search(SETUP), {"setup__batch": 10**30}),
        (Search(SETUP), {"setup__sequence": 1 << 25}),
        (Search(SETUP), {"setup__checkpointing": "some"}),
        (Search(SETUP), {"setup__efficiency": 0}),
        (Search(SETUP), {"setup__overlap": 1.5}),
        (Search(SETUP), {"setup__tensor": 3}),
        (Search(SETUP), {"setup__subgroup": 3}),
        (Search(SETUP), {"setup__memory": -1}),
        (Search(SETUP), {"setup__model__parameters": 0}),
        (Search(SETUP), {"setup__model__parameters": 10**16}),
        (Search(SETUP), {"setup__model__active": 10**12}),
        (GRID, {"models": []}),
        (GRID, {"models": [{"name": "x", "parameters": 1}] * (MOST_MODELS + 1)}),
        (GRID, {"gpus": []}),
        (GRID, {"gpus": [0]}),
        (GRID, {"gpus": [1] * (MOST_COUNTS + 1)}),
        (Frontier(SETUP, gpus=(1,)), {"gpus": []}),
        (Frontier(SETUP, gpus=(1,)), {"gpus": [-1]}),
        (Draw(SETUP, path="a.svg"), {"path": None}),
        (Search(SETUP), {"type": "Nonsense"}),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_before_it_is_served(request_, changes):
    with pytest.raises((msgspec.ValidationError, ValueError)):
        decode(encoded(request_, **changes))


def test_a_reason_names_no_more_of_a_mode_than_can_be_read():
    with pytest.raises(ValueError, match="modes are ddp") as refused:
        Search(SETUP, ("x" * 10_000,))
    assert len(str(refused.value)) < 300


# The state


def test_the_state_gathers_what_is_answered():
    reaches = [Reach("ddp", 1, None, 0, 0), Reach("zero1", 2, 8, 1, 2)]
    found = reduce(step, [*reaches, Cells("gpt2", 1, ()), Edge("ddp", ((1, 2),)), Done()], State())
    assert found.reaches == tuple(reaches)
    assert [cells.model for cells in found.cells] == ["gpt2"]
    assert [edge.mode for edge in found.edges] == ["ddp"]
    assert found.last == Done()


def test_a_new_child_begins_anew():
    old = State(reaches=(Reach("ddp", 1, None, 0, 0),), last=Done())
    assert step(old, wire.hello("zero")) == State()


@pytest.mark.parametrize("last", [Done(), wire.Cancelled(), wire.Failed("It broke.", "", "")])
def test_the_last_event_is_kept_beside_what_was_found(last):
    old = State(reaches=(Reach("ddp", 1, None, 0, 0),))
    found = step(old, last)
    assert (found.last, found.reaches) == (last, old.reaches)


def test_what_is_not_the_states_business_changes_nothing():
    old = State(reaches=(Reach("ddp", 1, None, 0, 0),))
    assert step(old, wire.Progress("searching", 1, 2)) is old
