"""`record_change`: the entry completed, history written, and whether supervisors have yet to be told."""

from typing import Any

import pytest

from denylist import stream
from denylist.entries import read
from denylist.errors import MalformedRecordError, StoreError
from denylist.history import Summary
from tests.unit.conftest import AFTER_A_FAULT, CONTEXT, Load
from tests.unit.denylist.test_stream import MATRIX
from tests.unit.records import CALLER, DAY, NOW, WINDOW, Item, event, flagged, item, record
from tests.unit.tables import Tables, changes

TYPED = "(206) 555-0142"


class Workflow:
    """The steps before `record_change` and itself, as the workflow takes them."""

    def __init__(self, load: Load, **variables: str) -> None:
        self.normalize = load("normalize_number", **variables)
        self.app = load("record_change", **variables)

    def prepare(self, raw: dict[str, Any]) -> dict[str, Any]:
        """What the steps before found out, of records that go through them."""
        image = raw["dynamodb"].get("NewImage")
        if image is None or image.get("Status", {"S": "FLAGGED"}) != {"S": "FLAGGED"}:
            return {}
        return {"Number": self.normalize.lambda_handler({"Record": raw}, CONTEXT), "Agent": {"FlaggedBy": "noah"}}

    def run(self, raw: dict[str, Any], execution: str = "run-1") -> dict[str, Any]:
        return self.record({"Record": raw, "Execution": execution, **self.prepare(raw)})

    def record(self, passed: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self.app.lambda_handler(passed, CONTEXT)
        assert set(answer) == {"New", "Change"}
        return answer


@pytest.fixture
def workflow(load: Load) -> Workflow:
    return Workflow(load)


def kept(name: str) -> dict[str, Any]:
    return event(f"stream_{name}")


def happened(tables: Tables, raw: dict[str, Any]) -> None:
    """Bring the table to where a record says it is."""
    images = raw["dynamodb"]
    if "NewImage" in images:
        tables.put(images["NewImage"])


def _is_true(told: dict[str, Any], entries: dict[str, Item]) -> None:
    """An alert agrees with the table, and is what `write_alert` takes."""
    if told:
        assert Summary(**told).as_json() == told
        entry = read(entries.get(told["number"]) or item(Status="EXPIRED"))
        assert told["denied"] == entry.is_in_force(NOW)
        assert (told["after"] or None) in {entry.status, None}


def contents(tables: Tables) -> tuple[dict[str, Item], list[Item]]:
    return tables.entries(), tables.history()


# ── Every kept record ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", MATRIX)
def test_record_is_told_truly_and_once_by_the_execution_that_wrote_it(
    workflow: Workflow, tables: Tables, name: str
) -> None:
    raw = kept(name)
    happened(tables, raw)
    meant = MATRIX[name][0]
    first = workflow.run(raw)
    after = contents(tables)
    _is_true(first["Change"], after[0])
    assert first["New"] == (meant not in (None, stream.Change.FLAGGED_AGAIN))
    assert first["Change"].get("event") == meant
    assert len(after[1]) == (meant is not None)
    assert workflow.run(raw) == first
    assert workflow.run(raw, "run-2")["New"] is False
    assert contents(tables) == after


@pytest.mark.parametrize("name", MATRIX)
def test_workflow_never_feeds_itself(workflow: Workflow, tables: Tables, name: str) -> None:
    raw = kept(name)
    happened(tables, raw)
    before = tables.entries()
    workflow.run(raw)
    settled = contents(tables)
    for n, own in enumerate(changes(before, settled[0])):
        answer = workflow.run({**own, "eventID": f"own-{n}"}, f"run-own-{n}")
        assert answer == {"New": False, "Change": {}}
    assert contents(tables) == settled


@pytest.mark.parametrize(
    "before", [{"Status": "EXPIRED"}, {"Status": "PENDING", "ExpiresAt": NOW + 9}, {"Status": "PROTECTED"}]
)
def test_pending_entry_that_lost_its_end_gets_one_and_is_told_so(
    workflow: Workflow, tables: Tables, before: dict[str, Any]
) -> None:
    raw = record(item(Version=1, **before), item(Version=1, Status="PENDING"))
    happened(tables, raw)
    told = workflow.run(raw)["Change"]
    stored = read(tables.get() or {})
    assert stored.expires_at is not None
    assert (told["denied"], told["until"] != "") == (True, True)


# ── Flags ───────────────────────────────────────────────────────────────────────────────────────


def test_flag_is_completed(workflow: Workflow, tables: Tables) -> None:
    tables.put(flagged())
    answer = workflow.run(record(None, flagged()))
    assert answer["New"] is True
    found = {"Country": "US", "NumberType": "FIXED_LINE_OR_MOBILE", "SettledBy": f"event-1#{CALLER}"}
    assert tables.get() == flagged(Status="PENDING", Version=2, **found)


def test_agent_who_was_found_is_kept(workflow: Workflow, tables: Tables) -> None:
    raw = record(None, {k: v for k, v in flagged().items() if k != "FlaggedBy"})
    happened(tables, raw)
    assert workflow.run(raw)["Change"]["actor"] == "noah"
    assert read(tables.get() or {}).flagged_by == "noah"


def test_history_is_kept_for_the_retention(workflow: Workflow, tables: Tables) -> None:
    tables.put(flagged())
    workflow.run(record(None, flagged(), event_id="event-7"))
    (kept_item,) = tables.history()
    assert kept_item["At"] == {"S": "2027-01-15T08:00:00Z#event-7"}
    assert kept_item["RetainUntil"] == {"N": str(NOW + 400 * DAY)}
    assert kept_item["Execution"] == {"S": "run-1"}


def test_record_that_was_parked_is_announced_by_the_execution_that_parked_it(
    workflow: Workflow, tables: Tables
) -> None:
    tables.put(flagged())
    raw = record(None, flagged())
    assert workflow.run(raw, "run-1")["New"] is True
    assert workflow.run({**raw, "Execution": "run-1"}, "run-redrive")["New"] is True


@pytest.mark.parametrize("now", [flagged(Status="APPROVED", Version=3), flagged(Status="EXPIRED", Version=2), None])
def test_late_record_leaves_a_newer_entry_alone(workflow: Workflow, tables: Tables, now: Item | None) -> None:
    tables.put(*([now] if now else []))
    assert workflow.run(record(None, flagged()))["New"] is True
    assert tables.get() == now


def test_flag_that_joined_before_the_first_was_processed_is_not_lost(workflow: Workflow, tables: Tables) -> None:
    first, second = flagged(), flagged(FlagCount=2, FlagIds={"flag-1", "flag-2"}, Version=2)
    tables.put(second)
    assert workflow.run(record(None, first, event_id="event-1"))["Change"]["event"] == "flagged"
    assert workflow.run(record(first, second, event_id="event-2"))["Change"]["event"] == "flagged_again"
    stored = read(tables.get() or {})
    assert (stored.status, stored.flag_count, stored.country) == ("PENDING", 2, "US")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_order_of_two_flags_records_makes_no_difference(
    workflow: Workflow, tables: Tables, order: tuple[int, int]
) -> None:
    first, second = flagged(), flagged(FlagCount=2, FlagIds={"flag-1", "flag-2"}, Version=2)
    tables.put(second)
    records = [record(None, first, event_id="event-1"), record(first, second, event_id="event-2")]
    for n in order:
        workflow.run(records[n])
    assert tables.get() == {
        **second,
        **item(
            Status="PENDING", Version=3, Country="US", NumberType="FIXED_LINE_OR_MOBILE", SettledBy=f"event-2#{CALLER}"
        ),
    }
    assert sorted(i["Event"]["S"] for i in tables.history()) == ["flagged", "flagged_again"]


@pytest.mark.parametrize("policy", ["provisional", "trusted"])
@pytest.mark.parametrize(
    ("term", "until"), [("24h", DAY), ("365d", 365 * DAY), ("permanent", 30 * DAY), ("soon", 30 * DAY)]
)
def test_typed_term_lasts_as_the_policy_says(load: Load, tables: Tables, policy: str, term: str, until: int) -> None:
    raw = record(None, item(Term=term))
    happened(tables, raw)
    Workflow(load, REVIEW_POLICY=policy).run(raw)
    lasts = until if policy == "trusted" else min(until, WINDOW)
    assert read(tables.get() or {}).expires_at == NOW + lasts


def test_typed_number_is_completed_and_told(workflow: Workflow, tables: Tables) -> None:
    tables.put(item())
    answer = workflow.run(record(None, item()))
    stored = read(tables.get() or {})
    assert (stored.status, stored.expires_at, stored.source, stored.term) == ("PENDING", NOW + WINDOW, "table", "30d")
    assert (stored.flagged_by, stored.flagged_at) == ("noah", "2027-01-15T08:00:00Z")
    assert (answer["Change"]["event"], answer["Change"]["until"]) == ("added", "2027-01-18T08:00:00Z")


def test_typed_end_is_kept(workflow: Workflow, tables: Tables) -> None:
    tables.put(item(ExpiresAt=NOW + 5 * DAY))
    workflow.run(record(None, item(ExpiresAt=NOW + 5 * DAY)))
    assert read(tables.get() or {}).expires_at == NOW + 5 * DAY


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────

GARBAGE = {"911": "emergency", "anonymous": "withheld", "+266696687": "withheld", "hello": "not_a_number",
           "+15555555555": "not_valid", "jane@example.com": "address", "4" * 150: "too_long", " ": "empty"}  # fmt: skip


@pytest.mark.parametrize("typed", GARBAGE)
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
def test_garbage_is_refused_told_and_denies_nobody(
    workflow: Workflow, tables: Tables, typed: str, status: str | None
) -> None:
    raw = record(None, item(typed, Status=status))
    happened(tables, raw)
    answer = workflow.run(raw)
    stored = read(tables.get(typed) or {})
    assert (stored.status, stored.note) == ("REFUSED", GARBAGE[typed])
    assert stored.flagged_at == "2027-01-15T08:00:00Z", "without it no list of refused entries would show it"
    assert stored.expires_at == NOW + WINDOW
    assert answer["New"] is True
    told = answer["Change"]
    assert (told["event"], told["why"], told["denied"], told["after"]) == ("refused", GARBAGE[typed], False, "REFUSED")


@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
def test_refusing_is_no_news(workflow: Workflow, tables: Tables, status: str | None) -> None:
    raw = record(None, item("hello", Status=status))
    happened(tables, raw)
    before = tables.entries()
    workflow.run(raw)
    (own,) = changes(before, tables.entries())
    assert workflow.run({**own, "eventID": "event-2"}, "run-2") == {"New": False, "Change": {}}
    assert len(tables.history()) == 1


def test_protected_garbage_stands(workflow: Workflow, tables: Tables) -> None:
    raw = record(None, item("911", Status="PROTECTED"))
    happened(tables, raw)
    assert workflow.run(raw)["Change"]["event"] == "added"
    assert tables.get("911") == item("911", Status="PROTECTED")


# ── Spellings ───────────────────────────────────────────────────────────────────────────────────


def typed(tables: Tables, spelling: str = TYPED, **attributes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Somebody types an item; its record."""
    raw = record(None, item(spelling, **attributes))
    happened(tables, raw)
    return raw


def test_spelling_moves_once_and_is_told_by_its_number(workflow: Workflow, tables: Tables) -> None:
    raw = typed(tables, Reason="shouts")
    answer = workflow.run(raw)
    assert list(tables.entries()) == [CALLER]
    stored = read(tables.get() or {})
    assert (stored.status, stored.reason, stored.expires_at) == ("PENDING", "shouts", NOW + WINDOW)
    assert (answer["New"], answer["Change"]["number"], answer["Change"]["event"]) == (True, CALLER, "added")
    assert [i["ContactNumber"] for i in tables.history()] == [{"S": CALLER}]


def test_replayed_spelling_changes_nothing(workflow: Workflow, tables: Tables) -> None:
    raw = typed(tables)
    first, after = workflow.run(raw), contents(tables)
    assert workflow.run(raw) == first
    assert workflow.run(raw, "run-2")["New"] is False
    assert contents(tables) == after


def fail_once(monkeypatch: pytest.MonkeyPatch, workflow: Workflow, method: str, *, after: bool) -> None:
    """Let a store's method fail the next time, with or without its work done."""
    real = getattr(workflow.app.STORE, method)

    def failing(*arguments: Any) -> Any:  # noqa: ANN401
        monkeypatch.undo()
        if after:
            real(*arguments)
        raise StoreError("ReadTimeoutError")

    monkeypatch.setattr(type(workflow.app.STORE), method, lambda _, *arguments: failing(*arguments))


@AFTER_A_FAULT
@pytest.mark.parametrize("method", ["move", "record"])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("there", [None, flagged(), item(Status="EXPIRED"), item(Status="PROTECTED")])
@pytest.mark.parametrize("status", [None, "APPROVED"])
def test_step_that_is_tried_again_ends_as_if_it_had_not_failed(  # noqa: PLR0913, PLR0917
    workflow: Workflow, tables: Tables, method: str, after: bool, there: Item | None, status: str | None  # noqa: FBT001
) -> None:  # fmt: skip
    attributes = {"Status": status} if status else {}
    tables.put(*([there] if there else []))
    raw = typed(tables, **attributes)
    expected = workflow.run(raw)
    undisturbed = contents(tables)
    for number in tables.entries():
        tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": number}})
    for change in tables.history():
        tables.client.delete_item(TableName="History", Key={k: change[k] for k in ("ContactNumber", "At")})

    tables.put(*([there] if there else []))
    raw = typed(tables, **attributes)
    passed = {"Record": raw, "Execution": "run-1", **workflow.prepare(raw)}
    with pytest.MonkeyPatch.context() as patch:
        fail_once(patch, workflow, method, after=after)
        try:
            answer = workflow.record(passed)
        except StoreError:
            answer = workflow.record(passed)
    assert answer == expected
    assert contents(tables) == undisturbed


@pytest.mark.parametrize("there", [flagged(), item(), item(Status="APPROVED")])
def test_spelling_of_an_entry_in_force_joins_it_and_nobody_is_told(
    workflow: Workflow, tables: Tables, there: Item
) -> None:
    tables.put(there)
    raw = typed(tables)
    answer = workflow.run(raw)
    assert list(tables.entries()) == [CALLER]
    assert read(tables.get() or {}).status == read(there).status
    assert (answer["New"], answer["Change"]["event"]) == (False, "flagged_again")


def test_spelling_of_a_protected_number_is_refused(workflow: Workflow, tables: Tables) -> None:
    tables.put(item(Status="PROTECTED"))
    raw = typed(tables)
    told = workflow.run(raw)["Change"]
    assert (told["event"], told["why"], told["denied"]) == ("refused", "protected", False)
    assert read(tables.get(TYPED) or {}).status == "REFUSED"
    assert tables.get() == item(Status="PROTECTED")


def test_spelling_that_changed_meanwhile_is_left_to_its_newer_record(workflow: Workflow, tables: Tables) -> None:
    raw = typed(tables)
    tables.put(item(TYPED, Version=1, Reason="second thoughts"))
    assert workflow.run(raw) == {"New": False, "Change": {}}
    assert list(tables.entries()) == [TYPED]
    assert tables.history() == []


@pytest.mark.parametrize("there", [None, flagged(), item(Status="EXPIRED")])
def test_approval_put_whole_under_a_spelling_moves(workflow: Workflow, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    raw = typed(tables, Status="APPROVED", ReviewedBy="ruth", ReviewedAt="2027-01-15T08:00:00Z")
    answer = workflow.run(raw)
    assert list(tables.entries()) == [CALLER]
    stored = read(tables.get() or {})
    assert (stored.status, stored.expires_at, stored.reviewed_by) == ("APPROVED", None, "ruth")
    assert (answer["New"], answer["Change"]["actor"], answer["Change"]["denied"]) == (True, "ruth", True)


def test_protection_put_whole_under_a_spelling_protects_the_number(workflow: Workflow, tables: Tables) -> None:
    tables.put(flagged())
    answer = workflow.run(typed(tables, Status="PROTECTED"))
    assert list(tables.entries()) == [CALLER]
    assert read(tables.get() or {}).status == "PROTECTED"
    assert answer["New"] is True


# The second is E.164 to the letter, and yet a spelling of another number: +44 (0)121 …
@pytest.mark.parametrize(("spelling", "number"), [(TYPED, CALLER), ("+4401212345678", "+441212345678")])
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED", "PROTECTED"])
def test_moving_is_no_news(workflow: Workflow, tables: Tables, spelling: str, number: str, status: str | None) -> None:
    raw = typed(tables, spelling, Status=status)
    before = tables.entries()
    workflow.run(raw)
    assert list(tables.entries()) == [number]
    settled = contents(tables)
    for n, own in enumerate(changes(before, settled[0])):
        assert workflow.run({**own, "eventID": f"own-{n}"}, "run-2")["New"] is False
    assert contents(tables) == settled


def test_two_spellings_of_a_number_are_one_entry(workflow: Workflow, tables: Tables) -> None:
    first, second = typed(tables), typed(tables, "206.555.0142")
    assert workflow.run({**first, "eventID": "event-1"})["Change"]["event"] == "added"
    assert workflow.run({**second, "eventID": "event-2"})["Change"]["event"] == "flagged_again"
    assert list(tables.entries()) == [CALLER]


# ── Faults and logs ─────────────────────────────────────────────────────────────────────────────


@AFTER_A_FAULT
@pytest.mark.parametrize("table", ["Denylist", "History"])
def test_fault_of_a_table_raises(workflow: Workflow, tables: Tables, table: str) -> None:
    raw = record(None, flagged())
    passed = {"Record": raw, "Execution": "run-1", **workflow.prepare(raw)}
    tables.client.delete_table(TableName=table)
    with pytest.raises(StoreError):
        workflow.record(passed)


@AFTER_A_FAULT
@pytest.mark.parametrize("raw", [{}, {"eventID": "e", "dynamodb": {"ApproximateCreationDateTime": NOW}}])
def test_what_is_no_record_is_refused_by_name(workflow: Workflow, raw: dict[str, Any]) -> None:
    with pytest.raises(MalformedRecordError):
        workflow.record({"Record": raw, "Execution": "run-1"})


def test_no_log_holds_a_number_a_reason_or_a_name(
    load: Load, tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    workflow = Workflow(load)
    canaries = {
        "FlaggedBy": "CANARYNAME",
        "Reason": "CANARYREASON",
        "Note": "CANARYNOTE",
        "ReviewedBy": "CANARYREVIEWER",
    }
    for n, key in enumerate([CALLER, TYPED, "911", "CANARYKEY"]):
        for status in ("FLAGGED", "APPROVED"):
            raw = record(None, item(key, Status=status, **canaries), event_id=f"event-{n}-{status}")
            happened(tables, raw)
            workflow.run(raw)
    said = capsys.readouterr().out
    assert '"message":"recorded"' in said
    for canary in (CALLER, "2065550142", TYPED, "CANARY"):
        assert canary not in said


# ── The day's chart ─────────────────────────────────────────────────────────────────────────────


def flags_of_the_day(tables: Tables) -> int:
    counted = tables.counter("day", "2027-01-15")
    return int(counted["Flags"]["N"]) if counted else 0


def test_every_flag_counts_once_in_its_day(workflow: Workflow, tables: Tables) -> None:
    tables.put(flagged())
    for execution in ("run-1", "run-1", "run-2"):
        workflow.run(record(None, flagged()), execution)
    assert flags_of_the_day(tables) == 1
    workflow.run(record(flagged(), flagged(FlagCount=2, Version=2), event_id="event-2"))
    assert flags_of_the_day(tables) == 2


def test_what_agents_did_not_do_is_no_flag_of_the_day(workflow: Workflow, tables: Tables) -> None:
    for number, status in enumerate(("APPROVED", "EXPIRED", "PROTECTED", "REFUSED")):
        tables.put(item(Status=status, Version=1))
        workflow.run(record(None, item(Status=status, Version=1), event_id=f"event-{number}"))
    assert flags_of_the_day(tables) == 0


def test_record_is_kept_though_its_day_cannot_be_counted(
    workflow: Workflow, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("ThrottlingException")

    monkeypatch.setattr(workflow.app.STORE, "count_day", fail)
    tables.put(flagged())
    assert workflow.run(record(None, flagged()))["New"] is True
    assert len(tables.history()) == 1


# ── Flags over the limit ────────────────────────────────────────────────────────────────────────


def over_limit(n: int, agent: str = "maria") -> dict[str, Any]:
    image = flagged(f"+1206555{n:04}", Status="REFUSED", Note="too_many_flags", FlaggedBy=agent)
    return record(None, image, event_id=f"event-{agent}-{n}")


def test_supervisors_are_told_once_of_an_agents_flags_over_the_limit(workflow: Workflow, tables: Tables) -> None:
    told = [workflow.run(over_limit(n), f"run-{n}")["New"] for n in range(100, 104)]
    assert told == [True, False, False, False]
    assert workflow.run(over_limit(100), "run-100")["New"] is True, "the step that is tried again still owes it"
    assert workflow.run(over_limit(110, "joe"))["New"] is True
    assert len(tables.history()) == 5


def test_other_refusals_are_each_told(workflow: Workflow) -> None:
    for n, number in enumerate(("911", "anonymous")):
        raw = record(None, flagged(number), event_id=f"event-{n}")
        assert workflow.run(raw, f"run-{n}")["New"] is True
