"""The keys of the ZeRO tab, and what ? says about it."""

from textual.binding import Binding, BindingType

from tui.i18n import N_

KEYS: list[BindingType] = [
    Binding("m", "edit('model')", N_("model"), id="zero.model"),
    Binding("n", "edit('gpus')", N_("GPUs"), id="zero.gpus"),
    Binding("p", "profile", N_("profile"), id="zero.profile"),
    Binding("v", "view(1)", N_("view"), id="zero.view"),
    Binding("f", "find", N_("how far"), id="zero.find"),
    Binding("space", "play", N_("play"), id="zero.play"),
    Binding("e", "export", N_("export"), id="zero.export"),
    Binding("b", "edit('batch')", N_("batch"), id="zero.batch"),
    Binding("g", "edit('gpu')", N_("GPU"), id="zero.gpu"),
    Binding("s", "edit('sequence')", N_("sequence"), show=False, id="zero.sequence"),
    Binding("c", "checkpointing", N_("checkpointing"), show=False, id="zero.checkpointing"),
    Binding("o", "edit('accumulation')", N_("more settings"), show=False, id="zero.more"),
    Binding("V", "view(-1)", N_("view before"), show=False, id="zero.view_before"),
    Binding("a", "all", N_("all modes"), show=False, id="zero.all"),
    Binding("left_square_bracket", "frame(-1)", N_("a frame back"), show=False, id="zero.back"),
    Binding("right_square_bracket", "frame(1)", N_("a frame on"), show=False, id="zero.on"),
    Binding("left_curly_bracket", "frame(-1000)", N_("first frame"), show=False, id="zero.first"),
    Binding("right_curly_bracket", "frame(1000)", N_("last frame"), show=False, id="zero.last"),
    Binding("up", "move(0, -1)", show=False),
    Binding("down", "move(0, 1)", show=False),
    Binding("left", "move(-1, 0)", show=False),
    Binding("right", "move(1, 0)", show=False),
    Binding("home", "move(0, -100)", show=False),
    Binding("end", "move(0, 100)", show=False),
]
"""In the order in which a narrow screen has room for them."""

EXPLANATION = N_(
    "Training keeps parameters, gradients and the optimizer's states: 16 bytes a parameter with "
    "Adam in mixed precision, whatever the batch. ZeRO cuts them among the GPUs instead of copying "
    "them: stage 1 the optimizer's states, stage 2 the gradients too, stage 3 the parameters too. "
    "Offload and Infinity move them to the host or its NVMe; ZeRO++ sends less.\n\n"
    "The arrow keys go from cell to cell, and the view below says where the number comes from. "
    "Memory is one GPU's, in GB of 10^9 bytes; what is moved is in multiples of Ψ, the "
    "parameters.\n\n"
    "What is counted differs between papers and programs: p changes the profile. Times are a model "
    "of the machine, not a measurement."
)
