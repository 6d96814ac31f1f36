"""Calls on the desk, by the project's own flows, with functions whose answers are scripted."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.unit.tools.connect.scripted import Scripted
from tools.connect.project import languages, prompts
from tools.connect.render import HOURS
from tools.connect.standin import Instance, identify
from tools.embedded.demo.telling import texts
from tools.embedded.lab.desk.call import Call, Stage
from tools.embedded.lab.desk.centre import Centre, NotNowError
from tools.embedded.lab.desk.desk import ACTIONS, TEXTS
from tools.embedded.lab.desk.line import Changes
from tools.embedded.lab.desk.mailbox import Mailbox, as_mail
from tools.embedded.lab.desk.shown import shown

pytestmark = pytest.mark.slow

NUMBER = "+12065550142"
PATIENCE = 10
ALLOWED, DENIED = {"Success": "false"}, {"Success": "true"}
WORDS = texts("en", TEXTS)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prompts take no time."""
    monkeypatch.setattr("tools.embedded.lab.desk.line.seconds_of", lambda _: 0)


class Functions:
    """Both functions: what they were asked, and what they answer."""

    def __init__(self) -> None:
        self.check, self.add = Scripted(ALLOWED), Scripted({"Success": "true", "Result": "added", "Menu": "none"})

    def __call__(self, arn: str, event: dict[str, Any]) -> object:
        return (self.check if arn.endswith(":check") else self.add)(arn, event)


@pytest.fixture
def functions() -> Functions:
    return Functions()


def _centre(functions: Functions, words: Mapping[str, Any]) -> Centre:
    lambdas = "arn:aws:lambda:us-east-1:123456789012:function"
    outputs = {"CheckNumberArn": f"{lambdas}:check", "AddNumberArn": f"{lambdas}:add"}
    return Centre(outputs, functions, Instance(), words, Changes())


@pytest.fixture
def centre(functions: Functions) -> Centre:
    return _centre(functions, WORDS)


def until(centre: Centre, is_so: Callable[[], bool]) -> None:
    with centre.changes.lock:
        assert centre.changes.lock.wait_for(is_so, PATIENCE)


def dialled(centre: Centre, stage: Stage = Stage.WAITING, number: str = NUMBER) -> Call:
    """A call that has come as far as this."""
    centre.dial(number)
    call = centre.phone
    assert call
    until(centre, lambda: call.stage == stage)
    return call


def talking(centre: Centre) -> Call:
    call = dialled(centre)
    centre.answer()
    until(centre, lambda: "FlaggedBy" in call.contact.attributes)
    return call


def told(call: Call) -> dict[str, Any]:
    return call.instance.contacts[call.contact.contact_id]


def test_call_waits_then_the_agent_has_it_and_the_whisper_names_them(centre: Centre) -> None:
    call = talking(centre)
    assert told(call)["AgentInfo"]["Id"] == identify("maria.lopez")
    assert told(call)["CustomerEndpoint"]["Address"] == NUMBER
    assert call.contact.attributes["FlaggedBy"] == "maria.lopez"
    until(centre, lambda: ("voice", "Support") in call.agent.said)


def test_denied_call_ends_and_never_rings(centre: Centre, functions: Functions) -> None:
    functions.check = Scripted(DENIED)
    call = dialled(centre, Stage.OVER)
    assert told(call)["DisconnectReason"] == "CONTACT_FLOW_DISCONNECT"
    with pytest.raises(NotNowError):
        centre.answer()


@pytest.mark.parametrize("language", languages())
def test_six_presses_lead_to_a_denied_second_call_in_each_language(functions: Functions, language: str) -> None:
    """tests/browser/test_desk.py presses the same on the English page, on the stack."""
    words, said = texts(language, TEXTS), prompts(language)
    flagged = {"Success": "true", "Why": "NONE", "Menu": "category", "Hours": "72", "Holds": "window", "Term": "30d"}
    functions.check = Scripted(ALLOWED, DENIED)
    functions.add = Scripted({**flagged, "Result": "added"}, {**flagged, "Result": "updated"})
    centre = _centre(functions, words)
    call = talking(centre)
    until(centre, lambda: ("voice", words["queue"]) in call.agent.said)
    centre.quick_connect()
    until(centre, lambda: call.agent.asks)
    centre.agent_key("1")
    until(centre, lambda: call.stage == Stage.TALKING)
    centre.end()
    second = dialled(centre, Stage.OVER)
    asked = said["PromptFlagWhyUntilReview"].replace(HOURS, "72")
    assert [text for kind, text in call.agent.said if kind == "voice"] == [
        words["queue"],
        asked,
        said["PromptFlagIs30d"],
        said["PromptFlagThanks"],
    ]
    assert second.caller.said == [("voice", said["PromptCallNotTaken"]), ("note", words["disconnected"])]


