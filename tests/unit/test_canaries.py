"""Personal data goes through every path of every function, errors included, and comes out only in the answer."""

import io
import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from denylist.entries import read
from denylist.errors import StoreError
from denylist.events import Change
from denylist.stream import parse
from denylist.wire.client import Wire
from tests import canaries
from tests.canaries import (
    AGENT,
    CALLER,
    CONTACT,
    HOSTILE,
    NOTE,
    NUMBER,
    REASON,
    REVIEWER,
    SPELLINGS,
    SUPERVISOR,
    TOKEN,
    WITHHELD,
)
from tests.policies import resources
from tests.unit.conftest import AFTER_A_FAULT, Load
from tests.unit.emitted import Emitted, refuse, traced
from tests.unit.records import Item, as_told, call, flagged, item, record
from tests.unit.review_entries.caller import ORIGIN, event
from tests.unit.review_entries.conftest import VARIABLES, _page  # noqa: F401 - the fixture that makes the page
from tests.unit.tables import Tables

INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
TOPIC = "arn:aws:sns:us-east-1:123456789012:supervisors"
ADDRESSES = [NUMBER, *SPELLINGS, *HOSTILE, *WITHHELD]
QUOTED = f"Supplied AttributeValue of {NUMBER} ({AGENT}: {REASON}) {NOTE} {CALLER} {SUPERVISOR} {TOKEN} is not valid"


def entry(number: str = NUMBER, /, **attributes: Any) -> Item:  # noqa: ANN401 - as flagged()'s
    given = {"FlaggedBy": AGENT, "Reason": REASON, "ContactId": CONTACT, "Note": NOTE, "FlagIds": {CONTACT}}
    return flagged(number, **{**given, **attributes})


# ── Answers of AWS that quote what they were asked ──────────────────────────────────────────────────


def dynamodb_says(code: str, **members: object) -> tuple[int, str]:
    return 400, json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": QUOTED, **members})


FAULTS = {
    "quoting a key": dynamodb_says("ValidationException"),
    "denied": dynamodb_says("AccessDeniedException"),
    "with the old item": dynamodb_says("ConditionalCheckFailedException", Item=entry(Status="PENDING", Version=7)),
    "with the old items": dynamodb_says(
        "TransactionCanceledException",
        CancellationReasons=[{"Code": "ConditionalCheckFailed", "Message": QUOTED, "Item": entry()}] * 2,
    ),
    "no JSON": (400, QUOTED),
    "an answer of nothing": (200, QUOTED),
}


@dataclass
class Stage:
    """What the cases need to run a function, and to see all that it emits."""

    load: Load
    tables: Tables
    emitted: Emitted
    monkeypatch: pytest.MonkeyPatch

    def app(self, name: str, **variables: str) -> ModuleType:
        return self.load(name, **variables)

    def each_way(self, app: ModuleType, client: Any, events: list[Any]) -> None:  # noqa: ANN401 - made at run time
        """Run the events, first with no fault and then with each fault."""
        run = partial(self.emitted.run, app)
        for one in events:
            run(one)
        for status, body in FAULTS.values():
            stop = refuse(client, status, body)
            for one in events:
                run(one)
            stop()


def client_of(app: ModuleType) -> Any:  # noqa: ANN401 - made at run time
    return app.STORE._client  # noqa: SLF001 - whose answers are made up here


# ── Functions ───────────────────────────────────────────────────────────────────────────────────────


