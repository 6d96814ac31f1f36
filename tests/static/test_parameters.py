"""Values that the template takes for a parameter, and those that it refuses before anything is deployed."""

import re
from typing import Any

import pytest

from tests.policies import CONTENT

ORIGIN = "https://acme.my.connect.aws"
TAKEN = {
    "PanelOrigins": [
        ORIGIN,
        f"{ORIGIN} https://ccp.example:8443",
        "http://127.0.0.1:8080",
        f"http://localhost {ORIGIN}",
    ],
    "AgentClaim": ["email", "custom:connect_name", "https://example.com/agent", "preferred-username"],
    "FlagMenu": ["category", "term", "none"],
}
REFUSED = {
    "PanelOrigins": [
        "http://acme.my.connect.aws",
        f"{ORIGIN} http://ccp.example",
        f"{ORIGIN}/",
        f"{ORIGIN}/agent",
        f"{ORIGIN}?a=b",
        "https://*.my.connect.aws",
        "*",
        "'self'",
        "https://",
        "acme.my.connect.aws",
        "javascript:alert(1)",
        "https://agent@acme.example",
        f"{ORIGIN};script-src",
        f"{ORIGIN},https://ccp.example",
        f"{ORIGIN}  https://ccp.example",
        f" {ORIGIN}",
        f"{ORIGIN} ",
        " ",
        "https://" + "a" * 493,
    ],
    "AgentClaim": ["user name", " ", "email ", "email,sub", "$.email", "'email'", "a" * 101],
    "FlagMenu": ["", "Category", "category ", "reason", "category,term"],
}


def _takes(name: str, value: str) -> bool:
    """Whether CloudFormation would; a pattern must match the whole value."""
    parameter: dict[str, Any] = CONTENT["Parameters"][name]
    allowed = parameter.get("AllowedValues")
    fits = re.fullmatch(parameter.get("AllowedPattern", ".*"), value, re.ASCII) is not None
    return fits and len(value) <= parameter.get("MaxLength", len(value)) and (allowed is None or value in allowed)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in TAKEN.items() for value in values])
def test_parameter_takes(name: str, value: str) -> None:
    assert _takes(name, value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values])
def test_parameter_refuses(name: str, value: str) -> None:
    assert not _takes(name, value)


@pytest.mark.parametrize(("name", "default"), [("PanelOrigins", ""), ("AgentClaim", ""), ("FlagMenu", "category")])
def test_default_is_taken_so_that_a_value_can_be_taken_back(name: str, default: str) -> None:
    assert CONTENT["Parameters"][name]["Default"] == default
    assert _takes(name, default)
