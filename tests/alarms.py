"""Every alarm of the stack by its logical id: those in template.yaml and those in the nested alarms.yaml."""

from typing import Any

from tests.policies import CONTENT, resources
from tools.common.paths import ALARMS as FILE
from tools.common.template import read_template

NESTED = read_template(FILE)
_GIVEN: dict[str, Any] = CONTENT["Resources"]["Alarms"]["Properties"]["Parameters"]


def given(part: Any) -> Any:  # noqa: ANN401 - any part of a template
    """Replace each parameter in a part of alarms.yaml with the value that template.yaml passes for it."""
    match part:
        case {"Ref": name}:
            value = _GIVEN[name]
            return value["Fn::If"][1] if "Fn::If" in value else value
        case dict():
            return {key: given(one) for key, one in part.items()}
        case list():
            return [given(one) for one in part]
        case _:
            return part


ALARMS: dict[str, dict[str, Any]] = {**resources("AWS::CloudWatch::Alarm"), **given(NESTED["Resources"])}
