"""FlagsPerAgentPerHour, raced by 24 threads: exactly as many of an agent's flags deny as may; no retry counts again.

The races are between threads of this process, each with a client and connections of its own: the emulator would start
24 processes for 24 calls of a deployed function, and more for each record that came of them. The last test goes the
whole way with three.
"""

import importlib.util
import inspect
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

from denylist.store import Store
from denylist.writes import Flag
from local import stack as stacks
from local.paths import ROOT
from local.progress import wait_until
from local.stack import REGION, Stack
from tests.emulator.table import Table
from tests.emulator.test_pipeline import check, flag, told

type Alerts = Callable[..., list[dict[str, Any]]]
type Handler = Callable[[dict[str, Any], None], dict[str, str]]

THREADS = 24
HOUR, LATE = 3600, 120
ADDED, REFUSED = ("true", "added", "NONE"), ("false", "refused", "too_many_flags")
# As Lambda gives it, with nothing of whoever runs the tests.
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "NO_PROXY": "127.0.0.1",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


def at_once[T](each: Sequence[Callable[[], T]]) -> list[T]:
    """What each says, called in a thread of its own, and none before all are ready."""
    ready = Barrier(len(each))

    def wait_and_call(one: Callable[[], T]) -> T:
        ready.wait()
        return one()

    with ThreadPoolExecutor(len(each)) as threads:
        return list(threads.map(wait_and_call, each))


def counted(stack: Stack, agent: str) -> tuple[int, int]:
    """How many flags and how many contacts the counters of the agent's hours hold."""
    items = Table(stack).history(f"agent:{agent}")
    return sum(int(i["FlagCount"]["N"]) for i in items), sum(len(i["FlagIds"]["SS"]) for i in items)


def configuration(stack: Stack) -> dict[str, str]:
    """The environment of the deployed function."""
    found = stack.client("lambda").get_function_configuration(FunctionName=stack.outputs["AddNumberArn"])
    variables: dict[str, str] = found["Environment"]["Variables"]
    return variables


def one_hour() -> None:
    """Wait for the next hour if this one is nearly over: its counter is another, and would let as many pass again."""
    wait_until(lambda: time.time() % HOUR < HOUR - LATE, 2 * LATE, "the next hour")


@pytest.fixture
def agent() -> str:
    """An agent of the test's own."""
    return f"maria-{uuid4()}"


@pytest.fixture(scope="module")
def stores(stack: Stack) -> list[Store]:
    """The deployed tables, once for each thread."""
    names = stack.outputs["DenylistTable"], stack.outputs["HistoryTable"]
    return [Store(stacks.client.__wrapped__("dynamodb", stack.endpoint_url), *names) for _ in range(THREADS)]


@pytest.fixture
def raced_table(stack: Stack) -> Iterator[str]:
    """A table like that of entries, whose stream nobody reads."""
    dynamodb, name = stack.client("dynamodb"), f"raced-{uuid4()}"
    key = dynamodb.describe_table(TableName=stack.outputs["DenylistTable"])["Table"]["KeySchema"]
    attributes = [{"AttributeName": part["AttributeName"], "AttributeType": "S"} for part in key]
    dynamodb.create_table(TableName=name, KeySchema=key, AttributeDefinitions=attributes, BillingMode="PAY_PER_REQUEST")
    yield name
    dynamodb.delete_table(TableName=name)


@pytest.fixture
def handlers(stack: Stack, raced_table: str, monkeypatch: pytest.MonkeyPatch) -> list[Handler]:
    """`add_number`, loaded once for each thread with the deployed function's settings; what decorates it left out.

    Its logger, tracer and metrics are one for a process, which on Lambda answers one call at a time.
    """
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    addresses = {"AWS_ENDPOINT_URL": stack.endpoint_url, "DENYLIST_TABLE": raced_table}
    for name, value in {**configuration(stack), **ENVIRONMENT, **addresses}.items():
        monkeypatch.setenv(name, value)
    return [inspect.unwrap(_loaded(n).lambda_handler) for n in range(THREADS)]


