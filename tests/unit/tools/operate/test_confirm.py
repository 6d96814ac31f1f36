"""`make confirm` against moto's SNS. Moto confirms by itself, so the tests add what AWS documents and moto lacks."""

from collections.abc import Callable, Iterator
from functools import partialmethod
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import botocore.client
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.unit.tools.terminal import answering
from tools.common.errors import LocalError
from tools.common.template import read_template
from tools.embedded import stack
from tools.operate import target
from tools.operate.confirm import AWS_HOST, TOPICS, start
from tools.operate.target import EMBEDDED, Target

HOST = "https://sns.us-east-1.amazonaws.com"
type Confirm = Callable[..., str]
type Answer = Any


class Sns:
    """The state that SNS keeps for each subscription: the token in its mail, and how it was confirmed."""

    def __init__(self) -> None:
        self.topics: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.signed: dict[str, str] = {}
        self.ended: set[str] = set()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

    def of_client(self, client: object, operation: str, given: dict[str, Any]) -> Answer:
        self.asked.append((operation, given))
        if operation == "ConfirmSubscription":
            return self.confirm(given)
        if operation.startswith("DescribeStack"):
            return self._described(given)
        answer = self._call(client, operation, given)
        if operation == "ListSubscriptionsByTopic":
            for one in answer["Subscriptions"]:
                one["SubscriptionArn"] = self._listed(one["SubscriptionArn"])
        if operation == "GetSubscriptionAttributes":
            signed = self.signed[given["SubscriptionArn"]]
            answer["Attributes"] |= {"PendingConfirmation": "false", "ConfirmationWasAuthenticated": signed}
        return answer

    def _described(self, given: dict[str, str]) -> Answer:
        if given["StackName"] != "deny-list":
            raise refused("ValidationError", "Stack 'other' does not exist", "DescribeStacks")
        if "LogicalResourceId" not in given:
            return {"Stacks": [{}]}
        return {"StackResourceDetail": {"PhysicalResourceId": self.topics[given["LogicalResourceId"]]}}

    def _listed(self, arn: str) -> str:
        return "Deleted" if arn in self.ended else arn if arn in self.signed else "PendingConfirmation"

    def confirm(self, given: dict[str, str]) -> dict[str, str]:
        arn = self.tokens.get(given["Token"])
        if not arn or not arn.startswith(given["TopicArn"]):
            raise refused("InvalidParameter", "Invalid parameter: Token", "ConfirmSubscription")
        self.signed.setdefault(arn, given.get("AuthenticateOnUnsubscribe", "false"))
        return {"SubscriptionArn": arn}


