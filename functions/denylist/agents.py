"""Who made a flag: what the flow was told, else what Amazon Connect knows of the call.

`$.Agent` is not available in a transfer-to-queue flow, so the agent is found afterwards: the flag's
call (`DescribeContact`) names the agent (`DescribeUser`). Connect allows two requests a second, which is
why this is a step of the workflow and never in the path that an agent waits on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from denylist.errors import ConnectError
from denylist.text import clean

if TYPE_CHECKING:
    from mypy_boto3_connect import ConnectClient

UNKNOWN = "unknown"
_NAME = 100


def agent_of(client: ConnectClient, instance_id: str, contact_id: str) -> str:
    """The user name of the agent who had the contact, or `unknown` when Connect knows of none.

    Raises:
        ConnectError: Connect did not answer, or may not be asked; the message is its error code.
    """
    try:
        contact = client.describe_contact(InstanceId=instance_id, ContactId=contact_id)["Contact"]
        agent = contact.get("AgentInfo", {}).get("Id")
        if not agent:
            return UNKNOWN
        user = client.describe_user(InstanceId=instance_id, UserId=agent)["User"]
    except ClientError as exc:
        code = exc.response.get("Error", {}).get("Code", "")
        if code == "ResourceNotFoundException":
            return UNKNOWN
        raise ConnectError(code) from exc
    except (BotoCoreError, ResponseParserError, ValueError, KeyError) as exc:
        raise ConnectError(type(exc).__name__) from exc
    return clean(user.get("Username"), _NAME) or UNKNOWN
