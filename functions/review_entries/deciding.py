"""The routes of decisions. Each asks its decision's rule, and writes the result."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.metrics import MetricUnit

from denylist import decisions
from denylist.decisions import DECISIONS, Kind, Objection
from denylist.entries import Entry
from denylist.keys import of_key
from denylist.numbers import Number
from denylist.rights import Right
from denylist.rulings import Decision, Ruling
from denylist.tables.store import Store
from denylist.text import clean, mask
from review_entries import views
from review_entries.access import Caller
from review_entries.finding import Finder
from review_entries.models import BODIES, NOTE, Addition, EntryView, Undone
from review_entries.problems import ProblemError
from review_entries.routes import Handler, Routes, Spelling


@dataclass(frozen=True, slots=True)
class Deciding:
    """What these routes write to, who is asking at the moment, and where a decision is logged and counted."""

    store: Store
    finder: Finder
    caller: Callable[[], Caller]
    logger: Logger
    metrics: Metrics

    def add_to(self, routes: Routes) -> None:
        """A route for each row of `DECISIONS`: at the list of entries for `add`, else at the number's entry."""
        for name, kind in DECISIONS.items():
            is_add = name == "add"
            routes.post(
                "/api/entries" if is_add else f"/api/entries/{{number}}/{name}",
                kind.right,
                self.add_entry if is_add else self._decide_on(name, kind),
                (*kind.objections, "ambiguous" if kind.begins else "unknown_number"),
                summary=kind.summary,
                description=kind.rule.__doc__,
                tags=["Protection" if kind.right is Right.PROTECT else "Decisions"],
                status_code=201 if is_add else 200,
            )

    def add_entry(self, body: Addition) -> Response[EntryView]:
        """Begin an entry, or begin one anew that has ended."""
        number = self.finder.begin(body.number)
        made = self._make("add", self.store.get(number.e164), body, number)
        location = f"entries/{quote(made.number, safe='')}"
        return Response(201, "application/json", made, headers={"Location": location})

    def _decide_on(self, name: str, kind: Kind) -> Handler:
        """The function of a decision's route. The framework reads its name and the body's type from it."""

        def decide(number: Spelling, body: Undone) -> EntryView:
            key, entry = self.finder.find(unquote(number))
            return self._make(name, entry, body, self.finder.begin_at(key) if kind.begins else of_key(key))

        decide.__name__ = name
        decide.__annotations__["body"] = BODIES[kind.takes]
        return decide

    def _make(self, name: str, entry: Entry | None, body: Addition | Undone, number: Number | None) -> EntryView:
        """Make a decision, and show the entry as it is then.

        Raises:
            ProblemError: the caller may not, or the decision cannot be made on the entry as it is now, which it brings.
        """
        caller = self.caller()
        if decisions.right_for(name, entry) not in caller.rights:
            raise ProblemError("group")
        term, note = getattr(body, "term", ""), clean(getattr(body, "note", ""), NOTE)
        ruling = Ruling(caller.name, int(caller.asked_at), body.version, term, note, number)
        found, objection = _decided(self.store, name, entry, ruling)
        if found is None:
            raise ProblemError(objection or "conflict")
        view = views.entry(found, caller)
        if objection:
            raise ProblemError(objection, entry=view.model_dump())
        self.logger.info("decided", status=found.status, number=mask(found.number), version=found.version)
        self.metrics.add_metric(name="Decision", unit=MetricUnit.Count, value=1)
        return view


def _decided(store: Store, name: str, entry: Entry | None, ruling: Ruling) -> tuple[Entry | None, Objection | None]:
    """Make a decision. The answer is the entry afterwards, and the objection to the decision, if there was one.

    If a request is repeated because its answer was lost, it gets the same answer.
    """
    answer = decisions.decide(name, entry, ruling)
    if isinstance(answer, Decision):
        entry, is_made = store.decide(answer)
        return entry if entry.number else None, None if is_made else Objection.CONFLICT
    return entry, None if entry and decisions.is_made(name, entry, ruling) else answer
