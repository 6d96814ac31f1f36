"""Who made a flag, and in which kind of call: what the flow was told, else what Amazon Connect knows of the call.

`$.Agent` is not available in a transfer-to-queue flow, and how the call began is not told there either, so both are
found afterwards: the flag's call (`DescribeContact`) says how it began and names the agent (`DescribeUser`). Connect
allows few requests a second, which is why this is a step of the workflow and never in the path that an agent waits on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from denylist.contacts import dialled_by
from denylist.errors import ConnectError
from denylist.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_connect import ConnectClient

type Contact = Mapping[str, Any]
"""`DescribeContact`'s answer, as far as it came."""

UNKNOWN = "unknown"
_NAME = 100


def agent_of(client: ConnectClient, instance_id: str, contact: Contact) -> str:
    """The user name of the agent who had the contact, or `unknown` when Connect knows of none.

    Raises:
        ConnectError: Connect did not answer, or may not be asked; the message is its error code.
    """
    agent = contact.get("AgentInfo", {}).get("Id")
    if not agent:
        return UNKNOWN
    user = _ask(client.describe_user, "User", InstanceId=instance_id, UserId=agent)
    return clean(user.get("Username"), _NAME) or UNKNOWN


def dialled_in(client: ConnectClient, instance_id: str, contact: Contact) -> str:
    """Whether the number was dialled in that call: `outbound`, `callback` or `no`; empty where Connect does not say.

    A call that was handed on began with another contact, which says how.

    Raises:
        ConnectError: as of `agent_of`.
    """
    said, first = dialled_by(contact.get("InitiationMethod")), contact.get("InitialContactId")
    if said or not first or first == contact.get("Id"):
        return said
    return dialled_by(contact_of(client, instance_id, first).get("InitiationMethod"))


def contact_of(client: ConnectClient, instance_id: str, contact_id: str) -> Contact:
    """What Connect knows of a contact; nothing of one that it does not find.

    Raises:
        ConnectError: as of `agent_of`.
    """
    return _ask(client.describe_contact, "Contact", InstanceId=instance_id, ContactId=contact_id)


def _ask(operation: Callable[..., Any], what: str, **asked: str) -> dict[str, Any]:
    """What is asked for; nothing where Connect knows of none. An answer without it did not come whole."""
    try:
        answer: dict[str, Any] = operation(**asked)[what]
    except ClientError as exc:
        code = exc.response.get("Error", {}).get("Code", "")
        if code == "ResourceNotFoundException":
            return {}
        raise ConnectError(code) from exc
    except (BotoCoreError, ResponseParserError, ValueError, KeyError) as exc:
        raise ConnectError(type(exc).__name__) from exc
    return answer
