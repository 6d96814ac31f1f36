"""A run sends the same events as those in tests/events."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.unit.tools.connect.scripted import CALLER, FLAG_QUEUE, Scripted, flag_number, inbound
from tools.connect.run import Contact, run

EVENTS = Path(__file__).parents[4] / "events"
CALL = Contact(customer_address=CALLER, contact_id="aaaaaaaa-0000-4000-8000-000000000001")


def _event(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads((EVENTS / f"connect_{name}.json").read_text(encoding="utf-8"))


def _flag_of(call: Contact) -> Contact:
    return replace(call.quick_connect(FLAG_QUEUE), contact_id="aaaaaaaa-0000-4000-8000-000000000002")


def test_inbound_call_sends_the_documented_event() -> None:
    function = Scripted({"Success": "false"})
    run(inbound(), replace(CALL, attributes={}), function)
    assert function.calls[0][1] == _event("inbound_voice")


def test_quick_connect_sends_the_documented_event() -> None:
    function = Scripted({"Result": "added", "Menu": "term", "Holds": "window"})
    run(flag_number(), _flag_of(replace(CALL, attributes={})), function, "2")
    assert function.calls[1][1] == _event("quick_connect"), "the key's call; the first passes no term"


def test_quick_connect_of_a_named_agent_sends_the_name() -> None:
    function = Scripted({"Result": "added"})
    run(flag_number(), _flag_of(replace(CALL, attributes={"FlaggedBy": "jane.doe"})), function)
    assert function.calls[0][1] == _event("quick_connect_named_agent")


def test_withheld_caller_has_no_endpoint() -> None:
    assert replace(CALL, customer_address=None).event({}) == _event("withheld_null")


def test_second_transfer_leads_back_to_the_first_call() -> None:
    second = CALL.quick_connect(FLAG_QUEUE)
    third = second.quick_connect(FLAG_QUEUE)
    assert (third.first_id, third.previous_contact_id) == (CALL.contact_id, second.contact_id)
    assert len({CALL.contact_id, second.contact_id, third.contact_id}) == 3


def test_new_contacts_have_ids_and_attributes_of_their_own() -> None:
    one, other = Contact(customer_address=CALLER), Contact(customer_address=CALLER)
    assert one.contact_id != other.contact_id
    assert one.attributes is not other.attributes


def test_every_event_file_is_json_with_the_name_connect_gives() -> None:
    files = sorted(EVENTS.glob("connect_*.json"))
    assert len(files) > 10
    assert {json.loads(path.read_text(encoding="utf-8"))["Name"] for path in files} == {"ContactFlowEvent"}
