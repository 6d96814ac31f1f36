"""The two tables as template.yaml describes them, so that tests and deployment cannot drift apart."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import boto3
import yaml

from tests.unit.records import CALLER, Item, record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
_CREATED = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short functions; the values do not matter, because the tables' properties use none."""


_Loader.add_multi_constructor("!", lambda _loader, tag, node: f"{tag}({node.value})")


def properties(resource: str) -> dict[str, Any]:
    """A resource's properties in the template."""
    template = yaml.load(TEMPLATE.read_text("utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    found: dict[str, Any] = template["Resources"][resource]["Properties"]
    return found


_PROPERTIES = {name: properties(f"{name}Table") for name in ("Denylist", "History")}


@functools.cache
def client() -> "DynamoDBClient":
    """One client for all tests, because making one takes longer than a test."""
    return boto3.client("dynamodb", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")


class Tables:
    """What a test puts into the tables and finds in them."""

    def __init__(self) -> None:
        self.client = client()

    @classmethod
    def create(cls) -> Self:
        """Both tables, empty."""
        made = cls()
        for name, described in _PROPERTIES.items():
            stream = described.get("StreamSpecification")
            created: dict[str, Any] = {key: described[key] for key in _CREATED if key in described}
            if stream:
                created["StreamSpecification"] = {"StreamEnabled": True, **stream}
            made.client.create_table(TableName=name, **created)
        return made

    def put(self, *items: Item, table: str = "Denylist") -> None:
        """Put items whole, as a person at the AWS console does."""
        for item in items:
            self.client.put_item(TableName=table, Item=item)

    def get(self, number: str = CALLER) -> Item | None:
        """An entry's item."""
        return self.entries().get(number)

    def entries(self) -> dict[str, Item]:
        """Every entry's item, by its key."""
        return {i["ContactNumber"]["S"]: i for i in self._scan("Denylist")}

    def history(self) -> list[Item]:
        """Every change in history, without its counters."""
        return [i for i in self._scan("History") if "Event" in i]

    def counter(self, number: str, at: str) -> Item | None:
        """A counter in history."""
        return next((i for i in self._scan("History") if (i["ContactNumber"]["S"], i["At"]["S"]) == (number, at)), None)

    def _scan(self, table: str) -> list[Item]:
        return cast("list[Item]", self.client.scan(TableName=table)["Items"])


def changes(before: Mapping[str, Item], after: Mapping[str, Item]) -> list[dict[str, Any]]:
    """The stream's records for the differences between two states of the table."""
    numbers = sorted({*before, *after})
    return [record(before.get(n), after.get(n)) for n in numbers if before.get(n) != after.get(n)]
