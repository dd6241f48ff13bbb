"""docs/troubleshooting.md is what the doctor's checks say. After a change of them: `make docs`."""

import re

from engines.pi.doctor.doctor import CHECKS
from tests import troubleshooting


def test_the_page_is_what_the_checks_say():
    assert troubleshooting.FILE.read_text("utf-8") == troubleshooting.page()


def test_every_check_has_a_heading_and_something_to_type():
    parts = re.split(r"^### (.+)\n", troubleshooting.page(), flags=re.M)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(told) == [check.key for check in CHECKS]
    assert [key for key, text in told.items() if not re.search(r"^    \S", text, re.M)] == []
