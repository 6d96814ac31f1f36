"""What became of an agent's last flags, from the history that the workflow's own function writes."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.standin import standing_in
from tests.unit.conftest import Load
from tests.unit.record_change.steps import Workflow
from tests.unit.records import CALLER, Item, record
from tests.unit.review_entries.caller import Caller, Reply
from tests.unit.review_entries.conftest import LoadApi
from tests.unit.review_entries.test_panel import CALL, FLAGS, contact, flag, withdraw
from tests.unit.tables import Tables
from tools.connect.standin import INSTANCE_ARN, Instance, StandIn
from tools.connect.standin.contacts import user
from tools.connect.standin.shapes import identify

DECIDED = {"ReviewedBy": {"S": "rita"}, "ReviewedAt": {"S": "2027-01-15T08:30:00Z"}}

type Tell = Callable[[Callable[[], Reply]], None]


@pytest.fixture
def stand_in(load: Load, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    instance = Instance(contacts={CALL: contact()}, users={identify("Maria"): user("Maria")})
    with standing_in(instance, monkeypatch) as running:
        yield running


@pytest.fixture
def maria(load_api: LoadApi, stand_in: StandIn) -> Caller:
    return Caller(load_api(CONNECT_INSTANCE_ARN=INSTANCE_ARN, AWS_ENDPOINT_URL_CONNECT=stand_in.url), "maria")


@pytest.fixture
def tell(load: Load, tables: Tables) -> Tell:
    """`tell(action)`: does something to CALLER's entry, and lets the workflow record it."""
    workflow, ids = Workflow(load), count(1)

    def tell(action: Callable[[], Reply]) -> None:
        before = tables.get()
        assert action().status == 200
        workflow.run(record(before, tables.get(), event_id=f"event-{next(ids)}"))

    return tell


def test_flag_is_listed_with_its_number_masked(maria: Caller, tell: Tell) -> None:
    tell(lambda: flag(maria, reason="shouts"))
    assert maria.get(FLAGS).json == {
        "flags": [
            {
                "number": "***0142", "at": "2027-01-15T08:00:00Z", "category": "abuse", "term": "30d",
                "event": "flagged", "denied": True, "until": "2027-01-18T08:00:00Z",
            }
        ]
    }  # fmt: skip


def test_flag_that_was_amended_is_as_it_was_amended(maria: Caller, tell: Tell) -> None:
    tell(lambda: flag(maria))
    tell(lambda: flag(maria, category="threat"))
    (told,) = maria.get(FLAGS).json["flags"]
    assert (told["event"], told["category"], told["term"]) == ("flagged", "threat", "365d")


def test_flag_that_was_taken_back_and_made_again_is_two(maria: Caller, tell: Tell) -> None:
    tell(lambda: flag(maria))
    tell(lambda: withdraw(maria))
    tell(lambda: flag(maria, request="r2", category="fraud"))
    told = maria.get(FLAGS).json["flags"]
    assert [(one["category"], one["event"]) for one in told] == [("fraud", "flagged"), ("abuse", "withdrawn")]


@pytest.mark.parametrize(
    ("decision", "became"),
    [
        ({"Status": {"S": "APPROVED"}}, ("approved", True)),
        ({"Status": {"S": "APPROVED"}, "ExpiresAt": {"N": "1700000000"}}, ("lapsed", False)),
        ({"Status": {"S": "EXPIRED"}}, ("expired", False)),
        ({"Status": {"S": "PROTECTED"}}, ("protected", False)),
    ],
)
def test_flag_shows_what_a_reviewer_decided(
    maria: Caller, tables: Tables, tell: Tell, decision: Item, became: tuple[str, bool]
) -> None:
    tell(lambda: flag(maria))
    tables.put({**(tables.get() or {}), **DECIDED, **decision})
    (told,) = maria.get(FLAGS).json["flags"]
    assert (told["event"], told["denied"]) == became
    assert (told["until"] is not None) == told["denied"]


def test_entry_that_lapsed_and_was_removed_is_told_from_history(maria: Caller, tables: Tables, tell: Tell) -> None:
    tell(lambda: flag(maria))
    tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": CALLER}})
    (told,) = maria.get(FLAGS).json["flags"]
    assert (told["event"], told["denied"], told["until"]) == ("lapsed", False, None)


def test_others_flags_are_not_listed(maria: Caller, tell: Tell) -> None:
    tell(lambda: flag(maria))
    assert maria.as_("noah").get(FLAGS).json == maria.as_("adam").get(FLAGS).json == {"flags": []}


def test_ten_are_listed_newest_first(maria: Caller, stand_in: StandIn, tables: Tables, load: Load) -> None:
    workflow = Workflow(load)
    for n in range(12):
        number, call = f"+120655501{n:02}", f"aaaaaaaa-0000-4000-8000-0000000001{n:02}"
        stand_in.instance.contacts[call] = contact(call, CustomerEndpoint={"Address": number})
        assert flag(maria, call).json["result"] == "added"
        workflow.run(record(None, tables.get(number), event_id=f"event-{n:02}"))
    told = maria.get(FLAGS).json["flags"]
    assert [one["number"] for one in told] == [f"***01{n:02}" for n in reversed(range(2, 12))]
