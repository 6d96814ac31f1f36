"""The flow log is the customer's: a flow switches it on or off only where the setting asks for that."""

import json
from typing import Any

import pytest

from tests.unit.tools.connect.scripted import ARNS
from tools.connect.block_rule import MODULE
from tools.connect.project import FLOW_LOGS, FLOW_TYPES, languages, text_of
from tools.connect.run import FlowError, open_flow

SWITCHES = "UpdateFlowLoggingBehavior"
FLOWS = [name for name, kind in FLOW_TYPES.items() if kind != MODULE]


def blocks(name: str, setting: str = "as_is") -> dict[str, dict[str, Any]]:
    return {block["Identifier"]: block for block in json.loads(text_of(name, setting))["Actions"]}


@pytest.mark.parametrize("name", FLOW_TYPES)
def test_by_itself_no_flow_touches_the_log(name: str) -> None:
    assert SWITCHES not in {block["Type"] for block in blocks(name).values()}
    assert SWITCHES not in {block.type for block in open_flow(name, ARNS).blocks.values()}


@pytest.mark.parametrize(("setting", "behaviour"), [("on", "Enabled"), ("off", "Disabled")])
@pytest.mark.parametrize("name", FLOWS)
def test_flow_switches_the_log_first_where_it_is_asked_to(name: str, setting: str, behaviour: str) -> None:
    document = json.loads(text_of(name, setting))
    first = blocks(name, setting)[document["StartAction"]]
    assert (first["Type"], first["Parameters"]) == (SWITCHES, {"FlowLoggingBehavior": behaviour})
    assert first["Transitions"] == {"NextAction": json.loads(text_of(name))["StartAction"]}
    assert blocks(name, setting) == {first["Identifier"]: first} | blocks(name)


@pytest.mark.parametrize("setting", ["on", "off"])
def test_module_leaves_the_log_to_the_flow_around_it(setting: str) -> None:
    assert text_of("check_module", setting) == text_of("check_module")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("setting", ["as_is", "on", "off"])
@pytest.mark.parametrize("name", FLOW_TYPES)
def test_every_flow_is_taken_in_every_setting(name: str, setting: str, language: str) -> None:
    assert open_flow(name, {**ARNS, FLOW_LOGS: setting}, language).type == FLOW_TYPES[name]


def test_setting_that_is_no_word_of_it_is_refused() -> None:
    with pytest.raises(FlowError, match="setting FlowLogs: cannot be 'On'; use as_is or on or off"):
        open_flow("inbound", {**ARNS, FLOW_LOGS: "On"})