def add_number(stage: Stage) -> None:
    stage.tables.put(entry("+16502483917", Status="PROTECTED"))
    app = stage.app("add_number", FLAGS_PER_AGENT_PER_HOUR="3")
    said = {"FlaggedBy": AGENT, "Reason": REASON, "CustomerName": CALLER}
    events: list[Any] = [call(address, ContactId=f"{CONTACT}-{n}", **said) for n, address in enumerate(ADDRESSES)]
    events += [call(NUMBER, Term=REASON, **said), call(NUMBER, Channel="CHAT", **said), call({"S": NUMBER}, **said)]
    events += [None, [NUMBER], {"Details": NUMBER}, {"Details": {"ContactData": {"CustomerEndpoint": NUMBER}}}]
    stage.each_way(app, client_of(app), events)
    stage.tables.client.delete_item(TableName="Denylist", Key={"ContactNumber": {"S": NUMBER}})
    stage.each_way(app, client_of(app), [call(NUMBER, ContactId=f"{CONTACT}-x{n}", **said) for n in range(5)])


def check_number(stage: Stage) -> None:
    """The wire has tests of its own; what comes from it is an entry, or an error with a code only."""
    stage.monkeypatch.setattr(Wire, "ask", _silence)
    app = stage.app("check_number")
    for found in (None, entry(), entry(Status="APPROVED"), item(NUMBER, Status=REASON), StoreError("InternalError")):
        reader = _Reader(found)
        stage.monkeypatch.setattr(app, "READER", reader)
        for address in ADDRESSES:
            stage.emitted.run(app, call(address, FlaggedBy=AGENT, Reason=REASON))
            stage.emitted.run(app, call("+10000000000", CustomerNumber=address, Source="outbound"))
        for odd in (None, [NUMBER], {"Details": NUMBER}):
            stage.emitted.run(app, odd)


def _silence(*_: object) -> None:
    raise StoreError("ValidationException")


class _Reader:
    def __init__(self, found: Item | StoreError | None) -> None:
        self.found = found

    def get(self, _: str) -> Any:  # noqa: ANN401 - an entry or none
        if isinstance(self.found, StoreError):
            raise self.found
        return self.found and read(self.found)

    def count(self, *_: object) -> None:
        _silence()


def _records() -> list[Any]:
    """Records of flags, hand edits, decisions, lapses and removals, and values that are no record."""
    odd: list[Any] = [entry(Status=NUMBER), entry(ExpiresAt={"S": NUMBER}), entry(FlagIds={"S": CONTACT})]
    new = [entry(), entry(Status="PROTECTED"), entry(Status="APPROVED", ReviewedBy=REASON), *odd]
    typed = [item(a, Reason=REASON, FlaggedBy=AGENT) for a in (*SPELLINGS, *HOSTILE) if len(a) < 300]
    found = [record(None, image, event_id=f"e{n}") for n, image in enumerate((*new, *typed))]
    found += [record(entry(), entry(Status="EXPIRED", ReviewedBy=REASON, Version=2), event_id="d")]
    found += [record(entry(), None, event_id="r"), record(entry(), None, by_ttl=True, event_id="l")]
    broken = record(None, entry())
    return [*found, {}, NUMBER, {"eventID": NUMBER, "dynamodb": {"NewImage": NUMBER}}, {**broken, "dynamodb": NUMBER}]


def normalize_number(stage: Stage) -> None:
    app = stage.app("normalize_number")
    for one in _records():
        stage.emitted.run(app, {"Record": one})


def record_change(stage: Stage) -> None:
    app = stage.app("record_change")
    stage.tables.put(entry(), *(item(s, Reason=REASON) for s in SPELLINGS))
    told = {"Number": {"Outcome": "deniable", "Why": "", "Number": NUMBER, "Country": "US", "NumberType": "MOBILE"}}
    events = [{"Record": one, "Execution": "x", "Agent": {"FlaggedBy": AGENT}} for one in _records()]
    stage.each_way(app, client_of(app), [*events, *({**one, **told} for one in events)])


