"""The planner's answers as lines of text."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tui import units
from tui.cli.table import columns
from tui.i18n import _
from tui.runs import plain
from tui.tabs.zero_tables import KINDS, strip
from tui.tabs.zero_words import parameters

if TYPE_CHECKING:
    from engines.wire import Message
    from engines.zero import comparison
    from engines.zero.arena import Arena
    from engines.zero.explain import Explanation
    from engines.zero.machines import Gpu, Network
    from engines.zero.messages import Draw, Frontier, Grid, Search
    from engines.zero.model import Model
    from engines.zero.plan import Plan, Row
    from engines.zero.setup import Setup

GB = 10**9


def gigabytes(count: int | None) -> str:
    return units.UNKNOWN if count is None else units.digits(count / GB)


def table(plan: "Plan") -> Iterator[str]:
    setup, model = plan.setup, plan.setup.model
    yield (
        f"{model.name}, {parameters(model.parameters)} parameters, "
        f"{setup.gpus} x {plan.gpu.title}{nodes(setup)}, batch {setup.batch}, "
        f"sequence {setup.sequence}, "
        f"checkpointing {setup.checkpointing}"
    )
    yield (
        f"GB (10^9 bytes) of one GPU, host and nvme of a node; profile {plan.profile.name}: "
        f"{plan.profile.title} bytes a parameter"
    )
    head = ("", "params", "grads", "optim", "act", "buffers", "total", "fits", "free")
    more = ("host/node", "nvme/node", "moved", "s/step")
    yield from columns([(*head, *more), *(line(row) for row in plan.rows.values())])
    yield "moved: elements that a rank sends in a step, in parameters (Ψ), as the papers count"
    yield verdict(plan)
    yield from remarks(plan)


def nodes(setup: "Setup") -> str:
    return f" in {setup.nodes} nodes of {setup.gpus_per_node}" if setup.nodes > 1 else ""


def verdict(plan: "Plan") -> str:
    from engines.zero.search import quickest, simplest

    simple, quick = simplest(plan), quickest(plan)
    if simple is None or quick is None:
        return "Nothing of this fits."
    seconds = units.digits(quick.time.total)
    share = units.percent(plan.utilization(quick))
    return (
        f"Simplest that fits: {simple.mode.key}. Quickest: {quick.mode.key}, {seconds} s a step, "
        f"{share} of the GPUs' peak (a model of the machine, not a measurement)."
    )


def remarks(plan: "Plan") -> Iterator[str]:
    """What the numbers leave out, and the next option to say."""
    setup, shape = plan.setup, plan.setup.model.shape
    rows = plan.rows.values()
    if shape is None:
        yield "Activations are not in it: say --layers, --hidden and --heads."
    elif 0 < shape.sequence < setup.sequence:
        yield (
            f"{setup.model.name} was made for sequences of {shape.sequence:,} tokens, "
            f"and --seq is {setup.sequence:,}."
        )
    for option, limit, used in (
        ("--host-memory", setup.host_memory, any(row.host for row in rows)),
        ("--nvme", setup.nvme, any(row.nvme for row in rows)),
    ):
        if used and not limit:
            yield f"{option} SIZE limits what a node has of it; now nothing does."


def line(row: "Row") -> tuple[str, ...]:
    kept = row.activations.total if row.activations else None
    cells = (*row.states, kept, row.buffers.total, row.total)
    return (
        row.mode.key,
        *map(gigabytes, cells),
        "yes" if row.fits else "no",
        f"{row.free / GB:+.1f}",
        gigabytes(row.host),
        gigabytes(row.nvme),
        f"{row.traffic.elements}Ψ",
        units.digits(row.time.total),
    )


def explanation(found: "Explanation") -> Iterator[str]:
    for term in found.terms:
        value = amount(term.value, found.unit)
        yield f"{_(term.words)}: " + " = ".join(filter(None, (term.formula, term.numbers, value)))
    if len(found.terms) != 1:
        yield f"{found.cell}: {amount(found.value, found.unit)}"
    for note in found.notes:
        yield _(note)
    yield f"[{found.source}]"
    for each in found.quotations:
        yield f"Printed ({each.kind}): {each.printed}, {each.what} [{each.where}]"
        yield f"    the formula gives {each.formula}: {each.why}"


def amount(value: int | Fraction | float, unit: str) -> str:
    if unit == "s":
        return f"{units.digits(float(value))} s"
    exact = f"{int(value):,}" if value == int(value) else f"{float(value):,.1f}"
    return f"{exact} B" + (f" ({units.digits(float(value) / GB)} GB)" if value >= 10**6 else "")


def explanation_document(found: "Explanation") -> dict[str, Any]:
    from engines.zero.report import exact

    return {
        "cell": found.cell,
        "unit": found.unit,
        "value": exact(found.value),
        "terms": [{**term._asdict(), "value": exact(term.value)} for term in found.terms],
        "source": found.source,
        "notes": found.notes,
        "quotations": [each._asdict() for each in found.quotations],
    }


def arenas(setup: "Setup", ranks: int) -> dict[str, "Arena"]:
    """Raises EngineError for a model without a shape."""
    import msgspec

    from engines.wire import EngineError
    from engines.zero.arena import simulate

    if setup.model.shape is None:
        fix = "zerodeck zero arena --model llama-2-7b"
        raise EngineError("Without a shape there are no tensors to place.", setup.model.name, fix)
    return {
        name: simulate(msgspec.structs.replace(setup, defragmentation=on), ranks)
        for name, on in (("without_md", False), ("with_md", True))
    }


def arena_document(found: "Arena") -> dict[str, Any]:
    return {
        "peak": found.peak,
        "extent": found.extent,
        "live": found.live,
        "fragmentation": found.fragmentation,
        "runs": [run._asdict() for run in found.runs],
    }


def holes(found: "dict[str, Arena]") -> Iterator[str]:
    for name, each in found.items():
        yield (
            f"{name.replace('_', ' ').replace('md', 'MD')}: {each.fragmentation * 100:.1f} % lost "
            f"between tensors, {each.live / GB:.2f} GB of {each.extent / GB:.2f} GB (10^9 bytes)"
        )
        yield plain(strip(each, 72))
    yield "  ".join(f"{letter} {name}" for letter, _role, name in KINDS.values())


def compared(setup: "Setup", stage: int, found: Iterable["comparison.Row"]) -> Iterator[str]:
    model, node = setup.model, min(setup.gpus, setup.gpus_per_node)
    yield (
        f"{model.name}, {parameters(model.parameters)} parameters, ZeRO stage {stage}, "
        f"{setup.gpus} GPUs, {node} a node: model states of one GPU"
    )
    head = ("", "GB (10^9)", "GiB (2^30)", "GB to paper", "host GB/node", "bytes a parameter")
    rows = [
        (
            each.name,
            gigabytes(each.gpu),
            units.UNKNOWN if each.gpu is None else f"{each.gpu / 2**30:.2f}",
            units.UNKNOWN if each.difference is None else f"{each.difference / GB:+.2f}",
            gigabytes(each.host),
            each.accounting,
        )
        for each in found
    ]
    yield from columns([head, *rows], left=(0, 5))


def models(found: Iterable["Model"]) -> Iterator[str]:
    head = ("model", "parameters", "shape: layers, hidden size, attention heads")
    rows = [(model.name, f"{model.parameters:,}", shape(model)) for model in found]
    yield from columns([head, *rows], left=(0, 2))


def shape(model: "Model") -> str:
    if model.shape is None:
        return ""
    parts = f"L {model.shape.layers}  h {model.shape.hidden}  heads {model.shape.heads}"
    return parts + (f"  active {model.active:,}" if model.active else "")


def model_document(model: "Model") -> dict[str, Any]:
    import msgspec

    return {**msgspec.to_builtins(model), "active": model.met}


def machines(gpus: Iterable["Gpu"], networks: Iterable["Network"]) -> Iterator[str]:
    yield "GB are 10^9 bytes, TFLOPS dense and of 16 bits, GB/s of a GPU in one direction"
    head = ("GPU", "GB", "TFLOPS", "GB/s", "linked by", "network")
    rows = [
        (
            each.name,
            f"{each.memory // GB}",
            f"{each.peak / 1e12:g}",
            f"{each.link / GB:g}",
            each.linked_by,
            each.network,
        )
        for each in gpus
    ]
    yield from columns([head, *rows], left=(0, 4, 5))
    yield ""
    nets = [(each.name, f"{each.rate / GB:g}", each.title) for each in networks]
    yield from columns([("network", "GB/s", "a node's"), *nets], left=(0, 2))


def limited(size: int) -> str:
    """Parameters that fit, where the planner knows no more than that."""
    from engines.zero.model import MOST_PARAMETERS

    return "no limit" if size >= MOST_PARAMETERS else parameters(size)


class Lines:
    """Events of one request in words."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.begun = False

    def __call__(self, event: "Message") -> str | None:
        raise NotImplementedError

    def headed(self, head: str, line: str) -> str:
        """The line, and before the first one what its columns are."""
        begun, self.begun = self.begun, True
        return line if begun else f"{head}\n{line}"


