"""Writes as DynamoDB takes or refuses them."""

from typing import Any

from denylist import writes
from denylist.entries import read
from denylist.expressions import Write
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


def transacted(tables: Tables, typed: Item, placing: Write) -> bool:
    """Whether DynamoDB takes a move."""
    put = {"Put" if "Item" in placing else "Update": {"TableName": "Denylist", **placing}}
    delete = {"Delete": {"TableName": "Denylist", **writes.remove_spelling(read(typed))}}
    both: Any = [delete, put]
    try:
        tables.client.transact_write_items(TransactItems=both)
    except tables.client.exceptions.TransactionCanceledException:
        return False
    return True
