"""Hypothesis strategies for what a DynamoDB table may hold: values of every type and size, and items like entries."""

from typing import Any

from hypothesis import strategies as st

from denylist.entries import LATEST, STATUSES
from tests.unit.records import NOW

_NUMBERS = st.one_of(
    st.integers(-(10**37), 10**37).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=5).map(str),
    st.sampled_from(["0", "-0", "1E+125", "-1E-130", "9.9999999999999999999999999999999999999E+125"]),
)
_SCALARS = st.one_of(
    st.fixed_dictionaries({"S": st.text(max_size=20)}),
    st.fixed_dictionaries({"N": _NUMBERS}),
    st.fixed_dictionaries({"B": st.binary(max_size=5)}),
    st.fixed_dictionaries({"BOOL": st.booleans()}),
    st.just({"NULL": True}),
    st.fixed_dictionaries({"SS": st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=3, unique=True)}),
    st.fixed_dictionaries({"NS": st.lists(st.integers(0, 99).map(str), min_size=1, max_size=3, unique=True)}),
    st.fixed_dictionaries({"BS": st.lists(st.binary(max_size=3), min_size=1, max_size=3, unique=True)}),
)
VALUES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"L": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"M": st.dictionaries(st.text(max_size=5), inner, max_size=3)}),
    ),
    max_leaves=5,
)
ATTRIBUTES = [
    "ContactNumber", "Status", "ExpiresAt", "Version", "FlagCount", "FlagIds", "FlaggedBy", "FlaggedAt", "ContactId",
    "Reason", "Term", "Source", "ReviewedBy", "ReviewedAt", "Note", "Country", "NumberType", "SettledBy", "Other",
]  # fmt: skip

ITEMS = st.dictionaries(st.sampled_from(ATTRIBUTES), VALUES, max_size=len(ATTRIBUTES))
"""Any item at all."""
KEYED_ITEMS = st.builds(
    lambda rest, number: {**rest, "ContactNumber": {"S": number}}, ITEMS, st.text(min_size=1, max_size=20)
)
"""Any item that DenylistTable can hold."""

NEAR_NOW = st.one_of(
    st.integers(NOW - 2, NOW + 2),
    st.sampled_from([0, -1, -NOW, LATEST - 2, LATEST - 1, LATEST, LATEST + 1, NOW * 1000, 10**37]),
).map(str) | st.sampled_from(
    [f"{NOW}.5", f"{NOW - 1}.5", f"{NOW}.0000000000000000000000000001", f"{LATEST - 1}.5", "0.5"]
)
EXPIRIES = NEAR_NOW.map(lambda number: {"N": number})
# Status is the key of an index, for which DynamoDB accepts only text that is not empty.
STATUS_VALUES = st.sampled_from([*sorted(STATUSES), "pending", "LAPSED", "no, 50% sure"]).map(lambda text: {"S": text})
