"""If DynamoDB does not answer, the API answers 503 and leaves nothing half done. No log holds personal data."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from denylist.decisions import DECISIONS
from tests.tokens import unverified
from tests.unit.conftest import AFTER_A_FAULT
from tests.unit.records import CALLER, flagged, item
from tests.unit.review_entries.caller import Caller, Reply
from tests.unit.review_entries.conftest import LoadApi
from tests.unit.review_entries.test_requests import MALFORMED
from tests.unit.tables import Tables

SILENCES: dict[str, Exception] = {
    "throttled": ClientError({"Error": {"Code": "ThrottlingException", "Message": CALLER}}, "Any"),
    "capacity": ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "Any"),
    "denied": ClientError({"Error": {"Code": "AccessDeniedException", "Message": CALLER}}, "Any"),
    "fault": ClientError({"Error": {"Code": "InternalServerError"}}, "Any"),
    "unreachable": EndpointConnectionError(endpoint_url="https://dynamodb.example"),
    "slow": ReadTimeoutError(endpoint_url="https://dynamodb.example"),
}
REQUESTS: dict[str, Callable[[Caller], Reply]] = {
    "list": lambda c: c.get("/api/entries"),
    "search": lambda c: c.get("/api/entries", number=CALLER),
    "number": lambda c: c.get(f"/api/entries/{CALLER}"),
    "explain": lambda c: c.get(f"/api/explain/{CALLER}"),
    "days": lambda c: c.get("/api/daily"),
    "add": lambda c: c.make("add", 0, number="+12125550143"),
    **{name: partial(Caller.make, name=name, version=1) for name in DECISIONS if name != "add"},
}
WRITES = ["add", "approve", "expire", "extend", "protect"]


class Silent:
    """A DynamoDB client that does not answer some operations."""

    def __init__(self, client: Any, fault: Exception, *operations: str) -> None:  # noqa: ANN401 - made at run time
        self._client, self._fault, self._operations = client, fault, operations

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the client's own
        return self._refuse if name in self._operations else getattr(self._client, name)

    def _refuse(self, **_parameters: object) -> None:
        raise self._fault


@pytest.fixture
def silence(api: Caller, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`silence(fault, "get_item")`: from now on that operation is not answered."""

    def set_silent(fault: Exception, *operations: str) -> None:
        silent = Silent(api.app.CLIENT, fault, *operations)
        for store in (api.app.STORE, api.app.LISTING):
            monkeypatch.setattr(store, "_client", silent)

    return set_silent


@pytest.mark.parametrize("fault", SILENCES.values(), ids=SILENCES.keys())
def test_silence_is_told_as_such_and_nothing_is_done(
    api: Caller, tables: Tables, silence: Callable[..., None], fault: Exception
) -> None:
    tables.put(flagged())
    silence(fault, "get_item", "query", "update_item", "transact_write_items", "put_item", "delete_item")
    for ask in REQUESTS.values():
        reply = ask(api.as_("adam"))
        assert (reply.problem, reply.headers["Retry-After"]) == ((503, "unavailable"), "2")
        assert CALLER not in reply.text
    assert tables.entries() == {CALLER: flagged()}


@pytest.mark.parametrize("name", WRITES)
def test_silence_between_reading_and_writing_leaves_the_entry(
    api: Caller, tables: Tables, silence: Callable[..., None], name: str
) -> None:
    tables.put(flagged())
    silence(SILENCES["slow"], "update_item")
    assert REQUESTS[name](api.as_("adam")).problem == (503, "unavailable")
    assert tables.entries() == {CALLER: flagged()}
    assert not tables.history()


def test_silence_of_history_alone_hides_no_entry_behind_half_an_answer(
    api: Caller, tables: Tables, silence: Callable[..., None]
) -> None:
    tables.put(flagged())
    silence(SILENCES["slow"], "query")
    assert api.get(f"/api/entries/{CALLER}").problem == (503, "unavailable")
    assert api.get(f"/api/explain/{CALLER}").status == 200


