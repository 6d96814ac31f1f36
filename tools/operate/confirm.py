"""`make confirm`: confirms a subscription so that only the account can end it, and lists who is told.

SNS ends a subscription that was confirmed by clicking for whoever follows the link below a mail: a colleague who got it
forwarded, or a program that looks into links. One confirmed by a signed request with AuthenticateOnUnsubscribe needs a
signed request to be ended, too. CloudFormation has no property for that, and nothing mends it afterwards.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.common.errors import LocalError, exit_on_error
from tools.common.paths import DEFAULT_DIRECTORY
from tools.common.progress import say
from tools.embedded import stack
from tools.embedded.stack import STACK_NAME
from tools.operate.changes import agree

EMBEDDED = "the embedded stack"
# What each topic carries, and its logical id in the template.
TOPICS = {"alerts": "SupervisorsTopic", "alarms": "AlarmsTopic"}
COLUMNS = ("topic", "protocol", "endpoint", "confirmed", "who can end it")
AWS_HOST = re.compile(r"sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?")
LOOPBACK = {"127.0.0.1", "localhost"}
ACCOUNT, ANYBODY = "this account", "whoever has a mail"

# What a code means and what to do about it; SNS has named some of them in two ways.
SENTENCES = {
    "InvalidParameter": "SNS does not take this token ({said}). It is good for two days and one subscription; "
    "subscribe the address again, and SNS sends another",
    "NotFound": "The topic is gone ({said}); put the stack right with: make repair STACK=name",
    "AccessDenied": "These credentials may not do {operation}; docs/alerts.md lists what is needed",
    "AuthorizationError": "SNS refuses {operation} ({said}); these credentials may not, or it was confirmed before",
}
OTHERWISE = "AWS refuses {operation} ({code}: {said})"


@dataclass(frozen=True)
class Place:
    """A stack, its topics by what they carry, and a client that may confirm."""

    name: str
    topics: dict[str, str]
    sns: Any

    @property
    def is_embedded(self) -> bool:
        """Whether nobody but this machine knows it."""
        return self.name == EMBEDDED


@dataclass(frozen=True)
class Confirmation:
    """What a mail of SNS asks to be confirmed."""

    topic: str
    token: str
    endpoint: str = ""
    """As the link says; a token says nothing."""


def read_link(link: str, place: Place) -> Confirmation:
    """The confirmation that a link asks for.

    Raises:
        LocalError: it is no such link, or one of another topic.
    """
    parts = urlsplit(link.strip().replace("&amp;", "&"))
    local = place.is_embedded and parts.hostname in LOOPBACK
    if not local and (parts.scheme != "https" or not AWS_HOST.fullmatch(parts.netloc)):
        leads = f"leads to {parts.scheme}://{parts.netloc}" if parts.netloc else "is no address"
        raise LocalError(
            f"LINK {leads}; those of SNS begin with https://sns.REGION.amazonaws.com/. A mail filter may have "
            "rewritten it: copy what the mail itself says. Nothing was confirmed"
        )
    # A plus in an address is a plus: SNS writes no blanks.
    asked = dict(parse_qsl(parts.query.replace("+", "%2B")))
    if "SubscriptionArn" in asked:
        raise LocalError(
            "LINK is the one that ends a subscription; copy the one that confirms it; nothing was confirmed"
        )
    if not asked.get("Token") or not asked.get("TopicArn"):
        raise LocalError("LINK has no TopicArn or no Token; is it whole, and in quotes? Nothing was confirmed")
    if asked["TopicArn"] not in place.topics.values():
        raise LocalError(f"LINK is of {asked['TopicArn']}, which is no topic of {place.name}; nothing was confirmed")
    return Confirmation(asked["TopicArn"], asked["Token"], asked.get("Endpoint", ""))


def confirm(place: Place, wanted: Confirmation) -> str:
    """Confirm it, signed; what came of it, as SNS says afterwards.

    Raises:
        LocalError: SNS refuses, or says that anybody can end the subscription all the same.
    """
    answer = _ask(
        place.sns,
        "confirm_subscription",
        TopicArn=wanted.topic,
        Token=wanted.token,
        AuthenticateOnUnsubscribe="true",
    )
    attributes = _ask(place.sns, "get_subscription_attributes", SubscriptionArn=answer["SubscriptionArn"])["Attributes"]
    endpoint = attributes.get("Endpoint", wanted.endpoint)
    if attributes["ConfirmationWasAuthenticated"] != "true":
        raise LocalError(
            f"{endpoint} was confirmed before, by clicking, and {ANYBODY} can end that. Unsubscribe it (aws sns "
            f"unsubscribe --subscription-arn {answer['SubscriptionArn']}), subscribe it again, and confirm it here"
        )
    return f"{endpoint} gets the {_carried(place, wanted)} of {place.name}; only {ACCOUNT} can end that"


def run(place: Place, wanted: Confirmation | None, *, yes: bool = False, dry_run: bool = False) -> None:
    """List; or say what would be confirmed, ask, and confirm."""
    if not wanted:
        say(f"Who is told by {place.name}")
        for line in table(place):
            print(f"  {line}")
        return
    who = wanted.endpoint or "whoever this token was sent to"
    say(f"{who} is to get the {_carried(place, wanted)} of {place.name}; only {ACCOUNT} is to end that")
    if dry_run:
        say("Dry run: nothing was confirmed")
        return
    if not (yes or place.is_embedded):
        agree("Confirm it?", "confirmed")
    say(confirm(place, wanted))


def _carried(place: Place, wanted: Confirmation) -> str:
    return next(carried for carried, topic in place.topics.items() if topic == wanted.topic)


def table(place: Place) -> list[str]:
    """Each subscription, its columns as wide as they must be; a topic that nobody reads has a row of dashes."""
    rows = [COLUMNS, *(row for carried in place.topics for row in _rows(place, carried))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _rows(place: Place, carried: str) -> Iterator[tuple[str, ...]]:
    found = _subscriptions(place.sns, place.topics[carried])
    for one in found:
        yield carried, one["Protocol"], one["Endpoint"], *_state(place.sns, one["SubscriptionArn"])
    if not found:
        yield carried, "-", "nobody", "-", "-"


def _state(sns: object, arn: str) -> tuple[str, str]:
    """Whether it is confirmed, and who can end it. What has no ARN waits, or has ended (SNS lists it for days)."""
    if not arn.startswith("arn:"):
        return ("ended" if arn == "Deleted" else "no"), "-"
    attributes = _ask(sns, "get_subscription_attributes", SubscriptionArn=arn)["Attributes"]
    if attributes["PendingConfirmation"] == "true":
        return "no", "-"
    return "yes", ACCOUNT if attributes["ConfirmationWasAuthenticated"] == "true" else ANYBODY


def _subscriptions(sns: Any, topic: str) -> list[dict[str, Any]]:  # noqa: ANN401 - made at run time
    try:
        pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
        return [one for page in pages for one in page["Subscriptions"]]
    except (BotoCoreError, ClientError) as exc:
        raise _fault(exc) from exc


def _ask(client: object, operation: str, **parameters: str) -> dict[str, Any]:
    """One operation of a client; a fault is a LocalError that says what to do."""
    try:
        answer: dict[str, Any] = getattr(client, operation)(**parameters)
    except (BotoCoreError, ClientError) as exc:
        raise _fault(exc) from exc
    return answer


def _fault(exc: BotoCoreError | ClientError) -> LocalError:
    if not isinstance(exc, ClientError):
        said = f"There is no answer ({type(exc).__name__})"
        return LocalError(f"{said}; on AWS check Region, network and credentials, else start the stack with: make up")
    error = exc.response.get("Error", {})
    code, said = error.get("Code", "no code"), error.get("Message", "no reason given")
    sentence = SENTENCES.get(code.removesuffix("Exception"), OTHERWISE)
    return LocalError(sentence.format(operation=exc.operation_name, code=code, said=said))


def embedded(directory: Path) -> Place:
    """The stack of `make up`."""
    running = stack.load(directory)
    return Place(EMBEDDED, _topics(running.client("cloudformation"), STACK_NAME), running.client("sns"))


def deployed(name: str) -> Place:
    """A stack in the AWS account of the usual credentials.

    Raises:
        LocalError: there is no such stack, it is not this one, or AWS cannot be asked.
    """
    try:
        return Place(name, _topics(boto3.client("cloudformation"), name), boto3.client("sns"))
    except (BotoCoreError, LocalError) as exc:
        raise LocalError(f"Cannot read the topics of {name} ({exc}); check STACK, Region and credentials") from exc


def _topics(cloudformation: object, name: str) -> dict[str, str]:
    """The ARNs of the topics, which are their physical ids."""
    return {carried: _physical(cloudformation, name, logical) for carried, logical in TOPICS.items()}


def _physical(cloudformation: object, name: str, logical: str) -> str:
    answer = _ask(cloudformation, "describe_stack_resource", StackName=name, LogicalResourceId=logical)
    identifier: str = answer["StackResourceDetail"]["PhysicalResourceId"]
    return identifier


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.operate.confirm", description=__doc__)
    parser.add_argument("--stack", help="a stack on AWS (default: the embedded stack)")
    parser.add_argument("--dir", type=Path, default=DEFAULT_DIRECTORY, help="state of the embedded stack")
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--link", help="the link in SNS's first mail, of alerts or alarms; copied, not followed")
    given.add_argument("--token", help="the token alone, of a subscription to the alerts")
    parser.add_argument("--yes", action="store_true", help="confirm without asking")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be confirmed")
    return parser.parse_args(words)


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    given = _arguments(words)
    place = deployed(given.stack) if given.stack else embedded(given.dir)
    run(place, _wanted(given, place), yes=given.yes, dry_run=given.dry_run)


def _wanted(given: argparse.Namespace, place: Place) -> Confirmation | None:
    if given.link is not None:
        return read_link(given.link, place)
    return None if given.token is None else Confirmation(place.topics["alerts"], given.token.strip())


if __name__ == "__main__":
    exit_on_error(start)
