"""Every function under every fault, several at a time, because most of that time is waiting."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from tools.common.errors import LocalError
from tools.measure.faults import add_number, check_number, review_entries, send_digest, take_stock, workflow
from tools.measure.faults.bench import Bench
from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.finding import Finding, Late

WAITING, WORKING = 10, 3
"""How many run at a time: of the cases that mostly wait, and of those that keep a processor busy."""

ALL = 99
BRIEFLY = 1

type Scenario = Callable[[Bench, Fault, int], Iterator[Finding]]
"""Tries a function under a fault at up to so many moments, the most important ones first."""


@dataclass(frozen=True)
class Case:
    """A function, and how it is tried."""

    function: str
    scenario: Scenario

    def __str__(self) -> str:
        return f"{self.function}-{self.scenario.__name__}"


@dataclass(frozen=True)
class Proof:
    """The findings of one case under one fault."""

    case: Case
    fault: Fault
    findings: Sequence[Finding]

    @property
    def broken(self) -> list[str]:
        """The promises that did not hold, each with its moment."""
        return [type(sentence)(f"{found.moment}: {sentence}") for found in self.findings for sentence in found.broken]

    @property
    def wrong(self) -> list[str]:
        """The broken promises about answers and data, without those about time."""
        return [sentence for sentence in self.broken if not isinstance(sentence, Late)]


# The longest first, so that none of them is left for the end.
CASES = (
    Case("send_digest", send_digest.digests),
    Case("add_number", add_number.flags),
    Case("review_entries", review_entries.writes),
    Case("review_entries", review_entries.requests),
    Case("take_stock", take_stock.counts),
    Case("identify_agent", workflow.identify_agent),
    Case("record_change", workflow.record_change),
    Case("check_number", check_number.later),
    Case("check_number", check_number.from_the_start),
)


def prove(bench: Bench, most: int = ALL) -> Iterator[Proof]:
    """All cases under all faults, each at `most` moments, in the order in which they end."""
    with ThreadPoolExecutor(WAITING) as waiting, ThreadPoolExecutor(WORKING) as working:
        pools = {fault: waiting if fault.is_slow else working for fault in FAULTS}
        wanted = [pools[fault].submit(_prove, bench, case, fault, most) for case in CASES for fault in FAULTS]
        try:
            for future in as_completed(wanted):
                yield future.result()
        finally:  # an interrupt waits only for cases that have begun
            for future in wanted:
                future.cancel()


def _prove(bench: Bench, case: Case, fault: Fault, most: int) -> Proof:
    """Try one case. If it cannot be tried, nothing is proved, so its promises count as broken."""
    try:
        findings = tuple(case.scenario(bench, fault, most))
    except (LocalError, EOFError, KeyError) as exc:
        findings = (Finding("all of it", "could not be tried", 0, (f"could not be tried: {exc!r}",)),)
    return Proof(case, fault, findings)
