"""`add_number`: an agent flags the caller. From the moment this answers, the number is denied.

It answers `Success` (`"true"` or `"false"`), `Result` (`added`, `already_listed`, `protected`, `refused`,
`no_number`, `not_voice`) and `Why`. On a fault it raises an error. Amazon Connect then tries again within the flow's
eight seconds, and every attempt counts as the same flag, because the flagging contact's id is the flag's id.
"""

import os
import time
import uuid
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients, contacts, terms
from denylist.agent_key import agent_key
from denylist.contacts import Contact
from denylist.errors import UnknownTermError
from denylist.metrics import stack_metrics
from denylist.numbers import Number, judge, may_have_code
from denylist.refusals import DENIED, Refusal
from denylist.tables.store import Store
from denylist.text import mask
from denylist.writes import Flag

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

REGION = os.environ["DEFAULT_REGION"]
POLICY = terms.Policy.of(os.environ["REVIEW_POLICY"], os.environ["REVIEW_WINDOW_HOURS"], os.environ["DEFAULT_TERM"])
LIMIT = int(os.environ["FLAGS_PER_AGENT_PER_HOUR"])
UNNAMED_LIMIT = 2 * LIMIT
STORE = Store(clients.dynamodb(), os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"])


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Answer the flow that flags: a flat map of strings, because a flow can read nothing else.

    Raises:
        StoreError: DynamoDB did not answer. The flag is not acknowledged, and the agent hears the error prompt.
    """
    contact = contacts.read(event)
    result, why = _flag(contact)
    logger.info("flag", result=result, why=why, number=mask(contact.address), contact_id=contact.contact_id)
    metrics.add_metric(name=f"Flag_{result}", unit=MetricUnit.Count, value=1)
    if why == Refusal.TOO_MANY_UNNAMED:
        metrics.add_metric(name="UnnamedFlagsOverLimit", unit=MetricUnit.Count, value=1)
    return {"Success": "true" if result in DENIED else "false", "Result": result, "Why": why}


def _flag(contact: Contact) -> tuple[str, str]:
    """The `Result` and the `Why` of the answer; `Why` is `NONE` unless the flag was refused."""
    if not contact.is_of_a_call:
        return _refused(Refusal.NOT_VOICE)
    judged = judge(contact.address, REGION)
    if isinstance(judged, Refusal):
        return _refused(judged)
    if may_have_code(contact.address):
        return _refused(Refusal.STAR)
    try:
        term = terms.asked(contact.term, POLICY.default_term)
    except UnknownTermError:
        return _refused(Refusal.UNKNOWN_TERM)
    flag = _as_flag(contact, judged, term)
    is_named = bool(agent_key(flag.flagged_by))
    over = Refusal.TOO_MANY_FLAGS if is_named else Refusal.TOO_MANY_UNNAMED
    kept = judged.doubt if STORE.is_within(flag, LIMIT if is_named else UNNAMED_LIMIT) else over
    result = STORE.keep_for_review(flag, kept) if kept else STORE.flag(flag)
    if result in DENIED:
        return result, "NONE"
    # The store answers `refused` for a flag that it kept for review, now or when the same flag came before.
    return _refused((kept or over) if result == "refused" else Refusal(result))


def _refused(why: Refusal) -> tuple[str, str]:
    return why.result, why


def _as_flag(contact: Contact, number: Number, term: str) -> Flag:
    """The flag to store. Without a contact id (a test event, a custom flow) every invocation is a flag of its own."""
    now = int(time.time())
    return Flag(
        number=number.e164,
        flag_id=contact.contact_id or f"no-contact-{uuid.uuid4()}",
        contact_id=contact.call_id,
        flagged_by=contact.flagged_by,
        reason=contact.reason,
        term=term,
        now=now,
        until=POLICY.until(term, now),
        source=contact.way,
        dialled=contact.dialled,
    )
