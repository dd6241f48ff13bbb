"""The planner's child: answers one request, a part at a time."""

from collections.abc import Callable

from engines import wire
from engines.inbox import Inbox
from engines.zero import search
from engines.zero.messages import (
    Cell,
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
from engines.zero.modes import MODES, Mode

Emit = Callable[[wire.Message], None]


def serve(inbox: Inbox[Request], emit: Emit) -> wire.Done:
    request = inbox.wait()
    assert request is not None  # without a time, it waits for one
    modes = [MODES[key] for key in request.modes] if not isinstance(request, wire.Cancel) else []
    match request:
        case Search():
            return reach(inbox, emit, request, modes)
        case Grid():
            return fill(inbox, emit, request, modes)
        case Frontier():
            return follow(inbox, emit, request, modes)
        case Draw():
            from engines.zero import plots

            return Drawn(plots.draw(request.setup, modes, request.plot, request.path))
    return Done()


def reach(inbox: Inbox[Request], emit: Emit, request: Search, modes: list[Mode]) -> Done:
    for mode in modes:
        inbox.check()
        for found in search.fit(request.setup, [mode]):
            emit(Reach(*found))
    return Done()


def fill(inbox: Inbox[Request], emit: Emit, request: Grid, modes: list[Mode]) -> Done:
    for model in request.models:
        inbox.check()
        found = search.grid(request.setup, [model], request.gpus, modes)
        cells = tuple(Cell(cell.gpus, cell.mode, cell.total, cell.fits) for cell in found)
        emit(Cells(model.name, model.parameters, cells))
    return Done()


def follow(inbox: Inbox[Request], emit: Emit, request: Frontier, modes: list[Mode]) -> Done:
    for mode in modes:
        inbox.check()
        points = search.frontier(request.setup, request.gpus, [mode])
        emit(Edge(mode.key, tuple((point.gpus, point.parameters) for point in points)))
    return Done()
