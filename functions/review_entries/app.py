"""`review_entries`: the reviewers' console and its API.

A GET changes nothing, whatever is in its address. A POST makes one decision: one conditional write on the
version of the entry that the reviewer saw. History and alerts come from the table's stream alone.
"""

import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote, urlsplit

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients, decisions
from denylist.decisions import Decision, Objection, Rule, Ruling
from denylist.entries import Entry
from denylist.keys import key_of
from denylist.metrics import stack_metrics
from denylist.numbers import Number, could_mean, judge
from denylist.refusals import Refusal
from denylist.tables.listing import Listing
from denylist.tables.store import Store
from denylist.text import clean, mask
from review_entries import access, cursors, describe, requests, views
from review_entries.access import Caller
from review_entries.explain import explain
from review_entries.instead import answer_instead
from review_entries.models import (
    NOTE,
    SPELLING,
    Addition,
    Days,
    Ended,
    EntryView,
    Explanation,
    Me,
    NumberView,
    Page,
    Rights,
    Status,
    Termed,
    Undone,
)
from review_entries.page import Console, zipped
from review_entries.problems import Answer, ProblemError, invalid, problem

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

REGION = os.environ["DEFAULT_REGION"]
CONSOLE = Console(os.environ)
CONSOLE_URL = urlsplit(os.environ["CONSOLE_URL"])
ORIGIN = f"{CONSOLE_URL.scheme}://{CONSOLE_URL.netloc}"
TABLES = os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"]
CLIENT = clients.dynamodb()
STORE = Store(CLIENT, *TABLES)
LISTING = Listing(CLIENT, *TABLES)
CHANGES_SHOWN = 100
HISTORY_KEY = 300
"""Characters of a key that history knows; a longer one is no number."""
IN_FULL = "write it in full: plus, country code, number"
LONGEST_ENCODED = 9 * SPELLING
"""Three characters for each of the three bytes that most scripts take."""
LONGEST_KEY = 2048
"""Bytes (DynamoDB Developer Guide, "Quotas")."""

API = APIGatewayHttpResolver(enable_validation=True)
answer_instead(API, logger, metrics)

type Spelling = Annotated[str, Path(description="A number in any spelling", max_length=LONGEST_ENCODED)]


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> Answer:
    """Answer an HTTP API, payload format 2.0: the page and its files, the description, and all below `/api`.

    Raises:
        nothing on purpose: DynamoDB's silence is a 503, and what is left is a defect that the alarm tells of.
    """
    event = requests.with_encoded_path(event)
    method, path = event["requestContext"]["http"]["method"], event["rawPath"]
    answer = _below_api(event, context) if path.startswith("/api/") else _public(event, method, path)
    answer["headers"] = {"Cache-Control": "no-store", **CONSOLE.headers(), **answer["headers"]}
    metrics.add_metric(name="Answered", unit=MetricUnit.Count, value=1)
    return answer | {"body": ""} if method == "HEAD" else answer


def _public(event: dict[str, Any], method: str, path: str) -> Answer:
    """What anybody may have: the page, its files, and what this API is."""
    answer = _description() if path == "/openapi.json" else CONSOLE.answer(path)
    if answer is None:
        return problem("not_found")
    if method not in ("GET", "HEAD"):
        return problem("method_not_allowed", headers={"Allow": "GET, HEAD"})
    return zipped(answer, (event.get("headers") or {}).get("accept-encoding"))


def _description() -> Answer:
    body = json.dumps(describe.document(API))
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": body}


def _below_api(event: dict[str, Any], context: object) -> Answer:
    """What the API answers to whom the authorizer let by; whoever comes another way is told to sign in."""
    caller = access.caller_of(event)
    objection = requests.objection(event, caller, ORIGIN)
    if objection:
        return problem(objection, headers={"WWW-Authenticate": "Bearer"} if objection == "token" else None)
    API.append_context(caller=caller)  # type: ignore[no-untyped-call]
    answer: Answer = API.resolve(event, context)  # type: ignore[arg-type]
    return answer


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


@API.get("/api/me", summary="Who you are, and what you may do", tags=["You"])
def read_me() -> Me:
    """What the token says of its bearer."""
    caller = _caller()
    may = Rights(**{right: right in caller.rights for right in access.RIGHTS})
    return Me(name=caller.name, groups=list(caller.groups), may=may)


