"""`make costs`: what a thousand checks, flags and decisions cost, worked out from the stack itself.

Memory sizes come from template.yaml, state transitions from the workflow file, prices from `prices`; durations
are assumed below. Writes the result into docs/measurements.md, between its `costs` marks.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from denylist.events import Change
from denylist.refusals import RESULTS
from tools.common.errors import LocalError, exit_on_error
from tools.common.marks import between
from tools.common.paths import ALARMS, ROOT, TEMPLATE
from tools.common.progress import say
from tools.common.template import read_template
from tools.measure.reckon.prices import MONTHLY, PRICES, sources
from tools.measure.tables import markdown

WORKFLOW = ROOT / "statemachine" / "denylist.asl.json"
DOCUMENT = ROOT / "docs" / "measurements.md"
THOUSAND = 1000


# All custom metrics that there can be. A metric is billed in the months in which it is published. Besides these: the
# results of a flag, by telephone and in the panel, the changes, and no change.
OTHER_METRICS = (
    "AgentKnown",
    "AgentUnknown",
    "AlertWritten",
    "Answered",
    "ChangesDigested",
    "ConnectUnavailable",
    "Decision",
    "Deniable",
    "Denied",
    "DeniedNotCounted",
    "FlagsWaiting",
    "FormerKeys",
    "RecordAge",
    "Refused",
    "Subscribers",
    "TableUnavailable",
    "UnnamedFlagsOverLimit",
)
METRICS = 2 * len(RESULTS) + len(Change) + 1 + len(OTHER_METRICS)
GIGABYTES = 0.1

# Assumptions, to be replaced by measurements: billed milliseconds of a warm call, and bytes that it logs, AWS's own
# lines among them.
MILLISECONDS = {
    "CheckNumberFunction": 10,
    "AddNumberFunction": 40,
    "NormalizeNumberFunction": 10,
    "IdentifyAgentFunction": 200,
    "RecordChangeFunction": 40,
    "WriteAlertFunction": 10,
    "ReviewEntriesFunction": 40,
    "TakeStockFunction": 100,
    "SendDigestFunction": 200,
}
PANEL_MILLISECONDS = 200
"""Of one call shown in the panel, in which the function waits for Amazon Connect."""
CHECK_LOG_BYTES = 500
OTHER_LOG_BYTES = 1500
# A denied call makes three requests one after another, the read and two counters; another call makes one. Most of its
# time is waiting for the answers, so it is assumed to last three times as long (948 µs and 321 µs in `make bench`). It
# logs two lines more; tests/unit/test_check_number.py counts their bytes.
DENIED_REQUESTS = 3
DENIED_LOG_BYTES = 356

# The choices that each path takes. Elsewhere it takes the default.
FLAG_PATH = frozenset({"Normalize number", "Identify agent", "Wait for the reason", "Write alert"})
# What the agent says by a key, before the flag's record has waited: it is told with the flag.
AMENDMENT_PATH = frozenset({"Normalize number", "Identify agent"})
AMENDMENT_FUNCTIONS = ["AddNumberFunction", "NormalizeNumberFunction", "IdentifyAgentFunction", "RecordChangeFunction"]
DECISION_PATH = frozenset({"Record change", "Write alert"})
# The workflow's own write comes back as a record, is recognised, and ends there.
OWN_PATH = frozenset({"Record change"})


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of use in one event: how many units, and of what price."""

    what: str
    units: float
    price: str

    @property
    def usd(self) -> float:
        """US dollars for a thousand events."""
        return PRICES[self.price].of(self.units * THOUSAND)


def memory(template: Mapping[str, Any], function: str) -> float:
    """Gigabytes of a function."""
    megabytes = template["Resources"][function]["Properties"].get("MemorySize")
    return float(megabytes or template["Globals"]["Function"]["MemorySize"]) / 1024