def identify_agent(stage: Stage) -> None:
    app = stage.app("identify_agent", CONNECT_INSTANCE_ARN=INSTANCE)
    nameless = {name: value for name, value in entry().items() if name != "FlaggedBy"}
    events = [{"Record": record(None, nameless)}, *({"Record": one} for one in _records())]
    for code in ("InvalidRequestException", "ResourceNotFoundException", "AccessDeniedException"):
        stop = refuse(app.CONNECT, 400, json.dumps({"Message": QUOTED}), x_amzn_errortype=code)
        for one in events:
            stage.emitted.run(app, one)
        stop()
    stop = refuse(app.CONNECT, 200, json.dumps({"Contact": {"AgentInfo": {"Id": AGENT}}, "User": {"Username": AGENT}}))
    for one in events:
        stage.emitted.run(app, one)
    stop()
    # botocore itself refuses to send this one.
    stage.emitted.run(app, {"Record": record(None, {**nameless, "ContactId": {"S": NUMBER * 90}})})


def write_alert(stage: Stage) -> None:
    for language in ("en", "ko"):
        app = stage.app("write_alert", LANGUAGE=language)
        for change in Change:
            told = as_told(parse(record(None, entry())), change, NUMBER, why=REASON).as_json()
            stage.emitted.run(app, {"Change": told})
            stage.emitted.run(app, {"Change": {**told, "number": HOSTILE[1], "actor": CALLER}})
        for broken in ({**told, "event": 7}, {**told, "until": None, "denied": True}, {}, NUMBER):
            stage.emitted.run(app, {"Change": broken})


def take_stock(stage: Stage) -> None:
    app = stage.app("take_stock", TOPIC_ARN=TOPIC)
    error = (
        f"<ErrorResponse><Error><Code>InvalidParameter</Code><Message>{SUPERVISOR}</Message></Error></ErrorResponse>"
    )
    stop = refuse(app.SNS, 400, error)
    stage.emitted.run(app, {"supervisor": SUPERVISOR})
    stop()
    answer = {"Attributes": {"SubscriptionsConfirmed": "2", "Owner": SUPERVISOR, "Policy": QUOTED}}
    stage.monkeypatch.setattr(app.SNS, "get_topic_attributes", lambda **_: answer)
    stage.emitted.run(app, {})


def send_digest(stage: Stage) -> None:
    app = stage.app("send_digest", TOPIC_ARN=TOPIC)
    told = as_told(parse(record(None, entry())), Change.FLAGGED, NUMBER, why=REASON).as_json()
    for n, change in enumerate((json.dumps(told), QUOTED, json.dumps({**told, "number": HOSTILE[1]}))):
        stage.tables.put(item("digest", At=f"2027-01-15T08:00:0{n}Z#e", Change=change), table="History")
    error = f"<ErrorResponse><Error><Code>InvalidParameter</Code><Message>{QUOTED}</Message></Error></ErrorResponse>"
    stop = refuse(app.SNS, 400, error)
    stage.emitted.run(app, {})
    stop()
    stage.monkeypatch.setattr(app.SNS, "publish", lambda **_: {})
    stage.each_way(app, app.WAITING._client, [{}])  # noqa: SLF001 - whose answers are made up here


def review_entries(stage: Stage) -> None:
    app = stage.app("review_entries", **VARIABLES)
    stage.tables.put(entry(), *(item(a, Status="REFUSED", Reason=REASON) for a in SPELLINGS))
    stage.each_way(app, app.CLIENT, list(_requests()))
    stage.tables.put(entry(ExpiresAt={"S": NUMBER}, Version={"S": REASON}, Before={"S": NOTE}))
    for one in _requests():
        stage.emitted.run(app, one)
    _panel(stage)


