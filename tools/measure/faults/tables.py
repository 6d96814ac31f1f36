"""Tables with the deployed ones' keys and indexes, on the same DynamoDB, whose changes start no workflow."""

import itertools
import secrets
from typing import Any

from tools.embedded.stack import Stack

type Item = dict[str, dict[str, Any]]

_NUMBERS = itertools.count(1)


class Tables:
    """A separate DenylistTable and HistoryTable; each case uses numbers of its own in them."""

    def __init__(self, stack: Stack) -> None:
        self._client = stack.client("dynamodb")
        suffix = secrets.token_hex(4)
        self.denylist = self._like(stack.outputs["DenylistTable"], f"faults-denylist-{suffix}")
        self.history = self._like(stack.outputs["HistoryTable"], f"faults-history-{suffix}")

    def put(self, item: Item) -> Item:
        """Put an entry, and give it back."""
        self._client.put_item(TableName=self.denylist, Item=item)
        return item

    def remember(self, item: Item) -> None:
        """Put an item of history."""
        self._client.put_item(TableName=self.history, Item=item)

    def entry(self, number: str) -> Item:
        """The number's item; empty if there is none."""
        key = {"ContactNumber": {"S": number}}
        found: Item = self._client.get_item(TableName=self.denylist, Key=key).get("Item", {})
        return found

    def history_of(self, key: str) -> list[Item]:
        """All that HistoryTable holds under a number, or an agent's counters."""
        found: list[Item] = self._client.query(
            TableName=self.history,
            KeyConditionExpression="ContactNumber = :key",
            ExpressionAttributeValues={":key": {"S": key}},
        )["Items"]
        return found

    def holding(self, flag: str) -> list[Item]:
        """The items of HistoryTable that count a flag."""
        found: list[Item] = self._client.scan(
            TableName=self.history,
            FilterExpression="contains(FlagIds, :flag)",
            ExpressionAttributeValues={":flag": {"S": flag}},
        )["Items"]
        return found

    def drop(self) -> None:
        """Delete both."""
        for name in (self.denylist, self.history):
            self._client.delete_table(TableName=name)

    def _like(self, deployed: str, name: str) -> str:
        described = self._client.describe_table(TableName=deployed)["Table"]
        indexes = [
            {part: index[part] for part in ("IndexName", "KeySchema", "Projection")}
            for index in described.get("GlobalSecondaryIndexes", [])
        ]
        self._client.create_table(
            TableName=name,
            KeySchema=described["KeySchema"],
            AttributeDefinitions=described["AttributeDefinitions"],
            BillingMode="PAY_PER_REQUEST",
            **({"GlobalSecondaryIndexes": indexes} if indexes else {}),
        )
        return name


def new_number() -> str:
    """A North American number that no other case has."""
    return f"+1206{5550000 + next(_NUMBERS)}"
