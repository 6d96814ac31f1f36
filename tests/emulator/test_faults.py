"""Promises under faults: the built functions, DynamoDB behind them, and microburst in between.

The promises are in tools/measure/faults/promises.py, and what each function is put through is in the modules beside it.
Here every function meets every fault at the moments that matter most, and what it answers and stores must be right.
`make faults` tries all moments, and checks how long each takes, too.
"""

from collections.abc import Iterator, Mapping

import pytest

from tools.common.paths import TEST_DIRECTORY
from tools.connect.run import Contact
from tools.embedded.stack import Stack
from tools.measure.faults.bench import Bench
from tools.measure.faults.events import entry
from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.finding import Finding
from tools.measure.faults.proof import BRIEFLY, CASES, Case, Proof, prove
from tools.measure.faults.tables import new_number

type Proofs = Mapping[tuple[str, str], Proof]

EACH_FAULT = pytest.mark.parametrize("fault", FAULTS, ids=str)


@pytest.fixture(scope="module")
def bench(stack: Stack) -> Iterator[Bench]:
    with Bench(stack, TEST_DIRECTORY / "faults") as opened:
        yield opened


@pytest.fixture(scope="module")
def proofs(bench: Bench) -> Proofs:
    """All proofs run at once, because they mostly wait."""
    return {(str(proof.case), proof.fault.name): proof for proof in prove(bench, BRIEFLY)}


def found(proofs: Proofs, case: str, fault: Fault, moment: str) -> Finding:
    return next(finding for finding in proofs[case, fault.name].findings if finding.moment == moment)


@EACH_FAULT
@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_answered_and_stored_is_right(proofs: Proofs, case: Case, fault: Fault) -> None:
    wrong = proofs[str(case), fault.name].wrong
    assert not wrong, "\n".join(wrong)


@EACH_FAULT
def test_a_write_is_carried_out_where_the_fault_lets_it_arrive(proofs: Proofs, fault: Fault) -> None:
    happened = found(proofs, "add_number-flags", fault, "the entry's write").happened
    assert ("not stored" not in happened) == fault.arrives


@EACH_FAULT
def test_a_flag_that_fails_once_is_acknowledged_all_the_same(proofs: Proofs, fault: Fault) -> None:
    """Botocore retries, or Connect does."""
    assert found(proofs, "add_number-flags", fault, "the entry's first write").happened == "added"


def test_the_fault_of_a_missing_table_is_what_dynamodb_says_of_one(bench: Bench) -> None:
    number = new_number()
    bench.tables.put(entry(number))
    event = Contact(customer_address=number).event({})
    with bench.handler("check_number", DENYLIST_TABLE="no-such-table") as handler:
        told = handler.call(event)
    with bench.handler("check_number") as handler:
        handler.start()
        with handler.under(next(fault for fault in FAULTS if fault.name == "table missing")):
            met = handler.call(event)
    assert (told.raised, told.message) == (met.raised, met.message) == ("StoreError", "ResourceNotFoundException")