def test_withheld_number_is_the_word_that_networks_send(centre: Centre) -> None:
    assert dialled(centre, number="").contact.customer_address == "anonymous"


def test_quick_connect_flags_by_a_contact_of_its_own_that_the_stand_in_describes(
    centre: Centre, functions: Functions
) -> None:
    call = talking(centre)
    centre.quick_connect()
    until(centre, lambda: call.stage == Stage.TALKING)
    ((_, event), *_) = functions.add.calls
    flagging = event["Details"]["ContactData"]
    assert flagging["CustomerEndpoint"]["Address"] == NUMBER
    assert event["Details"]["Parameters"]["FlaggedBy"] == "maria.lopez"
    described = call.instance.contacts[flagging["ContactId"]]
    assert (described["InitiationMethod"], described["PreviousContactId"]) == ("TRANSFER", call.contact.contact_id)
    assert "DisconnectTimestamp" in described
    assert "DisconnectTimestamp" not in told(call)


def test_after_the_call_the_form_is_shown_until_the_contact_is_closed(centre: Centre) -> None:
    call = talking(centre)
    centre.end()
    until(centre, lambda: call.agent.form is not None)
    page = shown(centre, Mailbox(None, centre.changes), "en")  # type: ignore[arg-type]
    assert page["desk"]["form"]["data"] == {"CustomerNumber": NUMBER}
    assert told(call)["DisconnectReason"] == "AGENT_DISCONNECT"
    centre.close()
    assert "AfterContactWorkEndTimestamp" in told(call)["AgentInfo"]
    assert centre.desk is None


def test_form_flags_the_caller_who_hung_up(centre: Centre, functions: Functions) -> None:
    call = talking(centre)
    centre.hang_up()
    until(centre, lambda: call.agent.form is not None)
    centre.submit("Submit", {"Category": [], "Term": ["24h"], "Reason": "Shouts"})
    until(centre, lambda: bool(functions.add.calls))
    ((_, event), *_) = functions.add.calls
    asked = event["Details"]["Parameters"]
    assert (asked["CustomerNumber"], asked["Term"], asked["Reason"]) == (NUMBER, "24h", "Shouts")


def test_caller_who_hangs_up_in_the_queue_does_not_ring_any_more(centre: Centre) -> None:
    call = dialled(centre)
    centre.hang_up()
    assert call.stage == Stage.OVER
    assert not shown(centre, Mailbox(None, centre.changes), "en")["rings"]  # type: ignore[arg-type]


def test_next_call_waits_until_the_contact_is_closed(centre: Centre) -> None:
    talking(centre)
    centre.end()
    dialled(centre)
    with pytest.raises(NotNowError):
        centre.answer()
    centre.close()
    centre.answer()


GIVEN: dict[str, list[Any]] = {"key": ["1"], "agent_key": ["1"], "submit": ["Submit", {}]}


@pytest.mark.parametrize("action", [action for action in ACTIONS if action != "dial"])
def test_nothing_but_dialling_is_possible_on_an_empty_desk(centre: Centre, action: str) -> None:
    with pytest.raises(NotNowError):
        getattr(centre, action)(*GIVEN.get(action, []))


def test_two_calls_at_once_are_one(centre: Centre) -> None:
    dialled(centre)
    with pytest.raises(NotNowError):
        centre.dial(NUMBER)


def test_key_that_no_telephone_has_is_refused(centre: Centre) -> None:
    dialled(centre)
    with pytest.raises(NotNowError):
        centre.key("A")


def test_alert_is_shown_as_a_mail() -> None:
    message = '{"subject": "Deny list: ***0142 flagged", "body": "Flagged"}'
    alert = {"MessageId": "1", "Timestamp": "2026-11-29T18:00:00Z", "Message": message}
    mail = {"id": "1", "at": "2026-11-29T18:00:00Z", "subject": "Deny list: ***0142 flagged", "body": "Flagged"}
    assert as_mail(alert) == mail
