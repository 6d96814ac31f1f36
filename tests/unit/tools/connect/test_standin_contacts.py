"""A call on the stand-in, from its first ring to its closing, as Amazon Connect's model knows it."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from tests.standin import standing_in
from tools.connect.run import Contact, Queue
from tools.connect.standin import INSTANCE_ID, REGION, Instance, StandIn, contacts, identify


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    user = contacts.user("maria.lopez", "Maria", "Lopez")
    with standing_in(Instance(users={user["Id"]: user}), monkeypatch) as running:
        yield running


@pytest.fixture
def client(stand_in: StandIn) -> Any:  # noqa: ANN401 - its methods are made at run time
    return boto3.client("connect", region_name=REGION, endpoint_url=stand_in.url)


def begin(stand_in: StandIn, contact: Contact) -> dict[str, Any]:
    item = stand_in.instance.contacts[contact.contact_id] = contacts.began(contact, 1_790_000_000)
    return item


def test_call_is_described_at_each_moment_of_its_life(stand_in: StandIn, client: Any) -> None:  # noqa: ANN401
    call = Contact(customer_address="+12065550142")
    item = begin(stand_in, call)

    def described() -> dict[str, Any]:
        told: dict[str, Any] = client.describe_contact(InstanceId=INSTANCE_ID, ContactId=call.contact_id)["Contact"]
        return told

    assert described()["CustomerEndpoint"] == {"Type": "TELEPHONE_NUMBER", "Address": "+12065550142"}
    assert {"AgentInfo", "QueueInfo", "DisconnectTimestamp", "PreviousContactId"} & described().keys() == set()
    contacts.queued(item, "Support", 1_790_000_005)
    contacts.answered(item, "maria.lopez", 1_790_000_009)
    agent = client.describe_user(InstanceId=INSTANCE_ID, UserId=described()["AgentInfo"]["Id"])["User"]
    assert agent["Username"] == "maria.lopez"
    assert described()["QueueInfo"]["Id"] == identify("Support")
    contacts.ended(item, "AGENT_DISCONNECT", 1_790_000_060)
    assert described()["DisconnectTimestamp"].timestamp() == 1_790_000_060
    assert "AfterContactWorkEndTimestamp" not in described()["AgentInfo"]
    contacts.closed(item, 1_790_000_090)
    assert described()["AgentInfo"]["AfterContactWorkDuration"] == 30


def test_quick_connect_is_a_contact_that_leads_back_to_the_call(stand_in: StandIn, client: Any) -> None:  # noqa: ANN401
    call = Contact(customer_address="+12065550142")
    flagging = call.quick_connect(Queue("arn", "Deny list"))
    begin(stand_in, flagging)
    told = client.describe_contact(InstanceId=INSTANCE_ID, ContactId=flagging.contact_id)["Contact"]
    assert (told["InitiationMethod"], told["PreviousContactId"]) == ("TRANSFER", call.contact_id)
    assert told["InitialContactId"] == call.contact_id


def test_call_without_a_number_has_no_endpoint(stand_in: StandIn, client: Any) -> None:  # noqa: ANN401
    call = Contact(customer_address=None)
    begin(stand_in, call)
    told = client.describe_contact(InstanceId=INSTANCE_ID, ContactId=call.contact_id)["Contact"]
    assert "CustomerEndpoint" not in told


def test_caller_who_hung_up_in_the_queue_had_no_agent(stand_in: StandIn) -> None:
    item = begin(stand_in, Contact(customer_address="+12065550142"))
    contacts.ended(item, "CUSTOMER_DISCONNECT", 1_790_000_020)
    assert "AgentInfo" not in item
