"""The keys of the int() tab, and what ? says about it."""

from textual.binding import Binding, BindingType

from tui.i18n import N_

KEYS: list[BindingType] = [
    Binding("escape", "back", N_("back"), key_display="Esc", id="int.back"),
    Binding("enter", "enter", N_("open"), key_display="Enter", id="int.enter"),
    Binding("enter", "rule", N_("rule"), key_display="Enter", id="int.rule"),
    Binding("enter", "unfold", N_("more"), key_display="Enter", id="int.unfold"),
    Binding("w", "write", N_("write"), id="int.write"),
    Binding("k", "kind('knr-definition')", N_("K&R too"), id="int.prototypes"),
    Binding("p", "kind('empty-parentheses')", N_("() too"), id="int.void"),
    Binding("c", "who(1)", N_("who says"), id="int.who"),
    Binding("o", "paths", N_("files"), id="int.paths"),
    Binding("s", "standard(1)", N_("standard"), id="int.standard"),
    Binding("f", "view_of('fix')", N_("fix"), id="int.fix"),
    Binding("v", "view(1)", N_("view"), id="int.view"),
    Binding("e", "example", N_("example"), id="int.example"),
    Binding("r", "again", N_("again"), id="int.again"),
    Binding("C", "who(-1)", N_("who says, back"), show=False, id="int.who_before"),
    Binding("S", "standard(-1)", N_("standard before"), show=False, id="int.standard_before"),
    Binding("V", "view(-1)", N_("view before"), show=False, id="int.view_before"),
    Binding("up", "move(0, -1)", show=False),
    Binding("down", "move(0, 1)", show=False),
    Binding("left", "move(-1, 0)", show=False),
    Binding("right", "move(1, 0)", show=False),
    Binding("pageup", "page(-1)", N_("page up"), show=False, id="int.pageup"),
    Binding("pagedown", "page(1)", N_("page down"), show=False, id="int.pagedown"),
    Binding("home", "end(-1)", show=False),
    Binding("end", "end(1)", show=False),
]
"""In the order in which a narrow screen has room for them."""

EXPLANATION = N_(
    "May the type of a function that returns int be left out in C? In a definition of C89 it may, "
    "and in a declaration too where another specifier stands: static, extern, const. C99 and all "
    "later ones allow it nowhere; compilers warn, and newer ones refuse.\n\n"
    "What is opened is read without a compiler; of its headers, those of its own project. Marked "
    "is each name whose type is omitted; what another header may decide is maybe, and is never "
    "edited. Cousins are what old C allows beside it: calls of undeclared functions, values that "
    "nobody returns, (), old definitions.\n\n"
    "↑ ↓ go from finding to finding, and what is said of it stands below: the standards with "
    "their clauses, known compilers as they were measured, and those that are here. Enter goes to "
    "its rule, and unfolds what is said of a rule, a compiler or a run. s changes the standard.\n\n"
    "The fix changes nothing but what it shows. w writes it, after a question, and keeps the "
    "source as it was beside it. k also makes prototypes of old definitions, p makes (void) of "
    "().\n\n"
    "In the rules c changes who speaks: ISO C, the compilers here, and those that are known. Only "
    "the document's example is ever built and run."
)
