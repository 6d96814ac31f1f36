"""`add_number` under a fault: the flag flow calls it with Connect's attempts, and then the flag is repeated."""

import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from denylist.writes import id_in_hour
from tools.connect.run import Contact
from tools.measure.faults import promises, telephone
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import LATE_SECONDS, Fault
from tools.measure.faults.finding import Finding, afterwards, finding
from tools.measure.faults.handler import Handler
from tools.measure.faults.tables import new_number
from tools.measure.faults.telephone import Heard


def flags(bench: Bench, fault: Fault, most: int) -> Iterator[Finding]:
    """The fault meets the write of the entry, after the agent's hour was counted; or it meets every request."""
    entry = {"body": f"TableName == '{bench.tables.denylist}'"}
    moments: dict[str, dict[str, Any]] = {
        "the entry's write": entry,
        "the entry's first write": {**entry, "times": 1},
        "every request": {},
    }
    with bench.handler("add_number") as handler:
        handler.start()
        for moment, where in islice(moments.items(), most + 1):
            yield from _flagged(bench, handler, fault, moment, where)


def _flagged(bench: Bench, handler: Handler, fault: Fault, moment: str, where: Mapping[str, Any]) -> Iterator[Finding]:
    """Flag under the fault, repeat the flag without it, and look again once late requests were carried out."""
    number = new_number()
    contact = telephone.talk(number, agent=f"agent of {number}")
    with handler.under(fault, **where):
        heard = telephone.flag(handler, contact)
    yield _told(bench, moment, contact, heard)
    yield _again(bench, f"{moment}, again", contact, handler)
    if fault.is_late:
        time.sleep(LATE_SECONDS)
        yield _again(bench, f"{moment}, long after", contact, handler)


def _told(bench: Bench, moment: str, contact: Contact, heard: Heard) -> Finding:
    """Compare what the agent heard with what the table has."""
    entry = bench.tables.entry(str(contact.customer_address))
    broken = promises.acknowledged(heard, entry, contact.contact_id, telephone.PROMPTS["PromptFlagWentWrong"])
    stored = "stored" if entry else "not stored"
    return finding(moment, heard.answer or f"error, {stored}", heard.waited, broken)


def _again(bench: Bench, moment: str, contact: Contact, handler: Handler) -> Finding:
    """Repeat the flag with the same contact, which makes it the same flag."""
    heard = telephone.flag(handler, contact)
    number = str(contact.customer_address)
    entry = bench.tables.entry(number)
    counters = bench.tables.holding(id_in_hour(contact.contact_id, number))
    broken = promises.same_flag(heard, entry, counters, contact.contact_id)
    return afterwards(moment, heard.answer or "error", heard.waited, broken)
