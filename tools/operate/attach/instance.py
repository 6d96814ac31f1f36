"""Which Amazon Connect instance a stack was deployed for, and refusals of any other instance."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.common.errors import LocalError
from tools.operate.target import on_aws

_ARN = re.compile(r"arn:aws[a-z-]*:connect:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):instance/(?P<id>[0-9a-f-]{36})")
OF_THE_INSTANCE = {"QueueArn": "queue", "HoursOfOperationArn": "operating-hours"}


@dataclass(frozen=True)
class InstanceArn:
    """The ARN of an instance, taken apart."""

    text: str
    region: str
    account: str
    id: str

    @classmethod
    def parse(cls, text: str) -> "InstanceArn":
        """Read an ARN, or say what it should look like."""
        if not (match := _ARN.fullmatch(text)):
            example = "arn:aws:connect:us-east-1:123456789012:instance/01234567-89ab-cdef-0123-456789abcdef"
            raise LocalError(f"{text!r} is not the ARN of an Amazon Connect instance; it looks like {example}")
        return cls(text, **match.groupdict())

    def refuse_region(self, region: str | None) -> None:
        """Refuse an instance of another Region than the one that is worked in."""
        if self.region != region:
            raise LocalError(
                f"The instance is in {self.region}, but the Region in use is {region or 'not set'}; "
                f"nothing was changed; set AWS_DEFAULT_REGION={self.region}"
            )

    def refuse_account(self, account: str) -> None:
        """Refuse an instance of another account than the one that is worked in."""
        if self.account != account:
            raise LocalError(
                f"The instance is of account {self.account}, but the credentials are of {account}; "
                "nothing was changed; use credentials of the instance's account"
            )

    def refuse_parts_of_others(self, given: Mapping[str, str | None]) -> None:
        """Refuse template parameters that name a part of another instance."""
        for name, kind in OF_THE_INSTANCE.items():
            below = f"{self.text}/{kind}/"
            if (part := given.get(name)) and not part.startswith(below):
                raise LocalError(f"{name} is not of the instance {self.id}; nothing was changed; give {below}…")


def of_stack(name: str) -> str:
    """The instance that a stack was deployed for."""
    values = on_aws(name).parameters()
    if not values.get("ConnectInstanceArn"):
        raise LocalError(f"{name} was deployed without an instance; deploy it with ConnectInstanceArn")
    return values["ConnectInstanceArn"]


def refuse_another_instance(former: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Refuse to move a stack's flows, because Amazon Connect cannot move flows and quick connects between instances.

    CloudFormation finds that out half-way, rolls everything back, and says "InstanceArn cannot be updated".
    """
    old, new = former.get("ConnectInstanceArn", ""), given.get("ConnectInstanceArn", "")
    if old != new and former.get("QueueArn") and given.get("QueueArn"):
        raise LocalError(
            f"The stack's flows are in the instance {old}, and Amazon Connect moves none to another; nothing was "
            "changed. Keep them both: deploy another stack for the new instance. Or move: take the quick connect from "
            "its queues (make connect with UNDO=1), deploy with the old ConnectInstanceArn and QueueArn= "
            "HoursOfOperationArn=, which removes the flows, then with all three of the new instance"
        )


def refuse_elsewhere(given: Mapping[str, str | None]) -> None:
    """Refuse parameters with an instance of another Region or account, or with parts of another instance."""
    if not (arn := given.get("ConnectInstanceArn")):
        return
    instance = InstanceArn.parse(arn)
    instance.refuse_parts_of_others(given)
    session = boto3.Session()
    instance.refuse_region(session.region_name)
    try:
        account = session.client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as exc:
        raise LocalError(f"Cannot tell which account the credentials are of ({exc}); check credentials") from exc
    instance.refuse_account(account)
