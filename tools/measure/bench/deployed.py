"""Figures that need the embedded stack: faults, flags through the workflow, a page of a table with entries."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tools.common.progress import step, wait_until
from tools.connect.run import Contact
from tools.embedded.stack import Stack
from tools.measure.bench.article import MEASURED, Article
from tools.measure.bench.figures import Figure, Value
from tools.measure.faults import check_number
from tools.measure.faults.bench import Bench
from tools.measure.faults.events import entry, first_page, origin_of
from tools.measure.faults.faults import FAULTS, Fault
from tools.measure.faults.handler import Call, Handler
from tools.measure.faults.proof import ALL
from tools.measure.faults.tables import Item, new_number

ARTICLES_TIMEOUT = 3.0
"""Lambda's default timeout in seconds, which the article's function has. Amazon Connect waits longer."""
PENDING, OTHERS = 100, 900
PAGE = 25
AT_ONCE = 8
"""Faults that are tried at a time, because calls under a fault mostly wait."""
AGENTS = 2
"""How many agents flag at once. For each call that finds the function busy, the emulator unpacks it again."""
FLAGS_SECONDS = 180
LOOK_SECONDS = 0.2
"""Seconds between two looks, because each look costs the emulator time, too."""
WARMING = 30
"""How many flags load all functions: a batch uses as many at once as the workflow may (`MaxConcurrency`)."""
NO_CALLS = ("start", "call through the flow")
_ATTRIBUTES = {"FlagCount": {"N": "1"}, "FlaggedBy": {"S": "maria.lopez"}, "Source": {"S": "ccp"}}


def faults(bench: Bench, article: Article) -> list[Figure]:
    """The longest call under each fault and under all: ours at every moment, the article's after it is loaded."""
    with step(f"Under each of {len(FAULTS)} faults"), ThreadPoolExecutor(AT_ONCE) as pool:
        ours = [pool.submit(ours_under, bench, fault) for fault in FAULTS]
        theirs = [pool.submit(_theirs_under, bench, fault, article) for fault in FAULTS]
        found = {fault: (mine.result(), its.result()) for fault, mine, its in zip(FAULTS, ours, theirs, strict=True)}
    figures = [
        Figure(f"under {fault}", "s", Value.worst(mine), Value.worst(its)) for fault, (mine, its) in found.items()
    ]
    everywhere = [[seconds for pair in found.values() for seconds in pair[who]] for who in (0, 1)]
    return [Figure("worst_under_faults", "s", *(Value.worst(seconds) for seconds in everywhere)), *figures]


def ours_under(bench: Bench, fault: Fault) -> list[float]:
    """Every call from the first one after a start. Loading does not count, and a flow makes several calls."""
    scenarios = (check_number.from_the_start, check_number.later)
    found = [each for scenario in scenarios for each in scenario(bench, fault, ALL) if not each.afterwards]
    return [each.seconds for each in found if not each.moment.startswith(NO_CALLS)]


def _theirs_under(bench: Bench, fault: Fault, article: Article) -> list[float]:
    """One call of the article's function, which has answered before."""
    with bench.handler("check_number") as handler:
        handler.folders = [article.code, article.runtime]
        handler.limit = ARTICLES_TIMEOUT
        ring = Contact(customer_address=new_number()).event({})
        handler.call(ring)
        with handler.under(fault):
            return [handler.call(ring).seconds]


def flags(stack: Stack, count: int) -> list[Figure]:
    """Flag so many numbers, and wait until all are in the history. Some earlier flags load the functions."""
    every = [f"+1312555{number:04}" for number in range(WARMING + count)]
    warming, numbers = every[:WARMING], every[WARMING:]
    with step(f"{count} flags through the workflow"):
        _flag_all(stack, warming)
        _recorded(stack, warming)
        began = time.monotonic()
        flagged = _flag_all(stack, numbers)
        recorded = _recorded(stack, numbers)
    ended = max(recorded[number] for number in numbers)
    return [
        Figure("flags_per_second", "flags/s", Value.of([count / (ended - began)])),
        Figure("flag_to_history", "s", Value.of([recorded[number] - flagged[number] for number in numbers])),
        Figure("emulator_invocation", "ms", Value.of([_invoke(stack) for _ in range(20)], 1000)),
    ]


