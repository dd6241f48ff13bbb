"""Where a cell of the table comes from: the formula, the numbers put in, and who says so.

Sentences are constants, to be translated; formulas and numbers are the same in every language.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from engines import wire
from engines.wire import N_
from engines.zero import buffers, communication, infinity
from engines.zero.anchors.quotations import Quotation
from engines.zero.modes import INFINITY, Held, Move, Place, State
from engines.zero.partition import padding
from engines.zero.plan import Plan, Row
from engines.zero.quoted import quoted
from engines.zero.setup import Setup
from engines.zero.states import among, per_parameter
from engines.zero.timing import UPDATE_ON_HOST, bubble, flops, on_host, tokens


class Term(NamedTuple):
    """One summand. `numbers` is the formula with the setup's; `value` is in the cell's unit."""

    words: str
    formula: str
    numbers: str
    value: int | Fraction | float


class Explanation(NamedTuple):
    """The terms' sum is the cell. `unit` is "B" or "s"."""

    cell: str
    unit: str
    terms: tuple[Term, ...]
    source: str
    notes: tuple[str, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    """What is printed of such a cell elsewhere, and the formula does not give."""

    @property
    def value(self) -> int | Fraction | float:
        return sum((term.value for term in self.terms), 0)


NAMES = {
    "parameters": N_("parameters"),
    "gradients": N_("gradients"),
    "optimizer": N_("optimizer states"),
}

SECOND_COPY = N_("second copy within the node (hpZ)")
REDUCE_BUCKET = N_("buckets of constant size")
FUSED_BUFFER = N_("one buffer for all gradients, in fp32")
GATHERED = N_("gathered parameters, in use and on their way")
HOLES = N_("lost between tensors")
CHECKPOINTS_ON_HOST = N_("checkpoints of activations")
NOT_KNOWN = N_("Without layers, hidden size and heads nobody knows the activations.")
PADDED = N_("Every rank holds the same number of elements; the last ones are padding.")
SCALES = N_("Scales are not counted: 0.8 % more at 8 bits, 3 % at 4 bits.")
FSDP_SHARDS = N_("FSDP2 really keeps fp32 shards: see the profile fsdp2-fp32.")
NOT_IN_TIME = N_("A model of the machine, not a measurement.")

COMPUTING = N_("computing")
EXPOSED = N_("traffic that computing does not hide")
HOST_UPDATE = N_("the update on the host")


def explain(plan: Plan, mode: str, cell: str) -> Explanation:
    """`cell` is one of CELLS. Raises EngineError where there is no such mode or cell."""
    for name, known in ((mode, plan.rows), (cell, CELLS)):
        if name not in known:
            raise wire.EngineError(
                "The table has no such cell.",
                N_("{name}; there are {known}").format(name=repr(name), known=", ".join(known)),
                "zerodeck zero explain zero3 optimizer --model llama-2-7b",
            )
    row = plan.rows[mode]
    return CELLS[cell](plan, row)._replace(quotations=quoted(row.mode, cell))


def state(name: State) -> Callable[[Plan, Row], Explanation]:
    def explained(plan: Plan, row: Row) -> Explanation:
        terms = [_held(plan, row, name, "gpu")]
        if name == "parameters" and row.mode.secondary:
            size = plan.profile.parameters
            terms.append(_shards(plan, SECOND_COPY, size, plan.setup.node_ranks, "r"))
        notes = [PADDED] if padding(plan.setup.parameters, _ranks(plan, row, name)) else []
        notes += [FSDP_SHARDS] if row.mode.key == "fsdp2" and plan.profile.moved == 2 else []
        source = f"{plan.profile.source}; {row.mode.source}"
        return Explanation(name, "B", tuple(terms), source, tuple(notes))

    return explained


def _ranks(plan: Plan, row: Row, name: State) -> int:
    return among(plan.setup, row.mode.states[name].cut)


def _held(plan: Plan, row: Row, name: State, place: Place) -> Term:
    held, size = row.mode.states[name], per_parameter(plan.profile, row.mode, name)
    if held.place != place:
        return Term(NAMES[name], f"0, {held.place}", "0", 0)
    return _shards(plan, NAMES[name], size, among(plan.setup, held.cut), _letter(held))


def _letter(held: Held) -> str:
    return {"whole": "", "ranks": "N", "group": "s"}[held.cut]


def _shards(plan: Plan, words: str, size: Fraction | int, ranks: int, letter: str) -> Term:
    elements = plan.setup.parameters
    value = -(-(size * -(-elements // ranks)) // 1)
    formula = f"{mixed(size)} B × Ψ{f' / {letter}' if letter else ''}"
    return Term(words, formula, f"{mixed(size)} × {_part(elements, ranks)}", int(value))


def _part(elements: int, ranks: int) -> str:
    """A rank's shard; with its padding it is the quotient rounded up."""
    if ranks == 1:
        return f"{elements:,}"
    quotient = f"{elements:,} / {ranks:,}"
    return f"ceil({quotient})" if padding(elements, ranks) else quotient


def mixed(number: Fraction | int) -> str:
    """6 1/32, rather than 193/32."""
    whole, rest = divmod(Fraction(number), 1)
    return f"{whole} {rest}" if whole and rest else str(rest if rest else whole)


def activations(plan: Plan, row: Row) -> Explanation:
    source = (
        "Korthikanti et al. (arXiv 2205.05198), section 4; newer operators: what PyTorch keeps, "
        "measured"
    )
    kept = row.activations
    if kept is None:
        return Explanation("activations", "B", (), source, (NOT_KNOWN,))
    terms = tuple(Term(*term) for term in kept.terms)
    notes = (infinity.MIXED,) if row.mode.source == INFINITY else ()
    return Explanation("activations", "B", terms, source, notes)


def buffer(plan: Plan, row: Row) -> Explanation:
    setup, found = plan.setup, row.buffers
    moved, parameter = plan.profile.moved, plan.profile.parameters
    terms = []
    if found.communication and setup.constant_buffers:
        size = buffers.bucket(setup)
        count = found.communication // (moved * size)
        numbers = f"{count} × {moved} × {size:,}"
        formula = f"{count} × {moved} B × min(bucket, Ψ)"
        terms.append(Term(REDUCE_BUCKET, formula, numbers, found.communication))
    elif found.communication:
        numbers = f"{buffers.FUSED} × {setup.parameters:,}"
        formula = f"{buffers.FUSED} B × Ψ"
        terms.append(Term(FUSED_BUFFER, formula, numbers, found.communication))
    if found.working:
        formula, numbers = _gathered(setup)
        words = f"{parameter} B × {formula}", f"{parameter} × {numbers}"
        terms.append(Term(GATHERED, *words, found.working))
    if found.fragmentation:
        formula, numbers = "extent - live", f"{found.fragmentation:,}"
        terms.append(Term(HOLES, formula, numbers, found.fragmentation))
    source = "ZeRO (arXiv 1910.02054), sections 3.2 and 6; DeepSpeed's bucket sizes"
    return Explanation("buffers", "B", tuple(terms), source)


def _gathered(setup: Setup) -> tuple[str, str]:
    """`buffers.live` as a formula, and with its numbers."""
    most = max(setup.model.block, setup.model.largest)
    if not most:
        return "min(10^9, Ψ)", f"min({buffers.MOST_LIVE:,}; {setup.parameters:,})"
    over = " / t" if setup.tensor > 1 else ""
    part = -(-most // setup.tensor)
    return f"min(2 × max(block, largest){over}, Ψ)", f"min(2 × {part:,}; {setup.parameters:,})"


def total(plan: Plan, row: Row) -> Explanation:
    kept = row.activations.total if row.activations else 0
    parts = (
        *((NAMES[name], getattr(row.states, name)) for name in NAMES),
        (N_("activations"), kept),
        (N_("buffers"), row.buffers.total),
    )
    terms = tuple(Term(words, "", f"{value:,}", value) for words, value in parts)
    notes = () if row.activations else (NOT_KNOWN,)
    return Explanation("total", "B", terms, row.mode.source, notes)


def beside(place: Place) -> Callable[[Plan, Row], Explanation]:
    """What lies in the node's memory, or on its NVMe."""

    def explained(plan: Plan, row: Row) -> Explanation:
        gpus = min(plan.setup.gpus, plan.setup.gpus_per_node)
        terms = []
        for name in NAMES:
            term = _held(plan, row, name, place)  # type: ignore[arg-type] # keys of NAMES
            if term.value:
                terms.append(_of_node(term, gpus))
        if place == "host" and row.activations and row.activations.host:
            each = row.activations.host
            terms.append(_of_node(Term(CHECKPOINTS_ON_HOST, "", f"{each:,}", each), gpus))
        padded = terms and padding(plan.setup.parameters, plan.setup.ranks)
        notes = (PADDED,) if padded else ()
        return Explanation(place, "B", tuple(terms), row.mode.source, notes)

    return explained


def _of_node(term: Term, gpus: int) -> Term:
    formula = f"{term.formula} × GPUs".removeprefix(" × ")
    return Term(term.words, formula, f"{term.numbers} × {gpus}", term.value * gpus)


def communicated(plan: Plan, row: Row) -> Explanation:
    terms = []
    for move in row.mode.moves:
        sent = communication.sent(plan.setup, move, plan.profile)
        value = sent.within + sent.across
        terms.append(Term(MOVES[move.phase, move.collective], *_moved(plan, move), value))
    if row.traffic.tensor:
        words = N_("tensor parallel all-reduces of activations")
        terms.append(Term(words, "", f"{row.traffic.tensor:,}", row.traffic.tensor))
    if row.traffic.pipeline:
        words = N_("activations from stage to stage of the pipeline, and their gradients back")
        terms.append(Term(words, "", f"{float(row.traffic.pipeline):,.0f}", row.traffic.pipeline))
    notes = [SCALES] if any(move.share < 1 for move in row.mode.moves) else []
    notes += [PADDED] if any("ceil" in term.numbers for term in terms) else []
    return Explanation("communication", "B", tuple(terms), row.mode.source, tuple(notes))


MOVES: Mapping[tuple[str, str], str] = {
    ("forward", "all_gather"): N_("forward: all-gather parameters"),
    ("backward", "all_gather"): N_("backward: all-gather parameters"),
    ("backward", "reduce_scatter"): N_("backward: reduce-scatter gradients"),
    ("backward", "all_reduce"): N_("backward: all-reduce gradients"),
    ("update", "all_gather"): N_("after the update: all-gather parameters"),
}


def _moved(plan: Plan, move: Move) -> tuple[str, str]:
    """The ring's formula, and its numbers."""
    setup = plan.setup
    size = mixed(move.times * move.share * plan.profile.moved)
    again = f" × {setup.accumulation}" if move.each and setup.accumulation > 1 else ""
    ranks = setup.ranks
    match move.reach:
        case "node":
            return f"{size} B × Ψ (r-1)/r", _ring(setup.node_ranks, size, setup.parameters) + again
        case "group" | "groups":
            group = communication.group_of(setup)
            if move.reach == "group":
                return f"{size} B × Ψ (s-1)/s", _ring(group, size, setup.parameters) + again
            part = -(-setup.parameters // group)
            return f"{size} B × Ψ/s (g-1)/g", _ring(ranks // group, size, part) + again
        case "hops":
            node = setup.node_ranks
            first = _ring(node, size, setup.parameters)
            second = _ring(ranks // node, size, -(-setup.parameters // node))
            return f"{size} B × (Ψ (r-1)/r + Ψ/r (n-1)/n)", f"({first} + {second}){again}"
    return f"{size} B × Ψ (N-1)/N", _ring(ranks, size, setup.parameters) + again


def _ring(ranks: int, size: str, elements: int) -> str:
    if padding(elements, ranks):
        return f"{size} × {_part(elements, ranks)} × {ranks - 1:,}"
    return f"{size} × {elements:,} × {ranks - 1:,}/{ranks:,}"


def seconds(plan: Plan, row: Row) -> Explanation:
    setup, time = plan.setup, row.time
    work, peak = flops(setup), plan.gpu.peak
    terms = [
        Term(
            COMPUTING,
            "FLOPs / (peak × efficiency)" + (" × (m+p-1)/m" if setup.pipeline > 1 else ""),
            f"{work:.4g} / ({peak:.4g} × {setup.efficiency:g})"
            + (f" × {bubble(setup):.3g}" if setup.pipeline > 1 else "")
            + f", {tokens(setup):,} tokens",
            time.compute,
        )
    ]
    if time.exposed:
        moved = time.network + time.parallel + time.host
        numbers = f"{time.network:.3g} + {time.parallel:.3g} + {time.host:.3g}"
        hidden = f" - {moved - time.exposed:.3g}" if moved > time.exposed else ""
        formula = "collectives + tensor and pipeline + host" + (" - hidden" if hidden else "")
        terms.append(Term(EXPOSED, formula, numbers + hidden, time.exposed))
    if time.update:
        formula = f"{UPDATE_ON_HOST} × optimizer / host memory's rate"
        size = on_host(setup, row.mode, plan.profile) * min(setup.gpus, setup.gpus_per_node)
        numbers = f"{UPDATE_ON_HOST} × {size:,} / {plan.gpu.host_memory:,}"
        terms.append(Term(HOST_UPDATE, formula, numbers, time.update))
    source = "PaLM (arXiv 2204.02311), appendix B; data sheets"
    return Explanation("seconds", "s", tuple(terms), source, (NOT_IN_TIME,))


CELLS: Mapping[str, Callable[[Plan, Row], Explanation]] = {
    "parameters": state("parameters"),
    "gradients": state("gradients"),
    "optimizer": state("optimizer"),
    "activations": activations,
    "buffers": buffer,
    "total": total,
    "host": beside("host"),
    "nvme": beside("nvme"),
    "communication": communicated,
    "seconds": seconds,
}
