"""JSONPath in flows."""

import doctest
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.connect import jsonpath
from tools.connect.jsonpath import is_path, resolve, substitute, unreadable

DATA: dict[str, Any] = {
    "Attributes": {"Who": "Ada", "full name": "Ada L.", "$.Channel": "odd"},
    "External": {"Success": "true"},
    "CustomerEndpoint": {"Address": "+12125550142", "Type": "TELEPHONE_NUMBER"},
    "SystemEndpoint": None,
    "Channel": "VOICE",
    "Views": {"Action": "Submit", "ViewResultData": {"Term": ["30d"], "Reason": "shouted"}},
}


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(jsonpath).failed == 0


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.Channel", "VOICE"),
        ("$['Channel']", "VOICE"),
        ("$.External.Success", "true"),
        ("$.CustomerEndpoint.Address", "+12125550142"),
        ("$.Attributes.['full name']", "Ada L."),
        ("$.Attributes['full name']", "Ada L."),
        ("$.Attributes['$.Channel']", "odd"),
        ("$.Attributes.who", None),
        ("$.SystemEndpoint.Address", None),
        ("$.Channel.Nothing", None),
        ("$.CustomerEndpoint", None),
        ("$.Queue.ARN", None),
        ("$.Views.Action", "Submit"),
        ("$.Views.ViewResultData.Term.0", "30d"),
        ("$.Views.ViewResultData.Term.1", None),
        ("$.Views.ViewResultData.Term", None),
        ("$.Views.ViewResultData.Term.first", None),
        ("$.Views.ViewResultData.Reason", "shouted"),
        ("$.Channel.0", None),
    ],
)
def test_resolve(path: str, value: str | None) -> None:
    assert resolve(path, DATA) == value


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello $.Attributes.Who, on $.Channel.", "Hello Ada, on VOICE."),
        ("[$.Attributes.Gone]", "[]"),
        ("It costs $5 or $.", "It costs $5 or $."),
        ("$.External.Success$.Channel", "trueVOICE"),
    ],
)
def test_substitute(text: str, filled: str) -> None:
    assert substitute(text, DATA) == filled


def test_value_with_a_path_in_it_is_not_resolved_again() -> None:
    assert substitute("$.Attributes.A", {"Attributes": {"A": "$.Channel"}, "Channel": "VOICE"}) == "$.Channel"


@pytest.mark.parametrize("text", ["", "Channel", "$", "$.", "$.Channel ", "x$.Channel", "$..Channel", "$.a b", "$.0"])
def test_not_a_single_path(text: str) -> None:
    assert not is_path(text)


@pytest.mark.parametrize(
    "path",
    [
        "$.Agent.UserName",
        "$.Attributes",
        "$.External.a.b",
        "$.External.a.0",
        "$.CustomerEndpoint.Name",
        "$.Lex.IntentName",
        "$.Views",
        "$.Views.ViewResultData",
    ],
)
def test_unreadable(path: str) -> None:
    assert list(unreadable(f"Hi {path}!")) == [path]


@given(st.text())
def test_any_text_resolves_and_substitutes(text: str) -> None:
    assert resolve(text, DATA) is None or isinstance(resolve(text, DATA), str)
    assert isinstance(substitute(text, DATA), str)


@given(st.text().filter(lambda text: "$" not in text))
def test_text_without_a_path_stays_as_it_is(text: str) -> None:
    assert substitute(text, DATA) == text


@given(st.text(min_size=1).filter(lambda name: "'" not in name), st.text())
def test_any_attribute_name_can_be_read_in_brackets(name: str, value: str) -> None:
    assert resolve(f"$.Attributes['{name}']", {"Attributes": {name: value}}) == value
