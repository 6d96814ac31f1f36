"""The tables as the store uses them: faults by name, races that end, and retries that change nothing."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from moto.dynamodb.responses import DynamoHandler

from denylist import decisions, entries, expressions, writes
from denylist.decisions import Decision, Ruling
from denylist.entries import Entry, read
from denylist.errors import DenylistError, StoreBusyError, StoreError
from denylist.store import Recorded, Store
from denylist.writes import Flag, Move
from tests.unit.records import CALLER, DAY, HOUR, NOW, WINDOW, Item, flagged, item
from tests.unit.tables import Tables

TYPED = "(206) 555-0142"
FOUND = {"FlaggedBy": "unknown", "Term": "30d"}


def a_flag(flag_id: str, **changed: Any) -> Flag:  # noqa: ANN401
    given = {"number": CALLER, "contact_id": "call-1", "flagged_by": "maria", "reason": "", "term": "30d", "now": NOW,
             "until": NOW + WINDOW}  # fmt: skip
    return Flag(flag_id=flag_id, **{**given, **changed})


def a_decision() -> Decision:
    decision = decisions.approve(Entry(CALLER, entries.PENDING, NOW + WINDOW, 1), Ruling("rita", NOW, 1, "30d"))
    assert isinstance(decision, Decision)
    return decision


def a_move(image: Item | None = None, event_id: str = "event-1") -> Move:
    return Move(CALLER, image or item(TYPED), FOUND, NOW + WINDOW, NOW, event_id)


class Interrupted:
    """A client between whose calls somebody else gets in, or whose answer is lost on the way."""

    def __init__(self, client: Any, before: list[Callable[[], object]] | None = None, lost: int = 0) -> None:  # noqa: ANN401
        self._client, self._before, self._lost = client, before or [], lost

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        def call(**parameters: Any) -> Any:  # noqa: ANN401
            if self._before:
                self._before.pop(0)()
            answer = getattr(self._client, name)(**parameters)
            if self._lost:
                self._lost -= 1
                raise ReadTimeoutError(endpoint_url="https://dynamodb")
            return answer

        return call


class Broken:
    """A client that cannot do anything."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        def call(**_: object) -> None:
            raise self._error

        return call


def store_on(client: object) -> Store:
    return Store(cast("Any", client), "Denylist", "History")


@pytest.fixture
def store(tables: Tables) -> Store:
    return store_on(tables.client)


def entry(tables: Tables) -> Entry:
    return read(tables.get() or {})


def remove(tables: Tables) -> None:
    tables.client.delete_item(TableName="Denylist", Key=expressions.key(CALLER))


# ── Faults ──────────────────────────────────────────────────────────────────────────────────────


def client_error(code: str, **response: Any) -> ClientError:  # noqa: ANN401
    return ClientError(cast("Any", {"Error": {"Code": code, "Message": f"{CALLER} shouts"}, **response}), "UpdateItem")


FAULTS = [
    client_error("ThrottlingException"),
    client_error("ProvisionedThroughputExceededException"),
    client_error("ResourceNotFoundException"),
    client_error("ValidationException"),
    client_error("AccessDeniedException"),
    client_error("InternalServerError"),
    client_error("TransactionConflictException"),
    client_error(
        "TransactionCanceledException", CancellationReasons=[{"Code": "None"}, {"Code": "TransactionConflict"}]
    ),
    client_error("TransactionCanceledException"),
    client_error("TransactionInProgressException"),
    ClientError({}, "UpdateItem"),
    EndpointConnectionError(endpoint_url="https://dynamodb"),
    ConnectTimeoutError(endpoint_url="https://dynamodb"),
    ReadTimeoutError(endpoint_url="https://dynamodb"),
    NoCredentialsError(),
]
OPERATIONS: dict[str, Callable[[Store], object]] = {
    "get": lambda store: store.get(CALLER),
    "flag": lambda store: store.flag(a_flag("flag-1")),
    "is_within": lambda store: store.is_within(a_flag("flag-1"), 20),
    "is_first_told": lambda store: store.is_first_told("maria", "2027-01-15T08", "event-1", NOW),
    "keep_for_review": lambda store: store.keep_for_review(a_flag("flag-1"), "too_many_flags"),
    "apply": lambda store: store.apply(writes.refuse_entry(Entry(CALLER), "emergency", NOW, "event-1", "now")),
    "move": lambda store: store.move(a_move()),
    "record": lambda store: store.record({"ContactNumber": {"S": CALLER}, "At": {"S": "now"}}, "run-1"),
    "count_day": lambda store: store.count_day("Flags", "2027-01-15T08:00:00Z", NOW),
    "decide": lambda store: store.decide(a_decision()),
}


