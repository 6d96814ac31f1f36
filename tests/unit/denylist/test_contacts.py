"""Contacts are read from whatever Connect sends, however little or odd."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denylist.contacts import Contact, read
from tests.unit.records import EVENTS, call, event

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
_CONTACT = ["Channel", "ContactId", "PreviousContactId", "InitialContactId", "CustomerEndpoint", "Queue"]
# Any JSON in every place that is read.
DETAILS = st.fixed_dictionaries(
    {},
    optional={
        "ContactData": JSON
        | st.dictionaries(st.sampled_from(_CONTACT), JSON | st.dictionaries(st.just("Address"), JSON)),
        "Parameters": JSON | st.dictionaries(st.sampled_from(["CustomerNumber", "Term", "FlaggedBy", "Reason"]), JSON),
    },
)


@given(JSON | st.fixed_dictionaries({"Details": JSON | DETAILS}))
def test_any_json_is_read(value: object) -> None:
    contact = read(value)
    texts = (contact.channel, contact.contact_id, contact.call_id, contact.flagged_by, contact.reason)
    assert all(isinstance(text, str) and len(text) <= 200 and len(text.splitlines()) <= 1 for text in texts)
    assert contact.is_of_a_call in (True, False)


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("connect_*.json")))
def test_every_kept_event_is_read(name: str) -> None:
    assert read(event(name)).is_of_a_call == (
        name not in {"connect_chat", "connect_sms", "connect_email", "connect_task_nulls"}
    )


def test_quick_connect_is_read() -> None:
    assert read(event("connect_quick_connect")) == Contact(
        channel="VOICE",
        contact_id="aaaaaaaa-0000-4000-8000-000000000002",
        call_id="aaaaaaaa-0000-4000-8000-000000000001",
        address="+12125550142",
        term="30d",
        category=None,
        warnings=None,
        flagged_by="",
        reason="",
        dialled="",
        source="",
        withdraws=False,
    )


@pytest.mark.parametrize("parameter", [None, ""])
def test_address_is_the_endpoints_when_no_number_was_passed(parameter: object) -> None:
    assert read(call("+12065550142", CustomerNumber=parameter)).address == "+12065550142"


def test_number_that_was_passed_comes_first() -> None:
    assert read(call("+12065550142", CustomerNumber="anonymous")).address == "anonymous"


def test_call_is_the_contact_before_else_the_first_else_itself() -> None:
    def call_id(**ids: str | None) -> str:
        return read({"Details": {"ContactData": ids}}).call_id

    assert call_id(ContactId="c", PreviousContactId="b", InitialContactId="a") == "b"
    assert call_id(ContactId="c", PreviousContactId=None, InitialContactId="a") == "a"
    assert call_id(ContactId="c", PreviousContactId="") == "c"
    assert call_id() == ""


@pytest.mark.parametrize("channel", ["VOICE", "voice", None, ""])
def test_contact_is_a_call_unless_it_says_otherwise(channel: Any) -> None:  # noqa: ANN401
    contact = read(call(Channel=channel))
    assert contact.is_a_call
    assert contact.is_of_a_call


@pytest.mark.parametrize("channel", ["CHAT", "TASK", "EMAIL", "chat", "VOICEMAIL", "VOICE CHAT", " ", "\u200b", 5, []])
def test_other_and_unreadable_channels_are_no_calls(channel: object) -> None:
    contact = read(call(Channel=channel))
    assert not contact.is_a_call
    assert not contact.is_of_a_call


def test_form_after_a_call_belongs_to_the_call_whose_number_it_passes() -> None:
    contact = read(call(None, Channel="CHAT", Source="after_call", CustomerNumber="+12065550142"))
    assert contact.is_of_a_call
    assert not contact.is_a_call


@pytest.mark.parametrize(
    "parameters",
    [
        {"Source": "after_call"},
        {"Source": "after_call", "CustomerNumber": ""},
        {"Source": "ccp", "CustomerNumber": "+12065550142"},
        {"Source": ["after_call"], "CustomerNumber": "+12065550142"},
    ],
)
def test_chat_is_no_call_because_its_parameters_say_so(parameters: dict[str, object]) -> None:
    assert not read(call("+12065550142", Channel="CHAT", **parameters)).is_of_a_call


@pytest.mark.parametrize(
    ("parameters", "way"), [({}, "ccp"), ({"Source": "after_call"}, "after_call"), ({"Source": "outbound"}, "ccp")]
)
def test_flag_came_by_quick_connect_unless_the_form_says_so(parameters: dict[str, object], way: str) -> None:
    assert read(call(**parameters)).way == way


def test_what_agents_write_is_one_bounded_line() -> None:
    contact = read(call(FlaggedBy="a" * 500, Reason="shouts\r\nFrom: me\u202e" + "!" * 500))
    assert contact.flagged_by == "a" * 99 + "…"
    assert contact.reason.startswith("shouts From: me!!")
    assert len(contact.reason) == 200


METHODS = {
    "INBOUND": "no", "WEBRTC_API": "no", "OUTBOUND": "outbound", "EXTERNAL_OUTBOUND": "outbound", "API": "outbound",
    "CALLBACK": "callback", "CALLBACK_CUSTOMER_FIRST_QUEUED": "callback", "CALLBACK_CUSTOMER_FIRST_DIALED": "callback",
    "TRANSFER": "", "QUEUE_TRANSFER": "", "DISCONNECT": "", "MONITOR": "", "SOMETHING_NEW": "", "": "",
}  # fmt: skip


def begun(method: object, channel: object = "VOICE", **parameters: object) -> Contact:
    made = call(Channel=channel, **parameters)
    made["Details"]["ContactData"]["InitiationMethod"] = method
    return read(made)


@pytest.mark.parametrize(("method", "dialled"), METHODS.items())
def test_number_was_dialled_if_its_contact_began_so(method: str, dialled: str) -> None:
    assert begun(method).dialled == dialled
    assert begun(method).is_dialled == (dialled in {"outbound", "callback"})


@pytest.mark.parametrize("method", METHODS)
def test_form_after_a_call_does_not_take_its_own_beginning_for_the_calls(method: str) -> None:
    assert begun(method, "CHAT", Source="after_call").dialled == ""
    assert begun(method, "CHAT", Source="after_call", Dialled="callback").dialled == "callback"


@pytest.mark.parametrize("said", ["outbound", "callback", "no"])
def test_what_the_flow_says_of_the_call_comes_before_what_its_own_contact_does(said: str) -> None:
    assert begun("INBOUND", Dialled=said).dialled == said


@given(JSON.filter(lambda said: said not in {"outbound", "callback", "no"} if isinstance(said, str) else True))
def test_word_that_is_none_of_ours_says_nothing(said: object) -> None:
    assert begun("TRANSFER", Dialled=said).dialled == ""