@API.get("/api/entries", summary="Entries of a status, page by page, or the one of a number", tags=["Entries"])
def list_entries(
    status: Annotated[Status, Query()] = "PENDING",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
    number: Annotated[str | None, Query(description="A number in any spelling", max_length=SPELLING)] = None,
) -> Page:
    """PENDING and FLAGGED oldest first, the others newest first; a search gives one entry or none."""
    if number is not None:
        entry = _search(number)[1]
        return Page(entries=[_view(entry)] if entry else [], cursor=None)
    page, place = LISTING.page(status, limit, cursors.read(cursor))
    return Page(entries=[_view(entry) for entry in page], cursor=cursors.write(place))


@API.get("/api/entries/<number>", summary="A number's entry, history and denied calls", tags=["Entries"])
def read_number(number: Spelling) -> NumberView:
    """404 only where there is neither an entry nor history: entries that ran out are tidied away, history is not."""
    key, entry = _find(unquote(number))
    if not key:
        raise ProblemError("unknown_number")
    history, calls = LISTING.history(clean(key, HISTORY_KEY), CHANGES_SHOWN)
    if entry is None and not history:
        raise ProblemError("unknown_number")
    return NumberView(
        number=key,
        entry=_view(entry) if entry else None,
        history=[views.change(item) for item in history],
        denied_calls=views.calls(calls),
        may=[] if entry else _may_begin(key),
    )


def _may_begin(key: str) -> list[Literal["add", "protect"]]:
    """What the caller can begin with a number: its decisions judge it in the same way."""
    judged, rights = judge(key, REGION), _caller().rights
    if not isinstance(judged, Number) or judged.e164 != key:
        return []
    may: list[Literal["add", "protect"]] = ["add"] if access.REVIEW in rights else []
    return [*may, "protect"] if access.PROTECT in rights else may


@API.get("/api/explain/<number>", summary="Would a call from this number be denied now, and why?", tags=["Entries"])
def explain_number(number: Spelling) -> Explanation:
    """The same rules as `check_number`'s, which asks nobody who is no number."""
    spelling = unquote(number)
    e164 = key_of(spelling, REGION)
    entry = STORE.get(e164) if e164 else None
    return views.explanation(e164, explain(spelling, REGION, entry, time.time()))


@API.get("/api/daily", summary="Flags and denied calls per day", tags=["Entries"])
def read_days(days: Annotated[int, Query(ge=1, le=90)] = 14) -> Days:
    """In UTC, oldest first, today last."""
    today = datetime.now(UTC).date()
    first = today - timedelta(days=days - 1)
    return views.days(LISTING.days(first.isoformat(), today.isoformat()), today, days)


# ── Deciding ──────────────────────────────────────────────────────────────────────────────────────


@API.post("/api/entries", summary="Deny a number that nobody flagged", tags=["Decisions"], status_code=201)
def add_entry(body: Addition) -> Response[EntryView]:
    """The entry is approved from the start; its source is `console`. One that has ended must have been seen."""
    judged = _judged(body.number)

    def rule(entry: Entry | None) -> Decision | Objection:
        return decisions.add(judged, entry, _ruling(body.version, body.term, body.note))

    made = _make(STORE.get(judged.e164), rule)
    location = f"entries/{quote(made.number, safe='')}"
    return Response(201, "application/json", _view(made), headers={"Location": location})


@API.post("/api/entries/<number>/approve", summary="Deny a number for a term from now", tags=["Decisions"])
def approve(number: Spelling, body: Termed) -> EntryView:
    """Of an approved entry, this sets a new end."""
    ruling = _ruling(body.version, body.term, body.note)
    return _decide(number, lambda entry: decisions.approve(entry, ruling))


@API.post("/api/entries/<number>/expire", summary="End an entry now", tags=["Decisions"])
def expire(number: Spelling, body: Ended) -> EntryView:
    """The next call is taken."""
    ruling = _ruling(body.version, "", body.note)
    return _decide(number, lambda entry: decisions.expire(entry, ruling))


@API.post("/api/entries/<number>/extend", summary="Let an entry end a term later than it would", tags=["Decisions"])
def extend(number: Spelling, body: Termed) -> EntryView:
    """`permanent` takes an approved entry's end away."""
    ruling = _ruling(body.version, body.term, body.note)
    return _decide(number, lambda entry: decisions.extend(entry, ruling))


