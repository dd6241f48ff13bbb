"""The table as a document: JSON, CSV, Markdown. Bytes are exact; times are floats, in seconds."""

import csv
import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, overload

import msgspec

from engines.zero.plan import Plan, Row

GB = 10**9


def document(plan: Plan) -> dict[str, Any]:
    """What `zerodeck zero plan --json` prints. What is unknown is null, never 0.

    Bytes are whole numbers, or where they are not, exact fractions as strings ("1/3"). `per_gpu`
    is one GPU's, `host` and `nvme` are a node's, `communication` is what a rank sends in a step.
    """
    setup = plan.setup
    model = setup.model
    return {
        "model": {
            "name": model.name,
            "parameters": model.parameters,
            "active": model.met,
            "shape": None if model.shape is None else msgspec.structs.asdict(model.shape),
        },
        "profile": plan.profile.name,
        "gpus": setup.gpus,
        "setup": {
            name: value for name, value in msgspec.structs.asdict(setup).items() if name != "model"
        },
        "gpu": {"name": plan.gpu.name, "memory": plan.capacity},
        "network": plan.network.name,
        "modes": {key: mode(plan, row) for key, row in plan.rows.items()},
    }


def mode(plan: Plan, row: Row) -> dict[str, Any]:
    kept = row.activations
    return {
        "per_gpu": {
            "parameters": row.states.parameters,
            "gradients": row.states.gradients,
            "optimizer": row.states.optimizer,
            "model_states": row.states.total,
            "activations": kept.total if kept else None,
            "buffers": row.buffers.total,
            "buffer_parts": row.buffers._asdict(),
            "total": row.total,
            "free": row.free,
        },
        "host": row.host,
        "nvme": row.nvme,
        "communication": {
            "intra_node": exact(row.traffic.intra_node),
            "inter_node": exact(row.traffic.inter_node),
            "elements": str(row.traffic.elements),
            "tensor_parallel": row.traffic.tensor,
            "pipeline": exact(row.traffic.pipeline),
            "host": row.traffic.host,
            "nvme": row.traffic.nvme,
        },
        "seconds": row.time.total,
        "time_parts": row.time._asdict(),
        "tokens_per_second": plan.tokens_per_second(row),
        "model_flops_utilization": plan.utilization(row),
        "fits": row.fits,
    }


@overload
def exact(number: int | Fraction) -> int | str: ...
@overload
def exact(number: float) -> float: ...
def exact(number: int | Fraction | float) -> int | str | float:
    """A fraction that is not whole as a string; floats, which are times, as they are."""
    if isinstance(number, Fraction):
        return number.numerator if number.denominator == 1 else str(number)
    return number


HEAD = (
    *("mode", "parameters_B", "gradients_B", "optimizer_B", "model_states_B", "activations_B"),
    *("buffers_B", "total_B", "host_B", "nvme_B", "intra_node_B", "inter_node_B", "elements"),
    *("seconds", "fits"),
)


def lines(plan: Plan) -> Iterator[tuple[str, ...]]:
    """Every row's cells as HEAD names them: exact; "" for what is unknown."""
    for key, row in plan.rows.items():
        found = mode(plan, row)
        memory, sent = found["per_gpu"], found["communication"]
        cells = (
            *(memory[name] for name in ("parameters", "gradients", "optimizer", "model_states")),
            *(memory[name] for name in ("activations", "buffers", "total")),
            *(row.host, row.nvme, sent["intra_node"], sent["inter_node"], sent["elements"]),
            *(f"{row.time.total:.6g}", "yes" if row.fits else "no"),
        )
        yield (key, *("" if cell is None else str(cell) for cell in cells))


def table(plan: Plan) -> str:
    """CSV."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(lines(plan))
    return sheet.getvalue()


def markdown(plan: Plan) -> str:
    """A table for people: GB of 10^9 bytes, two digits behind the point."""
    head = ("mode", "params", "grads", "optim", "act", "buffers", "total", "fits")
    moved = ("moved", "s/step")
    setup = plan.setup
    text = [
        f"{setup.model.name}, {setup.model.parameters:,} parameters, {setup.gpus} x "
        f"{plan.gpu.title}, batch {setup.batch}, sequence {setup.sequence}, "
        f"checkpointing {setup.checkpointing}, profile {plan.profile.name} "
        f"({plan.profile.title} bytes a parameter). Memory of one GPU in GB (10^9 bytes).",
        "",
        "| " + " | ".join((*head, *moved)) + " |",
        "|---|" + "---:|" * 6 + "---|---:|---:|",
    ]
    for row in plan.rows.values():
        kept = row.activations.total if row.activations else None
        cells = (*row.states, kept, row.buffers.total, row.total)
        numbers = ["n/a" if cell is None else f"{cell / GB:.2f}" for cell in cells]
        fits = "yes" if row.fits else "no"
        sent = (f"{row.traffic.elements}Ψ", f"{row.time.total:.3g}")
        text.append("| " + " | ".join((row.mode.title, *numbers, fits, *sent)) + " |")
    return "\n".join(text) + "\n"
