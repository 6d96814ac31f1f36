"""Entries as functions read and write them, each write on its own condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from denylist import counters, entries, expressions, writes
from denylist.agent_key import agent_key
from denylist.errors import StoreBusyError
from denylist.tables.dynamodb import ConditionFailedError, ask
from denylist.writes import Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

    from denylist.entries import Entry, Item
    from denylist.expressions import Write
    from denylist.rulings import Decision
    from denylist.writes import Flag

# Each turn either ends or shows a newer entry, and an entry changes its state only a few times.
_TURNS = 8


class Store:
    """DenylistTable and HistoryTable, by their names, through one low-level client.

    Every method raises `StoreError` if DynamoDB does not answer.
    """

    def __init__(self, client: DynamoDBClient, table: str, history: str) -> None:
        self._client = client
        self._table = table
        self._history = history

    def get(self, number: str) -> Entry | None:
        """The number's entry as it is now (a consistent read), in force or not."""
        item = self.item(number)
        return entries.read(item) if item else None

    def item(self, number: str) -> Item:
        """The number's item as it is now (a consistent read); empty if there is none."""
        answer = ask(self._client.get_item, TableName=self._table, Key=expressions.key(number), ConsistentRead=True)
        found: Item = answer.get("Item", {})
        return found

    def flag(self, flag: Flag) -> Kept:
        """Store a flag once, and say what it met: `added`, `already_listed` or `protected`.

        A repeat that says something new amends the flag (`updated`). Any other is told how its flag stands now:
        `refused` if it was only kept for review, `ended` if it denies no more, `decided` if it is too late to amend it.
        Each turn is one conditional UpdateItem, and if it fails, it brings the entry that made it fail. So nothing is
        read first, and nothing can change in between.

        Raises:
            StoreBusyError: others kept changing the entry; the flag was not stored, and trying again is safe.
            StoreError: DynamoDB did not answer; whether the flag was stored is unknown, and trying again is safe.
        """
        opening, entry, met = True, None, self._update(writes.open_entry(flag))
        for _ in range(_TURNS):
            if met is None:
                return Kept("added", flag.said) if opening else Kept("already_listed", flag.said, entry)
            entry = entries.met(met)
            if flag.flag_id in entry.flag_ids:
                return self._change(met, lambda now: writes.repeat(flag, now))
            if entry.status == entries.PROTECTED:
                return Kept("protected")
            opening = not entry.is_in_force(flag.now)
            met = self._update(writes.open_entry(flag, met) if opening else writes.join_entry(flag, met))
        raise StoreBusyError("the entry kept changing while it was being flagged")

    def withdraw(self, number: str, flag_id: str, now: int) -> Kept:
        """Take a flag back: `withdrawn`, also if it was before.

        Else `not_flagged` if there is no such flag, `decided` if a reviewer has decided since, `ended` if it denies no
        more.

        Raises:
            StoreBusyError: others kept changing the entry; the flag stands, and trying again is safe.
            StoreError: DynamoDB did not answer; whether it was taken back is unknown, and trying again is safe.
        """
        return self._change(self.item(number), lambda met: writes.withdraw(met, flag_id, now))

    def _change(self, met: Item, change: Callable[[Item], Kept | tuple[Write, Kept]]) -> Kept:
        for _ in range(_TURNS):
            changed = change(met)
            if isinstance(changed, Kept):
                return changed
            write, kept = changed
            now = self._update(write)
            if now is None:
                return kept
            met = now
        raise StoreBusyError("the entry kept changing while a flag of it was being changed")

    def is_within(self, flag: Flag, limit: int) -> bool:
        """Whether the agent of this flag has made at most `limit` in its clock hour; each flag counts once."""
        write = counters.count_flag(agent_key(flag.flagged_by), flag.id_in_hour, limit, flag.now)
        full = self._update(write, self._history)
        return full is None or flag.id_in_hour in entries.read(full).flag_ids

    def is_first_told(self, agent: str, told: str, now: int) -> bool:
        """Whether supervisors have yet to be told of the agent's flags over the limit in this clock hour.

        True once an hour, and again for the stream record (`told`) that it was true for.
        """
        return self._update(counters.tell_once(agent_key(agent), told, now), self._history) is None

    def keep_for_review(self, flag: Flag, why: str) -> Kept:
        """Keep a flag that must not deny, unless the number has an entry in force or is protected: `refused`.

        A repeat of a flag that was stored as one that denies is answered as `flag` would, and may amend it.
        """
        met = self._update(writes.keep_for_review(flag, why))
        entry = entries.read(met or {})
        if met and flag.flag_id in entry.flag_ids:
            return self._change(met, lambda now: writes.repeat(flag, now))
        if met and (entry.odd or len(entry.flag_ids) >= writes.MOST_FLAG_IDS):
            self._update(writes.keep_for_review(flag, why, met))
        return Kept("refused", flag.said)

    def decide(self, decision: Decision) -> tuple[Entry, bool]:
        """Make a reviewer's decision; the entry as it is now, and whether that is what was decided.

        If the answer to an earlier attempt was lost, the entry is found as decided. Any other change is left alone.

        Raises:
            StoreError: DynamoDB did not answer; whether it was decided is unknown, and trying again is safe.
        """
        write = {**decision.as_write(), "ReturnValues": "ALL_NEW", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        try:
            answer = ask(self._client.update_item, TableName=self._table, **write)
        except ConditionFailedError as exc:
            met = entries.met(exc.met[0])
            return met, decision.is_made_in(met)
        return entries.read(answer["Attributes"]), True

    def _update(self, write: Write, table: str = "") -> Item | None:
        """`None` if it was written, else the item that made the condition fail; empty if there is none."""
        wanted = {**write, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        try:
            ask(self._client.update_item, TableName=table or self._table, **wanted)
        except ConditionFailedError as exc:
            return exc.met[0]
        return None

    def count_day(self, name: str, at: str, retain_until: int) -> None:
        """Add one to `name` (`Flags`, `DeniedCalls`) on the day of `at` (ISO 8601 UTC)."""
        ask(self._client.update_item, TableName=self._history, **counters.of_day(name, at, retain_until))
