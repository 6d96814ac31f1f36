"""`review_entries`: the console, the agents' panel, and their API. This module wires.

The routes are in `reading`, `deciding` and `panel`.

A GET changes nothing, whatever is in its address. A POST makes one decision: one conditional write on the version of
the entry that the reviewer saw. History and alerts come from the table's stream alone.
"""

import os
import time
from typing import Any
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients, terms
from denylist.flagging import Flagging
from denylist.metrics import stack_metrics
from denylist.tables.actors import Actors
from denylist.tables.listing import Listing
from denylist.tables.store import Store
from review_entries import access, describe, requests
from review_entries.access import Caller
from review_entries.calls import Calls
from review_entries.deciding import Deciding
from review_entries.finding import Finder
from review_entries.instead import answer_instead
from review_entries.page import Console, zipped
from review_entries.panel import Panel
from review_entries.problems import Answer, problem
from review_entries.reading import Reading
from review_entries.routes import Routes

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
POLICY = terms.Policy.of(os.environ["REVIEW_POLICY"], os.environ["REVIEW_WINDOW_HOURS"], os.environ["DEFAULT_TERM"])
FLAGGING = Flagging(STORE, REGION, POLICY, int(os.environ["FLAGS_PER_AGENT_PER_HOUR"]))
AGENT_CLAIM = os.environ["AGENT_CLAIM"]
# The last part of arn:aws:connect:REGION:ACCOUNT:instance/ID; without an instance there are no calls to flag.
INSTANCE_ID = os.environ["CONNECT_INSTANCE_ARN"].rpartition("/")[2]
CALLS = Calls(clients.prompt_connect() if INSTANCE_ID else None, INSTANCE_ID)
API = APIGatewayHttpResolver(enable_validation=True)
ROUTES = Routes(API)


def _caller() -> Caller:
    """Who makes the request that is being answered."""
    caller: Caller = API.context["caller"]
    return caller


Reading(STORE, LISTING, FINDER, REGION, _caller).add_to(ROUTES)
Deciding(STORE, FINDER, _caller, logger, metrics).add_to(ROUTES)
Panel(CALLS, FLAGGING, STORE, Actors(CLIENT, *TABLES), FINDER, REGION, _caller, logger, metrics).add_to(ROUTES)
answer_instead(API, logger, metrics)


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
    answer = describe.answer(API, ROUTES) if path == "/openapi.json" else CONSOLE.answer(path)
    if answer is None:
        return problem("not_found")
    if method not in ("GET", "HEAD"):
        return problem("method_not_allowed", headers={"Allow": "GET, HEAD"})
    return zipped(answer, (event.get("headers") or {}).get("accept-encoding"))


def _below_api(event: dict[str, Any], context: object) -> Answer:
    """The API's answer, once the authorizer has let the request pass. Anybody else is told to sign in."""
    caller = access.caller_of(event, time.time(), AGENT_CLAIM)
    found = requests.problem_of(event, caller, ROUTES.at(event["rawPath"]), ORIGIN)
    if found:
        return found
    API.append_context(caller=caller)  # type: ignore[no-untyped-call]
    answer: Answer = API.resolve(event, context)  # type: ignore[arg-type]
    return answer
