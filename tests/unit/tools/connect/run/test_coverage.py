"""Every branch of every flow is taken by a test."""

from collections.abc import Mapping
from typing import Protocol

import pytest

from tests.unit.tools.connect.run import (
    test_after_call_flow,
    test_agent_whisper_flow,
    test_check_module_flow,
    test_flag_number_flow,
    test_inbound_flow,
    test_outbound_flows,
)
from tests.unit.tools.connect.scripted import ARNS
from tools.connect.project import FLOW_TYPES
from tools.connect.run import Outcome, open_flow


class Path(Protocol):
    def take(self) -> Outcome: ...


PATHS: Mapping[str, Mapping[str, Path]] = {
    "inbound": test_inbound_flow.PATHS,
    "check_module": test_check_module_flow.PATHS,
    "flag_number": test_flag_number_flow.PATHS,
    "after_call": test_after_call_flow.PATHS,
    "agent_whisper": test_agent_whisper_flow.PATHS,
    "outbound_check": test_outbound_flows.PATHS,
    "outbound_notice": test_outbound_flows.NOTICE_PATHS,
}


def test_every_flow_of_the_registry_has_named_paths() -> None:
    assert set(PATHS) == set(FLOW_TYPES)


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_named_paths_take_every_branch(name: str) -> None:
    taken = frozenset[tuple[str, str]]().union(*(path.take().branches() for path in PATHS[name].values()))
    assert sorted(open_flow(name, ARNS).branches() - taken) == []