def refused(code: str, said: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": said}}, operation)


@pytest.fixture
def sns(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sns]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        state = Sns()
        monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", partialmethod(state.of_client))
        state.topics = {name: boto3.client("sns").create_topic(Name=name)["TopicArn"] for name in TOPICS.values()}
        yield state


def topic(logical: str) -> str:
    described = boto3.client("cloudformation").describe_stack_resource(StackName="deny-list", LogicalResourceId=logical)
    return described["StackResourceDetail"]["PhysicalResourceId"]


def link(endpoint: str, token: str, logical: str = "SupervisorsTopic", page: str = "confirmation.html") -> str:
    """The address behind “Confirm subscription” in the mail."""
    return f"{HOST}/{page}?" + urlencode({"TopicArn": topic(logical), "Token": token, "Endpoint": endpoint})


@pytest.fixture
def mail(sns: Sns) -> Callable[..., str]:
    """`mail("a@example.com")` subscribes an address, and returns the link in the mail that it gets."""

    def mail(endpoint: str, logical: str = "SupervisorsTopic") -> str:
        token = f"{len(sns.tokens):032x}"
        sns.tokens[token] = boto3.client("sns").subscribe(
            TopicArn=topic(logical), Protocol="email", Endpoint=endpoint, ReturnSubscriptionArn=True
        )["SubscriptionArn"]
        return link(endpoint, token, logical)

    return mail


@pytest.fixture
def run(sns: Sns, capsys: pytest.CaptureFixture[str]) -> Confirm:
    """`run("--link", …)`: one run of the command for the stack on AWS, and what it said."""

    def run(*words: str, yes: bool = True) -> str:
        start(["--stack", "deny-list", *words, *(["--yes"] if yes else [])])
        return capsys.readouterr().out

    return run


def confirmations(sns: Sns) -> list[dict[str, Any]]:
    return [given for operation, given in sns.asked if operation == "ConfirmSubscription"]


@pytest.mark.parametrize(("logical", "carried"), [("SupervisorsTopic", "alerts"), ("AlarmsTopic", "alarms")])
def test_link_is_confirmed_so_that_only_the_account_can_end_it(
    run: Confirm, mail: Callable[..., str], sns: Sns, logical: str, carried: str
) -> None:
    said = run("--link", mail("team+calls@example.com", logical))
    (asked,) = confirmations(sns)
    assert asked == {"TopicArn": topic(logical), "Token": "0" * 32, "AuthenticateOnUnsubscribe": "true"}
    assert said.splitlines() == [
        f"==> team+calls@example.com is to get the {carried} of deny-list; only this account is to end that",
        f"==> team+calls@example.com gets the {carried} of deny-list; only this account can end that",
    ]
    assert "000000" not in said, "a token is a secret until it is used"


def test_token_without_a_link_is_taken_for_the_alerts(run: Confirm, mail: Callable[..., str], sns: Sns) -> None:
    mail("team@example.com")
    assert "team@example.com gets the alerts of deny-list" in run("--token", f" {0:032x} ")
    assert confirmations(sns)[0]["AuthenticateOnUnsubscribe"] == "true"


@pytest.mark.parametrize(
    ("wrote", "copied"), [("&", "&amp;"), ("https", "  https"), ("%3A", ":"), ("%2B", "+"), ("%40", "@")]
)
def test_link_is_taken_as_mail_programs_copy_it(
    run: Confirm, mail: Callable[..., str], wrote: str, copied: str
) -> None:
    said = run("--link", mail("team+calls@example.com").replace(wrote, copied))
    assert said.count("team+calls@example.com") == 2, "once from the link, and once from SNS"


def test_link_of_a_machines_subscription_is_taken(run: Confirm, mail: Callable[..., str]) -> None:
    """Such a link calls the operation itself and names no endpoint, so the endpoint is asked of SNS afterwards."""
    plain = (
        mail("team@example.com").replace("confirmation.html?", "?Action=ConfirmSubscription&").partition("&Endpoint")[0]
    )
    said = run("--link", plain)
    assert "the address that this token was sent to is to get the alerts" in said
    assert "team@example.com gets the alerts" in said


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("", "is no address"),
        ("0123456789abcdef", "is no address"),
        ("http://sns.us-east-1.amazonaws.com/confirmation.html?{query}", "leads to http://sns"),
        ("https://sns.us-east-1.amazonaws.com.example.com/?{query}", "amazonaws.com.example.com"),
        ("https://sns.us-east-1.amazonaws.com@example.com/?{query}", "@example.com"),
        ("https://evilsns.us-east-1.amazonaws.com/?{query}", "leads to https://evilsns"),
        ("https://nam02.safelinks.protection.outlook.com/?url={query}", "mail filter may have rewritten it"),
        ("http://127.0.0.1:4566/?{query}", "leads to http://127.0.0.1:4566"),
        (HOST + "/unsubscribe.html?SubscriptionArn=arn:aws:sns:us-east-1:1:x:y&Endpoint=a@example.com", "ends a sub"),
        (HOST + "/confirmation.html", "no TopicArn or no Token"),
        (HOST + "/confirmation.html?TopicArn=arn:aws:sns:us-east-1:1:other", "no TopicArn or no Token"),
        (HOST + "/confirmation.html?TopicArn=arn:aws:sns:us-east-1:1:other&Token=1", "no topic of deny-list"),
    ],
)
def test_what_is_no_link_of_this_stacks_topics_is_never_sent(
    run: Confirm, mail: Callable[..., str], sns: Sns, wrong: str, why: str
) -> None:
    query = mail("team@example.com").partition("?")[2]
    with pytest.raises(LocalError, match=f"{why}.*[Nn]othing was confirmed"):
        run("--link", wrong.format(query=query))
    assert confirmations(sns) == []


