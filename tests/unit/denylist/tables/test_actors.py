"""DynamoDB may answer a batch in part; what is left is asked again, a few times."""

from typing import Any

import pytest

from denylist.errors import StoreError
from denylist.tables.actors import Actors
from tests.unit.records import CALLER, flagged
from tests.unit.tables import Tables

OTHER = "+12065550143"


class Partial:
    """A client whose batches leave all keys but the first unprocessed, and with `stuck` every key."""

    def __init__(self, tables: Tables, *, stuck: bool = False) -> None:
        self._tables, self._kept = tables, 0 if stuck else 1

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        """Answer a part."""
        ((table, wanted),) = RequestItems.items()
        keys = wanted["Keys"]
        found = [item for item in map(self._item, keys[: self._kept]) if item]
        left = keys[self._kept :]
        return {
            "Responses": {table: found},
            "UnprocessedKeys": {table: {**wanted, "Keys": left}} if left else {},
        }

    def _item(self, key: dict[str, Any]) -> Any:  # noqa: ANN401 - an item, or none
        return self._tables.get(key["ContactNumber"]["S"])


def actors(client: Partial) -> Actors:
    return Actors(client, "Denylist", "History")  # type: ignore[arg-type]


def test_what_was_left_out_of_an_answer_is_asked_for_again(tables: Tables) -> None:
    tables.put(flagged(), flagged(OTHER))
    assert actors(Partial(tables)).entries([CALLER, OTHER, CALLER]).keys() == {CALLER, OTHER}


def test_table_that_answers_nothing_is_silent(tables: Tables) -> None:
    with pytest.raises(StoreError, match="UnprocessedKeys"):
        actors(Partial(tables, stuck=True)).entries([CALLER])