def transitions(definition: Mapping[str, Any], path: frozenset[str]) -> int:
    """States entered by one record that takes these choices; a Map in line adds no more than what it runs.

    Raises:
        LocalError: the path does not end.
    """
    name, states, inside = definition["StartAt"], definition["States"], 0
    for entered in range(1, len(states) + 1):
        state = states[name]
        if "ItemProcessor" in state:
            inside += transitions(state["ItemProcessor"], path)
        if state["Type"] in {"Succeed", "Fail"} or state.get("End"):
            return entered + inside
        chosen = [choice["Next"] for choice in state.get("Choices", ()) if choice["Next"] in path]
        name = chosen[0] if chosen else state.get("Next") or state["Default"]
    raise LocalError("This path through the workflow does not end.")


def check_milliseconds(*, denied: bool) -> int:
    """Billed milliseconds of one warm check, by the requests that it makes one after another."""
    return MILLISECONDS["CheckNumberFunction"] * (DENIED_REQUESTS if denied else 1)


def check_lines(template: Mapping[str, Any], *, denied: bool) -> list[Line]:
    """One inbound call: a consistent read, and two counters' writes when the caller is turned away."""
    seconds = memory(template, "CheckNumberFunction") * check_milliseconds(denied=denied) / 1000
    written = CHECK_LOG_BYTES + (DENIED_LOG_BYTES if denied else 0)
    return [
        Line("read", 1, "read"),
        *([Line("counters", 2, "write")] if denied else []),  # one of the number, one of the day
        *_invoked(1, seconds, written),
    ]


def flag_lines(template: Mapping[str, Any], definition: Mapping[str, Any]) -> list[Line]:
    """One flag of a number not yet listed, by an agent whom the flow names and who presses a key for the category.

    It is announced to one mailbox.
    """
    return [
        Line("flag", 1 + 1, "write"),  # the entry, and its item in the index ByStatus
        Line("category", 1 + 1, "write"),
        Line("entry", 1, "read"),  # as it is when its record has waited
        Line("hour", 1, "write"),  # how many flags the agent made in this hour
        Line("completion", 2 + 2, "write"),  # in a transaction; Status is the index's key: one item out, one in
        Line("history", 2 + 1, "write"),  # in the same transaction; and its item in the index ByActor
        Line("claim", 1, "write"),  # when the record of the completion comes back
        Line("day", 1, "write"),
        *_calls(template, ["AddNumberFunction", "NormalizeNumberFunction", "IdentifyAgentFunction"]),
        *_calls(template, ["RecordChangeFunction", "WriteAlertFunction", "RecordChangeFunction"]),
        *_calls(template, AMENDMENT_FUNCTIONS),
        *_told(definition, FLAG_PATH),
        *_run(definition, OWN_PATH),
        *_run(definition, AMENDMENT_PATH),
        Line("trace", 5, "trace"),
    ]


def decision_lines(template: Mapping[str, Any], definition: Mapping[str, Any]) -> list[Line]:
    """One reviewer's decision in the console, announced to one mailbox; the pages read before it are not in it."""
    return [
        Line("request", 1, "http"),
        Line("entry", 1, "read"),
        Line("decision", 1 + 2, "write"),
        Line("history", 2 + 1, "write"),  # in a transaction, like all of history; and its item in the index ByActor
        *_calls(template, ["ReviewEntriesFunction", "RecordChangeFunction", "WriteAlertFunction"]),
        *_told(definition, DECISION_PATH),
        Line("trace", 2, "trace"),
    ]


def panel_lines(template: Mapping[str, Any]) -> list[Line]:
    """One call shown in the agents' panel; what the agent flags there costs what a flag costs."""
    seconds = memory(template, "ReviewEntriesFunction") * PANEL_MILLISECONDS / 1000
    return [
        Line("request", 1, "http"),
        Line("entry", 1, "read"),
        *_invoked(1, seconds, OTHER_LOG_BYTES),
        Line("trace", 1, "trace"),
    ]


