"""Calls: the contact that an agent has in hand, as Amazon Connect tells it.

A contact's id is all that is taken from the agent's page. Whose contact it is, its number and whether it is open are
Amazon Connect's answers, because anybody can send any text in the page's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from denylist import instance
from review_entries.problems import ProblemError

if TYPE_CHECKING:
    from mypy_boto3_connect import ConnectClient

    from denylist.instance import Contact
    from review_entries.access import Caller

LONGEST_CLOSING = 3600
"""Seconds after a call in which its contact is open at most, if Amazon Connect does not say when it was closed."""
NAME_KEPT = 3600
"""Seconds for which an agent's user name is kept."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Call(NamedTuple):
    """A call of the person who asks."""

    contact_id: str
    address: object
    """The caller, or whom the agent dialled; as it came, judged by the number rules. `None` if Connect tells none."""
    dialled: str
    """`outbound` or `callback` if the number was dialled, `no` if it called; empty if Connect does not say."""
    is_open: bool


class Calls:
    """The calls of one instance; `client` is `None` without one."""

    def __init__(self, client: ConnectClient | None, instance_id: str) -> None:
        self._client, self._instance_id = client, instance_id
        self._names: dict[str, tuple[str, float]] = {}

    def of(self, contact_id: str, caller: Caller) -> Call:
        """The call with that contact id, if it is the caller's.

        Raises:
            ProblemError: there is no instance, no such contact, it is another agent's, or it is no call.
            ConnectError: Amazon Connect did not answer.
        """
        if not self._client:
            raise ProblemError("no_instance")
        is_id = _ID.fullmatch(contact_id)
        contact = instance.contact_of(self._client, self._instance_id, contact_id) if is_id else {}
        if not contact:
            raise ProblemError("unknown_contact")
        if not caller.agent or self._agent_of(self._client, contact, caller.asked_at) != caller.agent.casefold():
            raise ProblemError("not_your_contact")
        if contact.get("Channel") != "VOICE":
            raise ProblemError("not_a_call")
        address = contact.get("CustomerEndpoint", {}).get("Address")
        dialled = instance.dialled_in(self._client, self._instance_id, contact)
        return Call(contact_id.lower(), address, dialled, _is_open(contact, caller.asked_at))

    def _agent_of(self, client: ConnectClient, contact: Contact, now: float) -> str:
        """The contact's agent, in small letters; empty if Connect knows of none."""
        agent = contact.get("AgentInfo", {}).get("Id", "")
        name, until = self._names.get(agent, ("", 0))
        if now < until:
            return name
        found = instance.agent_of(client, self._instance_id, contact)
        if found == instance.UNKNOWN:
            return ""
        self._names[agent] = found.casefold(), now + NAME_KEPT
        return found.casefold()


def _is_open(contact: Contact, now: float) -> bool:
    """Whether the agent has yet to close the contact: during the call, and in the work after it."""
    if contact.get("AgentInfo", {}).get("AfterContactWorkEndTimestamp"):
        return False
    ended = contact.get("DisconnectTimestamp")
    return not ended or now < ended.timestamp() + LONGEST_CLOSING