def test_decision_is_one_request_that_writes(api: Caller, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """History and alerts come from the stream, so there is no second write that could be missing."""
    tables.put(flagged())
    called: list[str] = []
    client = api.app.CLIENT
    client.meta.events.register("before-call.dynamodb", lambda model, **_: called.append(model.name))
    assert api.decide("approve", version=1, term="30d").status == 200
    assert called == ["GetItem", "UpdateItem"]
    called.clear()
    for name in ("list", "search", "number", "explain", "days"):
        assert REQUESTS[name](api).status == 200
    assert set(called) <= {"GetItem", "Query"}


def test_decision_whose_write_was_answered_with_silence_can_be_asked_again(api: Caller, tables: Tables) -> None:
    tables.put(flagged())
    client, store = api.app.CLIENT, api.app.STORE

    class Lost(Silent):
        def _refuse(self, **parameters: Any) -> None:  # noqa: ANN401 - the operation's own
            client.update_item(**parameters)
            super()._refuse()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_client", Lost(client, SILENCES["slow"], "update_item"))
        assert REQUESTS["approve"](api).problem == (503, "unavailable")
    made = tables.entries()
    again = REQUESTS["approve"](api)
    assert (again.status, again.json["version"]) == (200, 2)
    assert tables.entries() == made


# ── Logs ────────────────────────────────────────────────────────────────────────────────────────

NOTE = "a-note-about-somebody"
SPELLED = "(206) 555-0142"


def test_no_line_holds_a_number_a_note_or_a_token(
    capsys: pytest.CaptureFixture[str], load_api: LoadApi, tables: Tables
) -> None:
    api = Caller(load_api())
    tables.put(flagged(Reason=NOTE), item("911", Status="REFUSED", Version=1))
    adam = api.as_("adam")
    for who in (adam, api, api.as_("nina"), api.with_headers(origin="x")):
        for ask in REQUESTS.values():
            ask(who)
    adam.post("/api/entries", {"number": "+12125550143", "term": "30d", "note": NOTE})
    adam.decide("approve", version=2, term="30d", note=NOTE)
    adam.decide("approve", version=2, term="30d", note=NOTE, more=NOTE)
    adam.on(SPELLED, "approve", version=1, term=NOTE)
    adam.get("/api/entries", number=SPELLED, cursor=NOTE)
    for body in MALFORMED.values():
        adam.post(f"/api/entries/{CALLER}/approve", body)
    lines = "".join(capsys.readouterr())
    assert "***0142" in lines
    for secret in (
        CALLER,
        CALLER[1:],
        "2065550142",
        SPELLED,
        "%2B1206",
        NOTE,
        _token(adam),
        _token(adam).split(".")[1],
    ):
        assert secret not in lines


def _token(caller: Caller) -> str:
    return unverified(caller.claims())


def test_silence_is_logged_by_its_code_alone(
    capsys: pytest.CaptureFixture[str], load_api: LoadApi, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB's messages may quote what was sent."""
    api = Caller(load_api())
    monkeypatch.setattr(api.app.STORE, "_client", Silent(api.app.CLIENT, SILENCES["throttled"], "get_item"))
    api.get(f"/api/entries/{CALLER}")
    lines = "".join(capsys.readouterr())
    assert "ThrottlingException" in lines
    assert CALLER not in lines


def test_each_answer_is_counted_by_its_kind(
    capsys: pytest.CaptureFixture[str], load_api: LoadApi, tables: Tables
) -> None:
    api = Caller(load_api())
    api.get("/api/me")
    api.get("/api/nothing")
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert len(metrics) == 2


@AFTER_A_FAULT
def test_defect_is_raised_for_the_alarm_and_leaves_nothing_to_the_next(
    capsys: pytest.CaptureFixture[str], load_api: LoadApi
) -> None:
    api = Caller(load_api())
    adam = api.as_("adam")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api.app.LISTING, "page", None)
        with pytest.raises(TypeError):
            adam.get("/api/entries")
    assert _token(adam) not in "".join(capsys.readouterr())
    assert api.as_("vera").get("/api/me").json["name"] == "vera"


def test_requests_do_not_leave_their_bearer_to_the_next(api: Caller) -> None:
    names = [api.as_(who).get("/api/me").json["name"] for who in ("adam", "vera", "rita", "adam")]
    assert names == ["adam", "vera", "rita", "adam"]