def _requests() -> Iterator[dict[str, Any]]:
    """Requests to every route, with what it accepts and what it does not."""
    headers = {"authorization": f"Bearer {TOKEN}", "origin": ORIGIN, "x-requested-with": "deny-list",
               "content-type": "application/json"}  # fmt: skip
    for spelling in (NUMBER, *SPELLINGS, *HOSTILE, *filter(None, WITHHELD)):
        path = quote(spelling, safe="")
        yield event("GET", "/api/entries", headers, query={"number": spelling, "cursor": spelling})
        yield event("GET", "/api/entries", headers, query={"status": spelling, "limit": spelling})
        for route in ("entries", "explain"):
            yield event("GET", f"/api/{route}/{path}", headers)
        for action in ("approve", "expire", "extend", "undo", "protect", "unprotect", spelling):
            body = {"version": 1, "note": NOTE} | ({"term": "30d"} if action in ("approve", "extend") else {})
            yield event("POST", f"/api/entries/{path}/{action}", headers, body)
        yield event("POST", f"/api/entries/{path}/approve", headers, {"version": NUMBER, "term": REASON, NOTE: NOTE})
        yield event("POST", "/api/entries", headers, {"number": spelling, "term": "7d", "note": NOTE})
        yield event("PATCH", f"/api/entries/{path}", headers, QUOTED)
        yield event("GET", f"/{path}", headers)
    for odd in (QUOTED, f'{{"note": "{NOTE}', QUOTED.encode(), [NUMBER], {"note": NOTE * 900}):
        yield event("POST", "/api/entries", headers, odd)
    yield event("GET", "/api/me", {**headers, "authorization": f"Bearer {TOKEN}, {TOKEN}"})
    yield event("GET", "/api/me", {**headers, "authorization": f"Bearer {REASON}.{TOKEN}"})
    yield event("GET", "/api/me", headers)
    yield event("GET", "/api/daily", headers, query={"days": NUMBER})
    yield event("GET", "/api/entries", headers, verified=False)


def _panel(stage: Stage) -> None:
    """The agents' routes of `review_entries`: Amazon Connect refuses, or tells numbers and a name of all kinds."""
    app = stage.app("review_entries", **VARIABLES | {"CONNECT_INSTANCE_ARN": INSTANCE})
    stage.tables.put(entry(), *(item(a, Status="REFUSED", Reason=REASON) for a in SPELLINGS))
    connect = app.CALLS._client  # noqa: SLF001 - whose answers are made up here
    for code in ("InvalidRequestException", "ResourceNotFoundException", "AccessDeniedException"):
        stop = refuse(connect, 400, json.dumps({"Message": QUOTED}), x_amzn_errortype=code)
        for one in _panels_requests(NUMBER):
            stage.emitted.run(app, one)
        stop()
    for address in (NUMBER, *SPELLINGS, *HOSTILE, *filter(None, WITHHELD)):
        contact = {"Channel": "VOICE", "CustomerEndpoint": {"Address": address}, "AgentInfo": {"Id": AGENT}}
        for name in (REVIEWER, AGENT):
            stop = refuse(connect, 200, json.dumps({"Contact": contact, "User": {"Username": name}}))
            app.CALLS._names.clear()  # noqa: SLF001 - each name is asked for
            for one in _panels_requests(address):
                stage.emitted.run(app, one)
            stop()


def _panels_requests(spelling: str) -> Iterator[dict[str, Any]]:
    headers = {"authorization": f"Bearer {TOKEN}", "origin": ORIGIN, "x-requested-with": "deny-list",
               "content-type": "application/json"}  # fmt: skip
    known, said = str(uuid.UUID(int=1)), {"category": "abuse", "reason": REASON, "request_id": "r"}
    for contact_id in (known, CONTACT, quote(spelling, safe="")):
        yield event("GET", f"/api/agent/contacts/{contact_id}", headers)
        yield event("POST", "/api/agent/flags", headers, {"contact_id": contact_id, **said})
        yield event("POST", f"/api/agent/flags/{contact_id}/withdraw", headers, {"request_id": REASON})
        yield event("POST", f"/api/agent/flags/{contact_id}/withdraw", headers, {"request_id": "r"})
    yield event("POST", "/api/agent/flags", headers, {"contact_id": known, "number": spelling, "term": REASON})
    yield event("GET", "/api/agent/flags", headers)
    yield event("GET", f"/api/agent/numbers/{quote(spelling, safe='')}", headers)


