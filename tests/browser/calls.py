"""Calls that agents have in hand, at the stand-in for Amazon Connect, from the answer to the closing."""

import time
import uuid
from typing import Any

from tools.connect.run import Contact
from tools.connect.standin import Instance, StandIn, contacts
from tools.embedded.stack import Stack

MARIA, KIM = "maria.lopez", "kim.minji"
"""The sample agents: in Amazon Connect they have the names that they sign in with."""


def stand_in() -> StandIn:
    """An instance with agents and without calls."""
    agents = [contacts.user(name) for name in (MARIA, KIM)]
    return StandIn(Instance(users={agent["Id"]: agent for agent in agents}))


class Calls:
    """Makes calls, and lets happen to them what happens in a call centre."""

    def __init__(self, connect: StandIn, stack: Stack) -> None:
        self.connect, self._stack = connect, stack

    def take(self, number: str | None, agent: str = MARIA, **given: Any) -> str:  # noqa: ANN401 - as Contact has them
        """A contact that this agent has answered, by its id."""
        contact = Contact(customer_address=number, **given)
        item = contacts.began(contact, time.time())
        contacts.answered(item, agent, time.time())
        self.connect.instance.contacts[contact.contact_id] = item
        return contact.contact_id

    def hang_up(self, contact_id: str) -> None:
        """The caller hangs up, and the agent works on."""
        contacts.ended(self.connect.instance.contacts[contact_id], "CUSTOMER_DISCONNECT", time.time())

    def close(self, contact_id: str) -> None:
        """The agent closes the contact."""
        contacts.closed(self.connect.instance.contacts[contact_id], time.time())

    def press_quick_connect(self, contact_id: str, number: str) -> None:
        """The agent flags the caller on the telephone; the flow names no agent."""
        contact = {"Channel": "VOICE", "ContactId": str(uuid.uuid4()), "InitiationMethod": "TRANSFER"}
        call = {"InitialContactId": contact_id, "PreviousContactId": contact_id}
        caller = {"CustomerEndpoint": {"Address": number, "Type": "TELEPHONE_NUMBER"}}
        event = {"Details": {"ContactData": {**contact, **call, **caller}, "Parameters": {}}}
        answer = self._stack.invoke(self._stack.outputs["AddNumberArn"], event)
        assert answer["Success"] == "true", answer
