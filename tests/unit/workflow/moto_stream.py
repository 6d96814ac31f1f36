"""The stream of moto's DenylistTable, as the pipe and `make redrive` see it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import StreamShard


@dataclass
class Stream:
    """The part of the streams API that `make redrive` uses, because moto answers it with 404 beside its DynamoDB."""

    records: list[dict[str, Any]]

    def get_shard_iterator(self, SequenceNumber: str, **_: str) -> dict[str, str]:  # noqa: N803 - botocore's names
        return {"ShardIterator": SequenceNumber}

    def get_records(self, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: N803
        found = [r for r in self.records if int(r["dynamodb"]["SequenceNumber"]) >= int(ShardIterator)]
        return {"Records": found[:Limit]}


def _shard() -> StreamShard:
    shard = dynamodb_backends["123456789012"]["us-east-1"].get_table("Denylist").stream_shard
    assert shard
    return shard


def as_one_record(update: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Merge the two records that moto writes when an UpdateItem creates an item; DynamoDB writes one."""
    shard = _shard()
    before = len(shard.items)
    answer = update()
    if [r.record["eventName"] for r in shard.items[before:]] == ["INSERT", "INSERT"]:
        shard.items[before].record["dynamodb"]["NewImage"] = shard.items.pop().record["dynamodb"]["NewImage"]
    return answer


def records() -> list[dict[str, Any]]:
    """The table's whole stream, as a pipe delivers it."""
    as_json = json.dumps([r.record for r in _shard().items], default=lambda when: int(when.timestamp()))
    found: list[dict[str, Any]] = json.loads(as_json)
    return found
