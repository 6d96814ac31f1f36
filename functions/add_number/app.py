"""`add_number`: an agent flags the caller. From the moment this answers, the number is denied.

A second call for the same contact amends the flag, or takes it back. It answers `Success` (`"true"` if what was asked
for is so), `Result` (`added`, `already_listed`, `updated`, `withdrawn`, `protected`, `refused`, `no_number`,
`not_voice`), `Why`, and what the flow can say of the flag. On a fault it raises an error. Amazon Connect then tries
again within the flow's eight seconds, and every attempt counts as the same flag, because the flagging contact's id is
the flag's id.
"""

import os
import time
import uuid
from typing import Any

from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from denylist import clients, contacts, terms
from denylist.contacts import Contact
from denylist.flagging import Answer, Claimed, Flagging
from denylist.metrics import stack_metrics
from denylist.refusals import DENIED, Refusal
from denylist.tables.store import Store
from denylist.text import mask

logger = Logger()
metrics = stack_metrics()
tracer = Tracer()

POLICY = terms.Policy.of(os.environ["REVIEW_POLICY"], os.environ["REVIEW_WINDOW_HOURS"], os.environ["DEFAULT_TERM"])
MENU = os.environ["FLAG_MENU"]
STORE = Store(clients.dynamodb(), os.environ["DENYLIST_TABLE"], os.environ["HISTORY_TABLE"])
FLAGGING = Flagging(STORE, os.environ["DEFAULT_REGION"], POLICY, int(os.environ["FLAGS_PER_AGENT_PER_HOUR"]))


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Answer the flow that flags: a flat map of strings, because a flow can read nothing else.

    Raises:
        StoreError: DynamoDB did not answer. The flag is not acknowledged, and the agent hears the error prompt.
    """
    contact = contacts.read(event)
    answer = _answer(contact)
    result, why = answer.result, answer.why
    logger.info("flag", result=result, why=why, number=mask(contact.address), contact_id=contact.contact_id)
    metrics.add_metric(name=f"Flag_{result}", unit=MetricUnit.Count, value=1)
    if why == Refusal.TOO_MANY_UNNAMED:
        metrics.add_metric(name="UnnamedFlagsOverLimit", unit=MetricUnit.Count, value=1)
    return {"Success": "true" if answer.is_done else "false", "Result": result, "Why": why, **_told(answer)}


def _answer(contact: Contact) -> Answer:
    if not contact.is_of_a_call:
        return Answer(Refusal.NOT_VOICE.result, Refusal.NOT_VOICE)
    if contact.withdraws:
        return FLAGGING.withdraw(contact.address, contact.contact_id, int(time.time()))
    return FLAGGING.flag(_claimed(contact), int(time.time()))


def _claimed(contact: Contact) -> Claimed:
    """Without a contact id (a test event, a custom flow) every invocation is a flag of its own."""
    return Claimed(
        contact.address,
        contact.contact_id or f"no-contact-{uuid.uuid4()}",
        contact.call_id,
        contact.flagged_by,
        contact.reason,
        contact.term,
        contact.category,
        contact.warnings,
        contact.way,
        contact.dialled,
    )


def _told(answer: Answer) -> dict[str, str]:
    """Of a flag that denies: what holds now, and what the flow may ask the agent next."""
    if answer.result not in DENIED:
        return {}
    said = answer.said
    hours, holds = FLAGGING.holds(answer)
    return {"Menu": MENU, "Holds": holds, "Hours": str(hours), "Term": said.term, "Category": said.category or "none"}
