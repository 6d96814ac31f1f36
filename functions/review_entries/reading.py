"""Reading: the routes that only look at the tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.openapi.params import Query

from denylist.keys import key_meant
from denylist.rights import Right
from denylist.tables.listing import Listing
from denylist.tables.store import Store
from denylist.text import clean
from review_entries import cursors, views
from review_entries.access import Caller
from review_entries.explain import Explanation, explain
from review_entries.finding import Finder
from review_entries.models import SPELLING, Days, Me, NumberView, Page, Status
from review_entries.problems import ProblemError
from review_entries.routes import OF_A_READ, Routes, Spelling

CHANGES_SHOWN = 100
HISTORY_KEY = 300
"""Characters of a key that history knows; a longer one is no number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What these routes read from, and who is asking at the moment."""

    store: Store
    listing: Listing
    finder: Finder
    region: str
    caller: Callable[[], Caller]

    def add_to(self, routes: Routes) -> None:
        """The addresses, the right that each needs, and its problems where they are not those of every read."""
        routes.get(
            "/api/me", Right.READ, self.read_me, ("token", "group"),
            summary="Who you are, and what you may do", tags=["You"],
        )  # fmt: skip
        routes.get(
            "/api/entries", Right.READ, self.list_entries,
            summary="Entries of a status, page by page, or the one of a number", tags=["Entries"],
        )  # fmt: skip
        routes.get(
            "/api/entries/{number}", Right.READ, self.read_number, (*OF_A_READ, "unknown_number"),
            summary="A number's entry, history and denied calls", tags=["Entries"],
        )  # fmt: skip
        routes.get(
            "/api/explain/{number}", Right.READ, self.explain_number,
            summary="Would a call from this number be denied now, and why?", tags=["Entries"],
        )  # fmt: skip
        routes.get(
            "/api/daily", Right.READ, self.read_days, summary="Flags and denied calls per day", tags=["Entries"],
        )  # fmt: skip

    def read_me(self) -> Me:
        """What the token says of its bearer."""
        caller = self.caller()
        return Me(name=caller.name, groups=list(caller.groups), may={right: right in caller.rights for right in Right})

    def list_entries(
        self,
        status: Annotated[Status, Query()] = "PENDING",
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
        cursor: Annotated[str | None, Query(max_length=4000)] = None,
        number: Annotated[str | None, Query(description="A number in any spelling", max_length=SPELLING)] = None,
    ) -> Page:
        """PENDING and FLAGGED oldest first, the others newest first; a search gives one entry or none."""
        caller = self.caller()
        if number is not None:
            entry = self.finder.search(number).entry
            return Page(entries=[views.entry(entry, caller)] if entry else [], cursor=None)
        page, place = self.listing.page(status, limit, cursors.read(cursor))
        return Page(entries=[views.entry(entry, caller) for entry in page], cursor=cursors.write(place))

    def read_number(self, number: Spelling) -> NumberView:
        """404 only if there is neither an entry nor history: an entry that lapsed is removed, and its history stays."""
        caller = self.caller()
        key, entry = self.finder.find(unquote(number))
        history, calls = self.listing.history(clean(key, HISTORY_KEY), CHANGES_SHOWN) if key else ([], None)
        if calls is None or (entry is None and not history):
            raise ProblemError("unknown_number")
        return NumberView(
            number=key,
            entry=views.entry(entry, caller) if entry else None,
            history=[views.change(item) for item in history],
            denied_calls=views.calls(calls),
            may=[] if entry else views.may(None, key, caller),
        )

    def explain_number(self, number: Spelling) -> Explanation:
        """By the same rules as `check_number`, which does not ask the table about what is no number."""
        spelling = unquote(number)
        key = key_meant(spelling, self.region)
        entry = self.store.get(key) if key else None
        return explain(spelling, self.region, entry, self.caller().asked_at)

    def read_days(self, days: Annotated[int, Query(ge=1, le=90)] = 14) -> Days:
        """In UTC, oldest first, today last."""
        today = datetime.fromtimestamp(self.caller().asked_at, UTC).date()
        first = today - timedelta(days=days - 1)
        return views.days(self.listing.days(first.isoformat(), today.isoformat()), today, days)
