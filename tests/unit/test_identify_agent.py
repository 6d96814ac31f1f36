"""`identify_agent`: the agent is the one that the flow named, else Amazon Connect's answer, else `unknown`."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from botocore.stub import Stubber

from denylist.errors import ConnectError, MalformedRecordError
from tests.unit.conftest import AFTER_A_FAULT, CONTEXT, Load
from tests.unit.records import Item, flagged, item, record

INSTANCE = "11111111-2222-4333-8444-555555555555"
ARN = f"arn:aws:connect:us-east-1:123456789012:instance/{INSTANCE}"
AGENT = "bbbbbbbb-0000-4000-8000-000000000001"


def unnamed(**attributes: str) -> Item:
    """A flag whose flow did not say who made it."""
    return {name: value for name, value in flagged(**attributes).items() if name != "FlaggedBy"}


def ask(app: ModuleType, image: Item) -> str:
    answer: dict[str, str] = app.lambda_handler({"Record": record(None, image)}, CONTEXT)
    assert list(answer) == ["FlaggedBy", "Dialled"]
    return answer["FlaggedBy"]


@pytest.fixture
def app(load: Load) -> ModuleType:
    """The function of a stack with a Connect instance."""
    return load("identify_agent", CONNECT_INSTANCE_ARN=ARN)


@pytest.fixture
def stub(app: ModuleType) -> Iterator[Stubber]:
    with Stubber(app.CONNECT) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def test_agent_whom_the_flow_named_is_not_asked_for(app: ModuleType, stub: Stubber) -> None:
    assert ask(app, flagged(FlaggedBy="maria", Dialled="no")) == "maria"


@pytest.mark.parametrize(("method", "dialled"), [("CALLBACK", "callback"), ("OUTBOUND", "outbound"), ("INBOUND", "no")])
def test_how_the_call_of_a_named_agent_began_is_asked_of_connect(
    app: ModuleType, stub: Stubber, method: str, dialled: str
) -> None:
    stub.add_response("describe_contact", {"Contact": {"InitiationMethod": method}})
    answer = app.lambda_handler({"Record": record(None, flagged(FlaggedBy="maria"))}, CONTEXT)
    assert answer == {"FlaggedBy": "maria", "Dialled": dialled}


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException", "ResourceNotFoundException"])
def test_flag_of_a_named_agent_does_not_wait_for_how_the_call_began(app: ModuleType, stub: Stubber, code: str) -> None:
    stub.add_client_error("describe_contact", code)
    answer = app.lambda_handler({"Record": record(None, flagged(FlaggedBy="maria"))}, CONTEXT)
    assert answer == {"FlaggedBy": "maria", "Dialled": ""}


def test_one_answer_names_the_agent_and_says_how_the_call_began(app: ModuleType, stub: Stubber) -> None:
    stub.add_response("describe_contact", {"Contact": {"AgentInfo": {"Id": AGENT}, "InitiationMethod": "CALLBACK"}})
    stub.add_response("describe_user", {"User": {"Username": "noah"}})
    answer = app.lambda_handler({"Record": record(None, unnamed())}, CONTEXT)
    assert answer == {"FlaggedBy": "noah", "Dialled": "callback"}


def test_agent_whom_the_flow_did_not_name_is_asked_of_connect(app: ModuleType, stub: Stubber) -> None:
    asked = {"InstanceId": INSTANCE, "ContactId": "call-1"}
    stub.add_response("describe_contact", {"Contact": {"AgentInfo": {"Id": AGENT}}}, asked)
    stub.add_response("describe_user", {"User": {"Username": "noah"}}, {"InstanceId": INSTANCE, "UserId": AGENT})
    assert ask(app, unnamed()) == "noah"


def test_agent_whom_connect_does_not_know_is_unknown(app: ModuleType, stub: Stubber) -> None:
    stub.add_client_error("describe_contact", "ResourceNotFoundException")
    assert ask(app, unnamed()) == "unknown"


@pytest.mark.parametrize("image", [item(), unnamed(ContactId="")])
def test_agent_of_an_entry_without_a_contact_is_unknown(app: ModuleType, stub: Stubber, image: Item) -> None:
    assert ask(app, image) == "unknown"


def test_stack_without_an_instance_does_not_ask_connect(load: Load) -> None:
    app = load("identify_agent", CONNECT_INSTANCE_ARN="")
    assert app.CONNECT is None
    assert ask(app, unnamed()) == "unknown"


@AFTER_A_FAULT
@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_fault_of_connect_raises(app: ModuleType, stub: Stubber, code: str) -> None:
    stub.add_client_error("describe_contact", code)
    with pytest.raises(ConnectError, match=f"^{code}$"):
        ask(app, unnamed())


@AFTER_A_FAULT
@pytest.mark.parametrize("raw", [{}, None, {"eventID": "e", "dynamodb": {"ApproximateCreationDateTime": 1}}])
def test_what_is_no_record_is_refused_by_name(app: ModuleType, raw: Any) -> None:  # noqa: ANN401
    with pytest.raises(MalformedRecordError):
        app.lambda_handler({"Record": raw}, CONTEXT)


def test_unknown_agents_are_a_metric(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    app = load("identify_agent", CONNECT_INSTANCE_ARN="")
    ask(app, unnamed())
    assert '"AgentUnknown":[1.0]' in capsys.readouterr().out


def test_no_log_holds_a_name_or_a_number(load: Load, capsys: pytest.CaptureFixture[str]) -> None:
    app = load("identify_agent", CONNECT_INSTANCE_ARN="")
    ask(app, flagged(FlaggedBy="CANARYNAME", Reason="CANARYREASON"))
    said = capsys.readouterr().out
    assert "CANARY" not in said
    assert "5550142" not in said
