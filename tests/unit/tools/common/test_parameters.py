"""`PARAMS`: which values are changed, which are kept, and which are refused before anything is sent."""

import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.common.allowed import allowed, refusals
from tools.common.errors import LocalError
from tools.common.parameters import differences, parse, settle
from tools.common.template import read_template

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "DefaultRegion": {"Type": "String", "Default": "US"},
        "SupervisorEmail": {"Type": "String", "Default": ""},
        "ReviewWindow": {"Type": "Number", "Default": 72},
        "Bucket": {"Type": "String"},
    }
}
OURS = read_template()
DEFAULTS = {name: str(parameter["Default"]) for name, parameter in OURS["Parameters"].items()}
INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("", {}),
        ("DefaultRegion=KR  Language=ko", {"DefaultRegion": "KR", "Language": "ko"}),
        ("SupervisorEmail=", {"SupervisorEmail": ""}),
        ("-ReviewWindow SupervisorEmail=''", {"ReviewWindow": None, "SupervisorEmail": ""}),
        ("Note='two words' Url=a=b", {"Note": "two words", "Url": "a=b"}),
        ("Note=a&b;`c`$(d)$e,f", {"Note": "a&b;`c`$(d)$e,f"}),
        ("A=-b -C", {"A": "-b", "C": None}),
    ],
)
def test_parse_reads_names_and_values(text: str, wishes: dict[str, str | None]) -> None:
    assert parse(text) == wishes


@given(st.dictionaries(st.from_regex(r"[A-Za-z]+", fullmatch=True), st.text(), max_size=4))
def test_any_value_can_be_given_in_quotes(values: dict[str, str]) -> None:
    assert parse(" ".join(f"{name}={shlex.quote(value)}" for name, value in values.items())) == values


@pytest.mark.parametrize("text", ["DefaultRegion", "DefaultRegion KR", "Note='open", "=x", "-=x"])
def test_parse_says_how_to_write_it(text: str) -> None:
    with pytest.raises(LocalError, match=r"Write PARAMS=|does not have"):
        settle(TEMPLATE, parse(text), {})


def test_one_name_twice_is_refused() -> None:
    with pytest.raises(LocalError, match="names Language twice"):
        parse("Language=ko -Language")


def test_parameter_that_is_left_out_has_its_default_in_a_new_stack() -> None:
    assert settle(TEMPLATE, {"DefaultRegion": "KR"}, {}) == {
        "DefaultRegion": "KR",
        "SupervisorEmail": "",
        "ReviewWindow": "72",
    }


FORMER = {"DefaultRegion": "KR", "SupervisorEmail": "a@example.com", "ReviewWindow": "24", "Bucket": "b", "Gone": "x"}


def test_parameter_that_is_left_out_keeps_its_value_in_the_stack() -> None:
    kept = {name: value for name, value in FORMER.items() if name != "Gone"}
    assert settle(TEMPLATE, {}, FORMER) == kept


def test_parameter_is_taken_back_to_empty_or_to_its_default() -> None:
    settled = settle(TEMPLATE, parse("SupervisorEmail= -ReviewWindow -DefaultRegion"), FORMER)
    assert settled == {"DefaultRegion": "US", "SupervisorEmail": "", "ReviewWindow": "72", "Bucket": "b"}


@pytest.mark.parametrize("text", ["Region=KR", "-Region"])
def test_an_unknown_name_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(LocalError, match=r"names Region, .* has Bucket, DefaultRegion, ReviewWindow, SupervisorEmail"):
        settle(TEMPLATE, parse(text), {})


def test_what_changes_is_told() -> None:
    before = {"Language": "en", "SupervisorEmail": "a@example.com", "Same": "1"}
    assert differences(before, {"Language": "ko", "SupervisorEmail": "", "Same": "1", "New": "2"}) == [
        "Language: en -> ko",
        "New: (none) -> 2",
        "SupervisorEmail: a@example.com -> (empty)",
    ]


def outside(parameter: dict[str, Any]) -> list[str]:
    """Values that a parameter does not allow."""
    if "AllowedValues" in parameter:
        return ["", "nothing of that kind", f"{parameter['AllowedValues'][0]} "]
    if parameter["Type"] == "Number":
        return ["", "x", "1e2", str(parameter["MinValue"] - 1), str(parameter["MaxValue"] + 1), "٣", "nan", "1\n"]
    return [
        "a b",
        "x\n",
        "a@b.example\n",
        "&",
        *(["x" * (parameter["MaxLength"] + 1)] if "MaxLength" in parameter else []),
    ]


@pytest.mark.parametrize("name", sorted(OURS["Parameters"]))
def test_a_value_that_is_not_allowed_is_named_with_what_is(name: str) -> None:
    for value in outside(OURS["Parameters"][name]):
        if name in {"OidcAudience", "OidcClientId"} and value == "&":
            continue  # they allow any word
        with pytest.raises(LocalError) as refused:
            settle(OURS, {name: value}, {})
        assert name in str(refused.value)
        assert allowed(OURS["Parameters"][name]) in str(refused.value)
        assert "Nothing was changed" in str(refused.value)


def test_the_defaults_and_the_ends_of_every_range_are_allowed() -> None:
    assert refusals(OURS, DEFAULTS) == []
    for name, parameter in OURS["Parameters"].items():
        for value in [
            *parameter.get("AllowedValues", []),
            *(parameter[m] for m in parameter if m in {"MinValue", "MaxValue"}),
        ]:
            assert refusals(OURS, DEFAULTS | {name: str(value)}) == []


@pytest.mark.parametrize("name", sorted(n for n, p in OURS["Parameters"].items() if p["Default"] == ""))
def test_every_parameter_that_is_empty_by_default_can_be_emptied(name: str) -> None:
    assert settle(OURS, {name: ""}, {name: "x"})[name] == ""


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"QueueArn": f"{INSTANCE}/queue/01234567-89ab-cdef-0123-456789abcdef"}, "ConnectInstanceArn"),
        ({"ConsoleDomain": "a.example.com"}, "ConsoleCertificateArn"),
        ({"OidcIssuer": "https://sso.example.com"}, "OidcAudience"),
        ({"OidcClientId": "console"}, "OidcIssuer"),
    ],
)
def test_parameters_that_need_each_other_are_refused_alone(wishes: dict[str, str], said: str) -> None:
    with pytest.raises(LocalError, match=said):
        settle(OURS, wishes, {})


def test_emptying_one_of_two_that_need_each_other_is_refused_too() -> None:
    former = {"OidcIssuer": "https://sso.example.com", "OidcAudience": "calls"}
    assert settle(OURS, {}, former) | former == settle(OURS, {}, former)
    with pytest.raises(LocalError, match="OidcIssuer"):
        settle(OURS, {"OidcIssuer": ""}, former)
    assert settle(OURS, parse("OidcIssuer= OidcAudience="), former)["OidcAudience"] == ""


def test_a_template_that_is_no_yaml_is_said(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text("Parameters: {")
    with pytest.raises(LocalError, match="not valid YAML"):
        read_template(path)
