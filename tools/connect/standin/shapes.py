"""Ids, ARNs and lists as the stand-in's instance has them."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

REGION, ACCOUNT = "us-east-1", "123456789012"
INSTANCE_ID = "11111111-2222-4333-8444-555555555555"
INSTANCE_ARN = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/{INSTANCE_ID}"
PAGE = 2  # small, so that a caller that forgets the next page is noticed

type Item = dict[str, Any]


def identify(name: str) -> str:
    """The same id for the same name, every time."""
    return str(uuid5(NAMESPACE_URL, name))


def arn(kind: str, name: str) -> str:
    """Of something on the instance."""
    return f"{INSTANCE_ARN}/{kind}/{identify(name)}"


def number_arn(number: str) -> str:
    """Of a claimed number, which is not below an instance."""
    return f"arn:aws:connect:{REGION}:{ACCOUNT}:phone-number/{identify(number)}"


def summary(kind: str, name: str, **more: str) -> Item:
    """How lists name something."""
    return {"Id": identify(name), "Arn": arn(kind, name), "Name": name, **more}


def quick_connect(name: str) -> Item:
    """How lists name a quick connect."""
    return summary("transfer-destination", name, QuickConnectType="QUEUE")


def page(member: str, items: list[Item], asked: Item) -> Item:
    """The part of a list that is asked for, and the token of the next."""
    start = int(asked.get("NextToken", "0"))
    more = {"NextToken": str(start + PAGE)} if len(items) > start + PAGE else {}
    return {member: items[start : start + PAGE], **more}
