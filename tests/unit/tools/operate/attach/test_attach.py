"""`make connect` against the stand-in: what it changes, what it leaves, and what it says when it cannot."""

from collections.abc import Callable, Iterator

import pytest

from tests.standin import standing_in
from tests.unit.tools.terminal import answering
from tools.common.errors import LocalError
from tools.connect.names import QUICK_CONNECT_NAME
from tools.connect.standin import INSTANCE_ARN, Fault, StandIn, identify
from tools.connect.standin.__main__ import THEIRS, example
from tools.operate.attach.__main__ import start
from tools.operate.attach.client import Client
from tools.operate.attach.instance import InstanceArn

pytestmark = pytest.mark.slow

INBOUND = "Deny list - inbound"
BUTTON = identify(QUICK_CONNECT_NAME)
ASSOCIATE = "AssociateQueueQuickConnects"

type Connect = Callable[..., None]


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The example instance."""
    with standing_in(example(), monkeypatch) as running:
        yield running


@pytest.fixture
def connect(stand_in: StandIn) -> Connect:
    """`connect("--queues", "Sales")`: one run of the command."""

    def connect(*words: str, instance: str = INSTANCE_ARN) -> None:
        start(["--instance", instance, "--endpoint-url", stand_in.url, *words], interval=0)

    return connect


def has(stand_in: StandIn, queue: str) -> bool:
    return BUTTON in stand_in.instance.attached.get(identify(queue), set())


def changes(stand_in: StandIn) -> list[str]:
    return [operation for operation in stand_in.calls() if "ssociate" in operation]


def test_named_queues_get_the_quick_connect_and_others_do_not(stand_in: StandIn, connect: Connect) -> None:
    connect("--queues", "Sales, Billing", "--yes")
    assert [has(stand_in, queue) for queue in ("Sales", "Service", "Billing")] == [True, False, True]


def test_number_leads_to_the_inbound_flow(
    stand_in: StandIn, connect: Connect, capsys: pytest.CaptureFixture[str]
) -> None:
    connect("--number", "+12065550100", "--yes")
    assert stand_in.instance.numbers == {"+12065550100": INBOUND, "+12065550101": None}
    said = capsys.readouterr().out
    assert 'Let +12065550100 lead to flow "Deny list - inbound" instead of "Main"' in said
    assert f"/contact-flows/edit?id={INSTANCE_ARN}/contact-flow/{identify(INBOUND)}" in said


def test_second_run_changes_nothing(stand_in: StandIn, connect: Connect, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        connect("--queues", "Sales", "--number", "+12065550100", "--yes")
    assert len(changes(stand_in)) == 2
    assert "Nothing to change" in capsys.readouterr().out


def test_dry_run_changes_nothing(stand_in: StandIn, connect: Connect, capsys: pytest.CaptureFixture[str]) -> None:
    connect("--queues", "Sales", "--number", "+12065550101", "--dry-run")
    assert changes(stand_in) == []
    said = capsys.readouterr().out
    assert 'would change  Give "Deny list - flag this caller" to queue "Sales"' in said
    assert 'would change  Let +12065550101 lead to flow "Deny list - inbound" instead of none' in said
    assert "Dry run: 2 change(s) left undone" in said


def test_undo_takes_back_what_is_named(stand_in: StandIn, connect: Connect) -> None:
    connect("--queues", "Sales,Service", "--number", "+12065550100", "--yes")
    for _ in range(2):
        connect("--queues", "Sales", "--number", "+12065550100", "--undo", "--yes")
    assert [has(stand_in, queue) for queue in ("Sales", "Service")] == [False, True]
    assert stand_in.instance.numbers["+12065550100"] is None
    assert len(changes(stand_in)) == 5


def test_undo_leaves_a_number_that_leads_elsewhere(stand_in: StandIn, connect: Connect) -> None:
    connect("--number", "+12065550100", "--undo", "--yes")
    assert stand_in.instance.numbers["+12065550100"] == "Main"


def test_number_goes_back_to_the_flow_that_it_had(stand_in: StandIn, connect: Connect) -> None:
    connect("--number", "+12065550100", "--yes")
    connect("--number", "+12065550100", "--flow", "Main", "--yes")
    assert stand_in.instance.numbers["+12065550100"] == "Main"


def test_without_names_it_lists_what_is_attached(
    stand_in: StandIn, connect: Connect, capsys: pytest.CaptureFixture[str]
) -> None:
    connect("--queues", "Service", "--yes")
    capsys.readouterr()
    connect()
    said = capsys.readouterr().out
    assert 'Queue "Service" has "Deny list - flag this caller"' in said
    assert 'Queue "Billing" does not have' in said
    assert '+12065550100 does not lead to flow "Deny list - inbound"' in said


@pytest.mark.parametrize(("answer", "agreed"), [("y", True), ("n", False)])
def test_it_asks_before_it_changes(
    stand_in: StandIn, connect: Connect, monkeypatch: pytest.MonkeyPatch, answer: str, *, agreed: bool
) -> None:
    answering(monkeypatch, answer)
    if agreed:
        connect("--queues", "Sales")
    else:
        with pytest.raises(LocalError, match=r"^Nothing was changed$"):
            connect("--queues", "Sales")
    assert has(stand_in, "Sales") is agreed


def test_throttling_is_waited_out(stand_in: StandIn, connect: Connect) -> None:
    stand_in.script(ASSOCIATE, Fault.throttled(), times=3)
    connect("--queues", "Sales", "--yes")
    assert has(stand_in, "Sales")
    assert stand_in.calls().count(ASSOCIATE) == 4


@pytest.mark.parametrize(
    ("operation", "fault", "sentence"),
    [
        (ASSOCIATE, Fault.denied(ASSOCIATE), f"may not do connect:{ASSOCIATE}; allow it on {INSTANCE_ARN}"),
        (ASSOCIATE, Fault.missing("Queue"), f"does not find what {ASSOCIATE} is about"),
        (ASSOCIATE, Fault("LimitExceededException", Message="50"), "a quota is reached"),
        (ASSOCIATE, Fault("InternalServiceException", Message="oh"), f"refuses {ASSOCIATE} .*Internal"),
        ("DescribeInstance", Fault.missing("Instance"), "has no instance .* in us-east-1; check the ARN"),
        (
            ASSOCIATE,
            Fault.invalid_flow("Queue is missing", "Lambda is not associated"),
            "refuses the flow: Queue is missing; Lambda is not associated; correct",
        ),
        ("ListQueues", Fault.throttled(), "still throttles ListQueues after 6 attempts"),
    ],
)
def test_fault_is_one_sentence(
    stand_in: StandIn, connect: Connect, operation: str, fault: Fault, sentence: str
) -> None:
    stand_in.script(operation, fault, times=9)
    with pytest.raises(LocalError, match=sentence) as raised:
        connect("--queues", "Sales", "--yes")
    assert "\n" not in str(raised.value)
    assert not has(stand_in, "Sales")


def test_fault_half_way_says_what_was_done(stand_in: StandIn, connect: Connect) -> None:
    stand_in.script("AssociatePhoneNumberContactFlow", Fault.denied("AssociatePhoneNumberContactFlow"))
    with pytest.raises(LocalError, match=r"1 of 2 change\(s\) were made; a second run makes the rest"):
        connect("--queues", "Sales", "--number", "+12065550100", "--yes")
    assert has(stand_in, "Sales")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--queues", "Sales,Salse"), 'no queue "Salse" on this instance; .*; it has Billing, Sales, Service'),
        (("--number", "+12065550199"), 'no claimed number "\\+12065550199"'),
        (("--number", "+12065550100", "--flow", "Mian"), 'no flow "Mian"'),
        (("--queues", "Sales", "--quick-connect", "Supervisors"), 'no quick connect "Supervisors"'),
    ],
)
def test_unknown_name_changes_nothing(
    stand_in: StandIn, connect: Connect, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(LocalError, match=sentence):
        connect(*words, "--yes")
    assert changes(stand_in) == []


def test_instance_that_is_not_the_stacks_is_refused_before_anything_is_asked(
    stand_in: StandIn, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = INSTANCE_ARN.replace("instance/", "instance/0")
    monkeypatch.setattr("tools.operate.attach.__main__.of_stack", lambda _name: of)
    with pytest.raises(LocalError, match=r"denials was deployed for the instance .*; nothing was changed"):
        connect("--stack", "denials", "--queues", "Sales", "--yes")
    assert stand_in.calls() == []


def test_stacks_own_instance_may_be_said_twice(
    stand_in: StandIn, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.operate.attach.__main__.of_stack", lambda _name: INSTANCE_ARN)
    connect("--stack", "denials", "--queues", "Sales", "--yes")
    assert has(stand_in, "Sales")


@pytest.mark.parametrize(
    ("instance", "sentence"),
    [
        (INSTANCE_ARN.replace("us-east-1", "eu-west-2"), "in eu-west-2, but the Region in use is us-east-1"),
        (INSTANCE_ARN.replace("123456789012", "210987654321"), "credentials lead to the instance"),
        (INSTANCE_ARN.replace("5555555555", "6666666666"), "has no instance"),
        ("my-instance", "'my-instance' is not the ARN"),
    ],
)
def test_instance_elsewhere_is_refused_before_anything_is_asked(
    stand_in: StandIn, connect: Connect, instance: str, sentence: str
) -> None:
    with pytest.raises(LocalError, match=sentence):
        connect("--queues", "Sales", "--yes", instance=instance)
    assert set(stand_in.calls()) <= {"DescribeInstance"}


def test_server_that_does_not_answer_is_a_sentence(stand_in: StandIn) -> None:
    with pytest.raises(LocalError, match="cannot be asked"):
        start(["--instance", INSTANCE_ARN, "--endpoint-url", "http://127.0.0.1:9"], interval=0)


def test_requests_keep_their_distance_and_so_do_retries(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    client = Client(InstanceArn.parse(INSTANCE_ARN), stand_in.url, interval=100)
    stand_in.script("DescribeInstance", Fault.throttled())
    client.ask("describe_instance")
    client.ask("describe_instance")
    assert stand_in.calls() == ["DescribeInstance"] * 3
    assert [round(seconds / 100) for seconds in slept if not 0 < seconds < 10] == [0, 1, 1]


# ── The agents' panel ───────────────────────────────────────────────────────────────────────────

PANEL = ("--application", "deny-list-1", "--profiles")


def opens(stand_in: StandIn, profile: str = "Agent") -> list[str]:
    return [one["Namespace"] for one in stand_in.instance.profiles[profile]]


def test_named_security_profiles_get_the_panel_and_keep_their_other_applications(
    stand_in: StandIn, connect: Connect
) -> None:
    connect(*PANEL, "Agent", "--yes")
    assert (opens(stand_in), opens(stand_in, "Admin")) == (["their-app", "deny-list-1"], ["their-app"])
    assert stand_in.instance.profiles["Agent"][0] == THEIRS


def test_panel_is_given_once_and_taken_back_alone(
    stand_in: StandIn, connect: Connect, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ((), (), ("--undo",), ("--undo",)):
        connect(*PANEL, "Agent", "--yes", *words)
    assert stand_in.calls().count("UpdateSecurityProfile") == 2
    assert stand_in.instance.profiles["Agent"] == [THEIRS]
    said = capsys.readouterr().out
    assert 'Security profile "Agent" has the agents\' panel' in said
    assert 'Security profile "Agent" does not have the agents\' panel' in said


def test_dry_run_gives_no_profile_the_panel(
    stand_in: StandIn, connect: Connect, capsys: pytest.CaptureFixture[str]
) -> None:
    connect(*PANEL, "Agent, Admin", "--dry-run")
    assert "UpdateSecurityProfile" not in stand_in.calls()
    assert 'would change  Give the agents\' panel to security profile "Admin"' in capsys.readouterr().out


def test_profile_with_as_many_applications_as_there_can_be_is_left(stand_in: StandIn, connect: Connect) -> None:
    stand_in.instance.profiles["Agent"] = [{**THEIRS, "Namespace": f"app-{n}"} for n in range(10)]
    with pytest.raises(LocalError, match="has 10 applications, which is the most; nothing was changed"):
        connect(*PANEL, "Agent", "--yes")
    connect(*PANEL, "Admin", "--yes")


def test_without_a_panel_no_profile_is_asked_about(stand_in: StandIn, connect: Connect) -> None:
    with pytest.raises(LocalError, match=r"no panel to give .* deploy the stack with PanelOrigins"):
        connect("--profiles", "Agent", "--yes")
    assert not stand_in.asked


def test_profile_that_is_not_there_is_named(connect: Connect) -> None:
    with pytest.raises(LocalError, match=r'no security profile "Clerk" on this instance.*it has Admin, Agent'):
        connect(*PANEL, "Clerk", "--yes")


def test_list_says_who_has_the_panel(connect: Connect, capsys: pytest.CaptureFixture[str]) -> None:
    connect(*PANEL, "Agent", "--yes")
    connect("--application", "deny-list-1")
    said = capsys.readouterr().out
    assert 'Security profile "Agent" has the agents\' panel' in said
    assert 'Security profile "Admin" does not have the agents\' panel' in said
