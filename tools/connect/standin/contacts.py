"""Calls and agents as DescribeContact and DescribeUser answer them, from a call's first ring to its closing.

Members and their order in time: "DescribeContact" of the Amazon Connect API Reference. Times are seconds since 1970.
"""

from tools.connect.run.contact import Contact
from tools.connect.standin.shapes import INSTANCE_ARN, Item, arn, identify


def user(username: str, first: str = "", last: str = "") -> Item:
    """An agent."""
    names = {"FirstName": first, "LastName": last}
    identity = {name: text for name, text in names.items() if text}
    return {"Id": identify(username), "Arn": arn("agent", username), "Username": username, "IdentityInfo": identity}


def began(contact: Contact, at: float) -> Item:
    """A contact that has just begun. The agent is told later, and the customer only where the call has a number."""
    item = {
        "Arn": f"{INSTANCE_ARN}/contact/{contact.contact_id}",
        "Id": contact.contact_id,
        "InitialContactId": contact.first_id,
        "PreviousContactId": contact.previous_contact_id,
        "InitiationMethod": contact.initiation_method,
        "Channel": contact.channel,
        "InitiationTimestamp": at,
        "LastUpdateTimestamp": at,
        "CustomerEndpoint": _endpoint(contact.customer_address),
        "SystemEndpoint": _endpoint(contact.system_address),
    }
    return {name: value for name, value in item.items() if value}


def queued(item: Item, queue: str, at: float) -> None:
    """It waits in the queue with this name."""
    item |= {"QueueInfo": {"Id": identify(queue), "EnqueueTimestamp": at}, "LastUpdateTimestamp": at}


def answered(item: Item, agent: str, at: float) -> None:
    """An agent has it."""
    item |= {"AgentInfo": {"Id": identify(agent), "ConnectedToAgentTimestamp": at}, "LastUpdateTimestamp": at}


def ended(item: Item, reason: str, at: float) -> None:
    """Somebody hung up; an agent who had it works on after the call."""
    item |= {"DisconnectTimestamp": at, "DisconnectReason": reason, "LastUpdateTimestamp": at}
    if "AgentInfo" in item:
        item["AgentInfo"]["AfterContactWorkStartTimestamp"] = at


def closed(item: Item, at: float) -> None:
    """The agent is done with it."""
    worked = round(at - item["DisconnectTimestamp"])
    item["AgentInfo"] |= {"AfterContactWorkEndTimestamp": at, "AfterContactWorkDuration": worked}
    item["LastUpdateTimestamp"] = at


def _endpoint(address: str | None) -> Item | None:
    return {"Type": "TELEPHONE_NUMBER", "Address": address} if address else None
