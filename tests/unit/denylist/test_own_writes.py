"""The workflow knows its own writes by their history, once each; no attribute makes another write pass for one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist import claims, history, moves, own, updates
from denylist.claims import Outcome
from denylist.events import Change
from denylist.stream import parse
from denylist.tables.recorder import Recorder
from tests.unit.denylist.dynamodb_json import VALUES
from tests.unit.denylist.stores import MARK, TYPED, a_claim
from tests.unit.records import CALLER, DAY, NOW, Item, as_told, flagged, item, record
from tests.unit.tables import Tables, changes

R = parse(record(None, item(TYPED), event_id="event-1"))


def written(recorder: Recorder, outcome: Outcome) -> bool:
    """What the workflow does for the record of event-1."""
    item = history.item_of(as_told(R, Change.ADDED), R, NOW + DAY)
    return recorder.record({**item, **own.wrote(outcome.writes)}, outcome.writes).new


def owned(recorder: Recorder, raw: dict[str, Any], event_id: str) -> bool:
    return recorder.is_own(parse({**raw, "eventID": event_id}), CALLER)


def assert_known_once(recorder: Recorder, before: dict[str, Item], tables: Tables) -> None:
    """Each record of the difference is an own write however often it is delivered; another record like it is not."""
    made = changes(before, tables.entries())
    assert made
    for n, raw in enumerate(made):
        assert owned(recorder, raw, f"own-{n}")
        assert owned(recorder, raw, f"own-{n}"), "a record may be delivered again"
        assert not owned(recorder, raw, f"repeat-{n}"), "the same change made once more is another writer's"


CLAIMS = {
    "flag": flagged(),
    "flag without agent": {k: v for k, v in flagged().items() if k != "FlaggedBy"},
    "typed": item(),
    "typed with an end": item(ExpiresAt=NOW + DAY),
    "typed with an unreadable end": item(ExpiresAt="soon"),
    "whole, pending": item(Status="PENDING"),
    "whole, pending with an unreadable end": item(Status="PENDING", ExpiresAt="soon"),
    "whole, approved": item(Status="APPROVED", ReviewedBy="ruth"),
    "whole, protected": item(Status="PROTECTED", ExpiresAt=NOW + DAY),
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_completing_is_known(recorder: Recorder, tables: Tables, claim: Item) -> None:
    tables.put(claim)
    assert written(recorder, claims.complete(a_claim(claim)))
    assert_known_once(recorder, {CALLER: claim}, tables)


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_refusing_is_known(recorder: Recorder, tables: Tables, claim: Item) -> None:
    tables.put(claim)
    assert written(recorder, claims.refuse(a_claim(claim), "not_a_number"))
    assert_known_once(recorder, {CALLER: claim}, tables)


@pytest.mark.parametrize("there", [None, item(Status="EXPIRED"), flagged(Status="REFUSED", SettledBy="event-0")])
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED", "PROTECTED"])
def test_placing_a_spelling_is_known(
    recorder: Recorder, tables: Tables, there: Item | None, status: str | None
) -> None:
    typed = item(TYPED, Status=status)
    tables.put(typed, *([there] if there else []))
    before = tables.entries()
    assert written(recorder, moves.move(a_claim(typed), None))
    assert_known_once(recorder, before, tables)


@pytest.mark.parametrize("there", [flagged(), flagged(SettledBy="event-0"), item(), item(Status="APPROVED")])
def test_joining_with_a_spelling_is_known(recorder: Recorder, tables: Tables, there: Item) -> None:
    tables.put(item(TYPED), there)
    before = tables.entries()
    assert written(recorder, moves.move(a_claim(item(TYPED)), there))
    assert_known_once(recorder, before, tables)


# Moto cannot compare lists or maps.
SCALARS = VALUES.filter(lambda value: not {"L", "M"} & value.keys())
ODD = st.dictionaries(
    st.sampled_from(["Note", "Version", "FlagIds", "Before", "Other", "S", "#x", "B"]), SCALARS, max_size=5
)


@given(rest=ODD)
def test_whatever_an_item_holds_its_move_is_known(rest: Item, tables: Tables) -> None:
    clear(tables)
    typed = {**rest, "ContactNumber": {"S": TYPED}}
    tables.put(typed)
    image = as_a_stream_shows(tables.entries()[TYPED])
    recorder = Recorder(tables.client, "Denylist", "History")
    assert written(recorder, moves.move(a_claim(image), None))
    after = {CALLER: as_a_stream_shows(tables.entries()[CALLER])}
    for n, raw in enumerate(changes({TYPED: image}, after)):
        assert owned(recorder, raw, f"own-{n}")
    kept = {n: v for n, v in image.items() if n not in ("ContactNumber", "Version", "Before") and v != {"S": ""}}
    assert all(after[CALLER][name] == value for name, value in kept.items())


def clear(tables: Tables) -> None:
    for number in tables.entries():
        tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": number}})
    for change in tables.history():
        tables.client.delete_item(TableName="History", Key={name: change[name] for name in ("ContactNumber", "At")})


def as_a_stream_shows(value: Any) -> Any:  # noqa: ANN401
    """A stream shows binary values in base64."""
    return updates.plain(value)


# ── No other write passes for one ───────────────────────────────────────────────────────────────


def test_mark_alone_proves_nothing(recorder: Recorder, tables: Tables) -> None:
    claim = flagged()
    tables.put(claim)
    assert written(recorder, claims.complete(a_claim(claim)))
    after = tables.get() or {}
    forged: list[tuple[Item | None, Item]] = [
        (None, after),
        (claim, {**after, "Status": {"S": "EXPIRED"}}),
        (claim, {**after, "Note": {"S": "x"}}),
        (claim, {**after, "Version": {"N": "3"}}),
        ({**claim, "Version": {"N": "2"}}, {**after, "Version": {"N": "3"}}),
        (claim, {**claim, "SettledBy": {"S": MARK}}),
        (flagged("+12065550143"), {**after, "ContactNumber": {"S": "+12065550143"}}),
    ]
    for n, (old, new) in enumerate(forged):
        assert not owned(recorder, record(old, new), f"forged-{n}")
    assert owned(recorder, record(claim, after), "own"), "the true record is still known"


@pytest.mark.parametrize("mark", ["", "x", "#", MARK, f"event-1#{CALLER}", "2027-01-15T08:00:00Z##", MARK + "x" * 3000])
def test_mark_that_leads_nowhere_is_no_error(recorder: Recorder, mark: str) -> None:
    assert not owned(recorder, record(None, item(SettledBy=mark)), "event-2")


@pytest.mark.parametrize("wrote", [None, {"S": "x"}, {"M": {}}, {"L": []}])
def test_history_that_was_edited_proves_nothing(recorder: Recorder, tables: Tables, wrote: Item | None) -> None:
    tables.put(item(At="2027-01-15T08:00:00Z#event-1", Wrote=wrote), table="History")
    assert not owned(recorder, record(None, item(SettledBy=MARK)), "event-2")


def test_second_removal_of_a_spelling_is_no_own_write(recorder: Recorder, tables: Tables) -> None:
    tables.put(item(TYPED))
    assert written(recorder, moves.move(a_claim(item(TYPED)), None))
    assert owned(recorder, record(item(TYPED), None), "own")
    assert not owned(recorder, record(item(TYPED), None), "by hand")


def test_entry_that_is_not_as_it_was_leaves_history_unwritten(recorder: Recorder, tables: Tables) -> None:
    tables.put(flagged(Version=2))
    assert not written(recorder, claims.complete(a_claim(flagged())))
    assert tables.history() == []
    assert written(recorder, Outcome(parse(record(None, item())).entry))


def test_history_item_is_written_once(recorder: Recorder, tables: Tables) -> None:
    first = {**item(), "At": {"S": "2027-01-15T08:00:00Z#event-1"}, "Event": {"S": "flagged"}}
    assert recorder.record(first).new
    again = recorder.record({**first, "Event": {"S": "expired"}}, [own.put(item(Status="EXPIRED"))])
    assert (again.new, again.item) == (False, first)
    assert (tables.history(), tables.entries()) == ([first], {})
