"""Every flow and view of the project would be taken by Amazon Connect, by our rules and by two other tools'."""

import re

import pytest

from local.check_flows import check_project, filled_by_deployment
from local.connect.actions import ACTIONS
from local.connect.check_rules import RULES
from local.connect.perform import PERFORM
from local.connect.project import FLOW_TYPES, FLOWS, VIEWS
from local.paths import ROOT

RESULTS = check_project()


def test_every_flow_and_view_is_checked() -> None:
    assert set(RESULTS) == {f"{path.relative_to(FLOWS)}" for path in FLOWS.rglob("*.json")} - _catalogues()
    assert len(RESULTS) == len(FLOW_TYPES) + len(VIEWS)


def _catalogues() -> set[str]:
    return {f"prompts/{path.name}" for path in (FLOWS / "prompts").glob("*.json")}


@pytest.mark.parametrize("file", RESULTS)
def test_flow_has_no_finding(file: str) -> None:
    assert RESULTS[file] == []


def test_every_rule_is_in_the_code() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "local" / "connect").glob("check*.py"))
    used = set(re.findall(r'(?:yield|Finding\()\s*"([a-z-]+)"', code))
    assert used == set(RULES)


def test_every_action_accepted_can_be_run() -> None:
    assert set(ACTIONS) == set(PERFORM)


def test_view_is_named_as_connect_flow_names_one() -> None:
    assert [value for value in filled_by_deployment().values() if value.startswith("<<View:")] == [
        f"<<View:{name}>>" for name in VIEWS
    ]