class Reaches(Lines):
    request: "Search"

    def __call__(self, event: "Message") -> str | None:
        from engines.zero import messages
        from engines.zero.search import MOST_BATCH, MOST_SEQUENCE

        if isinstance(event, messages.Done):
            return "The largest model is without its activations: nobody knows its shape."
        if not isinstance(event, messages.Reach):
            return None
        batch, sequence = (
            "no limit" if found is not None and found >= most else units.count(found)
            for found, most in ((event.batch, MOST_BATCH), (event.sequence, MOST_SEQUENCE))
        )
        fewest = "none" if event.gpus is None else units.count(event.gpus)
        cells = (limited(event.model), fewest, batch, sequence)
        head = f"{'parameters, GPUs, sequences, tokens':>70}\n{'':14}" + "".join(
            f"{name:>14}" for name in ("largest model", "fewest GPUs", "batch", "sequence")
        )
        return self.headed(head, f"{event.mode:14}" + "".join(f"{cell:>14}" for cell in cells))


class Grids(Lines):
    request: "Grid"

    def __call__(self, event: "Message") -> str | None:
        from engines.zero.messages import Cells

        if not isinstance(event, Cells):
            return None
        head = f"{'GB (10^9) of one GPU; ! no fit':30}" + "".join(
            f"{mode:>14}" for mode in self.request.modes
        )
        cells = "".join(
            f"{gigabytes(cell.total) + (' ' if cell.fits else '!'):>14}" for cell in event.cells
        )
        size = parameters(event.parameters)
        return self.headed(head, f"{event.model:20}{size:>10}{cells}")


class Frontiers(Lines):
    request: "Frontier"

    def __call__(self, event: "Message") -> str | None:
        from engines.zero.messages import Edge

        if not isinstance(event, Edge):
            return None
        head = "most parameters, states and buffers alone, on so many GPUs\n" + f"{'':14}"
        head += "".join(f"{gpus:>10,}" for gpus in self.request.gpus)
        cells = (limited(size) for _gpus, size in event.points)
        return self.headed(head, f"{event.mode:14}" + "".join(f"{cell:>10}" for cell in cells))


class Drawn(Lines):
    request: "Draw"

    def __call__(self, event: "Message") -> str | None:
        from engines.zero import messages

        return event.path if isinstance(event, messages.Drawn) else None
