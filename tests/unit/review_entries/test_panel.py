"""The agents' panel's routes, on a stand-in of Amazon Connect: whose call it is, and what becomes of a flag."""

from collections.abc import Iterator
from typing import Any

import pytest

from denylist.flags import read
from tests.standin import standing_in
from tests.unit.conftest import CONTEXT, Load
from tests.unit.records import CALLER, NOW, flagged, item
from tests.unit.review_entries.caller import Caller, Reply
from tests.unit.review_entries.conftest import LoadApi
from tests.unit.tables import Tables
from tools.connect.standin import INSTANCE_ARN, Fault, Instance, StandIn
from tools.connect.standin.contacts import user
from tools.connect.standin.shapes import identify

pytestmark = pytest.mark.slow

CALL, OTHER, FIRST = (f"aaaaaaaa-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
FLAGS = "/api/agent/flags"
HOUR = 3600


def contact(contact_id: str = CALL, agent: str = "Maria", **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """A call from CALLER that the agent has; `None` takes a member away."""
    whole = {
        "Id": contact_id,
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": CALLER},
        "AgentInfo": {"Id": identify(agent), "ConnectedToAgentTimestamp": NOW - 60},
        **members,
    }
    return {name: value for name, value in whole.items() if value is not None}


@pytest.fixture
def stand_in(load: Load, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """An instance where maria, who is `Maria` there, has a call, and noah another."""
    agents = {identify(name): user(name) for name in ("Maria", "noah")}
    instance = Instance(contacts={CALL: contact(), OTHER: contact(OTHER, "noah")}, users=agents)
    with standing_in(instance, monkeypatch) as running:
        yield running


@pytest.fixture
def maria(load_api: LoadApi, stand_in: StandIn) -> Caller:
    """The API as maria, an agent."""
    return Caller(load_api(CONNECT_INSTANCE_ARN=INSTANCE_ARN, AWS_ENDPOINT_URL_CONNECT=stand_in.url), "maria")


def look(agent: Caller, contact_id: str = CALL) -> Reply:
    return agent.get(f"/api/agent/contacts/{contact_id}")


def flag(agent: Caller, contact_id: str = CALL, request: str = "r1", **said: Any) -> Reply:  # noqa: ANN401
    return agent.post(FLAGS, {"contact_id": contact_id, "category": "abuse", "request_id": request, **said})


def withdraw(agent: Caller, contact_id: str = CALL, request: str = "r1") -> Reply:
    return agent.post(f"{FLAGS}/{contact_id}/withdraw", {"request_id": request})


def kept(tables: Tables, number: str = CALLER) -> dict[str, Any]:
    """The flags that the entry keeps, by their ids."""
    return read(tables.get(number) or {})


# ── The call in hand ────────────────────────────────────────────────────────────────────────────


def test_call_of_an_unknown_number_can_be_flagged(maria: Caller) -> None:
    assert look(maria).json == {
        "contact_id": CALL, "number": CALLER, "why": "", "dialled": "no", "open": True, "denied": False,
        "status": None, "until": None, "flags": [], "flag_count": 0, "mine": None, "may": ["flag"], "result": "",
        "terms": ["24h", "7d", "30d", "90d", "365d"],
        "categories": ["abuse", "threat", "harassment", "fraud", "nuisance", "other"],
    }  # fmt: skip


def test_number_of_another_agents_flag_says_who_and_why(maria: Caller, tables: Tables) -> None:
    flag(Caller(maria.app, "noah"), OTHER, reason="shouts", warnings=3)
    seen = look(maria).json
    assert (seen["denied"], seen["status"], seen["flag_count"], seen["may"]) == (True, "FLAGGED", 1, ["flag"])
    (told,) = seen["flags"]
    assert (told["by"], told["category"], told["reason"], told["mine"]) == ("noah", "abuse", "shouts", False)
    assert seen["until"] == "2027-01-18T08:00:00Z"


@pytest.mark.parametrize(
    ("there", "code"),
    [
        ({}, (404, "unknown_contact")),
        ({CALL: contact(agent="noah")}, (403, "not_your_contact")),
        ({CALL: contact(agent="gone")}, (403, "not_your_contact")),
        ({CALL: contact(AgentInfo=None)}, (403, "not_your_contact")),
        ({CALL: contact(Channel="CHAT")}, (409, "not_a_call")),
        ({CALL: contact(Channel=None)}, (409, "not_a_call")),
    ],
)
def test_contact_that_is_no_call_of_the_agents_is_answered_clearly_and_never_flagged(
    maria: Caller, stand_in: StandIn, tables: Tables, there: dict[str, Any], code: tuple[int, str]
) -> None:
    stand_in.instance.contacts = there
    assert [ask(maria).problem for ask in (look, flag, withdraw)] == [code] * 3
    assert not tables.entries()


@pytest.mark.parametrize("contact_id", ["call-1", "%2e%2e", "a" * 36, f"{CALL}x", f"{CALL}%0a"])
def test_what_cannot_be_a_contacts_id_is_not_asked_about(maria: Caller, stand_in: StandIn, contact_id: str) -> None:
    assert look(maria, contact_id).problem == (404, "unknown_contact")
    assert not stand_in.asked


def test_reviewer_is_told_of_no_other_agents_call_either(maria: Caller) -> None:
    assert look(maria.as_("adam")).problem == (403, "not_your_contact")


@pytest.mark.parametrize(
    ("members", "may"),
    [
        ({}, ["flag"]),
        ({"DisconnectTimestamp": NOW - HOUR + 1}, ["flag"]),
        ({"DisconnectTimestamp": NOW - HOUR}, []),
    ],
)
def test_call_is_open_until_an_hour_after_it(
    maria: Caller, stand_in: StandIn, tables: Tables, members: dict[str, Any], may: list[str]
) -> None:
    stand_in.instance.contacts[CALL] = contact(**members)
    seen = look(maria).json
    assert (seen["open"], seen["may"]) == (bool(may), may)
    assert flag(maria).status == (200 if may else 409)
    assert bool(tables.entries()) == bool(may)


def test_closed_contact_is_not_flagged_and_no_flag_of_it_taken_back(
    maria: Caller, stand_in: StandIn, tables: Tables
) -> None:
    flag(maria)
    before = tables.entries()
    agent = {"Id": identify("Maria"), "AfterContactWorkEndTimestamp": NOW - 1}
    stand_in.instance.contacts[CALL] = contact(AgentInfo=agent, DisconnectTimestamp=NOW - 5)
    assert (look(maria).json["open"], look(maria).json["may"]) == (False, [])
    assert flag(maria, category="fraud").problem == withdraw(maria).problem == (409, "contact_closed")
    assert tables.entries() == before


@pytest.mark.parametrize("endpoint", [None, {}, {"Type": "TELEPHONE_NUMBER"}, {"Address": ""}])
def test_call_whose_number_connect_does_not_tell_is_not_flagged(
    maria: Caller, stand_in: StandIn, tables: Tables, endpoint: dict[str, str] | None
) -> None:
    stand_in.instance.contacts[CALL] = contact(CustomerEndpoint=endpoint)
    for reply in (look(maria), flag(maria), withdraw(maria)):
        assert (reply.status, reply.json["number"], reply.json["why"]) == (200, None, "no_endpoint")
        assert reply.json["may"] == []
    assert flag(maria).json["result"] == "no_number"
    assert not tables.entries()


@pytest.mark.parametrize(
    ("address", "why"),
    [("anonymous", "withheld"), ("+266696687", "withheld"), ("911", "emergency"), ("reception", "not_a_number")],
)
def test_number_that_must_not_be_denied_is_not_flagged(
    maria: Caller, stand_in: StandIn, tables: Tables, address: str, why: str
) -> None:
    stand_in.instance.contacts[CALL] = contact(CustomerEndpoint={"Address": address})
    seen, answered = look(maria).json, flag(maria).json
    assert (seen["number"], seen["why"], seen["may"]) == (None, why, [])
    assert (answered["result"] in ("no_number", "refused"), answered["why"]) == (True, why)
    assert not tables.entries()


def test_protected_number_is_not_flagged(maria: Caller, tables: Tables) -> None:
    tables.put(item(Status="PROTECTED"))
    assert (look(maria).json["why"], look(maria).json["may"]) == ("protected", [])
    assert flag(maria).json["result"] == "protected"
    assert tables.get() == item(Status="PROTECTED")


DIALLED = [("OUTBOUND", "outbound"), ("CALLBACK", "callback"), ("API", "outbound")]


@pytest.mark.parametrize(("method", "dialled"), DIALLED)
def test_number_that_was_dialled_is_flagged_as_dialled(
    maria: Caller, stand_in: StandIn, tables: Tables, method: str, dialled: str
) -> None:
    stand_in.instance.contacts[CALL] = contact(InitiationMethod=method)
    assert flag(maria).json["dialled"] == dialled
    assert kept(tables)[CALL].dialled == dialled


def test_call_that_was_handed_on_began_with_another(maria: Caller, stand_in: StandIn) -> None:
    handed = contact(InitiationMethod="TRANSFER", InitialContactId=FIRST)
    stand_in.instance.contacts |= {CALL: handed, FIRST: contact(FIRST, InitiationMethod="OUTBOUND")}
    assert look(maria).json["dialled"] == "outbound"


# ── Flagging ────────────────────────────────────────────────────────────────────────────────────


def test_flag_denies_and_keeps_who_why_and_which_call(maria: Caller, tables: Tables) -> None:
    answered = flag(maria, category="threat", reason="will come round", warnings=2).json
    assert (answered["result"], answered["why"], answered["denied"]) == ("added", "", True)
    assert answered["mine"] == {
        "category": "threat", "term": "365d", "reason": "will come round", "warnings": 2,
        "until": "2027-01-18T08:00:00Z",
    }  # fmt: skip
    assert answered["may"] == ["flag", "withdraw"]
    said = kept(tables)[CALL]
    assert (said.by, said.contact, said.source, said.term) == ("maria", CALL, "panel", "365d")


def test_two_presses_are_one_flag(maria: Caller, tables: Tables) -> None:
    flag(maria, request="r1")
    assert flag(maria, request="r2").json["flag_count"] == 1
    assert [*kept(tables)] == [CALL]


def test_second_flag_of_the_call_amends_the_first(maria: Caller, tables: Tables) -> None:
    flag(maria)
    answered = flag(maria, category="nuisance", term="24h", reason="robot").json
    assert (answered["result"], answered["mine"]["term"], answered["flag_count"]) == ("updated", "24h", 1)


def test_quick_connects_flag_of_the_call_is_amended_and_taken_back_in_the_panel(
    maria: Caller, load: Load, tables: Tables
) -> None:
    """The quick connect's flag has the id of the contact that it began; it does not say whose it is yet."""
    data = {"Channel": "VOICE", "ContactId": FIRST, "PreviousContactId": CALL}
    event = {"Details": {"ContactData": data, "Parameters": {"CustomerNumber": CALLER}}}
    assert load("add_number").lambda_handler(event, CONTEXT)["Result"] == "added"
    assert look(maria).json["may"] == ["flag", "withdraw"]
    assert flag(maria, category="fraud").json["result"] == "updated"
    assert [(one, said.category) for one, said in kept(tables).items()] == [(FIRST, "fraud")]
    assert withdraw(maria).json["result"] == "withdrawn"
    assert [*kept(tables)] == [FIRST]


def test_other_agents_flag_is_neither_amended_nor_taken_back(maria: Caller, tables: Tables) -> None:
    flag(Caller(maria.app, "noah"), OTHER)
    answered = withdraw(maria).json
    assert (answered["result"], answered["why"]) == ("refused", "not_flagged")
    assert (tables.get() or {})["Status"] == {"S": "FLAGGED"}
    flag(maria, category="fraud")
    assert {said.by: said.category for said in kept(tables).values()} == {"noah": "abuse", "maria": "fraud"}


def test_other_agents_flag_of_the_same_call_is_neither_amended_nor_taken_back(maria: Caller, tables: Tables) -> None:
    """A flow can name another agent, such as one who had the call before."""
    flag(Caller(maria.app, "noah"), OTHER)
    (theirs,) = kept(tables).values()
    image = {**(tables.get() or {}), "Flags": {"M": {CALL: {"M": theirs._replace(contact=CALL).as_item()}}}}
    tables.put({**image, "FlagIds": {"SS": [CALL]}, "OpenedBy": {"S": CALL}})
    assert (withdraw(maria).json["why"], look(maria).json["mine"]) == ("not_flagged", None)
    flag(maria, category="fraud")
    assert {said.by: said.category for said in kept(tables).values()} == {"noah": "abuse", "maria": "fraud"}
    withdraw(maria)
    assert [said.by for said in kept(tables).values() if not said.withdrawn] == ["noah"]


def test_flag_over_the_limit_is_kept_for_review(load_api: LoadApi, maria: Caller, stand_in: StandIn) -> None:
    app = load_api(
        CONNECT_INSTANCE_ARN=INSTANCE_ARN, AWS_ENDPOINT_URL_CONNECT=stand_in.url, FLAGS_PER_AGENT_PER_HOUR="1"
    )
    agent = Caller(app, "maria")
    flag(agent)
    stand_in.instance.contacts[FIRST] = contact(FIRST, CustomerEndpoint={"Address": "+12065550143"})
    answered = flag(agent, FIRST).json
    assert (answered["result"], answered["why"], answered["denied"]) == ("refused", "too_many_flags", False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "rude"), ("category", None), ("term", "permanent"), ("term", "1d"), ("warnings", 4),
        ("warnings", -1), ("warnings", "2"), ("reason", "x" * 301), ("request_id", ""), ("request_id", "a b"),
        ("number", "+12065550199"), ("flagged_by", "noah"),
    ],
)  # fmt: skip
def test_body_has_these_fields_and_no_others(
    maria: Caller,
    tables: Tables,
    stand_in: StandIn,
    field: str,
    value: Any,  # noqa: ANN401
) -> None:
    """The number is not among them, so no page can have another number flagged than the call's."""
    reply = flag(maria, **{field: value})
    assert reply.problem == (422, "invalid")
    assert [error["field"].split(".")[0] for error in reply.json["errors"]][:1] == [field]
    assert not tables.entries()
    assert not stand_in.asked


# ── Taking back ─────────────────────────────────────────────────────────────────────────────────


def test_only_flag_taken_back_ends_the_denial(maria: Caller, tables: Tables) -> None:
    flag(maria)
    answered = withdraw(maria).json
    assert (answered["result"], answered["denied"], answered["mine"]) == ("withdrawn", False, None)
    assert answered["flags"][0]["withdrawn"] is True
    assert answered["may"] == ["flag"]
    assert withdraw(maria).json["result"] == "withdrawn"


def test_flag_made_again_after_it_was_taken_back_is_one_of_its_own(maria: Caller, tables: Tables) -> None:
    flag(maria, request="r1")
    withdraw(maria)
    answers = [flag(maria, request="r2").json for _ in "ab"]
    assert [(a["result"], a["denied"]) for a in answers] == [("added", True)] * 2
    assert [*kept(tables)] == [f"{CALL}#r2"]
    assert [withdraw(maria).json["result"] for _ in "ab"] == ["withdrawn"] * 2
    assert flag(maria, request="r3").json["denied"] is True
    assert [*kept(tables)] == [f"{CALL}#r3"]


def test_request_that_comes_once_more_after_its_flag_was_taken_back_flags_nothing(
    maria: Caller, tables: Tables
) -> None:
    flag(maria, request="r1")
    withdraw(maria, request="r2")
    again = flag(maria, request="r1").json
    assert (again["result"], again["why"], again["denied"]) == ("refused", "ended", False)
    assert [*kept(tables)] == [CALL]


def test_flag_that_a_reviewer_decided_on_stays(maria: Caller, tables: Tables) -> None:
    flag(maria)
    decided = {"Status": {"S": "APPROVED"}, "ReviewedBy": {"S": "rita"}, "ReviewedAt": {"S": "2027-01-15T08:00:01Z"}}
    tables.put({**(tables.get() or {}), **decided})
    before = tables.entries()
    assert (look(maria).json["why"], look(maria).json["may"]) == ("decided", [])
    assert withdraw(maria).json["why"] == flag(maria, category="fraud").json["why"] == "decided"
    assert tables.entries() == before


# ── What Amazon Connect is asked ────────────────────────────────────────────────────────────────


def test_agents_name_is_asked_once_an_hour(maria: Caller, stand_in: StandIn) -> None:
    for _ in range(3):
        look(maria)
    assert stand_in.calls() == ["DescribeContact", "DescribeUser", "DescribeContact", "DescribeContact"]


def test_agent_who_has_another_name_is_known_by_it_after_an_hour(
    maria: Caller, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(maria)
    stand_in.instance.users[identify("Maria")]["Username"] = "maria.lopez"
    assert look(maria).status == 200
    monkeypatch.setattr(maria.app.time, "time", lambda: NOW + HOUR)
    assert look(maria).problem == (403, "not_your_contact")


@pytest.mark.parametrize("operation", ["DescribeContact", "DescribeUser"])
@pytest.mark.parametrize("fault", [Fault.throttled(), Fault("InternalServiceException", Message="x")])
def test_silence_of_connect_is_told_and_nothing_is_flagged(
    maria: Caller, stand_in: StandIn, tables: Tables, operation: str, fault: Fault
) -> None:
    stand_in.script(operation, fault, times=2)
    reply = flag(maria)
    assert (reply.problem, reply.headers["Retry-After"]) == ((503, "connect_silent"), "2")
    assert not tables.entries()
    assert flag(maria).json["result"] == "added"


def test_without_an_instance_there_are_no_calls(api: Caller, tables: Tables) -> None:
    agent = api.as_("maria")
    assert [ask(agent).problem for ask in (look, flag, withdraw)] == [(409, "no_instance")] * 3
    assert agent.get(FLAGS).json == {"flags": []}
    assert not tables.entries()


# ── Who the agent is ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("claim", "status"), [("username", 200), ("email", 403), ("sub", 403)])
def test_claim_that_is_named_says_who_the_agent_is(
    load_api: LoadApi, stand_in: StandIn, claim: str, status: int
) -> None:
    app = load_api(CONNECT_INSTANCE_ARN=INSTANCE_ARN, AWS_ENDPOINT_URL_CONNECT=stand_in.url, AGENT_CLAIM=claim)
    assert look(Caller(app, "maria")).status == status


# ── Looking a number up ─────────────────────────────────────────────────────────────────────────


def test_number_is_looked_up_in_any_spelling(maria: Caller, tables: Tables) -> None:
    tables.put(flagged())
    found = maria.get("/api/agent/numbers/(206)%20555-0142").json
    assert (found["number"], found["denied"], found["status"]) == (CALLER, True, "FLAGGED")
    unknown = maria.get("/api/agent/numbers/%2B12065550143").json
    assert unknown == {"number": "+12065550143", "denied": False, "status": None, "until": None}
    assert maria.get("/api/agent/numbers/reception").problem == (422, "invalid")
    assert tables.entries() == {CALLER: flagged()}
