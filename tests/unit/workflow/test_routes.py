"""Which way each kind of record takes through the states, by name; own writes lead nowhere."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denylist import stream
from tests.unit.workflow.machine import Machine

NUMBER = "+12065550142"
FLAG = ["Normalize number", "May it be denied?", "Identify agent", "Record entry", "New to us?"]
TELL = ["Write alert", "Notify supervisors", "Told"]
IGNORED = ["Not news"]
SILENT = ["Record change", "New to us?", *IGNORED]
MARK = f"event-0#{NUMBER}"
END = "2000000000"


def image(status: str | None = None, number: str = NUMBER, **attributes: str) -> dict[str, Any]:
    """An item; attributes of digits are numbers."""
    given_ = {"ContactNumber": number, **({"Status": status} if status else {}), **attributes}
    return {name: {"N" if text.isdigit() else "S": text} for name, text in given_.items()}


def record(old: dict[str, Any] | None, new: dict[str, Any] | None, *, ttl: bool = False) -> dict[str, Any]:
    """A stream record of that change, as a pipe delivers it."""
    body: dict[str, Any] = {"ApproximateCreationDateTime": 1_790_000_000, "SequenceNumber": "1"}
    body |= {"OldImage": old} if old else {}
    body |= {"NewImage": new} if new else {}
    name = "REMOVE" if new is None else "INSERT" if old is None else "MODIFY"
    by = {"userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}} if ttl else {}
    return {"eventID": "event-1", "eventName": name, "dynamodb": body, **by}


PENDING = image("PENDING", ExpiresAt=END, FlagCount="1")
ROUTES = {
    "flagged": (record(None, image("FLAGGED", ExpiresAt=END, FlagCount="1")), [*FLAG, *TELL]),
    "typed": (record(None, image()), [*FLAG, *TELL]),
    "typed, refused": (
        record(None, image(number="hello")),
        ["Normalize number", "May it be denied?", "Record entry", "New to us?", *TELL],
    ),
    "flagged again": (record(PENDING, {**PENDING, "FlagCount": {"N": "2"}}), [*FLAG, *IGNORED]),
    "approved": (record(PENDING, {**PENDING, "Status": {"S": "APPROVED"}}), ["Record change", "New to us?", *TELL]),
    "expired": (record(PENDING, {**PENDING, "Status": {"S": "EXPIRED"}}), ["Record change", "New to us?", *TELL]),
    "decided before it was processed": (
        record(image("FLAGGED", ExpiresAt=END), image("APPROVED", ExpiresAt=END)),
        ["Record change", "New to us?", *TELL],
    ),
    "extended": (
        record(PENDING, {**PENDING, "ExpiresAt": {"N": "2100000000"}}),
        ["Record change", "New to us?", *TELL],
    ),
    "extended before it was processed": (
        record(image("FLAGGED", ExpiresAt=END), image("PENDING", ExpiresAt="2100000000", ReviewedAt="x", Version="1")),
        ["Record change", "New to us?", *TELL],
    ),
    "made pending by hand before it was processed": (
        record(image(), image("PENDING")),
        ["Record change", "New to us?", *TELL],
    ),
    "put in whole": (record(None, image("APPROVED", ExpiresAt=END)), ["Record change", "New to us?", *TELL]),
    "lapsed": (record(PENDING, None, ttl=True), ["Record change", "New to us?", *TELL]),
    "removed by hand": (record(PENDING, None), ["Record change", "New to us?", *TELL]),
    "own completion": (
        record(
            image("FLAGGED", ExpiresAt=END, Version="1"), image("PENDING", ExpiresAt=END, Version="2", SettledBy=MARK)
        ),
        SILENT,
    ),
    "own refusal": (
        record(
            image(number="911"), image("REFUSED", number="hello", ExpiresAt=END, Version="1", SettledBy="event-0#hello")
        ),
        SILENT,
    ),
    "own move": (record(None, image("PENDING", ExpiresAt=END, Version="1", OpenedBy=MARK, SettledBy=MARK)), SILENT),
    "own naming of an agent": (
        record(PENDING, {**PENDING, **image(FlaggedBy="maria", Version="1", SettledBy=MARK)}),
        SILENT,
    ),
    "a processed item duplicated by hand": (
        record(None, image("PENDING", ExpiresAt=END, Version="2", SettledBy=MARK)),
        ["Record change", "New to us?", *TELL],
    ),
    "own removal of a moved spelling": (record(image(number="(206) 555-0142"), None), IGNORED),
    "time to live tidies up": (record(image("EXPIRED", ExpiresAt=END), None, ttl=True), IGNORED),
}


@pytest.mark.parametrize("name", ROUTES)
def test_a_record_takes_its_way(machine: Machine, name: str) -> None:
    delivered, way = ROUTES[name]
    execution = machine.run([delivered])
    assert execution.states == ["For every record", "What changed?", *way, "Was every record kept?", "Done"]
    assert bool(machine.alerts()) == (way[-1] == "Told")


statuses = st.sampled_from([None, "FLAGGED", "PENDING", "APPROVED", "EXPIRED", "REFUSED", "PROTECTED", "nonsense"])
images = st.builds(
    lambda status, number, optional: image(status, number, **{k: v for k, v in optional.items() if v}),
    statuses,
    st.sampled_from([NUMBER, "(206) 555-0142"]),
    st.fixed_dictionaries(
        {
            "ExpiresAt": st.sampled_from(["", END, "2100000000"]),
            "FlagCount": st.sampled_from(["", "1", "2"]),
            "ReviewedAt": st.sampled_from(["", "2026-11-22T12:00:00Z"]),
            "SettledBy": st.sampled_from(["", MARK]),
        }
    ),
)


@settings(max_examples=8)
@given(st.lists(st.tuples(st.none() | images, st.none() | images, st.booleans()).filter(any), min_size=40, max_size=40))
def test_the_choice_passes_over_nothing_that_the_rules_call_news(
    machine: Machine, changes: list[tuple[dict[str, Any] | None, dict[str, Any] | None, bool]]
) -> None:
    """The states may ask about a record in vain; they must never drop one that `stream` has something to say of."""
    records = [record(old, new, ttl=ttl and new is None) for old, new, ttl in changes if old or new]
    for delivered, way in zip(records, machine.ways(records), strict=True):
        parsed = stream.parse(delivered)
        if way == "Not news":
            assert stream.change_of(parsed) is None
            assert not stream.is_claim(parsed)
