"""Who made a flag, as Amazon Connect tells it; the stub checks every question against Connect's service model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from denylist import instance
from denylist.errors import ConnectError
from denylist.instance import UNKNOWN

if TYPE_CHECKING:
    from mypy_boto3_connect import ConnectClient

INSTANCE = "11111111-2222-4333-8444-555555555555"
CONTACT = "aaaaaaaa-0000-4000-8000-000000000001"
AGENT = "bbbbbbbb-0000-4000-8000-000000000001"


@pytest.fixture
def connect() -> "ConnectClient":
    return boto3.client("connect", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


@pytest.fixture
def stub(connect: "ConnectClient") -> Iterator[Stubber]:
    with Stubber(connect) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def agent_of(connect: "ConnectClient", instance_id: str, contact_id: str) -> str:
    return instance.agent_of(connect, instance_id, instance.contact_of(connect, instance_id, contact_id))


def knows(stub: Stubber, contact: dict[str, Any], user: dict[str, Any] | None = None) -> None:
    """Let Connect answer the question about the contact, and then the one about the user."""
    stub.add_response("describe_contact", {"Contact": contact}, {"InstanceId": INSTANCE, "ContactId": CONTACT})
    if user is not None:
        stub.add_response("describe_user", {"User": user}, {"InstanceId": INSTANCE, "UserId": AGENT})


def test_agent_of_a_contact_is_its_user(connect: "ConnectClient", stub: Stubber) -> None:
    knows(stub, {"Id": CONTACT, "AgentInfo": {"Id": AGENT}}, {"Id": AGENT, "Username": "maria"})
    assert agent_of(connect, INSTANCE, CONTACT) == "maria"


def test_agents_name_is_one_bounded_line(connect: "ConnectClient", stub: Stubber) -> None:
    knows(stub, {"AgentInfo": {"Id": AGENT}}, {"Username": "maria\r\nBy: ruth" + "!" * 50})
    name = agent_of(connect, INSTANCE, CONTACT)
    assert name.startswith("maria By: ruth!")
    assert len(name) <= 100


@pytest.mark.parametrize("contact", [{}, {"Id": CONTACT}, {"AgentInfo": {}}])
def test_contact_without_an_agent_is_unknown(connect: "ConnectClient", stub: Stubber, contact: dict[str, Any]) -> None:
    knows(stub, contact)
    assert agent_of(connect, INSTANCE, CONTACT) == UNKNOWN


@pytest.mark.parametrize("user", [{}, {"Username": "\u200b"}])
def test_user_without_a_name_is_unknown(connect: "ConnectClient", stub: Stubber, user: dict[str, Any]) -> None:
    knows(stub, {"AgentInfo": {"Id": AGENT}}, user)
    assert agent_of(connect, INSTANCE, CONTACT) == UNKNOWN


def test_agent_of_a_contact_that_connect_does_not_know_is_unknown(connect: "ConnectClient", stub: Stubber) -> None:
    stub.add_client_error("describe_contact", "ResourceNotFoundException")
    assert agent_of(connect, INSTANCE, CONTACT) == UNKNOWN


def test_user_that_is_gone_is_unknown(connect: "ConnectClient", stub: Stubber) -> None:
    knows(stub, {"AgentInfo": {"Id": AGENT}})
    stub.add_client_error("describe_user", "ResourceNotFoundException")
    assert agent_of(connect, INSTANCE, CONTACT) == UNKNOWN


@pytest.mark.parametrize("contact", [None, {"AgentInfo": {"Id": AGENT}}])
def test_answer_that_did_not_come_whole_is_a_fault(
    connect: "ConnectClient", stub: Stubber, contact: dict[str, Any] | None
) -> None:
    """To botocore, an answer that was cut off is an empty one; that must not make the agent unknown."""
    if contact is not None:
        knows(stub, contact)
    stub.add_response("describe_user" if contact else "describe_contact", {})
    with pytest.raises(ConnectError, match=r"^KeyError$"):
        agent_of(connect, INSTANCE, CONTACT)


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException", "InternalServiceException"])
def test_fault_of_connect_is_told_by_its_code_alone(connect: "ConnectClient", stub: Stubber, code: str) -> None:
    stub.add_client_error("describe_contact", code, "about maria")
    with pytest.raises(ConnectError, match=f"^{code}$"):
        agent_of(connect, INSTANCE, CONTACT)


def test_fault_of_the_second_question_is_told_too(connect: "ConnectClient", stub: Stubber) -> None:
    knows(stub, {"AgentInfo": {"Id": AGENT}})
    stub.add_client_error("describe_user", "ThrottlingException")
    with pytest.raises(ConnectError, match=r"^ThrottlingException$"):
        agent_of(connect, INSTANCE, CONTACT)


def test_id_that_is_none_of_connects_is_a_fault_by_name(connect: "ConnectClient") -> None:
    with pytest.raises(ConnectError, match=r"^ParamValidationError$"):
        agent_of(connect, INSTANCE, "")


def test_connect_that_does_not_answer_is_a_fault_by_name() -> None:
    class Silent:
        def describe_contact(self, **_: object) -> None:
            raise ConnectTimeoutError(endpoint_url="https://connect")

    with pytest.raises(ConnectError, match=r"^ConnectTimeoutError$"):
        agent_of(Silent(), INSTANCE, CONTACT)  # type: ignore[arg-type]


# ── Was the number dialled? ─────────────────────────────────────────────────────────────────────

FIRST = "aaaaaaaa-0000-4000-8000-000000000009"
METHODS = {
    "INBOUND": "no", "WEBRTC_API": "no", "OUTBOUND": "outbound", "EXTERNAL_OUTBOUND": "outbound", "API": "outbound",
    "CALLBACK": "callback", "CALLBACK_CUSTOMER_FIRST_QUEUED": "callback", "CALLBACK_CUSTOMER_FIRST_DIALED": "callback",
}  # fmt: skip


@pytest.mark.parametrize(("method", "dialled"), METHODS.items())
def test_call_says_how_it_began(connect: "ConnectClient", method: str, dialled: str) -> None:
    assert instance.dialled_in(connect, INSTANCE, {"Id": CONTACT, "InitiationMethod": method}) == dialled


@pytest.mark.parametrize(("method", "dialled"), METHODS.items())
@pytest.mark.parametrize("handed_on", ["TRANSFER", "QUEUE_TRANSFER", "DISCONNECT", "SOMETHING_NEW"])
def test_call_that_was_handed_on_began_as_its_first_contact_did(
    connect: "ConnectClient", stub: Stubber, handed_on: str, method: str, dialled: str
) -> None:
    contact = {"Id": CONTACT, "InitialContactId": FIRST, "InitiationMethod": handed_on}
    answer = {"Contact": {"Id": FIRST, "InitiationMethod": method}}
    stub.add_response("describe_contact", answer, {"InstanceId": INSTANCE, "ContactId": FIRST})
    assert instance.dialled_in(connect, INSTANCE, contact) == dialled


@pytest.mark.parametrize(
    "contact",
    [
        {},
        {"InitiationMethod": "TRANSFER"},
        {"Id": CONTACT, "InitialContactId": CONTACT, "InitiationMethod": "TRANSFER"},
    ],
)
def test_connect_is_not_asked_without_another_contact(connect: "ConnectClient", contact: dict[str, Any]) -> None:
    assert instance.dialled_in(connect, INSTANCE, contact) == ""
