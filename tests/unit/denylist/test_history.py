"""What history keeps of one change, and what alerts tell of it."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import history, stream
from denylist.events import Change
from denylist.history import Summary, item_of
from tests.unit.denylist.dynamodb_json import ATTRIBUTES, KEYED_ITEMS
from tests.unit.records import CALLER, DAY, NOW, WINDOW, Item, as_told, event, flagged, item, meaning, record

UNTIL = NOW + WINDOW
AT = "2027-01-15T08:00:00Z"
FOUND = {"FlaggedBy": "unknown", "Term": "30d", "Source": "table", "Country": "US", "NumberType": "MOBILE"}
LINES = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\x00\u2028\u202e\x85")), max_size=400)
WORDY = st.dictionaries(st.sampled_from(ATTRIBUTES), LINES.map(lambda text: {"S": text}))


def of(name: str, found: dict[str, str] | None = None, why: str = "") -> Summary:
    """The summary of a record in tests/events."""
    parsed = stream.parse(event(f"stream_{name}"))
    change = meaning(parsed)
    assert change
    return as_told(parsed, change, CALLER, found or {}, why=why)


def test_flag_is_told_as_the_workflow_leaves_it() -> None:
    assert of("insert_flag", FOUND) == Summary(
        event="flagged",
        number=CALLER,
        at=AT,
        actor="maria",
        before="",
        after="PENDING",
        why="",
        until="2027-01-18T08:00:00Z",
        denied=True,
        term="30d",
        flag_count=1,
        country="US",
        number_type="MOBILE",
        source="ccp",
        contact_id="aaaaaaaa-0000-4000-8000-000000000001",
    )


def test_typed_number_is_told_with_what_was_found() -> None:
    told = of("insert_typed_number", FOUND)
    assert (told.event, told.actor, told.source, told.term) == ("added", "unknown", "table", "30d")
    assert (told.after, told.denied, told.until) == ("PENDING", True, "2027-01-18T08:00:00Z")


@pytest.mark.parametrize(
    ("edited", "why"), [({"Version": 9}, "Version"), ({"Version": 2, "Note": "x"}, "Note"), ({"Status": "x"}, "Status")]
)
def test_edit_says_what_was_edited(edited: dict[str, Any], why: str) -> None:
    given = {"Status": "PENDING", "Country": "US", "Version": 1}
    parsed = stream.parse(record(flagged(**given), flagged(**{**given, **edited})))
    assert (meaning(parsed), as_told(parsed, Change.EDITED).why) == (Change.EDITED, why)


def test_permanent_entry_has_no_end_and_is_denied() -> None:
    told = of("insert_approved")
    assert (told.after, told.denied, told.until, told.actor) == ("APPROVED", True, "", "import")


def test_refusal_is_told_by_its_name_and_denies_nobody() -> None:
    told = of("insert_typed_number", why="emergency")
    assert told.why == "emergency"
    parsed = stream.parse(event("stream_insert_flag"))
    refused = as_told(parsed, Change.REFUSED, why="emergency")
    assert (refused.after, refused.denied, refused.until, refused.why) == ("REFUSED", False, "", "emergency")


@pytest.mark.parametrize(
    ("name", "before", "after", "actor", "denied"),
    [
        ("modify_approved", "PENDING", "APPROVED", "ruth", True),
        ("modify_expired", "APPROVED", "EXPIRED", "unknown", False),
        ("modify_reopened", "EXPIRED", "PENDING", "unknown", True),
        ("modify_protected", "PENDING", "PROTECTED", "ruth", False),
        ("modify_unprotected", "PROTECTED", "EXPIRED", "unknown", False),
        ("modify_extended", "APPROVED", "APPROVED", "unknown", True),
        ("modify_reviewed_again", "APPROVED", "APPROVED", "ruth", True),
        ("modify_flag_opens_expired", "EXPIRED", "PENDING", "noah", True),
        ("modify_flag_joins_approved", "APPROVED", "APPROVED", "noah", True),
        ("modify_flag_kept_for_review", "EXPIRED", "REFUSED", "noah", False),
        ("remove_lapsed_approved", "APPROVED", "", "time to live", False),
        ("remove_approved_by_hand", "APPROVED", "", "unknown", False),
    ],
)
def test_decision_is_told_with_who_made_it(name: str, before: str, after: str, actor: str, denied: bool) -> None:  # noqa: FBT001
    told = of(name)
    assert (told.before, told.after, told.actor, told.denied) == (before, after, actor, denied)


@pytest.mark.parametrize("name", ["remove_approved_by_hand", "remove_lapsed_approved"])
def test_removal_without_a_decision_has_no_reason(name: str) -> None:
    assert of(name).why == ""


def test_reason_is_the_agents_for_a_flag_and_the_note_for_a_decision() -> None:
    def why(old: Item | None, new: Item) -> str:
        parsed = stream.parse(record(old, new))
        change = meaning(parsed)
        assert change
        return as_told(parsed, change).why

    said = flagged(Reason="shouts", Note="checked")
    assert why(None, said) == "shouts"
    assert why(flagged(Status="PENDING"), {**said, **item(Status="APPROVED")}) == "checked"
    assert why(flagged(Status="EXPIRED"), {**said, **item(Status="REFUSED", FlagCount=2)}) == "checked"


def test_only_further_flags_and_what_changes_nothing_for_callers_are_not_announced() -> None:
    summary = of("insert_flag")
    announced = {change for change in Change if Summary(**{**summary.as_json(), "event": change}).is_announced}
    assert announced == set(Change) - {Change.FLAGGED_AGAIN, Change.AMENDED, Change.COMPLETED}


def told_of(old: Item | None, new: Item | None) -> list[Summary]:
    """Every summary that could ever be made of two images."""
    if not (new or old or {}).get("ContactNumber", {}).get("S"):
        return []
    body = {"OldImage": old, "NewImage": new, "ApproximateCreationDateTime": NOW}
    parsed = stream.parse({"eventID": "e", "dynamodb": {k: v for k, v in body.items() if v}})
    return [as_told(parsed, change, parsed.entry.number) for change in Change]


@given(old=st.none() | KEYED_ITEMS, new=st.none() | KEYED_ITEMS)
def test_any_images_make_a_summary(old: Item | None, new: Item | None) -> None:
    for summary in told_of(old, new):
        assert summary.number
        assert summary.actor


@given(old=st.none() | WORDY, new=st.none() | WORDY)
def test_every_text_of_a_summary_is_one_bounded_line(old: Item | None, new: Item | None) -> None:
    for summary in told_of(old, new):
        for field in fields(Summary):
            value = getattr(summary, field.name)
            if isinstance(value, str):
                assert len(value.splitlines()) <= 1, field.name
                assert len(value) <= 300, field.name


def test_history_is_keyed_by_its_record() -> None:
    raw = record(None, flagged(Reason="shouts"), event_id="event-7")
    parsed = stream.parse(raw)
    summary = as_told(parsed, Change.FLAGGED, CALLER, FOUND)
    assert item_of(summary, parsed, NOW + 400 * DAY) == {
        "ContactNumber": {"S": CALLER},
        "At": {"S": f"{AT}#event-7"},
        "Event": {"S": "flagged"},
        "Actor": {"S": "maria"},
        "To": {"S": "PENDING"},
        "Why": {"S": "shouts"},
        "Until": {"S": "2027-01-18T08:00:00Z"},
        "Term": {"S": "30d"},
        "Source": {"S": "ccp"},
        "ContactId": {"S": "call-1"},
        "Country": {"S": "US"},
        "NumberType": {"S": "MOBILE"},
        "Denied": {"BOOL": True},
        "Sequence": {"S": "100000000003498069978"},
        "FlagCount": {"N": "1"},
        "RetainUntil": {"N": str(NOW + 400 * DAY)},
    }


@given(old=st.none() | KEYED_ITEMS, new=st.none() | KEYED_ITEMS)
def test_history_item_tells_all_of_its_change(old: Any, new: Any) -> None:  # noqa: ANN401
    for summary in told_of(old, new):
        assert history.read(item_of(summary, stream.parse(record(None, item())), NOW)) == summary


@pytest.mark.parametrize("text", ["day", "digest", "agent:maria", f"calls:{CALLER}", "key:day"])
def test_text_typed_as_a_number_reaches_no_other_partition(text: str) -> None:
    parsed = stream.parse(record(None, item(text)))
    kept = item_of(as_told(parsed, Change.ADDED, text), parsed, NOW)
    assert kept["ContactNumber"] == {"S": f"key:{text}"}
    assert history.read(kept).number == text


@given(old=st.none() | WORDY, new=st.none() | WORDY)
def test_history_item_holds_no_empty_text(old: Any, new: Any) -> None:  # noqa: ANN401
    for summary in told_of(old, new):
        kept = item_of(summary, stream.parse(record(None, item())), NOW)
        assert all(value.get("S") != "" for value in kept.values())


def test_number_that_cannot_be_printed_is_still_told() -> None:
    parsed = stream.parse(record(None, item("\u200b\x00")))
    assert as_told(parsed, Change.ADDED, "\u200b\x00").number == "(unprintable)"
    assert history.UNKNOWN == "unknown"


@pytest.mark.parametrize(("stored", "told"), [("outbound",) * 2, ("callback",) * 2, ("no", ""), ("", ""), ("x", "")])
def test_history_keeps_that_a_number_was_dialled(stored: str, told: str) -> None:
    for image, found in ((flagged(Dialled=stored), {}), (flagged(Dialled=None), {"Dialled": stored})):
        parsed = stream.parse(record(None, image))
        summary = as_told(parsed, Change.FLAGGED, CALLER, found)
        assert summary.dialled == told
        assert item_of(summary, parsed, NOW).get("Dialled", {}).get("S", "") == told