def test_every_operation_is_among_those_that_fail_below() -> None:
    assert set(OPERATIONS) == {name for name in vars(Store) if not name.startswith("_")}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_no_fault_of_dynamodb_escapes_by_another_name(operation: Callable[[Store], object], fault: Exception) -> None:
    with pytest.raises(StoreError) as caught:
        operation(store_on(Broken(fault)))
    assert isinstance(caught.value, DenylistError)
    assert caught.value.__cause__ is fault


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_store_error_names_the_code_and_no_item(operation: Callable[[Store], object]) -> None:
    with pytest.raises(StoreError, match=r"^ThrottlingException$"):
        operation(store_on(Broken(client_error("ThrottlingException"))))
    with pytest.raises(StoreError, match=r"^ReadTimeoutError$"):
        operation(store_on(Broken(ReadTimeoutError(endpoint_url="https://dynamodb"))))


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────


def test_get_finds_nothing_when_nothing_is_there(store: Store) -> None:
    assert store.get(CALLER) is None


def test_get_reads_consistently(tables: Tables) -> None:
    tables.put(item())
    asked: list[dict[str, Any]] = []

    class Asked:
        def get_item(self, **parameters: Any) -> Any:  # noqa: ANN401
            asked.append(parameters)
            return tables.client.get_item(**parameters)

    assert store_on(Asked()).get(CALLER) == Entry(CALLER)
    assert asked == [{"TableName": "Denylist", "Key": {"ContactNumber": {"S": CALLER}}, "ConsistentRead": True}]


# ── Flagging ────────────────────────────────────────────────────────────────────────────────────


def test_first_flag_is_added_and_second_is_listed(store: Store, tables: Tables) -> None:
    assert store.flag(a_flag("flag-1")) == "added"
    assert store.flag(a_flag("flag-2", flagged_by="noah")) == "already_listed"
    assert (entry(tables).flag_count, entry(tables).flag_ids) == (2, frozenset({"flag-1", "flag-2"}))
    assert entry(tables).status == entries.FLAGGED


