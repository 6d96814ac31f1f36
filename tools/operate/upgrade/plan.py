"""The steps of `make upgrade`: for each former key, the transaction that moves its entry to the line's key."""

from collections.abc import Iterator
from typing import Any

from denylist import entries, expressions, own
from denylist.entries import Item
from denylist.keys import partition_of
from denylist.text import iso
from tools.operate.changes import Step
from tools.operate.storage import Storage, entry, keys_of
from tools.operate.upgrade.merge import key_of_former, merged

RETAINED_DAYS = 400
"""Days that history is kept: the template's default, although the stack may have another value."""


def steps(storage: Storage, now: int) -> Iterator[Step]:
    """A step for each entry under a former key."""
    for key in sorted(filter(key_of_former, keys_of(storage, storage.entries))):
        former, number = entry(storage, key), key_of_former(key)
        if former and number:
            yield _move(storage, former, entry(storage, number), number, now)


def _move(storage: Storage, former: Item, at_key: Item | None, number: str, now: int) -> Step:
    """One transaction: delete the former entry, write the merged one at the key, and add an item of history.

    The history item proves both changes, so that the workflow does not announce them.
    """
    was = former["ContactNumber"]["S"]
    partition, at = partition_of(number), f"{iso(now)}#moved-{was}"
    wanted = merged(former, at_key, number, now) | {"SettledBy": {"S": own.mark(partition, at)}}
    writes = [own.delete(former), _write(at_key, wanted)]
    told = _history(partition, at, former, at_key, wanted, now) | own.wrote(writes)
    parts = [
        {
            "Put": {
                "TableName": storage.history,
                "Item": told,
                "ConditionExpression": "attribute_not_exists(ContactNumber)",
            }
        },
        *({write.action: {"TableName": storage.entries, **write.parameters}} for write in writes),
    ]
    joined = " and joins the entry there" if at_key else ""
    status = entries.read(former).status or "typed"
    sentence = f"{was} ({status}) moves to {number}{joined}"
    return Step(sentence, "transact_write_items", (("TransactItems", parts),))


def _write(at_key: Item | None, wanted: dict[str, Any]) -> own.OwnWrite:
    if at_key is None:
        item = {**wanted, "Version": expressions.whole(1)}
        return own.put(item, ConditionExpression="attribute_not_exists(ContactNumber)")
    return own.update(at_key, wanted)


def _history(  # noqa: PLR0913, PLR0917
    partition: str, at: str, former: Item, at_key: Item | None, wanted: dict[str, Any], now: int
) -> dict[str, Any]:
    before = entries.read(at_key).status if at_key else ""
    texts = {
        "ContactNumber": partition,
        "At": at,
        "Event": "moved",
        "Actor": "make upgrade",
        "From": before or "",
        "To": str(wanted.get("Status", {}).get("S", "")),
        "Why": former["ContactNumber"]["S"],
    }
    kept = {name: {"S": text} for name, text in texts.items() if text}
    return {**kept, "RetainUntil": expressions.whole(now + RETAINED_DAYS * 86_400)}
