"""The story. Each step acts on the deployed stack as a person would, then checks that it did what it says."""

import json
from dataclasses import dataclass
from typing import Any

from tools.common.errors import LocalError
from tools.common.progress import wait_until
from tools.connect.flow import Flow
from tools.connect.run import Contact, Outcome, Queue, lambda_invoker, open_flow, run
from tools.embedded.api import Api, api_as, entry_path
from tools.embedded.demo.telling import Teller
from tools.embedded.stack import Stack

REVIEWER = "rita"
QUEUE = Queue("arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555/queue/support")
OK = 200
PATIENCE = 60
"""Seconds. It is long, because the first pass through the workflow starts every function cold."""


@dataclass
class CallCentre:
    """A call centre with two flows, one agent and the deployed stack."""

    stack: Stack
    words: dict[str, Any]

    def __post_init__(self) -> None:
        arns = {**self.stack.outputs, "QueueArn": QUEUE.arn}
        self._inbound = open_flow("inbound", arns, self.words["language"])
        self._flag = open_flow("flag_number", arns, self.words["language"])
        self._invoke = lambda_invoker(self.stack.client("lambda"))
        self.dynamodb = self.stack.client("dynamodb")

    def call(self, address: str) -> tuple[Contact, Outcome]:
        """Make an inbound call, until it is queued or disconnected."""
        contact = Contact(customer_address=address)
        return contact, self._run(self._inbound, contact)

    def flag(self, contact: Contact, *keys: str) -> Outcome:
        """The agent, named by the whisper flow, presses the quick connect and then `keys`."""
        contact.attributes["FlaggedBy"] = self.words["agent"]
        return self._run(self._flag, contact.quick_connect(QUEUE), *keys)

    def _run(self, flow: Flow, contact: Contact, *keys: str) -> Outcome:
        return run(flow, contact, self._invoke, keys)

    def entry(self, number: str) -> dict[str, Any]:
        """The number's item in DenylistTable; empty if there is none."""
        key = {"ContactNumber": {"S": number}}
        item: dict[str, Any] = self.dynamodb.get_item(TableName=self.stack.outputs["DenylistTable"], Key=key).get(
            "Item"
        )
        return item or {}

    def history(self, number: str) -> list[dict[str, Any]]:
        """All of the number's items in HistoryTable, oldest first, with the counter last."""
        items: list[dict[str, Any]] = self.dynamodb.query(
            TableName=self.stack.outputs["HistoryTable"],
            KeyConditionExpression="ContactNumber = :number",
            ExpressionAttributeValues={":number": {"S": number}},
        )["Items"]
        return items

    def next_alert(self) -> dict[str, Any]:
        """The next alert as a subscriber gets it, with the mail's text inside."""
        received = wait_until(self.stack.take_alerts, PATIENCE, "an alert")
        alert: dict[str, Any] = json.loads(received[0]["Message"])
        return alert


def tell(centre: CallCentre, teller: Teller) -> None:
    """The whole story, in order."""
    contact = a_call_is_queued(centre, teller)
    the_agent_flags_it(centre, teller, contact)
    the_supervisor_is_told(centre, teller)
    the_next_call_is_turned_away(centre, teller)
    a_number_is_typed_by_hand(centre, teller)
    a_withheld_caller_cannot_be_flagged(centre, teller)
    api = a_reviewer_signs_in(centre, teller)
    the_reviewer_ends_the_typed_entry(centre, teller, api)
    the_reviewer_approves_the_flag(centre, teller, api)
    the_history_is_shown(centre, teller)


def a_call_is_queued(centre: CallCentre, teller: Teller) -> Contact:
    """A caller who was not flagged is not denied."""
    number = centre.words["caller"]
    teller.step("call", number=number)
    contact, outcome = centre.call(number)
    teller.call("customer", outcome)
    teller.check("call_ok", true=outcome.ended == "queue")
    return contact


def the_agent_flags_it(centre: CallCentre, teller: Teller, contact: Contact) -> None:
    """Quick connect, then key 2 for a threat."""
    teller.step("flag")
    outcome = centre.flag(contact, "2")
    teller.call("person", outcome)
    entry = centre.entry(centre.words["caller"])
    stored = entry.get("Category", {}).get("S") == "threat" and entry["FlaggedBy"]["S"] == centre.words["agent"]
    teller.check("flag_ok", true=outcome.external.get("Result") == "updated" and stored)


def the_supervisor_is_told(centre: CallCentre, teller: Teller) -> None:
    """The alert, as the mail shows it."""
    teller.step("alert")
    told = _read_alert(centre, teller)
    teller.check("alert_ok", true=told == ("flagged", centre.words["caller"], centre.words["agent"]))


def _read_alert(centre: CallCentre, teller: Teller) -> tuple[str, str, str]:
    """Print the next alert, and return its event, number and actor."""
    alert = centre.next_alert()
    teller.line(f"Subject: {alert['subject']}")
    for line in alert["body"].splitlines():
        teller.line(line)
    return alert["event"], alert["number"], alert["actor"]


def the_next_call_is_turned_away(centre: CallCentre, teller: Teller) -> None:
    """A neutral message, then the end of the call."""
    teller.step("next")
    _, outcome = centre.call(centre.words["caller"])
    teller.call("customer", outcome)
    teller.check("next_ok", true=outcome.ended == "disconnected" and outcome.external.get("Success") == "true")


