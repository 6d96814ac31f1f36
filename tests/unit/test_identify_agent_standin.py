"""`identify_agent` with a stand-in of Amazon Connect: what it asks, and what throttling does."""

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from denylist.errors import ConnectError
from tests.standin import standing_in
from tests.unit.conftest import CONTEXT, Load
from tests.unit.records import Item, flagged, record
from tools.connect.standin import INSTANCE_ARN, INSTANCE_ID, Fault, Instance, StandIn

AGENT = "bbbbbbbb-0000-4000-8000-000000000001"
CALL, NOBODYS = "call-1", "call-2"

type Ask = Callable[..., str]


@pytest.fixture
def stand_in(load: Load, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """An instance with one agent's call, and a call that no agent took."""
    instance = Instance(
        contacts={CALL: {"Id": CALL, "AgentInfo": {"Id": AGENT}}, NOBODYS: {"Id": NOBODYS}},
        users={AGENT: {"Id": AGENT, "Username": "noah"}},
    )
    with standing_in(instance, monkeypatch) as running:
        yield running


@pytest.fixture
def app(load: Load, stand_in: StandIn) -> ModuleType:
    """The function of a stack with that instance."""
    return load("identify_agent", CONNECT_INSTANCE_ARN=INSTANCE_ARN, AWS_ENDPOINT_URL_CONNECT=stand_in.url)


@pytest.fixture
def ask(app: ModuleType) -> Ask:
    """`ask()`: who made a flag whose flow did not name the agent."""

    def ask(contact: str = CALL, **attributes: str) -> str:
        image: Item = {name: value for name, value in flagged(ContactId=contact).items() if name != "FlaggedBy"}
        answer: dict[str, str] = app.lambda_handler({"Record": record(None, image)}, CONTEXT)
        return answer["FlaggedBy"]

    return ask


def test_the_flags_call_names_the_agent_and_the_agent_has_a_name(stand_in: StandIn, ask: Ask) -> None:
    assert ask() == "noah"
    assert stand_in.asked == [
        ("DescribeContact", {"InstanceId": INSTANCE_ID, "ContactId": CALL}),
        ("DescribeUser", {"InstanceId": INSTANCE_ID, "UserId": AGENT}),
    ]


@pytest.mark.parametrize("operation", ["DescribeContact", "DescribeUser"])
def test_throttled_twice_is_asked_again(stand_in: StandIn, ask: Ask, operation: str) -> None:
    stand_in.script(operation, Fault.throttled(), times=2)
    assert ask() == "noah"
    assert stand_in.calls().count(operation) == 3


def test_throttled_for_good_raises_and_is_counted(
    stand_in: StandIn, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in.script("DescribeContact", Fault.throttled(), times=99)
    with pytest.raises(ConnectError, match=r"^ThrottlingException$"):
        ask()
    assert stand_in.calls() == ["DescribeContact"] * 4
    assert '"AgentUnknown":[1.0]' in capsys.readouterr().out


def test_missing_permission_raises_and_is_counted(
    stand_in: StandIn, ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    stand_in.script("DescribeUser", Fault.denied("DescribeUser"))
    with pytest.raises(ConnectError, match=r"^AccessDeniedException$"):
        ask()
    assert '"AgentUnknown":[1.0]' in capsys.readouterr().out


@pytest.mark.parametrize("contact", ["call-9", NOBODYS])
def test_call_that_connect_knows_no_agent_of_is_unknown(
    ask: Ask, contact: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(contact) == "unknown"
    assert '"AgentUnknown":[1.0]' in capsys.readouterr().out


def test_agent_who_was_deleted_is_unknown(stand_in: StandIn, ask: Ask) -> None:
    stand_in.instance.users.clear()
    assert ask() == "unknown"
