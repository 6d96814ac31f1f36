"""What Amazon Connect tells a Lambda function of a contact, read without trusting any of it.

The event is `{"Details": {"ContactData": {…}, "Parameters": {…}}}` (Administrator Guide, "Invoke AWS
Lambda functions"); its endpoints and queue may be null or absent, and people send test events with
less. Answers are flat maps of strings, because a flow reads nothing else.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from denylist.text import clean

# Connect's ids are UUIDs, agents' names at most 100 characters; a note longer than a sentence or two
# belongs in the contact's record.
_ID = 128
_NAME = 100
_REASON = 200
DIALLED = ("outbound", "callback")
"""How a number came to be dialled, which did not call."""
_BEGINNINGS = {
    "INBOUND": "no",
    "WEBRTC_API": "no",
    "OUTBOUND": "outbound",
    "EXTERNAL_OUTBOUND": "outbound",
    "API": "outbound",
}


class Contact(NamedTuple):
    """A contact as its flow passed it. Texts are one line, bounded, and empty where nothing was said."""

    channel: str
    contact_id: str
    call_id: str
    """The call that this contact belongs to: the one before it in the chain, else the first, else itself."""
    address: object
    """`Parameters.CustomerNumber`, else `CustomerEndpoint.Address`; as it came, judged by the number rules."""
    term: object
    flagged_by: str
    reason: str

    dialled: str
    """Whether the number was dialled, as against calling: `outbound`, `callback` or `no`; empty where nobody knows."""
    source: str
    """Which of our flows asks, where that matters: `after_call`, `outbound`."""

    @property
    def is_a_call(self) -> bool:
        """Whether the contact is a call, or an event that does not say (people's test events)."""
        return self.channel in ("", "VOICE")

    @property
    def is_of_a_call(self) -> bool:
        """Whether the contact is a call or belongs to one.

        The form in after-contact work is a chat of its own, which names the caller.
        """
        return self.is_a_call or (self.source == "after_call" and isinstance(self.address, str))

    @property
    def way(self) -> str:
        """How the agent flags, as an entry's `Source`: by quick connect, unless the form after the call says so."""
        return "after_call" if self.source == "after_call" else "ccp"

    @property
    def is_dialled(self) -> bool:
        """Whether an agent dials the number, as against being called from it."""
        return self.source == "outbound" or self.dialled in DIALLED


def read(event: object) -> Contact:
    """The contact in a flow's event, however little of it there is."""
    details = _part(event, "Details")
    contact, parameters = _part(details, "ContactData"), _part(details, "Parameters")
    contact_id = clean(contact.get("ContactId"), _ID)
    previous = clean(contact.get("PreviousContactId"), _ID) or clean(contact.get("InitialContactId"), _ID)
    return Contact(
        channel=_channel(contact.get("Channel")),
        contact_id=contact_id,
        call_id=previous or contact_id,
        address=_address(contact, parameters),
        term=parameters.get("Term"),
        flagged_by=_name(parameters.get("FlaggedBy")),
        reason=clean(parameters.get("Reason"), _REASON),
        dialled=_dialled(contact, parameters),
        source=clean(parameters.get("Source"), _ID),
    )


def dialled_by(method: object) -> str:
    """Whether a call began with dialling the number: `outbound`, `callback`, `no`; empty of one that was handed on.

    The words of Amazon Connect's `InitiationMethod` (API reference, "Contact"); a callback has three of them.
    """
    known = clean(method, _ID).upper()
    return "callback" if known.startswith("CALLBACK") else _BEGINNINGS.get(known, "")


def _dialled(contact: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
    """As the flow says, else as the contact began; the form after a call is a chat with a beginning of its own."""
    said = clean(parameters.get("Dialled"), _ID)
    if said in (*DIALLED, "no"):
        return said
    return dialled_by(contact.get("InitiationMethod")) if _channel(contact.get("Channel")) == "VOICE" else ""


def _channel(value: object) -> str:
    """Empty only where no channel is given: what cannot be read is some channel, and no call."""
    return "" if value is None or value == "" else clean(value, _ID).upper() or "UNREADABLE"


def _name(value: object) -> str:
    """An agent's name. An attribute that is absent may come as its path, and people write `unknown` for nobody."""
    name = clean(value, _NAME)
    return "" if name.startswith("$.") or name.casefold() == "unknown" else name


def _address(contact: Mapping[str, Any], parameters: Mapping[str, Any]) -> object:
    """The number that the flow names; else the contact's own, which in the after-call form is not the caller's."""
    if parameters.get("CustomerNumber") or parameters.get("Source") == "after_call":
        return parameters.get("CustomerNumber") or None
    return _part(contact, "CustomerEndpoint").get("Address")


def _part(whole: object, name: str) -> Mapping[str, Any]:
    part = whole.get(name) if isinstance(whole, Mapping) else None
    return part if isinstance(part, Mapping) else {}
