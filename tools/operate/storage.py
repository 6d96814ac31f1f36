"""Where a stack keeps what it knows: both tables and the dead-letter queue."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from denylist import expressions
from tools.common import aws
from tools.common.aws import MAY_NOT, Sentences
from tools.common.errors import LocalError
from tools.operate.target import Target

SENTENCES = Sentences(
    {"AccessDenied": f"{MAY_NOT}; docs/personal-data.md lists what is needed"},
    otherwise="AWS refuses {operation} ({code})",
)
"""AWS's own words are left out, because they may quote an item."""

ask = partial(aws.ask, sentences=SENTENCES)
pages = partial(aws.pages, sentences=SENTENCES)


type Item = dict[str, dict[str, Any]]
"""DynamoDB's own JSON."""


@dataclass(frozen=True)
class Storage:
    """A stack, the country whose national numbers it reads, and clients with the right to read and erase."""

    place: str
    outputs: Mapping[str, str]
    region: str
    """ISO 3166 code: the stack's `DefaultRegion`."""
    dynamodb: Any
    sqs: Any
    states: Any

    @classmethod
    def of(cls, stack: Target) -> "Storage":
        """The stack that a command works on.

        Raises:
            LocalError: it is another kind of stack, or AWS cannot be asked.
        """
        region = stack.parameters().get("DefaultRegion")
        if not region or "HistoryTable" not in stack.outputs:
            raise LocalError(f"{stack.name} is no deny list: it has no HistoryTable, or no DefaultRegion")
        return cls(stack.name, stack.outputs, region, *map(stack.client, ("dynamodb", "sqs", "stepfunctions")))

    @property
    def entries(self) -> str:
        """Name of DenylistTable."""
        return self.outputs["DenylistTable"]

    @property
    def history(self) -> str:
        """Name of HistoryTable."""
        return self.outputs["HistoryTable"]

    @property
    def queue(self) -> str:
        """URL of the dead-letter queue."""
        return self.outputs["DeadLetterQueueUrl"]


def entry(storage: Storage, key: str) -> Item | None:
    """An item of DenylistTable as it is now."""
    found: Item | None = ask(
        storage.dynamodb, "get_item", TableName=storage.entries, Key=expressions.key(key), ConsistentRead=True
    ).get("Item")
    return found


def keys_of(storage: Storage, table: str) -> Iterator[str]:
    """Every key of a table."""
    read = pages(storage.dynamodb, "scan", TableName=table, ProjectionExpression="ContactNumber", ConsistentRead=True)
    for page in read:
        yield from (item["ContactNumber"]["S"] for item in page["Items"])