@pytest.mark.parametrize(
    "host", ["sns.eu-west-1.amazonaws.com", "sns.us-gov-west-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn"]
)
def test_hosts_of_every_partition_are_known(host: str) -> None:
    assert AWS_HOST.fullmatch(host)


def test_token_that_sns_does_not_know_is_said(run: Confirm, mail: Callable[..., str]) -> None:
    mail("team@example.com")
    with pytest.raises(LocalError, match=r"does not take this token .*Invalid parameter: Token.* good for two days"):
        run("--token", "used")


def test_what_was_confirmed_by_clicking_is_not_called_safe(run: Confirm, mail: Callable[..., str], sns: Sns) -> None:
    clicked = mail("team@example.com")
    sns.confirm({"TopicArn": topic("SupervisorsTopic"), "Token": "0" * 32})
    with pytest.raises(LocalError, match=r"team@example.com was confirmed before, by clicking.*aws sns unsubscribe"):
        run("--link", clicked)


def test_list_says_who_is_told_and_who_can_end_it(run: Confirm, mail: Callable[..., str], sns: Sns) -> None:
    for name in ("clicked", "signed", "waits", "gone"):
        mail(f"{name}@example.com")
    sns.confirm({"TopicArn": topic("SupervisorsTopic"), "Token": f"{0:032x}"})
    run("--token", f"{1:032x}")
    sns.ended.add(sns.tokens[f"{3:032x}"])
    assert run().splitlines() == [
        "==> Who is told by deny-list",
        "  topic   protocol  endpoint             confirmed  who can end it",
        "  alerts  email     clicked@example.com  yes        anyone with a mail",
        "  alerts  email     signed@example.com   yes        this account",
        "  alerts  email     waits@example.com    no         -",
        "  alerts  email     gone@example.com     ended      -",
        "  alarms  -         nobody               -          -",
    ]
    assert len(confirmations(sns)) == 1, "listing confirms nothing"


def test_list_has_more_than_a_page(run: Confirm, mail: Callable[..., str]) -> None:
    for number in range(101):
        mail(f"team{number}@example.com")
    assert len(run().splitlines()) == 1 + 1 + 101 + 1


def test_dry_run_confirms_nothing(run: Confirm, mail: Callable[..., str], sns: Sns) -> None:
    said = run("--link", mail("team@example.com"), "--dry-run", yes=False)
    assert "team@example.com is to get the alerts" in said
    assert "Dry run: nothing was confirmed" in said
    assert confirmations(sns) == []


@pytest.mark.parametrize(("answer", "done"), [("y", 1), ("n", 0)])
def test_somebody_is_asked_on_aws(  # noqa: PLR0913, PLR0917 - fixtures and cases
    run: Confirm, mail: Callable[..., str], sns: Sns, monkeypatch: pytest.MonkeyPatch, answer: str, done: int
) -> None:
    answering(monkeypatch, answer)
    if done:
        run("--link", mail("team@example.com"), yes=False)
    else:
        with pytest.raises(LocalError, match="Nothing was confirmed"):
            run("--link", mail("team@example.com"), yes=False)
    assert len(confirmations(sns)) == done


def test_stack_without_topics_is_said(sns: Sns) -> None:
    with pytest.raises(LocalError, match=r"Cannot read the stack other .*check STACK, Region and credentials"):
        start(["--stack", "other"])


def test_embedded_stack_that_does_not_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match="make up"):
        start(["--dir", str(tmp_path)])


def test_embedded_stack_takes_its_own_links_without_asking(
    sns: Sns, mail: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack, "STACK_NAME", "deny-list")
    monkeypatch.setattr(target, "embedded", lambda _: Target(EMBEDDED, {}, boto3.client))
    start(["--link", mail("team@example.com").replace(HOST, "http://127.0.0.1:4566")])
    assert len(confirmations(sns)) == 1


def test_link_and_token_at_once_are_refused(run: Confirm, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--link", HOST, "--token", "1")
    assert "not allowed with" in capsys.readouterr().err


def test_topics_are_the_templates() -> None:
    found = {name for name, one in read_template()["Resources"].items() if one["Type"] == "AWS::SNS::Topic"}
    assert found == set(TOPICS.values())
