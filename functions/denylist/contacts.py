"""Reads what Amazon Connect tells a Lambda function about a contact, without trusting any of it.

The event is `{"Details": {"ContactData": {…}, "Parameters": {…}}}` (Administrator Guide, "Invoke AWS
Lambda functions"). Its endpoints and its queue may be null or absent, and people send test events with even less.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from denylist.text import clean

# Connect's ids are UUIDs, and agents' names have at most 100 characters. A reason that is longer than a sentence or two
# belongs in the contact's record.
_ID = 128
_NAME = 100
_REASON = 200
DIALLED = ("outbound", "callback")
"""The values of `dialled` for a number that was dialled and did not call."""
_BEGINNINGS = {
    "INBOUND": "no",
    "WEBRTC_API": "no",
    "OUTBOUND": "outbound",
    "EXTERNAL_OUTBOUND": "outbound",
    "API": "outbound",
}


class Contact(NamedTuple):
    """A contact as its flow passed it. Texts are one line of bounded length, and empty if the flow passed none."""

    channel: str
    contact_id: str
    call_id: str
    """The call to which this contact belongs: the previous one in its chain, else the first, else itself."""
    address: object
    """`Parameters.CustomerNumber`, else `CustomerEndpoint.Address`; as it came, judged by the number rules."""
    term: object
    category: object
    warnings: object
    flagged_by: str
    reason: str

    dialled: str
    """`outbound` or `callback` if the number was dialled, `no` if it called; empty if that is not known."""
    source: str
    """Which of our flows asks, where that makes a difference: `after_call` or `outbound`."""
    withdraws: bool
    """Whether the agent takes the flag of this contact back."""

    @property
    def is_a_call(self) -> bool:
        """Whether the contact is a call; also true of an event that does not say, such as a test event."""
        return self.channel in ("", "VOICE")

    @property
    def is_of_a_call(self) -> bool:
        """Whether the contact is a call or belongs to one.

        The form for after-contact work is a chat of its own, which names the caller.
        """
        return self.is_a_call or (self.source == "after_call" and isinstance(self.address, str))

    @property
    def way(self) -> str:
        """An entry's `Source`: `after_call` for the form after the call, else `ccp` for the quick connect."""
        return "after_call" if self.source == "after_call" else "ccp"

    @property
    def is_dialled(self) -> bool:
        """Whether the number is dialled by an agent or by a callback, and does not call."""
        return self.source == "outbound" or self.dialled in DIALLED


def read(event: object) -> Contact:
    """The contact in a flow's event, which may lack any part."""
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
        category=parameters.get("Category"),
        warnings=parameters.get("Warnings"),
        flagged_by=_name(parameters.get("FlaggedBy")),
        reason=clean(parameters.get("Reason"), _REASON),
        dialled=_dialled(contact, parameters),
        source=clean(parameters.get("Source"), _ID),
        withdraws=parameters.get("Withdraw") == "true",
    )


def dialled_by(method: object) -> str:
    """Whether a call began with dialling the number: `outbound`, `callback`, `no`; empty of one that was handed on.

    The words of Amazon Connect's `InitiationMethod` (API reference, "Contact"); a callback has three of them.
    """
    known = clean(method, _ID).upper()
    return "callback" if known.startswith("CALLBACK") else _BEGINNINGS.get(known, "")


def _dialled(contact: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
    """What the flow says, else how the contact began; but the form after a call is a chat, which began otherwise."""
    said = clean(parameters.get("Dialled"), _ID)
    if said in (*DIALLED, "no"):
        return said
    return dialled_by(contact.get("InitiationMethod")) if _channel(contact.get("Channel")) == "VOICE" else ""


def _channel(value: object) -> str:
    """The channel; empty only if none is given. One that cannot be read is `UNREADABLE`, which is not a call."""
    return "" if value is None or value == "" else clean(value, _ID).upper() or "UNREADABLE"


def _name(value: object) -> str:
    """An agent's name. A missing attribute may arrive as its path, and `unknown` means that there is no name."""
    name = clean(value, _NAME)
    return "" if name.startswith("$.") or name.casefold() == "unknown" else name


def _address(contact: Mapping[str, Any], parameters: Mapping[str, Any]) -> object:
    """The number that the flow passes, else the contact's own; but the after-call form's own is not the caller's."""
    if parameters.get("CustomerNumber") or parameters.get("Source") == "after_call":
        return parameters.get("CustomerNumber") or None
    return _part(contact, "CustomerEndpoint").get("Address")


def _part(whole: object, name: str) -> Mapping[str, Any]:
    part = whole.get(name) if isinstance(whole, Mapping) else None
    return part if isinstance(part, Mapping) else {}
