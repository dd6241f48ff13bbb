"""The planner's answers as lines of text."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tui import units
from tui.cli.table import answer, columns
from tui.i18n import N_, _
from tui.runs import fit, plain, right
from tui.said import said
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

HEAD = (
    *("", N_("params"), N_("grads"), N_("optim"), N_("act"), N_("buffers"), N_("total")),
    *(N_("fits"), N_("free"), N_("host/node"), N_("nvme/node"), N_("moved"), N_("s/step")),
)
REACHES = (N_("largest model"), N_("fewest GPUs"), N_("batch"), N_("sequence"))
PRINTED = {
    "misprint": N_("misprint"),
    "stale": N_("stale"),
    "fault": N_("fault"),
    "rounding": N_("rounding"),
    "measured": N_("measured"),
}
MODE, CELL = 14, 14
"""Columns of a mode's key, and of a number, where lines come one by one."""


def gigabytes(count: int | None) -> str:
    return units.UNKNOWN if count is None else units.digits(count / GB)


def table(plan: "Plan") -> Iterator[str]:
    yield asked(plan)
    words = _(
        "GB (10^9 bytes) of one GPU, host and nvme of a node; "
        "profile {name}: {bytes} bytes a parameter"
    )
    yield words.format(name=plan.profile.name, bytes=said(plan.profile.title))
    yield from columns([tuple(map(_, HEAD)), *(line(row) for row in plan.rows.values())])
    yield _("moved: elements that a rank sends in a step, in parameters (Ψ), as the papers count")
    yield verdict(plan)
    yield from remarks(plan)


def asked(plan: "Plan") -> str:
    setup, model = plan.setup, plan.setup.model
    words = _(
        "{model}, {parameters} parameters, {machines}, batch {batch}, sequence {sequence}, "
        "checkpointing {checkpointing}"
    )
    return words.format(
        model=model.name,
        parameters=parameters(model.parameters),
        machines=machines_of(plan),
        batch=setup.batch,
        sequence=setup.sequence,
        checkpointing=setup.checkpointing,
    )


def machines_of(plan: "Plan") -> str:
    setup = plan.setup
    gpus = f"{setup.gpus} x {plan.gpu.title}"
    if setup.nodes == 1:
        return gpus
    words = _("{gpus} in {nodes} nodes of {each}")
    return words.format(gpus=gpus, nodes=setup.nodes, each=setup.gpus_per_node)


def verdict(plan: "Plan") -> str:
    from engines.zero.search import quickest, simplest

    simple, quick = simplest(plan), quickest(plan)
    if simple is None or quick is None:
        return _("Nothing of this fits.")
    words = _(
        "Simplest that fits: {simple}. Quickest: {quick}, {seconds} s a step, "
        "{share} of the GPUs' peak (a model of the machine, not a measurement)."
    )
    return words.format(
        simple=simple.mode.key,
        quick=quick.mode.key,
        seconds=units.digits(quick.time.total),
        share=units.percent(plan.utilization(quick)),
    )


def remarks(plan: "Plan") -> Iterator[str]:
    """What the numbers leave out, and the next option to say."""
    setup, shape = plan.setup, plan.setup.model.shape
    rows = plan.rows.values()
    if shape is None:
        yield _("Activations are not in it: say --layers, --hidden and --heads.")
    elif 0 < shape.sequence < setup.sequence:
        words = _("{model} was made for sequences of {most} tokens, and --seq is {sequence}.")
        most, sequence = units.count(shape.sequence), units.count(setup.sequence)
        yield words.format(model=setup.model.name, most=most, sequence=sequence)
    for option, limit, used in (
        ("--host-memory", setup.host_memory, any(row.host for row in rows)),
        ("--nvme", setup.nvme, any(row.nvme for row in rows)),
    ):
        if used and not limit:
            words = _("{option} SIZE limits what a node has of it; now nothing does.")
            yield words.format(option=option)


