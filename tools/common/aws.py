"""What the tools ask of the user's own AWS account."""

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.common.errors import LocalError


def read_outputs(stack: str) -> dict[str, str]:
    """A deployed stack's outputs, by name.

    Raises:
        LocalError: there is no such stack, or AWS cannot be asked.
    """
    try:
        described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except (BotoCoreError, ClientError) as exc:
        raise LocalError(f"Cannot read the outputs of {stack} ({exc}); check STACK, Region and credentials") from exc
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
