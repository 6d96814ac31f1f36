"""Short runs of `make load` and `make flood`: calls and flags at once, then an audit of all promises.

Time and memory are not checked here, because that takes ten minutes.
"""

from collections.abc import Iterator

import pytest

from tools.common.paths import DEFAULT_DIRECTORY
from tools.embedded.own_stack import own_stack
from tools.measure.load.plan import callers_and_faults, flood
from tools.measure.load.trial import Trial, attempt

pytestmark = pytest.mark.own_stack

PLANS = {
    "load": callers_and_faults(minutes=0.25, callers=8, processes=2),
    "flood": flood(calls=10, flags=10),
}


@pytest.fixture(scope="module", params=PLANS)
def trial(request: pytest.FixtureRequest) -> Iterator[Trial]:
    """A trial on a stack of its own, because the audit looks at every entry and every mail."""
    plan, directory = PLANS[request.param], DEFAULT_DIRECTORY / f"test-{request.param}"
    with own_stack(directory, plan.parameters, {"AUTH": "true"}) as stack:
        yield attempt(stack, directory, plan, lambda *_: None)


def test_nothing_is_lost_invented_or_counted_twice(trial: Trial) -> None:
    assert not trial.broken, "\n".join(trial.broken)


def test_there_was_something_to_lose(trial: Trial) -> None:
    """Flags and checks of several kinds, and faults or long digests. Without them the audit would prove little."""
    assert trial.ledger.heard["added"]
    assert trial.ledger.checks["deny"]
    assert trial.ledger.checks["allow"]
    if trial.plan.calls:
        assert 1 <= trial.mails < trial.entries == 1 + trial.plan.flags
    else:
        assert sum(trial.met.values()), "no request met a fault"
        assert trial.mails == trial.entries > 0
