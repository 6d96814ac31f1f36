"""`make confirm`: confirms a subscription so that only the account can end it, and lists who is told.

A subscription that was confirmed by clicking ends as soon as anyone follows the link at the end of a mail: a colleague
to whom it was forwarded, or a program that opens links. One that was confirmed by a signed request with
AuthenticateOnUnsubscribe can be ended only by a signed request. CloudFormation has no property for that, and a
subscription cannot be changed afterwards.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tools.common.aws import MAY_NOT, Sentences, ask, pages
from tools.common.errors import LocalError, exit_on_error
from tools.common.progress import in_columns, say
from tools.operate import target
from tools.operate.changes import agree
from tools.operate.target import Target

# What each topic carries, and its logical id in the template.
TOPICS = {"alerts": "SupervisorsTopic", "alarms": "AlarmsTopic"}
COLUMNS = ("topic", "protocol", "endpoint", "confirmed", "who can end it")
AWS_HOST = re.compile(r"sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?")
LOOPBACK = {"127.0.0.1", "localhost"}
ACCOUNT, ANYBODY = "this account", "anyone with a mail"

SENTENCES = Sentences(
    {
        "InvalidParameter": "SNS does not take this token ({said}). It is good for two days and one subscription; "
        "subscribe the address again, and SNS sends another",
        "NotFound": "The topic is gone ({said}); put the stack right with: make repair STACK=name",
        "AccessDenied": f"{MAY_NOT}; docs/alerts.md lists what is needed",
        "AuthorizationError": "SNS refuses {operation} ({said}); these credentials may not, or it was confirmed before",
    }
)


@dataclass(frozen=True)
class Place:
    """A stack, its topics by what they carry, and a client with the right to confirm."""

    stack: Target
    topics: dict[str, str]

    @classmethod
    def of(cls, stack: Target) -> "Place":
        """The stack's place. The topics' ARNs are their physical ids."""
        cloudformation = stack.client("cloudformation")

        def arn(logical: str) -> str:
            about = {"StackName": stack.stack, "LogicalResourceId": logical}
            described = ask(cloudformation, "describe_stack_resource", SENTENCES, **about)
            return str(described["StackResourceDetail"]["PhysicalResourceId"])

        return cls(stack, {carried: arn(logical) for carried, logical in TOPICS.items()})

    @property
    def sns(self) -> Any:  # noqa: ANN401 - made at run time
        """The client of the service that mails."""
        return self.stack.client("sns")


@dataclass(frozen=True)
class Confirmation:
    """The subscription that a mail of SNS asks to confirm."""

    topic: str
    token: str
    endpoint: str = ""
    """The subscriber's address, if the link says it. A token does not."""


def read_link(link: str, place: Place) -> Confirmation:
    """The confirmation that a link or a token asks for.

    Raises:
        LocalError: it is no such link, or one of another topic.
    """
    parts = urlsplit(link.strip().replace("&amp;", "&"))
    local = place.stack.is_embedded and parts.hostname in LOOPBACK
    if not local and (parts.scheme != "https" or not AWS_HOST.fullmatch(parts.netloc)):
        leads = f"leads to {parts.scheme}://{parts.netloc}" if parts.netloc else "is no address"
        raise LocalError(
            f"LINK {leads}; those of SNS begin with https://sns.REGION.amazonaws.com/. A mail filter may have "
            "rewritten it: copy what the mail itself says. Nothing was confirmed"
        )
    # A plus in the link is a plus, and no space, because SNS writes no spaces.
    asked = dict(parse_qsl(parts.query.replace("+", "%2B")))
    if "SubscriptionArn" in asked:
        raise LocalError(
            "LINK is the one that ends a subscription; copy the one that confirms it; nothing was confirmed"
        )
    if not asked.get("Token") or not asked.get("TopicArn"):
        raise LocalError("LINK has no TopicArn or no Token; is it whole, and in quotes? Nothing was confirmed")
    if asked["TopicArn"] not in place.topics.values():
        raise LocalError(
            f"LINK is of {asked['TopicArn']}, which is no topic of {place.stack.name}; nothing was confirmed"
        )
    return Confirmation(asked["TopicArn"], asked["Token"], asked.get("Endpoint", ""))


