"""`review_entries`: the reviewers' console and its API.

A GET changes nothing, whatever is in its address. A POST makes one decision: one conditional write on the
version of the entry that the reviewer saw. History and alerts come from the table's stream alone.
"""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlsplit

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients, decisions
from denylist.decisions import DECISIONS, Kind
from denylist.entries import Entry
from denylist.keys import key_of, of_key
from denylist.metrics import stack_metrics
from denylist.numbers import Number
from denylist.rights import Right
from denylist.rulings import Ruling
from denylist.tables.listing import Listing
from denylist.tables.store import Store
from denylist.text import clean, mask
from review_entries import access, cursors, deciding, describe, requests, views
from review_entries.access import Caller
from review_entries.explain import explain
from review_entries.finding import Finder
from review_entries.instead import answer_instead
from review_entries.models import (
    BODIES,
    NOTE,
    SPELLING,
    Addition,
    Days,
    EntryView,
    Explanation,
    Me,
    NumberView,
    Page,
    Status,
    Undone,
)
from review_entries.page import Console, zipped
from review_entries.problems import Answer, ProblemError, problem
from review_entries.routes import OF_A_READ, Routes

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
FINDER = Finder(STORE, REGION)
CHANGES_SHOWN = 100
HISTORY_KEY = 300
"""Characters of a key that history knows; a longer one is no number."""
LONGEST_ENCODED = 9 * SPELLING
"""Three characters for each of the three bytes that most scripts take."""

API = APIGatewayHttpResolver(enable_validation=True)
ROUTES = Routes(API)
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
    answer["headers"] = {"Cache-Control": "no-store", **CONSOLE.headers(path), **answer["headers"]}
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


@cache
def _description() -> Answer:
    body = json.dumps(describe.document(API, ROUTES))
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": body}


def _below_api(event: dict[str, Any], context: object) -> Answer:
    """What the API answers to those whom the authorizer let by; who comes another way is told to sign in."""
    caller, routes = access.caller_of(event), ROUTES.at(event["rawPath"])
    route = routes.get(requests.method_of(event))
    objection = requests.objection(event, caller, route.right if route else Right.READ, ORIGIN)
    if objection:
        return problem(objection, headers={"WWW-Authenticate": "Bearer"} if objection == "token" else None)
    if route is None:
        code = "method_not_allowed" if routes else "not_found"
        return problem(code, headers={"Allow": ", ".join(sorted(routes))} if routes else None)
    API.append_context(caller=caller)  # type: ignore[no-untyped-call]
    answer: Answer = API.resolve(event, context)  # type: ignore[arg-type]
    return answer


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


@ROUTES.get("/api/me", Right.READ, ("token", "group"), summary="Who you are, and what you may do", tags=["You"])
def read_me() -> Me:
    """What the token says of its bearer."""
    caller = _caller()
    return Me(name=caller.name, groups=list(caller.groups), may={right: right in caller.rights for right in Right})


@ROUTES.get(
    "/api/entries", Right.READ, summary="Entries of a status, page by page, or the one of a number", tags=["Entries"]
)
def list_entries(
    status: Annotated[Status, Query()] = "PENDING",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str | None, Query(max_length=4000)] = None,
    number: Annotated[str | None, Query(description="A number in any spelling", max_length=SPELLING)] = None,
) -> Page:
    """PENDING and FLAGGED oldest first, the others newest first; a search gives one entry or none."""
    if number is not None:
        entry = FINDER.search(number).entry
        return Page(entries=[_view(entry)] if entry else [], cursor=None)
    page, place = LISTING.page(status, limit, cursors.read(cursor))
    return Page(entries=[_view(entry) for entry in page], cursor=cursors.write(place))


@ROUTES.get(
    "/api/entries/{number}", Right.READ, (*OF_A_READ, "unknown_number"),
    summary="A number's entry, history and denied calls", tags=["Entries"],
)  # fmt: skip
def read_number(number: Spelling) -> NumberView:
    """404 only if there is neither an entry nor history: an entry that ran out is removed, and its history stays."""
    key, entry = FINDER.find(unquote(number))
    history, calls = LISTING.history(clean(key, HISTORY_KEY), CHANGES_SHOWN) if key else ([], None)
    if calls is None or (entry is None and not history):
        raise ProblemError("unknown_number")
    return NumberView(
        number=key,
        entry=_view(entry) if entry else None,
        history=[views.change(item) for item in history],
        denied_calls=views.calls(calls),
        may=[] if entry else _may(None, _number(key)),
    )


