"""Writes as DynamoDB takes or refuses them."""

from typing import Any

from denylist import own
from denylist.expressions import Write
from denylist.own import OwnWrite
from denylist.writes import Flag
from tests.unit.denylist import stores
from tests.unit.records import Item
from tests.unit.tables import Tables


def a_flag(flag_id: str = "flag-2", **changed: Any) -> Flag:  # noqa: ANN401
    """A flag after the first, of another call and by another agent."""
    return stores.a_flag(flag_id, **{"contact_id": "call-2", "flagged_by": "noah", "reason": "shouts", **changed})


def applied(tables: Tables, write: Write) -> bool:
    """Whether DynamoDB takes a write."""
    try:
        tables.client.update_item(TableName="Denylist", **write)
    except tables.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def moved(tables: Tables, typed: Item, placing: OwnWrite) -> bool:
    """Whether DynamoDB takes a move."""
    return transacted(tables, own.delete(typed), placing)


def transacted(tables: Tables, *writes: OwnWrite | None) -> bool:
    """Whether DynamoDB takes these own writes."""
    parts: Any = [{one.action: {"TableName": "Denylist", **one.parameters}} for one in writes if one]
    assert parts
    try:
        tables.client.transact_write_items(TransactItems=parts)
    except tables.client.exceptions.TransactionCanceledException:
        return False
    return True
