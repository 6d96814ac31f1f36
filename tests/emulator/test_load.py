"""Callers and agents at once for some seconds, with faults in between: `make load` in short.

Nothing is said of time or memory here: both need the ten minutes.
"""

from collections.abc import Iterator

import pytest

from tools.common.paths import DEFAULT_DIRECTORY
from tools.embedded.down import bring_down
from tools.embedded.stack import Stack
from tools.embedded.up import bring_up
from tools.measure.load.trial import Trial, Wish, attempt

pytestmark = pytest.mark.own_stack

DIRECTORY = DEFAULT_DIRECTORY / "test-load"
WISH = Wish(seconds=15, callers=8, rate=0.05, processes=2)


@pytest.fixture(scope="module")
def own() -> Iterator[Stack]:
    """A stack of its own: the audit asks of every entry who made it, and takes every alert."""
    bring_down(DIRECTORY)
    try:
        yield bring_up(DIRECTORY, {})
    finally:
        bring_down(DIRECTORY)


@pytest.fixture(scope="module")
def trial(own: Stack) -> Trial:
    return attempt(own, DIRECTORY, WISH, lambda *_: None)


def test_nothing_is_lost_invented_or_counted_twice(trial: Trial) -> None:
    assert not trial.broken, "\n".join(trial.broken)


def test_there_was_something_to_lose(trial: Trial) -> None:
    """Flags and checks, each of several kinds, and faults between them."""
    assert trial.ledger.answers["added"]
    assert trial.ledger.checks["deny"]
    assert trial.ledger.checks["allow"]
    assert sum(trial.met.values()), "no request met a fault"
    assert trial.entries
    assert trial.alerts == trial.entries