def a_number_is_typed_by_hand(centre: CallCentre, teller: Teller) -> None:
    """The table's own console, or a script: only `ContactNumber`, as the knowledge-centre article has it."""
    typed, number = centre.words["typed"], centre.words["typed_e164"]
    teller.step("typing", number=typed)
    centre.dynamodb.put_item(TableName=centre.stack.outputs["DenylistTable"], Item={"ContactNumber": {"S": typed}})
    entry = wait_until(lambda: centre.entry(number), PATIENCE, f"an entry at {number}")
    shown = ("ContactNumber", "Status", "Country", "NumberType", "Source", "FlaggedBy")
    teller.line(json.dumps({name: entry[name]["S"] for name in shown if name in entry}))
    told = _read_alert(centre, teller)
    moved = entry["Status"]["S"] == "PENDING" and not centre.entry(typed) and "ExpiresAt" in entry
    teller.check("typing_ok", number=number, true=moved and told[:2] == ("added", number))


def a_withheld_caller_cannot_be_flagged(centre: CallCentre, teller: Teller) -> None:
    """One such flag would deny every caller who withholds their number."""
    teller.step("hidden")
    contact, inbound = centre.call(centre.words["withheld"])
    outcome = centre.flag(contact, "1")
    teller.call("person", outcome)
    refused = outcome.external.get("Result") == "no_number" and inbound.ended == "queue"
    teller.check("hidden_ok", true=refused and not centre.entry(centre.words["withheld"]))


def a_reviewer_signs_in(centre: CallCentre, teller: Teller) -> Api:
    """The code flow, as the console's page does it: authorize, the pool's login form, a code, tokens."""
    teller.step("signing_in")
    api = api_as(centre.stack, REVIEWER)
    status, me = api.get("/api/me")
    teller.line(f"GET /api/me → {status} {json.dumps(me)}")
    teller.check("signing_in_ok", true=status == OK and me["name"] == REVIEWER and me["may"]["review"])
    return api


def the_reviewer_ends_the_typed_entry(centre: CallCentre, teller: Teller, api: Api) -> None:
    """A mistake is put right for the next call."""
    number, note = centre.words["typed_e164"], centre.words["mistake"]
    teller.step("ending_entry", number=number, note=note)
    entry = _decide(teller, api, number, "expire", {"note": note})
    told = _read_alert(centre, teller)
    _, outcome = centre.call(number)
    teller.call("customer", outcome)
    announced = entry["status"] == "EXPIRED" and told == ("expired", number, REVIEWER)
    teller.check("ending_entry_ok", true=announced and outcome.ended == "queue")


def the_reviewer_approves_the_flag(centre: CallCentre, teller: Teller, api: Api) -> None:
    """From now on the flag does not lapse, but lasts as long as the reviewer says."""
    number, note = centre.words["caller"], centre.words["agreed"]
    teller.step("approval", number=number, note=note)
    entry = _decide(teller, api, number, "approve", {"term": "90d", "note": note})
    told = _read_alert(centre, teller)
    _, outcome = centre.call(number)
    teller.call("customer", outcome)
    announced = entry["status"] == "APPROVED" and told == ("approved", number, REVIEWER)
    teller.check("approval_ok", true=announced and outcome.ended == "disconnected")


def _decide(teller: Teller, api: Api, number: str, action: str, said: dict[str, str]) -> dict[str, Any]:
    """Decide on the entry as it was just shown, and return the entry afterwards."""
    _, shown = api.get(entry_path(number))
    status, entry = api.post(entry_path(number, action), {"version": shown["entry"]["version"], **said})
    if status != OK:
        raise LocalError(f"{action} of {number} was answered with {status}: {json.dumps(entry)}")
    known = ("status", "expires_at", "reviewed_by")
    teller.line(f"POST {entry_path(number, action)} → {status} {json.dumps({name: entry[name] for name in known})}")
    decided: dict[str, Any] = entry
    return decided


def the_history_is_shown(centre: CallCentre, teller: Teller) -> None:
    """Who changed what, when and why, and how often the number was denied."""
    number = centre.words["caller"]
    teller.step("history", number=number)
    changes = [item for item in centre.history(number) if "Event" in item]
    teller.table([_row(item) for item in changes])
    counter = next(iter(centre.history(f"calls:{number}")), {})
    count = counter.get("DeniedCount", {}).get("N", "0")
    teller.line(teller.words["denied"].format(count=count, at=counter.get("LastDeniedAt", {}).get("S", "-")))
    teller.check("history_ok", true=_are_told(changes) and count == "2")


def _are_told(changes: list[dict[str, Any]]) -> bool:
    events = [item["Event"]["S"] for item in changes]
    return events == ["flagged", "approved"] and changes[-1]["Actor"]["S"] == REVIEWER


def _row(item: dict[str, Any]) -> tuple[str, ...]:
    text = {name: value.get("S", "") for name, value in item.items()}
    status = f"{text.get('From', '')} → {text.get('To', '')}" if text.get("From") else text.get("To", "")
    return text["At"][11:19], text["Event"], text["Actor"], status, text.get("Why", "")