CASES: Mapping[str, Callable[[Stage], None]] = {
    made.__name__: made
    for made in (add_number, check_number, normalize_number, identify_agent, record_change, write_alert,
                 take_stock, send_digest, review_entries)
}  # fmt: skip
MARKS = dict.fromkeys(("review_entries", "record_change"), pytest.mark.slow)
UNTRACED = {"check_number", "take_stock", "send_digest"}


@pytest.fixture
def stage(
    load: Load, tables: Tables, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    monkeypatch.setenv("AWS_SESSION_TOKEN", canaries.SECRET)
    emitted = Emitted(capsys, io.StringIO())
    with traced(emitted, monkeypatch):
        yield Stage(load, tables, emitted, monkeypatch)


@AFTER_A_FAULT
@pytest.mark.parametrize("name", [pytest.param(name, marks=MARKS.get(name, ())) for name in CASES])
def test_personal_data_comes_out_of_a_function_only_in_its_answer(name: str, stage: Stage) -> None:
    CASES[name](stage)
    seen = stage.emitted.take()
    found = {where: canaries.leaks(text, contact=where == "lines") for where, text in seen.items()}
    assert not any(found.values()), found
    assert seen["lines"], "nothing was logged, so nothing was tested"
    dimensions = set(re.findall(r'"Dimensions": ?\[(.+?\])\]', seen["lines"]))
    assert all(set(json.loads(found)) == {"stack", "service"} for found in dimensions), "a metric has other dimensions"
    assert dimensions, "no metric was counted"
    assert (seen["traces"] == "[]") == (name in UNTRACED)


def test_every_function_of_the_template_is_looked_at() -> None:
    handlers = {found["Properties"]["Handler"] for found in resources("AWS::Serverless::Function").values()}
    assert {handler.partition(".")[0] for handler in handlers} == CASES.keys()


@pytest.mark.parametrize("canary", canaries.spelled())
def test_a_value_is_found_however_it_comes_out(canary: str) -> None:
    """It may come out in clear, in JSON, in JSON within JSON, or in an address."""
    for text in (canary, json.dumps({"x": canary}), json.dumps(json.dumps(canary)), quote(canary, safe="")):
        assert canaries.leaks(f"before {text} after")


def test_a_masked_number_is_no_leak() -> None:
    assert canaries.leaks('{"number": "***3917", "time": "2026-11-22 17:45:12,483+0000"}') == []


@AFTER_A_FAULT
def test_what_is_printed_raised_and_traced_is_seen(stage: Stage) -> None:
    """Every place that the test looks at is given something that must not be there."""
    app = stage.app("identify_agent", CONNECT_INSTANCE_ARN=INSTANCE)
    stop = refuse(app.CONNECT, 400, json.dumps({"Message": QUOTED}), x_amzn_errortype="InvalidRequestException")

    def careless(*_: object) -> None:
        print(QUOTED)  # noqa: T201 - what is looked for
        app.logger.warning(QUOTED)
        app.tracer.put_annotation("number", NUMBER)
        app.tracer.put_metadata("agent", SimpleNamespace(name=AGENT))
        raise ValueError(QUOTED)

    stage.monkeypatch.setattr(app, "_find", careless)
    stage.emitted.run(app, {"Record": record(None, entry())})
    stop()
    seen = stage.emitted.take()
    assert {where for where, text in seen.items() if canaries.leaks(text)} == {"lines", "crashes", "traces"}


def test_no_moment_looks_like_a_leak(stage: Stage) -> None:
    """The milliseconds of 2026-11-26T15:21:42.483Z hold six of the number's digits, and so do others, minutes apart."""
    for stamp in ({"Timestamp": 1_795_706_502_483, "CloudWatchMetrics": []}, {"Timestamp": 1, "Agent": 650_248}):
        for separators in ((",", ":"), (", ", ": ")):
            print(json.dumps({"_aws": stamp}, separators=separators))  # noqa: T201 - as a handler counts a metric
        assert bool(canaries.leaks(stage.emitted.take()["lines"])) == ("Agent" in stamp)