def _loaded(n: int) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"add_number_{n}", ROOT / "functions" / "add_number" / "app.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def some_flags(agent: str, contacts: int) -> list[Flag]:
    """As many as there are threads, of so many contacts, all within one second."""
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
    """Connect gives up on an answer and asks again while the first request may still be under way."""
    limit, flags = 5, some_flags(agent, contacts=8)
    answers = at_once([partial(store.is_within, flag, limit) for store, flag in zip(stores, flags, strict=True)])
    passed = Counter(flag.flag_id for flag, within in zip(flags, answers, strict=True) if within)
    assert sorted(passed.values()) == [3] * limit, "and all three hear the same"
    assert counted(stack, agent) == (limit, limit)


def test_supervisors_are_told_by_one_of_24_records_at_once(stores: list[Store], agent: str) -> None:
    """Records of flags over the limit, which the workflow takes on side by side; a retry is told to tell again."""
    hour, until = "2026-11-22T14", int(time.time()) + HOUR
    race = [partial(store.is_first_told, agent, hour, f"record-{n}", until) for n, store in enumerate(stores)]
    answers = at_once(race)
    assert sum(answers) == 1
    assert at_once(race) == answers


def test_of_24_flags_at_once_exactly_the_limit_denies_and_the_rest_wait_for_a_reviewer(
    stack: Stack, handlers: list[Handler], raced_table: str, agent: str
) -> None:
    limit = int(configuration(stack)["FLAGS_PER_AGENT_PER_HOUR"])
    assert 0 < limit < THREADS
    numbers = [f"+120655502{n:02d}" for n in range(THREADS)]
    race = [
        partial(handler, event(number, f"{agent}-{number}", agent), None)
        for handler, number in zip(handlers, numbers, strict=True)
    ]
    one_hour()
    answers = at_once(race)
    assert Counter(map(heard, answers)) == {ADDED: limit, REFUSED: THREADS - limit}
    assert at_once(race) == answers, "a retry hears what it would have heard"
    assert counted(stack, agent) == (limit, limit)
    reader = Store(stack.client("dynamodb"), raced_table, "")
    for number, answer in zip(numbers, answers, strict=True):
        entry = reader.get(number)
        assert entry
        wanted = (True, "FLAGGED", "") if heard(answer) == ADDED else (False, "REFUSED", "too_many_flags")
        assert (entry.is_in_force(int(time.time())), entry.status, entry.note) == wanted
        assert (entry.flagged_by, entry.flag_count) == (agent, 1)


def test_flags_beyond_the_limit_are_kept_and_announced_once_on_the_deployed_stack(  # noqa: PLR0913, PLR0917 - fixtures
    stack: Stack, stores: list[Store], table: Table, alerts: Alerts, number: str, agent: str
) -> None:
    limit, numbers = int(configuration(stack)["FLAGS_PER_AGENT_PER_HOUR"]), [number, *others(number, 212, 425)]
    one_hour()
    assert all(store.is_within(flag, limit) for store, flag in zip(stores, some_flags(agent, limit - 1), strict=True))

    race = [partial(flag, stack, one, contact=f"{agent}-{one}", FlaggedBy=agent) for one in numbers]
    answers = at_once(race)
    assert Counter(map(heard, answers)) == {ADDED: 1, REFUSED: 2}
    assert at_once(race) == answers
    assert counted(stack, agent) == (limit, limit)
    alerts(2)
    table.quiet()
    for one, answer in zip(numbers, answers, strict=True):
        entry, decision = table.entry(one), check(stack, one)["Decision"]
        wanted = ("deny", "PENDING", "") if heard(answer) == ADDED else ("allow", "REFUSED", "too_many_flags")
        assert (decision, entry["Status"]["S"], entry.get("Note", {"S": ""})["S"]) == wanted
        assert table.events(one) == ["flagged" if heard(answer) == ADDED else "refused"]
    assert [event for event, _ in told(alerts(2))] == ["flagged", "refused"], "once of both that are over the limit"


def others(number: str, *areas: int) -> list[str]:
    """Numbers that end like the test's own, so that their alerts are the test's too."""
    return [f"+1{area}{number[5:]}" for area in areas]


def event(number: str, contact: str, agent: str) -> dict[str, Any]:
    """What a flow sends when this agent flags this number."""
    data = {"Channel": "VOICE", "ContactId": contact, "InitialContactId": "call"}
    return {"Details": {"ContactData": data, "Parameters": {"CustomerNumber": number, "FlaggedBy": agent}}}


def heard(answer: dict[str, str]) -> tuple[str, str, str]:
    """What the flow makes of an answer."""
    return answer["Success"], answer["Result"], answer["Why"]
