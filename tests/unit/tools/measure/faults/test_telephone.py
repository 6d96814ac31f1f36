"""The flows that are run under faults are this project's own, and pass its checker."""

import pytest

from tools.connect.project import FLOW_TYPES
from tools.measure.faults import telephone


@pytest.mark.parametrize("flow", ["inbound", "flag_number"])
def test_flow_opens_with_the_arns_that_are_made_up_for_it(flow: str) -> None:
    assert flow in FLOW_TYPES
    assert telephone._flow(flow).file == f"{flow}.json"  # noqa: SLF001
