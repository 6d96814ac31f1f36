"""An instance as the stand-in has it: queues, quick connects, flows, numbers, contacts and users."""

from dataclasses import dataclass, field

from tools.connect.standin.faults import Fault
from tools.connect.standin.shapes import (
    INSTANCE_ARN,
    INSTANCE_ID,
    Item,
    arn,
    identify,
    number_arn,
    page,
    quick_connect,
    summary,
)

MOST_QUICK_CONNECTS = 50
STATUS = {"InstanceStatus": "ACTIVE", "InstanceAccessUrl": "https://example.my.connect.aws"}
OPERATIONS = {
    "DescribeInstance": "describe_instance",
    "ListQueues": "list_queues",
    "ListQuickConnects": "list_quick_connects",
    "ListContactFlows": "list_contact_flows",
    "ListQueueQuickConnects": "list_queue_quick_connects",
    "AssociateQueueQuickConnects": "associate_queue_quick_connects",
    "DisassociateQueueQuickConnects": "disassociate_queue_quick_connects",
    "ListPhoneNumbersV2": "list_phone_numbers",
    "ListFlowAssociations": "list_flow_associations",
    "AssociatePhoneNumberContactFlow": "associate_number",
    "DisassociatePhoneNumberContactFlow": "disassociate_number",
    "ListSecurityProfiles": "list_security_profiles",
    "ListSecurityProfileApplications": "list_security_profile_applications",
    "UpdateSecurityProfile": "update_security_profile",
    "DescribeContact": "describe_contact",
    "DescribeUser": "describe_user",
}


@dataclass
class Instance:
    """What one instance holds, by name; `attached` are the ids of a queue's quick connects, `numbers` lead to flows.

    `profiles` are the applications of each security profile.
    """

    queues: list[str] = field(default_factory=list)
    quick_connects: list[str] = field(default_factory=list)
    flows: dict[str, str] = field(default_factory=dict)
    attached: dict[str, set[str]] = field(default_factory=dict)
    numbers: dict[str, str | None] = field(default_factory=dict)
    profiles: dict[str, list[Item]] = field(default_factory=dict)
    contacts: dict[str, Item] = field(default_factory=dict)
    users: dict[str, Item] = field(default_factory=dict)

    def answer(self, operation: str, asked: Item) -> Item:
        """What an operation answers; raises the Fault that the service would."""
        if asked.get("InstanceId", INSTANCE_ID) not in {INSTANCE_ID, INSTANCE_ARN}:
            raise Fault.missing("Instance")
        answer: Item = getattr(self, OPERATIONS[operation])(asked)
        return answer

    def describe_instance(self, _: Item) -> Item:
        """Itself."""
        return {"Instance": {"Id": INSTANCE_ID, "Arn": INSTANCE_ARN, "InstanceAlias": "example", **STATUS}}

    def list_queues(self, asked: Item) -> Item:
        """The queues that have names."""
        found = [summary("queue", name, QueueType="STANDARD") for name in self.queues]
        return page("QueueSummaryList", found, asked)

    def list_quick_connects(self, asked: Item) -> Item:
        """All of them lead to queues."""
        return page("QuickConnectSummaryList", [quick_connect(name) for name in self.quick_connects], asked)

    def list_contact_flows(self, asked: Item) -> Item:
        """Every flow; the type that is asked for is not looked at."""
        found = [summary("contact-flow", name, ContactFlowType=kind) for name, kind in self.flows.items()]
        return page("ContactFlowSummaryList", found, asked)

    def list_queue_quick_connects(self, asked: Item) -> Item:
        """A queue's quick connects."""
        held = self._queue(asked)
        return page(
            "QuickConnectSummaryList", [quick_connect(n) for n in self.quick_connects if identify(n) in held], asked
        )

    def associate_queue_quick_connects(self, asked: Item) -> Item:
        """Give a queue more quick connects; what it has already is no mistake."""
        known = {identify(name) for name in self.quick_connects}
        if len(asked["QuickConnectIds"]) > MOST_QUICK_CONNECTS:
            raise Fault("InvalidParameterException", Message="1 to 50 quick connects")
        if not known >= set(asked["QuickConnectIds"]):
            raise Fault.missing("Quick connect")
        self._queue(asked).update(asked["QuickConnectIds"])
        return {}

    def disassociate_queue_quick_connects(self, asked: Item) -> Item:
        """Take them from a queue; what it does not have is no mistake."""
        self._queue(asked).difference_update(asked["QuickConnectIds"])
        return {}

    def list_phone_numbers(self, asked: Item) -> Item:
        """The claimed numbers."""
        found = [
            {
                "PhoneNumberId": identify(n),
                "PhoneNumberArn": number_arn(n),
                "PhoneNumber": n,
                "TargetArn": INSTANCE_ARN,
            }
            for n in self.numbers
        ]
        return page("ListPhoneNumbersSummaryList", found, asked)

    def list_flow_associations(self, asked: Item) -> Item:
        """The numbers that lead to a flow."""
        found = [
            {"ResourceId": number_arn(n), "FlowId": arn("contact-flow", flow), "ResourceType": "VOICE_PHONE_NUMBER"}
            for n, flow in self.numbers.items()
            if flow
        ]
        return page("FlowAssociationSummaryList", found, asked)

    def associate_number(self, asked: Item) -> Item:
        """Let a number lead to a flow."""
        flow = next((name for name in self.flows if identify(name) == asked["ContactFlowId"]), None)
        if not flow:
            raise Fault.missing("Contact flow")
        self.numbers[self._number(asked)] = flow
        return {}

    def disassociate_number(self, asked: Item) -> Item:
        """Let a number lead nowhere."""
        self.numbers[self._number(asked)] = None
        return {}

    def list_security_profiles(self, asked: Item) -> Item:
        """The security profiles."""
        return page("SecurityProfileSummaryList", [summary("security-profile", name) for name in self.profiles], asked)

    def list_security_profile_applications(self, asked: Item) -> Item:
        """A security profile's applications."""
        return page("Applications", self.profiles[self._profile(asked)], asked)

    def update_security_profile(self, asked: Item) -> Item:
        """Replace the whole list of applications; a list that is not given stays."""
        name = self._profile(asked)
        self.profiles[name] = asked.get("Applications", self.profiles[name])
        return {}

    def describe_contact(self, asked: Item) -> Item:
        """A contact."""
        if asked["ContactId"] not in self.contacts:
            raise Fault.missing("Contact")
        return {"Contact": self.contacts[asked["ContactId"]]}

    def describe_user(self, asked: Item) -> Item:
        """A user."""
        if asked["UserId"] not in self.users:
            raise Fault.missing("User")
        return {"User": self.users[asked["UserId"]]}

    def _queue(self, asked: Item) -> set[str]:
        if asked["QueueId"] not in {identify(name) for name in self.queues}:
            raise Fault.missing("Queue")
        return self.attached.setdefault(asked["QueueId"], set())

    def _profile(self, asked: Item) -> str:
        found = next((name for name in self.profiles if identify(name) == asked["SecurityProfileId"]), None)
        if not found:
            raise Fault.missing("Security profile")
        return found

    def _number(self, asked: Item) -> str:
        found = next((n for n in self.numbers if identify(n) == asked["PhoneNumberId"]), None)
        if not found:
            raise Fault.missing("Phone number")
        return found
