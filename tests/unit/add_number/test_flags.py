"""What the function answers to an agent's flag, and what the flag leaves in the table."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.entries import read
from tests.unit.add_number.adding import ADDED, LISTED, Add, adding, no
from tests.unit.conftest import Load
from tests.unit.records import CALLER, DAY, NOW, OTHER, WINDOW, call, event, flagged, item
from tests.unit.tables import Tables


def test_number_is_denied_from_the_moment_of_the_answer(add: Add, tables: Tables) -> None:
    assert add(event("connect_quick_connect")) == ADDED
    assert read(tables.get("+12125550142") or {}).is_in_force(NOW)


def test_flag_is_stored_whole(add: Add, tables: Tables) -> None:
    assert add(call(FlaggedBy="maria", Reason="shouts", Term="24h")) == ADDED
    stored = tables.get() or {}
    assert stored == {**stored, **flagged(Term="24h", ExpiresAt=NOW + DAY, Reason="shouts")}


def test_named_agent_is_stored(add: Add, tables: Tables) -> None:
    add(event("connect_quick_connect_named_agent"))
    stored = read(tables.get("+12125550142") or {})
    assert (stored.flagged_by, stored.term) == ("jane.doe", "30d")
    assert stored.contact_id == "aaaaaaaa-0000-4000-8000-000000000001"
    assert stored.flag_ids == {"aaaaaaaa-0000-4000-8000-000000000002"}


@pytest.mark.parametrize(
    ("policy", "term", "lasts"),
    [
        ("provisional", "24h", DAY),
        ("provisional", "7d", WINDOW),
        ("provisional", None, WINDOW),
        ("trusted", "24h", DAY),
        ("trusted", "365d", 365 * DAY),
        ("trusted", "default", 30 * DAY),
        ("trusted", None, 30 * DAY),
    ],
)
def test_flag_lasts_as_long_as_the_policy_says(
    load: Load, tables: Tables, policy: str, term: str | None, lasts: int
) -> None:
    assert adding(load, REVIEW_POLICY=policy)(call(Term=term)) == ADDED
    assert read(tables.get() or {}).expires_at == NOW + lasts


def test_number_is_read_as_people_of_the_region_write_it(load: Load, tables: Tables) -> None:
    assert adding(load, DEFAULT_REGION="KR")(call("010-1234-5678")) == ADDED
    assert list(tables.entries()) == ["+821012345678"]


def test_number_of_an_outbound_call_is_the_one_that_was_dialled(add: Add, tables: Tables) -> None:
    assert add(event("connect_quick_connect_outbound")) == ADDED
    assert list(tables.entries()) == ["+14155550123"]


def test_number_is_flagged_by_a_form_after_the_call(add: Add, tables: Tables) -> None:
    form = {"Channel": "CHAT", "Source": "after_call", "FlaggedBy": "maria"}
    assert add(call(None, CustomerNumber=CALLER, **form)) == ADDED
    assert add(call(OTHER, **form)) == no("not_voice", "not_voice")
    assert list(tables.entries()) == [CALLER]


@pytest.mark.parametrize("name", ["connect_quick_connect_no_parameters", "connect_quick_connect_sparse"])
def test_event_without_parameters_or_endpoint_is_enough(add: Add, tables: Tables, name: str) -> None:
    assert add(event(name)) == ADDED
    assert list(tables.entries()) == ["+12125550142"]


def test_three_retries_of_a_flag_are_one_flag(add: Add, tables: Tables) -> None:
    answers = [add(event("connect_quick_connect")) for _ in range(4)]
    assert answers == [ADDED] * 4
    assert read(tables.get("+12125550142") or {}).flag_count == 1


def test_second_agents_flag_counts(add: Add, tables: Tables) -> None:
    assert add(call(FlaggedBy="maria")) == ADDED
    assert add(call(ContactId="flag-2", FlaggedBy="noah")) == LISTED
    assert read(tables.get() or {}).flag_count == 2


def test_flag_without_contact_id_counts_by_itself(add: Add, tables: Tables) -> None:
    assert add(call(ContactId=None)) == ADDED
    assert add(call(ContactId=None)) == LISTED
    assert read(tables.get() or {}).flag_count == 2


@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
@pytest.mark.parametrize("end", [None, NOW + 99 * DAY])
def test_flag_never_shortens_an_entry_in_force(add: Add, tables: Tables, status: str | None, end: int | None) -> None:
    there = item(Status=status, ExpiresAt=end)
    tables.put(there)
    assert add(call(Term="24h")) == LISTED
    stored = read(tables.get() or {})
    assert (stored.status, stored.expires_at) == (status, end)


@pytest.mark.parametrize(
    "there", [item(Status="EXPIRED"), item(Status="PENDING", ExpiresAt=NOW), item(ExpiresAt=NOW - DAY)]
)
def test_number_is_flagged_anew_after_its_end(add: Add, tables: Tables, there: dict[str, Any]) -> None:
    tables.put(there)
    assert add(call()) == ADDED
    assert read(tables.get() or {}).is_in_force(NOW)


def test_protected_number_is_not_flagged(add: Add, tables: Tables) -> None:
    tables.put(item(Status="PROTECTED"))
    assert add(call()) == no("protected", "protected")
    assert tables.get() == item(Status="PROTECTED")


def test_what_an_agent_writes_is_stored_as_one_bounded_line(add: Add, tables: Tables) -> None:
    add(call(Reason="shouts\r\nStatus: APPROVED\x00" + "!" * 500, FlaggedBy="maria\nBy: ruth"))
    stored = read(tables.get() or {})
    assert stored.reason.startswith("shouts Status: APPROVED!!!")
    assert len(stored.reason) == 200
    assert stored.flagged_by == "maria By: ruth"


@pytest.mark.parametrize("dialled", ["outbound", "callback", "no"])
def test_entry_keeps_whether_the_number_was_dialled(add: Add, tables: Tables, dialled: str) -> None:
    add(call(Dialled=dialled))
    assert read(tables.get() or {}).dialled == dialled


def test_next_flag_of_a_call_that_came_in_is_not_one_of_a_call_that_was_dialled(add: Add, tables: Tables) -> None:
    add(call(Dialled="callback"))
    add(call(ContactId="flag-2", Dialled="no"))
    assert read(tables.get() or {}).dialled == "no"
    add(call(ContactId="flag-3"))
    assert read(tables.get() or {}).dialled == ""


STANDING = st.fixed_dictionaries(
    {},
    optional={
        "Status": st.sampled_from(["FLAGGED", "PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED", "whatever"]),
        "ExpiresAt": st.sampled_from([NOW - 1, NOW, NOW + 1, NOW + 99 * DAY]),
        "FlagIds": st.sampled_from([{"flag-1"}, {"flag-9"}]),
        "FlagCount": st.integers(0, 3),
        "OpenedBy": st.sampled_from(["flag-1", "x"]),
        "Note": st.sampled_from(["too_many_flags", "a mistake"]),
    },
)


@given(standing=STANDING)
def test_answer_is_success_if_and_only_if_the_number_is_denied_now(add: Add, tables: Tables, standing: Any) -> None:  # noqa: ANN401
    """It does not matter if the flag is a retry of one that a reviewer has ended since, or that has lapsed."""
    tables.put(item(**standing))
    answer = add(call())
    assert answer["Success"] == str(read(tables.get() or {}).is_in_force(NOW)).lower()
    assert (answer["Success"] == "true") == (answer["Why"] == "NONE")


@pytest.mark.parametrize("ended", [{"Status": "EXPIRED"}, {"ExpiresAt": NOW}])
def test_retry_of_a_flag_that_denies_no_more_is_told_so(add: Add, tables: Tables, ended: dict[str, Any]) -> None:
    tables.put(flagged(**{"Status": "PENDING", **ended}))
    before = tables.get()
    assert add(call()) == no("refused", "ended")
    assert tables.get() == before