@pytest.mark.parametrize("there", [None, flagged(FlagIds={"flag-0"}), item(Status="EXPIRED"), item(Status="APPROVED")])
def test_retried_flag_is_one_flag(store: Store, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    first = store.flag(a_flag("flag-1"))
    stored = tables.get()
    assert [store.flag(a_flag("flag-1", now=NOW + n)) for n in (1, 2, 3)] == [first] * 3
    assert tables.get() == stored


def test_retried_flag_of_a_new_round_gets_the_same_answer(store: Store, tables: Tables) -> None:
    tables.put(flagged(Status="EXPIRED", FlagCount=3, FlagIds={"flag-0"}))
    assert store.flag(a_flag("flag-1")) == "added"
    assert store.flag(a_flag("flag-1")) == "added"


def test_flag_between_a_flag_and_its_retry_changes_nothing(store: Store, tables: Tables) -> None:
    store.flag(a_flag("flag-1"))
    store.flag(a_flag("flag-2"))
    store.flag(a_flag("flag-1"))
    assert entry(tables).flag_count == 2


def test_flag_whose_answer_was_lost_is_one_flag(tables: Tables) -> None:
    store = store_on(Interrupted(tables.client, lost=1))
    with pytest.raises(StoreError):
        store.flag(a_flag("flag-1"))
    assert store.flag(a_flag("flag-1")) == "added"
    assert entry(tables).flag_count == 1


@pytest.mark.parametrize("status", ["EXPIRED", "REFUSED", "LAPSED"])
def test_flag_begins_a_new_round_of_what_ended(store: Store, tables: Tables, status: str) -> None:
    tables.put(item(Status=status, ExpiresAt=NOW + DAY))
    assert store.flag(a_flag("flag-1")) == "added"
    assert entry(tables).is_in_force(NOW)


@pytest.mark.parametrize("status", ["FLAGGED", "PENDING", "APPROVED"])
def test_flag_begins_a_new_round_of_what_lapsed(store: Store, tables: Tables, status: str) -> None:
    tables.put(item(Status=status, ExpiresAt=NOW))
    assert store.flag(a_flag("flag-1")) == "added"
    assert (entry(tables).status, entry(tables).expires_at) == ("FLAGGED", NOW + WINDOW)


@pytest.mark.parametrize("end", [None, NOW + 1, NOW + WINDOW - 1, NOW + WINDOW, NOW + 99 * DAY])
@pytest.mark.parametrize("status", [None, "FLAGGED", "PENDING", "APPROVED"])
def test_flag_never_shortens_an_entry_in_force(
    store: Store, tables: Tables, status: str | None, end: int | None
) -> None:
    tables.put(item(Status=status, ExpiresAt=end))
    assert store.flag(a_flag("flag-1")) == "already_listed"
    after = entry(tables)
    assert after.status == status
    assert after.expires_at == (None if end is None else max(end, NOW + WINDOW))


def test_protected_number_takes_no_flag(store: Store, tables: Tables) -> None:
    tables.put(item(Status="PROTECTED"))
    assert store.flag(a_flag("flag-1")) == "protected"
    assert tables.get() == item(Status="PROTECTED")


@pytest.mark.parametrize(
    ("meanwhile", "answer", "status"),
    [
        (item(Status="EXPIRED", ExpiresAt=NOW + DAY), "added", "FLAGGED"),
        (item(Status="PROTECTED"), "protected", "PROTECTED"),
        (item(Status="APPROVED"), "already_listed", "APPROVED"),
        (flagged(ExpiresAt=NOW - 1), "added", "FLAGGED"),
        (flagged(ExpiresAt=NOW + 99 * DAY), "already_listed", "FLAGGED"),
    ],
)
def test_entry_that_changes_while_it_is_flagged_is_met_as_it_is(
    tables: Tables, meanwhile: Item, answer: str, status: str
) -> None:
    tables.put(flagged(FlagIds={"flag-0"}))
    interruptions: list[Callable[[], object]] = [lambda: None, lambda: tables.put(meanwhile)]
    assert store_on(Interrupted(tables.client, interruptions)).flag(a_flag("flag-9")) == answer
    assert entry(tables).status == status


def test_entry_that_is_removed_while_it_is_flagged_is_begun_anew(tables: Tables) -> None:
    tables.put(flagged(FlagIds={"flag-0"}))
    store = store_on(Interrupted(tables.client, [lambda: None, lambda: remove(tables)]))
    assert store.flag(a_flag("flag-1")) == "added"
    assert entry(tables).flag_count == 1


def test_entry_that_never_stops_changing_is_busy(tables: Tables) -> None:
    def restless() -> Iterator[Callable[[], object]]:
        for turn in range(100):
            state = flagged(ExpiresAt=NOW + 99 * DAY) if turn % 2 else item(Status="EXPIRED")
            yield lambda state=state: tables.put({**state, **item(FlagIds={"flag-0"})})  # type: ignore[misc]

    tables.put(flagged())
    interruptions = list(restless())
    with pytest.raises(StoreBusyError):
        store_on(Interrupted(tables.client, [lambda: None, *interruptions])).flag(a_flag("flag-9"))
    assert "flag-9" not in entry(tables).flag_ids


@pytest.fixture
def atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call at a time: moto reads and writes an item in two steps, and copies it for its answer in a third."""
    lock, call = threading.Lock(), DynamoHandler.call_action

    def one_at_a_time(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        with lock:
            return call(*arguments, **named)

    monkeypatch.setattr(DynamoHandler, "call_action", one_at_a_time)


@pytest.mark.usefixtures("atomic")
@pytest.mark.parametrize("there", [None, item(Status="EXPIRED"), item(Status="APPROVED", ExpiresAt=NOW + 5), item()])
def test_twenty_flags_at_once_count_twenty(store: Store, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    flags = [a_flag(f"flag-{n}", until=NOW + (n * 7 % 20 + 1) * HOUR) for n in range(20)]
    gate = threading.Barrier(20)

    def at_once(flag: Flag) -> str:
        gate.wait()
        return store.flag(flag)

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(at_once, flags))
    in_force = bool(there) and read(there or {}).is_in_force(NOW)
    assert answers.count("added") == (0 if in_force else 1)
    assert set(answers) <= {"added", "already_listed"}
    assert (entry(tables).flag_count, len(entry(tables).flag_ids)) == (20, 20)
    endless = there == item()
    assert entry(tables).expires_at == (None if endless else max(flag.until for flag in flags))


@pytest.mark.usefixtures("atomic")
def test_twenty_retries_at_once_count_one(store: Store, tables: Tables) -> None:
    gate = threading.Barrier(20)

    def at_once(_: int) -> str:
        gate.wait()
        return store.flag(a_flag("flag-1"))

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(at_once, range(20))) == {"added"}
    assert entry(tables).flag_count == 1


# ── An agent's hour ─────────────────────────────────────────────────────────────────────────────


def test_agent_is_within_until_the_hour_is_full(store: Store) -> None:
    assert [store.is_within(a_flag(f"flag-{n}"), 3) for n in range(5)] == [True, True, True, False, False]


def test_counted_flag_is_within_however_often_it_is_retried(store: Store) -> None:
    for n in range(3):
        assert store.is_within(a_flag(f"flag-{n}"), 3)
    assert all(store.is_within(a_flag(f"flag-{n}"), 3) for n in range(3))
    assert not store.is_within(a_flag("flag-3"), 3)


def test_hours_and_agents_are_counted_apart(store: Store) -> None:
    assert store.is_within(a_flag("flag-1"), 1)
    assert not store.is_within(a_flag("flag-2"), 1)
    assert store.is_within(a_flag("flag-3", flagged_by="noah"), 1)
    assert not store.is_within(a_flag("flag-4", now=NOW + HOUR - 1), 1)
    assert store.is_within(a_flag("flag-5", now=NOW + HOUR), 1)


@pytest.mark.usefixtures("atomic")
def test_twenty_flags_at_once_fill_an_hour_exactly(store: Store) -> None:
    with ThreadPoolExecutor(20) as pool:
        within = list(pool.map(lambda n: store.is_within(a_flag(f"flag-{n}"), 7), range(20)))
    assert within.count(True) == 7


def test_flag_kept_for_review_is_kept_once(store: Store, tables: Tables) -> None:
    for _ in range(3):
        store.keep_for_review(a_flag("flag-1"), "too_many_flags")
    assert (entry(tables).status, entry(tables).flag_count) == ("REFUSED", 1)


# ── Moving a spelling ───────────────────────────────────────────────────────────────────────────


def test_spelling_moves_to_its_number(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED, Reason="shouts"))
    assert store.move(a_move(item(TYPED, Reason="shouts"))) == "added"
    moved = item(
        Status="PENDING",
        ExpiresAt=NOW + WINDOW,
        Version=1,
        OpenedBy=f"event-1#{CALLER}",
        SettledBy=f"event-1#{CALLER}",
        Reason="shouts",
        **FOUND,
    )
    assert tables.entries() == {CALLER: moved}


@pytest.mark.parametrize(
    "there", [flagged(), item(), item(Status="APPROVED", ExpiresAt=NOW + 1), item(Status="APPROVED")]
)
def test_spelling_joins_an_entry_in_force(store: Store, tables: Tables, there: Item) -> None:
    tables.put(item(TYPED), there)
    assert store.move(a_move()) == "already_listed"
    assert list(tables.entries()) == [CALLER]
    before, after = read(there), entry(tables)
    assert after.status == before.status
    assert after.expires_at is None if before.expires_at is None else after.expires_at == NOW + WINDOW


def test_spelling_of_a_protected_number_stays(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED), item(Status="PROTECTED"))
    assert store.move(a_move()) == "protected"
    assert tables.entries() == {TYPED: item(TYPED), CALLER: item(Status="PROTECTED")}


@pytest.mark.parametrize("there", [None, item(TYPED, Version=1), item(TYPED, Status="EXPIRED", Version=9)])
def test_spelling_that_is_gone_or_changed_is_left(store: Store, tables: Tables, there: Item | None) -> None:
    tables.put(*([there] if there else []))
    assert store.move(a_move()) == "gone"
    assert list(tables.entries().values()) == ([there] if there else [])


def test_move_that_is_repeated_gets_the_same_answer(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED))
    assert store.move(a_move()) == "added"
    moved = tables.entries()
    assert store.move(a_move()) == "added"
    assert tables.entries() == moved


def test_joining_that_is_repeated_gets_the_same_answer(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED), flagged())
    assert store.move(a_move()) == "already_listed"
    joined = tables.entries()
    assert store.move(a_move()) == "already_listed"
    assert tables.entries() == joined


def test_move_whose_answer_was_lost_moved_once(tables: Tables) -> None:
    tables.put(item(TYPED))
    store = store_on(Interrupted(tables.client, lost=1))
    with pytest.raises(StoreError):
        store.move(a_move())
    assert store.move(a_move()) == "added"
    assert entry(tables).version == 1


def test_another_records_move_is_not_taken_for_ones_own(store: Store, tables: Tables) -> None:
    tables.put(item(TYPED))
    assert store.move(a_move()) == "added"
    assert store.move(a_move(event_id="event-2")) == "gone"


@pytest.mark.parametrize(
    ("meanwhile", "answer"),
    [(flagged(), "already_listed"), (item(Status="PROTECTED"), "protected"), (item(Status="EXPIRED"), "added")],
)
def test_number_that_changes_while_a_spelling_moves_is_met_as_it_is(
    tables: Tables, meanwhile: Item, answer: str
) -> None:
    tables.put(item(TYPED), item(Status="APPROVED"))
    interruptions: list[Callable[[], object]] = [lambda: None, lambda: tables.put(meanwhile)]
    assert store_on(Interrupted(tables.client, interruptions)).move(a_move()) == answer


def test_number_that_is_cleared_while_a_spelling_moves_is_taken(tables: Tables) -> None:
    tables.put(item(TYPED), item(Status="APPROVED"))
    store = store_on(Interrupted(tables.client, [lambda: None, lambda: remove(tables)]))
    assert store.move(a_move()) == "added"
    assert list(tables.entries()) == [CALLER]


def test_number_that_never_stops_changing_is_busy_and_nothing_moves(tables: Tables) -> None:
    states = [item(Status="EXPIRED"), item(Status="APPROVED")] * 20
    tables.put(item(TYPED), item(Status="APPROVED"))
    interruptions: list[Callable[[], object]] = [lambda state=state: tables.put(state) for state in states]  # type: ignore[misc]
    with pytest.raises(StoreBusyError):
        store_on(Interrupted(tables.client, [lambda: None, *interruptions])).move(a_move())
    assert TYPED in tables.entries()


# ── History ─────────────────────────────────────────────────────────────────────────────────────


def test_change_is_one_executions_to_announce(store: Store, tables: Tables) -> None:
    change = {**item(), "At": {"S": "2027-01-15T08:00:00Z#event-1"}, "Event": {"S": "flagged"}}
    assert store.record(change, "run-1") is Recorded.NEW
    assert store.record(change, "run-2") is Recorded.BY_ANOTHER
    assert store.record(change, "run-1") is Recorded.AGAIN
    assert tables.history() == [{**change, "Execution": {"S": "run-1"}}]


def test_first_of_an_hour_is_told_and_told_again_when_it_asks_again(store: Store, tables: Tables) -> None:
    def is_first(told: str, hour: str = "08") -> bool:
        return store.is_first_told("maria", f"2027-01-15T{hour}", told, NOW + HOUR)

    assert [is_first("event-1"), is_first("event-2"), is_first("event-1")] == [True, False, True]
    assert is_first("event-2", "09")
    counted = tables.counter("agent:maria", "flags#2027-01-15T08")
    assert counted
    assert counted["RetainUntil"] == {"N": str(NOW + HOUR)}


def test_days_are_counted_apart(store: Store, tables: Tables) -> None:
    for name, at in [
        ("Flags", "2027-01-15T08:00:00Z"),
        ("Flags", "2027-01-15T23:59:59Z"),
        ("DeniedCalls", "2027-01-16T00:00:00Z"),
    ]:
        store.count_day(name, at, NOW + DAY)
    first, second = tables.counter("day", "2027-01-15"), tables.counter("day", "2027-01-16")
    assert first == {
        **expressions.key("day"),
        "At": {"S": "2027-01-15"},
        "Flags": {"N": "2"},
        "RetainUntil": {"N": str(NOW + DAY)},
    }
    assert second
    assert second["DeniedCalls"] == {"N": "1"}