def _calls(template: Mapping[str, Any], functions: list[str]) -> list[Line]:
    seconds = sum(memory(template, name) * MILLISECONDS[name] / 1000 for name in functions)
    return _invoked(len(functions), seconds, OTHER_LOG_BYTES * len(functions))


def _invoked(times: int, seconds: float, written: float) -> list[Line]:
    """So many invocations, with GB-seconds and logged bytes of all together."""
    return [
        Line("invocation", times, "invocation"),
        Line("compute", seconds, "compute"),
        Line("log", written, "log"),
    ]


def _run(definition: Mapping[str, Any], path: frozenset[str]) -> list[Line]:
    """One execution of the workflow."""
    return [Line("pipe", 1, "pipe"), Line("transition", transitions(definition, path), "transition")]


def _told(definition: Mapping[str, Any], path: frozenset[str]) -> list[Line]:
    """One that mails."""
    return [*_run(definition, path), Line("publish", 1, "publish"), Line("mail", 1, "mail")]


HEADINGS = ("Used for a thousand", "Price", "Let through", "Turned away", "Flags", "Decisions", "Shown in the panel")
NAMES = {
    "http": "HTTP API requests",
    "read": "DynamoDB reads",
    "write": "DynamoDB writes, index too",
    "invocation": "Lambda requests",
    "compute": "Lambda GB-seconds",
    "transition": "Step Functions transitions",
    "pipe": "EventBridge Pipes requests",
    "publish": "SNS requests",
    "mail": "SNS e-mails",
    "log": "CloudWatch Logs, MB",
    "trace": "X-Ray traces",
}
TOTAL = "**US dollars**"


def table() -> str:
    """The arithmetic as a Markdown table: units of a thousand events by price, and dollars below."""
    template, definition = read_template(), json.loads(WORKFLOW.read_text())
    columns = [
        check_lines(template, denied=False),
        check_lines(template, denied=True),
        flag_lines(template, definition),
        decision_lines(template, definition),
        panel_lines(template),
    ]
    rows = [[NAMES[price], _price(price), *_units(columns, price)] for price in PRICES]
    totals = [f"**{sum(line.usd for line in lines):.4f}**" for lines in columns]
    return markdown(HEADINGS, [*rows, [TOTAL, "", *totals]], numbers=range(2, len(HEADINGS)))


def standing() -> float:
    """US dollars a month for alarms, for every custom metric, and for `GIGABYTES` of entries and history."""
    kinds = [one["Type"] for path in (TEMPLATE, ALARMS) for one in read_template(path)["Resources"].values()]
    units = {"alarm": kinds.count("AWS::CloudWatch::Alarm"), "metric": METRICS}
    return sum(price.of(units.get(name, GIGABYTES)) for name, price in MONTHLY.items())


def _price(name: str) -> str:
    price = PRICES[name]
    per = {1: "1", 1_000: "1,000", 100_000: "100,000", 1_000_000: "1 M", 1_000_000_000: "GB"}[price.per]
    return f"{price.usd:.10f}".rstrip("0").rstrip(".") + f" / {per}"


def _units(columns: list[list[Line]], price: str) -> list[str]:
    scale = 1_000_000 if price == "log" else 1
    sums = [sum(line.units for line in lines if line.price == price) * THOUSAND / scale for lines in columns]
    return [f"{units:,.2f}".rstrip("0").rstrip(".") if units else "0" for units in sums]


def main() -> None:
    """Print the table, and bring the document up to date."""
    argparse.ArgumentParser(prog="python -m tools.measure.reckon.costs", description=__doc__).parse_args()
    print(f"{table()}\n\nA month, whatever happens: {standing():.2f} US dollars\n\n{sources()}")
    DOCUMENT.write_text(between(DOCUMENT.read_text(), "costs", table()))
    say("docs/measurements.md says the same")


if __name__ == "__main__":
    exit_on_error(main)
