"""The eight operators, as AWS's table of operators describes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.connect.conditions import OPERATORS, holds

CASES = [
    ("Equals", "true", "true", True),
    ("Equals", "True", "true", False),
    ("Equals", "", "", True),
    ("TextStartsWith", "VOICE", "VO", True),
    ("TextStartsWith", "VOICE", "CE", False),
    ("TextEndsWith", "VOICE", "CE", True),
    ("TextEndsWith", "VOICE", "VO", False),
    ("TextContains", "VOICE", "OIC", True),
    ("TextContains", "VOICE", "oic", False),
    ("NumberGreaterThan", "10", "9", True),
    ("NumberGreaterThan", "9", "9", False),
    ("NumberGreaterOrEqualTo", "9.0", "9", True),
    ("NumberGreaterOrEqualTo", "8.9", "9", False),
    ("NumberLessThan", "-1", "0", True),
    ("NumberLessThan", "0", "0", False),
    ("NumberLessOrEqualTo", "0", "0", True),
    ("NumberLessOrEqualTo", "1", "0", False),
    ("NumberGreaterThan", "ten", "9", False),
    ("NumberLessThan", "1", "ten", False),
    ("NumberLessThan", "nan", "inf", False),
    ("NumberLessThan", "1_0", "99", False),
]


@pytest.mark.parametrize(("operator", "value", "operand", "true"), CASES)
def test_operator(operator: str, value: str, operand: str, *, true: bool) -> None:
    assert holds(operator, value, operand) is true


def test_every_operator_has_a_case_each_way() -> None:
    assert {(name, truth) for name, _, _, truth in CASES} == {(n, t) for n in OPERATORS for t in (True, False)}


@given(st.sampled_from(sorted(OPERATORS)), st.text(), st.text())
def test_any_texts_compare_without_an_exception(operator: str, value: str, operand: str) -> None:
    assert holds(operator, value, operand) in {True, False}
    assert holds(operator, None, operand) is False