def confirm(place: Place, wanted: Confirmation) -> str:
    """Confirm by a signed request, and return a sentence on what SNS says afterwards.

    Raises:
        LocalError: SNS refuses, or says that anyone with a mail can still end the subscription.
    """
    answer = ask(
        place.sns,
        "confirm_subscription",
        SENTENCES,
        TopicArn=wanted.topic,
        Token=wanted.token,
        AuthenticateOnUnsubscribe="true",
    )
    attributes = ask(place.sns, "get_subscription_attributes", SENTENCES, SubscriptionArn=answer["SubscriptionArn"])[
        "Attributes"
    ]
    endpoint = attributes.get("Endpoint", wanted.endpoint)
    if attributes["ConfirmationWasAuthenticated"] != "true":
        raise LocalError(
            f"{endpoint} was confirmed before, by clicking, and {ANYBODY} can end that. Unsubscribe it (aws sns "
            f"unsubscribe --subscription-arn {answer['SubscriptionArn']}), subscribe it again, and confirm it here"
        )
    return f"{endpoint} gets the {_carried(place, wanted)} of {place.stack.name}; only {ACCOUNT} can end that"


def run(place: Place, wanted: Confirmation | None, *, yes: bool = False, dry_run: bool = False) -> None:
    """List the subscriptions, or say what would be confirmed, ask, and confirm it."""
    if not wanted:
        say(f"Who is told by {place.stack.name}")
        for line in table(place):
            print(f"  {line}")
        return
    who = wanted.endpoint or "the address that this token was sent to"
    say(f"{who} is to get the {_carried(place, wanted)} of {place.stack.name}; only {ACCOUNT} is to end that")
    if dry_run:
        say("Dry run: nothing was confirmed")
        return
    if not (yes or place.stack.is_embedded):
        agree("Confirm it?", "confirmed")
    say(confirm(place, wanted))


def _carried(place: Place, wanted: Confirmation) -> str:
    return next(carried for carried, topic in place.topics.items() if topic == wanted.topic)


def table(place: Place) -> list[str]:
    """A row for each subscription. A topic without any has a row of dashes."""
    return in_columns([COLUMNS, *(row for carried in place.topics for row in _rows(place, carried))])


def _rows(place: Place, carried: str) -> Iterator[tuple[str, ...]]:
    found = _subscriptions(place.sns, place.topics[carried])
    for one in found:
        yield carried, one["Protocol"], one["Endpoint"], *_state(place.sns, one["SubscriptionArn"])
    if not found:
        yield carried, "-", "nobody", "-", "-"


def _state(sns: object, arn: str) -> tuple[str, str]:
    """Whether it is confirmed, and who can end it. One without an ARN waits or has ended; SNS lists those for days."""
    if not arn.startswith("arn:"):
        return ("ended" if arn == "Deleted" else "no"), "-"
    attributes = ask(sns, "get_subscription_attributes", SENTENCES, SubscriptionArn=arn)["Attributes"]
    if attributes["PendingConfirmation"] == "true":
        return "no", "-"
    return "yes", ACCOUNT if attributes["ConfirmationWasAuthenticated"] == "true" else ANYBODY


def _subscriptions(sns: object, topic: str) -> list[dict[str, Any]]:
    listed = pages(sns, "list_subscriptions_by_topic", SENTENCES, TopicArn=topic)
    return [one for page in listed for one in page["Subscriptions"]]


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.operate.confirm", description=__doc__)
    target.add_arguments(parser)
    target.add_consent(parser)
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--link", help="the link in SNS's first mail, of alerts or alarms; copied, not followed")
    given.add_argument("--token", help="the token alone, of a subscription to the alerts")
    return parser.parse_args(words)


def start(words: Sequence[str] | None = None) -> None:
    """Do what a command line says."""
    given = _arguments(words)
    place = Place.of(target.chosen(given))
    run(place, _wanted(given, place), yes=given.yes, dry_run=given.dry_run)


def _wanted(given: argparse.Namespace, place: Place) -> Confirmation | None:
    if given.link is not None:
        return read_link(given.link, place)
    return None if given.token is None else Confirmation(place.topics["alerts"], given.token.strip())


if __name__ == "__main__":
    exit_on_error(start)
