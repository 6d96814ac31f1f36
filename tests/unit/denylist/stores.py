"""A store whose client is interrupted or loses answers, and flags and claims to give it."""

from collections.abc import Callable
from typing import Any, cast

from botocore.exceptions import ReadTimeoutError

from denylist import expressions, stream
from denylist.claims import Claim
from denylist.entries import Entry, read
from denylist.tables.recorder import Recorder
from denylist.tables.store import Store
from denylist.text import iso
from denylist.writes import Flag
from tests.unit.records import CALLER, NOW, WINDOW, Item, record
from tests.unit.tables import Tables

type Calls = list[Callable[[], object]]

TYPED = "(206) 555-0142"
MARK = f"2027-01-15T08:00:00Z#event-1#{CALLER}"
FOUND = {
    "Country": "US",
    "NumberType": "MOBILE",
    "FlaggedBy": "unknown",
    "FlaggedAt": iso(NOW),
    "Term": "30d",
    "Source": "table",
}


def a_flag(flag_id: str, **changed: Any) -> Flag:  # noqa: ANN401
    given = {"number": CALLER, "contact_id": "call-1", "flagged_by": "maria", "reason": "", "term": "30d", "now": NOW,
             "until": NOW + WINDOW}  # fmt: skip
    return Flag(flag_id=flag_id, **{**given, **changed})


def a_claim(image: Item, number: str = CALLER) -> Claim:
    """The claim of a new item with this image; its mark for the caller's number is `MARK`."""
    return Claim(stream.parse(record(None, image)), number, FOUND, NOW + WINDOW)


class Interrupted:
    """A client that lets another writer in before its own calls, or loses their answers."""

    def __init__(self, client: Any, before: Calls | None = None, lost: int = 0) -> None:  # noqa: ANN401
        self._client, self._before, self._lost = client, before or [], lost

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        def call(**parameters: Any) -> Any:  # noqa: ANN401
            if self._before:
                self._before.pop(0)()
            answer = getattr(self._client, name)(**parameters)
            if self._lost:
                self._lost -= 1
                raise ReadTimeoutError(endpoint_url="https://dynamodb")
            return answer

        return call


def store_on(client: object) -> Store:
    return Store(cast("Any", client), "Denylist", "History")


def recorder_on(client: object) -> Recorder:
    return Recorder(cast("Any", client), "Denylist", "History")


def entry(tables: Tables) -> Entry:
    return read(tables.get() or {})


def remove(tables: Tables) -> None:
    tables.client.delete_item(TableName="Denylist", Key=expressions.key(CALLER))
