"""Numbers behind names, as /proc has them."""

import pytest

from engines.memory import proc


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Rss: 1 kB\nPss:  1234 kB\n", 1234),
        (f"Pss: {(1 << 64) - 1}", (1 << 64) - 1),
        ("Pss:", None),
        ("Pss: much", None),
        ("Pss: -1", None),
        ("Pss: " + "9" * 5000, None),  # int() would raise
        ("", None),
    ],
)
def test_a_number_is_what_the_kernel_may_have_counted(text, number):
    assert proc.field(text, "Pss:") == number
