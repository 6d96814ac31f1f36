"""What the Amazon Connect instance knows of a call: who the agent was, and whether the number was dialled.

`DescribeContact` says how the call began and gives the agent's id; `DescribeUser` gives the agent's name. `$.Agent` is
not available in a transfer-to-queue flow, nor is how the call began, so the workflow asks for both after a flag. The
agents' panel asks before one. Connect allows few requests a second, so no caller ever waits for an answer.
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
"""The `Contact` of `DescribeContact`'s answer; empty if Connect did not find it."""

UNKNOWN = "unknown"
_NAME = 100


def agent_of(client: ConnectClient, instance_id: str, contact: Contact) -> str:
    """The user name of the agent who had the contact, or `unknown` if Connect knows of none.

    Raises:
        ConnectError: Connect did not answer, or refused; the message is its error code.
    """
    agent = contact.get("AgentInfo", {}).get("Id")
    if not agent:
        return UNKNOWN
    user = _ask(client.describe_user, "User", InstanceId=instance_id, UserId=agent)
    return clean(user.get("Username"), _NAME) or UNKNOWN


def dialled_in(client: ConnectClient, instance_id: str, contact: Contact) -> str:
    """Whether the number was dialled in that call: `outbound`, `callback` or `no`; empty if Connect does not say.

    A transferred call began with another contact, which is asked how it began.

    Raises:
        ConnectError: as of `agent_of`.
    """
    said, first = dialled_by(contact.get("InitiationMethod")), contact.get("InitialContactId")
    if said or not first or first == contact.get("Id"):
        return said
    return dialled_by(contact_of(client, instance_id, first).get("InitiationMethod"))


def contact_of(client: ConnectClient, instance_id: str, contact_id: str) -> Contact:
    """What Connect knows of a contact; empty if it does not find it.

    Raises:
        ConnectError: as of `agent_of`.
    """
    return _ask(client.describe_contact, "Contact", InstanceId=instance_id, ContactId=contact_id)


def _ask(operation: Callable[..., Any], what: str, **asked: str) -> dict[str, Any]:
    """The part `what` of the answer; empty if Connect knows of none. Without that part, the answer was cut off."""
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