def _flag_all(stack: Stack, numbers: Sequence[str]) -> dict[str, float]:
    """When each flag was acknowledged. Each has an agent of its own, because of the limit per hour."""

    def flag(number: str) -> float:
        ring = Contact(customer_address=number).event({"FlaggedBy": f"agent of {number}"})
        stack.invoke(stack.outputs["AddNumberArn"], ring)
        return time.monotonic()

    with ThreadPoolExecutor(AGENTS) as pool:
        return dict(zip(numbers, pool.map(flag, numbers), strict=True))


def _recorded(stack: Stack, numbers: Sequence[str]) -> dict[str, float]:
    """When each number was first seen in the history."""
    seen: dict[str, float] = {}
    pages = stack.client("dynamodb").get_paginator("scan")

    def all_are_there() -> bool:
        time.sleep(LOOK_SECONDS)
        for page in pages.paginate(TableName=stack.outputs["HistoryTable"], FilterExpression="attribute_exists(Event)"):
            for item in page["Items"]:
                seen.setdefault(item["ContactNumber"]["S"], time.monotonic())
        return set(numbers) <= seen.keys()

    wait_until(all_are_there, FLAGS_SECONDS, "all flags in the history")
    return seen


def _invoke(stack: Stack) -> float:
    """Seconds of a check through the emulator, which takes nearly all of them itself."""
    began = time.monotonic()
    stack.invoke(stack.outputs["CheckNumberArn"], Contact(customer_address="+13125559999").event({}))
    return time.monotonic() - began


def listing(bench: Bench, stack: Stack, article: Article, samples: int) -> list[Figure]:
    """List the first page of waiting entries by our Query and by a Scan, in turns. The table has ten times as many."""
    with step(f"A page of {PENDING} entries that wait, beside {OTHERS} others"):
        _fill(stack, bench.tables.denylist)
        with (
            bench.handler("review_entries", AWS_ENDPOINT_URL=stack.endpoint_url) as ours,
            _naive(bench, stack, article) as naive,
        ):
            pages = [(_page(ours), naive.call({})) for _ in range(samples + 1)][1:]
    ours_took, naive_took = ([call.seconds for call in calls] for calls in zip(*pages, strict=True))
    return [Figure("page", "ms", Value.of(ours_took, 1000), Value.of(naive_took, 1000))]


@contextmanager
def _naive(bench: Bench, stack: Stack, article: Article) -> Iterator[Handler]:
    with bench.handler("review_entries", AWS_ENDPOINT_URL=stack.endpoint_url) as handler:
        handler.folders = [MEASURED / "naive", article.runtime]
        yield handler


def _page(handler: Handler) -> Call:
    return handler.call(first_page(origin_of(handler.environment["CONSOLE_URL"]), PAGE))


def _fill(stack: Stack, table: str) -> None:
    statuses = ["PENDING"] * PENDING + ["APPROVED"] * (OTHERS // 2) + ["EXPIRED"] * (OTHERS - OTHERS // 2)
    items = [_entry(place, status) for place, status in enumerate(statuses)]
    for first in range(0, len(items), 25):
        puts = [{"PutRequest": {"Item": item}} for item in items[first : first + 25]]
        stack.client("dynamodb").batch_write_item(RequestItems={table: puts})


def _entry(place: int, status: str) -> Item:
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60 * place))
    return entry(f"+1415555{place:04}", status, FlaggedAt={"S": at}, FlagIds={"SS": [f"flag-{place}"]}, **_ATTRIBUTES)


def measure(
    stack: Stack, article: Article, directory: Path, samples: int, flags_at_once: int
) -> Iterator[list[Figure]]:
    """Measure everything in this module, and yield it part by part."""
    with Bench(stack, directory) as bench:
        yield faults(bench, article)
        yield listing(bench, stack, article, samples)
    yield flags(stack, flags_at_once)
