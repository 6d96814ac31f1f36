"""The agents' panel: the routes by which an agent flags the caller of the call in hand, and takes the flag back.

What is taken from the page is a contact's id and what the agent says of the call. Whose call it is and which number
called are Amazon Connect's answers (`calls`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Annotated
from urllib.parse import unquote

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.metrics import MetricUnit

from denylist import entries, flags
from denylist.entries import Item
from denylist.flagging import Answer, Claimed, Flagging
from denylist.numbers import Number, judge
from denylist.rights import Right
from denylist.tables.actors import Actors
from denylist.tables.store import Store
from denylist.text import clean, mask
from review_entries import panel_views
from review_entries.access import Caller
from review_entries.calls import Call, Calls
from review_entries.finding import Finder
from review_entries.models import NOTE, SPELLING
from review_entries.panel_models import CallView, FlagRequest, LastFlags, NumberNow, TakenBack
from review_entries.problems import ProblemError
from review_entries.routes import OF_A_READ, Routes, Spelling

FLAGS_SHOWN = 10
_CHANGES_READ = 50
"""An agent's flag makes two changes as a rule: it is made, and something more is said of it."""
_OF_A_CALL = ("no_instance", "unknown_contact", "not_your_contact", "not_a_call", "connect_silent")

type InPath = Annotated[str, Path(description="Contact id in Amazon Connect", max_length=SPELLING)]


@dataclass(frozen=True, slots=True)
class Panel:
    """What these routes ask and write to, who is asking at the moment, and where a flag is logged and counted."""

    calls: Calls
    flagging: Flagging
    store: Store
    actors: Actors
    finder: Finder
    region: str
    caller: Callable[[], Caller]
    logger: Logger
    metrics: Metrics

    def add_to(self, routes: Routes) -> None:
        """The addresses, and their problems. All need the right to flag."""
        routes.get(
            "/api/agent/contacts/{contact_id}", Right.FLAG, self.read_call, (*OF_A_READ, *_OF_A_CALL),
            summary="The call that you have in hand: its number, who flagged it, and your own flag", tags=["Agents"],
        )  # fmt: skip
        routes.post(
            "/api/agent/flags", Right.FLAG, self.flag, (*_OF_A_CALL, "contact_closed"),
            summary="Flag the number of your call, or say more of your flag", tags=["Agents"],
        )  # fmt: skip
        routes.post(
            "/api/agent/flags/{contact_id}/withdraw", Right.FLAG, self.withdraw, (*_OF_A_CALL, "contact_closed"),
            summary="Take back your flag of this call", tags=["Agents"],
        )  # fmt: skip
        routes.get(
            "/api/agent/flags", Right.FLAG, self.list_flags, summary="What became of your latest flags",
            tags=["Agents"],
        )  # fmt: skip
        routes.get(
            "/api/agent/numbers/{number}", Right.FLAG, self.read_now, (*OF_A_READ, "ambiguous"),
            summary="Are calls from this number denied now?", tags=["Agents"],
        )  # fmt: skip

    def read_call(self, contact_id: InPath) -> CallView:
        """As Amazon Connect tells it: the contact must be a call of yours."""
        return self._view(self.calls.of(contact_id, self.caller()))

    def flag(self, body: FlagRequest) -> CallView:
        """From this answer on the number is denied, unless `result` says otherwise. A second time amends the flag."""
        call = self._open_call(body.contact_id)
        caller = self.caller()
        claimed = Claimed(
            call.address,
            _flag_id(self._item(call), call, caller, body.request_id),
            call.contact_id,
            caller.agent,
            clean(body.reason, NOTE),
            body.term,
            body.category,
            body.warnings,
            "panel",
            call.dialled,
            body.request_id,
        )
        return self._answer(call, self.flagging.flag(claimed, int(caller.asked_at)))

    def withdraw(self, contact_id: InPath, body: TakenBack) -> CallView:  # noqa: ARG002 - every change says its id
        """Whichever way the flag was made, as long as no reviewer has decided since."""
        call = self._open_call(contact_id)
        caller = self.caller()
        item = self._item(call)
        own = flags.of_call(item, call.contact_id, caller.agent)
        # Without one that stands it is the last one that was withdrawn, so that a repeat is answered alike.
        flag_id = (flags.standing(own) or [*own] or [""])[-1]
        return self._answer(call, self.flagging.withdraw(call.address, flag_id, int(caller.asked_at)))

    def list_flags(self) -> LastFlags:
        """Ten at most, with the last four digits of their numbers. One appears when the workflow has recorded it."""
        caller = self.caller()
        changes = self.actors.changes(caller.agent, _CHANGES_READ) if caller.agent else []
        known = self.actors.entries(change.number for change in changes)
        found = panel_views.last_flags(changes, known, caller.asked_at)
        return LastFlags(flags=[*islice(found, FLAGS_SHOWN)])

    def read_now(self, number: Spelling) -> NumberNow:
        """Looks the number up in any spelling, and changes nothing."""
        key = self.finder.begin(unquote(number)).e164
        return panel_views.now(key, entries.read(self.store.item(key)), self.caller().asked_at)

    def _open_call(self, contact_id: str) -> Call:
        call = self.calls.of(contact_id, self.caller())
        if not call.is_open:
            raise ProblemError("contact_closed")
        return call

    def _item(self, call: Call) -> Item:
        """What the table has under the call's number; empty if there is nothing."""
        judged = judge(call.address, self.region)
        return self.store.item(judged.e164) if isinstance(judged, Number) else {}

    def _view(self, call: Call) -> CallView:
        return panel_views.call(call, judge(call.address, self.region), self._item(call), self.caller())

    def _answer(self, call: Call, answer: Answer) -> CallView:
        """The call as it is now, with what became of the request."""
        result, why = answer.result, answer.why
        self.logger.info("flag", result=result, why=why, number=mask(call.address), contact_id=call.contact_id)
        self.metrics.add_metric(name=f"Flag_{result}", unit=MetricUnit.Count, value=1)
        view = self._view(call)
        is_told = answer.is_done or not call.address
        return view.model_copy(update={"result": result, "why": view.why if is_told else why})


def _flag_id(item: Item, call: Call, caller: Caller, request_id: str) -> str:
    """The caller's flag of this call, whichever way it was made, else a new one.

    A new one has the contact's id, so that two presses make one flag. If that flag was withdrawn, the new one has the
    request's id too, unless this is the request that made the withdrawn one, which comes late or again.
    """
    own = flags.of_call(item, call.contact_id, caller.agent)
    made = [flag for flag, said in own.items() if said.request == request_id]
    is_taken = call.contact_id in entries.read(item).flag_ids
    new = f"{call.contact_id}#{request_id}" if is_taken else call.contact_id
    return (made or flags.standing(own) or [new])[-1]
