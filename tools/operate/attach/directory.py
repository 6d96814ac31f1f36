"""What an instance has, found by the names that administrators know."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tools.common.errors import LocalError
from tools.operate.attach.client import Client


@dataclass(frozen=True)
class Named:
    """Something with a name, an id and an ARN."""

    name: str
    id: str
    arn: str


class Directory:
    """The lists of one instance. Each is read once."""

    def __init__(self, client: Client) -> None:
        self.client = client

    @cached_property
    def url(self) -> str:
        """The address at which administrators sign in. The request also shows that this is the right instance."""
        found = self.client.ask("describe_instance")["Instance"]
        if found.get("Arn") != self.client.instance.text:
            raise LocalError(
                f"The credentials lead to the instance {found.get('Arn')}, not to {self.client.instance.text}; "
                "nothing was changed; use credentials of the instance's account"
            )
        return str(found.get("InstanceAccessUrl") or "").removesuffix("/")

    @cached_property
    def queues(self) -> list[Named]:
        """The queues that have names; agents' own queues have none."""
        return self._list("list_queues", "QueueSummaryList", QueueTypes=["STANDARD"])

    def quick_connect(self, name: str) -> Named:
        """A quick connect to a queue."""
        found = self._list("list_quick_connects", "QuickConnectSummaryList", QuickConnectTypes=["QUEUE"])
        return _pick("quick connect", name, found, "deploy with ConnectInstanceArn, QueueArn and HoursOfOperationArn")

    @cached_property
    def flows(self) -> list[Named]:
        """The flows that a number can lead to."""
        return self._list("list_contact_flows", "ContactFlowSummaryList", ContactFlowTypes=["CONTACT_FLOW"])

    def flow(self, name: str) -> Named:
        """A flow that a number can lead to."""
        return _pick("flow", name, self.flows, "deploy with ConnectInstanceArn, QueueArn and HoursOfOperationArn")

    def queue(self, name: str) -> Named:
        """A queue that agents work in."""
        return _pick("queue", name, self.queues, "check the name in Routing, Queues")

    @cached_property
    def numbers(self) -> list[Named]:
        """The numbers that are claimed for this instance."""
        listed = self.client.pages("list_phone_numbers_v2", "ListPhoneNumbersSummaryList")
        return [Named(n["PhoneNumber"], n["PhoneNumberId"], n["PhoneNumberArn"]) for n in listed]

    def number(self, text: str) -> Named:
        """A number that is claimed."""
        return _pick("claimed number", text, self.numbers, "write it in E.164, such as +12065550100")

    @cached_property
    def flow_of_number(self) -> dict[str, str]:
        """The ARN of the flow that each number's ARN leads to."""
        listed = self.client.pages(
            "list_flow_associations", "FlowAssociationSummaryList", ResourceType="VOICE_PHONE_NUMBER"
        )
        return {item["ResourceId"]: item["FlowId"] for item in listed}

    @cached_property
    def profiles(self) -> list[Named]:
        """The security profiles."""
        return self._list("list_security_profiles", "SecurityProfileSummaryList")

    def profile(self, name: str) -> Named:
        """A security profile."""
        return _pick("security profile", name, self.profiles, "check the name in Users, Security profiles")

    def applications(self, profile: Named) -> list[dict[str, Any]]:
        """What a security profile may open, as it is written."""
        return [*self.client.pages("list_security_profile_applications", "Applications", SecurityProfileId=profile.id)]

    def has(self, queue: Named, quick_connect: Named) -> bool:
        """Whether the agents of a queue see a quick connect."""
        listed = self.client.pages("list_queue_quick_connects", "QuickConnectSummaryList", QueueId=queue.id)
        return any(item["Id"] == quick_connect.id for item in listed)

    def _list(self, operation: str, member: str, **parameters: Any) -> list[Named]:  # noqa: ANN401
        listed = self.client.pages(operation, member, **parameters)
        return [Named(item["Name"], item["Id"], item["Arn"]) for item in listed if "Name" in item]


def _pick(kind: str, name: str, found: Iterable[Named], fix: str) -> Named:
    known = {item.name: item for item in found}
    if name not in known:
        raise LocalError(
            f'There is no {kind} "{name}" on this instance; {fix}; it has {", ".join(sorted(known)) or "none"}'
        )
    return known[name]
