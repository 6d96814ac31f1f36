"""FlagsPerAgentPerHour under 24 threads: exactly as many of an agent's flags deny as allowed; no retry counts twice.

First, threads of this process race for the counter, each with a client and connections of its own. Then 24 calls of
agents go the whole way at once, each to a process of the deployed function.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from denylist.agent_key import agent_key
from denylist.tables.store import Store
from denylist.writes import Flag
from tests.emulator.table import Table
from tests.emulator.test_pipeline import answered, check, flag, told
from tools.common.progress import wait_until
from tools.embedded import stack as stacks
from tools.embedded.stack import Stack

type Alerts = Callable[..., list[dict[str, Any]]]

# 24 numbers with the test's own last digits, so that the test gets the alerts about all of them.
AREAS = (
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214,
    215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234, 239,
)  # fmt: skip
THREADS = len(AREAS)
HOUR = 3600
LATE = 300  # two races on a busy machine, in which a call may be made again for two minutes, are over by then
ADDED, REFUSED = ("true", "added", "NONE"), ("false", "refused", "too_many_flags")


def at_once[T](each: Sequence[Callable[[], T]]) -> list[T]:
    """Call each in a thread of its own, all at the same moment, and return their answers."""
    ready = Barrier(len(each))

    def wait_and_call(one: Callable[[], T]) -> T:
        ready.wait()
        return one()

    with ThreadPoolExecutor(len(each)) as threads:
        return list(threads.map(wait_and_call, each))


def counted(stack: Stack, agent: str) -> tuple[int, int]:
    """How many flags, and how many different contacts, the agent's hourly counters hold."""
    items = Table(stack).history(f"agent:{agent_key(agent)}")
    return sum(int(i["FlagCount"]["N"]) for i in items), sum(len(i["FlagIds"]["SS"]) for i in items)


def configuration(stack: Stack) -> dict[str, str]:
    """The environment of the deployed function."""
    found = stack.client("lambda").get_function_configuration(FunctionName=stack.outputs["AddNumberArn"])
    variables: dict[str, str] = found["Environment"]["Variables"]
    return variables


def one_hour() -> None:
    """Wait for the next hour if this one is nearly over. A new hour has a new counter, and allows as many again."""
    wait_until(lambda: time.time() % HOUR < HOUR - LATE, 2 * LATE, "the next hour")


@pytest.fixture
def agent() -> str:
    """An agent of the test's own."""
    return f"maria-{uuid4()}"


@pytest.fixture(scope="module")
def stores(stack: Stack) -> list[Store]:
    """The deployed tables, with a client for each thread."""
    names = stack.outputs["DenylistTable"], stack.outputs["HistoryTable"]
    return [Store(stacks.client.__wrapped__("dynamodb", stack.endpoint_url), *names) for _ in range(THREADS)]


def some_flags(agent: str, contacts: int) -> list[Flag]:
    """As many flags as there are threads, from that many contacts, all within one second."""
    now = int(time.time())
    return [
        Flag("+12065550100", f"contact-{n % contacts}", "", agent, "", "30d", now, now + HOUR) for n in range(THREADS)
    ]


@pytest.mark.parametrize("limit", [1, 7, 23])
def test_counter_lets_exactly_the_limit_pass_and_tells_each_retry_the_same(
    stack: Stack, stores: list[Store], agent: str, limit: int
) -> None:
    flags = some_flags(agent, contacts=THREADS)
    race = [partial(store.is_within, flag, limit) for store, flag in zip(stores, flags, strict=True)]
    answers = at_once(race)
    assert sum(answers) == limit
    assert at_once(race) == answers
    assert counted(stack, agent) == (limit, limit)


def test_contact_that_comes_three_times_at_once_counts_once(stack: Stack, stores: list[Store], agent: str) -> None:
    """Connect may give up waiting and ask again while the first request is still running."""
    limit, flags = 5, some_flags(agent, contacts=8)
    answers = at_once([partial(store.is_within, flag, limit) for store, flag in zip(stores, flags, strict=True)])
    passed = Counter(flag.flag_id for flag, within in zip(flags, answers, strict=True) if within)
    assert sorted(passed.values()) == [3] * limit, "and all three hear the same"
    assert counted(stack, agent) == (limit, limit)


def test_supervisors_are_told_by_one_of_24_records_at_once(stores: list[Store], agent: str) -> None:
    """The workflow records flags over the limit in parallel. The first is told to announce it, also when it retries."""
    now = int(time.time())
    race = [partial(store.is_first_told, agent, f"record-{n}", now) for n, store in enumerate(stores)]
    answers = at_once(race)
    assert sum(answers) == 1
    assert at_once(race) == answers


def test_of_24_flags_at_once_exactly_the_limit_denies_and_the_rest_wait_for_a_reviewer(
    stack: Stack, table: Table, alerts: Alerts, number: str, agent: str
) -> None:
    limit, numbers = int(configuration(stack)["FLAGS_PER_AGENT_PER_HOUR"]), [f"+1{area}{number[5:]}" for area in AREAS]
    assert 0 < limit < THREADS
    flags = [partial(flag, stack, one, contact=f"{agent}-{one}", FlaggedBy=agent) for one in numbers]
    race = [partial(answered, each) for each in flags]  # one that starts beside 23 others may give up
    one_hour()
    answers = at_once(race)
    assert Counter(map(heard, answers)) == {ADDED: limit, REFUSED: THREADS - limit}
    assert at_once(race) == answers, "a retry hears what it would have heard"
    assert counted(stack, agent) == (limit, limit)

    alerts(limit + 1, seconds=120)
    table.quiet(120)
    for one, answer in zip(numbers, answers, strict=True):
        entry, added = table.entry(one), heard(answer) == ADDED
        wanted = ("deny", "PENDING", "") if added else ("allow", "REFUSED", "too_many_flags")
        checked = answered(partial(check, stack, one))  # a process that starts on a busy machine may give up
        assert (checked["Decision"], entry["Status"]["S"], entry.get("Note", {"S": ""})["S"]) == wanted
        assert (entry["FlaggedBy"]["S"], entry["FlagCount"]["N"]) == (agent, "1")
        assert table.events(one) == ["flagged" if added else "refused"]
    events = Counter(event for event, _ in told(alerts(limit + 1)))
    assert events == {"flagged": limit, "refused": 1}, "once of all that are over the limit"


def heard(answer: dict[str, str]) -> tuple[str, str, str]:
    """What the flow reads of an answer."""
    return answer["Success"], answer["Result"], answer["Why"]
