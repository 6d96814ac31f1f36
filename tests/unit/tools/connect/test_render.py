"""Filling placeholders."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.connect.render import placeholders, render, static_flaw
from tools.connect.run import FlowError


def test_placeholders_are_filled_and_escaped() -> None:
    filled = render('{"Text": "${A} and ${B}", "Id": "${A}"}', {"A": '\\ "hi"', "B": "안녕"}, "f.json")
    assert json.loads(filled) == {"Text": '\\ "hi" and 안녕', "Id": '\\ "hi"'}


def test_more_values_than_placeholders_are_fine() -> None:
    assert render("{}", {"A": "unused"}, "f.json") == "{}"


def test_placeholders_are_listed_once() -> None:
    assert placeholders('"${A} ${B} ${A}"') == {"A", "B"}


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("${Gone}", r"f\.json:1:1: placeholder \$\{Gone\}: has no value"),
        ("${A", "is malformed"),
        ("${}", "is malformed"),
        ("${A B}", "is malformed"),
        ("${A-B}", "is malformed"),
    ],
)
def test_placeholder_that_cannot_be_filled_is_refused(template: str, sentence: str) -> None:
    with pytest.raises(FlowError, match=sentence):
        render(template, {"A": "a"}, "f.json")


@pytest.mark.parametrize(
    "value", ["", "  ", "a\nb", "a\x00", "Hi $.Attributes.Name", "$['Channel']", "${Other}", None, 5]
)
def test_value_that_is_not_static_text_is_refused(value: str) -> None:
    with pytest.raises(FlowError, match=r"f\.json:1:1: value of \$\{A\}: it .*; give one line of plain text"):
        render("${A}", {"A": value}, "f.json")


def test_unpublished_version_of_a_function_is_a_value() -> None:
    assert static_flaw("arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST") is None


@given(st.text())
def test_any_accepted_value_comes_back_from_the_json(value: str) -> None:
    if static_flaw(value) is None:
        assert json.loads(render('"${A}"', {"A": value}, "f.json")) == value


@given(st.text())
def test_any_template_is_filled_or_refused(template: str) -> None:
    with suppress(FlowError):
        assert "${" not in render(template, {}, "f.json")
