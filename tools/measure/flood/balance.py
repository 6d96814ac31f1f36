"""What must come out even in the end, and whether it does."""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.measure.flood.ledger import Ledger
from tools.measure.flood.mail import Mailbox
from tools.measure.flood.plan import Plan
from tools.measure.flood.traffic import Traffic

TOLD = "changes that mails told of"
TOLERATED = 100
"""One in so many may meet a fault, and one of fewer: a machine that runs emulator and flood alike may be late once.
Where more do, little came through that could have been lost."""


@dataclass(frozen=True)
class Check:
    """One thing that must be so."""

    what: str
    expected: str
    found: str
    holds: bool


def same(what: str, expected: int, found: int) -> Check:
    """Two counts that must be the same."""
    return Check(what, str(expected), str(found), expected == found)


def rare(what: str, faults: int, of: int) -> Check:
    """Faults, of which there may be a few."""
    most = max(1, of // TOLERATED)
    return Check(what, f"{most} at most", str(faults), faults <= most)


def balance(plan: Plan, traffic: Traffic, mailbox: Mailbox, ledger: Ledger) -> list[Check]:
    """Every check, made at the end, when nothing is on its way any more."""
    return [*_flags(plan, traffic, ledger), *_calls(plan, traffic, ledger), *_mails(plan, mailbox, ledger)]


def _flags(plan: Plan, traffic: Traffic, ledger: Ledger) -> Iterator[Check]:
    said, numbers = set(traffic.acknowledged), frozenset(plan.numbers)
    changes = ledger.changes(numbers)
    flagged = {change["ContactNumber"]["S"] for change in changes if change["Event"]["S"] == "flagged"}
    pending = {number for number, status in ledger.entries(numbers).items() if status == "PENDING"}
    yield rare("flags that met a fault", traffic.unanswered, plan.flags)
    yield same("flags acknowledged, but for those that met a fault", plan.flags - traffic.unanswered, len(said))
    yield same("… of them recorded, and wait for a reviewer", len(said), len(said & pending))
    yield same("… of them in history as flagged, once", len(said), _once(changes, said & flagged))
    # After the calls' own count was read: each of these is a denied call, too, but of another number.
    yield same("… of them denied to a call", len(said), sum(ledger.is_denied(number) for number in sorted(said)))
    yield same("records parked", 0, ledger.parked())


def _once(changes: list[dict[str, dict[str, str]]], numbers: set[str]) -> int:
    """How many of the numbers have exactly one change."""
    told = [change["ContactNumber"]["S"] for change in changes]
    return sum(told.count(number) == 1 for number in numbers)


def _calls(plan: Plan, traffic: Traffic, ledger: Ledger) -> Iterator[Check]:
    """The counter may lack what the metric says could not be counted, and may have calls for which it came too late.

    A check that is late for the flow, so that the call went on, still counts: it runs to its end, as on AWS.
    """
    counted = ledger.denied_count(plan.caller)
    least, most = traffic.denied - ledger.uncounted(), traffic.denied + traffic.unchecked
    yield rare("calls that met a fault", traffic.unchecked, plan.calls)
    yield same("calls denied, but for those that met a fault", plan.calls - traffic.unchecked, traffic.denied)
    yield Check(
        "denied calls that were counted",
        str(most) if least == most else f"{least} to {most}",
        str(counted),
        least <= counted <= most,
    )


def _mails(plan: Plan, mailbox: Mailbox, ledger: Ledger) -> Iterator[Check]:
    changes = ledger.changes(frozenset(plan.numbers))
    if mailbox.failed:
        # It may have failed after it had told.
        told = Check(TOLD, f"{len(changes)} or more", str(mailbox.told), mailbox.told >= len(changes))
    else:
        told = same(TOLD, len(changes), mailbox.told)
    yield told
    if mailbox.sender:
        most = len(mailbox.sending)
        yield Check("mails, one a window at most", f"1 to {most}", str(mailbox.mails), 1 <= mailbox.mails <= most)
        yield same("changes that wait for a digest", 0, ledger.waiting())
    else:
        yield same("mails, one for each change", len(changes), mailbox.mails)