@ROUTES.get(
    "/api/explain/{number}",
    Right.READ,
    summary="Would a call from this number be denied now, and why?",
    tags=["Entries"],
)
def explain_number(number: Spelling) -> Explanation:
    """By the same rules as `check_number`, which does not ask the table about what is no number."""
    spelling = unquote(number)
    e164 = key_of(spelling, REGION)
    entry = STORE.get(e164) if e164 else None
    return views.explanation(e164, explain(spelling, REGION, entry, time.time()))


@ROUTES.get("/api/daily", Right.READ, summary="Flags and denied calls per day", tags=["Entries"])
def read_days(days: Annotated[int, Query(ge=1, le=90)] = 14) -> Days:
    """In UTC, oldest first, today last."""
    today = datetime.now(UTC).date()
    first = today - timedelta(days=days - 1)
    return views.days(LISTING.days(first.isoformat(), today.isoformat()), today, days)


# ── Deciding ──────────────────────────────────────────────────────────────────────────────────────


def _add_route(name: str, kind: Kind) -> None:
    """The route of a decision on a number's entry."""

    def decide(number: Spelling, body: Undone) -> EntryView:
        key, entry = FINDER.find(unquote(number))
        return _view(_make(name, entry, body, FINDER.begin_at(key) if kind.begins else _number(key)))

    decide.__name__ = name
    decide.__annotations__["body"] = BODIES[kind.takes]
    problems = (*kind.objections, "ambiguous" if kind.begins else "unknown_number")
    ROUTES.post(
        f"/api/entries/{{number}}/{name}", kind.right, problems,
        summary=kind.summary, description=kind.rule.__doc__,
        tags=["Protection" if kind.right is Right.PROTECT else "Decisions"],
    )(decide)  # fmt: skip


for _name, _kind in DECISIONS.items():
    if _name != "add":
        _add_route(_name, _kind)
_ADD = DECISIONS["add"]


@ROUTES.post(
    "/api/entries", _ADD.right, ("ambiguous", *_ADD.objections),
    summary=_ADD.summary, description=_ADD.rule.__doc__, tags=["Decisions"], status_code=201,
)  # fmt: skip
def add_entry(body: Addition) -> Response[EntryView]:
    """Begin an entry, or begin one anew that has ended."""
    number = FINDER.begin(body.number)
    made = _make("add", STORE.get(number.e164), body, number)
    location = f"entries/{quote(made.number, safe='')}"
    return Response(201, "application/json", _view(made), headers={"Location": location})


def _make(name: str, entry: Entry | None, body: Addition | Undone, number: Number | None) -> Entry:
    """Make a decision; the entry as it is then.

    Raises:
        ProblemError: the caller may not, the rule objects, or somebody else was faster; with the entry as it is now.
    """
    if decisions.right_for(name, entry) not in _caller().rights:
        raise ProblemError("group")
    term, note = getattr(body, "term", ""), clean(getattr(body, "note", ""), NOTE)
    ruling = Ruling(_caller().name, int(time.time()), body.version, term, note, number)
    found, objection = deciding.make(STORE, name, entry, ruling)
    if objection or found is None:
        raise ProblemError(objection or "conflict", **({"entry": _view(found).model_dump()} if found else {}))
    logger.info("decided", status=found.status, number=mask(found.number), version=found.version)
    metrics.add_metric(name="Decision", unit=MetricUnit.Count, value=1)
    return found


def _view(entry: Entry) -> EntryView:
    return views.entry(entry, time.time(), _may(entry, _number(entry.number)))


def _may(entry: Entry | None, number: Number | None) -> list[str]:
    return decisions.may(entry, number, int(time.time()), _caller().rights)


@lru_cache(maxsize=1000)
def _number(key: str) -> Number | None:
    """What a key is. It is kept: judging takes a tenth of a millisecond, and the same entries are listed again."""
    return of_key(key)


def _caller() -> Caller:
    caller: Caller = API.context["caller"]
    return caller
