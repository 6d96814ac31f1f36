"""Send writes to DynamoDB (moto), and tell whether it accepts them."""

from typing import Any

from denylist import moves
from denylist.claims import Outcome
from denylist.expressions import Write
from denylist.writes import Flag
from tests.unit.denylist import stores
from tests.unit.records import Item
from tests.unit.tables import Tables


def a_flag(flag_id: str = "flag-2", **changed: Any) -> Flag:  # noqa: ANN401
    """A second flag, by another agent on another call."""
    return stores.a_flag(flag_id, **{"contact_id": "call-2", "flagged_by": "noah", "reason": "shouts", **changed})


def applied(tables: Tables, write: Write) -> bool:
    """Whether DynamoDB accepts a write."""
    try:
        tables.client.update_item(TableName="Denylist", **write)
    except tables.client.exceptions.ConditionalCheckFailedException:
        return False
    return True


def moved(tables: Tables, typed: Item, met: Item | None = None) -> bool:
    """Whether DynamoDB accepts a move after the last attempt `met` that item under the key."""
    return transacted(tables, moves.move(stores.a_claim(typed), met))


def transacted(tables: Tables, outcome: Outcome) -> bool:
    """Whether DynamoDB accepts the writes of an outcome."""
    parts: Any = [{one.action: {"TableName": "Denylist", **one.parameters}} for one in outcome.writes]
    assert parts
    try:
        tables.client.transact_write_items(TransactItems=parts)
    except tables.client.exceptions.TransactionCanceledException:
        return False
    return True
