"""What the ZeRO tab says at its top: which mode to take, and for what."""

from engines.zero import search
from engines.zero.plan import Plan
from engines.zero.presets import PRESETS
from tui import units
from tui.i18n import _
from tui.runs import Row


def sentence(plan: Plan) -> Row:
    memory = f"{plan.capacity / 10**9:g}"
    on = _("on {number} × {size} GB").format(number=units.count(plan.setup.gpus), size=memory)
    row = search.simplest(plan)
    if row is None:
        return [(lacking(plan, on), "danger")]
    words = _("{mode} is the simplest that fits {machines}")
    speed = units.digits(plan.tokens_per_second(row))
    said: Row = [(words.format(mode=row.mode.title, machines=on), "strong")]
    return [*said, (f"  {_('{speed} tokens/s').format(speed=speed)}", "muted")]


def lacking(plan: Plan, machines: str) -> str:
    """Why nothing fits: by how little the smallest mode does not."""
    least = min(plan.rows.values(), key=lambda row: row.total)
    if least.free >= 0:
        words = _("Nothing fits {machines}: the node's memory is too small")
        return words.format(machines=machines)
    missing = units.digits(-least.free / 10**9)
    words = _("Nothing fits {machines}: {mode} lacks {missing} GB")
    return words.format(machines=machines, mode=least.mode.title, missing=missing)


def parameters(count: int) -> str:
    """As models are named: 124 M, 6.74 B, 1.00 T."""
    for size, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")):
        if count >= 0.9995 * size:
            return f"{units.digits(count / size)} {letter}"
    return str(count)


def facts(plan: Plan) -> Row:
    setup, model = plan.setup, plan.setup.model
    kept = {
        "none": _("no checkpointing"),
        "selective": _("selective checkpointing"),
        "full": _("full checkpointing"),
    }
    named = model.shape is not None or model.name in PRESETS
    parts = (
        (model.name if named else _("parameters"), parameters(model.parameters)),
        (_("batch"), units.count(setup.batch)),
        (_("seq"), units.count(setup.sequence)),
        ("", kept[setup.checkpointing]),
        ("", f"{plan.profile.name} {plan.profile.title.replace(' + ', '+')}"),
    )
    row: Row = []
    for label, value in parts:
        row += [("  ", "text")] if row else []
        row += [(f"{label} ", "muted")] if label else []
        row.append((value, "text"))
    return row


def health(plan: Plan) -> tuple[str, str]:
    if search.simplest(plan) is None:
        return _("does not fit"), "danger"
    return _("fits"), "good"
