"""One call on the desk: both ends of it, how far it is, and what Amazon Connect says of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tools.connect.run import Contact
from tools.connect.standin import Instance, contacts
from tools.connect.standin.shapes import Item
from tools.embedded.lab.desk.line import Line


class Stage(StrEnum):
    """How far a call is."""

    ARRIVING = "arriving"
    WAITING = "waiting"
    TALKING = "talking"
    FLAGGING = "flagging"
    AFTER = "after"
    OVER = "over"


@dataclass
class Call:
    """A call; `hooks` are the flows that the inbound flow set for its agent."""

    contact: Contact
    caller: Line
    agent: Line
    instance: Instance
    stage: Stage = Stage.ARRIVING
    hooks: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.item = self.record(self.contact)

    def record(self, contact: Contact) -> Item:
        """Let the stand-in know a contact of this call, which it describes from now on."""
        item = self.instance.contacts[contact.contact_id] = contacts.began(contact, time.time())
        return item

    @property
    def is_on(self) -> bool:
        """Whether the caller is still on the line."""
        return self.stage not in {Stage.AFTER, Stage.OVER}

    def queue(self, name: str) -> None:
        """The flow has put it into a queue."""
        self.stage = Stage.WAITING
        contacts.queued(self.item, name, time.time())

    def answer(self, agent: str) -> None:
        """An agent takes it."""
        self.stage = Stage.TALKING
        contacts.answered(self.item, agent, time.time())

    def end(self, reason: str) -> None:
        """Somebody hangs up, or the flow does; an agent who had it still has work with it."""
        had_agent = "AgentInfo" in self.item
        self.stage = Stage.AFTER if had_agent else Stage.OVER
        contacts.ended(self.item, reason, time.time())

    def close(self) -> None:
        """The agent is done with it."""
        self.stage = Stage.OVER
        contacts.closed(self.item, time.time())