def line(row: "Row") -> tuple[str, ...]:
    kept = row.activations.total if row.activations else None
    cells = (*row.states, kept, row.buffers.total, row.total)
    return (
        row.mode.key,
        *map(gigabytes, cells),
        answer(row.fits),
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
        about = _("Printed ({kind}): {printed}, {what} [{where}]")
        kind, what = _(PRINTED[each.kind]), said(each.what)
        yield about.format(kind=kind, printed=each.printed, what=what, where=each.where)
        why = _("the formula gives {formula}: {why}").format(formula=each.formula, why=_(each.why))
        yield f"    {why}"


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
        raise EngineError(
            "Without a shape there are no tensors to place.",
            setup.model.name,
            "zerodeck zero arena --model llama-2-7b",
        )
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
    titles = {"without_md": _("without MD"), "with_md": _("with MD")}
    words = _("{title}: {percent} % lost between tensors, {live} GB of {extent} GB (10^9 bytes)")
    for name, each in found.items():
        yield words.format(
            title=titles[name],
            percent=f"{each.fragmentation * 100:.1f}",
            live=f"{each.live / GB:.2f}",
            extent=f"{each.extent / GB:.2f}",
        )
        yield plain(strip(each, 72))
    yield "  ".join(f"{letter} {_(name)}" for letter, _role, name in KINDS.values())


def compared(setup: "Setup", stage: int, found: Iterable["comparison.Row"]) -> Iterator[str]:
    model, node = setup.model, min(setup.gpus, setup.gpus_per_node)
    words = _(
        "{model}, {parameters} parameters, ZeRO stage {stage}, {gpus} GPUs, {each} a node: "
        "model states of one GPU"
    )
    yield words.format(
        model=model.name,
        parameters=parameters(model.parameters),
        stage=stage,
        gpus=setup.gpus,
        each=node,
    )
    head = (
        *("", "GB (10^9)", "GiB (2^30)"),
        *(_("GB to paper"), _("host GB/node"), _("bytes a parameter")),
    )
    rows = [
        (
            each.name,
            gigabytes(each.gpu),
            units.UNKNOWN if each.gpu is None else f"{each.gpu / 2**30:.2f}",
            units.UNKNOWN if each.difference is None else f"{each.difference / GB:+.2f}",
            gigabytes(each.host),
            said(each.accounting),
        )
        for each in found
    ]
    yield from columns([head, *rows], left=(0, 5))


def models(found: Iterable["Model"]) -> Iterator[str]:
    head = (_("model"), _("parameters"), _("shape: layers, hidden size, attention heads"))
    rows = [(model.name, f"{model.parameters:,}", shape(model)) for model in found]
    yield from columns([head, *rows], left=(0, 2))


def shape(model: "Model") -> str:
    if model.shape is None:
        return ""
    sizes = model.shape
    heads = _("heads {number}").format(number=sizes.heads)
    active = _("active {number}").format(number=units.count(model.active))
    parts = (f"L {sizes.layers}", f"h {sizes.hidden}", heads, active if model.active else "")
    return "  ".join(filter(None, parts))


def model_document(model: "Model") -> dict[str, Any]:
    import msgspec

    return {**msgspec.to_builtins(model), "active": model.met}


def machines(gpus: Iterable["Gpu"], networks: Iterable["Network"]) -> Iterator[str]:
    yield _("GB are 10^9 bytes, TFLOPS dense and of 16 bits, GB/s of a GPU in one direction")
    head = ("GPU", "GB", "TFLOPS", "GB/s", _("linked by"), _("network"))
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
    yield from columns([(_("network"), "GB/s", _("a node's")), *nets], left=(0, 2))


def limited(size: int) -> str:
    """Parameters that fit, where the planner knows no more than that."""
    from engines.zero.model import MOST_PARAMETERS

    return _("no limit") if size >= MOST_PARAMETERS else parameters(size)


def under(name: str, cells: Iterable[str], width: int = MODE, cell: int = CELL) -> str:
    """A line of a table that is told line by line: its columns have their widths beforehand."""
    return fit(name, width) + "".join(right(each, cell) for each in cells)


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
            return _("The largest model is without its activations: nobody knows its shape.")
        if not isinstance(event, messages.Reach):
            return None
        batch, sequence = (
            _("no limit") if found is not None and found >= most else units.count(found)
            for found, most in ((event.batch, MOST_BATCH), (event.sequence, MOST_SEQUENCE))
        )
        fewest = _("none") if event.gpus is None else units.count(event.gpus)
        cells = (limited(event.model), fewest, batch, sequence)
        told = right(_("parameters, GPUs, sequences, tokens"), MODE + len(cells) * CELL)
        head = f"{told}\n{under('', map(_, REACHES))}"
        return self.headed(head, under(event.mode, cells))


class Grids(Lines):
    request: "Grid"

    def __call__(self, event: "Message") -> str | None:
        from engines.zero.messages import Cells

        if not isinstance(event, Cells):
            return None
        title = _("GB (10^9) of one GPU; ! no fit")
        head = under(title, self.request.modes, 30)
        cells = (gigabytes(cell.total) + (" " if cell.fits else "!") for cell in event.cells)
        size = parameters(event.parameters)
        return self.headed(head, under(f"{event.model:20}{size:>10}", cells, 30))


class Frontiers(Lines):
    request: "Frontier"

    def __call__(self, event: "Message") -> str | None:
        from engines.zero.messages import Edge

        if not isinstance(event, Edge):
            return None
        title = _("most parameters, states and buffers alone, on so many GPUs")
        gpus = under("", map(units.count, self.request.gpus), cell=10)
        cells = (limited(size) for _gpus, size in event.points)
        return self.headed(f"{title}\n{gpus}", under(event.mode, cells, cell=10))


class Drawn(Lines):
    request: "Draw"

    def __call__(self, event: "Message") -> str | None:
        from engines.zero import messages

        return event.path if isinstance(event, messages.Drawn) else None