@API.post("/api/entries/<number>/undo", summary="Take the last decision back", tags=["Decisions"])
def undo(number: Spelling, body: Undone) -> EntryView:
    """As long as nothing happened to the entry since; of a protection, only by those who may protect."""
    ruling = _ruling(body.version, "", "")

    def rule(entry: Entry) -> Decision | Objection:
        if decisions.touches_protection(entry) and access.PROTECT not in _caller().rights:
            raise ProblemError("group")
        return decisions.undo(entry, ruling)

    return _decide(number, rule)


@API.post("/api/entries/<number>/protect", summary="Never deny this number", tags=["Protection"])
def protect(number: Spelling, body: Ended) -> EntryView:
    """Whether or not there is an entry (`version` 0: there is none)."""
    key, entry = _find(unquote(number))
    judged = _judged(key)
    if judged.e164 != key:
        raise invalid("number", "is not a telephone number")
    ruling = _ruling(body.version, "permanent", body.note)
    made = _make(entry, lambda found: decisions.protect(judged, found, ruling))
    return _view(made)


@API.post("/api/entries/<number>/unprotect", summary="Let a protected number be flagged again", tags=["Protection"])
def unprotect(number: Spelling, body: Ended) -> EntryView:
    """It is not denied by that."""
    ruling = _ruling(body.version, "", body.note)
    return _decide(number, lambda entry: decisions.unprotect(entry, ruling))


def _decide(number: str, rule: Callable[[Entry], Decision | Objection]) -> EntryView:
    """Make a decision on a number's entry."""
    entry = _find(unquote(number))[1]
    made = _make(entry, lambda found: rule(found) if found else Objection.UNKNOWN_NUMBER)
    return _view(made)


def _make(entry: Entry | None, rule: Rule) -> Entry:
    """Ask the rule, and write what it decides; the entry as it is then.

    Raises:
        ProblemError: the rule objects, or somebody else was faster; with the entry as it is now.
    """
    answer = rule(entry)
    if isinstance(answer, Decision):
        entry, made = STORE.decide(answer)
        answer = Objection.CONFLICT
    else:
        made = bool(entry and decisions.is_made(rule, entry))
    if made and entry:
        logger.info("decided", status=entry.status, number=mask(entry.number), version=entry.version)
        metrics.add_metric(name="Decision", unit=MetricUnit.Count, value=1)
        return entry
    shown = _view(entry).model_dump() if entry and entry.number else None
    raise ProblemError(answer, **({"entry": shown} if shown else {}))


def _view(entry: Entry) -> EntryView:
    now = time.time()
    return EntryView.of(entry, now, [action for action in decisions.allowed(entry, int(now)) if _may(action, entry)])


def _may(action: str, entry: Entry) -> bool:
    """Whether the caller's rights are those that the decision's own address needs."""
    rights = _caller().rights
    if action == "undo" and decisions.touches_protection(entry):
        return access.PROTECT in rights
    return access.right_for("POST", f"/{action}") in rights


def _ruling(version: int | None, term: str, note: str) -> Ruling:
    return Ruling(_caller().name, int(time.time()), version, term, clean(note, NOTE))


def _caller() -> Caller:
    caller: Caller = API.context["caller"]
    return caller


def _judged(spelling: str) -> Number:
    """The number that may be denied or protected.

    Raises:
        ProblemError: several could be meant, and it lists them; or none.
    """
    judged = judge(spelling, REGION)
    if judged is Refusal.AMBIGUOUS:
        raise ProblemError("ambiguous", readings=could_mean(spelling, REGION))
    if not isinstance(judged, Number):
        raise invalid("number", f"is not a number that may be denied ({judged}); {IN_FULL}")
    return judged


def _find(spelling: str) -> tuple[str, Entry | None]:
    """The key that an address names, and its entry: that very key if there is such an entry, else the number it spells.

    A refused flag or a spelling typed by hand lies under a key that is no number, or spells another entry's number.
    """
    exact = None if key_of(spelling, REGION) == spelling else _get(spelling)
    return (spelling, exact) if exact else _search(spelling)


def _search(spelling: str) -> tuple[str, Entry | None]:
    """The number that people look for, and its entry; what is no number can still be the key of a refused flag."""
    key, text = key_of(spelling, REGION), clean(spelling, SPELLING)
    found = ((at, entry) for at in (key, text) if at and (entry := _get(at)))
    return next(found, (key or text, None))


def _get(key: str) -> Entry | None:
    """The entry under a key, if that can be one."""
    return STORE.get(key) if 0 < len(key.encode(errors="replace")) <= LONGEST_KEY else None
