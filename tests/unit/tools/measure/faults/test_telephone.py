"""The flows that faults are put into are this project's, as the checker takes them."""

import pytest

from tools.connect.project import FLOW_TYPES
from tools.measure.faults import telephone


@pytest.mark.parametrize("flow", ["inbound", "flag_number"])
def test_flow_opens_with_the_arns_that_are_made_up_for_it(flow: str) -> None:
    assert flow in FLOW_TYPES
    assert telephone._flow(flow).file == f"{flow}.json"  # noqa: SLF001
