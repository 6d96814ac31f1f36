"""What Amazon Connect knows about one contact, and the event it hands to a function."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import uuid4

DEMO_INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"
TELEPHONE = "TELEPHONE_NUMBER"


@dataclass(frozen=True)
class Queue:
    """A queue as `$.Queue` shows it."""

    arn: str
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact: a call, chat, task or e-mail.

    `attributes` belongs to the whole chain of contacts that began with `initial_contact_id`, so a contact and those
    that follow it hold the same map and see each other's changes.
    """

    customer_address: str | None
    channel: str = "VOICE"
    initiation_method: str = "INBOUND"
    system_address: str | None = "+18005550100"
    endpoint_type: str = TELEPHONE
    contact_id: str = field(default_factory=lambda: str(uuid4()))
    initial_contact_id: str = ""
    previous_contact_id: str = ""
    queue: Queue | None = None
    agent: str = ""
    """The user name that `$.Agent` has in whisper flows; functions are not told."""
    attributes: dict[str, str] = field(default_factory=dict)
    instance_arn: str = DEMO_INSTANCE
    language_code: str = "en-US"

    def quick_connect(self, queue: Queue) -> Self:
        """Make the contact that a queue quick connect starts while this one is on hold.

        AWS "Contact initiation methods": a new contact, TRANSFER, whose ids lead back here; the customer's endpoint
        stays the customer's. That `$.Queue` is the quick connect's queue is inferred.
        """
        return replace(
            self,
            contact_id=str(uuid4()),
            initial_contact_id=self.first_id,
            previous_contact_id=self.contact_id,
            initiation_method="TRANSFER",
            queue=queue,
        )

    def guide(self) -> Self:
        """Make the contact of a step-by-step guide that the agent sees beside this one.

        AWS "ShowView": a guide is a chat contact of its own, not the customer's. That it begins with a copy of this
        contact's attributes is what linked contacts do (StartOutboundVoiceContact, RelatedContactId); that its
        endpoint is no telephone number is inferred.
        """
        return replace(
            self,
            contact_id=str(uuid4()),
            initial_contact_id="",
            previous_contact_id="",
            channel="CHAT",
            initiation_method="API",
            customer_address=None,
            system_address=None,
            queue=None,
            attributes=dict(self.attributes),
        )

    @property
    def first_id(self) -> str:
        """Name the contact the chain began with: this one, unless another came before."""
        return self.initial_contact_id or self.contact_id

    def data(self) -> dict[str, Any]:
        """Lay the contact out as `Details.ContactData`, which is also what JSONPath reads."""
        return {
            "Attributes": dict(self.attributes),
            "Channel": self.channel,
            "ContactId": self.contact_id,
            "CustomerEndpoint": _endpoint(self.customer_address, self.endpoint_type),
            "CustomerId": None,
            "Description": None,
            "InitialContactId": self.first_id,
            "InitiationMethod": self.initiation_method,
            "InstanceARN": self.instance_arn,
            "LanguageCode": self.language_code,
            "MediaStreams": {"Customer": {"Audio": None}},
            "Name": None,
            "PreviousContactId": self.previous_contact_id or self.contact_id,
            "Queue": {"ARN": self.queue.arn, "Name": self.queue.name, "OutboundCallerId": None} if self.queue else None,
            "References": {},
            "SystemEndpoint": _endpoint(self.system_address, self.endpoint_type),
        }

    def event(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Build the event a function gets: AWS "Invoke Lambda functions", example JSON request."""
        return {
            "Name": "ContactFlowEvent",
            "Details": {"ContactData": self.data(), "Parameters": dict(parameters)},
        }


def _endpoint(address: str | None, kind: str) -> dict[str, str] | None:
    return None if address is None else {"Address": address, "Type": kind}
